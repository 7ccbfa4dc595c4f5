//! Which leader epoch began at which offset (KIP-101).

/// The end of an epoch in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochEnd {
    /// The epoch: the one asked for, or the largest before it.
    pub epoch: i32,
    /// The offset after its last record.
    pub end_offset: i64,
}

#[derive(Debug, Default)]
pub(super) struct Epochs {
    /// Epoch and its first offset, both ascending.
    starts: Vec<(i32, i64)>,
}

impl Epochs {
    /// A batch of the epoch begins at the offset.
    pub(super) fn note(&mut self, epoch: i32, offset: i64) {
        if self.starts.last().is_none_or(|(last, _)| *last < epoch) {
            self.starts.push((epoch, offset));
        }
    }

    /// The epoch of the record at the offset.
    pub(super) fn at(&self, offset: i64) -> Option<i32> {
        let after = self.starts.partition_point(|(_, start)| *start <= offset);
        self.starts.get(after.checked_sub(1)?).map(|(epoch, _)| *epoch)
    }

    pub(super) fn end_of(&self, epoch: i32, current: i32, log_end: i64) -> Option<EpochEnd> {
        if epoch == current {
            return Some(EpochEnd { epoch, end_offset: log_end });
        }
        if epoch < 0 || epoch > current {
            return None;
        }
        let after = self.starts.partition_point(|(it, _)| *it <= epoch);
        let end_offset = self.starts.get(after).map_or(log_end, |(_, start)| *start);
        match after.checked_sub(1).and_then(|at| self.starts.get(at)) {
            Some((epoch, _)) => Some(EpochEnd { epoch: *epoch, end_offset }),
            // Before the first epoch known here: the epoch asked for ends where that begins.
            None => Some(EpochEnd { epoch, end_offset }),
        }
    }
}
