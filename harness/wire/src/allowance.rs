//! How much memory a message may take when it is decoded.
//!
//! An empty string is one octet on the wire and some dozens in memory, so a bound on the octets of
//! a message does not bound what it grows to. Contents of strings and of bytes are not counted:
//! they stay where they came in.

/// Memory that decoding may still take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    left: usize,
    per_element: usize,
}

impl Allowance {
    /// As much as there is.
    pub const UNLIMITED: Allowance = Allowance::new(usize::MAX);

    /// So many octets.
    pub const fn new(octets: usize) -> Self {
        Allowance { left: octets, per_element: 0 }
    }

    /// Counts each element of a list as so many octets more than it has itself, for what is going
    /// to be made of it.
    #[must_use]
    pub const fn per_element(self, octets: usize) -> Self {
        Allowance { per_element: octets, ..self }
    }

    /// The octets that were not spent.
    pub fn left(self) -> usize {
        self.left
    }

    pub(crate) fn spend(&mut self, count: usize, size: usize) -> bool {
        let left = count
            .checked_mul(size.saturating_add(self.per_element))
            .and_then(|octets| self.left.checked_sub(octets));
        match left {
            Some(left) => self.left = left,
            None => return false,
        }
        true
    }
}
