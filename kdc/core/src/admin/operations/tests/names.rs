//! Renaming, aliases, keys brought along, purging and string attributes.

use super::*;

fn rename(from: &str, to: &str) -> AdminRequest {
    AdminRequest::RenamePrincipal { from: name(from), to: name(to) }
}

fn alias(alias: &str, target: &str) -> AdminRequest {
    AdminRequest::CreateAlias { alias: name(alias), target: name(target) }
}

fn refused(bed: &mut Bed, request: AdminRequest) -> (String, u32) {
    let denial = bed.ask(request).unwrap_err();
    (denial.to_string(), denial.kadm5_code())
}

#[test]
fn a_renamed_principal_keeps_its_password_and_its_account() {
    let mut bed = Bed::new();
    bed.create("old", NewKey::Password("pw".into()));
    let (before, _) = bed.get("old");
    let Name { realm, name: client } = name("old");
    let forget_after = Duration::ZERO;
    bed.store.apply(&[Effect::PreauthFailed { realm, client, at: NOW, forget_after }]);
    bed.now = NOW.plus_seconds(1);
    bed.ask(rename("old", "new/name")).unwrap();
    let (after, account) = bed.get("new/name");
    assert_eq!(account.failures, 1);
    assert_eq!(after.modified_at, bed.now);
    for (old, new) in before.keys.iter().zip(&after.keys) {
        assert_eq!((&old.key, old.kvno), (&new.key, new.kvno));
        assert_eq!(new.salt, Salt::Special(b"EXAMPLE.COMold".to_vec()));
    }
    assert_eq!(bed.list(Some("old")), [] as [String; 0]);
}

#[test]
fn renaming_is_denied_in_mits_words() {
    let mut bed = Bed::new();
    bed.create("a", NewKey::None);
    bed.create("b", NewKey::None);
    bed.ask(alias("other", "a")).unwrap();
    for (from, to, text, code) in [
        ("a", "b", "Principal or policy already exists", 43_787_527),
        ("nosuch", "b", "Principal or policy already exists", 43_787_527),
        // -1780008443 and -1780008402, as kadm5 sends them.
        ("nosuch", "c", "No such entry in the database", 2_514_958_853),
        ("other", "c", "Operation unsupported on alias principal name", 2_514_958_894),
    ] {
        assert_eq!(refused(&mut bed, rename(from, to)), (text.to_owned(), code), "{from} {to}");
    }
}

#[test]
fn an_alias_is_the_principal_under_another_name() {
    let mut bed = Bed::new();
    bed.create("svc", NewKey::Random);
    bed.ask(alias("www", "svc")).unwrap();
    bed.ask(alias("web", "www")).unwrap();
    assert_eq!(bed.get("web").0.name, name("svc").name);
    assert_eq!(bed.list(Some("w*")), ["web@EXAMPLE.COM", "www@EXAMPLE.COM"]);
    let changes = PrincipalChanges { unlock: Some(Unlock), kvno: Some(9), ..Default::default() };
    bed.ask(AdminRequest::ModifyPrincipal { principal: name("www"), changes }).unwrap();
    assert_eq!(bed.get("svc").0.current_kvno(), Some(9));
    // The password is salted by the principal's own name.
    bed.ask(change_password("www", "pw", OldKeys::Discard)).unwrap();
    let key = string_to_key(Enctype::AES256_SHA1, b"pw", b"EXAMPLE.COMsvc", None).unwrap();
    assert_eq!(bed.get("svc").0.current_key(Enctype::AES256_SHA1).unwrap().1, &key);
    bed.ask(AdminRequest::DeletePrincipal { principal: name("www") }).unwrap();
    assert_eq!(bed.list(Some("w*")), ["web@EXAMPLE.COM"]);
    assert_eq!(bed.list(Some("svc")).len(), 1);
}

#[test]
fn aliases_are_denied_in_mits_words() {
    let mut bed = Bed::new();
    bed.create("svc", NewKey::None);
    bed.ask(alias("www", "svc")).unwrap();
    let taken = ("Principal or policy already exists".to_owned(), 43_787_527);
    assert_eq!(refused(&mut bed, alias("svc", "svc")), taken);
    assert_eq!(refused(&mut bed, alias("www", "svc")), taken);
    let create = CreatePrincipal::new(name("www"), NewKey::None);
    assert_eq!(refused(&mut bed, AdminRequest::CreatePrincipal(create)), taken);
    let elsewhere = ("Alias target must be within the same realm".to_owned(), 43_787_583);
    assert_eq!(refused(&mut bed, alias("x", "svc@OTHER")), elsewhere);
}

fn key(kvno: u32, enctype: Enctype, salt: Salt) -> PrincipalKey {
    let key = kerbside_crypto::Key::random(enctype, &mut SeededEntropy::new(7)).unwrap();
    PrincipalKey { kvno, salt, key: key.into() }
}

fn set_keys(keys: &[PrincipalKey], old_keys: OldKeys) -> AdminRequest {
    AdminRequest::SetKeys { principal: name("svc"), keys: keys.to_vec(), old_keys }
}

#[test]
fn keys_brought_along_get_the_next_version_or_their_own() {
    let (aes256, aes128) = (Enctype::AES256_SHA1, Enctype::AES128_SHA1);
    for (kvno, old_keys, expected) in [
        (0, OldKeys::Discard, &[(2, 18), (2, 17)][..]),
        (0, OldKeys::Keep, &[(2, 18), (2, 17), (1, 18), (1, 17)]),
        (7, OldKeys::Keep, &[(7, 18), (7, 17), (1, 18), (1, 17)]),
        (1, OldKeys::Discard, &[(1, 18), (1, 17)]),
    ] {
        let mut bed = Bed::new();
        bed.create("svc", NewKey::Random);
        let keys = [key(kvno, aes256, Salt::Normal), key(kvno, aes128, Salt::Normal)];
        bed.ask(set_keys(&keys, old_keys)).unwrap();
        assert_eq!(versions(&bed.get("svc").0), expected);
    }
}

#[test]
fn keys_that_contradict_each_other_are_denied() {
    let (aes256, aes128) = (Enctype::AES256_SHA1, Enctype::AES128_SHA1);
    let mut bed = Bed::new();
    bed.create("svc", NewKey::Random);
    let version = ("Invalid multiple or duplicate kvnos in setkey operation".into(), 43_787_579);
    let twice = ("Multiple values for single or folded enctype".into(), 43_787_571);
    for (keys, old_keys, expected) in [
        (vec![], OldKeys::Discard, ("Invalid argument".into(), 22)),
        (
            vec![key(2, aes256, Salt::Normal), key(3, aes128, Salt::Normal)],
            OldKeys::Discard,
            version.clone(),
        ),
        (vec![key(1, aes256, Salt::Normal)], OldKeys::Keep, version),
        (vec![key(2, aes256, Salt::Normal), key(2, aes256, Salt::Normal)], OldKeys::Discard, twice),
    ] {
        assert_eq!(refused(&mut bed, set_keys(&keys, old_keys)), expected);
    }
    let salts = [key(2, aes256, Salt::Normal), key(2, aes256, Salt::NoRealm)];
    bed.ask(set_keys(&salts, OldKeys::Discard)).unwrap();
}

#[test]
fn old_keys_are_purged() {
    for (keep_from, expected) in
        [(None, &[3][..]), (Some(2), &[3, 2]), (Some(1), &[3, 2, 1]), (Some(9), &[])]
    {
        let mut bed = Bed::new();
        bed.create("svc", NewKey::None);
        for kvno in [1, 2, 3] {
            let keys = [key(kvno, Enctype::AES256_SHA1, Salt::Normal)];
            bed.ask(set_keys(&keys, OldKeys::Keep)).unwrap();
        }
        bed.ask(AdminRequest::PurgeKeys { principal: name("svc"), keep_from }).unwrap();
        let kvnos: Vec<_> = bed.get("svc").0.keys.iter().map(|key| key.kvno).collect();
        assert_eq!(kvnos, expected);
    }
}

#[test]
fn string_attributes_are_set_listed_and_removed() {
    let mut bed = Bed::new();
    bed.create("svc", NewKey::None);
    let principal = || name("svc");
    let set = |bed: &mut Bed, key: &str, value: Option<&str>| {
        let (key, value) = (key.to_owned(), value.map(str::to_owned));
        bed.ask(AdminRequest::SetString { principal: principal(), key, value }).unwrap();
    };
    for (key, value) in
        [("b", Some("2")), ("a", Some("1")), ("b", Some("3")), ("c", Some("")), ("nosuch", None)]
    {
        set(&mut bed, key, value);
    }
    set(&mut bed, "a", None);
    let reply = bed.ask(AdminRequest::GetStrings { principal: principal() }).unwrap();
    let pairs = [("b", "3"), ("c", "")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(reply, AdminReply::Strings(pairs.to_vec()));
}
