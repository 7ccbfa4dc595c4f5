//! The operating system's entropy, read in blocks: one system call for each confounder would cost
//! more than the encryption.

use kerbside_crypto::Entropy;

const BLOCK: usize = 4096;

/// Entropy from the operating system, handed out once and wiped.
pub struct OsEntropy {
    block: Box<[u8; BLOCK]>,
    used: usize,
}

impl OsEntropy {
    /// A source whose first block is read at the first use.
    pub fn new() -> Self {
        Self { block: Box::new([0; BLOCK]), used: BLOCK }
    }

    fn refill(&mut self) {
        // A system without entropy cannot issue keys; there is nothing to answer a client with.
        let filled = getrandom::fill(self.block.as_mut_slice());
        assert!(filled.is_ok(), "the operating system gives no entropy: {filled:?}");
        self.used = 0;
    }
}

impl Default for OsEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for OsEntropy {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(BLOCK) {
            if BLOCK - self.used < chunk.len() {
                self.refill();
            }
            let taken = &mut self.block[self.used..self.used + chunk.len()];
            chunk.copy_from_slice(taken);
            taken.fill(0);
            self.used += chunk.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successive_reads_differ_and_cross_blocks() {
        let mut entropy = OsEntropy::new();
        let mut first = vec![0; 3 * BLOCK + 7];
        let mut second = first.clone();
        entropy.fill(&mut first);
        entropy.fill(&mut second);
        assert_ne!(first, second);
        assert!(first.chunks(64).all(|chunk| chunk.iter().any(|byte| *byte != 0)));
    }
}
