//! Times as the tools print them in the C locale.

use kerbside_krb5::time::{Civil, Timestamp};

use super::zone::Zone;

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// klist's form: `11/22/26 05:47:01`.
pub(super) fn short(time: Timestamp, zone: &Zone) -> String {
    let (civil, _) = zone.at(time);
    let Civil { year, month, day, hour, minute, second } = civil;
    let year = year.rem_euclid(100);
    format!("{month:02}/{day:02}/{year:02} {hour:02}:{minute:02}:{second:02}")
}

/// kadmin's form: `Sun Nov 22 05:46:58 UTC 2026`.
pub(super) fn long(time: Timestamp, zone: &Zone) -> String {
    let (civil, abbreviation) = zone.at(time);
    let seconds = civil.to_seconds().unwrap_or_default();
    // 1970-01-01 was a Thursday.
    let weekday = usize::try_from(seconds.div_euclid(86_400).rem_euclid(7)).unwrap_or_default();
    let day = DAYS.get(weekday).copied().unwrap_or_default();
    let month = civil.month.saturating_sub(1) as usize;
    let month = MONTHS.get(month).copied().unwrap_or_default();
    format!(
        "{day} {month} {:02} {:02}:{:02}:{:02} {abbreviation} {}",
        civil.day, civil.hour, civil.minute, civil.second, civil.year
    )
}

/// C's `%c`: `Sun Nov 22 05:46:58 2026`.
pub(super) fn plain(time: Timestamp, zone: &Zone) -> String {
    let (Civil { year, day, hour, minute, second, .. }, _) = zone.at(time);
    let long = long(time, zone);
    let names = long.get(..7).unwrap_or_default();
    format!("{names} {day:2} {hour:02}:{minute:02}:{second:02} {year}")
}

/// The form of log lines: `Nov 22 05:47:01`.
pub(crate) fn stamp(time: Timestamp, zone: &Zone) -> String {
    let (civil, _) = zone.at(time);
    let month = MONTHS.get(civil.month.saturating_sub(1) as usize).copied().unwrap_or_default();
    let Civil { day, hour, minute, second, .. } = civil;
    format!("{month} {day:02} {hour:02}:{minute:02}:{second:02}")
}

/// A time in digits, as MIT's library reads it: `20261122054701`, `2026-11-22 05:47:01`,
/// `261122054701`, or `05:47` and `05:47:01` of the day of `now`.
pub(super) fn parse(text: &str, now: Timestamp, zone: &Zone) -> Option<Timestamp> {
    const BETWEEN: [char; 6] = ['.', '-', '/', ':', ' ', 'T'];
    let digits: String = text.chars().filter(|c| !BETWEEN.contains(c)).collect();
    let part = |from: usize, to: usize| -> Option<u32> {
        let part = digits.get(from..to)?;
        part.bytes().all(|octet| octet.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (year, month, day, time) = match digits.len() {
        4 | 6 => {
            let (today, _) = zone.at(now);
            (today.year, today.month, today.day, 0)
        }
        // Of two digits, those before 69 are of this century (POSIX).
        10 | 12 if !text.contains('-') => {
            let short = i64::from(part(0, 2)?);
            let century = if short < 69 { 2_000 } else { 1_900 };
            (century + short, part(2, 4)?, part(4, 6)?, 6)
        }
        12 | 14 => (i64::from(part(0, 4)?), part(4, 6)?, part(6, 8)?, 8),
        _ => return None,
    };
    let (hour, minute) = (part(time, time + 2)?, part(time + 2, time + 4)?);
    let second = if digits.len() > time + 4 { part(time + 4, time + 6)? } else { 0 };
    zone.instant(Civil { year, month, day, hour, minute, second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_as_mit_printed_them() {
        let time = Timestamp::from_seconds(1_795_326_421);
        assert_eq!(short(time, &Zone::utc()), "11/22/26 05:47:01");
        assert_eq!(stamp(time, &Zone::utc()), "Nov 22 05:47:01");
        assert_eq!(plain(time, &Zone::utc()), "Sun Nov 22 05:47:01 2026");
        assert_eq!(long(time, &Zone::utc()), "Sun Nov 22 05:47:01 UTC 2026");
        let time = Timestamp::from_seconds(1_893_456_000);
        assert_eq!(long(time, &Zone::utc()), "Tue Jan 01 00:00:00 UTC 2030");
    }
    #[test]
    fn times_in_digits_are_read() {
        let now = Timestamp::from_seconds(1_795_326_421);
        for (text, seconds) in [
            ("20261122054701", Some(1_795_326_421)),
            ("2026-11-22 05:47:01", Some(1_795_326_421)),
            ("261122054701", Some(1_795_326_421)),
            ("05:47:01", Some(1_795_326_421)),
            ("05:47", Some(1_795_326_420)),
            ("tomorrow", None),
            ("20261322054701", None),
        ] {
            let read = parse(text, now, &Zone::utc()).map(Timestamp::seconds);
            assert_eq!(read, seconds, "{text}");
        }
    }
}
