//! The local time zone, from a TZif file (RFC 9636).
//!
//! The variable `TZ` names a file under `/usr/share/zoneinfo` or by its path; without it
//! `/etc/localtime` counts. Leaves out the rules of a POSIX `TZ` text (`CET-1CEST`) and of a TZif
//! footer: after a file's last transition its last offset holds.

use std::path::{Path, PathBuf};

use kerbside_krb5::time::{Civil, Timestamp};

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// From which second on which period holds.
    transitions: Vec<(i64, Period)>,
    /// What holds before the first transition.
    first: Period,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Period {
    offset: i64,
    abbreviation: String,
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self {
            transitions: Vec::new(),
            first: Period { offset: 0, abbreviation: "UTC".to_owned() },
        }
    }

    /// The zone of this process; UTC when none is set or its file cannot be read, as in libc.
    pub fn of_process() -> Self {
        let file = match std::env::var("TZ") {
            Ok(name) if name.is_empty() => return Self::utc(),
            Ok(name) => {
                let name = name.strip_prefix(':').unwrap_or(&name);
                Path::new("/usr/share/zoneinfo").join(name)
            }
            Err(_) => PathBuf::from("/etc/localtime"),
        };
        let octets = std::fs::read(file).unwrap_or_default();
        Self::from_tzif(&octets).unwrap_or_else(Self::utc)
    }

    /// Reads a TZif file, of version 2 or later; `None` when it is none.
    pub fn from_tzif(octets: &[u8]) -> Option<Self> {
        let (header, data) = Header::read(octets)?;
        if header.version < b'2' {
            return None;
        }
        // The block with 32-bit times comes first, for old readers.
        let (header, data) = Header::read(data.get(header.length(4)?..)?)?;
        let Header { times, types, .. } = header;
        let instants = data.get(..times * 8)?;
        let indices = data.get(times * 8..times * 9)?;
        let records = data.get(times * 9..times * 9 + types * 6)?;
        let names = data.get(times * 9 + types * 6..)?.get(..header.characters)?;
        let period = |index: usize| -> Option<Period> {
            let record = records.get(index * 6..index * 6 + 6)?;
            let offset = i32::from_be_bytes(record.get(..4)?.try_into().ok()?);
            let name = names.get(usize::from(*record.get(5)?)..)?;
            let name = name.split(|octet| *octet == 0).next()?;
            Some(Period {
                offset: offset.into(),
                abbreviation: String::from_utf8_lossy(name).into_owned(),
            })
        };
        let mut transitions = Vec::new();
        for (instant, index) in instants.chunks_exact(8).zip(indices) {
            let instant = i64::from_be_bytes(instant.try_into().ok()?);
            transitions.push((instant, period(usize::from(*index))?));
        }
        Some(Self { transitions, first: period(0)? })
    }

    /// The local date and time at `time`, and the zone's abbreviation then.
    pub(super) fn at(&self, time: Timestamp) -> (Civil, &str) {
        let period = self.period(time.seconds());
        let civil = Civil::from_seconds(time.seconds().saturating_add(period.offset));
        (civil, &period.abbreviation)
    }

    /// The instant of a local date and time, or `None` when it has a field out of range.
    pub(super) fn instant(&self, civil: Civil) -> Option<Timestamp> {
        let local = civil.to_seconds()?;
        let guess = local.checked_sub(self.period(local).offset)?;
        let seconds = local.checked_sub(self.period(guess).offset)?;
        Some(Timestamp::from_seconds(seconds))
    }

    fn period(&self, seconds: i64) -> &Period {
        let after = self.transitions.partition_point(|(from, _)| *from <= seconds);
        let last = after.checked_sub(1).and_then(|at| self.transitions.get(at));
        last.map_or(&self.first, |(_, period)| period)
    }
}

/// The header of a TZif block, of 44 octets (RFC 9636 §3.1).
struct Header {
    version: u8,
    utc_indicators: usize,
    standard_indicators: usize,
    leap_seconds: usize,
    times: usize,
    types: usize,
    characters: usize,
}

impl Header {
    fn read(octets: &[u8]) -> Option<(Self, &[u8])> {
        let (header, data) = octets.split_at_checked(44)?;
        if header.get(..4)? != b"TZif" {
            return None;
        }
        let count = |at: usize| -> Option<usize> {
            let field = header.get(20 + 4 * at..24 + 4 * at)?;
            // No real file has more; sums of these cannot overflow.
            let count = u32::from_be_bytes(field.try_into().ok()?);
            (count <= 100_000).then_some(count as usize)
        };
        let header = Self {
            version: *header.get(4)?,
            utc_indicators: count(0)?,
            standard_indicators: count(1)?,
            leap_seconds: count(2)?,
            times: count(3)?,
            types: count(4)?,
            characters: count(5)?,
        };
        Some((header, data))
    }

    /// The length of the block behind this header, whose times have `width` octets (§3.2).
    fn length(&self, width: usize) -> Option<usize> {
        let length = self.times * (width + 1)
            + self.types * 6
            + self.characters
            + self.leap_seconds * (width + 4)
            + self.standard_indicators
            + self.utc_indicators;
        Some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zone that is "ONE", one hour ahead, and from 1000 on "TWO", two hours ahead.
    fn tzif() -> Vec<u8> {
        let block = |version: u8, width: usize| {
            let mut octets = b"TZif".to_vec();
            octets.push(version);
            octets.extend([0; 15]);
            for count in [0u32, 0, 0, 1, 2, 8] {
                octets.extend(count.to_be_bytes());
            }
            octets.extend(&1_000i64.to_be_bytes()[8 - width..]);
            octets.push(1);
            for (offset, name) in [(3_600i32, 0), (7_200, 4)] {
                octets.extend(offset.to_be_bytes());
                octets.extend([0, name]);
            }
            octets.extend(b"ONE\0TWO\0");
            octets
        };
        [block(b'2', 4), block(b'2', 8)].concat()
    }

    #[test]
    fn the_period_of_the_instant_counts() {
        let zone = Zone::from_tzif(&tzif()).unwrap();
        for (seconds, hour, name) in [(0, 1, "ONE"), (999, 1, "ONE"), (1_000, 2, "TWO")] {
            let time = Timestamp::from_seconds(seconds);
            let (civil, abbreviation) = zone.at(time);
            assert_eq!((civil.hour, abbreviation), (hour, name), "{seconds}");
            assert_eq!(zone.instant(civil), Some(time));
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let whole = tzif();
        for length in 0..whole.len() {
            assert_eq!(Zone::from_tzif(&whole[..length]), None, "{length}");
        }
    }
}
