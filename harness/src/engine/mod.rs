//! What can stand behind a bed's brokers: the embedded cluster, or another engine.
//!
//! The harness speaks to it through [`Engine`] alone.

mod authorizer;
mod embedded;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::tokens::DelegationToken;
use kerbside_krb5::formats::keytab::Keytab;

pub use authorizer::AuthorizerSettings;
pub use embedded::{AdvertisedPrincipal, EmbeddedCluster, EmbeddedSettings, PlaintextListener};

use crate::acls::{Acl, AclFilter, Authorization, Wish};
use crate::clock::WallClock;
use crate::control::Control;
use crate::party::{Part, Work};

/// A broker node, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeAddress {
    /// `node.id`, from 1.
    pub node: i32,
    /// The host that is advertised.
    pub host: String,
    /// The port that is advertised.
    pub port: u16,
    /// Where it listens.
    pub listens: SocketAddr,
}

impl NodeAddress {
    /// `host:port`.
    pub fn advertised(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Brokers that share a cluster.
pub trait Engine: Send + Sync {
    /// The nodes, on the listener that clients use.
    fn nodes(&self) -> Vec<NodeAddress>;

    /// The nodes on the listener without authentication; none when there is no such listener.
    fn plaintext_nodes(&self) -> Vec<NodeAddress>;

    /// The listeners and what is spoken there.
    fn listeners(&self) -> Vec<(String, SecurityProtocol)>;

    /// The SASL mechanisms that a listener offers now; none without SASL.
    fn mechanisms(&self, listener: &str) -> Vec<String>;

    /// The nodes on a listener; none when there is no such listener.
    fn nodes_on(&self, listener: &str) -> Vec<NodeAddress>;

    /// Gives every listener with TLS other settings, at once and without a restart.
    #[cfg(feature = "tls")]
    fn set_tls<'a>(&'a self, settings: &'a crate::tls::TlsSettings) -> Work<'a, ()>;

    /// The clock of a node.
    fn clock(&self, node: i32) -> Part<WallClock>;

    /// What a test makes of requests on purpose, and a record of what was asked.
    fn control(&self) -> Part<Arc<Control>>;

    /// Makes a topic.
    fn create_topic<'a>(&'a self, name: &'a str, partitions: u32) -> Work<'a, ()>;

    /// The topics and how many partitions each has.
    fn topics(&self) -> Work<'_, BTreeMap<String, u32>>;

    /// Gives every node another keytab, at once and without a restart.
    fn set_keytab(&self, keytab: Keytab) -> Work<'_, ()>;

    /// Gives a user a password for PLAIN and SCRAM, as far as they are enabled.
    fn put_user<'a>(&'a self, name: &'a str, password: &'a str) -> Work<'a, ()>;

    /// Makes a delegation token for a user, that other users may renew.
    fn make_token<'a>(
        &'a self,
        owner: &'a str,
        renewers: &'a [&'a str],
    ) -> Work<'a, DelegationToken>;

    /// Makes HMACs of delegation tokens from another secret, as brokers do that are restarted with
    /// it: those that users hold are unknown from now on.
    fn set_token_secret(&self, secret: &str) -> Part<()>;

    /// Tells clients to come to `host` when they want `node`.
    fn advertise<'a>(&'a self, node: i32, host: &'a str) -> Work<'a, ()>;

    /// Stops a node; its ports are free when this returns.
    fn stop_node(&self, node: i32) -> Work<'_, ()>;

    /// Starts a node that was stopped, on the same ports.
    fn start_node(&self, node: i32) -> Work<'_, ()>;

    /// Makes a node the leader of a partition.
    fn move_leader<'a>(&'a self, topic: &'a str, partition: i32, node: i32) -> Work<'a, ()>;

    /// Adds an ACL, in force when this returns.
    fn add_acl(&self, acl: Acl) -> Work<'_, ()>;

    /// The ACLs that a filter means.
    fn acls(&self, filter: AclFilter) -> Work<'_, Vec<Arc<Acl>>>;

    /// Removes the ACLs that a filter means; which these were.
    fn remove_acls(&self, filter: AclFilter) -> Work<'_, Vec<Arc<Acl>>>;

    /// What would be decided about a wish, and by what. Nothing takes note of it.
    fn decide(&self, wish: Wish) -> Work<'_, Authorization>;
}
