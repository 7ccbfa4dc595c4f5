//! What a new password must be: the policy's length and classes, not in the dictionary, not empty,
//! not the principal's name (MIT's `passwd_check` with its built-in modules, in their order).
//!
//! Length is counted in octets and classes are those of ASCII, as MIT has it: every octet beyond
//! ASCII is of the fifth class, with blanks and control characters.

use kerbside_krb5::principal::Principal as Name;

use super::Denial;
use crate::database::{Policy, RealmSettings};

/// Checks `password` for `principal` under `policy`.
pub(super) fn check(
    password: &[u8],
    policy: Option<&Policy>,
    principal: &Name,
    settings: &RealmSettings,
) -> Result<(), Denial> {
    let Some(policy) = policy else {
        return match password {
            [] => Err(Denial::EmptyPassword(principal.clone())),
            _ => Ok(()),
        };
    };
    if password.len() < usize::try_from(policy.min_length).unwrap_or(usize::MAX) {
        return Err(Denial::PasswordTooShort { min_length: policy.min_length });
    }
    if classes(password) < policy.min_classes {
        return Err(Denial::TooFewClasses { min_classes: policy.min_classes });
    }
    if settings.dictionary.contains(password) {
        return Err(Denial::PasswordInDictionary);
    }
    if password.is_empty() {
        return Err(Denial::EmptyPassword(principal.clone()));
    }
    // MIT has the dictionary's text for the realm, and another for components.
    if principal.realm.as_bytes().eq_ignore_ascii_case(password) {
        return Err(Denial::PasswordInDictionary);
    }
    let mut components = principal.name.name_string.iter();
    if components.any(|component| component.as_bytes().eq_ignore_ascii_case(password)) {
        return Err(Denial::PasswordIsName);
    }
    Ok(())
}

fn classes(password: &[u8]) -> u32 {
    let class = |octet: &u8| match octet {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 4,
        octet if octet.is_ascii_punctuation() => 8,
        _ => 16_u32,
    };
    password.iter().map(class).fold(0, |classes, class| classes | class).count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Dictionary;

    fn checked(password: &str, policy: Option<&Policy>) -> Result<(), String> {
        let principal = Name::parse("kafka/Broker", &"EXAMPLE.COM".into()).unwrap();
        let mut settings = RealmSettings::new("EXAMPLE.COM");
        settings.dictionary = Dictionary::parse(b"password\nSesame\nopen sesame\nunfinished");
        let checked = check(password.as_bytes(), policy, &principal, &settings);
        checked.map_err(|denial| denial.to_string())
    }

    #[test]
    fn a_policy_is_checked_in_mits_order() {
        let strong = Policy { min_length: 6, min_classes: 2, ..Policy::new("strong") };
        let plain = Policy::new("plain");
        let short = Err("Password is too short".to_owned());
        let class = Err("Password does not contain enough character classes".to_owned());
        let dictionary = Err("Password is in the password dictionary".to_owned());
        let name = Err("Password may not match principal name".to_owned());
        for (password, policy, expected) in [
            ("", &plain, &short),
            ("short", &strong, &short),
            ("longenough", &strong, &class),
            ("Longenough", &strong, &Ok(())),
            ("p\u{e4}\u{e4}ss", &strong, &Ok(())),
            ("SESAME", &plain, &dictionary),
            ("sesame", &plain, &dictionary),
            ("open sesame", &plain, &dictionary),
            ("open", &plain, &Ok(())),
            ("unfinished", &plain, &Ok(())),
            ("example.com", &plain, &dictionary),
            ("KAFKA", &plain, &name),
            ("broker", &plain, &name),
            ("kafka/broker", &plain, &Ok(())),
        ] {
            assert_eq!(&checked(password, Some(policy)), expected, "{password}");
        }
    }

    #[test]
    fn without_a_policy_only_emptiness_is_refused() {
        assert_eq!(checked("", None), Err("Empty passwords are not allowed".to_owned()));
        for password in ["x", "kafka", "password", "EXAMPLE.COM"] {
            assert_eq!(checked(password, None), Ok(()));
        }
    }

    #[test]
    fn five_classes_are_told_apart() {
        for (password, expected) in [
            ("", 0),
            ("abc", 1),
            ("aB", 2),
            ("aB1", 3),
            ("aB1-", 4),
            ("aB1- ", 5),
            ("aB1-\u{e9}", 5),
            (" \u{e9}\t", 1),
        ] {
            assert_eq!(classes(password.as_bytes()), expected, "{password:?}");
        }
    }
}
