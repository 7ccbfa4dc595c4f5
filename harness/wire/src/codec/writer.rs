//! Writing: one pass, no sizes computed beforehand; a tagged field's size is put before its
//! contents once these stand.

use bytes::{BufMut as _, Bytes, BytesMut};

use super::{Form, LONGEST_STRING};
use crate::error::{EncodeError, EncodeErrorKind as Kind};
use crate::primitives::Uuid;

/// The output, and where in which message the writing is.
#[derive(Debug)]
pub struct Writer<'a> {
    message: &'static str,
    version: i16,
    field: &'static str,
    out: &'a mut BytesMut,
    /// Where records go that need not be copied: the place in the output, and the records.
    aside: Option<&'a mut Vec<(usize, Bytes)>>,
}

/// Records of fewer octets are copied all the same.
const WORTH_A_PIECE: usize = 1024;

macro_rules! fixed {
    ($($name:ident: $type:ty;)*) => {
        $(
            pub(crate) fn $name(&mut self, value: $type) {
                self.out.put_slice(&value.to_be_bytes());
            }
        )*
    };
}

impl<'a> Writer<'a> {
    pub(crate) fn new(message: &'static str, version: i16, out: &'a mut BytesMut) -> Writer<'a> {
        Writer { message, version, field: "", out, aside: None }
    }

    /// A writer that does not copy records, but notes where they belong.
    pub(crate) fn aside(mut self, aside: &'a mut Vec<(usize, Bytes)>) -> Writer<'a> {
        self.aside = Some(aside);
        self
    }

    /// Says which field comes next, for errors.
    pub(crate) fn field(&mut self, name: &'static str) {
        self.field = name;
    }

    pub(crate) fn unsupported_version(&self) -> EncodeError {
        self.error(Kind::UnsupportedVersion)
    }

    /// The field has a value and the version cannot say it.
    #[cold]
    pub(crate) fn not_in_version(&self) -> EncodeError {
        self.error(Kind::FieldNotInVersion)
    }

    /// The value of a field that the version does not let be null.
    pub(crate) fn required<T>(&self, value: Option<T>) -> Result<T, EncodeError> {
        value.ok_or_else(|| self.error(Kind::UnexpectedNull))
    }

    fixed! {
        i8: i8;
        i16: i16;
        u16: u16;
        i32: i32;
        i64: i64;
        f64: f64;
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.i8(i8::from(value));
    }

    pub(crate) fn uuid(&mut self, value: Uuid) {
        self.out.put_slice(&value.0);
    }

    /// Whether a nullable struct follows (KIP-893).
    pub(crate) fn present(&mut self, value: bool) {
        self.i8(if value { 1 } else { -1 });
    }

    pub(crate) fn string(&mut self, form: Form, value: &str) -> Result<(), EncodeError> {
        self.nullable_string(form, Some(value))
    }

    pub(crate) fn nullable_string(
        &mut self,
        form: Form,
        value: Option<&str>,
    ) -> Result<(), EncodeError> {
        let length = value.map(str::len);
        if length.is_some_and(|length| length > LONGEST_STRING) {
            return Err(self.error(Kind::TooLong(length.unwrap_or(0))));
        }
        match form {
            Form::Compact => self.compact_length(length)?,
            Form::Classic => {
                let length = length.map_or(Ok(-1), i16::try_from);
                self.i16(length.map_err(|_| self.error(Kind::TooLong(LONGEST_STRING)))?);
            }
        }
        self.out.put_slice(value.unwrap_or_default().as_bytes());
        Ok(())
    }

    pub(crate) fn bytes(&mut self, form: Form, value: &[u8]) -> Result<(), EncodeError> {
        self.nullable_bytes(form, Some(value))
    }

    pub(crate) fn nullable_bytes(
        &mut self,
        form: Form,
        value: Option<&[u8]>,
    ) -> Result<(), EncodeError> {
        self.length(form, value.map(<[u8]>::len))?;
        self.out.put_slice(value.unwrap_or_default());
        Ok(())
    }

    pub(crate) fn nullable_records(
        &mut self,
        form: Form,
        value: Option<&Bytes>,
    ) -> Result<(), EncodeError> {
        let large = value.filter(|value| value.len() >= WORTH_A_PIECE);
        if let (Some(value), true) = (large, self.aside.is_some()) {
            self.length(form, Some(value.len()))?;
            let place = self.out.len();
            if let Some(aside) = &mut self.aside {
                aside.push((place, value.clone()));
            }
            return Ok(());
        }
        self.nullable_bytes(form, value.map(|value| &value[..]))
    }

    pub(crate) fn array<T>(
        &mut self,
        form: Form,
        value: &[T],
        element: impl FnMut(&mut Writer<'_>, &T) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.nullable_array(form, Some(value), element)
    }

    pub(crate) fn nullable_array<T>(
        &mut self,
        form: Form,
        value: Option<&[T]>,
        mut element: impl FnMut(&mut Writer<'_>, &T) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.length(form, value.map(<[T]>::len))?;
        for item in value.unwrap_or_default() {
            element(self, item)?;
        }
        Ok(())
    }

    /// The tagged fields of a struct without known ones.
    pub(crate) fn unknown_tagged_fields(
        &mut self,
        form: Form,
        unknown: &[(u32, Bytes)],
    ) -> Result<(), EncodeError> {
        self.tagged_fields(form, unknown)?.finish(self)
    }

    /// Begins the tagged fields of a struct.
    pub(crate) fn tagged_fields<'t>(
        &mut self,
        form: Form,
        unknown: &'t [(u32, Bytes)],
    ) -> Result<TaggedFields<'t>, EncodeError> {
        self.field = "tagged fields";
        if form == Form::Classic && !unknown.is_empty() {
            return Err(self.error(Kind::TaggedFieldsNotInVersion));
        }
        Ok(TaggedFields { form, start: self.out.len(), written: 0, unknown })
    }

    pub(crate) fn unsigned_varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.out.put_u8((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.out.put_u8(value as u8);
    }

    /// Puts a number before what was written since `start`.
    fn insert_varint(&mut self, start: usize, value: u32) {
        let end = self.out.len();
        self.unsigned_varint(value);
        let width = self.out.len() - end;
        if let Some(written) = self.out.get_mut(start..) {
            written.rotate_right(width);
        }
    }

    fn length(&mut self, form: Form, length: Option<usize>) -> Result<(), EncodeError> {
        match form {
            Form::Compact => self.compact_length(length),
            Form::Classic => {
                let number = length.map_or(Ok(-1), i32::try_from);
                self.i32(number.map_err(|_| self.too_long(length))?);
                Ok(())
            }
        }
    }

    fn compact_length(&mut self, length: Option<usize>) -> Result<(), EncodeError> {
        // Kafka's lengths are signed: the largest is 2^31 - 1 in this form too.
        let number = length.map_or(Ok(-1), i32::try_from).map_err(|_| self.too_long(length))?;
        self.unsigned_varint(number.wrapping_add(1) as u32);
        Ok(())
    }

    fn too_long(&self, length: Option<usize>) -> EncodeError {
        self.error(Kind::TooLong(length.unwrap_or(0)))
    }

    fn error(&self, kind: Kind) -> EncodeError {
        let Writer { message, version, field, .. } = *self;
        EncodeError { message, version, field, kind }
    }
}

/// The tagged fields of a struct while they are written, in the order of their tags.
pub(crate) struct TaggedFields<'t> {
    form: Form,
    start: usize,
    written: u32,
    unknown: &'t [(u32, Bytes)],
}

impl TaggedFields<'_> {
    /// Writes a known field after the unknown ones with smaller tags.
    pub(crate) fn known(
        &mut self,
        w: &mut Writer<'_>,
        tag: u32,
        contents: impl FnOnce(&mut Writer<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if self.unknown.iter().any(|(other, _)| *other == tag) {
            return Err(w.error(Kind::TagTaken(tag)));
        }
        while let Some(((first, bytes), rest)) = self.unknown.split_first()
            && *first < tag
        {
            self.unknown = rest;
            self.one(w, *first, |w| {
                w.out.put_slice(bytes);
                Ok(())
            })?;
        }
        self.one(w, tag, contents)
    }

    /// Writes the unknown fields that are left, and puts the count before all of them.
    pub(crate) fn finish(mut self, w: &mut Writer<'_>) -> Result<(), EncodeError> {
        if self.form == Form::Classic {
            return Ok(());
        }
        for (tag, bytes) in self.unknown {
            self.one(w, *tag, |w| {
                w.out.put_slice(bytes);
                Ok(())
            })?;
        }
        w.insert_varint(self.start, self.written);
        Ok(())
    }

    fn one(
        &mut self,
        w: &mut Writer<'_>,
        tag: u32,
        contents: impl FnOnce(&mut Writer<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        w.unsigned_varint(tag);
        let start = w.out.len();
        // The size counts what is written here, so nothing may be put aside.
        let aside = w.aside.take();
        let written = contents(w);
        w.aside = aside;
        written?;
        let size = w.out.len() - start;
        w.insert_varint(start, u32::try_from(size).map_err(|_| w.too_long(Some(size)))?);
        self.written += 1;
        Ok(())
    }
}
