//! What the words of a date say, one after the other.
//!
//! The grammar is that of MIT's getdate: items in any order, of which each kind but distances may
//! be there once. Where a word could belong to the item before it, it does: `31 Jan 10:30` has the
//! year 10.

use super::words::{Half, Season, Word};

/// What was said, with what holds where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Year, month and day.
    pub(super) date: Option<CalendarDate>,
    pub(super) time: Option<ClockTime>,
    /// Minutes west of Greenwich.
    pub(super) zone: Option<(i64, Season)>,
    /// Which one, and which day of the week.
    pub(super) weekday: Option<(i64, i64)>,
    pub(super) distance: Option<Distance>,
    zones: usize,
}

/// A day; a year that was not said is the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CalendarDate {
    pub(super) year: Option<i64>,
    pub(super) month: i64,
    pub(super) day: i64,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockTime {
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) half: Option<Half>,
}

/// How far from there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Distance {
    pub(super) months: i64,
    pub(super) seconds: i64,
}

/// Reads `words`; `None` when they are no date.
pub(super) fn read(words: &[Word]) -> Option<Said> {
    let mut said = Said::default();
    let mut left = words;
    if let [Word::Never, rest @ ..] = left {
        said.date = Some(CalendarDate { year: Some(1970), month: 1, day: 1 });
        said.zone = Some((0, Season::Standard));
        left = rest;
    }
    while !left.is_empty() {
        left = said.item(left)?;
    }
    Some(said)
}

impl Said {
    /// Takes an item from the front of `words`; gives what is left.
    fn item<'w>(&mut self, words: &'w [Word]) -> Option<&'w [Word]> {
        match *words {
            [Word::Number(hour), Word::Half(half), ref left @ ..] => {
                self.time(ClockTime { hour, minute: 0, second: 0, half: Some(half) })?;
                Some(left)
            }
            [Word::Number(hour), Word::Sign(':'), ref left @ ..] => self.clock(hour, left),
            [Word::Number(month), Word::Sign('/'), Word::Number(day), ref left @ ..] => {
                match left {
                    [Word::Sign('/'), Word::Number(year), left @ ..] => {
                        self.date(Some(*year), month, day)?;
                        Some(left)
                    }
                    [Word::Sign('/'), ..] => None,
                    left => {
                        self.date(None, month, day)?;
                        Some(left)
                    }
                }
            }
            [Word::Number(year), Word::Signed(month), Word::Signed(day), ref left @ ..] => {
                self.date(Some(year), -month, -day)?;
                Some(left)
            }
            [Word::Number(day), Word::Month(month), ref left @ ..] => {
                let (year, left) = match left {
                    [Word::Signed(year), left @ ..] => (Some(-year), left),
                    [Word::Number(year), left @ ..] => (Some(*year), left),
                    left => (None, left),
                };
                self.date(year, month, day)?;
                Some(left)
            }
            [Word::Month(month), Word::Number(day), ref left @ ..] => {
                let (year, left) = match left {
                    [Word::Sign(','), Word::Number(year), left @ ..] => (Some(*year), left),
                    [Word::Sign(','), ..] => return None,
                    left => (None, left),
                };
                self.date(year, month, day)?;
                Some(left)
            }
            [Word::Number(which), Word::Day(day), ref left @ ..] => {
                put(&mut self.weekday, (which, day))?;
                Some(left)
            }
            [Word::Day(day), Word::Sign(','), ref left @ ..] | [Word::Day(day), ref left @ ..] => {
                put(&mut self.weekday, (1, day))?;
                Some(left)
            }
            [Word::Zone(west, _), Word::Summer, ref left @ ..] => {
                self.zone(west, Season::Summer, left)
            }
            [Word::Zone(west, season), ref left @ ..] => self.zone(west, season, left),
            _ => self.distance(words),
        }
    }

    fn time(&mut self, time: ClockTime) -> Option<()> {
        put(&mut self.time, time)
    }

    fn date(&mut self, year: Option<i64>, month: i64, day: i64) -> Option<()> {
        put(&mut self.date, CalendarDate { year, month, day })
    }

    /// Zones are named once; one behind a time does not count.
    fn zone<'w>(&mut self, west: i64, season: Season, left: &'w [Word]) -> Option<&'w [Word]> {
        self.zones += 1;
        self.zone = Some((west, season));
        (self.zones == 1).then_some(left)
    }

    /// A time from its first `:` on, with a half of the day or a zone as `+hhmm`.
    fn clock<'w>(&mut self, hour: i64, words: &'w [Word]) -> Option<&'w [Word]> {
        let (minute, second, left) = match *words {
            [Word::Number(minute), Word::Sign(':'), Word::Number(second), ref left @ ..] => {
                (minute, second, left)
            }
            [_, Word::Sign(':'), ..] => return None,
            [Word::Number(minute), ref left @ ..] => (minute, 0, left),
            _ => return None,
        };
        let mut time = ClockTime { hour, minute, second, half: None };
        let left = match left {
            [Word::Half(half), left @ ..] => {
                time.half = Some(*half);
                left
            }
            [Word::Signed(east), left @ ..] => {
                self.zone = Some((-(east % 100 + east / 100 * 60), Season::Standard));
                left
            }
            left => left,
        };
        self.time(time)?;
        Some(left)
    }

    /// `3 days`, `-2 hours`, `week`; `ago` turns round all that came so far.
    fn distance<'w>(&mut self, words: &'w [Word]) -> Option<&'w [Word]> {
        let (count, unit, left) = match words {
            [Word::Number(count) | Word::Signed(count), unit, left @ ..] => (*count, unit, left),
            [unit, left @ ..] => (1, unit, left),
            [] => return None,
        };
        let distance = self.distance.get_or_insert_default();
        let (sum, size) = match unit {
            Word::Months(size) => (&mut distance.months, size),
            Word::Seconds(size) => (&mut distance.seconds, size),
            _ => return None,
        };
        *sum = sum.checked_add(count.checked_mul(*size)?)?;
        match left {
            [Word::Ago, left @ ..] => {
                distance.months = distance.months.checked_neg()?;
                distance.seconds = distance.seconds.checked_neg()?;
                Some(left)
            }
            left => Some(left),
        }
    }
}

/// Puts a value where none is.
fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}
