//! The records of the database, as MIT's dumps and stashes hold them: keys sealed under the
//! realm's master key, and what MIT keeps as tagged data.
//!
//! A [`Loader`] makes principals of the lines of a dump, a [`Dumper`] lines of principals.
//! [`MasterKeys`] are found out from the master key's own record, by the key of a stash or of a
//! password.
//!
//! Left out: what another database module keeps in a line's last field, which is not carried.
//! String attributes are in the order of their names, and the earlier passwords start at their
//! oldest, whatever the order was that MIT had.

mod dumper;
mod fault;
mod loader;
mod master_keys;
mod policy;
mod sealing;
#[cfg(test)]
mod tests;

pub use dumper::Dumper;
pub use fault::LoadFault;
pub use loader::{Loaded, Loader};
pub use master_keys::{MasterKey, MasterKeys};
pub use policy::{dump_policy, load_policy};
pub use sealing::{open, seal};
