//! Why bytes are no message, and why a message cannot be written in a version.

use std::fmt;

use crate::api_key::ApiKey;

/// Why bytes could not be decoded: which message, which field, where, what.
// Boxed: a result with a plain error would be passed through memory for each primitive read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DecodeError(Box<DecodeFailure>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct DecodeFailure {
    message: &'static str,
    field: &'static str,
    offset: usize,
    kind: DecodeErrorKind,
}

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The API key has no schema.
    #[error("the API key {0} is unknown")]
    UnknownKey(ApiKey),
    /// The message has no such version.
    #[error("there is no version {0}")]
    UnsupportedVersion(i16),
    /// The bytes end inside the field.
    #[error("{needed} octets needed, {left} left")]
    Truncated {
        /// What the field needs.
        needed: usize,
        /// What there is.
        left: usize,
    },
    /// A count of elements that the remaining octets cannot hold.
    #[error("{count} elements do not fit in {left} octets")]
    TooManyElements {
        /// The count on the wire.
        count: usize,
        /// What there is.
        left: usize,
    },
    /// Elements for which there is not memory enough
    /// ([`Message::decode_within`](crate::Message::decode_within)).
    #[error("{count} elements take more memory than is allowed")]
    TooLarge {
        /// How many.
        count: usize,
    },
    /// A negative length other than that of null.
    #[error("the length {0} is negative")]
    NegativeLength(i32),
    /// A string longer than Kafka allows.
    #[error("a string of {0} octets is longer than 32767")]
    StringTooLong(usize),
    /// Null where the version does not allow it.
    #[error("null is not allowed here")]
    UnexpectedNull,
    /// A variable-length integer of more than 32 or 64 bits.
    #[error("the variable-length integer does not end")]
    EndlessVarint,
    /// A string that is not UTF-8.
    #[error("the string is not UTF-8")]
    NotUtf8,
    /// A tagged field whose contents are shorter than its size says.
    #[error("{0} octets follow the contents of the tagged field")]
    TaggedFieldTooLong(usize),
    /// Octets after the message.
    #[error("{0} octets follow the message")]
    TrailingOctets(usize),
}

impl DecodeError {
    pub(crate) fn new(
        message: &'static str,
        field: &'static str,
        offset: usize,
        kind: DecodeErrorKind,
    ) -> DecodeError {
        DecodeError(Box::new(DecodeFailure { message, field, offset, kind }))
    }

    pub(crate) fn unknown_key(key: ApiKey) -> DecodeError {
        DecodeError::new("", "", 0, DecodeErrorKind::UnknownKey(key))
    }

    pub(crate) fn trailing(message: &'static str, offset: usize, count: usize) -> DecodeError {
        DecodeError::new(message, "", offset, DecodeErrorKind::TrailingOctets(count))
    }

    /// The message's name; empty when the API key is unknown.
    pub fn message(&self) -> &'static str {
        self.0.message
    }

    /// The field, with its struct's name when that is not the message itself; empty before the
    /// first and after the last field.
    pub fn field(&self) -> &'static str {
        self.0.field
    }

    /// The offset from the start of the bytes that were given.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What is wrong.
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.message, self.field) {
            ("", _) => write!(f, "{}", self.kind),
            (message, "") => write!(f, "{message}, octet {}: {}", self.offset, self.kind),
            (message, field) => {
                write!(f, "{message}: {field}, octet {}: {}", self.offset, self.kind)
            }
        }
    }
}

/// Why a message could not be encoded in a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} version {version}: {field}: {kind}")]
pub struct EncodeError {
    /// The message's name.
    pub message: &'static str,
    /// The version asked for.
    pub version: i16,
    /// The field; empty when the message as a whole is meant.
    pub field: &'static str,
    /// What is wrong.
    pub kind: EncodeErrorKind,
}

/// Why a value does not fit in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The message has no such version.
    #[error("there is no such version")]
    UnsupportedVersion,
    /// The field is set and the version does not have it.
    #[error("the version does not have this field, and its value may not be dropped")]
    FieldNotInVersion,
    /// The field is null and the version does not allow it.
    #[error("the version does not allow null here")]
    UnexpectedNull,
    /// A string, byte field or array is longer than its length field can say.
    #[error("{0} is too long")]
    TooLong(usize),
    /// Unknown tagged fields are set and the version has no tagged fields.
    #[error("the version has no tagged fields")]
    TaggedFieldsNotInVersion,
    /// An unknown tagged field has the tag of a known one.
    #[error("the tag {0} belongs to a known field")]
    TagTaken(u32),
}
