//! `default_principal_flags`, and the flags of kadm5.acl: `+preauth, -forwardable`.
//!
//! The names and numbers are those of MIT's `krb5_flagspec_to_mask` (1.20): each attribute has the
//! name of kdc.conf and that of kadmin, with hyphens or underscores, in any case.

/// Attributes to set and to clear, by the numbers of MIT's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PrincipalFlags {
    /// Bits to set.
    pub set: u32,
    /// Bits to clear.
    pub clear: u32,
}

/// A word that is no flag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no flag of a principal")]
pub struct UnknownFlag(pub String);

enum Sense {
    /// The name says what the bit says.
    Sets,
    /// The name allows what the bit forbids.
    Clears,
}

use Sense::{Clears, Sets};

const FLAGS: &[(&str, u32, Sense)] = &[
    ("postdateable", 0x1, Clears),
    ("allow_postdated", 0x1, Clears),
    ("disallow_postdated", 0x1, Sets),
    ("forwardable", 0x2, Clears),
    ("allow_forwardable", 0x2, Clears),
    ("disallow_forwardable", 0x2, Sets),
    ("tgt_based", 0x4, Clears),
    ("allow_tgs_req", 0x4, Clears),
    ("allow_tgt_based", 0x4, Clears),
    ("disallow_tgt_based", 0x4, Sets),
    ("renewable", 0x8, Clears),
    ("allow_renewable", 0x8, Clears),
    ("disallow_renewable", 0x8, Sets),
    ("proxiable", 0x10, Clears),
    ("allow_proxiable", 0x10, Clears),
    ("disallow_proxiable", 0x10, Sets),
    ("dup_skey", 0x20, Clears),
    ("allow_dup_skey", 0x20, Clears),
    ("disallow_dup_skey", 0x20, Sets),
    ("allow_tickets", 0x40, Clears),
    ("allow_tix", 0x40, Clears),
    ("disallow_all_tix", 0x40, Sets),
    ("preauth", 0x80, Sets),
    ("requires_preauth", 0x80, Sets),
    ("requires_pre_auth", 0x80, Sets),
    ("hwauth", 0x100, Sets),
    ("requires_hwauth", 0x100, Sets),
    ("requires_hw_auth", 0x100, Sets),
    ("needchange", 0x200, Sets),
    ("pwchange", 0x200, Sets),
    ("requires_pwchange", 0x200, Sets),
    ("service", 0x1000, Clears),
    ("allow_svr", 0x1000, Clears),
    ("disallow_svr", 0x1000, Sets),
    ("password_changing_service", 0x2000, Sets),
    ("pwservice", 0x2000, Sets),
    ("pwchange_service", 0x2000, Sets),
    ("md5", 0x4000, Sets),
    ("support_desmd5", 0x4000, Sets),
    ("new_princ", 0x8000, Sets),
    ("ok_as_delegate", 0x10_0000, Sets),
    ("ok_to_auth_as_delegate", 0x20_0000, Sets),
    ("no_auth_data_required", 0x40_0000, Sets),
    ("lockdown_keys", 0x80_0000, Sets),
];

impl PrincipalFlags {
    /// Reads a list of flags.
    ///
    /// # Errors
    /// The first word that is no flag.
    pub fn parse(list: &str) -> Result<Self, UnknownFlag> {
        let mut words = list.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        words.try_fold(Self::default(), |flags, word| flags.and(word))
    }

    /// These and one more, written with or without its sign.
    ///
    /// # Errors
    /// When it is no flag.
    pub fn and(self, word: &str) -> Result<Self, UnknownFlag> {
        let (name, negated) = match word.strip_prefix('-') {
            Some(name) => (name, true),
            None => (word.strip_prefix('+').unwrap_or(word), false),
        };
        let (bits, sets) = bits(name).ok_or_else(|| UnknownFlag(word.to_owned()))?;
        Ok(if sets == negated {
            Self { set: self.set & !bits, clear: self.clear | bits }
        } else {
            Self { set: self.set | bits, clear: self.clear & !bits }
        })
    }

    /// `bits` with these flags set and cleared.
    pub fn applied_to(self, bits: u32) -> u32 {
        (bits & !self.clear) | self.set
    }
}

/// The bits of a name, and whether the name sets them.
fn bits(name: &str) -> Option<(u32, bool)> {
    if let Some(number) = name.strip_prefix("0x") {
        return u32::from_str_radix(number, 16).ok().map(|bits| (bits, true));
    }
    let name = name.to_ascii_lowercase().replace('-', "_");
    let row = FLAGS.iter().find(|(known, ..)| *known == name);
    row.map(|(_, bits, sense)| (*bits, matches!(sense, Sets)))
}
