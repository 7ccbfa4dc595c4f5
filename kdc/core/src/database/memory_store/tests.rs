//! Generations, snapshots, and writers that meet.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::NameType;

use super::*;
use crate::database::{Attributes, StringAttributes};

fn alice() -> PrincipalName {
    PrincipalName::new(NameType::PRINCIPAL, ["alice"])
}

fn principal(name: PrincipalName) -> Arc<Principal> {
    Arc::new(Principal {
        name,
        realm: "R".into(),
        keys: Vec::new(),
        attributes: Attributes::EMPTY,
        expires: None,
        password_expires: None,
        max_life: None,
        max_renewable_life: Duration::ZERO,
        last_password_change: None,
        modified_at: Timestamp::default(),
        modified_by: String::new(),
        policy: None,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: 1,
        tagged_data: Vec::new(),
    })
}

fn store() -> MemoryStore {
    let store = MemoryStore::new();
    let realm = Change::PutRealm(Arc::new(RealmSettings::new("R")));
    store.commit(Generation(0), vec![realm]).unwrap();
    store
}

fn failed(store: &MemoryStore) {
    let at = Timestamp::from_seconds(7);
    store.apply(&[Effect::PreauthFailed {
        realm: "R".into(),
        client: alice(),
        at,
        forget_after: Duration::ZERO,
    }]);
}

#[test]
fn a_reader_keeps_its_generation() {
    let store = store();
    let before = store.world();
    store.commit(before.generation(), vec![Change::PutPrincipal(principal(alice()))]).unwrap();
    assert_eq!(before.principal(&"R".into(), &alice()).unwrap(), None);
    assert!(store.world().principal(&"R".into(), &alice()).unwrap().is_some());
    assert!(store.world().generation() > before.generation());
}

#[test]
fn a_late_commit_changes_nothing() {
    let store = store();
    let generation = store.world().generation();
    store.commit(generation, Vec::new()).unwrap();
    let late = store.commit(generation, vec![Change::PutPrincipal(principal(alice()))]);
    assert_eq!(late, Err(Moved { expected: generation, actual: store.world().generation() }));
    assert_eq!(store.world().principals(&"R".into()).unwrap(), []);
}

#[test]
fn names_are_found_whatever_their_type() {
    let store = store();
    let generation = store.world().generation();
    store.commit(generation, vec![Change::PutPrincipal(principal(alice()))]).unwrap();
    let other = PrincipalName::new(NameType::SRV_HST, ["alice"]);
    assert!(store.world().principal(&"R".into(), &other).unwrap().is_some());
    assert!(store.world().principal(&"S".into(), &other).unwrap().is_none());
}

#[test]
fn a_snapshot_brings_principals_and_accounts_back() {
    let store = store();
    let generation = store.world().generation();
    store.commit(generation, vec![Change::PutPrincipal(principal(alice()))]).unwrap();
    failed(&store);
    let snapshot = store.snapshot();
    failed(&store);
    let deletion = Change::DeletePrincipal { realm: "R".into(), name: alice() };
    let last = store.commit(store.world().generation(), vec![deletion]).unwrap();
    let restored = store.restore(&snapshot);
    assert!(restored > last, "caches keyed by the generation must notice");
    let world = store.world();
    assert_eq!(world.generation(), restored);
    assert!(world.principal(&"R".into(), &alice()).unwrap().is_some());
    assert_eq!(world.account(&"R".into(), &alice()).unwrap().failures, 1);
}

#[test]
fn writers_that_meet_lose_no_change() {
    let store = store();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let store = store.clone();
            scope.spawn(move || {
                for n in 0..50 {
                    let name = format!("p{thread}-{n}");
                    let name = PrincipalName::new(NameType::PRINCIPAL, [name]);
                    loop {
                        let generation = store.world().generation();
                        let change = Change::PutPrincipal(principal(name.clone()));
                        if store.commit(generation, vec![change]).is_ok() {
                            break;
                        }
                    }
                }
            });
        }
    });
    assert_eq!(store.world().principals(&"R".into()).unwrap().len(), 200);
}
