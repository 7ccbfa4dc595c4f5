//! `application/x-www-form-urlencoded`, as token requests are (RFC 6749 §4.4.2).

use std::collections::BTreeMap;

/// The fields of a form. Of a name that comes twice the first value counts.
pub(super) fn fields(body: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.entry(decoded(name)).or_insert_with(|| decoded(value));
    }
    fields
}

/// `+` is a blank, `%41` an `A`; what is no escape stays as it is.
pub(super) fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [octet, after @ ..] = rest {
        rest = after;
        match (octet, after) {
            (b'%', [high, low, further @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                octets.push(hex(*high) << 4 | hex(*low));
                rest = further;
            }
            (b'+', _) => octets.push(b' '),
            (octet, _) => octets.push(*octet),
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// The value of a digit.
fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_other_percents_stay() {
        for (text, plain) in [
            ("client+credentials", "client credentials"),
            ("a%20b%2Bc", "a b+c"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%C3%A9", "é"),
            ("%+1", "% 1"),
        ] {
            assert_eq!(decoded(text), plain);
        }
    }

    #[test]
    fn the_first_value_of_a_name_counts() {
        let fields = fields("grant_type=client_credentials&scope=&&grant_type=x&flag");
        let found: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(found, ["flag=", "grant_type=client_credentials", "scope="]);
    }
}
