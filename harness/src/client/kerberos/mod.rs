//! A Kerberos client over sockets: logs in, fetches service tickets, keeps them.
//!
//! The exchanges themselves are those of [`kerbside_krb5::client`]; here they get a transport to
//! one KDC (RFC 4120 §7.2), a [`WallClock`] that a test moves, a cache of tickets, and files.
//!
//! ```no_run
//! # use kerbside::client::kerberos::{KerberosClient, KerberosOptions};
//! # async fn example(kdc: std::net::SocketAddr) -> Result<(), Box<dyn std::error::Error>> {
//! let alice = KerberosClient::new(KerberosOptions::new(kdc));
//! alice.login_with_password("alice@EXAMPLE.TEST", "secret").await?;
//! let ticket = alice.service_ticket(&alice.host_service("kafka", "localhost")?).await?;
//! println!("{} until {}", ticket.server, ticket.endtime);
//! # Ok(())
//! # }
//! ```
//!
//! Leaves out: the search for KDCs, other realms than the KDC's, and renewal in the background.
//!
//! [`WallClock`]: crate::clock::WallClock

mod ccache_file;
mod error;
mod kdc_client;
mod options;
mod tickets;
mod transport;

#[cfg(test)]
mod tests;

pub use error::{CacheError, KerberosError};
pub use kdc_client::KerberosClient;
pub use options::{Expiry, KerberosOptions, Preference};
pub use transport::Carrier;
