//! What the daemons share: where they listen, how they end, and the file with their number.
//!
//! A daemon runs in the foreground here. Whoever wants it in the background starts it as another
//! process and waits for the line that says that it is starting (the command line's business).

mod descriptors;
mod listen;
mod pid_file;
mod signals;

pub(super) use descriptors::raise_descriptors;
pub(super) use listen::addresses;
pub(super) use pid_file::write_pid_file;
pub(super) use signals::{Signals, until_ended};

use std::sync::Arc;

use kerbside_krb5::time::Timestamp;

use crate::clock::Clock;

/// A clock that is off by a fixed time: `krb5kdc -T`.
pub(super) struct Offset {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) seconds: i64,
}

impl Clock for Offset {
    fn now(&self) -> Timestamp {
        self.clock.now().plus_seconds(self.seconds)
    }

    fn moves(&self) -> u64 {
        self.clock.moves()
    }
}
