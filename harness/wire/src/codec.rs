//! The primitives of the wire, reading and writing, which the generated code is made of.
//!
//! Two forms of lengths: classic (16 or 32 bits, -1 for null) and, in flexible versions,
//! compact (an unsigned variable-length integer, one more than the length, 0 for null; KIP-482).

mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// The longest string; its classic length has 16 bits, and Kafka keeps the bound in both forms.
const LONGEST_STRING: usize = i16::MAX as usize;

/// How lengths are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// 16 or 32 bits.
    Classic,
    /// Variable-length; the struct ends with tagged fields.
    Compact,
}

impl Form {
    /// The form of a version, given the first flexible one.
    pub(crate) fn since(version: i16, first: i16) -> Form {
        if version >= first { Form::Compact } else { Form::Classic }
    }
}
