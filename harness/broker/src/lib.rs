//! A Kafka broker with SASL/GSSAPI that lives inside a process: the shell around
//! `kerbside-broker-core`.
//!
//! [`Cluster::builder`] starts one or several nodes that share one state, each with its listeners
//! (of any security protocol; TLS is the feature `tls`, signed tokens are `oauth`), its clock and
//! its keys. What happens on connections is told to an [`Observer`]. The cluster runs on a thread
//! of its own, so that a test that blocks does not block the broker, and stops when it is dropped.
//!
//! Left out: everything that is stored: records live in memory.

mod accept;
mod alarm;
mod bell;
mod builder;
mod clock;
mod cluster;
mod connection;
mod doorway;
mod entropy;
mod inbox;
mod lifecycle;
mod listener;
mod listener_names;
mod node;
#[cfg(feature = "oauth")]
pub mod oauth;
mod observer;
mod reconfigure;
mod runtime;
mod sasl;
mod sockets;
mod timer;
#[cfg(feature = "tls")]
pub mod tls;

pub use builder::{Builder, StartError};
pub use clock::{Clock, SystemClock};
pub use cluster::Cluster;
pub use lifecycle::NodeError;
pub use listener::ListenerSettings;
pub use listener_names::BadListenerName;
pub use node::{Node, NodeSettings, UnknownListener};
pub use observer::{Observer, Unobserved};
pub use sasl::{SaslChangeError, SaslMechanism, SaslOptions, UnknownMechanism};
pub use sockets::{BindError, LOOPBACK};

pub use kerbside_broker_core as core;
pub use kerbside_broker_core::security_protocol::SecurityProtocol;
