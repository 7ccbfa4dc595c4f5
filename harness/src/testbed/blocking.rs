//! The bed for plain `#[test]` functions: the same, without `await`.

use std::ops::{Deref, DerefMut};

use super::{Builder, Testbed};
use crate::party::BedError;

/// A [`Testbed`] with a runtime of its own for whatever has to wait.
///
/// KDC and brokers run on their own threads either way; this only drives the calls.
#[derive(Debug)]
pub struct BlockingTestbed {
    bed: Testbed,
    runtime: tokio::runtime::Runtime,
}

impl Builder {
    /// [`Builder::start`] outside a runtime.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub fn start_blocking(self) -> Result<BlockingTestbed, BedError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| BedError::Engine(Box::new(error)))?;
        let bed = runtime.block_on(self.start())?;
        Ok(BlockingTestbed { bed, runtime })
    }
}

impl BlockingTestbed {
    /// Waits for one of the bed's asynchronous calls.
    ///
    /// ```
    /// # fn main() -> Result<(), kerbside::BedError> {
    /// let bed = kerbside::Testbed::builder().topic("orders", 3).start_blocking()?;
    /// assert_eq!(bed.wait(bed.topics())?["orders"], 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait<F: Future>(&self, call: F) -> F::Output {
        self.runtime.block_on(call)
    }
}

impl Deref for BlockingTestbed {
    type Target = Testbed;
    fn deref(&self) -> &Testbed {
        &self.bed
    }
}

impl DerefMut for BlockingTestbed {
    fn deref_mut(&mut self) -> &mut Testbed {
        &mut self.bed
    }
}
