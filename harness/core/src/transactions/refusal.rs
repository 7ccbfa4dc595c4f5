//! Why the coordinator refuses, and the code that says so.

use kerbside_kafka_wire::ErrorCode;

/// A reason of the coordinator, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionRefusal {
    /// An empty transactional id.
    #[error("the transactional id is empty")]
    EmptyId,
    /// A timeout that is not positive, or more than `transaction.max.timeout.ms`.
    #[error("the transaction's timeout is not positive or larger than transaction.max.timeout.ms")]
    Timeout,
    /// No room for another transactional id.
    #[error("there are too many transactional ids")]
    TooManyIds,
    /// The transactional id is unknown, or belongs to another producer id.
    #[error("the producer id is not that of the transactional id")]
    OtherProducerId,
    /// Another producer has taken the transactional id over.
    #[error("there is a newer producer with the same transactional id")]
    Fenced,
    /// The end of the last transaction is being written.
    #[error("another operation on the transaction is going on")]
    Busy,
    /// Nothing to end, or ended otherwise.
    #[error("the transaction is not in a state that allows this")]
    State,
    /// A partition that was not added.
    #[error("the partition was not added to the transaction")]
    NotAdded,
}

/// How a version of an API says that a producer is fenced (KIP-588).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FencedAs {
    /// PRODUCER_FENCED.
    Fenced,
    /// INVALID_PRODUCER_EPOCH: the version is older than the other code, or a partition says it.
    InvalidEpoch,
}

impl FencedAs {
    /// For a version of an API that knows PRODUCER_FENCED since another.
    pub fn since(first: i16, version: i16) -> Self {
        if version < first { FencedAs::InvalidEpoch } else { FencedAs::Fenced }
    }
}

impl TransactionRefusal {
    /// The code on the wire.
    pub fn code(self, fenced: FencedAs) -> ErrorCode {
        match self {
            Self::EmptyId => ErrorCode::INVALID_REQUEST,
            Self::Timeout => ErrorCode::INVALID_TRANSACTION_TIMEOUT,
            Self::TooManyIds => ErrorCode::COORDINATOR_NOT_AVAILABLE,
            Self::OtherProducerId => ErrorCode::INVALID_PRODUCER_ID_MAPPING,
            Self::Fenced => match fenced {
                FencedAs::Fenced => ErrorCode::PRODUCER_FENCED,
                FencedAs::InvalidEpoch => ErrorCode::INVALID_PRODUCER_EPOCH,
            },
            Self::Busy => ErrorCode::CONCURRENT_TRANSACTIONS,
            Self::State => ErrorCode::INVALID_TXN_STATE,
            Self::NotAdded => ErrorCode::TRANSACTION_ABORTABLE,
        }
    }
}
