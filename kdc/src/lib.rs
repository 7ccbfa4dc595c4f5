//! A Kerberos 5 key distribution centre that lives inside a process.
//!
//! [`Kdc`] answers AS and TGS requests over UDP and TCP, for any number of realms at once. What it
//! answers is decided in `kerbside-kdc-core`; this crate has the sockets, the [`Clock`], the
//! entropy, the reply cache and the [`Observer`].
//!
//! ```
//! use kerbside_kdc::{Kdc, RealmSettings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let kdc = Kdc::builder().realm(RealmSettings::new("EXAMPLE.COM")).start_blocking()?;
//! kdc.admin().add_principal("alice@EXAMPLE.COM", "secret")?;
//! println!("kdc = {}", kdc.address());
//! # Ok(())
//! # }
//! ```
//!
//! A KDC runs on a thread of its own unless [`Builder::runtime`] gives it a runtime: a test that
//! blocks its own runtime, waiting for a client program, does not block the KDC.
//!
//! Leaves out: KKDCP. The durable database ([`store`]) is behind the feature `store`.

mod admin;
mod answerer;
mod builder;
mod clock;
pub mod commands;
mod entropy;
mod gate;
mod kadm5;
pub mod kadmind;
mod kdc;
pub mod kpasswd;
pub mod listeners;
pub mod logging;
pub mod lookaside;
mod observer;
mod places;
mod service;
pub mod store;
pub mod tcp;
mod udp;

pub use admin::{Admin, AdminError};
pub use builder::{Builder, StartError};
pub use clock::{Clock, SystemClock};
pub use entropy::OsEntropy;
pub use gate::Locked;
pub use kdc::Kdc;
pub use kerbside_kdc_core::admin::{AdminReply, AdminRequest};
pub use kerbside_kdc_core::database::{MemoryStore, RealmSettings};
pub use observer::{Event, Observer, Unobserved};
pub use store::{KdcStore, Snapshot};

#[cfg(test)]
mod tests;
