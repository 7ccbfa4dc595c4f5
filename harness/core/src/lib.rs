//! A Kafka broker without IO: its decisions, its state, and the protocol of a connection.
//!
//! * [`connection`]: octets in, octets out. Authentication, then requests.
//! * [`cluster`]: nodes, topics, partitions; [`storage`] is the log of a partition, [`groups`] the
//!   group coordinator, [`transactions`] that of transactions.
//! * [`sasl`]: mechanisms. [`principal`]: who a client is. [`authorizer`]: what it may do, and
//!   [`acl`] how Kafka's own authorizer knows.
//! * [`fetch_session`]: what a node remembers of what its clients fetch.
//! * [`tokens`]: delegation tokens.
//! * [`memory`]: what requests under way may take.
//! * [`config`]: what is configured, of brokers, groups and others. [`quotas`]: how much clients
//!   may use.
//! * `api/`: one file per API key; [`dialect`]: which of them are advertised.
//! * [`control`]: what a test makes of requests on purpose.
//! * [`refusal`]: why a client is refused, and what it gets to see. [`event`]: what happened.
//!
//! There is no clock, entropy, socket or file in this crate: [`now`] and entropy are arguments, and
//! a [`promise::Doorbell`] says when a connection may go on. Left out: TLS and
//! persistence.
#![forbid(unsafe_code)]

pub mod acl;
mod api;
pub mod authorizer;
pub mod cluster;
pub mod config;
pub mod connection;
pub mod control;
pub mod dialect;
pub mod distinguished_name;
pub mod event;
pub mod fetch_session;
pub mod groups;
mod java_set;
pub mod listener_role;
pub mod memory;
pub mod node;
pub mod now;
pub mod principal;
pub mod promise;
pub mod quotas;
pub mod refusal;
mod registry;
pub mod sasl;
pub mod security_protocol;
pub mod settings;
pub mod ssl_principal;
pub mod storage;
#[cfg(test)]
mod testing;
pub mod tokens;
pub mod transactions;

pub use api::supported;
