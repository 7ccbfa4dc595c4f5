//! What a produced batch must satisfy before it is stored, and what it is made into: the checks of
//! Kafka's `ProduceRequest`, `UnifiedLog` and `LogValidator`, in their order and with their texts.
//!
//! Every record is looked at, inside compressed batches too, of which at most a given number of
//! octets may come out. A batch is written anew where the topic has another compression
//! (`compression.type`), stamps records itself (`message.timestamp.type`), or gets messages of the
//! old formats 0 and 1 from an old producer.

#[cfg(test)]
mod tests;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::records::{
    Batch, BatchBuilder, BatchMut, Compression, Record, RecordView, TimestampType, batches,
    messages,
};

use super::append::{AppendRefusal, RecordError, RecordErrors};
use crate::cluster::TopicSettings;

/// The first version of Produce that carries format 2 alone, and exactly one batch.
const ONE_BATCH: i16 = 3;
/// The first version with Zstandard (KIP-110).
const ZSTD: i16 = 7;
const NO_TIMESTAMP: i64 = -1;

/// What a partition allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The topic, for texts.
    pub topic: &'a str,
    /// The partition, for texts.
    pub partition: i32,
    /// The topic's settings.
    pub settings: &'a TopicSettings,
    /// The broker's clock.
    pub now_ms: i64,
    /// How many octets may come out of compressed records.
    pub inflated_max: usize,
}

/// A batch that may be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The batch.
    pub batch: Batch,
    /// The time that the broker gave its records, where the topic wants that.
    pub log_append_time_ms: Option<i64>,
}

/// Checks the `records` field of a Produce request; needs no lock.
pub fn check_records(
    records: Option<&Bytes>,
    version: i16,
    limits: Limits<'_>,
) -> Result<Checked, AppendRefusal> {
    let batch = match version >= ONE_BATCH {
        true => only_batch(records, version)?,
        false => any_format(records, limits)?,
    };
    check_size(&batch, limits)?;
    if batch.base_offset() != 0 {
        return Err(AppendRefusal::Invalid("the base offset of the batch is not 0"));
    }
    if !batch.is_intact() {
        return Err(AppendRefusal::Corrupt);
    }
    check_header(&batch)?;
    let converted = convert(batch, limits)?;
    // The batch may have grown.
    check_size(&converted.batch, limits)?;
    Ok(converted)
}

fn only_batch(records: Option<&Bytes>, version: i16) -> Result<Batch, AppendRefusal> {
    let mut found = batches(records.cloned().unwrap_or_default());
    let batch = found.next().ok_or(AppendRefusal::BatchCount(0))??;
    if batch.magic() != 2 {
        return Err(AppendRefusal::OldFormat(batch.magic()));
    }
    if batch.compression() == Compression::ZSTD && version < ZSTD {
        return Err(AppendRefusal::ZstdTooEarly(version));
    }
    if found.next().is_some() {
        return Err(AppendRefusal::BatchCount(2 + found.count()));
    }
    match batch.compression() {
        known if known.0 <= Compression::ZSTD.0 => Ok(batch),
        unknown => Err(AppendRefusal::UnknownCompression(unknown)),
    }
}

/// What an old producer sends: messages of formats 0 and 1 become a batch of format 2.
fn any_format(records: Option<&Bytes>, limits: Limits<'_>) -> Result<Batch, AppendRefusal> {
    let set = records.cloned().unwrap_or_default();
    let mut compression = Compression::NONE;
    let mut count = 0;
    for message in batches(set.clone()) {
        let message = message?;
        count += 1;
        if message.magic() == 2 {
            return only_batch(records, ONE_BATCH);
        }
        check_size(&message, limits)?;
        if !message.is_intact() {
            return Err(AppendRefusal::Corrupt);
        }
        compression = message.compression();
    }
    if count == 0 {
        return Err(AppendRefusal::BatchCount(0));
    }
    let records = messages(set, limits.inflated_max)?;
    let plain = Batch::new(rebuilt(records, BatchBuilder::default()))?;
    match compression {
        Compression::NONE => Ok(plain),
        packed => Ok(plain.compressed(packed, limits.settings.gzip_level)?),
    }
}

fn rebuilt(records: impl IntoIterator<Item = Record>, builder: BatchBuilder) -> Bytes {
    records.into_iter().fold(builder, BatchBuilder::record).build()
}

fn check_size(batch: &Batch, limits: Limits<'_>) -> Result<(), AppendRefusal> {
    let (size, limit) = (batch.as_bytes().len(), limits.settings.max_message_bytes);
    match size > limit {
        true => Err(AppendRefusal::TooLarge { size, limit }),
        false => Ok(()),
    }
}

fn check_header(batch: &Batch) -> Result<(), AppendRefusal> {
    if batch.last_offset_delta() < 0 {
        return Err(AppendRefusal::Invalid("the record batch has an invalid offset range"));
    }
    if batch.last_offset_delta().checked_add(1) != Some(batch.count()) {
        return Err(AppendRefusal::Invalid("record count and last offset delta disagree"));
    }
    if batch.is_control() {
        return Err(AppendRefusal::Invalid("clients are not allowed to write control records"));
    }
    if batch.is_transactional() && batch.producer_id() < 0 {
        return Err(AppendRefusal::Invalid("a transactional batch has no producer id"));
    }
    Ok(())
}

/// Looks at the records, and makes of the batch what the topic wants.
fn convert(batch: Batch, limits: Limits<'_>) -> Result<Checked, AppendRefusal> {
    let source = batch.compression();
    let target = limits.settings.compression.unwrap_or(source);
    let plain = batch.inflated(limits.inflated_max)?;
    let seen = look(&plain, limits)?;
    let stamps = limits.settings.timestamp_type == TimestampType::LogAppendTime;
    let unordered = source != Compression::NONE && !seen.in_order;
    let mut batch = match (unordered, target == source) {
        (false, true) => batch,
        (false, false) => packed(plain, target, limits)?,
        (true, _) => packed(reordered(&plain)?, target, limits)?,
    };
    if stamps {
        batch = patched(&batch, |batch| batch.set_log_append_time(limits.now_ms))?;
    } else if batch.max_timestamp() != seen.latest {
        batch = patched(&batch, |batch| batch.set_max_timestamp(seen.latest))?;
    }
    Ok(Checked { batch, log_append_time_ms: stamps.then_some(limits.now_ms) })
}

fn packed(plain: Batch, target: Compression, limits: Limits<'_>) -> Result<Batch, AppendRefusal> {
    match target {
        Compression::NONE => Ok(plain),
        packed => Ok(plain.compressed(packed, limits.settings.gzip_level)?),
    }
}

fn patched(batch: &Batch, patch: impl FnOnce(&mut BatchMut<'_>)) -> Result<Batch, AppendRefusal> {
    let mut bytes = BytesMut::from(&batch.as_bytes()[..]);
    let (mut batch, _) = BatchMut::split(&mut bytes)?;
    patch(&mut batch);
    Ok(Batch::new(bytes.freeze())?)
}

/// The same records under offsets without gaps.
fn reordered(plain: &Batch) -> Result<Batch, AppendRefusal> {
    let records = plain.records()?.collect::<Result<Vec<_>, _>>()?;
    let builder = BatchBuilder {
        leader_epoch: plain.leader_epoch(),
        attributes: plain.attributes(),
        producer_id: plain.producer_id(),
        producer_epoch: plain.producer_epoch(),
        base_sequence: plain.base_sequence(),
        ..BatchBuilder::default()
    };
    Ok(Batch::new(rebuilt(records, builder))?)
}

/// What the records of a batch are found to be.
struct Seen {
    latest: i64,
    in_order: bool,
}

fn look(plain: &Batch, limits: Limits<'_>) -> Result<Seen, AppendRefusal> {
    let mut seen = Seen { latest: NO_TIMESTAMP, in_order: true };
    let mut errors = RecordErrors::default();
    let demands = Demands::new(plain, limits);
    let base = plain.base_timestamp();
    for (index, record) in (0i32..).zip(plain.views()?) {
        let record = record?;
        let timestamp = base.wrapping_add(record.timestamp_delta);
        seen.latest = seen.latest.max(timestamp);
        seen.in_order &= record.offset_delta == i64::from(index);
        if let Some(error) = demands.check(&record, timestamp) {
            errors.note(index, error);
        }
    }
    match errors.is_empty() {
        true => Ok(seen),
        false => Err(AppendRefusal::Records(errors)),
    }
}

/// What every record of a batch has to satisfy, worked out once.
struct Demands<'a> {
    limits: Limits<'a>,
    has_key: bool,
    /// `None` where the broker stamps.
    earliest_and_latest: Option<(i64, i64)>,
    /// The time with which the producer claims that a broker stamped.
    stamped_ms: Option<i64>,
}

impl<'a> Demands<'a> {
    fn new(batch: &Batch, limits: Limits<'a>) -> Self {
        let settings = limits.settings;
        let range = (
            limits.now_ms.saturating_sub(settings.timestamp_before_max_ms),
            limits.now_ms.saturating_add(settings.timestamp_after_max_ms),
        );
        let by_client = settings.timestamp_type == TimestampType::CreateTime;
        let stamped = batch.timestamp_type() == Some(TimestampType::LogAppendTime);
        Demands {
            limits,
            has_key: settings.cleanup.compact,
            earliest_and_latest: by_client.then_some(range),
            stamped_ms: stamped.then(|| batch.max_timestamp()),
        }
    }

    #[inline]
    fn check(&self, record: &RecordView<'_>, timestamp: i64) -> Option<RecordError> {
        if self.has_key && record.key.is_none() {
            let (topic, partition) = (self.limits.topic.to_owned(), self.limits.partition);
            return Some(RecordError::MissingKey { topic, partition });
        }
        let offset = record.offset_delta;
        if let Some((earliest, latest)) = self.earliest_and_latest
            && timestamp != NO_TIMESTAMP
            && !(earliest..=latest).contains(&timestamp)
        {
            return Some(RecordError::Timestamp { timestamp, offset, earliest, latest });
        }
        self.stamped_ms.map(|timestamp| RecordError::StampedByProducer {
            offset,
            timestamp,
            key: record.key.map_or(0, <[u8]>::len),
            value: record.value.map_or(0, <[u8]>::len),
        })
    }
}
