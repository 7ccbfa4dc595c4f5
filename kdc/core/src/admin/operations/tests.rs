//! Operations against a realm in memory.

mod access;
mod names;
mod passwords;
mod policies;
mod restrictions;

use std::time::Duration;

use kerbside_crypto::{Enctype, SeededEntropy, string_to_key};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use super::super::{
    AdminReply, AdminRequest, ApplyError, Caller, CreatePrincipal, Denial, Expiry, NewKey, OldKeys,
    PolicyChange, PrincipalChanges, Unlock, apply, create_realm, perform,
};
use crate::database::{
    AccountState, Attributes, KeySalt, MemoryStore, Principal, PrincipalKey, RealmSettings, Salt,
    World,
};
use crate::exchange::Effect;

const NOW: Timestamp = Timestamp::from_seconds(1_795_326_418);

fn name(text: &str) -> Name {
    Name::parse(text, &"EXAMPLE.COM".into()).unwrap()
}

struct Bed {
    store: MemoryStore,
    entropy: SeededEntropy,
    now: Timestamp,
}

impl Bed {
    fn new() -> Self {
        let mut entropy = SeededEntropy::new(1);
        let store = MemoryStore::new();
        let changes = create_realm(RealmSettings::new("EXAMPLE.COM"), NOW, &mut entropy).unwrap();
        store.commit(store.world().generation(), changes).unwrap();
        Self { store, entropy, now: NOW }
    }

    fn ask(&mut self, request: AdminRequest) -> Result<AdminReply, Denial> {
        self.ask_as(&Caller::local(name("root/admin")), request)
    }

    fn ask_as(&mut self, caller: &Caller, request: AdminRequest) -> Result<AdminReply, Denial> {
        match apply(&self.store, &request, caller, self.now, &mut self.entropy) {
            Ok(reply) => Ok(reply),
            Err(ApplyError::Denied(denial)) => Err(denial),
            Err(error) => panic!("{error}"),
        }
    }

    fn create(&mut self, principal: &str, key: NewKey) {
        let create = CreatePrincipal::new(name(principal), key);
        self.ask(AdminRequest::CreatePrincipal(create)).unwrap();
    }

    fn get(&mut self, principal: &str) -> (Principal, AccountState) {
        let request = AdminRequest::GetPrincipal { principal: name(principal) };
        match self.ask(request).unwrap() {
            AdminReply::Principal(found, account) => (Principal::clone(&found), account),
            other => panic!("{other:?}"),
        }
    }

    fn list(&mut self, pattern: Option<&str>) -> Vec<String> {
        let request = AdminRequest::ListPrincipals { pattern: pattern.map(str::to_owned) };
        match self.ask(request).unwrap() {
            AdminReply::Principals(names) => names.iter().map(Name::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn keys(&mut self, request: AdminRequest) -> Vec<PrincipalKey> {
        match self.ask(request).unwrap() {
            AdminReply::Keys(keys) => keys,
            other => panic!("{other:?}"),
        }
    }
}

fn change_password(principal: &str, password: &str, old_keys: OldKeys) -> AdminRequest {
    let (principal, password) = (name(principal), password.into());
    AdminRequest::ChangePassword { principal, password, key_salts: None, old_keys }
}

fn versions(principal: &Principal) -> Vec<(u32, i32)> {
    principal.keys.iter().map(|key| (key.kvno, key.enctype().0)).collect()
}

#[test]
fn a_realm_is_made_with_mits_principals() {
    let mut bed = Bed::new();
    // Attributes and lives in the dump of a realm that kdb5_util of MIT krb5 1.20.1 made.
    for (principal, attributes, max_life) in [
        ("kadmin/admin", 8_388_612, 10_800),
        ("kadmin/changepw", 8_396_804, 300),
        ("krbtgt/EXAMPLE.COM", 8_388_608, 86_400),
    ] {
        let (found, _) = bed.get(principal);
        assert_eq!(found.attributes.0, attributes, "{principal}");
        assert_eq!(found.max_life, Some(Duration::from_secs(max_life)), "{principal}");
        assert_eq!(versions(&found), [(1, 18), (1, 17)], "{principal}");
        let changed = principal.starts_with("kadmin").then_some(NOW);
        assert_eq!(found.last_password_change, changed, "{principal}");
    }
    assert_eq!(bed.get("krbtgt/EXAMPLE.COM").0.modified_by, "db_creation@EXAMPLE.COM");
}

#[test]
fn a_password_becomes_salted_keys_of_version_one() {
    let mut bed = Bed::new();
    bed.create("alice", NewKey::Password("alicepw".into()));
    let (alice, account) = bed.get("alice");
    let expected =
        string_to_key(Enctype::AES256_SHA1, b"alicepw", b"EXAMPLE.COMalice", None).unwrap();
    let (stored, key) = alice.current_key(Enctype::AES256_SHA1).unwrap();
    assert_eq!((key, stored.kvno, &stored.salt), (&expected, 1, &Salt::Normal));
    assert_eq!(versions(&alice), [(1, 18), (1, 17)]);
    assert_eq!(alice.attributes, Attributes::REQUIRES_PRE_AUTH);
    assert_eq!(alice.last_password_change, Some(NOW));
    assert_eq!(alice.modified_by, "root/admin@EXAMPLE.COM");
    assert_eq!(account, AccountState::default());
}

#[test]
fn other_enctypes_and_salts_are_made_as_asked() {
    let mut bed = Bed::new();
    let mut create = CreatePrincipal::new(name("enc"), NewKey::Password("pw".into()));
    create.key_salts = Some(vec![
        KeySalt { enctype: Enctype::AES256_SHA2, salt: Salt::NoRealm },
        KeySalt { enctype: Enctype::AES128_SHA1, salt: Salt::Special(b"pepper".to_vec()) },
    ]);
    bed.ask(AdminRequest::CreatePrincipal(create)).unwrap();
    let (found, _) = bed.get("enc");
    for (enctype, salt) in [(Enctype::AES256_SHA2, &b"enc"[..]), (Enctype::AES128_SHA1, b"pepper")]
    {
        let expected = string_to_key(enctype, b"pw", salt, None).unwrap();
        assert_eq!(found.current_key(enctype).unwrap().1, &expected);
    }
}

#[test]
fn denials_have_mits_texts() {
    let mut bed = Bed::new();
    bed.create("alice", NewKey::Random);
    let nosuch = name("nosuch");
    let create = |principal: &str, key| {
        AdminRequest::CreatePrincipal(CreatePrincipal::new(name(principal), key))
    };
    let unknown = "Principal does not exist";
    for (request, text) in [
        (create("alice", NewKey::Random), "Principal or policy already exists"),
        (create("bob3", NewKey::Password("".into())), "Empty passwords are not allowed"),
        (create("x@OTHER", NewKey::Random), "the realm OTHER is not served here"),
        (AdminRequest::DeletePrincipal { principal: nosuch.clone() }, unknown),
        (AdminRequest::GetPrincipal { principal: nosuch.clone() }, unknown),
        (AdminRequest::GetKeys { principal: nosuch.clone(), kvno: None }, unknown),
        (change_password("nosuch", "pw", OldKeys::Discard), unknown),
        (
            AdminRequest::ModifyPrincipal {
                principal: nosuch,
                changes: PrincipalChanges::default(),
            },
            unknown,
        ),
        (
            AdminRequest::GetKeys { principal: name("alice"), kvno: Some(9) },
            "alice@EXAMPLE.COM has no key of version 9",
        ),
    ] {
        assert_eq!(bed.ask(request).unwrap_err().to_string(), text);
    }
}

#[test]
fn a_changed_password_is_the_next_version() {
    for (old_keys, expected) in [
        (OldKeys::Discard, vec![(2, 18), (2, 17)]),
        (OldKeys::Keep, vec![(2, 18), (2, 17), (1, 18), (1, 17)]),
    ] {
        let mut bed = Bed::new();
        bed.create("alice", NewKey::Password("one".into()));
        bed.ask(AdminRequest::ModifyPrincipal {
            principal: name("alice"),
            changes: PrincipalChanges {
                set: Attributes::REQUIRES_PWCHANGE,
                password_expires: Some(Expiry::At(NOW)),
                ..Default::default()
            },
        })
        .unwrap();
        bed.ask(change_password("alice", "two", old_keys)).unwrap();
        let (alice, _) = bed.get("alice");
        assert_eq!(versions(&alice), expected);
        assert_eq!(alice.password_expires, None);
        assert!(!alice.has(Attributes::REQUIRES_PWCHANGE));
    }
}

#[test]
fn randomized_keys_come_back_and_can_be_read_again() {
    let mut bed = Bed::new();
    bed.create("kafka/localhost", NewKey::Random);
    let principal = name("kafka/localhost");
    let new = bed.keys(AdminRequest::RandomizeKeys {
        principal: principal.clone(),
        key_salts: None,
        old_keys: OldKeys::Keep,
    });
    assert_eq!(new.iter().map(|key| key.kvno).collect::<Vec<_>>(), [2, 2]);
    let read = |kvno| AdminRequest::GetKeys { principal: principal.clone(), kvno };
    assert_eq!(bed.keys(read(Some(2))), new);
    let old = bed.keys(read(Some(1)));
    assert_ne!(old, new);
    assert_eq!(bed.keys(read(None)), [new, old].concat());
}

#[test]
fn modifications_change_what_they_name_and_nothing_else() {
    let mut bed = Bed::new();
    bed.create("full", NewKey::Random);
    let (before, _) = bed.get("full");
    let at = Timestamp::from_seconds(1_893_456_000);
    let changes = PrincipalChanges {
        set: Attributes::DISALLOW_FORWARDABLE,
        clear: Attributes::REQUIRES_PRE_AUTH,
        expires: Some(Expiry::At(at)),
        max_life: Some(Duration::from_secs(36_000)),
        max_renewable_life: Some(Duration::from_secs(259_200)),
        kvno: Some(5),
        policy: Some(PolicyChange::Set("strict".into())),
        strings: [("session_enctypes".into(), Some("aes128-cts".into()))].into(),
        ..Default::default()
    };
    let modify = |changes| AdminRequest::ModifyPrincipal { principal: name("full"), changes };
    bed.ask(modify(changes)).unwrap();
    let (full, _) = bed.get("full");
    assert_eq!(full.attributes, Attributes::DISALLOW_FORWARDABLE);
    assert_eq!((full.expires, full.password_expires), (Some(at), None));
    assert_eq!(full.max_life, Some(Duration::from_secs(36_000)));
    assert_eq!(full.max_renewable_life, Duration::from_secs(259_200));
    assert_eq!(versions(&full), [(5, 18), (5, 17)]);
    assert_eq!(full.policy.as_deref(), Some("strict"));
    assert_eq!(full.strings.get("session_enctypes").unwrap(), "aes128-cts");

    bed.ask(modify(PrincipalChanges {
        set: Attributes::REQUIRES_PRE_AUTH,
        clear: Attributes::DISALLOW_FORWARDABLE,
        expires: Some(Expiry::Never),
        max_life: Some(Duration::from_secs(86_400)),
        max_renewable_life: Some(before.max_renewable_life),
        kvno: Some(1),
        policy: Some(PolicyChange::Clear),
        strings: [("session_enctypes".into(), None)].into(),
        ..Default::default()
    }))
    .unwrap();
    assert_eq!(bed.get("full").0, before);
}

#[test]
fn deletion_takes_the_state_of_the_account_along() {
    let mut bed = Bed::new();
    let alice = name("alice");
    bed.create("alice", NewKey::Random);
    let failed = Effect::PreauthFailed {
        realm: alice.realm.clone(),
        client: alice.name.clone(),
        at: NOW,
        forget_after: Duration::ZERO,
    };
    bed.store.apply(&[failed]);
    assert_eq!(bed.get("alice").1.failures, 1);
    bed.ask(AdminRequest::DeletePrincipal { principal: alice }).unwrap();
    bed.create("alice", NewKey::Random);
    assert_eq!(bed.get("alice").1, AccountState::default());
}

#[test]
fn unlocking_forgets_failures() {
    let mut bed = Bed::new();
    let alice = name("alice");
    bed.create("alice", NewKey::Random);
    let (realm, client) = (alice.realm.clone(), alice.name.clone());
    bed.store.apply(&[Effect::PreauthFailed {
        realm,
        client,
        at: NOW,
        forget_after: Duration::ZERO,
    }]);
    let changes = PrincipalChanges { unlock: Some(Unlock), ..Default::default() };
    bed.ask(AdminRequest::ModifyPrincipal { principal: alice, changes }).unwrap();
    assert_eq!(bed.get("alice").1.failures, 0);
}

#[test]
fn names_are_listed_in_order_and_by_pattern() {
    let mut bed = Bed::new();
    for principal in ["x2", "x1", "kafka/broker"] {
        bed.create(principal, NewKey::None);
    }
    assert_eq!(bed.list(Some("x*")), ["x1@EXAMPLE.COM", "x2@EXAMPLE.COM"]);
    let k = ["kadmin/admin", "kadmin/changepw", "kafka/broker"];
    let mut expected: Vec<_> = k.iter().map(|name| format!("{name}@EXAMPLE.COM")).collect();
    expected.push("krbtgt/EXAMPLE.COM@EXAMPLE.COM".into());
    assert_eq!(bed.list(Some("k*")), expected);
    assert_eq!(bed.list(Some("*@OTHER")), [] as [String; 0]);
    assert_eq!(bed.list(None).len(), 6);
}

#[test]
fn reading_makes_no_new_generation() {
    let mut bed = Bed::new();
    let generation = bed.store.world().generation();
    bed.list(None);
    bed.get("kadmin/admin");
    assert_eq!(bed.store.world().generation(), generation);
}

#[test]
fn an_operation_made_for_another_generation_is_not_committed() {
    let mut bed = Bed::new();
    let world = bed.store.world();
    let request = AdminRequest::CreatePrincipal(CreatePrincipal::new(name("late"), NewKey::Random));
    let caller = Caller::local(name("root/admin"));
    let (_, changes) = perform(&request, &world, &caller, NOW, &mut bed.entropy).unwrap();
    bed.create("early", NewKey::Random);
    let moved = bed.store.commit(world.generation(), changes).unwrap_err();
    assert_eq!(moved.expected, world.generation());
    assert_eq!(bed.list(Some("late")), [] as [String; 0]);
}

#[test]
fn no_password_is_printed() {
    let create = CreatePrincipal::new(name("alice"), NewKey::Password("sesame".into()));
    for request in [
        AdminRequest::CreatePrincipal(create),
        change_password("alice", "sesame", OldKeys::Discard),
    ] {
        assert!(!format!("{request:?}").contains("sesame"));
        assert!(!format!("{request:?}").contains("115"), "not as octets either");
    }
}
