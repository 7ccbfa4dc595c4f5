//! What lies in the tagged data of a principal (MIT's `tl_data`), by its kind.
//!
//! Integers are in little-endian order, except in the administration's record, which is XDR
//! (RFC 4506). Data of other kinds is carried as octets.

mod kadm_data;
mod master_keys;
mod strings;

pub use kadm_data::{KadmData, OldKeys};
pub use master_keys::{ActiveKvno, MasterKeyCopy, read_actkvno, read_mkey_aux};
pub use master_keys::{write_actkvno, write_mkey_aux};
pub use strings::{read_strings, write_strings};

use super::Typed;

/// The kind of tagged data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TlType(pub i16);

impl TlType {
    /// When the keys were last changed: [`read_u32`].
    pub const LAST_PWD_CHANGE: Self = Self(1);
    /// When the record was changed, and by whom: [`read_mod_princ`].
    pub const MOD_PRINC: Self = Self(2);
    /// The administration's record: [`KadmData`].
    pub const KADM_DATA: Self = Self(3);
    /// The version of the master key that seals the keys: [`read_u16`].
    pub const MKVNO: Self = Self(8);
    /// From when on which master key is used: [`read_actkvno`].
    pub const ACTKVNO: Self = Self(9);
    /// The newest master key under each older one: [`read_mkey_aux`].
    pub const MKEY_AUX: Self = Self(10);
    /// String attributes: [`read_strings`].
    pub const STRING_ATTRS: Self = Self(11);
    /// When an administrator last lifted a lockout: [`read_u32`].
    pub const LAST_ADMIN_UNLOCK: Self = Self(0x700);

    /// Tagged data of this kind.
    pub fn with(self, octets: impl Into<Vec<u8>>) -> Typed {
        Typed::new(self.0, octets)
    }
}

/// A number of 32 bits: an instant in seconds.
pub fn read_u32(octets: &[u8]) -> Option<u32> {
    octets.try_into().ok().map(u32::from_le_bytes)
}

/// A number of 16 bits: the version of a key.
pub fn read_u16(octets: &[u8]) -> Option<u16> {
    octets.try_into().ok().map(u16::from_le_bytes)
}

/// An instant, and the name of a principal that ends in a zero octet.
pub fn read_mod_princ(octets: &[u8]) -> Option<(u32, &[u8])> {
    let (time, name) = octets.split_first_chunk::<4>()?;
    let name = name.strip_suffix(&[0]).unwrap_or(name);
    Some((u32::from_le_bytes(*time), name))
}

/// The octets that [`read_mod_princ`] reads.
pub fn write_mod_princ(time: u32, name: &[u8]) -> Vec<u8> {
    [&time.to_le_bytes(), name, &[0]].concat()
}
