//! The words of a date: numbers, signs and names.

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A number without a sign.
    Number(i64),
    /// A number with one.
    Signed(i64),
    /// `am` or `pm`.
    Half(Half),
    /// A month, from 1.
    Month(i64),
    /// A day of the week, from Sunday as 0.
    Day(i64),
    /// A zone: minutes west of Greenwich, without or with summer time.
    Zone(i64, Season),
    /// `dst`.
    Summer,
    /// A unit of so many months.
    Months(i64),
    /// A unit of so many seconds.
    Seconds(i64),
    /// `ago`.
    Ago,
    /// `never`.
    Never,
    /// `:`, `/`, `,`, or a character that has no meaning.
    Sign(char),
    /// A name that has no meaning.
    Unknown,
}

/// A half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

/// Whether a clock is an hour ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Standard,
    Summer,
}

/// The words of `text`; `None` when it has a number of more than 18 digits.
pub(super) fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut left = text.trim_start();
    while let Some(first) = left.chars().next() {
        let rest = left.get(first.len_utf8()..).unwrap_or_default();
        left = match first {
            '0'..='9' => {
                let (number, rest) = number(left)?;
                words.push(Word::Number(number));
                rest
            }
            // A sign before anything but a number is passed over.
            '-' | '+' if !rest.starts_with(|next: char| next.is_ascii_digit()) => rest,
            '-' | '+' => {
                let (number, rest) = number(rest)?;
                words.push(Word::Signed(if first == '-' { -number } else { number }));
                rest
            }
            'a'..='z' | 'A'..='Z' => {
                let end = left.find(|c: char| !c.is_ascii_alphabetic() && c != '.');
                let (name, rest) = left.split_at(end.unwrap_or(left.len()));
                words.push(named(&name.to_ascii_lowercase()));
                rest
            }
            '(' => after_comment(left),
            other => {
                words.push(Word::Sign(other));
                rest
            }
        }
        .trim_start();
    }
    Some(words)
}

fn number(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.len() <= 18).then(|| digits.parse().ok())?.map(|number| (number, rest))
}

/// What stands behind the comment at the beginning of `text`; comments nest, and one that does not
/// end takes the rest.
fn after_comment(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn named(name: &str) -> Word {
    match name {
        "am" | "a.m." => return Word::Half(Half::Am),
        "pm" | "p.m." => return Word::Half(Half::Pm),
        "dst" => return Word::Summer,
        "ago" => return Word::Ago,
        "never" => return Word::Never,
        _ => {}
    }
    // Three letters, with or without a point, abbreviate a month or a day.
    let (name, short) = match (name.len(), name.strip_suffix('.')) {
        (4, Some(short)) => (short, true),
        (length, _) => (name, length == 3),
    };
    if let Some((_, word)) =
        CALENDAR.iter().find(|(full, _)| *full == name || short && full.starts_with(name))
    {
        return *word;
    }
    zone(name)
        .or_else(|| unit(name))
        .or_else(|| name.strip_suffix('s').and_then(unit))
        .or_else(|| OTHERS.iter().find(|(other, _)| *other == name).map(|(_, word)| *word))
        .or_else(|| name.contains('.').then(|| zone(&name.replace('.', ""))).flatten())
        .unwrap_or(Word::Unknown)
}

fn unit(name: &str) -> Option<Word> {
    UNITS.iter().find(|(unit, _)| *unit == name).map(|(_, word)| *word)
}

fn zone(name: &str) -> Option<Word> {
    let (_, hours, season) = ZONES.iter().find(|(names, _, _)| names.contains(&name))?;
    Some(Word::Zone(hours * 60, *season))
}

const DAY: i64 = 86_400;

const CALENDAR: &[(&str, Word)] = &[
    ("january", Word::Month(1)),
    ("february", Word::Month(2)),
    ("march", Word::Month(3)),
    ("april", Word::Month(4)),
    ("may", Word::Month(5)),
    ("june", Word::Month(6)),
    ("july", Word::Month(7)),
    ("august", Word::Month(8)),
    ("september", Word::Month(9)),
    ("sept", Word::Month(9)),
    ("october", Word::Month(10)),
    ("november", Word::Month(11)),
    ("december", Word::Month(12)),
    ("sunday", Word::Day(0)),
    ("monday", Word::Day(1)),
    ("tuesday", Word::Day(2)),
    ("tues", Word::Day(2)),
    ("wednesday", Word::Day(3)),
    ("wednes", Word::Day(3)),
    ("thursday", Word::Day(4)),
    ("thur", Word::Day(4)),
    ("thurs", Word::Day(4)),
    ("friday", Word::Day(5)),
    ("saturday", Word::Day(6)),
];

const UNITS: &[(&str, Word)] = &[
    ("year", Word::Months(12)),
    ("month", Word::Months(1)),
    ("fortnight", Word::Seconds(14 * DAY)),
    ("week", Word::Seconds(7 * DAY)),
    ("day", Word::Seconds(DAY)),
    ("hour", Word::Seconds(3_600)),
    ("minute", Word::Seconds(60)),
    ("min", Word::Seconds(60)),
    ("second", Word::Seconds(1)),
    ("sec", Word::Seconds(1)),
];

/// Words of distance, and ordinals; `second` is a unit.
const OTHERS: &[(&str, Word)] = &[
    ("tomorrow", Word::Seconds(DAY)),
    ("yesterday", Word::Seconds(-DAY)),
    ("today", Word::Seconds(0)),
    ("now", Word::Seconds(0)),
    ("this", Word::Seconds(0)),
    ("last", Word::Number(-1)),
    ("next", Word::Number(2)),
    ("first", Word::Number(1)),
    ("third", Word::Number(3)),
    ("fourth", Word::Number(4)),
    ("fifth", Word::Number(5)),
    ("sixth", Word::Number(6)),
    ("seventh", Word::Number(7)),
    ("eighth", Word::Number(8)),
    ("ninth", Word::Number(9)),
    ("tenth", Word::Number(10)),
    ("eleventh", Word::Number(11)),
    ("twelfth", Word::Number(12)),
];

/// Zones by their hours west of Greenwich, as MIT's getdate has them: some names mean other zones
/// elsewhere.
const ZONES: &[(&[&str], i64, Season)] = &[
    (&["gmt", "ut", "utc", "wet"], 0, Season::Standard),
    (&["bst"], 0, Season::Summer),
    (&["wat"], 1, Season::Standard),
    (&["at"], 2, Season::Standard),
    (&["ast"], 4, Season::Standard),
    (&["adt"], 4, Season::Summer),
    (&["est"], 5, Season::Standard),
    (&["edt"], 5, Season::Summer),
    (&["cst"], 6, Season::Standard),
    (&["cdt"], 6, Season::Summer),
    (&["mst"], 7, Season::Standard),
    (&["mdt"], 7, Season::Summer),
    (&["pst"], 8, Season::Standard),
    (&["pdt"], 8, Season::Summer),
    (&["yst"], 9, Season::Standard),
    (&["ydt"], 9, Season::Summer),
    (&["hst", "cat", "ahst"], 10, Season::Standard),
    (&["hdt"], 10, Season::Summer),
    (&["nt"], 11, Season::Standard),
    (&["idlw"], 12, Season::Standard),
    (&["cet", "met", "mewt", "swt", "fwt"], -1, Season::Standard),
    (&["mest", "sst", "fst"], -1, Season::Summer),
    (&["eet"], -2, Season::Standard),
    (&["bt"], -3, Season::Standard),
    (&["zp4"], -4, Season::Standard),
    (&["zp5"], -5, Season::Standard),
    (&["zp6"], -6, Season::Standard),
    (&["wast"], -7, Season::Standard),
    (&["wadt"], -7, Season::Summer),
    (&["cct"], -8, Season::Standard),
    (&["jst", "kst"], -9, Season::Standard),
    (&["east", "gst", "kdt"], -10, Season::Standard),
    (&["eadt"], -10, Season::Summer),
    (&["nzt", "nzst", "idle"], -12, Season::Standard),
    (&["nzdt"], -12, Season::Summer),
];
