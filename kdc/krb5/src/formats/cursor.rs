//! A bounded reader over the bytes of a file: every length is checked against the bytes left.

/// The order of the octets of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    /// Most significant first, as every current format has it.
    Big,
    /// Least significant first, as old formats written on such machines have it.
    Little,
}

/// Fewer bytes are left than a field needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Short {
    /// Where the field starts, counted from the start of the file.
    pub(super) offset: usize,
    /// How many octets the field needs.
    pub(super) needed: usize,
    /// How many are left.
    pub(super) left: usize,
}

/// The unread rest of a file or of one of its records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
    order: ByteOrder,
}

impl<'a> Cursor<'a> {
    /// All of `bytes`, which start `offset` octets into the file.
    pub(super) fn new(bytes: &'a [u8], offset: usize, order: ByteOrder) -> Self {
        Self { rest: bytes, offset, order }
    }

    /// How many octets of the file were read.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything was read.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `count` octets.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Short> {
        let short = Short { offset: self.offset, needed: count, left: self.rest.len() };
        let (head, tail) = self.rest.split_at_checked(count).ok_or(short)?;
        self.rest = tail;
        self.offset += count;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let mut octets = [0; N];
        octets.copy_from_slice(self.take(N)?);
        if self.order == ByteOrder::Little {
            octets.reverse();
        }
        Ok(octets)
    }

    /// One octet.
    pub(super) fn u8(&mut self) -> Result<u8, Short> {
        self.array().map(u8::from_be_bytes)
    }

    /// Two octets.
    pub(super) fn u16(&mut self) -> Result<u16, Short> {
        self.array().map(u16::from_be_bytes)
    }

    /// Four octets.
    pub(super) fn u32(&mut self) -> Result<u32, Short> {
        self.array().map(u32::from_be_bytes)
    }

    /// Four octets, signed.
    pub(super) fn i32(&mut self) -> Result<i32, Short> {
        self.array().map(i32::from_be_bytes)
    }
}
