//! XDR (RFC 4506): words of four octets, and what kadm5 builds of them.
//!
//! Every length and count is checked against the octets that are left before anything is reserved
//! for it. Padding is skipped and not judged, as in MIT's library.

use zeroize::Zeroize;

/// The octets are not what the type wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed at octet {offset}: {what}")]
pub struct XdrError {
    /// The first octet that is wrong or missing.
    pub offset: usize,
    /// What was expected.
    pub what: &'static str,
}

/// The unread rest of a message.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    all: &'a [u8],
    offset: usize,
}

/// Messages have passwords and keys in them: how far it has come is shown.
impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reader({} of {} octets)", self.offset, self.all.len())
    }
}

impl<'a> Reader<'a> {
    /// All of `octets`.
    pub fn new(octets: &'a [u8]) -> Self {
        Self { all: octets, offset: 0 }
    }

    /// How many octets were read.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.all.get(self.offset..).unwrap_or_default()
    }

    /// An error at this place.
    pub fn wrong(&self, what: &'static str) -> XdrError {
        XdrError { offset: self.offset, what }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], XdrError> {
        let taken = self.rest().get(..count);
        let taken = taken.ok_or_else(|| self.wrong("the octets end early"))?;
        self.offset += count;
        Ok(taken)
    }

    /// An unsigned integer.
    pub fn u32(&mut self) -> Result<u32, XdrError> {
        let word = self.take(4)?;
        Ok(word.first_chunk().map_or(0, |octets| u32::from_be_bytes(*octets)))
    }

    /// An integer.
    pub fn i32(&mut self) -> Result<i32, XdrError> {
        self.u32().map(u32::cast_signed)
    }

    /// An integer of sixteen bits, which travels as one of 32.
    pub fn i16(&mut self) -> Result<i16, XdrError> {
        let at = *self;
        i16::try_from(self.i32()?).map_err(|_| at.wrong("the number does not fit into 16 bits"))
    }

    /// An unsigned integer of sixteen bits, which travels as one of 32.
    pub fn u16(&mut self) -> Result<u16, XdrError> {
        let at = *self;
        u16::try_from(self.u32()?).map_err(|_| at.wrong("the number does not fit into 16 bits"))
    }

    /// A truth value: anything but 0 is true, as in MIT's library.
    pub fn boolean(&mut self) -> Result<bool, XdrError> {
        self.u32().map(|word| word != 0)
    }

    /// `length` octets with their padding.
    pub fn fixed(&mut self, length: usize) -> Result<&'a [u8], XdrError> {
        let octets = self.take(length)?;
        self.take(padding(length))?;
        Ok(octets)
    }

    /// A length and so many octets with their padding.
    pub fn opaque(&mut self) -> Result<&'a [u8], XdrError> {
        let length = self.u32()? as usize;
        self.fixed(length)
    }

    /// The count of an array whose items take `smallest` octets or more.
    pub fn count(&mut self, smallest: usize) -> Result<usize, XdrError> {
        let at = *self;
        let count = self.u32()? as usize;
        match self.rest().len().checked_div(smallest) {
            Some(most) if count <= most => Ok(count),
            _ => Err(at.wrong("more items are announced than the octets can hold")),
        }
    }

    /// An array of items that take `smallest` octets or more.
    pub fn array<T>(
        &mut self,
        smallest: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, XdrError>,
    ) -> Result<Vec<T>, XdrError> {
        let count = self.count(smallest)?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// kadm5's string: its size counts the NUL at its end; size 0 is no string at all.
    pub fn nullstring(&mut self) -> Result<Option<&'a [u8]>, XdrError> {
        let at = *self;
        let octets = self.opaque()?;
        match octets.split_last() {
            None => Ok(None),
            Some((0, text)) if !text.contains(&0) => Ok(Some(text)),
            Some(_) => Err(at.wrong("a string ends in its only NUL")),
        }
    }

    /// A string that is UTF-8.
    pub fn text(&mut self) -> Result<Option<String>, XdrError> {
        let at = *self;
        let Some(octets) = self.nullstring()? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(octets).map_err(|_| at.wrong("a text is UTF-8"))?;
        Ok(Some(text.to_owned()))
    }

    /// The text of a principal's name; none at all reads as an empty one.
    pub fn principal(&mut self) -> Result<String, XdrError> {
        self.text().map(Option::unwrap_or_default)
    }

    /// Nothing is left.
    pub fn end(&self) -> Result<(), XdrError> {
        match self.rest() {
            [] => Ok(()),
            _ => Err(self.wrong("octets are left over")),
        }
    }
}

/// A message that is being written. Its octets are wiped when it is dropped.
#[derive(Default)]
pub struct Writer {
    octets: Vec<u8>,
}

impl Writer {
    /// An empty message.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets
    }

    /// What was written, which is wiped no more.
    pub fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.octets)
    }

    /// An unsigned integer.
    pub fn u32(&mut self, value: u32) {
        self.octets.extend_from_slice(&value.to_be_bytes());
    }

    /// An integer.
    pub fn i32(&mut self, value: i32) {
        self.u32(value.cast_unsigned());
    }

    /// A truth value.
    pub fn boolean(&mut self, value: bool) {
        self.u32(value.into());
    }

    /// A length or a count.
    pub fn length(&mut self, value: usize) {
        self.u32(u32::try_from(value).unwrap_or(u32::MAX));
    }

    /// Octets as they are, without length and padding.
    pub fn raw(&mut self, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
    }

    /// A length and the octets with their padding.
    pub fn opaque(&mut self, octets: &[u8]) {
        self.length(octets.len());
        self.raw(octets);
        self.pad(octets.len());
    }

    /// A string with the NUL that its size counts; size 0 where there is none.
    pub fn nullstring(&mut self, text: Option<&[u8]>) {
        let Some(text) = text else {
            return self.u32(0);
        };
        let size = text.len().saturating_add(1);
        self.length(size);
        self.raw(text);
        self.octets.push(0);
        self.pad(size);
    }

    /// A string.
    pub fn text(&mut self, text: Option<&str>) {
        self.nullstring(text.map(str::as_bytes));
    }

    /// The text of a principal's name; an empty one is none.
    pub fn principal(&mut self, name: &str) {
        self.text(Some(name).filter(|name| !name.is_empty()));
    }

    /// An array.
    pub fn array<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.length(items.len());
        items.iter().for_each(|one| item(self, one));
    }

    fn pad(&mut self, length: usize) {
        self.octets.resize(self.octets.len().saturating_add(padding(length)), 0);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.octets.zeroize();
    }
}

/// The octets that fill the last word.
fn padding(length: usize) -> usize {
    length.wrapping_neg() % 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_count_their_nul_and_fill_their_last_word() {
        for (text, octets) in [
            (None, &[0, 0, 0, 0][..]),
            (Some(""), &[0, 0, 0, 1, 0, 0, 0, 0]),
            (Some("abc"), &[0, 0, 0, 4, b'a', b'b', b'c', 0]),
            (Some("abcd"), &[0, 0, 0, 5, b'a', b'b', b'c', b'd', 0, 0, 0, 0]),
        ] {
            let mut writer = Writer::new();
            writer.text(text);
            assert_eq!(writer.as_bytes(), octets);
            let mut reader = Reader::new(octets);
            assert_eq!(reader.text().unwrap().as_deref(), text);
            reader.end().unwrap();
        }
    }

    #[test]
    fn strings_without_their_nul_or_with_another_are_refused() {
        for octets in [&[0, 0, 0, 1, b'a', 0, 0, 0][..], &[0, 0, 0, 3, 0, b'a', 0, 0]] {
            assert!(Reader::new(octets).nullstring().is_err(), "{octets:?}");
        }
    }

    #[test]
    fn a_count_beyond_the_octets_is_refused_before_anything_is_reserved() {
        let octets = [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4];
        assert_eq!(Reader::new(&octets).count(4).unwrap_err().offset, 0);
        let mut calls = 0;
        let read = Reader::new(&octets).array(4, |reader| {
            calls += 1;
            reader.u32()
        });
        assert!(read.is_err() && calls == 0);
    }

    #[test]
    fn numbers_of_sixteen_bits_are_bounded() {
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff]).i16(), Ok(-1));
        assert!(Reader::new(&[0, 1, 0, 0]).i16().is_err());
        assert_eq!(Reader::new(&[0, 0, 0xff, 0xff]).u16(), Ok(0xffff));
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0xff]).u16().is_err());
    }
}
