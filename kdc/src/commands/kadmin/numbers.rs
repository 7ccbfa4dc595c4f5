//! Numbers as C's `atoi` reads them, which is how kadmin does: blanks, a sign, digits, and nothing
//! of what follows. A text without digits is zero.

/// The number at the beginning of `text`; the nearest one where 32 bits are too few.
pub(super) fn leading(text: &str) -> i32 {
    let text = text.trim_start();
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut number = 0_i32;
    for digit in digits.chars().map_while(|character| character.to_digit(10)) {
        number = number.saturating_mul(10).saturating_add_unsigned(digit);
    }
    if minus { -number } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_before_what_is_none() {
        for (text, number) in
            [("3", 3), (" -12x", -12), ("+7", 7), ("x", 0), ("", 0), ("99999999999", i32::MAX)]
        {
            assert_eq!(leading(text), number, "{text:?}");
        }
    }
}
