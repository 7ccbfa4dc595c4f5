//! Randomness as an argument.
//!
//! Leaves out the operating system's: a shell implements [`Entropy`] over it, and buffers, because
//! a system call per confounder costs more than the encryption.

/// A source of random octets for keys, confounders and nonces.
pub trait Entropy {
    /// Fills all of `out`.
    fn fill(&mut self, out: &mut [u8]);
}

impl<E: Entropy + ?Sized> Entropy for &mut E {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

impl<E: Entropy + ?Sized> Entropy for Box<E> {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

/// Octets that follow from a seed: the same calls give the same octets in every run.
///
/// For tests and seeded test beds only. Whoever sees a few octets can compute the rest.
///
/// ```
/// use kerbside_crypto::{Entropy, SeededEntropy};
///
/// let (mut one, mut two) = ([0; 20], [0; 20]);
/// SeededEntropy::new(1).fill(&mut one);
/// SeededEntropy::new(1).fill(&mut two);
/// assert_eq!(one, two);
/// ```
#[derive(Clone, Debug)]
pub struct SeededEntropy {
    state: u64,
}

impl SeededEntropy {
    /// A source that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// One step of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_seed_gives_other_octets() {
        let (mut one, mut two) = ([0; 16], [0; 16]);
        SeededEntropy::new(1).fill(&mut one);
        SeededEntropy::new(2).fill(&mut two);
        assert_ne!(one, two);
    }

    #[test]
    fn consecutive_fills_differ() {
        let mut entropy = SeededEntropy::new(0);
        let (mut one, mut two) = ([0; 16], [0; 16]);
        entropy.fill(&mut one);
        entropy.fill(&mut two);
        assert_ne!(one, two);
    }
}
