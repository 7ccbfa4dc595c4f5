//! DER in and out: one trait over rasn, with the refusals of the codec as one error.

/// What was wrong with the bytes of a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} is malformed: {reason}")]
pub struct DecodeError {
    /// The ASN.1 type that was expected.
    pub message: &'static str,
    /// What the decoder found.
    pub reason: String,
}

/// A type of RFC 4120 with a DER encoding.
pub trait Der: Sized {
    /// Reads exactly one value from `bytes`.
    fn from_der(bytes: &[u8]) -> Result<Self, DecodeError>;
    /// The DER encoding.
    fn to_der(&self) -> Vec<u8>;
}

impl<T: rasn::Decode + rasn::Encode> Der for T {
    fn from_der(bytes: &[u8]) -> Result<Self, DecodeError> {
        rasn::der::decode(bytes).map_err(|e| DecodeError {
            message: short_name::<T>(),
            reason: e.to_string(),
        })
    }

    fn to_der(&self) -> Vec<u8> {
        rasn::der::encode(self).unwrap_or_default()
    }
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
        u32::try_from(wide)
            .map(|v| v as i32)
            .map_err(|_| rasn::de::Error::custom("integer of more than 32 bits", rasn::Codec::Der))
    })
}
