//! KerberosTime (RFC 4120 §5.2.3): GeneralizedTime in UTC, `YYYYMMDDHHMMSSZ`, without fractions.

use std::borrow::Cow;

use rasn::types::{Constraints, Identifier, Tag};
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use crate::time::{Civil, Timestamp};

/// Whole seconds since the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KerberosTime(pub i64);

impl KerberosTime {
    /// The instant, with `usec` microseconds (out of range values are taken as zero).
    pub fn with_usec(self, usec: Option<i32>) -> Timestamp {
        let micros = usec.and_then(|u| u32::try_from(u).ok()).filter(|u| *u < 1_000_000);
        Timestamp::new(self.0, micros.unwrap_or(0))
    }

    /// The instant at the start of the second.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_seconds(self.0)
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let (digits, zone) = text.split_first_chunk::<14>()?;
        if zone != b"Z" || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let two = |at: usize| u32::from(digits[at] - b'0') * 10 + u32::from(digits[at + 1] - b'0');
        Civil {
            year: i64::from(two(0) * 100 + two(2)),
            month: two(4),
            day: two(6),
            hour: two(8),
            minute: two(10),
            second: two(12),
        }
        .to_seconds()
        .map(Self)
    }

    /// The fifteen characters of the wire; years outside 0 to 9999 become the nearest instant that
    /// has a text.
    fn to_text(self) -> [u8; 15] {
        let c = Civil::from_seconds(self.0.clamp(YEAR_0, YEAR_9999));
        let year = u32::try_from(c.year).unwrap_or(0);
        let parts = [year / 100, year % 100, c.month, c.day, c.hour, c.minute, c.second];
        let mut text = [b'Z'; 15];
        for (pair, part) in text.chunks_exact_mut(2).zip(parts) {
            pair.copy_from_slice(&[b'0' + (part / 10) as u8, b'0' + (part % 10) as u8]);
        }
        text
    }
}

/// 0000-01-01T00:00:00Z.
const YEAR_0: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z.
const YEAR_9999: i64 = 253_402_300_799;

impl From<Timestamp> for KerberosTime {
    fn from(instant: Timestamp) -> Self {
        Self(instant.seconds())
    }
}

impl std::fmt::Debug for KerberosTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_text()))
    }
}

impl AsnType for KerberosTime {
    const TAG: Tag = Tag::GENERALIZED_TIME;
}

impl Decode for KerberosTime {
    fn decode_with_tag_and_constraints<D: Decoder>(
        decoder: &mut D,
        tag: Tag,
        _: &Constraints,
    ) -> Result<Self, D::Error> {
        let text: Cow<'_, [u8]> = decoder.decode_octet_string(tag, &Constraints::default())?;
        Self::parse(&text).ok_or_else(|| {
            rasn::de::Error::custom(
                format_args!("{:?} is no KerberosTime", String::from_utf8_lossy(&text)),
                rasn::Codec::Der,
            )
        })
    }
}

impl Encode for KerberosTime {
    fn encode_with_tag_and_constraints<'b, E: Encoder<'b>>(
        &self,
        encoder: &mut E,
        tag: Tag,
        _: &Constraints,
        identifier: Identifier,
    ) -> Result<(), E::Error> {
        encoder
            .encode_octet_string(tag, &Constraints::default(), &self.to_text(), identifier)
            .map(drop)
    }
}
