//! How the salt of a password's key is made (MIT's key-salt types; RFC 4120 §4 for the normal one).

use kerbside_krb5::formats::kdc_conf::SaltType;
use kerbside_krb5::wire::{PrincipalName, Realm};

/// The kind of a salt.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Salt {
    /// Realm, then the components of the name, joined without separators (RFC 4120 §4).
    #[default]
    Normal,
    /// The components of the name alone.
    NoRealm,
    /// The realm alone.
    OnlyRealm,
    /// These octets: what remains of a normal salt when a principal is renamed, or any other.
    Special(Vec<u8>),
}

impl Salt {
    /// MIT's number of the kind, as in dump files and `getprinc -terse`.
    pub fn number(&self) -> i32 {
        match self {
            Self::Normal => 0,
            Self::NoRealm => 2,
            Self::OnlyRealm => 3,
            Self::Special(_) => 4,
        }
    }

    /// MIT's name of the kind, as in `-e aes256-cts:normal`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::NoRealm => "norealm",
            Self::OnlyRealm => "onlyrealm",
            Self::Special(_) => "special",
        }
    }

    /// The kind called `name`, in any case; `special` is empty until octets are given.
    pub fn from_name(name: &str) -> Option<Self> {
        SaltType::from_name(name).and_then(Self::of_type)
    }

    /// The kind with MIT's number; a special one is empty until octets are given.
    pub fn of_type(kind: SaltType) -> Option<Self> {
        match kind {
            SaltType::NORMAL => Some(Self::Normal),
            SaltType::NO_REALM => Some(Self::NoRealm),
            SaltType::ONLY_REALM => Some(Self::OnlyRealm),
            SaltType::SPECIAL => Some(Self::Special(Vec::new())),
            _ => None,
        }
    }

    /// The octets of the salt for `name` in `realm`.
    pub fn octets(&self, name: &PrincipalName, realm: &Realm) -> Vec<u8> {
        let components = || name.name_string.iter().flat_map(|c| c.as_bytes()).copied();
        match self {
            Self::Normal => realm.as_bytes().iter().copied().chain(components()).collect(),
            Self::NoRealm => components().collect(),
            Self::OnlyRealm => realm.as_bytes().to_vec(),
            Self::Special(octets) => octets.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerbside_krb5::wire::NameType;

    #[test]
    fn salts_of_a_service_name() {
        let name = PrincipalName::new(NameType::PRINCIPAL, ["kafka", "localhost"]);
        let realm = Realm::from("R");
        for (salt, octets) in [
            (Salt::Normal, &b"Rkafkalocalhost"[..]),
            (Salt::NoRealm, b"kafkalocalhost"),
            (Salt::OnlyRealm, b"R"),
            (Salt::Special(b"pepper".to_vec()), b"pepper"),
        ] {
            assert_eq!(salt.octets(&name, &realm), octets, "{salt:?}");
        }
    }
}
