//! Instants as RFC 3339 writes them: `2030-01-31T12:00:00Z`, with a fraction or an offset of the
//! zone if need be.

use std::str::FromStr;

/// An instant, in microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub(crate) micros: i64,
}

impl FromStr for Instant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seen = date_time(text);
        seen.map(|micros| Self { micros }).ok_or_else(|| {
            format!("{text:?} is no instant of RFC 3339 from 1970 on: write 2030-01-31T12:00:00Z")
        })
    }
}

/// RFC 3339 §5.6, `date-time`; without leap seconds, which Kerberos time does not have.
fn date_time(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = fields(date, '-', [4, 2, 2])?;
    let split = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at_checked(split)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = fields(time, ':', [2, 2, 2])?;
    let good = (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && year >= 1970;
    if !good {
        return None;
    }
    let seconds = days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    let micros = (seconds - zone_seconds(zone)?) * 1_000_000 + micros_of(fraction)?;
    (micros >= 0).then_some(micros)
}

/// Three numbers of a fixed number of digits.
fn fields(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        *number = number_of(parts.next()?, digits)?;
    }
    parts.next().is_none().then_some(numbers)
}

fn number_of(text: &str, digits: usize) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|octet| octet.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Digits beyond the microsecond are dropped.
fn micros_of(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || !fraction.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    six.parse().ok()
}

fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'Z' | b'z' => return (zone.len() == 1).then_some(0),
        b'+' => 1,
        _ => -1,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number_of(hours, 2)?, number_of(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01; the year has four digits, so that the sums are short.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_count_from_the_epoch() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2026-11-22T05:47:01.112515Z", 1_795_326_421_112_515),
            ("2026-11-22T06:47:01.1+01:00", 1_795_326_421_100_000),
        ];
        for (text, micros) in cases {
            assert_eq!(text.parse(), Ok(Instant { micros }), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        let bad = [
            "",
            "now",
            "2026-11-22",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T00:00:00",
            "1969-12-31T23:59:59Z",
            "2026-11-22T00:00:00Zulu",
            "2026-11-22T00:00:00.Z",
            "+026-11-22T00:00:00Z",
        ];
        for text in bad {
            assert!(text.parse::<Instant>().is_err(), "{text:?}");
        }
    }
}
