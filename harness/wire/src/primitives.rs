//! The two primitive types that Rust does not have: shared text, and Kafka's 128-bit identifier.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::{FromStr, Utf8Error};

use bytes::Bytes;

/// Text that is a slice of shared bytes; cloning it copies nothing.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StrBytes(Bytes);

impl StrBytes {
    /// Text that lives as long as the program.
    pub const fn from_static(text: &'static str) -> StrBytes {
        StrBytes(Bytes::from_static(text.as_bytes()))
    }

    /// Text from bytes, without copying them, if they are UTF-8.
    pub fn from_utf8(bytes: Bytes) -> Result<StrBytes, Utf8Error> {
        std::str::from_utf8(&bytes)?;
        Ok(StrBytes(bytes))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // `from_utf8` checked the bytes, and nothing changes them; without `unsafe` the check is
        // made again, and its failure cannot happen.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The bytes of the text.
    pub fn as_bytes(&self) -> &Bytes {
        &self.0
    }
}

impl Deref for StrBytes {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for StrBytes {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for StrBytes {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for StrBytes {
    fn from(text: &str) -> StrBytes {
        StrBytes(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl From<String> for StrBytes {
    fn from(text: String) -> StrBytes {
        StrBytes(Bytes::from(text.into_bytes()))
    }
}

impl From<&String> for StrBytes {
    fn from(text: &String) -> StrBytes {
        StrBytes::from(text.as_str())
    }
}

impl From<StrBytes> for String {
    fn from(text: StrBytes) -> String {
        text.as_str().to_owned()
    }
}

impl From<StrBytes> for Bytes {
    fn from(text: StrBytes) -> Bytes {
        text.0
    }
}

impl PartialEq<str> for StrBytes {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for StrBytes {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for StrBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for StrBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// A topic's or directory's identifier. Its text is unpadded base64url, as Kafka prints it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Uuid {
    /// All bits zero: no identifier.
    pub const ZERO: Uuid = Uuid([0; 16]);

    /// Whether all bits are zero.
    pub fn is_zero(self) -> bool {
        self == Uuid::ZERO
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 128 bits and 4 zero bits make the 22 digits of six bits each (RFC 4648 §5).
        let number = u128::from_be_bytes(self.0);
        for digit in 0..22u32 {
            let six = match digit {
                21 => (number << 4) & 0x3f,
                _ => (number >> (122 - 6 * digit)) & 0x3f,
            };
            let letter = usize::try_from(six).ok().and_then(|six| ALPHABET.get(six));
            write!(f, "{}", letter.copied().map_or('?', char::from))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 22 digits of base64url")]
pub struct NotAnUuid;

impl FromStr for Uuid {
    type Err = NotAnUuid;

    fn from_str(text: &str) -> Result<Uuid, NotAnUuid> {
        // Java's decoder takes the padding too.
        let text = text.strip_suffix("==").unwrap_or(text);
        if text.len() != 22 {
            return Err(NotAnUuid);
        }
        let mut number = 0u128;
        for (index, letter) in text.bytes().enumerate() {
            let six = ALPHABET.iter().position(|a| *a == letter).ok_or(NotAnUuid)? as u128;
            number = if index == 21 { number << 2 | six >> 4 } else { number << 6 | six };
        }
        Ok(Uuid(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_printed_as_kafka_prints_it() {
        // java.util.Base64 url encoder without padding over the 16 octets (kafka-clients 4.4.0,
        // org.apache.kafka.common.Uuid).
        let one = Uuid(1u128.to_be_bytes());
        assert_eq!(one.to_string(), "AAAAAAAAAAAAAAAAAAAAAQ");
        assert_eq!(Uuid([0xff; 16]).to_string(), "_____________________w");
        assert_eq!(Uuid::ZERO.to_string(), "AAAAAAAAAAAAAAAAAAAAAA");
    }

    #[test]
    fn an_identifier_survives_its_text() {
        for seed in 0..=255u8 {
            let id = Uuid(std::array::from_fn(|i| seed.wrapping_mul(31).wrapping_add(i as u8 * 7)));
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert_eq!("AAAAAAAAAAAAAAAAAAAAA".parse::<Uuid>(), Err(NotAnUuid));
        assert_eq!("AAAAAAAAAAAAAAAAAAAAA!".parse::<Uuid>(), Err(NotAnUuid));
    }

    #[test]
    fn text_must_be_utf8() {
        assert!(StrBytes::from_utf8(Bytes::from_static(b"\xff")).is_err());
        assert_eq!(StrBytes::from("müller"), "müller");
    }
}
