//! A durable database: what is written is read back, whoever opens it.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kerbside_crypto::{Enctype, SeededEntropy};
use kerbside_kdc_core::admin::create_realm;
use kerbside_kdc_core::database::{
    AccountEvent, AccountState, Attributes, OldPassword, Policy, Principal, PrincipalKey, Salt,
    StoredKey, StringAttributes, TaggedData, Traces, World,
};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, NameType, PrincipalName, Realm};
use zeroize::Zeroizing;

use super::*;
use crate::store::master_key::{
    MasterKeyError, add_version, default_enctype, master_principal, purge_versions, use_version,
    write_stash,
};

mod damage;
mod processes;

const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);

/// The principals of a new database, `K/M` among them.
const FOUNDED: usize = 4;

/// A new database in a folder of its own.
struct Bed {
    _folder: tempfile::TempDir,
    name: PathBuf,
    store: DurableStore,
}

impl Bed {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("principal");
        let store = make(&name);
        Self { _folder: folder, name, store }
    }

    fn put(&self, change: Change) -> Generation {
        put(&self.store, change)
    }

    fn find(&self, name: &PrincipalName) -> Option<Arc<Principal>> {
        self.store.world().unwrap().principal(&realm(), name).unwrap()
    }

    fn mdb(&self) -> PathBuf {
        self.name.with_extension("mdb")
    }
}

fn make(name: &Path) -> DurableStore {
    let mut entropy = SeededEntropy::new(7);
    let contents = create_realm(RealmSettings::new("R.TEST"), NOW, &mut entropy).unwrap();
    DurableStore::create(name, &master(), &contents).unwrap()
}

fn put(store: &DurableStore, change: Change) -> Generation {
    loop {
        let generation = store.world().unwrap().generation();
        match store.commit(generation, vec![change.clone()]) {
            Ok(generation) => return generation,
            Err(CommitError::Moved(_)) => {}
            Err(CommitError::Failed(error)) => panic!("{error}"),
        }
    }
}

fn master() -> MasterKeys {
    MasterKeys::from_password(realm(), default_enctype(), b"masterpw").unwrap()
}

fn source(password: &str) -> MasterKeySource {
    let password = Zeroizing::new(password.as_bytes().to_vec());
    MasterKeySource::Password { password, enctype: default_enctype() }
}

fn realm() -> Realm {
    Realm::from("R.TEST")
}

fn name(text: &str) -> PrincipalName {
    PrincipalName::new(NameType::PRINCIPAL, [text])
}

/// A principal with something in every field.
fn principal(own: &str) -> Principal {
    let mut entropy = SeededEntropy::new(9);
    let mut key = |kvno, salt| PrincipalKey {
        kvno,
        salt,
        key: Key::random(Enctype::AES256_SHA1, &mut entropy).unwrap().into(),
    };
    let carried = EncryptionKey { keytype: 3, keyvalue: vec![1, 2, 3, 4, 5, 6, 7, 8].into() };
    let carried = PrincipalKey { kvno: 2, salt: Salt::OnlyRealm, key: StoredKey::Carried(carried) };
    Principal {
        name: name(own),
        realm: realm(),
        keys: vec![key(2, Salt::Normal), carried, key(1, Salt::Special(b"pepper".to_vec()))],
        attributes: Attributes::REQUIRES_PRE_AUTH,
        expires: Some(NOW),
        password_expires: None,
        max_life: Some(Duration::from_secs(36_000)),
        max_renewable_life: Duration::from_secs(1),
        last_password_change: Some(NOW.plus_micros(7)),
        modified_at: NOW,
        modified_by: "root/admin@R.TEST".to_owned(),
        policy: Some("strict".to_owned()),
        strings: StringAttributes::from([("session_enctypes".to_owned(), "aes256-cts".to_owned())]),
        password_history: vec![OldPassword { keys: vec![key(1, Salt::NoRealm)] }],
        master_kvno: 1,
        tagged_data: vec![TaggedData { kind: 0x700, octets: vec![1, 2, 3, 4] }],
    }
}

fn put_principal(own: &str) -> Change {
    Change::PutPrincipal(Arc::new(principal(own)))
}

#[test]
fn a_file_grows_in_steps_of_many_commits() {
    let bed = Bed::new();
    let mut lengths = vec![bed.mdb().metadata().unwrap().len()];
    for commit in 0..60 {
        let generation = bed.store.world().unwrap().generation();
        let own = |number| Arc::new(principal(&format!("user{commit}.{number}")));
        let changes = (0..10).map(|number| Change::PutPrincipal(own(number))).collect();
        bed.store.commit(generation, changes).unwrap();
        lengths.push(bed.mdb().metadata().unwrap().len());
    }
    lengths.dedup();
    assert!((2..=6).contains(&lengths.len()), "{lengths:?}");
}

#[test]
fn what_was_committed_is_there_when_the_database_is_opened_again() {
    let Bed { _folder, name: path, store } = Bed::new();
    let policy = Policy { max_failures: 3, ..Policy::new("strict") };
    let policy = Arc::new(Policy { allowed_key_salts: Some("aes256-cts".to_owned()), ..policy });
    let account = AccountState { failures: 2, last_failure: Some(NOW), last_success: Some(NOW) };
    let settings = Arc::new(RealmSettings { clock_skew: 7, ..RealmSettings::new("B.TEST") });
    for change in [
        put_principal("alice"),
        Change::PutPolicy { realm: realm(), policy: Arc::clone(&policy) },
        Change::PutAlias { realm: realm(), alias: name("al"), target: name("alice") },
        Change::PutAccount { realm: realm(), name: name("alice"), account },
        Change::PutRealm(Arc::clone(&settings)),
    ] {
        put(&store, change);
    }
    let generation = store.world().unwrap().generation();
    drop(store);
    let store = DurableStore::open(&path, &source("masterpw")).unwrap();
    let world = store.world().unwrap();
    assert_eq!(world.generation(), generation);
    assert_eq!(world.realms(), ["R.TEST", "B.TEST"]);
    assert_eq!(world.settings(&"B.TEST".into()).unwrap(), Some(settings));
    for own in ["alice", "al"] {
        assert_eq!(*world.principal(&realm(), &name(own)).unwrap().unwrap(), principal("alice"));
    }
    assert_eq!(world.policies(&realm()).unwrap(), [Arc::clone(&policy)]);
    assert_eq!(world.policy(&realm(), "strict").unwrap(), Some(policy));
    assert_eq!(world.aliases(&realm()).unwrap(), [(name("al"), name("alice"))]);
    assert_eq!(world.account(&realm(), &name("alice")).unwrap(), account);
    let names: Vec<String> = world
        .principals(&realm())
        .unwrap()
        .iter()
        .map(|principal| principal.name.name_string.iter().map(|c| c.to_string()).collect())
        .collect();
    let founded = ["KM", "alice", "kadminadmin", "kadminchangepw", "krbtgtR.TEST"];
    assert_eq!(names, founded);
    assert_eq!(store.verify().unwrap(), FOUNDED + 1);
}

#[test]
fn every_file_is_its_owners_alone() {
    let bed = Bed::new();
    let folder = bed.name.parent().unwrap();
    let mut files: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.path());
        files.push(entry.file_name().into_string().unwrap());
    }
    files.sort();
    let lockout = ["principal.lockout.mdb", "principal.lockout.mdb-lock"];
    assert_eq!(files, [lockout, ["principal.mdb", "principal.mdb-lock"]].concat());
}

#[test]
fn no_key_lies_in_the_clear() {
    let bed = Bed::new();
    bed.put(put_principal("alice"));
    let octets = std::fs::read(bed.mdb()).unwrap();
    let master = master();
    let stored = principal("alice");
    let keys = stored.keys.iter().filter_map(PrincipalKey::usable);
    for key in keys.chain([master.newest().1]) {
        let found = octets.windows(key.as_bytes().len()).any(|window| window == key.as_bytes());
        assert!(!found);
    }
}

#[test]
fn a_wrong_master_key_is_refused_and_a_stash_file_opens() {
    let bed = Bed::new();
    let wrong = DurableStore::open(&bed.name, &source("wrong")).unwrap_err();
    assert!(matches!(wrong, StoreError::MasterKey(MasterKeyError::Wrong)), "{wrong}");
    let stash = bed.name.with_extension("stash");
    write_stash(&stash, &master(), NOW).unwrap();
    DurableStore::open(&bed.name, &MasterKeySource::Stash(stash)).unwrap();
}

#[test]
fn a_commit_for_an_older_generation_changes_nothing() {
    let bed = Bed::new();
    let old = bed.store.world().unwrap().generation();
    let new = bed.put(put_principal("alice"));
    let late = bed.store.commit(old, vec![put_principal("bob")]);
    let moved = Moved { expected: old, actual: new };
    assert!(matches!(late, Err(CommitError::Moved(told)) if told == moved));
    assert_eq!(bed.find(&name("bob")), None);
}

#[test]
fn a_world_shows_its_generation_whatever_is_committed_meanwhile() {
    let bed = Bed::new();
    let before = bed.store.world().unwrap();
    bed.put(put_principal("alice"));
    assert_eq!(before.principal(&realm(), &name("alice")).unwrap(), None);
    assert!(bed.find(&name("alice")).is_some());
    assert!(bed.store.world().unwrap().generation() > before.generation());
}

#[test]
fn an_account_goes_with_its_principal_and_moves_with_its_name() {
    let bed = Bed::new();
    let failed = AccountState::default()
        .after(AccountEvent::Failed { at: NOW, forget_after: Duration::ZERO });
    let account = |own| bed.store.world().unwrap().account(&realm(), &name(own)).unwrap();
    let count = |own| Change::PutAccount { realm: realm(), name: name(own), account: failed };
    bed.put(put_principal("alice"));
    bed.put(count("alice"));
    let to = Arc::new(Principal { name: name("bob"), ..principal("alice") });
    bed.put(Change::RenamePrincipal { from: name("alice"), to });
    assert_eq!((account("alice"), account("bob")), (AccountState::default(), failed));
    assert_eq!(bed.find(&name("alice")), None);
    bed.put(Change::Unlock { realm: realm(), name: name("bob") });
    assert_eq!(account("bob"), AccountState { failures: 0, ..failed });
    bed.put(count("bob"));
    bed.put(Change::DeletePrincipal { realm: realm(), name: name("bob") });
    assert_eq!(account("bob"), AccountState::default());
}

#[test]
fn a_snapshot_brings_principals_and_accounts_back() {
    let bed = Bed::new();
    let store = crate::KdcStore::from(bed.store.clone());
    bed.put(put_principal("alice"));
    let before = store.snapshot().unwrap();
    let succeeded =
        AccountState::default().after(AccountEvent::Succeeded { at: NOW, traces: Traces::All });
    bed.put(Change::PutAccount { realm: realm(), name: name("alice"), account: succeeded });
    let last = bed.put(Change::DeletePrincipal { realm: realm(), name: name("alice") });
    let restored = store.restore(&before).unwrap();
    assert!(restored > last);
    assert_eq!(bed.store.world().unwrap().generation(), restored);
    assert_eq!(*bed.find(&name("alice")).unwrap(), principal("alice"));
    let account = bed.store.world().unwrap().account(&realm(), &name("alice")).unwrap();
    assert_eq!(account, AccountState::default());
    assert!(crate::KdcStore::default().restore(&before).is_err());
}

#[test]
fn names_that_differ_in_a_zero_or_are_long_are_different_principals() {
    let bed = Bed::new();
    let long = "x".repeat(700);
    let names = [
        PrincipalName::new(NameType::PRINCIPAL, ["a", "b"]),
        PrincipalName::new(NameType::PRINCIPAL, ["a\0\u{1}b"]),
        PrincipalName::new(NameType::PRINCIPAL, ["a/b"]),
        name(&format!("{long}1")),
        name(&format!("{long}2")),
    ];
    for own in &names {
        let principal = Principal { name: own.clone(), ..principal("") };
        bed.put(Change::PutPrincipal(Arc::new(principal)));
    }
    for own in &names {
        assert_eq!(bed.find(own).unwrap().name, *own);
    }
    assert_eq!(bed.find(&name(&format!("{long}3"))), None);
}

#[test]
fn a_database_is_replaced_by_another_as_a_whole() {
    let bed = Bed::new();
    bed.put(put_principal("alice"));
    let before = bed.store.world().unwrap().generation();
    let other = MasterKeys::from_password(realm(), default_enctype(), b"other").unwrap();
    let settings = Change::PutRealm(Arc::new(RealmSettings::new("R.TEST")));
    let contents = [settings, put_principal("bob")];
    let after = DurableStore::replace(&bed.name, &other, &contents).unwrap();
    assert!(after > before);
    assert!(DurableStore::open(&bed.name, &source("masterpw")).is_err());
    // Who has it open with another master key is told so.
    let error = bed.store.world().err().unwrap().to_string();
    assert!(error.contains("master key"), "{error}");
    let store = DurableStore::open(&bed.name, &source("other")).unwrap();
    let world = store.world().unwrap();
    assert_eq!(world.generation(), after);
    assert_eq!(world.principal(&realm(), &name("alice")).unwrap(), None);
    assert_eq!(*world.principal(&realm(), &name("bob")).unwrap().unwrap(), principal("bob"));
}

#[test]
fn a_master_key_gets_a_version_is_used_and_the_old_one_goes() {
    let bed = Bed::new();
    let mut entropy = SeededEntropy::new(5);
    bed.put(put_principal("alice"));
    let master = |bed: &Bed| (*bed.find(&master_principal()).unwrap()).clone();
    let second = Key::random(default_enctype(), &mut entropy).unwrap();
    let (added, kvno) = add_version(&master(&bed), second, &mut entropy).unwrap();
    bed.put(Change::PutPrincipal(Arc::new(added)));
    // A stash file from before still opens.
    let old = DurableStore::open(&bed.name, &source("masterpw")).unwrap();
    assert_eq!(old.master_keys().unwrap().newest().0, 2);
    assert_eq!(bed.find(&name("alice")).unwrap().master_kvno, 1);
    let now = SystemClock.now();
    let used = use_version(&master(&bed), kvno, now, now).unwrap();
    bed.put(Change::PutPrincipal(Arc::new(used)));
    // Keys that stay keep their seal; new ones get that of the version in use.
    bed.put(put_principal("alice"));
    assert_eq!(bed.find(&name("alice")).unwrap().master_kvno, 1);
    bed.put(put_principal("bob"));
    assert_eq!(bed.find(&name("bob")).unwrap().master_kvno, 2);
    assert_eq!(bed.store.versions_in_use().unwrap(), BTreeMap::from([(1, FOUNDED), (2, 1)]));
    let resealed = bed.store.reseal(|_| true).unwrap();
    assert_eq!(resealed, Resealed { updated: FOUNDED, unchanged: 1 });
    let purged = purge_versions(&master(&bed), &[1], now, &mut entropy).unwrap();
    bed.put(Change::PutPrincipal(Arc::new(purged)));
    let alice = bed.find(&name("alice")).unwrap();
    assert_eq!(*alice, Principal { master_kvno: 2, ..principal("alice") });
    assert_eq!(bed.store.verify().unwrap(), FOUNDED + 2);
    let gone = DurableStore::open(&bed.name, &source("masterpw")).unwrap_err();
    assert!(matches!(gone, StoreError::MasterKey(MasterKeyError::Wrong)));
    // Who has it open learns the newer key from the older one at hand.
    assert!(old.world().is_ok());
}

#[test]
fn the_principal_of_the_master_key_can_neither_go_nor_be_renamed() {
    let bed = Bed::new();
    let delete = Change::DeletePrincipal { realm: realm(), name: master_principal() };
    let rename =
        Change::RenamePrincipal { from: master_principal(), to: Arc::new(principal("alice")) };
    for change in [delete, rename] {
        let generation = bed.store.world().unwrap().generation();
        assert!(matches!(bed.store.commit(generation, vec![change]), Err(CommitError::Failed(_))));
    }
    assert!(bed.find(&master_principal()).is_some());
}

#[test]
fn a_database_is_made_once_and_destroyed_under_those_who_have_it_open() {
    let bed = Bed::new();
    let again = DurableStore::create(&bed.name, &master(), &[]).unwrap_err();
    assert!(matches!(again, StoreError::Exists(_)), "{again}");
    DurableStore::destroy(&bed.name).unwrap();
    assert_eq!(std::fs::read_dir(bed.name.parent().unwrap()).unwrap().count(), 0);
    let error = bed.store.world().err().unwrap().to_string();
    assert!(error.contains("was destroyed"), "{error}");
    let missing = DurableStore::destroy(&bed.name).unwrap_err();
    assert!(matches!(missing, StoreError::Missing(_)), "{missing}");
}

#[test]
fn what_kdc_conf_says_holds_for_the_process_that_read_it() {
    let bed = Bed::new();
    let settings = RealmSettings { clock_skew: 7, ..RealmSettings::new("R.TEST") };
    bed.store.configure(settings.clone());
    let own = bed.store.world().unwrap().settings(&realm()).unwrap().unwrap();
    assert_eq!(*own, settings);
    let other = DurableStore::open(&bed.name, &source("masterpw")).unwrap();
    let others = other.world().unwrap().settings(&realm()).unwrap().unwrap();
    assert_eq!(*others, RealmSettings::new("R.TEST"));
}

#[test]
fn a_map_that_is_too_small_grows() {
    let Bed { _folder, name: path, store } = Bed::new();
    drop(store);
    let store = DurableStore::open_with_map(&path, &source("masterpw"), 64 * 1024).unwrap();
    let generation = store.world().unwrap().generation();
    let changes: Vec<Change> = (0..500).map(|n| put_principal(&format!("p{n}"))).collect();
    store.commit(generation, changes).unwrap();
    assert_eq!(store.verify().unwrap(), FOUNDED + 500);
}
