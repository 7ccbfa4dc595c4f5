//! KerberosTime (RFC 4120 §5.2.3): GeneralizedTime in UTC, `YYYYMMDDHHMMSSZ`, without fractions.

use rasn::types::{Constraints, Identifier, Tag};
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use crate::time::{Civil, Timestamp};

/// Whole seconds since the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KerberosTime(pub i64);

impl KerberosTime {
    /// The instant, with `usec` microseconds (out of range values are taken as zero).
    pub fn with_usec(self, usec: Option<i32>) -> Timestamp {
        let micros = usec
            .and_then(|u| u32::try_from(u).ok())
            .filter(|u| *u < 1_000_000);
        Timestamp::new(self.0, micros.unwrap_or(0))
    }

    /// The instant at the start of the second.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_seconds(self.0)
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let (digits, zone) = text.split_at_checked(14)?;
        if zone != b"Z" || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            digits
                .get(range)
                .map(|d| d.iter().fold(0u32, |n, c| n * 10 + u32::from(c - b'0')))
        };
        Civil {
            year: i64::from(number(0..4)?),
            month: number(4..6)?,
            day: number(6..8)?,
            hour: number(8..10)?,
            minute: number(10..12)?,
            second: number(12..14)?,
        }
        .to_seconds()
        .map(Self)
    }

    fn to_text(self) -> String {
        let c = Civil::from_seconds(self.0);
        let year = c.year.clamp(0, 9999);
        format!(
            "{year:04}{:02}{:02}{:02}{:02}{:02}Z",
            c.month, c.day, c.hour, c.minute, c.second
        )
    }
}

impl From<Timestamp> for KerberosTime {
    fn from(instant: Timestamp) -> Self {
        Self(instant.seconds())
    }
}

impl std::fmt::Debug for KerberosTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
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
        let text: Vec<u8> = decoder.decode_octet_string(tag, &Constraints::default())?;
        Self::parse(&text).ok_or_else(|| {
            rasn::de::Error::custom(
                format_args!("{:?} is not a KerberosTime", String::from_utf8_lossy(&text)),
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
            .encode_octet_string(
                tag,
                &Constraints::default(),
                self.to_text().as_bytes(),
                identifier,
            )
            .map(drop)
    }
}
