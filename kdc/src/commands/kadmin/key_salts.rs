//! Lists of key-salts: `aes256-cts:normal,aes128-cts`.

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{KeySalt, Salt};

/// The key-salts of `list`. As in MIT's, unknown ones are passed over, and a list in which nothing
/// is left is none: the realm's are used.
pub(super) fn parse(list: &str) -> Option<Vec<KeySalt>> {
    let mut key_salts: Vec<KeySalt> = Vec::new();
    for word in list.split([' ', '\t', ',']).filter(|word| !word.is_empty()) {
        let (enctype, salt) = word.split_once(':').unwrap_or((word, "normal"));
        let (Some(enctype), Some(salt)) = (Enctype::from_name(enctype), Salt::from_name(salt))
        else {
            continue;
        };
        let key_salt = KeySalt { enctype, salt };
        if !key_salts.contains(&key_salt) {
            key_salts.push(key_salt);
        }
    }
    Some(key_salts).filter(|key_salts| !key_salts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_key_salts_are_passed_over() {
        let names = |list| {
            let name = |one: &KeySalt| format!("{}:{}", one.enctype, one.salt.name());
            parse(list).map(|list| list.iter().map(name).collect::<Vec<_>>().join(" "))
        };
        for (list, expected) in [
            ("aes256-cts:normal", Some("aes256-cts-hmac-sha1-96:normal")),
            (
                "aes128-cts:norealm,bogus:normal aes256-cts aes256-cts:normal",
                Some("aes128-cts-hmac-sha1-96:norealm aes256-cts-hmac-sha1-96:normal"),
            ),
            ("bogus:normal", None),
            ("aes256-cts:bogus", None),
        ] {
            assert_eq!(names(list).as_deref(), expected, "{list}");
        }
    }
}
