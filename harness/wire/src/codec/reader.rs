//! Reading: each function takes its value from the front of the input and checks every length
//! against what is left.

use bytes::{Buf as _, Bytes};

use super::{Form, LONGEST_STRING};
use crate::allowance::Allowance;
use crate::error::{DecodeError, DecodeErrorKind as Kind};
use crate::primitives::{StrBytes, Uuid};

/// The input, and where in which message the reading is.
#[derive(Debug)]
pub struct Reader {
    message: &'static str,
    field: &'static str,
    length: usize,
    bytes: Bytes,
    allowance: Allowance,
}

macro_rules! fixed {
    ($($name:ident: $type:ty, $octets:literal;)*) => {
        $(
            pub(crate) fn $name(&mut self) -> Result<$type, DecodeError> {
                Ok(<$type>::from_be_bytes(self.octets::<$octets>()?))
            }
        )*
    };
}

impl Reader {
    pub(crate) fn new(message: &'static str, bytes: Bytes, allowance: Allowance) -> Reader {
        Reader { message, field: "", length: bytes.len(), bytes, allowance }
    }

    /// Says which field comes next, for errors.
    pub(crate) fn field(&mut self, name: &'static str) {
        self.field = name;
    }

    /// What has not been read, and what was not spent.
    pub(crate) fn rest(self) -> (Bytes, Allowance) {
        (self.bytes, self.allowance)
    }

    /// Counts elements that memory is going to hold.
    fn spend<T>(&mut self, count: usize) -> Result<(), DecodeError> {
        match self.allowance.spend(count, size_of::<T>()) {
            true => Ok(()),
            false => Err(self.error(Kind::TooLarge { count })),
        }
    }

    pub(crate) fn error(&self, kind: Kind) -> DecodeError {
        DecodeError::new(self.message, self.field, self.length - self.bytes.len(), kind)
    }

    fixed! {
        i8: i8, 1;
        i16: i16, 2;
        u16: u16, 2;
        i32: i32, 4;
        i64: i64, 8;
        f64: f64, 8;
    }

    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        Ok(self.i8()? != 0)
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid, DecodeError> {
        Ok(Uuid(self.octets()?))
    }

    /// Whether a nullable struct follows (KIP-893: a negative octet means null).
    pub(crate) fn present(&mut self) -> Result<bool, DecodeError> {
        Ok(self.i8()? >= 0)
    }

    pub(crate) fn string(&mut self, form: Form) -> Result<StrBytes, DecodeError> {
        self.nullable_string(form)?.ok_or_else(|| self.error(Kind::UnexpectedNull))
    }

    pub(crate) fn nullable_string(&mut self, form: Form) -> Result<Option<StrBytes>, DecodeError> {
        let length = match form {
            Form::Classic => match self.i16()? {
                -1 => None,
                length => Some(self.natural(i32::from(length))?),
            },
            Form::Compact => self.compact_length()?,
        };
        let Some(length) = length else {
            return Ok(None);
        };
        if length > LONGEST_STRING {
            return Err(self.error(Kind::StringTooLong(length)));
        }
        let bytes = self.take(length)?;
        StrBytes::from_utf8(bytes).map(Some).map_err(|_| self.error(Kind::NotUtf8))
    }

    pub(crate) fn bytes(&mut self, form: Form) -> Result<Bytes, DecodeError> {
        self.nullable_bytes(form)?.ok_or_else(|| self.error(Kind::UnexpectedNull))
    }

    pub(crate) fn nullable_bytes(&mut self, form: Form) -> Result<Option<Bytes>, DecodeError> {
        let length = self.length(form)?;
        length.map(|length| self.take(length)).transpose()
    }

    /// An array whose elements take at least `least` octets each.
    pub(crate) fn array<T>(
        &mut self,
        form: Form,
        least: usize,
        element: impl FnMut(&mut Reader) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let array = self.nullable_array(form, least, element)?;
        array.ok_or_else(|| self.error(Kind::UnexpectedNull))
    }

    pub(crate) fn nullable_array<T>(
        &mut self,
        form: Form,
        least: usize,
        mut element: impl FnMut(&mut Reader) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        let Some(count) = self.length(form)? else {
            return Ok(None);
        };
        let left = self.bytes.len();
        if count.checked_mul(least).is_none_or(|octets| octets > left) {
            return Err(self.error(Kind::TooManyElements { count, left }));
        }
        self.spend::<T>(count)?;
        // An element can be larger in memory than on the wire: what is reserved at once stays
        // below the size of the input, the rest grows as elements really arrive.
        let reserve = left / size_of::<T>().max(1);
        let mut array = Vec::with_capacity(count.min(reserve));
        for _ in 0..count {
            array.push(element(self)?);
        }
        Ok(Some(array))
    }

    /// The tagged fields at the end of a struct. `known` reads a field whose tag it knows and
    /// answers whether it did; the others are returned.
    pub(crate) fn tagged_fields(
        &mut self,
        mut known: impl FnMut(u32, &mut Reader) -> Result<bool, DecodeError>,
    ) -> Result<Vec<(u32, Bytes)>, DecodeError> {
        self.field = "tagged fields";
        let count = self.unsigned_varint()?;
        let left = self.bytes.len();
        // Each has a tag and a size of one octet at least, which bounds the loop.
        if count as usize > left / 2 {
            return Err(self.error(Kind::TooManyElements { count: count as usize, left }));
        }
        let mut unknown = Vec::new();
        for _ in 0..count {
            self.field = "tagged fields";
            let tag = self.unsigned_varint()?;
            let size = self.unsigned_varint()? as usize;
            let length = self.length - self.bytes.len() + size;
            let bytes = self.take(size)?;
            let (message, field) = (self.message, self.field);
            let allowance = self.allowance;
            let mut inner = Reader { message, field, length, bytes: bytes.clone(), allowance };
            let is_known = known(tag, &mut inner)?;
            self.allowance = inner.allowance;
            if !is_known {
                self.spend::<(u32, Bytes)>(1)?;
                unknown.push((tag, bytes));
            } else if !inner.bytes.is_empty() {
                return Err(inner.error(Kind::TaggedFieldTooLong(inner.bytes.len())));
            }
        }
        Ok(unknown)
    }

    pub(crate) fn unknown_tagged_fields(&mut self) -> Result<Vec<(u32, Bytes)>, DecodeError> {
        self.tagged_fields(|_, _| Ok(false))
    }

    /// Seven bits per octet, the lowest first; five octets at most.
    pub(crate) fn unsigned_varint(&mut self) -> Result<u32, DecodeError> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let [octet] = self.octets::<1>()?;
            if shift == 28 && octet > 0x0f {
                break;
            }
            value |= u32::from(octet & 0x7f) << shift;
            if octet & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.error(Kind::EndlessVarint))
    }

    fn length(&mut self, form: Form) -> Result<Option<usize>, DecodeError> {
        match form {
            Form::Compact => self.compact_length(),
            Form::Classic => match self.i32()? {
                -1 => Ok(None),
                length => self.natural(length).map(Some),
            },
        }
    }

    fn compact_length(&mut self) -> Result<Option<usize>, DecodeError> {
        Ok(self.unsigned_varint()?.checked_sub(1).map(|length| length as usize))
    }

    fn natural(&self, length: i32) -> Result<usize, DecodeError> {
        usize::try_from(length).map_err(|_| self.error(Kind::NegativeLength(length)))
    }

    fn take(&mut self, length: usize) -> Result<Bytes, DecodeError> {
        if length > self.bytes.len() {
            return Err(self.truncated(length));
        }
        Ok(self.bytes.split_to(length))
    }

    fn octets<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        match self.bytes.first_chunk::<N>() {
            Some(octets) => {
                let octets = *octets;
                self.bytes.advance(N);
                Ok(octets)
            }
            None => Err(self.truncated(N)),
        }
    }

    #[cold]
    fn truncated(&self, needed: usize) -> DecodeError {
        self.error(Kind::Truncated { needed, left: self.bytes.len() })
    }
}
