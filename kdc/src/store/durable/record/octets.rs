//! Numbers and octets of a record, written and read back.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::KerberosString;

/// A record that does not hold what its format says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Writes the content of a record.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

/// Reads the content of a record.
pub(crate) struct Reader<'a>(&'a [u8]);

macro_rules! numbers {
    ($($name:ident: $type:ty),*) => {
        impl Writer {
            $(pub(crate) fn $name(&mut self, number: $type) {
                self.0.extend(number.to_le_bytes());
            })*
        }

        impl Reader<'_> {
            $(pub(crate) fn $name(&mut self) -> Result<$type, Malformed> {
                let (number, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
                self.0 = rest;
                Ok(<$type>::from_le_bytes(*number))
            })*
        }
    };
}

numbers!(u8: u8, u32: u32, u64: u64, i16: i16, i32: i32, i64: i64);

impl Writer {
    /// A count, of elements or octets.
    pub(crate) fn count(&mut self, count: usize) {
        // A record of 4 GiB is beyond what the database takes.
        self.u32(u32::try_from(count).unwrap_or(u32::MAX));
    }

    pub(crate) fn octets(&mut self, octets: &[u8]) {
        self.count(octets.len());
        self.0.extend_from_slice(octets);
    }

    pub(crate) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.u8(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.u8(flag.into());
    }

    pub(crate) fn instant(&mut self, instant: Timestamp) {
        self.i64(instant.as_micros());
    }

    pub(crate) fn duration(&mut self, duration: Duration) {
        self.u64(duration.as_secs());
        self.u32(duration.subsec_nanos());
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(content: &'a [u8]) -> Self {
        Self(content)
    }

    pub(crate) fn octets(&mut self) -> Result<&'a [u8], Malformed> {
        let count = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        let (octets, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(octets)
    }

    pub(crate) fn text(&mut self) -> Result<String, Malformed> {
        String::from_utf8(self.octets()?.to_vec()).map_err(|_| Malformed)
    }

    pub(crate) fn string(&mut self) -> Result<KerberosString, Malformed> {
        Ok(KerberosString::from(self.octets()?))
    }

    /// As many elements as are announced; each takes an octet at least.
    pub(crate) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let count = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        if count > self.0.len() {
            return Err(Malformed);
        }
        (0..count).map(|_| read(self)).collect()
    }

    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    pub(crate) fn instant(&mut self) -> Result<Timestamp, Malformed> {
        self.i64().map(Timestamp::from_micros)
    }

    pub(crate) fn duration(&mut self) -> Result<Duration, Malformed> {
        let seconds = self.u64()?;
        match self.u32()? {
            nanos @ 0..1_000_000_000 => Ok(Duration::new(seconds, nanos)),
            _ => Err(Malformed),
        }
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}
