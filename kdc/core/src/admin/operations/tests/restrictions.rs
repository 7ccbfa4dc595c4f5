//! What the restrictions of an access control list make of a request.

use super::access::remote;
use super::*;

fn created(acl: &str, changes: PrincipalChanges) -> Principal {
    let mut bed = Bed::new();
    let mut create = CreatePrincipal::new(name("new"), NewKey::None);
    create.changes = changes;
    bed.ask_as(&remote(acl), AdminRequest::CreatePrincipal(create)).unwrap();
    bed.get("new").0
}

fn modified(acl: &str, changes: PrincipalChanges) -> Principal {
    let mut bed = Bed::new();
    bed.create("old", NewKey::None);
    let principal = name("old");
    bed.ask_as(&remote(acl), AdminRequest::ModifyPrincipal { principal, changes }).unwrap();
    bed.get("old").0
}

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

#[test]
fn attributes_are_forced() {
    let forced = "caller am * +requires_hwauth -allow_forwardable +allow_tix";
    let set = Attributes::DISALLOW_ALL_TIX | Attributes::OK_AS_DELEGATE;
    let hw = Attributes::REQUIRES_HW_AUTH | Attributes::DISALLOW_FORWARDABLE;
    // What is asked for stays beside what is forced; of the realm's defaults nothing does.
    let changes = PrincipalChanges { set, clear: Attributes(!set.0), ..Default::default() };
    assert_eq!(created(forced, changes).attributes, hw | Attributes::OK_AS_DELEGATE);
    assert_eq!(created(forced, PrincipalChanges::default()).attributes, hw);
    // A modification keeps what it does not speak of.
    let kept = modified(forced, PrincipalChanges::default()).attributes;
    assert_eq!(kept, hw | Attributes::REQUIRES_PRE_AUTH);
    let free = created("caller am * -maxlife 1h", PrincipalChanges::default()).attributes;
    assert_eq!(free, Attributes::REQUIRES_PRE_AUTH);
}

#[test]
fn the_policy_is_forced() {
    for (acl, asked, expected) in [
        ("caller a * -policy strict", None, Some("strict")),
        ("caller a * -policy strict", Some(PolicyChange::Set("lax".into())), Some("strict")),
        ("caller a * -policy strict", Some(PolicyChange::Clear), Some("strict")),
        ("caller a * -clearpolicy", Some(PolicyChange::Set("lax".into())), None),
        ("caller a", Some(PolicyChange::Set("lax".into())), Some("lax")),
    ] {
        let changes = PrincipalChanges { policy: asked, ..Default::default() };
        assert_eq!(created(acl, changes).policy.as_deref(), expected, "{acl}");
    }
}

#[test]
fn lives_are_no_longer_than_allowed() {
    let acl = "caller am * -maxlife 2h -maxrenewlife 8h";
    for (asked, life) in [(None, 2), (Some(1), 1), (Some(2), 2), (Some(3), 2), (Some(0), 2)] {
        let changes = PrincipalChanges {
            max_life: asked.map(hours),
            max_renewable_life: asked.map(|asked| hours(4 * asked)),
            ..Default::default()
        };
        for found in [created(acl, changes.clone()), modified(acl, changes)] {
            assert_eq!(found.max_life, Some(hours(life)), "{asked:?}");
            assert_eq!(found.max_renewable_life, hours(4 * life), "{asked:?}");
        }
    }
}

#[test]
fn expiry_is_no_later_than_allowed() {
    let acl = "caller am * -expire 2h -pwexpire 2h";
    let at = |hours: i64| NOW.plus_seconds(hours * 3_600);
    for (asked, expected) in [
        (None, at(2)),
        (Some(Expiry::At(at(1))), at(1)),
        (Some(Expiry::At(at(3))), at(2)),
        (Some(Expiry::Never), at(2)),
    ] {
        let changes =
            PrincipalChanges { expires: asked, password_expires: asked, ..Default::default() };
        for found in [created(acl, changes.clone()), modified(acl, changes)] {
            assert_eq!(found.expires, Some(expected), "{asked:?}");
            assert_eq!(found.password_expires, Some(expected), "{asked:?}");
        }
    }
}

#[test]
fn who_holds_the_database_is_not_restricted() {
    let mut bed = Bed::new();
    bed.create("new", NewKey::None);
    assert_eq!(bed.get("new").0.max_life, Some(hours(24)));
}
