//! A running KDC.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use kerbside_crypto::Entropy;
use kerbside_kdc_core::database::WorldError;
use tokio::task::JoinHandle;

use crate::admin::Admin;
use crate::builder::{Builder, RuntimeThread};
use crate::service::Service;
use crate::store::{KdcStore, Snapshot};

/// What a KDC listens on.
pub(crate) struct Addresses {
    pub(crate) kdc: Vec<SocketAddr>,
    pub(crate) kpasswd: Vec<SocketAddr>,
    pub(crate) kadmind: Vec<SocketAddr>,
}

/// A running KDC. It stops, and its port is free again, when it is dropped.
pub struct Kdc {
    service: Arc<Service>,
    addresses: Addresses,
    tasks: Vec<JoinHandle<()>>,
    entropy: Arc<Mutex<Box<dyn Entropy + Send>>>,
    /// Dropped last: the tasks run on it.
    _thread: Option<RuntimeThread>,
}

impl Kdc {
    /// The settings of a new KDC.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(
        service: Arc<Service>,
        addresses: Addresses,
        tasks: Vec<JoinHandle<()>>,
        entropy: Arc<Mutex<Box<dyn Entropy + Send>>>,
        thread: Option<RuntimeThread>,
    ) -> Self {
        Self { service, addresses, tasks, entropy, _thread: thread }
    }

    /// The first address it listens on, UDP and TCP; for krb5.conf's `kdc`.
    pub fn address(&self) -> SocketAddr {
        self.addresses.kdc[0]
    }

    /// Every address it listens on.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses.kdc
    }

    /// Every address of its password server, the first one for krb5.conf's `kpasswd_server`; none
    /// without [`Builder::kpasswd`].
    pub fn kpasswd_addresses(&self) -> &[SocketAddr] {
        &self.addresses.kpasswd
    }

    /// Every address of its kadmind, the first one for krb5.conf's `admin_server`; none without
    /// [`Builder::kadmind`].
    pub fn kadmind_addresses(&self) -> &[SocketAddr] {
        &self.addresses.kadmind
    }

    /// The database.
    pub fn store(&self) -> &KdcStore {
        &self.service.store
    }

    /// Administers the database.
    pub fn admin(&self) -> Admin {
        Admin::new(Arc::clone(&self.service), Arc::clone(&self.entropy))
    }

    /// The present state of all realms, to go back to later; in memory it costs a pointer.
    ///
    /// # Errors
    /// When a durable store cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, WorldError> {
        self.store().snapshot()
    }

    /// Goes back to `snapshot`.
    ///
    /// # Errors
    /// When a durable store cannot be written, or the snapshot is of another kind of store.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), WorldError> {
        self.store().restore(snapshot).map(drop)
    }
}

impl Drop for Kdc {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl std::fmt::Debug for Kdc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kdc").field("addresses", &self.addresses.kdc).finish_non_exhaustive()
    }
}
