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

/// The form of log lines: `Nov 22 05:47:01`.
pub(crate) fn stamp(time: Timestamp, zone: &Zone) -> String {
    let (civil, _) = zone.at(time);
    let month = MONTHS.get(civil.month.saturating_sub(1) as usize).copied().unwrap_or_default();
    let Civil { day, hour, minute, second, .. } = civil;
    format!("{month} {day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_as_mit_printed_them() {
        let time = Timestamp::from_seconds(1_795_326_421);
        assert_eq!(short(time, &Zone::utc()), "11/22/26 05:47:01");
        assert_eq!(stamp(time, &Zone::utc()), "Nov 22 05:47:01");
        assert_eq!(long(time, &Zone::utc()), "Sun Nov 22 05:47:01 UTC 2026");
        let time = Timestamp::from_seconds(1_893_456_000);
        assert_eq!(long(time, &Zone::utc()), "Tue Jan 01 00:00:00 UTC 2030");
    }
}
