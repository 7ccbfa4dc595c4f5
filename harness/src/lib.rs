//! A hermetic Kerberos and Kafka test bed: KDC, brokers, clocks and explanations in one process.
//!
//! ```
//! use kerbside::Testbed;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bed = Testbed::builder().user("alice", "secret").topic("orders", 3).start().await?;
//! let config = bed.client("alice").librdkafka(); // or .java() .python() .franz_go() .sarama()
//! assert!(config.iter().any(|(key, _)| key == "sasl.kerberos.keytab"));
//! bed.clocks().kdc()?.advance(std::time::Duration::from_secs(360));
//! println!("{}", bed.explain());
//! # Ok(())
//! # }
//! ```
//!
//! * [`Testbed`] starts a realm and brokers, and everything answers when it returns.
//! * [`client`] is what client programs must be told, and small clients of our own.
//! * [`WallClock`]: each party has one, which a test moves while the party runs.
//! * [`evidence`]: what happened at each party, joined, and why it failed.
//! * [`scenario`]: famous failures, ready to be reproduced.
//! * [`control`]: requests answered with an error, delayed, dropped, changed; a record of them.
//! * [`acls`]: who may do what, and which ACL decided it.
//! * [`oauth`]: tokens of OAUTHBEARER and their issuer.
//! * [`kdc`] and [`engine`]: what can stand behind a bed.
//!
//! Everything runs on threads of its own: a test may block its own runtime, waiting for a client
//! program, without blocking the bed.

pub mod acls;
pub mod client;
mod clock;
pub mod control;
pub mod engine;
pub mod evidence;
pub mod kdc;
pub mod oauth;
mod party;
pub mod scenario;
mod testbed;
#[cfg(feature = "tls")]
pub mod tls;

pub use clock::{Shift, WallClock};
pub use kerbside_broker::{SaslMechanism, SecurityProtocol};
pub use kerbside_broker_core::dialect::{Dialect, VersionOverride};
pub use party::{BedError, Part, Unavailable, Work};
pub use testbed::{BlockingTestbed, Builder, Clocks, Nodes, OwnClientError, Testbed};

/// The README's example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
