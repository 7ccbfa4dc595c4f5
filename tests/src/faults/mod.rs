//! What happens to a realm of files when things break: processes that are killed, two writers at
//! once, a full disk, spoiled files, cut dumps, wrong stashes, and
//! strangers at the ports.
//!
//! Each function arranges one kind of fault on our programs and panics with what it saw when
//! something was lost or said unclearly. `make faults` runs all of them at length, the acceptance
//! tests run them briefly. What a writer was told to be done is kept by the test itself
//! ([`ledger`]), outside of the database that is being tried.
//!
//! Leaves out power cuts: what the disk itself forgets is not arranged here.

pub mod chance;
pub mod crowd;
pub mod damage;
pub mod dumps;
pub mod full_disk;
pub mod kills;
pub mod ledger;
pub mod sight;
pub mod stashes;
pub mod strangers;
pub mod writer;
