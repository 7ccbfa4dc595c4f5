//! The records of the database, as MIT's dumps and stashes hold them: keys sealed under the
//! realm's master key, and what MIT keeps as tagged data.
//!
//! A [`Loader`] makes principals of the lines of a dump, a [`Dumper`] lines of principals.
//! The master keys of a dump are a [`Keyring`].
//!
//! Left out: what another database module keeps in a line's last field, which is not carried.
//! The earlier passwords start at their oldest, whatever the order was that MIT had.

mod dumper;
mod fault;
mod keyring;
mod loader;
mod policy;
#[cfg(test)]
mod tests;

pub use dumper::Dumper;
pub use fault::LoadFault;
pub use keyring::Keyring;
pub use loader::{Loaded, Loader};
pub use policy::{dump_policy, load_policy};
