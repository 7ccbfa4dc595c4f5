//! Dates and intervals of kadmin (MIT `basic/date_format.rst`, "getdate").
//!
//! A date is items in any order: a day (`2030-01-31`, `1/31/2030`, `31 Jan 2030`,
//! `January 31, 2030`, `17-Jun-2030`), a time (`10:30`, `10:30:15 +0100`, `2:30 pm`, `5pm`), a zone
//! (`UTC`, `EST`), a day of the week (`next monday`), and distances (`3 days`, `2 hours ago`,
//! `next week`, `tomorrow`). `never` is the first instant of 1970, which is no end at all. A day
//! without a time begins at midnight; times are local. An interval is a duration, else the
//! distance to a date.
//!
//! As in MIT's: the year is at most 2106, one below 1900 is one of the 20th century (`27` is
//! 1927), `next` is the second (`next week` is in 14 days), `12am` is noon and `12pm` the midnight
//! after; a month further on needs the same day of the month; and a duration ends before the first
//! character that none has, so that the interval `1week` is one second.
//!
//! Departures: an instant before 1970 or beyond 32 bits is refused, where MIT's wraps round; days
//! after February 2100 are those of the calendar; a local time that a zone skips is an hour later
//! in place of earlier.

mod grammar;
#[cfg(test)]
mod tests;
mod words;

use kerbside_kdc_core::admin::Expiry;
use kerbside_krb5::formats::duration::parse_duration;
use kerbside_krb5::time::{Civil, Timestamp};

use self::grammar::{CalendarDate, ClockTime, Said};
use self::words::{Half, Season};
use crate::commands::zone::Zone;

/// The instant that `text` stands for, `now` being the present.
pub(in crate::commands) fn parse(text: &str, now: Timestamp, zone: &Zone) -> Option<Expiry> {
    let said = grammar::read(&words::words(text)?)?;
    let seconds = instant(&said, now, zone)?;
    // MIT keeps times in 32 bits.
    if !(0..=i64::from(u32::MAX)).contains(&seconds) {
        return None;
    }
    Some(match seconds {
        0 => Expiry::Never,
        seconds => Expiry::At(Timestamp::from_seconds(seconds)),
    })
}

/// Why a text is no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoInterval {
    /// It is neither a duration nor a date.
    Malformed,
    /// It is a date that has passed.
    Past,
}

/// The seconds of an interval.
pub(super) fn interval(text: &str, now: Timestamp, zone: &Zone) -> Result<i64, NoInterval> {
    let of_durations =
        |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | 'd' | 'h' | 'm' | 's' | ' ' | '\t');
    let end = text.find(|c: char| !of_durations(c)).unwrap_or(text.len());
    if let Some(seconds) = text.get(..end).and_then(parse_duration) {
        return Ok(seconds.into());
    }
    match parse(text, now, zone).ok_or(NoInterval::Malformed)? {
        Expiry::Never => Ok(0),
        Expiry::At(at) => match at.seconds().saturating_sub(now.seconds()) {
            distance if distance < 0 => Err(NoInterval::Past),
            distance => Ok(distance),
        },
    }
}

fn instant(said: &Said, now: Timestamp, zone: &Zone) -> Option<i64> {
    let mut seconds = start(said, now, zone)?;
    if let Some(distance) = said.distance {
        seconds = seconds.checked_add(distance.seconds)?;
        if distance.months != 0 {
            seconds = months_on(seconds, distance.months, zone)?;
        }
    }
    match said.weekday {
        Some((which, day)) if said.date.is_none() => weekday(seconds, which, day, zone),
        _ => Some(seconds),
    }
}

/// The instant from which distances count.
fn start(said: &Said, now: Timestamp, zone: &Zone) -> Option<i64> {
    let (today, _) = zone.at(now);
    if said.date.is_none() && said.time.is_none() && said.weekday.is_none() {
        let passed = i64::from(today.hour * 3_600 + today.minute * 60 + today.second);
        let passed = if said.distance.is_some() { 0 } else { passed };
        return Some(now.seconds() - passed);
    }
    let date = said.date.unwrap_or(CalendarDate {
        year: Some(today.year),
        month: today.month.into(),
        day: today.day.into(),
    });
    let midnight = Civil {
        year: year(date.year.unwrap_or(today.year))?,
        month: u32::try_from(date.month).ok()?,
        day: u32::try_from(date.day).ok()?,
        hour: 0,
        minute: 0,
        second: 0,
    };
    let time = said.time.map_or(Some(0), time_of_day)?;
    let local = midnight.to_seconds()?.checked_add(time)?;
    let seconds = match said.zone {
        Some((west, season)) => {
            let summer = if season == Season::Summer { 3_600 } else { 0 };
            local.checked_add(west.checked_mul(60)?)?.checked_sub(summer)?
        }
        None => zone.instant(Civil::from_seconds(local))?.seconds(),
    };
    (seconds >= 0).then_some(seconds)
}

/// The year that was meant, when there is such a one.
fn year(written: i64) -> Option<i64> {
    let year = written.checked_abs()?;
    let year = if year < 1_900 { year + 1_900 } else { year };
    (1_970..=2_106).contains(&year).then_some(year)
}

fn time_of_day(time: ClockTime) -> Option<i64> {
    let hours = match time.half {
        None => 0..=23,
        Some(_) => 1..=12,
    };
    let sixty = 0..60;
    if !hours.contains(&time.hour) || !sixty.contains(&time.minute) || !sixty.contains(&time.second)
    {
        return None;
    }
    let hour = time.hour + if time.half == Some(Half::Pm) { 12 } else { 0 };
    Some((hour * 60 + time.minute) * 60 + time.second)
}

/// The same local day and time so many months on, when that month has the day.
fn months_on(seconds: i64, months: i64, zone: &Zone) -> Option<i64> {
    let (mut civil, _) = zone.at(Timestamp::from_seconds(seconds));
    let months = (i64::from(civil.month) - 1).checked_add(months)?;
    civil.year = civil.year.checked_add(months.div_euclid(12))?;
    civil.month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
    civil.year = year(civil.year)?;
    Some(zone.instant(civil)?.seconds())
}

/// The same local time on a day of the week, from that day on; the first one counts from 1.
fn weekday(seconds: i64, which: i64, day: i64, zone: &Zone) -> Option<i64> {
    let (civil, _) = zone.at(Timestamp::from_seconds(seconds));
    let local = civil.to_seconds()?;
    // 1970-01-01 was a Thursday.
    let today = local.div_euclid(86_400).checked_add(4)?.rem_euclid(7);
    let weeks = if which <= 0 { which } else { which - 1 };
    let days = (day - today).rem_euclid(7).checked_add(weeks.checked_mul(7)?)?;
    let local = local.checked_add(days.checked_mul(86_400)?)?;
    Some(zone.instant(Civil::from_seconds(local))?.seconds())
}
