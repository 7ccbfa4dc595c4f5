//! Frames: a size of four octets, and that many octets.

use bytes::{Buf, Bytes, BytesMut};

use crate::refusal::Refusal;

/// Takes the next frame off the input, or `None` when it is not complete.
pub(super) fn take(input: &mut BytesMut, limit: usize) -> Result<Option<Bytes>, Refusal> {
    let Some(prefix) = input.first_chunk::<4>() else {
        return Ok(None);
    };
    let announced = i32::from_be_bytes(*prefix);
    let size = usize::try_from(announced).ok().filter(|size| *size <= limit);
    let size = size.ok_or(Refusal::FrameSize { size: announced, limit })?;
    if input.len() - 4 < size {
        return Ok(None);
    }
    input.advance(4);
    Ok(Some(input.split_to(size).freeze()))
}
