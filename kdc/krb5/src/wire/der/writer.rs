//! A DER writer (X.690) for the messages of RFC 4120, as an encoder of rasn's derived types.
//!
//! It writes the octets that rasn's own writer writes, in half the time: a message is a few dozen
//! nested values, and what is spent on each of them is what a KDC spends. The length of a value is
//! known when its contents are there: one octet is reserved for it, and the contents move along by
//! as many as are missing.
//!
//! Types that no Kerberos message has (SET, CHOICE within SET and others) are handed to rasn's
//! writer. Constraints are not looked at: no type here has any.

use rasn::error::EncodeError;
use rasn::types::{self, Class, Constraints, Constructed, Enumerated, Identifier, SetOf, Tag};
use rasn::{Codec, Encode, Encoder};

type Result<T> = std::result::Result<T, EncodeError>;

/// Room for most messages.
const CAPACITY: usize = 1_024;

/// The identifier bit of values that hold values (X.690 §8.1.2.5).
const CONSTRUCTED: u8 = 0x20;

/// The octets of a message, as far as they are written.
pub(super) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// The encoding of `value`.
    pub(super) fn encode<T: Encode>(value: &T) -> Result<Vec<u8>> {
        let mut writer = Self { out: Vec::with_capacity(CAPACITY) };
        value.encode(&mut writer)?;
        Ok(writer.out)
    }

    /// Identifier octets (X.690 §8.1.2); no Kerberos tag needs more than one.
    #[inline]
    fn identifier(&mut self, tag: Tag, form: u8) {
        let class = match tag.class {
            Class::Universal => 0x00,
            Class::Application => 0x40,
            Class::Context => 0x80,
            Class::Private => 0xc0,
        };
        debug_assert!(tag.value < 31, "a tag number above 30");
        self.out.push(class | form | (tag.value & 0x1f) as u8);
    }

    /// A value that holds octets.
    #[inline]
    fn primitive(&mut self, tag: Tag, contents: &[u8]) {
        self.identifier(tag, 0);
        match u8::try_from(contents.len()) {
            Ok(length) if length < 0x80 => self.out.push(length),
            _ => {
                let (octets, first) = long_length(contents.len());
                self.out.push(0x80 | (octets.len() - first) as u8);
                self.out.extend_from_slice(&octets[first..]);
            }
        }
        self.out.extend_from_slice(contents);
    }

    /// A value that holds what `contents` writes.
    #[inline]
    fn constructed(
        &mut self,
        tag: Tag,
        contents: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.identifier(tag, CONSTRUCTED);
        let reserved = self.out.len();
        self.out.push(0);
        contents(self)?;
        let length = self.out.len() - reserved - 1;
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => self.out[reserved] = short,
            _ => self.make_room(reserved, length),
        }
        Ok(())
    }

    /// Puts a length of the long form where one octet is reserved for it (X.690 §8.1.3.5, §10.1).
    fn make_room(&mut self, reserved: usize, length: usize) {
        let (octets, first) = long_length(length);
        let octets = &octets[first..];
        let (start, end) = (reserved + 1, self.out.len());
        self.out.resize(end + octets.len(), 0);
        self.out.copy_within(start..end, start + octets.len());
        self.out[reserved] = 0x80 | octets.len() as u8;
        self.out[start..start + octets.len()].copy_from_slice(octets);
    }

    /// Writes one value with rasn's own writer.
    fn foreign(
        &mut self,
        write: impl FnOnce(&mut rasn::der::enc::Encoder) -> Result<()>,
    ) -> Result<()> {
        let options = rasn::der::enc::EncoderOptions::der();
        let mut writer = rasn::der::enc::Encoder::new(options);
        write(&mut writer)?;
        self.out.extend_from_slice(&writer.output());
        Ok(())
    }
}

/// The octets of a length, and the first of them that counts.
fn long_length(length: usize) -> ([u8; size_of::<usize>()], usize) {
    (length.to_be_bytes(), length.leading_zeros() as usize / 8)
}

/// Methods for types that no Kerberos message has.
macro_rules! foreign {
    ($($method:ident($($arg:ident: $ty:ty),*);)*) => {
        $(fn $method(&mut self, tag: Tag, $($arg: $ty,)* identifier: Identifier) -> Result<()> {
            self.foreign(|writer| writer.$method(tag, $($arg,)* identifier))
        })*
    };
}

impl Encoder<'_> for Writer {
    type Ok = ();
    type Error = EncodeError;
    type AnyEncoder<'other, const R: usize, const E: usize> = Writer;

    fn codec(&self) -> Codec {
        Codec::Der
    }

    fn encode_any(&mut self, tag: Tag, value: &types::Any, _: Identifier) -> Result<()> {
        let octets = |writer: &mut Self| {
            writer.out.extend_from_slice(value.as_bytes());
            Ok(())
        };
        if tag == Tag::EOC || value.as_bytes().is_empty() {
            return octets(self);
        }
        self.constructed(tag, octets)
    }

    #[inline]
    fn encode_integer<I: types::IntegerType>(
        &mut self,
        tag: Tag,
        _: &Constraints,
        value: &I,
        _: Identifier,
    ) -> Result<()> {
        let (octets, length) = value.to_signed_bytes_be();
        self.primitive(tag, &octets.as_ref()[..length]);
        Ok(())
    }

    #[inline]
    fn encode_octet_string(
        &mut self,
        tag: Tag,
        _: &Constraints,
        value: &[u8],
        _: Identifier,
    ) -> Result<()> {
        self.primitive(tag, value);
        Ok(())
    }

    #[inline]
    fn encode_explicit_prefix<V: Encode>(
        &mut self,
        tag: Tag,
        value: &V,
        _: Identifier,
    ) -> Result<()> {
        if !value.is_present() {
            return Ok(());
        }
        self.constructed(tag, |writer| value.encode(writer))
    }

    #[inline]
    fn encode_sequence<'b, const RC: usize, const EC: usize, C, F>(
        &'b mut self,
        tag: Tag,
        fields: F,
        _: Identifier,
    ) -> Result<()>
    where
        C: Constructed<RC, EC>,
        F: FnOnce(&mut Self::AnyEncoder<'b, RC, EC>) -> Result<()>,
    {
        self.constructed(tag, fields)
    }

    fn encode_sequence_of<E: Encode>(
        &mut self,
        tag: Tag,
        values: &[E],
        _: &Constraints,
        _: Identifier,
    ) -> Result<()> {
        self.constructed(tag, |writer| values.iter().try_for_each(|value| value.encode(writer)))
    }

    fn encode_some<E: Encode>(&mut self, value: &E, _: Identifier) -> Result<()> {
        value.encode(self)
    }

    fn encode_some_with_tag_and_constraints<E: Encode>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
        value: &E,
        identifier: Identifier,
    ) -> Result<()> {
        value.encode_with_tag_and_constraints(self, tag, constraints, identifier)
    }

    fn encode_none<E: Encode>(&mut self, _: Identifier) -> Result<()> {
        Ok(())
    }

    fn encode_none_with_tag(&mut self, _: Tag, _: Identifier) -> Result<()> {
        Ok(())
    }

    fn encode_choice<E: Encode + types::Choice>(
        &mut self,
        _: &Constraints,
        _: Tag,
        variant: impl FnOnce(&mut Self) -> Result<Tag>,
        _: Identifier,
    ) -> Result<()> {
        variant(self).map(drop)
    }

    fn encode_set<'b, const RC: usize, const EC: usize, C, F>(
        &'b mut self,
        _: Tag,
        _: F,
        _: Identifier,
    ) -> Result<()>
    where
        C: Constructed<RC, EC>,
        F: FnOnce(&mut Self::AnyEncoder<'b, RC, EC>) -> Result<()>,
    {
        Err(rasn::enc::Error::custom("no Kerberos message has a SET", Codec::Der))
    }

    fn encode_set_of<E: Encode + Eq + std::hash::Hash>(
        &mut self,
        tag: Tag,
        values: &SetOf<E>,
        constraints: &Constraints,
        identifier: Identifier,
    ) -> Result<()> {
        self.foreign(|writer| writer.encode_set_of(tag, values, constraints, identifier))
    }

    fn encode_enumerated<E: Enumerated>(
        &mut self,
        tag: Tag,
        value: &E,
        identifier: Identifier,
    ) -> Result<()> {
        self.foreign(|writer| writer.encode_enumerated(tag, value, identifier))
    }

    fn encode_real<R: types::RealType>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
        value: &R,
        identifier: Identifier,
    ) -> Result<()> {
        self.foreign(|writer| writer.encode_real(tag, constraints, value, identifier))
    }

    fn encode_extension_addition<E: Encode>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
        value: E,
        identifier: Identifier,
    ) -> Result<()> {
        value.encode_with_tag_and_constraints(self, tag, constraints, identifier)
    }

    fn encode_extension_addition_group<const RC: usize, const EC: usize, E>(
        &mut self,
        value: Option<&E>,
        _: Identifier,
    ) -> Result<()>
    where
        E: Encode + Constructed<RC, EC>,
    {
        value.map_or(Ok(()), |value| value.encode(self))
    }

    foreign! {
        encode_bit_string(size: &Constraints, value: &types::BitStr);
        encode_bool(value: bool);
        encode_null();
        encode_object_identifier(value: &[u32]);
        encode_utf8_string(size: &Constraints, value: &str);
        encode_visible_string(size: &Constraints, value: &types::VisibleString);
        encode_general_string(size: &Constraints, value: &types::GeneralString);
        encode_graphic_string(size: &Constraints, value: &types::GraphicString);
        encode_ia5_string(size: &Constraints, value: &types::Ia5String);
        encode_printable_string(size: &Constraints, value: &types::PrintableString);
        encode_numeric_string(size: &Constraints, value: &types::NumericString);
        encode_teletex_string(size: &Constraints, value: &types::TeletexString);
        encode_bmp_string(size: &Constraints, value: &types::BmpString);
        encode_utc_time(value: &types::UtcTime);
        encode_generalized_time(value: &types::GeneralizedTime);
        encode_date(value: &types::Date);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{PaData, PaDataType};

    #[test]
    fn lengths_have_their_shortest_form() {
        for length in [0, 1, 117, 118, 119, 120, 127, 128, 255, 256, 65_535, 65_536, 1 << 24] {
            let value = PaData::new(PaDataType::TGS_REQ, vec![7; length]);
            let written = Writer::encode(&value).unwrap();
            assert!(written == rasn::der::encode(&value).unwrap(), "{length} octets");
        }
    }
}
