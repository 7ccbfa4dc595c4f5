//! Durations with a sign: `6m`, `-10m`, `+360s`, `1h30m`, `250ms`, and `0`.

use std::str::FromStr;

/// A century: whoever asks for more has mistyped.
const MOST_MICROS: i64 = 100 * 366 * 86_400 * 1_000_000;

/// The units, with the two-letter one before its first letter.
const UNITS: [(&str, i64); 5] = [
    ("ms", 1_000),
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
];

/// A signed duration, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    /// Forward, or backward when negative.
    pub(crate) micros: i64,
}

impl FromStr for Shift {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (sign, digits) = match text.as_bytes().first() {
            Some(b'-') => (-1, &text[1..]),
            Some(b'+') => (1, &text[1..]),
            _ => (1, text),
        };
        if digits.bytes().all(|octet| octet.is_ascii_digit())
            && !digits.trim_matches('0').is_empty()
        {
            return Err(format!("{text:?} has no unit: write {text}s, {text}m or {text}h"));
        }
        let micros = parts(digits)
            .ok_or_else(|| format!("{text:?} is no duration: write 6m, -10m, +360s or 1h30m"))?;
        if micros > MOST_MICROS {
            return Err(format!("{text:?} is more than a century"));
        }
        Ok(Self { micros: sign * micros })
    }
}

/// Numbers with units, or zero. `None` when it is neither, or overflows.
fn parts(mut text: &str) -> Option<i64> {
    let mut sum = 0_i64;
    if !text.is_empty() && text.bytes().all(|octet| octet == b'0') {
        return Some(0);
    }
    // Ends: each round takes a digit and a unit at least.
    loop {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(digits)?;
        let (unit, size) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(*size)?)?;
        text = &rest[unit.len()..];
        if text.is_empty() {
            return Some(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_signs_units_and_parts() {
        let seconds = 1_000_000;
        let cases = [
            ("6m", 360 * seconds),
            ("-10m", -600 * seconds),
            ("+360s", 360 * seconds),
            ("9h", 32_400 * seconds),
            ("1h30m", 5_400 * seconds),
            ("2d", 172_800 * seconds),
            ("250ms", 250_000),
            ("0", 0),
        ];
        for (text, micros) in cases {
            assert_eq!(text.parse(), Ok(Shift { micros }), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "-", "+", "m", "6x", "6 m", "--6m", "6m7", "9999999999999d", "é", "6é"] {
            assert!(text.parse::<Shift>().is_err(), "{text:?}");
        }
        let refused = "-5".parse::<Shift>().unwrap_err();
        assert!(refused.contains("\"-5\" has no unit: write -5s"), "{refused}");
    }
}
