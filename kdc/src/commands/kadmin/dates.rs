//! Dates and intervals of kadmin (MIT `basic/date_format.rst`, "getdate").
//!
//! A date is words in any order: `never` alone; `now`, `today`, `tomorrow`, `yesterday`; a day as
//! `2030-01-31` or `1/31/2030`; a time as `10:30`, `10:30:15` or `2:30 pm`; `UTC` or `GMT`; and
//! distances such as `3 days`, `2 hours ago` or `1week`. `20300131103000` is a date too. A day
//! without a time begins at midnight, and times are local.
//!
//! Departures: MIT reads the interval `1week` as one second. Leaves out names of days and months,
//! other zones, and `next`.

use kerbside_krb5::formats::duration::parse_duration;
use kerbside_krb5::time::{Civil, Timestamp};

use kerbside_kdc_core::admin::Expiry;

use crate::commands::zone::Zone;

/// The instant that `text` stands for, `now` being the present.
pub(super) fn parse(text: &str, now: Timestamp, zone: &Zone) -> Option<Expiry> {
    if text.trim().eq_ignore_ascii_case("never") {
        return Some(Expiry::Never);
    }
    if let Some(civil) = compact(text.trim()) {
        return zone.instant(civil).map(Expiry::At);
    }
    let mut date = Date::default();
    let words: Vec<String> = words(text);
    let mut rest = words.as_slice();
    if rest.is_empty() {
        return None;
    }
    while let [word, after @ ..] = rest {
        rest = date.take(word, after)?;
    }
    date.instant(now, zone).map(Expiry::At)
}

/// The seconds of an interval: a duration, or a distance from now.
pub(super) fn interval(text: &str, now: Timestamp, zone: &Zone) -> Option<i64> {
    if let Some(seconds) = parse_duration(text) {
        return Some(seconds.into());
    }
    match parse(text, now, zone)? {
        Expiry::Never => Some(0),
        Expiry::At(at) => Some(at.seconds().saturating_sub(now.seconds())),
    }
}

/// Words between blanks, and between digits and letters (`1week`).
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.to_ascii_lowercase().split_whitespace() {
        let letters = word.find(|character: char| character.is_ascii_alphabetic());
        match letters {
            Some(at) if at > 0 => {
                let (number, unit) = word.split_at(at);
                words.push(number.to_owned());
                words.push(unit.to_owned());
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// `YYYYMMDDhhmmss`.
fn compact(text: &str) -> Option<Civil> {
    if text.len() != 14 || !text.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let field = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    Some(Civil {
        year: field(0, 4)?.into(),
        month: field(4, 6)?,
        day: field(6, 8)?,
        hour: field(8, 10)?,
        minute: field(10, 12)?,
        second: field(12, 14)?,
    })
}

#[derive(Default)]
struct Date {
    day: Option<(i64, u32, u32)>,
    time: Option<(u32, u32, u32)>,
    utc: Option<Zone>,
    months: i64,
    seconds: i64,
}

/// A unit's months and seconds.
fn unit(word: &str) -> Option<(i64, i64)> {
    let singular = word.strip_suffix('s').filter(|unit| !unit.is_empty()).unwrap_or(word);
    match singular {
        "sec" | "second" => Some((0, 1)),
        "min" | "minute" => Some((0, 60)),
        "hour" => Some((0, 3_600)),
        "day" => Some((0, 86_400)),
        "week" => Some((0, 604_800)),
        "fortnight" => Some((0, 1_209_600)),
        "month" => Some((1, 0)),
        "year" => Some((12, 0)),
        _ => None,
    }
}

impl Date {
    /// Takes `word`, and perhaps some of what is `after` it; gives what is left.
    fn take<'w>(&mut self, word: &str, after: &'w [String]) -> Option<&'w [String]> {
        match word {
            "now" => return Some(after),
            "today" => self.time = self.time.or(Some((0, 0, 0))),
            "tomorrow" => self.add((0, 86_400), 1)?,
            "yesterday" => self.add((0, 86_400), -1)?,
            "utc" | "gmt" | "z" => self.utc = Some(Zone::utc()),
            _ if word.contains(':') => return self.clock(word, after),
            _ if word.contains('/') || word.get(1..).is_some_and(|rest| rest.contains('-')) => {
                self.day = Some(day(word)?);
            }
            _ => return self.distance(word, after),
        }
        Some(after)
    }

    fn clock<'w>(&mut self, word: &str, after: &'w [String]) -> Option<&'w [String]> {
        let mut fields = word.split(':').map(|field| field.parse::<u32>().ok());
        let (hour, minute) = (fields.next()??, fields.next()??);
        let second = fields.next().unwrap_or(Some(0))?;
        let (hour, after) = match after {
            [half, rest @ ..] if half == "am" => (hour % 12, rest),
            [half, rest @ ..] if half == "pm" => (hour % 12 + 12, rest),
            _ => (hour, after),
        };
        self.time = Some((hour, minute, second));
        fields.next().is_none().then_some(after)
    }

    /// `3 days [ago]`, `day`, `-2 hours`.
    fn distance<'w>(&mut self, word: &str, after: &'w [String]) -> Option<&'w [String]> {
        let (count, unit, after) = match (word.parse::<i64>(), after) {
            (Ok(count), [word, rest @ ..]) => (count, unit(word)?, rest),
            (Ok(_), []) => return None,
            (Err(_), _) => (1, unit(word)?, after),
        };
        let (count, after) = match after {
            [ago, rest @ ..] if ago == "ago" => (count.checked_neg()?, rest),
            _ => (count, after),
        };
        self.add(unit, count)?;
        Some(after)
    }

    fn add(&mut self, (months, seconds): (i64, i64), count: i64) -> Option<()> {
        self.months = self.months.checked_add(months.checked_mul(count)?)?;
        self.seconds = self.seconds.checked_add(seconds.checked_mul(count)?)?;
        Some(())
    }

    fn instant(&self, now: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let zone = self.utc.as_ref().unwrap_or(zone);
        let (mut civil, _) = zone.at(now);
        if let Some((year, month, day)) = self.day {
            civil = Civil { year, month, day, hour: 0, minute: 0, second: 0 };
        }
        if let Some((hour, minute, second)) = self.time {
            (civil.hour, civil.minute, civil.second) = (hour, minute, second);
        }
        if self.months != 0 {
            let months = i64::from(civil.month) - 1 + self.months;
            civil.year = civil.year.checked_add(months.div_euclid(12))?;
            civil.month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
        }
        let instant = zone.instant(civil)?;
        let seconds = instant.seconds().checked_add(self.seconds)?;
        // KerberosTime ends with the year 9999; so does what can be shown.
        (0..253_402_300_800).contains(&seconds).then_some(Timestamp::from_seconds(seconds))
    }
}

/// `2030-01-31` or `1/31/2030`; a year of two digits is of 1970 to 2069.
fn day(word: &str) -> Option<(i64, u32, u32)> {
    let numbers = |by| -> Option<Vec<u32>> { word.split(by).map(|n| n.parse().ok()).collect() };
    let (year, month, day) = if word.contains('/') {
        match numbers('/')?.as_slice() {
            [month, day, year] => (*year, *month, *day),
            _ => return None,
        }
    } else {
        match numbers('-')?.as_slice() {
            [year, month, day] => (*year, *month, *day),
            _ => return None,
        }
    };
    let year = match year {
        0..=69 => year + 2_000,
        70..=99 => year + 1_900,
        _ => year,
    };
    Some((year.into(), month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 05:47:01 UTC.
    const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);

    fn shown(text: &str) -> Option<String> {
        match parse(text, NOW, &Zone::utc())? {
            Expiry::Never => Some("never".to_owned()),
            Expiry::At(at) => Some(at.to_string().replace(".000000Z", "")),
        }
    }

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("never", "never"),
            ("now", "2026-11-22T05:47:01"),
            ("today", "2026-11-22T00:00:00"),
            ("tomorrow", "2026-11-23T05:47:01"),
            ("yesterday", "2026-11-21T05:47:01"),
            ("2030-01-01 00:00:00", "2030-01-01T00:00:00"),
            ("2030-06-01", "2030-06-01T00:00:00"),
            ("6/1/2030 2:30 pm", "2030-06-01T14:30:00"),
            ("6/1/30 12:05am UTC", "2030-06-01T00:05:00"),
            ("20300131103015", "2030-01-31T10:30:15"),
            ("2 days", "2026-11-24T05:47:01"),
            ("2 days ago", "2026-11-20T05:47:01"),
            ("1week", "2026-11-29T05:47:01"),
            ("3 months", "2027-02-22T05:47:01"),
            ("1 year 1 day", "2027-11-23T05:47:01"),
            ("10:00", "2026-11-22T10:00:00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "notadate",
            "",
            "2030-13-01",
            "2030-01",
            "1/2",
            "25:00",
            "3",
            "3 parsecs",
            "1:2:3:4",
            "99999999999999999 years",
            "-",
            "5 years ago ago",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn intervals_are_durations_or_distances() {
        for (text, expected) in [
            ("36000", Some(36_000)),
            ("10h", Some(36_000)),
            ("10 hours", Some(36_000)),
            ("3 days", Some(259_200)),
            ("1day", Some(86_400)),
            ("1week", Some(604_800)),
            ("0", Some(0)),
            ("never", Some(0)),
            ("soon", None),
        ] {
            assert_eq!(interval(text, NOW, &Zone::utc()), expected, "{text}");
        }
    }
}
