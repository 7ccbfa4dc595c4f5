//! Lists of enctypes with salts (`supported_enctypes`): `aes256-cts:normal, aes128-cts`.
//!
//! As MIT reads them: words are parted by blanks or commas, a word without a salt means the normal
//! one, and a word that names no enctype or no salt is passed over.

use kerbside_crypto::Enctype;

/// The number of a kind of salt, as MIT's database has it. Unknown numbers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaltType(pub i32);

impl SaltType {
    /// Realm and name (RFC 4120 §4).
    pub const NORMAL: Self = Self(0);
    /// The name alone.
    pub const NO_REALM: Self = Self(2);
    /// The realm alone.
    pub const ONLY_REALM: Self = Self(3);
    /// Octets of its own.
    pub const SPECIAL: Self = Self(4);

    const NAMES: [(Self, &'static str); 4] = [
        (Self::NORMAL, "normal"),
        (Self::NO_REALM, "norealm"),
        (Self::ONLY_REALM, "onlyrealm"),
        (Self::SPECIAL, "special"),
    ];

    /// The kind called `name`, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut known = Self::NAMES.iter();
        known.find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(kind, _)| *kind)
    }

    /// MIT's name.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map(|(_, name)| *name)
    }
}

/// A list, read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KeySaltList {
    /// The pairs, each once, in their order.
    pub pairs: Vec<(Enctype, SaltType)>,
    /// The words that are no pair, as they were written.
    pub unknown: Vec<String>,
}

impl KeySaltList {
    /// Reads `text`.
    pub fn parse(text: &str) -> Self {
        Self::of_words(text.split([' ', '\t', '\n', ',']))
    }

    /// Reads `text`, whose words are parted by commas alone: MIT reads the lists of policies so.
    pub fn parse_by_commas(text: &str) -> Self {
        Self::of_words(text.split(','))
    }

    fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut list = Self::default();
        for word in words.filter(|word| !word.is_empty()) {
            match pair(word) {
                Some(pair) if list.pairs.contains(&pair) => {}
                Some(pair) => list.pairs.push(pair),
                None => list.unknown.push(word.to_owned()),
            }
        }
        list
    }

    /// What stands where no list is given: MIT's two, `aes256-cts-hmac-sha1-96:normal` and
    /// `aes128-cts-hmac-sha1-96:normal`.
    pub fn mit_default() -> Self {
        let enctypes = [Enctype::AES256_SHA1, Enctype::AES128_SHA1];
        Self { pairs: enctypes.map(|e| (e, SaltType::NORMAL)).to_vec(), unknown: Vec::new() }
    }
}

fn pair(word: &str) -> Option<(Enctype, SaltType)> {
    let (enctype, salt) = match word.split_once(':') {
        Some((enctype, salt)) => (enctype, SaltType::from_name(salt)?),
        None => (word, SaltType::NORMAL),
    };
    Some((Enctype::from_name(enctype)?, salt))
}
