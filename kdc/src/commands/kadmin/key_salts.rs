//! Lists of key-salts: `aes256-cts:normal,aes128-cts`.

use kerbside_kdc_core::database::KeySalt;
use kerbside_krb5::formats::kdc_conf::KeySaltList;

/// The key-salts of `list`. As in MIT's, unknown ones are passed over, and a list in which nothing
/// is left is none: the realm's are used.
pub(super) fn parse(list: &str) -> Option<Vec<KeySalt>> {
    let key_salts = KeySalt::of_list(&KeySaltList::parse(list));
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
