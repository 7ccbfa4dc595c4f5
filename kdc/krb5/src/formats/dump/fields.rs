//! The fields of a line: numbers, texts and octets in hexadecimal.

/// The rest of a line, without its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self { rest: Some(line) }
    }

    /// The octets up to the next tab or the end; nothing after the end.
    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        match rest.iter().position(|octet| *octet == b'\t') {
            Some(tab) => {
                self.rest = rest.get(tab + 1..);
                rest.get(..tab)
            }
            None => self.rest.take(),
        }
    }

    /// A number of 32 bits; MIT reads and writes both signs of one.
    pub(super) fn u32(&mut self) -> Option<u32> {
        number(self.next()?)
    }

    pub(super) fn i16(&mut self) -> Option<i16> {
        i16::try_from(self.u32()?.cast_signed()).ok()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let number = self.u32()?;
        // A version of a key beyond 32,767 was once written as a negative number.
        u16::try_from(number)
            .ok()
            .or_else(|| i16::try_from(number.cast_signed()).ok().map(i16::cast_unsigned))
    }

    /// A length, which cannot be more than what is left of the line: it allocates nothing.
    pub(super) fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.u32()?).ok()?;
        (length <= self.rest.map_or(0, <[u8]>::len)).then_some(length)
    }

    /// Octets of which there are `length`, or `-1` for none.
    pub(super) fn octets(&mut self, length: usize) -> Option<Vec<u8>> {
        octets(self.next()?, length)
    }

    /// Whether the line is at its end.
    pub(super) fn is_done(&self) -> bool {
        self.rest.is_none()
    }
}

/// `length` octets in hexadecimal, or `-1` for none.
pub(super) fn octets(text: &[u8], length: usize) -> Option<Vec<u8>> {
    if length == 0 {
        return (text == b"-1").then(Vec::new);
    }
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    if pairs.len() != length {
        return None;
    }
    let digit = |octet: u8| match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'a'..=b'f' => Some(octet - b'a' + 10),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

fn number(text: &[u8]) -> Option<u32> {
    let (digits, negative) = match text {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let mut value: i64 = 0;
    for digit in digits {
        let digit = char::from(*digit).to_digit(10)?;
        value = value * 10 + i64::from(digit);
    }
    match negative {
        false => u32::try_from(value).ok(),
        true => i32::try_from(-value).ok().map(i32::cast_unsigned),
    }
}

/// Appends octets in hexadecimal, or `-1` for none.
pub(super) fn write_octets(octets: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    if octets.is_empty() {
        out.extend_from_slice(b"-1");
    }
    out.reserve(octets.len() * 2);
    for octet in octets {
        let [high, low] = [octet >> 4, octet & 0xf];
        out.extend([high, low].map(|nibble| DIGITS.get(usize::from(nibble)).map_or(b'0', |d| *d)));
    }
}
