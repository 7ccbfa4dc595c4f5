//! The sequence numbers that a server has seen (RFC 2203 §5.3.3.1).

/// What a sequence number tells of its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is new.
    Fresh,
    /// It was seen before.
    Repeated,
    /// It is too far below the highest one to tell.
    Below,
}

/// The numbers seen, as far back as [`SequenceWindow::SIZE`].
#[derive(Clone, Debug, Default)]
pub struct SequenceWindow {
    highest: u32,
    /// Bit n: the number `highest - n` was seen.
    seen: u128,
}

impl SequenceWindow {
    /// How many numbers are told apart.
    pub const SIZE: u32 = 128;

    /// Judges `number` and remembers it.
    pub fn check(&mut self, number: u32) -> Verdict {
        if self.seen == 0 || number > self.highest {
            let ahead = number.saturating_sub(self.highest);
            self.seen = self.seen.checked_shl(ahead).unwrap_or(0) | 1;
            self.highest = number;
            return Verdict::Fresh;
        }
        let bit = match 1u128.checked_shl(self.highest.saturating_sub(number)) {
            Some(bit) => bit,
            None => return Verdict::Below,
        };
        if self.seen & bit != 0 {
            return Verdict::Repeated;
        }
        self.seen |= bit;
        Verdict::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::*;
    use super::*;

    #[test]
    fn a_number_passes_once_and_not_when_it_is_too_old() {
        let mut window = SequenceWindow::default();
        let judged = [5, 5, 7, 6, 6, 140, 12, 13, 13, 200, 200].map(|number| window.check(number));
        let expected = [
            Fresh, Repeated, Fresh, Fresh, Repeated, Fresh, Below, Fresh, Repeated, Fresh, Repeated,
        ];
        assert_eq!(judged, expected);
    }

    #[test]
    fn a_leap_forgets_everything_below() {
        let mut window = SequenceWindow::default();
        assert_eq!(window.check(0), Fresh);
        assert_eq!(window.check(u32::MAX), Fresh);
        assert_eq!(window.check(0), Below);
        assert_eq!(window.check(u32::MAX), Repeated);
        assert_eq!(window.check(u32::MAX - 127), Fresh);
    }
}
