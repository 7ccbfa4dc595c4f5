//! DER in and out: one trait over the message types, and what it says of bytes it cannot read.
//!
//! Reading is done by [`reader`], writing by [`writer`]. The types are rasn's derives, so other
//! crates can add messages of their own and read and write them in the same way.

mod reader;
mod writer;

use std::cell::Cell;
use std::fmt;

use rasn::error::DecodeErrorKind;

pub(super) use reader::PEEK;
use reader::Reader;
use writer::Writer;

/// What was wrong with the bytes of a message, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The ASN.1 type that was expected.
    pub message: &'static str,
    /// The offset of the value that cannot be read, from the start of the bytes.
    pub offset: usize,
    /// The field, as `KdcReqBody.nonce`, where it is known.
    pub field: Option<&'static str>,
    /// What is wrong there.
    pub reason: String,
}

impl std::error::Error for DecodeError {}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is malformed at offset {}: {}", self.message, self.offset, self.reason)?;
        self.field.map_or(Ok(()), |field| write!(f, " ({field})"))
    }
}

/// A type of RFC 4120 with a DER encoding.
pub trait Der: Sized {
    /// Reads exactly one value from `bytes`.
    ///
    /// The size of `bytes` bounds all that is allocated; it is the caller's to limit.
    fn from_der(bytes: &[u8]) -> Result<Self, DecodeError>;

    /// The DER encoding.
    ///
    /// # Panics
    /// Never for the types of this crate: an encoder of DER refuses only values outside the
    /// constraints of their type, and these types have no constraints.
    fn to_der(&self) -> Vec<u8>;
}

impl<T: rasn::Decode + rasn::Encode> Der for T {
    fn from_der(bytes: &[u8]) -> Result<Self, DecodeError> {
        let fault = Cell::new(None);
        let mut reader = Reader::new(bytes, &fault);
        let value = T::decode(&mut reader).and_then(|value| reader.finish().map(|()| value));
        value.map_err(|error| {
            let (field, reason) = explain(&error);
            let offset = fault.get().unwrap_or(0);
            DecodeError { message: short_name::<T>(), offset, field, reason }
        })
    }

    fn to_der(&self) -> Vec<u8> {
        match Writer::encode(self) {
            Ok(bytes) => bytes,
            Err(error) => unreachable!("{} has no DER encoding: {error}", short_name::<T>()),
        }
    }
}

/// The innermost field and reason of rasn's nested error.
fn explain(error: &rasn::error::DecodeError) -> (Option<&'static str>, String) {
    let (mut field, mut error) = (None, error);
    while let DecodeErrorKind::FieldError { name, nested } = &*error.kind {
        // Derives for types with an explicit tag put the fields in a struct of their own.
        field = Some(name.strip_prefix("Inner").unwrap_or(name));
        error = nested;
    }
    let reason = match &*error.kind {
        DecodeErrorKind::Custom { msg } => msg.clone(),
        other => other.to_string(),
    };
    (field, reason)
}

/// The default of a list that is left out when it holds nothing: `30 00` is never written for an
/// OPTIONAL SEQUENCE OF, which MIT and Heimdal leave out too.
pub(super) fn no_elements<L: Elements>() -> L {
    L::NONE
}

/// An OPTIONAL SEQUENCE OF, by value or, as rasn's derive sees it, by reference.
pub(super) trait Elements {
    /// Present and empty.
    const NONE: Self;
}

impl<T> Elements for Option<Vec<T>> {
    const NONE: Self = Some(Vec::new());
}

impl<'a, T: 'a> Elements for &'a Option<Vec<T>> {
    const NONE: Self = &Some(Vec::new());
}

fn short_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}

/// Defines a newtype over an ASN.1 INTEGER that keeps numbers it does not know.
macro_rules! int32_newtype {
    ($(#[$meta:meta])* $name:ident { $($(#[$cmeta:meta])* $konst:ident = $value:expr,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i32);

        impl $name {
            $($(#[$cmeta])* pub const $konst: Self = Self($value);)*

            /// The name of the number in RFC 4120 or its successors, when it is known here.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some(stringify!($konst)),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{name}({})", self.0),
                    None => write!(f, "{}({})", stringify!($name), self.0),
                }
            }
        }

        impl rasn::AsnType for $name {
            const TAG: rasn::types::Tag = rasn::types::Tag::INTEGER;
        }

        impl rasn::Decode for $name {
            fn decode_with_tag_and_constraints<D: rasn::Decoder>(
                decoder: &mut D,
                tag: rasn::types::Tag,
                _: &rasn::types::Constraints,
            ) -> Result<Self, D::Error> {
                crate::wire::der::decode_int32(decoder, tag).map(Self)
            }
        }

        impl rasn::Encode for $name {
            fn encode_with_tag_and_constraints<'b, E: rasn::Encoder<'b>>(
                &self,
                encoder: &mut E,
                tag: rasn::types::Tag,
                constraints: &rasn::types::Constraints,
                identifier: rasn::types::Identifier,
            ) -> Result<(), E::Error> {
                self.0.encode_with_tag_and_constraints(encoder, tag, constraints, identifier)
            }
        }
    };
}
pub(crate) use int32_newtype;

/// An INTEGER of 32 bits, signed or (from peers of RFC 1510's time) unsigned.
pub(crate) fn decode_int32<D: rasn::Decoder>(
    decoder: &mut D,
    tag: rasn::types::Tag,
) -> Result<i32, D::Error> {
    let wide: i64 = decoder.decode_integer(tag, &rasn::types::Constraints::default())?;
    i32::try_from(wide).or_else(|_| {
        u32::try_from(wide).map(|v| v as i32).map_err(|_| {
            rasn::de::Error::custom("an INTEGER of more than 32 bits", rasn::Codec::Der)
        })
    })
}
