//! The operating system's entropy, read in blocks: a system call for each confounder would cost
//! more than the encryption.

use kerbside_crypto::Entropy;

const BLOCK: usize = 1024;

/// Entropy from the operating system; what was handed out is wiped from the block.
pub(crate) struct OsEntropy {
    block: Box<[u8; BLOCK]>,
    used: usize,
}

impl OsEntropy {
    /// A source that asks the system at its first use.
    pub(crate) fn new() -> Self {
        OsEntropy { block: Box::new([0; BLOCK]), used: BLOCK }
    }
}

impl Entropy for OsEntropy {
    fn fill(&mut self, out: &mut [u8]) {
        for wanted in out.chunks_mut(BLOCK) {
            if BLOCK - self.used < wanted.len() {
                // Without entropy there are no keys, and nothing to answer a client with.
                let filled = getrandom::fill(self.block.as_mut_slice());
                assert!(filled.is_ok(), "the operating system gives no entropy: {filled:?}");
                self.used = 0;
            }
            let fresh = &mut self.block[self.used..self.used + wanted.len()];
            wanted.copy_from_slice(fresh);
            fresh.fill(0);
            self.used += wanted.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_out_does_not_come_again() {
        let mut entropy = OsEntropy::new();
        let mut drawn = vec![0; 2 * BLOCK + 5];
        entropy.fill(&mut drawn);
        let mut again = drawn.clone();
        entropy.fill(&mut again);
        assert_ne!(drawn, again);
        assert!(entropy.block[..entropy.used].iter().all(|octet| *octet == 0));
    }
}
