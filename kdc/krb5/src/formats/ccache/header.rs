//! The header of version 4: tagged fields, of which one is known, the time offset.

use super::Form;
use super::error::{CcacheError, CcacheFault};
use crate::formats::cursor::{ByteOrder, Cursor};

/// Tag 1, called DeltaTime: the KDC's clock minus the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TimeOffset {
    /// Whole seconds.
    pub seconds: i32,
    /// Microseconds.
    pub microseconds: i32,
}

const TIME_OFFSET_TAG: u16 = 1;
const TIME_OFFSET_LENGTH: u16 = 8;

#[derive(Default)]
pub(super) struct Header {
    pub(super) time_offset: Option<TimeOffset>,
    pub(super) others: Vec<(u16, Vec<u8>)>,
}

pub(super) fn decode(form: Form<'_>, cursor: &mut Cursor<'_>) -> Result<Header, CcacheError> {
    let length = cursor.u16().map_err(form.in_field("the header's length"))?;
    let offset = cursor.offset();
    let octets = cursor.take(usize::from(length)).map_err(form.in_field("the header"))?;
    let mut fields = Cursor::new(octets, offset, ByteOrder::Big);
    let mut header = Header::default();
    while !fields.is_empty() {
        let start = fields.offset();
        let tag = fields.u16().map_err(form.in_field("a header field's tag"))?;
        let length = fields.u16().map_err(form.in_field("a header field's length"))?;
        let at = fields.offset();
        let value = fields.take(usize::from(length)).map_err(form.in_field("a header field"))?;
        if tag != TIME_OFFSET_TAG {
            header.others.push((tag, value.to_vec()));
            continue;
        }
        if length != TIME_OFFSET_LENGTH {
            return Err(CcacheError::new(form.file, start, CcacheFault::TimeOffsetLength(length)));
        }
        let mut value = Cursor::new(value, at, ByteOrder::Big);
        header.time_offset = Some(TimeOffset {
            seconds: value.i32().map_err(form.in_field("the time offset"))?,
            microseconds: value.i32().map_err(form.in_field("the time offset"))?,
        });
    }
    Ok(header)
}

pub(super) fn encode(
    out: &mut Vec<u8>,
    time_offset: Option<TimeOffset>,
    others: &[(u16, Vec<u8>)],
) -> Result<(), CcacheFault> {
    let mut fields = Vec::new();
    if let Some(TimeOffset { seconds, microseconds }) = time_offset {
        fields.extend(TIME_OFFSET_TAG.to_be_bytes());
        fields.extend(TIME_OFFSET_LENGTH.to_be_bytes());
        fields.extend(seconds.to_be_bytes());
        fields.extend(microseconds.to_be_bytes());
    }
    for (tag, value) in others {
        fields.extend(tag.to_be_bytes());
        fields.extend(short(value.len(), "a header field")?.to_be_bytes());
        fields.extend(value);
    }
    out.extend(short(fields.len(), "the header")?.to_be_bytes());
    out.extend(fields);
    Ok(())
}

fn short(length: usize, field: &'static str) -> Result<u16, CcacheFault> {
    let most = usize::from(u16::MAX);
    u16::try_from(length).map_err(|_| CcacheFault::Unwritable { field, length, most })
}
