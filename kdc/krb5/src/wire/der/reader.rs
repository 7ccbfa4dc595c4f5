//! A DER reader (X.690) for the messages of RFC 4120, as a decoder of rasn's derived types.
//!
//! What it adds to rasn's own: the offset at which an encoding is malformed; sequences that may
//! grow (elements behind the last known one are ignored, as MIT does); INTEGERs of 32 bits in
//! either sign; lengths in their shortest form. It copies nothing but what the value keeps, and
//! never allocates more than the input holds. Nesting is bounded by the types, none of which
//! contains itself.
//!
//! Types that no Kerberos message has (OBJECT IDENTIFIER and others) are handed to rasn's reader.

use std::cell::Cell;

use rasn::de::Error as _;
use rasn::error::DecodeError;
use rasn::types::{self, Class, Constraints, Constructed, DecodeChoice, Enumerated, Tag};
use rasn::{Codec, Decode, Decoder};

/// The tag with which `Reader::decode_any` hands out the next value and stays in front of it.
pub(in crate::wire) const PEEK: Tag = Tag::new(Class::Private, u32::MAX);

type Result<T> = std::result::Result<T, DecodeError>;

/// A cursor over the contents of one constructed value, or over a whole message.
pub(super) struct Reader<'input> {
    rest: &'input [u8],
    /// The offset in the message of the end of `rest`.
    end: usize,
    /// The tag number of the last `[n]` element, to tell additions from disorder.
    last: Option<u32>,
    /// Where the message is malformed: the first and innermost place wins.
    fault: &'input Cell<Option<usize>>,
}

/// One value: identifier and contents.
struct Element<'input> {
    tag: Tag,
    constructed: bool,
    contents: &'input [u8],
}

impl<'input> Reader<'input> {
    pub(super) fn new(message: &'input [u8], fault: &'input Cell<Option<usize>>) -> Self {
        Self { rest: message, end: message.len(), last: None, fault }
    }

    /// The offset of the next octet in the message.
    fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// Requires that nothing is left.
    pub(super) fn finish(&self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            extra => Err(self.malformed(self.offset(), format!("{extra} octets too many"))),
        }
    }

    #[cold]
    fn malformed(&self, at: usize, reason: String) -> DecodeError {
        self.blame(at);
        DecodeError::custom(reason, Codec::Der)
    }

    fn blame(&self, at: usize) {
        if self.fault.get().is_none() {
            self.fault.set(Some(at));
        }
    }

    /// The next value, which is consumed.
    #[inline]
    fn element(&mut self) -> Result<Element<'input>> {
        let start = self.offset();
        let (tag, constructed, after_tag) = self.identifier(start)?;
        let (length, after_length) = self.length(start, after_tag)?;
        let Some((contents, rest)) = after_length.split_at_checked(length) else {
            let missing = length - after_length.len();
            return Err(self.malformed(start, format!("{missing} octets are missing")));
        };
        self.rest = rest;
        Ok(Element { tag, constructed, contents })
    }

    /// Identifier octets (X.690 §8.1.2); no Kerberos tag needs more than one.
    #[inline]
    fn identifier(&self, start: usize) -> Result<(Tag, bool, &'input [u8])> {
        let Some((&first, after)) = self.rest.split_first() else {
            return Err(self.malformed(start, "the value ends too early".to_owned()));
        };
        let number = u32::from(first & 0x1f);
        if number == 0x1f {
            return Err(self.malformed(start, "a tag number above 30".to_owned()));
        }
        let class = match first >> 6 {
            0 => Class::Universal,
            1 => Class::Application,
            2 => Class::Context,
            _ => Class::Private,
        };
        Ok((Tag::new(class, number), first & 0x20 != 0, after))
    }

    /// Length octets in their shortest definite form (X.690 §10.1).
    #[inline]
    fn length(&self, start: usize, after_tag: &'input [u8]) -> Result<(usize, &'input [u8])> {
        let Some((&first, after)) = after_tag.split_first() else {
            return Err(self.malformed(start, "the length is missing".to_owned()));
        };
        if first < 0x80 {
            return Ok((usize::from(first), after));
        }
        let count = usize::from(first & 0x7f);
        if count == 0 {
            return Err(self.malformed(start, "a length of indefinite form".to_owned()));
        }
        // Four octets of length are 4 GiB, more than any message.
        if count > 4 {
            return Err(self.malformed(start, format!("a length of {count} octets")));
        }
        let Some((octets, after)) = after.split_at_checked(count) else {
            return Err(self.malformed(start, "the length is cut off".to_owned()));
        };
        let length = octets.iter().fold(0usize, |length, o| length << 8 | usize::from(*o));
        if length < 0x80 || octets.first() == Some(&0) {
            return Err(self.malformed(start, "a length not in its shortest form".to_owned()));
        }
        Ok((length, after))
    }

    /// The contents of the next value, which must be `tag`, primitive or constructed as given.
    #[inline]
    fn contents(&mut self, tag: Tag, form: Form) -> Result<&'input [u8]> {
        let start = self.offset();
        if self.rest.is_empty() {
            return Err(self.malformed(start, format!("{} is missing", name(tag))));
        }
        let element = self.element()?;
        if element.tag != tag {
            let reason = format!("{} instead of {}", name(element.tag), name(tag));
            return Err(self.malformed(start, reason));
        }
        if element.constructed != (form == Form::Constructed) {
            return Err(self.malformed(start, format!("{} in the wrong form", name(tag))));
        }
        Ok(element.contents)
    }

    /// A reader over the contents of the next value, which must be `tag` and constructed.
    #[inline]
    fn enter(&mut self, tag: Tag) -> Result<Self> {
        let contents = self.contents(tag, Form::Constructed)?;
        Ok(Self { rest: contents, end: self.offset(), last: None, fault: self.fault })
    }

    #[inline]
    fn next_is(&self, tag: Tag) -> bool {
        let class = match tag.class {
            Class::Universal => 0,
            Class::Application => 1,
            Class::Context => 2,
            Class::Private => 3,
        };
        let next = self.rest.first().map(|first| (first >> 6, u32::from(first & 0x1f)));
        next == Some((class, tag.value))
    }

    /// The next value, identifier and length included, which is consumed.
    fn whole(&mut self) -> Result<&'input [u8]> {
        let before = self.rest;
        self.element()?;
        Ok(before.get(..before.len() - self.rest.len()).unwrap_or(before))
    }

    /// Skips the elements that a later version of a sequence may add behind those known here
    /// (MIT models every sequence as extensible). An element twice or out of order is no addition.
    fn skip_additions(&mut self) -> Result<()> {
        while !self.rest.is_empty() {
            let start = self.offset();
            let tag = self.element()?.tag;
            if tag.class != Class::Context || self.last.is_some_and(|last| tag.value <= last) {
                let reason = format!("{} does not belong here", name(tag));
                return Err(self.malformed(start, reason));
            }
            self.last = Some(tag.value);
        }
        Ok(())
    }

    /// Reads one value with rasn's own reader.
    fn foreign<T>(
        &mut self,
        read: impl FnOnce(&mut rasn::der::de::Decoder<'input>) -> Result<T>,
    ) -> Result<T> {
        let start = self.offset();
        let value = self.whole()?;
        let options = rasn::der::de::DecoderOptions::der();
        read(&mut rasn::der::de::Decoder::new(value, options)).inspect_err(|_| self.blame(start))
    }
}

/// Whether a value holds octets or values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Primitive,
    Constructed,
}

/// A tag in the notation of ASN.1.
fn name(tag: Tag) -> String {
    match (tag.class, tag.value) {
        (Class::Context, number) => format!("[{number}]"),
        (Class::Application, number) => format!("[APPLICATION {number}]"),
        (Class::Private, number) => format!("[PRIVATE {number}]"),
        (Class::Universal, number) => match number {
            2 => "INTEGER".to_owned(),
            3 => "BIT STRING".to_owned(),
            4 => "OCTET STRING".to_owned(),
            16 => "SEQUENCE".to_owned(),
            24 => "GeneralizedTime".to_owned(),
            27 => "GeneralString".to_owned(),
            number => format!("[UNIVERSAL {number}]"),
        },
    }
}

/// The value of an INTEGER of at most 8 octets (X.690 §8.3).
fn integer_value(contents: &[u8]) -> Option<i64> {
    let (&first, _) = contents.split_first()?;
    let sign = if first & 0x80 == 0 { 0 } else { -1 };
    let value = |value: i64, octet: &u8| value << 8 | i64::from(*octet);
    (contents.len() <= 8).then(|| contents.iter().fold(sign, value))
}

/// Methods for types that no Kerberos message has.
macro_rules! foreign {
    ($($method:ident($($arg:ident: $ty:ty),*) -> $value:ty;)*) => {
        $(fn $method(&mut self, $($arg: $ty),*) -> Result<$value> {
            self.foreign(|reader| reader.$method($($arg),*))
        })*
    };
}

impl<'input> Decoder for Reader<'input> {
    type Ok = ();
    type Error = DecodeError;
    type AnyDecoder<const R: usize, const E: usize> = Reader<'input>;

    fn codec(&self) -> Codec {
        Codec::Der
    }

    fn decode_any(&mut self, tag: Tag) -> Result<types::Any> {
        if tag == PEEK {
            let before = self.rest;
            let value = self.whole()?.to_vec();
            self.rest = before;
            return Ok(types::Any::new(value));
        }
        if tag != Tag::EOC && !self.next_is(tag) {
            return Err(self.malformed(self.offset(), format!("{} is missing", name(tag))));
        }
        Ok(types::Any::new(self.whole()?.to_vec()))
    }

    fn decode_integer<I: types::IntegerType>(&mut self, tag: Tag, _: &Constraints) -> Result<I> {
        let start = self.offset();
        let contents = self.contents(tag, Form::Primitive)?;
        let fits = |value: i64| {
            // No INTEGER of Kerberos is wider than 32 bits, whichever way it is signed.
            if value < i64::from(i32::MIN) || value > i64::from(u32::MAX) {
                return None;
            }
            // Implementations of RFC 1510's time send a UInt32 as if it were an Int32 (RFC 4120
            // §5.2.4); its octets are the same.
            let unsigned = || <I as TryFrom<i64>>::try_from(i64::from(value as u32)).ok();
            let negative = (value < 0 && I::WIDTH == 32).then(unsigned).flatten();
            <I as TryFrom<i64>>::try_from(value).ok().or(negative)
        };
        integer_value(contents).and_then(fits).ok_or_else(|| {
            self.malformed(start, "an INTEGER without contents or out of range".to_owned())
        })
    }

    fn decode_octet_string<'buf, T>(&'buf mut self, tag: Tag, _: &Constraints) -> Result<T>
    where
        T: From<&'buf [u8]> + From<Vec<u8>>,
    {
        self.contents(tag, Form::Primitive).map(T::from)
    }

    #[inline]
    fn decode_sequence<const RC: usize, const EC: usize, D, DF, F>(
        &mut self,
        tag: Tag,
        _: Option<DF>,
        decode_fn: F,
    ) -> Result<D>
    where
        D: Constructed<RC, EC>,
        DF: FnOnce() -> D,
        F: FnOnce(&mut Self) -> Result<D>,
    {
        let mut inner = self.enter(tag)?;
        let value = decode_fn(&mut inner)?;
        inner.skip_additions()?;
        Ok(value)
    }

    fn decode_sequence_of<D: Decode>(&mut self, tag: Tag, _: &Constraints) -> Result<Vec<D>> {
        let mut inner = self.enter(tag)?;
        let mut items = Vec::new();
        while !inner.rest.is_empty() {
            items.push(D::decode(&mut inner)?);
        }
        Ok(items)
    }

    fn decode_explicit_prefix<D: Decode>(&mut self, tag: Tag) -> Result<D> {
        let mut inner = self.enter(tag)?;
        let start = inner.offset();
        let value = D::decode(&mut inner).inspect_err(|_| self.blame(start))?;
        inner.finish()?;
        self.last = Some(tag.value);
        Ok(value)
    }

    fn decode_optional_with_explicit_prefix<D: Decode>(&mut self, tag: Tag) -> Result<Option<D>> {
        self.next_is(tag).then(|| self.decode_explicit_prefix(tag)).transpose()
    }

    fn decode_optional<D: Decode>(&mut self) -> Result<Option<D>> {
        self.next_is(D::TAG).then(|| D::decode(self)).transpose()
    }

    fn decode_optional_with_tag<D: Decode>(&mut self, tag: Tag) -> Result<Option<D>> {
        self.next_is(tag).then(|| D::decode_with_tag(self, tag)).transpose()
    }

    fn decode_optional_with_constraints<D: Decode>(
        &mut self,
        constraints: &Constraints,
    ) -> Result<Option<D>> {
        self.decode_optional_with_tag_and_constraints(D::TAG, constraints)
    }

    fn decode_optional_with_tag_and_constraints<D: Decode>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
    ) -> Result<Option<D>> {
        if !self.next_is(tag) {
            return Ok(None);
        }
        D::decode_with_tag_and_constraints(self, tag, constraints).map(Some)
    }

    fn decode_choice<D: DecodeChoice>(&mut self, _: &Constraints) -> Result<D> {
        let (tag, ..) = self.identifier(self.offset())?;
        D::from_tag(self, tag)
    }

    fn decode_set<const RC: usize, const EC: usize, FIELDS, SET, D, F>(
        &mut self,
        tag: Tag,
        _: D,
        field_fn: F,
    ) -> Result<SET>
    where
        SET: Decode + Constructed<RC, EC>,
        FIELDS: Decode,
        D: Fn(&mut Self, usize, Tag) -> Result<FIELDS>,
        F: FnOnce(Vec<FIELDS>) -> Result<SET>,
    {
        let mut inner = self.enter(tag)?;
        let mut fields = Vec::new();
        while !inner.rest.is_empty() {
            fields.push(FIELDS::decode(&mut inner)?);
        }
        field_fn(fields)
    }

    fn decode_set_of<D: Decode + Eq + std::hash::Hash>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
    ) -> Result<types::SetOf<D>> {
        self.foreign(|reader| reader.decode_set_of(tag, constraints))
    }

    fn decode_enumerated<E: Enumerated>(&mut self, tag: Tag) -> Result<E> {
        self.foreign(|reader| reader.decode_enumerated(tag))
    }

    fn decode_real<R: types::RealType>(&mut self, tag: Tag, range: &Constraints) -> Result<R> {
        self.foreign(|reader| reader.decode_real(tag, range))
    }

    fn decode_extension_addition_with_explicit_tag_and_constraints<D: Decode>(
        &mut self,
        tag: Tag,
        _: &Constraints,
    ) -> Result<Option<D>> {
        self.decode_optional_with_explicit_prefix(tag)
    }

    fn decode_extension_addition_with_tag_and_constraints<D: Decode>(
        &mut self,
        tag: Tag,
        constraints: &Constraints,
    ) -> Result<Option<D>> {
        self.decode_optional_with_tag_and_constraints(tag, constraints)
    }

    fn decode_extension_addition_group<const RC: usize, const EC: usize, D>(
        &mut self,
    ) -> Result<Option<D>>
    where
        D: Decode + Constructed<RC, EC>,
    {
        self.decode_optional()
    }

    foreign! {
        decode_bit_string(tag: Tag, size: &Constraints) -> types::BitString;
        decode_bool(tag: Tag) -> bool;
        decode_null(tag: Tag) -> ();
        decode_object_identifier(tag: Tag) -> types::ObjectIdentifier;
        decode_utf8_string(tag: Tag, size: &Constraints) -> types::Utf8String;
        decode_visible_string(tag: Tag, size: &Constraints) -> types::VisibleString;
        decode_general_string(tag: Tag, size: &Constraints) -> types::GeneralString;
        decode_graphic_string(tag: Tag, size: &Constraints) -> types::GraphicString;
        decode_ia5_string(tag: Tag, size: &Constraints) -> types::Ia5String;
        decode_printable_string(tag: Tag, size: &Constraints) -> types::PrintableString;
        decode_numeric_string(tag: Tag, size: &Constraints) -> types::NumericString;
        decode_teletex_string(tag: Tag, size: &Constraints) -> types::TeletexString;
        decode_bmp_string(tag: Tag, size: &Constraints) -> types::BmpString;
        decode_utc_time(tag: Tag) -> types::UtcTime;
        decode_generalized_time(tag: Tag) -> types::GeneralizedTime;
        decode_date(tag: Tag) -> types::Date;
    }
}
