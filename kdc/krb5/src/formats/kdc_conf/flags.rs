//! `default_principal_flags`: `+preauth, -forwardable`.

use crate::formats::principal_flags::{FlagChange, parse_flag};

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

impl PrincipalFlags {
    /// Reads a list of flags; the last word about an attribute counts.
    ///
    /// # Errors
    /// The first word that is no flag.
    pub fn parse(list: &str) -> Result<Self, UnknownFlag> {
        let mut words = list.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        words.try_fold(Self::default(), |flags, word| {
            let change = parse_flag(word).ok_or_else(|| UnknownFlag(word.to_owned()))?;
            Ok(flags.and(change))
        })
    }

    fn and(self, change: FlagChange) -> Self {
        match change {
            FlagChange::Set(bits) => Self { set: self.set | bits, clear: self.clear & !bits },
            FlagChange::Clear(bits) => Self { set: self.set & !bits, clear: self.clear | bits },
        }
    }

    /// `bits` with these flags set and cleared.
    pub fn applied_to(self, bits: u32) -> u32 {
        (bits & !self.clear) | self.set
    }
}
