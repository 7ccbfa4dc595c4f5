//! Durations as MIT's configuration files write them (`basic/date_format.rst`, "Duration").
//!
//! `3600` and `3600s`, `10h`, `7d`, `1d 2h 3m 4s` with the units in this order, `h:m[:s]` and
//! `d-h:m:s`. A number may be negative. The sum has to fit 32 bits.
//!
//! Departure: MIT stops at the first octet it does not know, so that `1week` is one second to it;
//! such a text is refused here.

use winnow::ascii::{digit1, multispace0};
use winnow::combinator::{alt, opt, preceded, terminated};
use winnow::error::EmptyError;
use winnow::{Parser, Result};

/// The seconds that `text` stands for, or `None` when it is no duration.
pub fn parse_duration(text: &str) -> Option<i32> {
    let seconds = alt((
        terminated(clock, winnow::combinator::eof),
        terminated(units, (multispace0, winnow::combinator::eof)),
        terminated(signed, winnow::combinator::eof),
    ))
    .parse(text)
    .ok()?;
    i32::try_from(seconds).ok()
}

/// `duration` in the shortest of the forms with units, which [`parse_duration`] reads back.
pub fn format_duration(seconds: i32) -> String {
    let parts = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
    let mut left = seconds;
    let mut words = Vec::new();
    for (size, unit) in parts {
        if left / size != 0 {
            words.push(format!("{}{unit}", left / size));
            left %= size;
        }
    }
    if words.is_empty() { "0".to_owned() } else { words.join(" ") }
}

type Parsed<T> = Result<T, EmptyError>;

/// `[d-]h:m[:s]`. The numbers after the first have at most two digits.
fn clock(input: &mut &str) -> Parsed<i64> {
    let first = signed.parse_next(input)?;
    let (days, hours) = match opt(preceded('-', short)).parse_next(input)? {
        Some(hours) => (Some(first), hours),
        None => (None, first),
    };
    let minutes = preceded(':', short).parse_next(input)?;
    let seconds = match days {
        // With days, the seconds are needed.
        Some(_) => preceded(':', short).parse_next(input)?,
        None => opt(preceded(':', short)).parse_next(input)?.unwrap_or(0),
    };
    Ok(days.unwrap_or(0) * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

/// Numbers with units, the larger first; one at least.
fn units(input: &mut &str) -> Parsed<i64> {
    let mut sum = None;
    for (unit, size) in [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)] {
        if let Some(number) = opt(terminated(signed, unit)).parse_next(input)? {
            sum = Some(sum.unwrap_or(0) + number * size);
        }
    }
    sum.ok_or(EmptyError)
}

/// A number of 32 bits after blanks.
fn signed(input: &mut &str) -> Parsed<i64> {
    let (minus, number) =
        preceded(multispace0, (opt('-'), digit1.try_map(str::parse::<i32>))).parse_next(input)?;
    Ok(if minus.is_some() { -i64::from(number) } else { i64::from(number) })
}

/// A number of one or two digits.
fn short(input: &mut &str) -> Parsed<i64> {
    digit1.verify(|digits: &str| digits.len() <= 2).try_map(str::parse::<i64>).parse_next(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What `krb5_string_to_deltat` of MIT krb5 1.20.1 answers.
    const READINGS: &[(&str, Option<i32>)] = &[
        ("3600", Some(3_600)),
        ("10h", Some(36_000)),
        ("7d", Some(604_800)),
        ("  7d", Some(604_800)),
        ("1d 2h 3m 4s", Some(93_784)),
        ("1d2h", Some(93_600)),
        ("1d 5s", Some(86_405)),
        ("2h 3s", Some(7_203)),
        ("3m4s", Some(184)),
        ("1h  ", Some(3_600)),
        ("1:30", Some(5_400)),
        ("1:5", Some(3_900)),
        ("123:5", Some(443_100)),
        ("01:02:03", Some(3_723)),
        ("1-02:03:04", Some(93_784)),
        ("100-1:1:1", Some(8_643_661)),
        ("-5", Some(-5)),
        ("-5m", Some(-300)),
        ("-1:05", Some(-3_300)),
        ("1d -2h", Some(79_200)),
        ("24855d", Some(2_147_472_000)),
        ("24856d", None),
        ("2147483648", None),
        ("", None),
        ("x", None),
        ("10 h", None),
        ("7 d 3 h", None),
        ("1h1d", None),
        ("1h 30", None),
        ("1d-", None),
        ("1:123", None),
        ("1-1:1", None),
        ("5 x", None),
        ("5 ", None),
    ];

    #[test]
    fn durations_are_read_as_mit_reads_them() {
        for (text, seconds) in READINGS {
            assert_eq!(parse_duration(text), *seconds, "{text:?}");
        }
    }

    #[test]
    fn text_after_a_duration_is_refused() {
        for text in ["1w", "1week", "5x", "5.5"] {
            assert_eq!(parse_duration(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn written_durations_read_back(seconds in any::<i32>()) {
            prop_assert_eq!(parse_duration(&format_duration(seconds)), Some(seconds));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-0-9dhms: x]{0,20}") {
            parse_duration(&text);
        }
    }
}
