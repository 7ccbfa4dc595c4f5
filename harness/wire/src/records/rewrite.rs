//! Batches of format 2 made out of others: inflated, compressed, with fewer records.
//!
//! Base offset, base timestamp and last offset stay, so that the records' octets can stay too.

use bytes::{BufMut as _, Bytes, BytesMut};

use super::batch::{DELETE_HORIZON, TIMESTAMP_TYPE, at, checksum};
use super::{Batch, BatchError, Compression, RecordView, TimestampType};

/// The lower bits of the attributes, which name the compression.
const COMPRESSION: i16 = 7;

impl Batch {
    /// The same batch with its records uncompressed, of which at most `limit` octets may come out.
    pub fn inflated(&self, limit: usize) -> Result<Batch, BatchError> {
        self.check_format()?;
        match self.compression() {
            Compression::NONE => Ok(self.clone()),
            packed => {
                let plain = packed.decompress(self.contents_slice(), limit)?;
                self.with_contents(&plain, self.count(), self.attributes() & !COMPRESSION)
            }
        }
    }

    /// The same batch with its records compressed; they must not be yet.
    pub fn compressed(&self, compression: Compression, level: i32) -> Result<Batch, BatchError> {
        self.check_format()?;
        if self.compression() != Compression::NONE {
            return Err(BatchError::Unreadable);
        }
        let packed = compression.compress(self.contents_slice(), level)?;
        let attributes = self.attributes() & !COMPRESSION | i16::from(compression.0);
        self.with_contents(&packed, self.count(), attributes)
    }

    /// The batch with these of its records, which must not be compressed. Offsets stay, and so
    /// does the last offset of the batch; it may become empty. A delete horizon takes the place of
    /// the base timestamp (KIP-534), and the records then count from there.
    pub fn retaining<'a>(
        &self,
        records: impl IntoIterator<Item = RecordView<'a>>,
        delete_horizon: Option<i64>,
    ) -> Result<Batch, BatchError> {
        self.check_format()?;
        let mut contents = BytesMut::with_capacity(self.contents_slice().len());
        let (mut count, mut latest) = (0, -1);
        let base = self.base_timestamp();
        for record in records {
            let timestamp = base.wrapping_add(record.timestamp_delta);
            latest = latest.max(timestamp);
            count += 1;
            match delete_horizon {
                Some(horizon) => {
                    super::build::restamped(&mut contents, &record, timestamp - horizon);
                }
                None => contents.put_slice(record.raw),
            }
        }
        let horizon = match delete_horizon {
            Some(_) => DELETE_HORIZON,
            None => 0,
        };
        let attributes = self.attributes() & !COMPRESSION | horizon;
        let batch = self.with_contents(&contents, count, attributes)?;
        let mut bytes = BytesMut::from(&batch.as_bytes()[..]);
        put(&mut bytes, at::BASE_TIMESTAMP, delete_horizon.unwrap_or(base).to_be_bytes());
        if attributes & TIMESTAMP_TYPE == 0 {
            put(&mut bytes, at::MAX_TIMESTAMP, latest.to_be_bytes());
        }
        sealed(bytes)
    }

    /// The timestamp of one of its records (KIP-32).
    pub fn timestamp_of(&self, record: &RecordView<'_>) -> i64 {
        match self.timestamp_type() {
            Some(TimestampType::LogAppendTime) => self.max_timestamp(),
            _ => self.base_timestamp().wrapping_add(record.timestamp_delta),
        }
    }

    fn check_format(&self) -> Result<(), BatchError> {
        match self.magic() {
            2 => Ok(()),
            _ => Err(BatchError::Unreadable),
        }
    }

    fn with_contents(
        &self,
        contents: &[u8],
        count: i32,
        attributes: i16,
    ) -> Result<Batch, BatchError> {
        let mut bytes = BytesMut::with_capacity(at::RECORDS + contents.len());
        bytes.put_slice(self.as_bytes().get(..at::RECORDS).unwrap_or_default());
        bytes.put_slice(contents);
        let length = i32::try_from(bytes.len() - at::COUNTED);
        let length = length.map_err(|_| BatchError::TooShort(i32::MAX))?;
        put(&mut bytes, at::LENGTH, length.to_be_bytes());
        put(&mut bytes, at::ATTRIBUTES, attributes.to_be_bytes());
        put(&mut bytes, at::COUNT, count.to_be_bytes());
        sealed(bytes)
    }
}

fn sealed(mut bytes: BytesMut) -> Result<Batch, BatchError> {
    let crc = checksum(&bytes).to_be_bytes();
    put(&mut bytes, at::CRC, crc);
    Batch::new(Bytes::from(bytes))
}

fn put<const N: usize>(bytes: &mut BytesMut, offset: usize, octets: [u8; N]) {
    if let Some(place) = bytes.get_mut(offset..offset + N) {
        place.copy_from_slice(&octets);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BatchBuilder, CompressionError, Record};
    use super::*;

    fn batch(timestamps: &[i64]) -> Batch {
        let record = |timestamp: &i64| Record {
            timestamp: *timestamp,
            key: Some(Bytes::from_static(b"k")),
            value: Some(Bytes::from(vec![b'v'; 300])),
            ..Record::default()
        };
        let builder = BatchBuilder { base_offset: 7, base_sequence: 3, ..Default::default() };
        let builder = timestamps.iter().map(record).fold(builder, BatchBuilder::record);
        Batch::new(builder.build()).expect("a batch")
    }

    fn offsets_and_timestamps(batch: &Batch) -> Vec<(i64, i64)> {
        let records = batch.records().expect("readable");
        records.map(|it| it.expect("a record")).map(|it| (it.offset, it.timestamp)).collect()
    }

    #[test]
    fn a_batch_survives_each_compression() {
        let original = batch(&[10, 20, 15]);
        for number in 0..=4 {
            let packed = original.compressed(Compression(number), -1).expect("compressed");
            assert!(packed.is_intact() && packed.compression() == Compression(number));
            assert_eq!(
                (packed.count(), packed.base_sequence(), packed.max_timestamp()),
                (3, 3, 20)
            );
            assert_eq!(packed.inflated(1_000).expect("inflated"), original);
        }
    }

    #[test]
    fn what_a_batch_inflates_to_is_bounded() {
        let original = batch(&[10, 20, 15]);
        let size = original.contents().len();
        for number in 1..=4 {
            let compression = Compression(number);
            let packed = original.compressed(compression, -1).expect("compressed");
            assert!(packed.inflated(size).is_ok());
            let limit = size - 1;
            let too_large = CompressionError::TooLarge { compression, limit };
            assert_eq!(packed.inflated(limit), Err(too_large.into()));
        }
    }

    #[test]
    fn retained_records_keep_their_offsets_and_the_batch_its_range() {
        let original = batch(&[10, 20, 15]);
        let kept = original.views().expect("readable").map(|it| it.expect("a record"));
        let kept: Vec<_> = kept.filter(|it| it.offset_delta != 1).collect();
        let batch = original.retaining(kept.clone(), None).expect("written");
        assert!(batch.is_intact());
        assert_eq!((batch.base_offset(), batch.last_offset(), batch.count()), (7, 9, 2));
        assert_eq!((batch.base_timestamp(), batch.max_timestamp()), (10, 15));
        assert_eq!(offsets_and_timestamps(&batch), [(7, 10), (9, 15)]);
        let marked = original.retaining(kept, Some(5_000)).expect("written");
        assert!(marked.has_delete_horizon());
        assert_eq!(marked.base_timestamp(), 5_000);
        assert_eq!(offsets_and_timestamps(&marked), [(7, 10), (9, 15)]);
        let again = marked.retaining(marked.views().expect("readable").flatten(), None);
        assert_eq!(again, Ok(marked));
        let empty = original.retaining([], None).expect("written");
        assert_eq!((empty.count(), empty.last_offset(), empty.max_timestamp()), (0, 9, -1));
    }

    #[test]
    fn records_that_contradict_their_count_are_malformed() {
        let original = batch(&[10, 20]);
        for count in [1, 3] {
            let contents = original.contents();
            assert!(super::super::scan(&contents, count).any(|it| it.is_err()), "{count}");
        }
    }
}
