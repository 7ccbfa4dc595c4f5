//! Records: what lies under a key of the database, in our own encoding.
//!
//! A record is a format number, its content, a CRC-32 and a MAC. Both cover the key as well, so
//! that a record found under another key is not taken for that key's; the CRC tells damage from
//! forgery and from a wrong key. Numbers are little-endian, octets come after their count.

pub(super) mod name;
mod octets;
pub(super) mod policy;
pub(super) mod principal;
pub(super) mod settings;

use kerbside_crypto::{Key, KeyUsage};

pub(super) use octets::{Malformed, Reader, Writer};

/// The format of each record that is written, and the newest that is read.
pub(super) const FORMAT: u8 = 1;

const CRC_LENGTH: usize = 4;
pub(super) const MAC_LENGTH: usize = 12;

/// Key usages from 1024 on are for applications (RFC 4120 §7.5.1).
const RECORD: KeyUsage = KeyUsage(1_024);

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("it is too short")]
    Short,
    #[error("its format {0} is newer than {FORMAT}, which this program reads")]
    Newer(u8),
    #[error("its checksum is wrong")]
    Checksum,
    #[error("its MAC is wrong")]
    Mac,
    #[error("its content is malformed")]
    Malformed,
    #[error("its keys are sealed under master key version {0}, which is not there")]
    MasterKey(u32),
    #[error("its keys are not sealed under the master key of this database")]
    Seal,
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// The key that MACs are made with.
#[derive(Clone)]
pub(super) struct Integrity(pub(super) Key);

impl Integrity {
    /// The record of `content` under `key`.
    pub(super) fn frame(&self, key: &[u8], content: &[u8]) -> Vec<u8> {
        let mut record = unkeyed(key, content);
        let mac = self.mac(key, &record);
        record.extend(mac);
        record
    }

    /// The content of `record`, which was found under `key`.
    pub(super) fn content<'a>(&self, key: &[u8], record: &'a [u8]) -> Result<&'a [u8], Fault> {
        let at = record.len().checked_sub(MAC_LENGTH).ok_or(Fault::Short)?;
        let (record, mac) = record.split_at(at);
        let content = unkeyed_content(key, record)?;
        // Who can read the MACs can read the file: there is nobody to hide the comparison from.
        if self.mac(key, record) != mac {
            return Err(Fault::Mac);
        }
        Ok(content)
    }

    fn mac(&self, key: &[u8], record: &[u8]) -> Vec<u8> {
        let mut mac = Vec::with_capacity(MAC_LENGTH);
        self.0.checksum_parts_into(RECORD, &[key, &[0], record], &mut mac);
        mac
    }
}

/// A record without a MAC: what must be read before the master key is known, or is only a counter.
pub(super) fn unkeyed(key: &[u8], content: &[u8]) -> Vec<u8> {
    unkeyed_as(FORMAT, key, content)
}

/// [`unkeyed`] in another format.
pub(super) fn unkeyed_as(format: u8, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(1 + content.len() + CRC_LENGTH + MAC_LENGTH);
    record.push(format);
    record.extend_from_slice(content);
    record.extend(crc(key, &record).to_le_bytes());
    record
}

/// The content of a record without a MAC.
pub(super) fn unkeyed_content<'a>(key: &[u8], record: &'a [u8]) -> Result<&'a [u8], Fault> {
    let (covered, sum) = record.split_last_chunk::<CRC_LENGTH>().ok_or(Fault::Short)?;
    let (format, content) = covered.split_first().ok_or(Fault::Short)?;
    if crc(key, covered) != u32::from_le_bytes(*sum) {
        return Err(Fault::Checksum);
    }
    if *format > FORMAT {
        return Err(Fault::Newer(*format));
    }
    Ok(content)
}

fn crc(key: &[u8], record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(&[0]);
    hasher.update(record);
    hasher.finalize()
}

#[cfg(test)]
mod tests;
