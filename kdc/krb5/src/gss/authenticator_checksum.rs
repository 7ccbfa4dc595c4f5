//! The "checksum" 0x8003 of an initiator's authenticator (RFC 4121 §4.1.1): channel bindings and
//! flags. Leaves out the delegated credential, which is skipped when present and never sent.

use kerbside_crypto::ChecksumType;

use super::flags::ContextFlags;
use crate::wire::Checksum;

/// The octets that an initiator without channel bindings sends.
pub const NO_BINDINGS: [u8; 16] = [0; 16];

/// The fields of the checksum that every initiator sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthenticatorChecksum {
    /// Bnd, the hash of the channel bindings, or [`NO_BINDINGS`].
    pub bindings: [u8; 16],
    /// Flags.
    pub flags: ContextFlags,
}

impl AuthenticatorChecksum {
    /// The checksum as the authenticator carries it.
    pub fn to_checksum(self) -> Checksum {
        let mut octets = Vec::with_capacity(24);
        octets.extend_from_slice(&16u32.to_le_bytes());
        octets.extend_from_slice(&self.bindings);
        octets.extend_from_slice(&self.flags.0.to_le_bytes());
        Checksum { cksumtype: ChecksumType::GSSAPI.0, checksum: octets.into() }
    }

    /// Reads the octets of a checksum of type 0x8003; the error says what is wrong with them.
    pub fn parse(octets: &[u8]) -> Result<Self, String> {
        let too_short = || format!("24 octets are the least, {} came", octets.len());
        let (length, rest) = octets.split_first_chunk::<4>().ok_or_else(too_short)?;
        let length = u32::from_le_bytes(*length);
        if length != 16 {
            return Err(format!("the length of the bindings is 16, not {length}"));
        }
        let (bindings, rest) = rest.split_first_chunk::<16>().ok_or_else(too_short)?;
        let (flags, _) = rest.split_first_chunk::<4>().ok_or_else(too_short)?;
        Ok(Self { bindings: *bindings, flags: ContextFlags(u32::from_le_bytes(*flags)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_read_as_it_was_written() {
        let flags = ContextFlags::MUTUAL | ContextFlags::INTEGRITY;
        let written = AuthenticatorChecksum { bindings: [7; 16], flags };
        let checksum = written.to_checksum();
        assert_eq!(checksum.cksumtype, 0x8003);
        assert_eq!(AuthenticatorChecksum::parse(&checksum.checksum), Ok(written));
        let with_extensions = [&checksum.checksum[..], &[1, 0, 2, 0, 9, 9]].concat();
        assert_eq!(AuthenticatorChecksum::parse(&with_extensions), Ok(written));
        for cut in 0..24 {
            assert!(AuthenticatorChecksum::parse(&checksum.checksum[..cut]).is_err());
        }
    }
}
