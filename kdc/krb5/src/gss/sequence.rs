//! The order of per-message tokens (RFC 2743 §1.2.3, RFC 4121 §4.2.6.1): a window of 64 numbers.
//!
//! A number out of order is information and no error: some initiators (gokrb5) send 0 whatever
//! they announced, and every SASL peer takes that.

/// Where a token's sequence number stands among those seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceStatus {
    /// The next one.
    InOrder,
    /// Later than the next one: some are missing (GSS_S_GAP_TOKEN).
    Gap,
    /// Earlier than the latest, and new (GSS_S_UNSEQ_TOKEN).
    Unsequenced,
    /// Met before (GSS_S_DUPLICATE_TOKEN).
    Duplicate,
    /// Too long ago to tell (GSS_S_OLD_TOKEN).
    Old,
}

/// The sequence numbers that a peer has used.
#[derive(Clone, Debug)]
pub(super) struct SequenceWindow {
    next: u64,
    /// Bit n: the number `next - 1 - n` was seen.
    seen: u64,
    first: u64,
}

impl SequenceWindow {
    /// A window that expects `first`.
    pub(super) fn new(first: u64) -> Self {
        Self { next: first, seen: 0, first }
    }

    /// The number that was expected first.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// Judges `number` and remembers it.
    pub(super) fn check(&mut self, number: u64) -> SequenceStatus {
        let ahead = number.wrapping_sub(self.next);
        if ahead < 1 << 63 {
            self.seen = self.seen.checked_shl(ahead.min(64) as u32).unwrap_or(0);
            self.seen = self.seen.checked_shl(1).unwrap_or(0) | 1;
            self.next = number.wrapping_add(1);
            return if ahead == 0 { SequenceStatus::InOrder } else { SequenceStatus::Gap };
        }
        let behind = self.next.wrapping_sub(number).wrapping_sub(1);
        if behind >= 64 || number.wrapping_sub(self.first) >= 1 << 63 {
            return SequenceStatus::Old;
        }
        if self.seen >> behind & 1 == 1 {
            return SequenceStatus::Duplicate;
        }
        self.seen |= 1 << behind;
        SequenceStatus::Unsequenced
    }
}

#[cfg(test)]
mod tests {
    use super::SequenceStatus::*;
    use super::*;

    #[test]
    fn numbers_are_judged_by_what_came_before() {
        let mut window = SequenceWindow::new(10);
        let judged: Vec<_> = [10, 11, 11, 14, 12, 12, 9, 200, 14, 199, 201]
            .map(|number| window.check(number))
            .into();
        let expected = [
            InOrder,
            InOrder,
            Duplicate,
            Gap,
            Unsequenced,
            Duplicate,
            Old,
            Gap,
            Old,
            Unsequenced,
            InOrder,
        ];
        assert_eq!(judged, expected);
    }

    #[test]
    fn numbers_may_wrap() {
        let mut window = SequenceWindow::new(u64::MAX);
        assert_eq!(window.check(u64::MAX), InOrder);
        assert_eq!(window.check(0), InOrder);
        assert_eq!(window.check(u64::MAX), Duplicate);
    }
}
