//! Passwords and keys under a policy. The answers are those of kadmin.local of MIT krb5 1.20.1 to
//! the same requests.

use super::super::super::{NewKey, PolicyChanges};
use super::*;
use crate::database::Dictionary;

/// A realm with `alice` under `policy`, whose password is `one`.
fn bed(policy: PolicyChanges) -> Bed {
    let mut bed = Bed::new();
    bed.ask(AdminRequest::CreatePolicy { name: "p".into(), changes: policy }).unwrap();
    assert!(create(&mut bed, "alice", "one").is_ok());
    bed
}

fn create(bed: &mut Bed, principal: &str, password: &str) -> Result<AdminReply, Denial> {
    let mut create = CreatePrincipal::new(name(principal), NewKey::Password(password.into()));
    create.changes.policy = Some(PolicyChange::Set("p".into()));
    bed.ask(AdminRequest::CreatePrincipal(create))
}

/// Changes alice's password, and gives the denial's text.
fn change(bed: &mut Bed, password: &str) -> Option<String> {
    let request = change_password("alice", password, OldKeys::Discard);
    bed.ask(request).err().map(|denial| denial.to_string())
}

fn with_history(history: u32) -> PolicyChanges {
    PolicyChanges { history: Some(history), ..Default::default() }
}

const REUSED: Option<&str> = Some("Cannot reuse password");

#[test]
fn the_present_password_and_as_many_as_the_policy_counts_are_not_taken_again() {
    for (history, steps) in [
        (1, &[("one", REUSED), ("two", None), ("one", None)][..]),
        (2, &[("two", None), ("one", REUSED), ("two", REUSED), ("three", None), ("one", None)]),
        (
            3,
            &[
                ("two", None),
                ("one", REUSED),
                ("three", None),
                ("one", REUSED),
                ("two", REUSED),
                ("four", None),
                ("one", None),
            ],
        ),
    ] {
        let mut bed = bed(with_history(history));
        for (password, expected) in steps {
            assert_eq!(change(&mut bed, password).as_deref(), *expected, "{history} {password}");
        }
    }
}

#[test]
fn a_history_grows_and_shrinks_with_the_policy() {
    let mut bed = bed(with_history(4));
    for password in ["two", "three", "four"] {
        assert_eq!(change(&mut bed, password), None);
    }
    assert_eq!(bed.get("alice").0.password_history.len(), 3);
    let modify = |bed: &mut Bed, history| {
        let changes = with_history(history);
        bed.ask(AdminRequest::ModifyPolicy { name: "p".into(), changes }).unwrap();
    };
    // It shrinks when the next password is changed, and is not consulted when it counts none.
    modify(&mut bed, 1);
    assert_eq!(change(&mut bed, "one"), None);
    assert_eq!(bed.get("alice").0.password_history.len(), 3);
    modify(&mut bed, 3);
    assert_eq!(change(&mut bed, "two").as_deref(), REUSED);
    assert_eq!(change(&mut bed, "five"), None);
    let old: Vec<_> = bed.get("alice").0.password_history;
    assert_eq!(
        old.iter().map(|old| old.keys.first().map(|key| key.kvno)).collect::<Vec<_>>(),
        [Some(3), Some(5)]
    );
}

#[test]
fn random_keys_leave_no_trace_in_the_history() {
    let mut bed = bed(with_history(3));
    bed.ask(randomize("alice", None)).unwrap();
    assert_eq!(bed.get("alice").0.password_history, []);
    assert_eq!(change(&mut bed, "one"), None);
    assert_eq!(bed.get("alice").0.password_history.len(), 1);
}

#[test]
fn a_password_salted_otherwise_is_not_recognized() {
    let mut bed = bed(with_history(3));
    let key_salts = Some(vec![KeySalt { enctype: Enctype::AES256_SHA1, salt: Salt::NoRealm }]);
    let request = AdminRequest::ChangePassword {
        principal: name("alice"),
        password: "one".into(),
        key_salts,
        old_keys: OldKeys::Discard,
    };
    bed.ask(request).unwrap();
}

#[test]
fn the_key_of_histories_is_made_when_it_is_needed() {
    let mut bed = bed(PolicyChanges::default());
    assert_eq!(bed.list(Some("kadmin/history")), [] as [String; 0]);
    assert_eq!(change(&mut bed, "two"), None);
    let (history, _) = bed.get("kadmin/history");
    assert_eq!(versions(&history), [(2, 18)]);
    assert_eq!(history.max_life, Some(Duration::from_secs(64)));
    assert_eq!(history.attributes, Attributes::EMPTY);
    assert_eq!(history.modified_by, "root/admin@EXAMPLE.COM");
    assert_eq!(change(&mut bed, "three"), None);
    assert_eq!(versions(&bed.get("kadmin/history").0), [(2, 18)]);
}

#[test]
fn the_key_of_histories_is_one_and_random() {
    let mut bed = bed(PolicyChanges::default());
    change(&mut bed, "two");
    let protected = "Cannot change protected principal";
    let randomize = |old_keys| AdminRequest::RandomizeKeys {
        principal: name("kadmin/history"),
        key_salts: None,
        old_keys,
    };
    for request in [
        change_password("kadmin/history", "x", OldKeys::Discard),
        randomize(OldKeys::Keep),
        AdminRequest::SetKeys {
            principal: name("kadmin/history"),
            keys: bed.get("alice").0.keys,
            old_keys: OldKeys::Discard,
        },
        AdminRequest::DeletePrincipal { principal: name("K/M") },
    ] {
        assert_eq!(bed.ask(request).unwrap_err().to_string(), protected);
    }
    bed.ask(randomize(OldKeys::Discard)).unwrap();
    assert_eq!(versions(&bed.get("kadmin/history").0), [(3, 18)]);
}

fn randomize(principal: &str, key_salts: Option<Vec<KeySalt>>) -> AdminRequest {
    let (principal, old_keys) = (name(principal), OldKeys::Discard);
    AdminRequest::RandomizeKeys { principal, key_salts, old_keys }
}

#[test]
fn new_passwords_and_keys_expire_by_the_policy_and_open_the_account() {
    for request in [
        change_password("alice", "two", OldKeys::Discard),
        randomize("alice", None),
        AdminRequest::SetKeys {
            principal: name("alice"),
            keys: vec![PrincipalKey {
                kvno: 0,
                salt: Salt::Normal,
                key: kerbside_crypto::Key::random(Enctype::AES256_SHA1, &mut SeededEntropy::new(9))
                    .unwrap()
                    .into(),
            }],
            old_keys: OldKeys::Discard,
        },
    ] {
        let life = Some(Duration::from_secs(3_600));
        let mut bed = bed(PolicyChanges { max_password_life: life, ..Default::default() });
        let changes = PrincipalChanges { set: Attributes::REQUIRES_PWCHANGE, ..Default::default() };
        bed.ask(AdminRequest::ModifyPrincipal { principal: name("alice"), changes }).unwrap();
        let Name { realm, name: client } = name("alice");
        let forget_after = Duration::ZERO;
        bed.store.apply(&[Effect::PreauthFailed { realm, client, at: NOW, forget_after }]);
        bed.now = NOW.plus_seconds(100);
        bed.ask(request).unwrap();
        let (alice, account) = bed.get("alice");
        assert_eq!(alice.password_expires, Some(NOW.plus_seconds(3_700)));
        assert_eq!(alice.last_password_change, Some(bed.now));
        assert!(!alice.has(Attributes::REQUIRES_PWCHANGE));
        assert_eq!((alice.current_kvno(), account.failures), (Some(2), 0));
    }
}

#[test]
fn quality_is_asked_for_when_a_password_is_made_and_when_it_is_changed() {
    let mut bed = bed(PolicyChanges::default());
    let changes = PolicyChanges { min_classes: Some(2), ..Default::default() };
    bed.ask(AdminRequest::ModifyPolicy { name: "p".into(), changes }).unwrap();
    let world = bed.store.world();
    let mut settings =
        RealmSettings::clone(&world.settings(&"EXAMPLE.COM".into()).unwrap().unwrap());
    settings.dictionary = Dictionary::parse(b"Sesame1\n");
    let put = crate::database::Change::PutRealm(settings.into());
    bed.store.commit(world.generation(), vec![put]).unwrap();
    for (password, text) in [
        ("", "Password is too short"),
        ("single", "Password does not contain enough character classes"),
        ("SESAME1", "Password is in the password dictionary"),
        ("Example.Com", "Password is in the password dictionary"),
    ] {
        assert_eq!(change(&mut bed, password).as_deref(), Some(text), "{password}");
        assert_eq!(create(&mut bed, "new", password).unwrap_err().to_string(), text);
    }
    assert_eq!(
        create(&mut bed, "new1", "New1").unwrap_err().to_string(),
        "Password may not match principal name"
    );
    assert_eq!(change(&mut bed, "two-classes"), None);
}

#[test]
fn keys_are_those_that_the_policy_allows_in_its_order() {
    let salted = |enctype, salt| KeySalt { enctype, salt };
    let normal = |enctype| salted(enctype, Salt::Normal);
    let (aes128, aes256) = (Enctype::AES128_SHA1, Enctype::AES256_SHA1);
    let list = Some(Some("aes128-cts:normal,aes256-cts:normal,bogus:normal".into()));
    let mut bed = bed(PolicyChanges { allowed_key_salts: list, ..Default::default() });
    assert_eq!(versions(&bed.get("alice").0), [(1, 17), (1, 18)]);
    for (asked, expected) in [
        (vec![normal(aes256), normal(aes128)], Some(vec![17, 18])),
        (vec![normal(aes256)], Some(vec![18])),
        (vec![], Some(vec![17, 18])),
        (vec![normal(Enctype::AES256_SHA2)], None),
        (vec![normal(aes256), salted(aes256, Salt::NoRealm)], None),
        (vec![salted(aes256, Salt::Special(Vec::new()))], None),
    ] {
        let reply = bed.ask(randomize("alice", Some(asked.clone())));
        match expected {
            Some(expected) => {
                let met: Vec<_> =
                    bed.get("alice").0.keys.iter().map(|key| key.enctype().0).collect();
                assert_eq!(met, expected, "{asked:?}");
            }
            None => assert_eq!(reply.unwrap_err().to_string(), "Invalid key/salt tuples"),
        }
    }
}

#[test]
fn a_special_salt_that_is_not_given_is_made() {
    let mut bed = Bed::new();
    let mut create = CreatePrincipal::new(name("salty"), NewKey::Password("pw".into()));
    let special = Salt::Special(Vec::new());
    create.key_salts = Some(vec![KeySalt { enctype: Enctype::AES256_SHA1, salt: special }]);
    bed.ask(AdminRequest::CreatePrincipal(create)).unwrap();
    let (found, _) = bed.get("salty");
    let (stored, key) = found.current_key(Enctype::AES256_SHA1).unwrap();
    let Salt::Special(salt) = &stored.salt else { panic!("{:?}", stored.salt) };
    assert_eq!(salt.len(), 16);
    assert!(salt.iter().all(|octet| (0x40..=0x4f).contains(octet)));
    assert_eq!(key, &string_to_key(Enctype::AES256_SHA1, b"pw", salt, None).unwrap());
}

#[test]
fn versions_have_sixteen_bits() {
    let mut bed = Bed::new();
    bed.create("old", NewKey::Random);
    for (asked, met, next) in [(70_000, 4_464, 4_465), (65_535, 65_535, 1)] {
        let changes = PrincipalChanges { kvno: Some(asked), ..Default::default() };
        bed.ask(AdminRequest::ModifyPrincipal { principal: name("old"), changes }).unwrap();
        assert_eq!(bed.get("old").0.current_kvno(), Some(met));
        bed.ask(randomize("old", None)).unwrap();
        assert_eq!(bed.get("old").0.current_kvno(), Some(next));
    }
    for key in [NewKey::Random, NewKey::Password("pw".into())] {
        let mut create = CreatePrincipal::new(name("seven"), key);
        create.changes.kvno = Some(7);
        bed.ask(AdminRequest::CreatePrincipal(create)).unwrap();
        assert_eq!(versions(&bed.get("seven").0), [(7, 18), (7, 17)]);
        bed.ask(AdminRequest::DeletePrincipal { principal: name("seven") }).unwrap();
    }
}
