//! What a `records` field holds: record batches (format 2, KIP-98) or the message sets of
//! formats 0 and 1, as slices.
//!
//! [`batches`] splits a field; [`Batch`] reads a header where it lies; [`BatchMut`] patches what
//! a broker assigns. [`records`](Batch::records) and [`BatchBuilder`] read and write the records
//! of uncompressed batches of format 2, [`views`](Batch::views) shows them where they lie;
//! [`inflated`](Batch::inflated) and [`compressed`](Batch::compressed) lead from one to the other.
//! [`messages`] and [`message_set`] read and write the old formats.

mod batch;
mod build;
mod compression;
mod message_set;
mod patch;
mod record;
mod rewrite;
mod scan;
#[cfg(test)]
mod tests;

pub use batch::{Batch, Batches, Compression, TimestampType, batches};
pub use build::BatchBuilder;
pub use compression::CompressionError;
pub use message_set::{message_set, messages};
pub use patch::BatchMut;
pub use record::{Record, RecordHeader, Records};
pub use scan::{RecordView, Scan, scan};

/// Why bytes are no batch, or no records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The bytes end inside the batch, as they may at the end of a fetched set.
    #[error("the batch has {needed} octets, {left} are left")]
    Truncated {
        /// The batch's size, or that of its first fields when these are incomplete.
        needed: usize,
        /// What there is.
        left: usize,
    },
    /// The batch says that it is shorter than its header.
    #[error("the batch's length {0} is less than a header")]
    TooShort(i32),
    /// A format that Kafka does not have.
    #[error("there is no format {0}")]
    UnknownFormat(i8),
    /// The records are compressed, or in an old format.
    #[error("the records of this batch cannot be read here")]
    Unreadable,
    /// A record that does not fill its own length, or a length that is negative or too large.
    #[error("record {0} is malformed")]
    MalformedRecord(i32),
    /// The records cannot be inflated or compressed.
    #[error(transparent)]
    Compression(#[from] CompressionError),
}
