//! What a broker changes in a batch before it stores or sends it.

use super::BatchError;
use super::batch::{TIMESTAMP_TYPE, at, checksum, octets, size};

/// A complete batch of a known format that may be changed in place.
///
/// The base offset and the leader's epoch lie outside the checksum; the other changes bring it up
/// to date.
#[derive(Debug)]
pub struct BatchMut<'a> {
    bytes: &'a mut [u8],
}

impl<'a> BatchMut<'a> {
    /// The batch at the front of the bytes; what follows it is returned too.
    pub fn split(bytes: &'a mut [u8]) -> Result<(BatchMut<'a>, &'a mut [u8]), BatchError> {
        let (bytes, rest) = bytes.split_at_mut(size(bytes)?);
        Ok((BatchMut { bytes }, rest))
    }

    /// Gives the first record its offset (the message, in formats 0 and 1).
    pub fn set_base_offset(&mut self, offset: i64) {
        self.put(at::BASE_OFFSET, offset.to_be_bytes());
    }

    /// Says which leader appends the batch. Formats 0 and 1 cannot say it.
    pub fn set_leader_epoch(&mut self, epoch: i32) {
        if self.magic() == 2 {
            self.put(at::LEADER_EPOCH, epoch.to_be_bytes());
        }
    }

    /// Says that the broker appended the batch at this time, in milliseconds since 1970
    /// (KIP-32). Format 0 cannot say it.
    pub fn set_log_append_time(&mut self, millis: i64) {
        let mark = TIMESTAMP_TYPE.to_be_bytes();
        match self.magic() {
            2 => {
                let [high, low] = octets(self.bytes, at::ATTRIBUTES);
                self.put(at::ATTRIBUTES, [high | mark[0], low | mark[1]]);
                self.put(at::MAX_TIMESTAMP, millis.to_be_bytes());
            }
            1 => {
                let [attributes] = octets(self.bytes, at::OLD_ATTRIBUTES);
                self.put(at::OLD_ATTRIBUTES, [attributes | mark[1]]);
                self.put(at::OLD_TIMESTAMP, millis.to_be_bytes());
            }
            _ => return,
        }
        self.refresh_checksum();
    }

    /// Says which timestamp is the largest, and leaves who set it. Formats 0 and 1 have one alone.
    pub fn set_max_timestamp(&mut self, millis: i64) {
        if self.magic() == 2 {
            self.put(at::MAX_TIMESTAMP, millis.to_be_bytes());
            self.refresh_checksum();
        }
    }

    /// Names the producer. Formats 0 and 1 cannot.
    pub fn set_producer(&mut self, id: i64, epoch: i16, base_sequence: i32) {
        if self.magic() == 2 {
            self.put(at::PRODUCER_ID, id.to_be_bytes());
            self.put(at::PRODUCER_EPOCH, epoch.to_be_bytes());
            self.put(at::BASE_SEQUENCE, base_sequence.to_be_bytes());
            self.refresh_checksum();
        }
    }

    /// Computes the checksum anew.
    pub fn refresh_checksum(&mut self) {
        let crc = checksum(self.bytes).to_be_bytes();
        self.put(if self.magic() == 2 { at::CRC } else { at::OLD_CRC }, crc);
    }

    fn magic(&self) -> u8 {
        let [magic] = octets(self.bytes, at::MAGIC);
        magic
    }

    fn put<const N: usize>(&mut self, offset: usize, octets: [u8; N]) {
        if let Some(place) = self.bytes.get_mut(offset..offset + N) {
            place.copy_from_slice(&octets);
        }
    }
}
