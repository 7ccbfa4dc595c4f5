//! Policies: what they may be, and what they do to principals.
//!
//! The answers are those of kadmin.local of MIT krb5 1.20.1 to the same requests.

use super::super::super::PolicyChanges;
use super::*;
use crate::database::Policy;

fn hours(hours: u64) -> Option<Duration> {
    Some(Duration::from_secs(hours * 3_600))
}

fn create(bed: &mut Bed, name: &str, changes: PolicyChanges) -> Result<AdminReply, Denial> {
    bed.ask(AdminRequest::CreatePolicy { name: name.into(), changes })
}

fn get(bed: &mut Bed, name: &str) -> Policy {
    match bed.ask(AdminRequest::GetPolicy { name: name.into() }).unwrap() {
        AdminReply::Policy(policy) => Policy::clone(&policy),
        other => panic!("{other:?}"),
    }
}

fn list(bed: &mut Bed, pattern: Option<&str>) -> Vec<String> {
    let pattern = pattern.map(str::to_owned);
    match bed.ask(AdminRequest::ListPolicies { pattern }).unwrap() {
        AdminReply::Policies(names) => names,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_policy_is_what_was_asked_for_and_asks_for_nothing_else() {
    let mut bed = Bed::new();
    create(&mut bed, "empty", PolicyChanges::default()).unwrap();
    assert_eq!(get(&mut bed, "empty"), Policy::new("empty"));
    let changes = PolicyChanges {
        min_password_life: hours(1),
        max_password_life: hours(2),
        min_length: Some(6),
        min_classes: Some(5),
        history: Some(3),
        max_failures: Some(4),
        failure_count_interval: hours(3),
        lockout_duration: hours(4),
        allowed_key_salts: Some(Some("aes256-cts:normal".into())),
    };
    create(&mut bed, "full", changes).unwrap();
    let full = Policy {
        min_password_life: hours(1).unwrap(),
        max_password_life: hours(2).unwrap(),
        min_length: 6,
        min_classes: 5,
        history: 3,
        max_failures: 4,
        failure_count_interval: hours(3).unwrap(),
        lockout_duration: hours(4).unwrap(),
        allowed_key_salts: Some("aes256-cts:normal".into()),
        ..Policy::new("full")
    };
    assert_eq!(get(&mut bed, "full"), full);
    let changes =
        PolicyChanges { min_length: Some(8), allowed_key_salts: Some(None), ..Default::default() };
    bed.ask(AdminRequest::ModifyPolicy { name: "full".into(), changes }).unwrap();
    let changed = Policy { min_length: 8, allowed_key_salts: None, ..full };
    assert_eq!(get(&mut bed, "full"), changed);
}

#[test]
fn what_no_policy_can_be_is_denied_alike_when_made_and_when_changed() {
    for (changes, text, code) in [
        (
            PolicyChanges { min_length: Some(0), ..Default::default() },
            "Invalid password length",
            16,
        ),
        (
            PolicyChanges { min_classes: Some(0), ..Default::default() },
            "Invalid number of character classes",
            15,
        ),
        (
            PolicyChanges { min_classes: Some(6), ..Default::default() },
            "Invalid number of character classes",
            15,
        ),
        (
            PolicyChanges { history: Some(0), ..Default::default() },
            "Invalid password history count",
            20,
        ),
        (
            PolicyChanges {
                min_password_life: hours(2),
                max_password_life: hours(1),
                ..Default::default()
            },
            "Password minimum life is greater than password maximum life",
            21,
        ),
        (
            PolicyChanges {
                allowed_key_salts: Some(Some("aes256-cts\taes128-cts".into())),
                ..Default::default()
            },
            "Invalid key/salt tuples",
            58,
        ),
    ] {
        let mut bed = Bed::new();
        create(&mut bed, "old", PolicyChanges::default()).unwrap();
        let modify = AdminRequest::ModifyPolicy { name: "old".into(), changes: changes.clone() };
        for denial in [create(&mut bed, "new", changes).unwrap_err(), bed.ask(modify).unwrap_err()]
        {
            assert_eq!(denial.to_string(), text);
            assert_eq!(denial.kadm5_code(), 43_787_520 + code, "{text}");
        }
        assert_eq!(list(&mut bed, None), ["old"]);
    }
}

#[test]
fn a_most_life_may_be_set_below_the_least_and_not_the_other_way_round() {
    let mut bed = Bed::new();
    let changes = PolicyChanges { min_password_life: hours(2), ..Default::default() };
    create(&mut bed, "p", changes.clone()).unwrap();
    let most = PolicyChanges { max_password_life: hours(1), ..Default::default() };
    bed.ask(AdminRequest::ModifyPolicy { name: "p".into(), changes: most }).unwrap();
    let denied = bed.ask(AdminRequest::ModifyPolicy { name: "p".into(), changes });
    assert!(matches!(denied, Err(Denial::BadMinimumLife)));
}

#[test]
fn names_of_policies_are_printable_and_taken_once() {
    let mut bed = Bed::new();
    let none = PolicyChanges::default;
    create(&mut bed, "with space", none()).unwrap();
    for (name, text) in [
        ("", "Illegal policy name"),
        ("tab\t", "Illegal policy name"),
        ("gr\u{fc}n", "Illegal policy name"),
        ("with space", "Principal or policy already exists"),
    ] {
        assert_eq!(create(&mut bed, name, none()).unwrap_err().to_string(), text, "{name}");
    }
    let nosuch = || "nosuch".to_owned();
    for request in [
        AdminRequest::GetPolicy { name: nosuch() },
        AdminRequest::DeletePolicy { name: nosuch() },
        AdminRequest::ModifyPolicy { name: nosuch(), changes: none() },
    ] {
        assert_eq!(bed.ask(request).unwrap_err().to_string(), "Policy does not exist");
    }
}

#[test]
fn policies_are_listed_by_pattern_and_deleted_even_in_use() {
    let mut bed = Bed::new();
    for name in ["strong", "ks", "empty"] {
        create(&mut bed, name, PolicyChanges::default()).unwrap();
    }
    assert_eq!(list(&mut bed, None), ["empty", "ks", "strong"]);
    assert_eq!(list(&mut bed, Some("*s*")), ["ks", "strong"]);
    create_under(&mut bed, "user", "strong", None);
    bed.ask(AdminRequest::DeletePolicy { name: "strong".into() }).unwrap();
    assert_eq!(list(&mut bed, None), ["empty", "ks"]);
    assert_eq!(bed.get("user").0.policy.as_deref(), Some("strong"));
}

fn create_under(bed: &mut Bed, principal: &str, policy: &str, expires: Option<Expiry>) {
    let mut create = CreatePrincipal::new(name(principal), NewKey::Random);
    create.changes.policy = Some(PolicyChange::Set(policy.into()));
    create.changes.password_expires = expires;
    bed.ask(AdminRequest::CreatePrincipal(create)).unwrap();
}

#[test]
fn the_most_life_of_a_policy_makes_the_password_expire() {
    let mut bed = Bed::new();
    let life = |life| PolicyChanges { max_password_life: life, ..Default::default() };
    create(&mut bed, "hour", life(hours(1))).unwrap();
    create(&mut bed, "never", life(None)).unwrap();
    let hour = Some(NOW.plus_seconds(3_600));
    let at = NOW.plus_seconds(77);
    for (policy, asked, expected) in [
        ("hour", None, hour),
        ("never", None, None),
        ("nosuch", None, None),
        ("hour", Some(Expiry::Never), None),
        ("hour", Some(Expiry::At(at)), Some(at)),
    ] {
        let principal = format!("{policy}-{}", asked.is_some());
        bed.ask(AdminRequest::DeletePrincipal { principal: name(&principal) }).ok();
        create_under(&mut bed, &principal, policy, asked);
        assert_eq!(bed.get(&principal).0.password_expires, expected, "{policy}");
    }
    // A change of policy counts from the last change of the password.
    create_under(&mut bed, "user", "never", None);
    bed.now = NOW.plus_seconds(1_000);
    let modify = |bed: &mut Bed, policy, password_expires| {
        let changes =
            PrincipalChanges { policy: Some(policy), password_expires, ..Default::default() };
        bed.ask(AdminRequest::ModifyPrincipal { principal: name("user"), changes }).unwrap();
        bed.get("user").0.password_expires
    };
    let set = |policy: &str| PolicyChange::Set(policy.into());
    assert_eq!(modify(&mut bed, set("hour"), None), hour);
    assert_eq!(modify(&mut bed, set("nosuch"), None), hour);
    assert_eq!(modify(&mut bed, set("never"), None), None);
    assert_eq!(modify(&mut bed, set("hour"), Some(Expiry::At(at))), Some(at));
    assert_eq!(modify(&mut bed, PolicyChange::Clear, None), None);
    // Without a policy to clear, the expiry stays.
    let changes = PrincipalChanges { password_expires: Some(Expiry::At(at)), ..Default::default() };
    bed.ask(AdminRequest::ModifyPrincipal { principal: name("user"), changes }).unwrap();
    assert_eq!(modify(&mut bed, PolicyChange::Clear, None), Some(at));
}
