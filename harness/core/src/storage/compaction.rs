//! Compaction, as Kafka's log cleaner does it: of each key the last record stays.
//!
//! What is looked at are the segments before the active one, the last stable offset and
//! `min.compaction.lag.ms`. The keys of what was appended since the last run decide; they apply to
//! all before. Tombstones and the markers of transactions that have no records left stay for
//! `delete.retention.ms` after the run that found them first, which writes that time into their
//! batch (KIP-534). Records of aborted transactions go at once. Offsets stay, gaps appear.
//!
//! Departures: a batch that becomes empty goes, where Kafka keeps the last of each producer; what
//! producers wrote last is remembered apart from the log here.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use kerbside_kafka_wire::records::{Batch, BatchError, Compression, RecordView};

use super::chunks::Chunks;
use super::transactions::AbortedTransaction;
use super::{PartitionLog, Stored};
use crate::cluster::TopicSettings;

/// When a log is compacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// When enough of it is new (`min.cleanable.dirty.ratio`), or is for too long
    /// (`max.compaction.lag.ms`).
    WhenDirty,
    /// Now, and the active segment too, which is closed for it.
    Now,
}

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Records that were taken out.
    pub records: usize,
    /// Octets that were won.
    pub bytes: usize,
}

/// What a run goes by.
struct Run {
    now_ms: i64,
    delete_horizon: i64,
    gzip_level: i32,
    inflated_max: usize,
    /// By key, the last offset in what is new.
    latest: HashMap<Bytes, i64>,
    /// The offset that `latest` ends before.
    until: i64,
    aborted: Vec<AbortedTransaction>,
    /// Producers with transactional records that were kept since their last marker.
    with_records: HashSet<i64>,
    /// The markers of aborted transactions of which nothing is left.
    empty_aborts: HashSet<i64>,
    removed: usize,
}

/// What becomes of a batch.
enum Fate {
    Stays,
    Goes,
    Becomes(Batch),
}

impl PartitionLog {
    /// Compacts the log if its policy wants that and the trigger says so; of a compressed batch at
    /// most `inflated_max` octets are looked at.
    pub fn compact(
        &mut self,
        settings: &TopicSettings,
        now_ms: i64,
        inflated_max: usize,
        trigger: Trigger,
    ) -> Result<Compacted, BatchError> {
        if !settings.cleanup.compact {
            return Ok(Compacted::default());
        }
        if trigger == Trigger::Now {
            self.segments.roll(self.end);
        }
        let dirty = self.cleaned_until.max(self.start);
        let until = self.cleanable_until(dirty, settings, now_ms);
        if !self.is_due(dirty, until, settings, now_ms, trigger) {
            return Ok(Compacted::default());
        }
        let before = self.size();
        let mut run = Run {
            now_ms,
            delete_horizon: now_ms.saturating_add(settings.delete_retention_ms),
            gzip_level: settings.gzip_level,
            inflated_max,
            latest: HashMap::new(),
            until,
            aborted: self.aborted_until(until),
            with_records: HashSet::new(),
            empty_aborts: HashSet::new(),
            removed: 0,
        };
        for at in self.range_of(dirty, until) {
            run.note_keys(&self.batch(at)?)?;
        }
        self.rewrite(&mut run)?;
        self.forget_aborted(&run.empty_aborts);
        self.cleaned_until = until;
        Ok(Compacted { records: run.removed, bytes: before.saturating_sub(self.size()) })
    }

    /// The offset before which the log may be compacted.
    fn cleanable_until(&self, dirty: i64, settings: &TopicSettings, now_ms: i64) -> i64 {
        let active = self.segments.active_base().unwrap_or(self.start);
        let bound = active.min(self.last_stable_offset());
        let young_from = now_ms.saturating_sub(settings.min_compaction_lag_ms);
        let mut ends = self.segments.with_ends(self.end);
        let young = ends.find(|(segment, end)| {
            *end > dirty
                && settings.min_compaction_lag_ms > 0
                && segment.largest_timestamp > young_from
        });
        bound.min(young.map_or(i64::MAX, |(segment, _)| segment.base_offset))
    }

    fn is_due(
        &self,
        dirty: i64,
        until: i64,
        settings: &TopicSettings,
        now_ms: i64,
        trigger: Trigger,
    ) -> bool {
        let size = |from, to| {
            let range = self.range_of(from, to);
            self.batches.range(range).map(|it| it.length).sum::<usize>()
        };
        let (clean, new) = (size(self.start, dirty), size(dirty, until));
        if new == 0 {
            // Tombstones may have had their time all the same.
            return trigger == Trigger::Now && clean > 0;
        }
        let mut segments = self.segments.with_ends(self.end);
        let oldest = segments.find(|(_, end)| *end > dirty);
        let overdue = oldest.is_some_and(|(segment, _)| {
            now_ms.saturating_sub(segment.first_timestamp) > settings.max_compaction_lag_ms
        });
        let ratio = new as f64 / (clean + new) as f64;
        trigger == Trigger::Now || overdue || ratio > settings.min_cleanable_dirty_ratio
    }

    /// The places of the batches from one offset to before another.
    fn range_of(&self, from: i64, until: i64) -> std::ops::Range<usize> {
        let first = self.batches.partition_point(|it| it.last_offset < from);
        let after = self.batches.partition_point(|it| it.base_offset < until);
        first..after.max(first)
    }

    /// The batch at a place.
    fn batch(&mut self, at: usize) -> Result<Batch, BatchError> {
        let stored = self.batches.get(at).copied().ok_or(BatchError::Unreadable)?;
        Batch::new(self.chunks.slice(stored.piece, stored.start, stored.length))
    }

    /// Writes the log anew, with what the run keeps. Nothing changes on an error.
    fn rewrite(&mut self, run: &mut Run) -> Result<(), BatchError> {
        let mut chunks = Chunks::default();
        let mut batches = std::collections::VecDeque::new();
        for at in 0..self.batches.len() {
            let Some(stored) = self.batches.get(at).copied() else { break };
            let original = self.batch(at)?;
            let batch = match stored.base_offset < run.until {
                false => original,
                true => match run.judge(&original)? {
                    Fate::Stays => original,
                    Fate::Goes => continue,
                    Fate::Becomes(batch) => batch,
                },
            };
            let (piece, start, _) = chunks.append(batch.as_bytes());
            let length = batch.as_bytes().len();
            let max_timestamp = batch.max_timestamp();
            batches.push_back(Stored { max_timestamp, piece, start, length, ..stored });
        }
        let size = batches.iter().map(|it| it.length).sum::<usize>();
        self.room.settle(size);
        let old = self.segments.take();
        let mut bounds = old.iter().map(|segment| segment.base_offset).peekable();
        for stored in &batches {
            // What is behind the compacted part keeps its segments.
            if stored.base_offset >= run.until {
                while bounds.next_if(|base| *base < stored.base_offset).is_some() {}
                if bounds.next_if_eq(&stored.base_offset).is_some() {
                    self.segments.roll(stored.base_offset);
                }
            }
            self.segments.note(stored);
        }
        if old.back().is_some_and(|active| active.size == 0) {
            self.segments.roll(self.end);
        }
        self.chunks = chunks;
        self.batches = batches;
        Ok(())
    }
}

impl Run {
    fn note_keys(&mut self, batch: &Batch) -> Result<(), BatchError> {
        if batch.is_control() || self.is_aborted(batch) {
            return Ok(());
        }
        let plain = batch.inflated(self.inflated_max)?;
        let contents = plain.as_bytes();
        for record in plain.views()? {
            let record = record?;
            if let Some(key) = record.key {
                let offset = batch.base_offset().saturating_add(record.offset_delta);
                self.latest.insert(contents.slice_ref(key), offset);
            }
        }
        Ok(())
    }

    /// Whether the batch belongs to a transaction that was aborted.
    fn is_aborted(&self, batch: &Batch) -> bool {
        batch.is_transactional()
            && self.aborted.iter().any(|it| {
                it.producer_id == batch.producer_id()
                    && (it.first_offset..=it.last_offset).contains(&batch.base_offset())
            })
    }

    fn judge(&mut self, batch: &Batch) -> Result<Fate, BatchError> {
        if batch.is_control() {
            return self.judge_marker(batch);
        }
        if self.is_aborted(batch) {
            self.with_records.insert(batch.producer_id());
            self.removed += usize::try_from(batch.count()).unwrap_or(0);
            return Ok(Fate::Goes);
        }
        let plain = batch.inflated(self.inflated_max)?;
        let tombstones_go = batch.has_delete_horizon() && self.now_ms >= batch.base_timestamp();
        let mut kept = Vec::new();
        let (mut all, mut tombstones) = (0, false);
        for record in plain.views()? {
            let record = record?;
            all += 1;
            if self.keeps(batch, &record) && !(record.value.is_none() && tombstones_go) {
                tombstones |= record.value.is_none();
                kept.push(record);
            }
        }
        self.removed += all - kept.len();
        if kept.is_empty() {
            return Ok(Fate::Goes);
        }
        if batch.is_transactional() {
            self.with_records.insert(batch.producer_id());
        }
        let horizon = (tombstones && !batch.has_delete_horizon()).then_some(self.delete_horizon);
        if kept.len() == all && horizon.is_none() {
            return Ok(Fate::Stays);
        }
        let cleaned = plain.retaining(kept, horizon)?;
        Ok(Fate::Becomes(match batch.compression() {
            Compression::NONE => cleaned,
            packed => cleaned.compressed(packed, self.gzip_level)?,
        }))
    }

    fn keeps(&self, batch: &Batch, record: &RecordView<'_>) -> bool {
        let offset = batch.base_offset().saturating_add(record.offset_delta);
        match record.key {
            None => false,
            Some(key) => self.latest.get(key).is_none_or(|latest| offset >= *latest),
        }
    }

    /// A marker is wanted while its transaction has records, and some time after.
    fn judge_marker(&mut self, batch: &Batch) -> Result<Fate, BatchError> {
        if self.with_records.remove(&batch.producer_id()) {
            return Ok(Fate::Stays);
        }
        self.empty_aborts.insert(batch.base_offset());
        if !batch.has_delete_horizon() {
            let records = batch.views()?.collect::<Result<Vec<_>, _>>()?;
            return Ok(Fate::Becomes(batch.retaining(records, Some(self.delete_horizon))?));
        }
        match self.now_ms >= batch.base_timestamp() {
            true => Ok(Fate::Goes),
            false => Ok(Fate::Stays),
        }
    }
}

/// A compaction that failed: where, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log of {topic}-{partition} cannot be compacted: {error}")]
pub struct CompactionError {
    /// The topic.
    pub topic: Arc<str>,
    /// The partition.
    pub partition: i32,
    /// What is wrong with a batch.
    pub error: BatchError,
}
