//! The table of encryption types and checksum types, by number, name and family.
//!
//! A new one joins by a file that defines its profile and one line here. Numbers and names of types
//! that this crate does not compute are kept too, because clients offer them, configuration files
//! list them and keytabs hold them. Names are those of MIT krb5 1.20 and later.

use crate::rfc3962;
use crate::rfc8009;
use crate::{ChecksumProfile, ChecksumType, Enctype, EnctypeProfile};

/// The encryption types that this crate computes.
pub static ENCTYPES: &[&EnctypeProfile] =
    &[&rfc3962::AES128, &rfc3962::AES256, &rfc8009::AES128, &rfc8009::AES256];

/// The checksum types that this crate computes.
pub static CHECKSUMS: &[&ChecksumProfile] = &[
    &rfc3962::HMAC_SHA1_96_AES128,
    &rfc3962::HMAC_SHA1_96_AES256,
    &rfc8009::HMAC_SHA256_128_AES128,
    &rfc8009::HMAC_SHA384_192_AES256,
];

/// The enctypes of a principal's keys where nothing else is asked for, as MIT's
/// `supported_enctypes` has it.
pub const DEFAULT_ENCTYPES: [Enctype; 2] = [Enctype::AES256_SHA1, Enctype::AES128_SHA1];

/// What `DEFAULT` stands for in MIT's `permitted_enctypes` and its like.
pub const DEFAULT_PERMITTED: [Enctype; 8] = [
    Enctype::AES256_SHA1,
    Enctype::AES128_SHA1,
    Enctype::AES256_SHA2,
    Enctype::AES128_SHA2,
    Enctype::DES3,
    Enctype::RC4,
    Enctype::CAMELLIA128,
    Enctype::CAMELLIA256,
];

/// The words that stand for several enctypes in MIT's configuration files.
const FAMILIES: &[(&str, &[Enctype])] = &[
    (
        "aes",
        &[Enctype::AES256_SHA1, Enctype::AES128_SHA1, Enctype::AES256_SHA2, Enctype::AES128_SHA2],
    ),
    ("camellia", &[Enctype::CAMELLIA256, Enctype::CAMELLIA128]),
    ("des3", &[Enctype::DES3]),
    ("rc4", &[Enctype::RC4]),
];

/// An encryption type known by number and name only.
struct NamedEnctype {
    enctype: Enctype,
    name: &'static str,
    aliases: &'static [&'static str],
}

/// The encryption types that this crate does not compute.
const NAMED_ENCTYPES: &[NamedEnctype] = &[
    NamedEnctype { enctype: Enctype::DES_CBC_CRC, name: "des-cbc-crc", aliases: &[] },
    NamedEnctype { enctype: Enctype::DES_CBC_MD4, name: "des-cbc-md4", aliases: &[] },
    NamedEnctype { enctype: Enctype::DES_CBC_MD5, name: "des-cbc-md5", aliases: &["des"] },
    NamedEnctype {
        enctype: Enctype::DES3,
        name: "des3-cbc-sha1",
        aliases: &["des3-hmac-sha1", "des3-cbc-sha1-kd"],
    },
    NamedEnctype {
        enctype: Enctype::RC4,
        name: "arcfour-hmac",
        aliases: &["rc4-hmac", "arcfour-hmac-md5"],
    },
    NamedEnctype {
        enctype: Enctype::RC4_EXP,
        name: "arcfour-hmac-exp",
        aliases: &["rc4-hmac-exp", "arcfour-hmac-md5-exp"],
    },
    NamedEnctype {
        enctype: Enctype::CAMELLIA128,
        name: "camellia128-cts-cmac",
        aliases: &["camellia128-cts"],
    },
    NamedEnctype {
        enctype: Enctype::CAMELLIA256,
        name: "camellia256-cts-cmac",
        aliases: &["camellia256-cts"],
    },
];

/// The checksum types that this crate does not compute.
const NAMED_CHECKSUMS: &[(ChecksumType, &str)] = &[
    (ChecksumType::CRC32, "crc32"),
    (ChecksumType::RSA_MD5, "md5"),
    (ChecksumType::HMAC_SHA1_DES3, "hmac-sha1-des3"),
    (ChecksumType::CMAC_CAMELLIA128, "cmac-camellia128"),
    (ChecksumType::CMAC_CAMELLIA256, "cmac-camellia256"),
    (ChecksumType::HMAC_MD5, "hmac-md5-rc4"),
];

/// The profile of an encryption type, where this crate computes it.
pub fn profile(enctype: Enctype) -> Option<&'static EnctypeProfile> {
    ENCTYPES.iter().copied().find(|profile| profile.enctype == enctype)
}

/// The profile of a checksum type, where this crate computes it.
pub fn checksum_profile(checksum: ChecksumType) -> Option<&'static ChecksumProfile> {
    CHECKSUMS.iter().copied().find(|profile| profile.checksum == checksum)
}

/// The enctypes that a family word such as `aes` stands for, in MIT's order, in any case.
pub fn enctype_family(word: &str) -> Option<&'static [Enctype]> {
    FAMILIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, members)| *members)
}

pub(crate) fn enctype_by_name(name: &str) -> Option<Enctype> {
    let computed = ENCTYPES.iter().map(|p| (p.enctype, p.name, p.aliases));
    let named = NAMED_ENCTYPES.iter().map(|n| (n.enctype, n.name, n.aliases));
    computed
        .chain(named)
        .find(|(_, canonical, aliases)| is_called(name, canonical, aliases))
        .map(|(enctype, _, _)| enctype)
}

pub(crate) fn enctype_name(enctype: Enctype) -> Option<&'static str> {
    let named = || NAMED_ENCTYPES.iter().find(|n| n.enctype == enctype).map(|n| n.name);
    profile(enctype).map(|profile| profile.name).or_else(named)
}

/// The shortest name; of several the first.
pub(crate) fn enctype_short_name(enctype: Enctype) -> Option<&'static str> {
    let computed = ENCTYPES.iter().map(|p| (p.enctype, p.name, p.aliases));
    let named = NAMED_ENCTYPES.iter().map(|n| (n.enctype, n.name, n.aliases));
    let (_, name, aliases) = computed.chain(named).find(|(number, ..)| *number == enctype)?;
    let all = std::iter::once(name).chain(aliases.iter().copied());
    all.min_by_key(|name| name.len())
}

pub(crate) fn checksum_by_name(name: &str) -> Option<ChecksumType> {
    let computed = CHECKSUMS.iter().find(|p| is_called(name, p.name, p.aliases));
    let named = || NAMED_CHECKSUMS.iter().find(|(_, n)| n.eq_ignore_ascii_case(name));
    computed.map(|profile| profile.checksum).or_else(|| named().map(|(checksum, _)| *checksum))
}

pub(crate) fn checksum_name(checksum: ChecksumType) -> Option<&'static str> {
    let named = || NAMED_CHECKSUMS.iter().find(|(c, _)| *c == checksum).map(|(_, name)| *name);
    checksum_profile(checksum).map(|profile| profile.name).or_else(named)
}

fn is_called(name: &str, canonical: &str, aliases: &[&str]) -> bool {
    canonical.eq_ignore_ascii_case(name) || aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_alias_leads_to_its_number_and_to_no_other() {
        let computed = ENCTYPES.iter().map(|p| (p.enctype, p.name, p.aliases));
        let named = NAMED_ENCTYPES.iter().map(|n| (n.enctype, n.name, n.aliases));
        for (enctype, name, aliases) in computed.chain(named) {
            assert_eq!(enctype.to_string(), name);
            assert_eq!(Enctype::from_name(name), Some(enctype));
            for alias in aliases {
                assert_eq!(Enctype::from_name(alias), Some(enctype), "{alias}");
                assert_eq!(Enctype::from_name(&alias.to_uppercase()), Some(enctype), "{alias}");
            }
        }
    }

    #[test]
    fn short_names_of_mit_are_known() {
        assert_eq!(Enctype::from_name("aes256-cts"), Some(Enctype::AES256_SHA1));
        assert_eq!(Enctype::from_name("aes256-sha1"), Some(Enctype::AES256_SHA1));
        assert_eq!(Enctype::from_name("aes128-sha2"), Some(Enctype::AES128_SHA2));
        assert_eq!(Enctype::from_name("rc4-hmac"), Some(Enctype::RC4));
        assert_eq!(Enctype::from_name("aes"), None);
        for (enctype, short) in [
            (Enctype::AES256_SHA1, "aes256-cts"),
            (Enctype::AES128_SHA2, "aes128-sha2"),
            (Enctype::DES3, "des3-cbc-sha1"),
            (Enctype::RC4, "rc4-hmac"),
            (Enctype::CAMELLIA128, "camellia128-cts"),
        ] {
            assert_eq!(enctype.short_name(), Some(short));
        }
    }

    #[test]
    fn family_aes_lists_sha1_before_sha2() {
        let family = enctype_family("AES").map(<[_]>::to_vec);
        assert_eq!(family, Some([18, 17, 20, 19].map(Enctype).to_vec()));
        assert_eq!(enctype_family("blowfish"), None);
    }

    #[test]
    fn unknown_numbers_are_carried_and_shown() {
        assert_eq!(Enctype(-133).to_string(), "etype -133");
        assert_eq!(ChecksumType(0x8003).to_string(), "cksumtype 32771");
        assert!(profile(Enctype(-133)).is_none());
        assert!(!Enctype::RC4.is_supported());
        assert_eq!(Enctype::RC4.to_string(), "arcfour-hmac");
    }

    #[test]
    fn every_checksum_profile_belongs_to_the_enctype_that_requires_it() {
        for profile in ENCTYPES {
            assert_eq!(profile.checksum.enctype, Some(profile.enctype), "{profile:?}");
            let found = checksum_profile(profile.checksum.checksum).map(|c| c.name);
            assert_eq!(found, Some(profile.checksum.name));
            assert_eq!(
                ChecksumType::from_name(profile.checksum.name),
                Some(profile.checksum.checksum)
            );
        }
    }

    #[test]
    fn default_keys_can_be_computed() {
        assert!(DEFAULT_ENCTYPES.iter().all(|enctype| enctype.is_supported()));
    }

    #[test]
    fn checksum_names_lead_to_their_numbers() {
        for (checksum, name) in NAMED_CHECKSUMS {
            assert_eq!(ChecksumType::from_name(name), Some(*checksum));
            assert_eq!(checksum.to_string(), *name);
        }
    }
}
