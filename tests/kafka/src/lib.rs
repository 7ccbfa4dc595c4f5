//! A real Apache Kafka 4.4.0 on loopback, for recordings and for the benchmark beside it.
//!
//! One node, KRaft, broker and controller in one JVM, on ports that the system chose. Its jars come
//! from `tests/install/install.sh server`. It is ready when `start` returns and gone when the value
//! is dropped.
//!
//! ```no_run
//! use apache_kafka::{ApacheKafka, Listener};
//!
//! let kafka = ApacheKafka::builder()
//!     .listener(Listener::new("CLIENT").plain([("alice", "alice-secret")]))
//!     .start()?;
//! let bootstrap = kafka.bootstrap("CLIENT");
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! Left out: more than one node, TLS, ZooKeeper. Properties that are set by hand reach the broker
//! as they are.

mod broker;
mod builder;
mod jars;
mod jvm;
mod listener;
mod logging;
mod process;
mod properties;
mod ready;

pub use broker::ApacheKafka;
pub use builder::Builder;
pub use jvm::Jvm;
pub use listener::{Kerberos, Listener};
pub use process::processor_time;

/// The release that is started.
pub const VERSION: &str = "4.4.0";
