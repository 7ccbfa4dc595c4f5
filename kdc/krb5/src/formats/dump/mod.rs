//! The text dump of a principal database, as MIT's `kdb5_util dump` writes and `load` reads it.
//!
//! A dump is a header line and a line for each principal and each policy; its fields are separated
//! by tabs. [`DumpReader`] takes it line by line, [`DumpVersion::header`], [`DumpPrincipal::write`]
//! and [`DumpPolicy::write`] make it. The records are the format's own: keys are sealed under the
//! realm's master key, and [`tagged`] reads what lies in a principal's tagged data.
//!
//! There is no specification: the source is what MIT krb5 1.20.1 writes and accepts. Departures: a
//! line that was cut is refused, where MIT takes one whose last number was cut for a shorter number
//! or warns only; fields are separated by one tab, where MIT takes any white space.
//!
//! Left out: the formats before beta 7, OpenV*Secure's, and the headers of incremental propagation.

mod error;
mod fields;
mod policy;
mod principal;
mod reader;
pub mod tagged;
#[cfg(test)]
mod tests;
mod version;

pub use error::{DumpError, DumpFault};
pub use policy::DumpPolicy;
pub use principal::{DumpKey, DumpPrincipal, Typed};
pub use reader::{DumpReader, DumpRecord};
pub use version::DumpVersion;
