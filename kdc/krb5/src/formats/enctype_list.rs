//! Lists of enctypes in krb5.conf and kdc.conf (MIT `enctypes.rst`, "Configuration variables").
//!
//! Words between blanks and commas, read from the left: a name adds its enctype when it is not
//! there yet; `aes`, `camellia`, `des3` and `rc4` stand for their families; `DEFAULT` stands for
//! the default list; `+` before a word changes nothing, `-` takes its enctypes out. Weak enctypes
//! are added only where the caller allows them. Unknown words change nothing, and are told.

use kerbside_crypto::Enctype;
use kerbside_crypto::registry::{DEFAULT_PERMITTED, enctype_family};

/// Whether single DES and exportable RC4 may be in a list (`allow_weak_crypto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WeakCrypto {
    /// They are left out.
    #[default]
    Refused,
    /// They may be in it.
    Allowed,
}

/// The enctypes of a list, the preferred first.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EnctypeList {
    /// The enctypes, each once.
    pub enctypes: Vec<Enctype>,
    /// The words that stand for no enctype, as they were written.
    pub unknown: Vec<String>,
}

impl EnctypeList {
    /// Reads `text`; MIT refuses a list in which nothing is left.
    pub fn parse(text: &str, weak: WeakCrypto) -> Self {
        let mut list = Self::default();
        let words = text.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty());
        for word in words {
            let (name, takes_out) = match word.strip_prefix('-') {
                Some(name) => (name, true),
                None => (word.strip_prefix('+').unwrap_or(word), false),
            };
            let Some(enctypes) = enctypes(name) else {
                list.unknown.push(word.to_owned());
                continue;
            };
            for enctype in enctypes {
                if takes_out {
                    list.enctypes.retain(|other| *other != enctype);
                } else if !list.enctypes.contains(&enctype)
                    && (weak == WeakCrypto::Allowed || !is_weak(enctype))
                {
                    list.enctypes.push(enctype);
                }
            }
        }
        list
    }

    /// What stands where no list is given.
    pub fn mit_default() -> Self {
        Self { enctypes: DEFAULT_PERMITTED.to_vec(), unknown: Vec::new() }
    }
}

/// The enctypes MIT calls weak.
fn is_weak(enctype: Enctype) -> bool {
    matches!(
        enctype,
        Enctype::DES_CBC_CRC | Enctype::DES_CBC_MD4 | Enctype::DES_CBC_MD5 | Enctype::RC4_EXP
    )
}

fn enctypes(name: &str) -> Option<Vec<Enctype>> {
    if name.eq_ignore_ascii_case("DEFAULT") {
        return Some(DEFAULT_PERMITTED.to_vec());
    }
    enctype_family(name)
        .map(<[Enctype]>::to_vec)
        .or_else(|| Enctype::from_name(name).map(|enctype| vec![enctype]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `krb5int_parse_enctype_list` of MIT krb5 1.20.1 answers, nothing where it refuses.
    const READINGS: &[(&str, &[i32])] = &[
        ("DEFAULT", &[18, 17, 20, 19, 16, 23, 25, 26]),
        ("+DEFAULT", &[18, 17, 20, 19, 16, 23, 25, 26]),
        ("aes", &[18, 17, 20, 19]),
        ("camellia", &[26, 25]),
        ("rc4", &[23]),
        ("des3", &[16]),
        ("DEFAULT -des3", &[18, 17, 20, 19, 23, 25, 26]),
        ("DEFAULT -rc4 +rc4", &[18, 17, 20, 19, 16, 25, 26, 23]),
        ("default -camellia -RC4", &[18, 17, 20, 19, 16]),
        ("aes256-cts-hmac-sha1-96 bogus,aes128-cts", &[18, 17]),
        ("aes -aes256-cts +des3", &[17, 20, 19, 16]),
        ("aes256-sha2 AES", &[20, 18, 17, 19]),
        ("rc4-hmac, aes", &[23, 18, 17, 20, 19]),
        ("rc4 des3 rc4", &[23, 16]),
        ("aes\t,  \nrc4", &[18, 17, 20, 19, 23]),
        ("DEFAULT -default aes", &[18, 17, 20, 19]),
        ("--aes rc4", &[23]),
        ("-aes", &[]),
        ("+aes128-cts -aes", &[]),
        ("aes -DEFAULT", &[]),
        ("des-cbc-crc", &[]),
        ("arcfour-hmac-exp", &[]),
        ("aes256-cts-hmac-sha384-192:normal", &[]),
        ("18", &[]),
        ("++aes", &[]),
        ("", &[]),
    ];

    #[test]
    fn lists_are_read_as_mit_reads_them() {
        for (text, numbers) in READINGS {
            let list = EnctypeList::parse(text, WeakCrypto::Refused);
            let read: Vec<_> = list.enctypes.iter().map(|enctype| enctype.0).collect();
            assert_eq!(read, *numbers, "{text:?}");
        }
    }

    #[test]
    fn unknown_words_are_told() {
        let list = EnctypeList::parse("aes256-cts, bogus -aes512", WeakCrypto::Refused);
        assert_eq!(list.unknown, ["bogus", "-aes512"]);
    }

    #[test]
    fn weak_enctypes_are_listed_where_they_are_allowed() {
        let list = EnctypeList::parse("des-cbc-crc arcfour-hmac-exp", WeakCrypto::Allowed);
        assert_eq!(list.enctypes, [Enctype::DES_CBC_CRC, Enctype::RC4_EXP]);
    }
}
