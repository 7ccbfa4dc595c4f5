//! A running cluster.

use std::collections::BTreeSet;
use std::sync::Arc;

use kerbside_broker_core::authorizer::Authorizer;
use kerbside_broker_core::cluster::{Cluster as State, NewTopic, TopicRefusal};
use kerbside_broker_core::sasl::plain::PlainUsers;
use kerbside_krb5::formats::keytab::Keytab;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::node::{Node, UnknownListener};
use crate::runtime::RuntimeThread;
use crate::sasl::{SaslChangeError, SaslMechanism, put_user};

/// A running cluster of one or several nodes. It stops when it is dropped.
///
/// On a thread of its own, the default, all its ports are free when the drop returns. On a runtime
/// that it was given they are free when the runtime has dropped the tasks: [`Cluster::stop`] waits
/// for that.
///
/// ```
/// use kerbside_broker::{Cluster, ListenerSettings};
///
/// let cluster = Cluster::builder()
///     .nodes(3)
///     .listener(ListenerSettings::plaintext("CLIENT"))
///     .topic("orders", 3)
///     .start_blocking()?;
/// let bootstrap = cluster.bootstrap("CLIENT")?; // localhost:PORT,localhost:PORT,localhost:PORT
/// assert_eq!(bootstrap.split(',').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Cluster {
    pub(crate) state: Arc<State>,
    pub(crate) authorizer: Arc<dyn Authorizer>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) passwords: Arc<PlainUsers>,
    pub(crate) tasks: Tasks,
    /// Dropped last: the tasks run on it.
    pub(crate) _thread: Option<RuntimeThread>,
}

/// The tasks of a cluster, which end when this is dropped.
pub(crate) struct Tasks(pub(crate) Vec<JoinHandle<()>>);

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

impl Cluster {
    /// The settings of a new cluster.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What the nodes share: topics, groups, who they are.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Who decides what clients may do; its ACLs, where it has any, can be changed.
    pub fn authorizer(&self) -> &Arc<dyn Authorizer> {
        &self.authorizer
    }

    /// The nodes, in the order in which they were given.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of an id.
    pub fn node(&self, id: i32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Where clients on this machine begin, as `bootstrap.servers` has it.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn bootstrap(&self, listener: &str) -> Result<String, UnknownListener> {
        let each: Result<Vec<_>, _> = self.nodes.iter().map(|it| it.bootstrap(listener)).collect();
        Ok(each?.join(","))
    }

    /// Makes a topic with `partitions` partitions, spread over the nodes.
    ///
    /// # Errors
    /// [`TopicRefusal`], as a client would get it.
    pub fn create_topic(&self, name: &str, partitions: i32) -> Result<(), TopicRefusal> {
        self.state.create_topic(&NewTopic::named(name, partitions)).map(|_| ())
    }

    /// [`Node::replace_keytab`] on every node.
    pub fn replace_keytab(&self, keytab: &Keytab) {
        for node in &self.nodes {
            node.replace_keytab(keytab);
        }
    }

    /// [`Node::set_mechanisms`] on every node. Users get SCRAM credentials for what is enabled when
    /// they are put: put them again after a change.
    ///
    /// # Errors
    /// [`SaslChangeError`]
    pub fn set_mechanisms(
        &self,
        listener: &str,
        mechanisms: &[SaslMechanism],
    ) -> Result<(), SaslChangeError> {
        self.nodes.iter().try_for_each(|node| node.set_mechanisms(listener, mechanisms))
    }

    /// Adds a user or changes the password: for PLAIN, and as credentials of the SCRAM mechanisms
    /// that are enabled on any listener.
    pub fn put_user(&self, name: &str, password: &str) {
        let enabled: BTreeSet<_> = self.nodes.iter().flat_map(Node::scram_mechanisms).collect();
        let enabled = Vec::from_iter(enabled);
        put_user((&self.state, &self.passwords), &enabled, (name, password));
    }

    /// Stops the cluster, and returns when its ports are free.
    pub async fn stop(mut self) {
        for node in &self.nodes {
            if let Some(shutting) = node.doorway.shut() {
                shutting.done().await;
            }
        }
        for task in std::mem::take(&mut self.tasks.0) {
            task.abort();
            // It was cancelled, which is what was wanted.
            let _cancelled = task.await;
        }
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cluster").field("nodes", &self.nodes).finish_non_exhaustive()
    }
}
