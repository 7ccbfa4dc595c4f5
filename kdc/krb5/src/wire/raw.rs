//! A value together with the bytes it was received as, for whatever a checksum or MAC covers.

use rasn::types::{Any, Constraints, Identifier, Tag};
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::{Der, PEEK};

/// A decoded value and its exact encoding. Equality is equality of the bytes.
#[derive(Clone, Debug)]
pub struct Raw<T> {
    value: T,
    bytes: Vec<u8>,
}

impl<T: Der> Raw<T> {
    /// Encodes `value` now; those bytes are what is sent and what a checksum covers.
    pub fn new(value: T) -> Self {
        let bytes = value.to_der();
        Self { value, bytes }
    }
}

impl<T> Raw<T> {
    /// The decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The encoding as received or as it will be sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The decoded value, without its bytes.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> std::ops::Deref for Raw<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Raw<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Raw<T> {}

impl<T> AsnType for Raw<T> {
    const TAG: Tag = Tag::EOC;
}

impl<T: Decode> Decode for Raw<T> {
    fn decode_with_tag_and_constraints<D: Decoder>(
        decoder: &mut D,
        _: Tag,
        _: &Constraints,
    ) -> Result<Self, D::Error> {
        let bytes = decoder.decode_any(PEEK)?.into_bytes();
        let value = T::decode(decoder)?;
        Ok(Self { value, bytes })
    }
}

impl<T: Encode> Encode for Raw<T> {
    fn encode_with_tag_and_constraints<'b, E: Encoder<'b>>(
        &self,
        encoder: &mut E,
        tag: Tag,
        _: &Constraints,
        identifier: Identifier,
    ) -> Result<(), E::Error> {
        encoder.encode_any(tag, &Any::new(self.bytes.clone()), identifier).map(drop)
    }
}
