//! How a KDC is started.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use kerbside_crypto::Entropy;
use kerbside_kdc_core::admin::create_realm;
use kerbside_kdc_core::database::{Change, RealmSettings, Store, World};
use tokio::net::{TcpListener, UdpSocket};
use tokio::runtime::{Handle, Runtime};

use crate::admin::Admin;
use crate::answerer::Answerer;
use crate::clock::{Clock, SystemClock};
use crate::entropy::OsEntropy;
use crate::kdc::{Addresses, Kdc};
use crate::kpasswd::{AclSource, PasswordServer};
use crate::listeners::{self, BindError, Bound, LOOPBACK};
use crate::observer::{Observer, Unobserved};
use crate::service::Service;
use crate::store::KdcStore;
use crate::{kadmind, tcp, udp};

/// The settings of a KDC that is about to start.
pub struct Builder {
    store: KdcStore,
    realms: Vec<RealmSettings>,
    addresses: Vec<IpAddr>,
    port: u16,
    sockets: Option<Bound>,
    passwords: Option<ServiceSockets>,
    administration: Option<ServiceSockets>,
    acl: AclSource,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    entropy: Box<dyn Entropy + Send>,
    runtime: Option<Handle>,
    workers: usize,
}

/// What the password server or kadmind listens on.
enum ServiceSockets {
    Port(u16),
    Bound(Bound),
}

/// Why a KDC did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A socket could not be had.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The KDC's own thread or runtime could not be made.
    #[error("the KDC's runtime cannot be made: {0}")]
    Runtime(#[source] std::io::Error),
    /// A realm could not be made.
    #[error("the realm {realm} cannot be made: {reason}")]
    Realm {
        /// The realm.
        realm: String,
        /// Why.
        reason: String,
    },
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            store: KdcStore::default(),
            realms: Vec::new(),
            addresses: LOOPBACK.to_vec(),
            port: 0,
            sockets: None,
            passwords: None,
            administration: None,
            acl: Arc::new(Arc::default),
            clock: Arc::new(SystemClock),
            observer: Arc::new(Unobserved),
            entropy: Box::new(OsEntropy::new()),
            runtime: None,
            workers: 1,
        }
    }
}

impl Builder {
    /// Serves another realm, made with its ticket-granting and administrative principals.
    #[must_use]
    pub fn realm(mut self, settings: RealmSettings) -> Self {
        self.realms.push(settings);
        self
    }

    /// Serves `store`, to which the realms of [`Builder::realm`] are added.
    #[must_use]
    pub fn store(mut self, store: impl Into<KdcStore>) -> Self {
        self.store = store.into();
        self
    }

    /// Listens on `addresses` in place of 127.0.0.1 and ::1.
    #[must_use]
    pub fn addresses(mut self, addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        self.addresses = addresses.into_iter().collect();
        self
    }

    /// Listens on `port`, UDP and TCP, in place of any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves `sockets`, whatever [`Builder::addresses`] and [`Builder::port`] say.
    #[must_use]
    pub fn sockets(mut self, sockets: Bound) -> Self {
        self.sockets = Some(sockets);
        self
    }

    /// Changes passwords too (RFC 3244), on `port` of the same addresses, UDP and TCP; 0 is any
    /// that is free.
    #[must_use]
    pub fn kpasswd(mut self, port: u16) -> Self {
        self.passwords = Some(ServiceSockets::Port(port));
        self
    }

    /// Changes passwords too, on `sockets`.
    #[must_use]
    pub fn kpasswd_sockets(mut self, sockets: Bound) -> Self {
        self.passwords = Some(ServiceSockets::Bound(sockets));
        self
    }

    /// Administers too (MIT's kadm5 protocol), on `port` of the same addresses, TCP; 0 is any that
    /// is free.
    #[must_use]
    pub fn kadmind(mut self, port: u16) -> Self {
        self.administration = Some(ServiceSockets::Port(port));
        self
    }

    /// Administers too, on the stream sockets of `sockets`.
    #[must_use]
    pub fn kadmind_sockets(mut self, sockets: Bound) -> Self {
        self.administration = Some(ServiceSockets::Bound(sockets));
        self
    }

    /// Lets clients of the password server and of kadmind do what the list of `acl` allows, which
    /// is asked for at each request; what one may do to oneself is allowed without.
    #[must_use]
    pub fn acl(mut self, acl: AclSource) -> Self {
        self.acl = acl;
        self
    }

    /// Believes `clock`.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Tells `observer` what happens.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Makes the keys of its principals from `entropy`. Session keys are always the system's.
    #[must_use]
    pub fn entropy(mut self, entropy: Box<dyn Entropy + Send>) -> Self {
        self.entropy = entropy;
        self
    }

    /// Answers datagrams in `workers` tasks, which a runtime with as many threads makes parallel.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// Runs on `runtime` in place of a thread of its own.
    #[must_use]
    pub fn runtime(mut self, runtime: Handle) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Starts the KDC; it answers when this returns.
    ///
    /// # Errors
    /// [`StartError`], which names the address, port or realm.
    pub async fn start(self) -> Result<Kdc, StartError> {
        // Nothing here waits: sockets are bound and listening before the tasks first run.
        self.start_blocking()
    }

    /// [`Builder::start`] for callers outside a runtime.
    ///
    /// # Errors
    /// [`StartError`], which names the address, port or realm.
    pub fn start_blocking(mut self) -> Result<Kdc, StartError> {
        self.make_realms()?;
        let bound = match self.sockets.take() {
            Some(sockets) => sockets,
            None => listeners::bind(&self.addresses, self.port)?,
        };
        let for_passwords = match self.passwords.take() {
            Some(ServiceSockets::Port(port)) => listeners::bind(&self.addresses, port)?,
            Some(ServiceSockets::Bound(sockets)) => sockets,
            None => Bound::default(),
        };
        let for_administration = match self.administration.take() {
            Some(ServiceSockets::Port(port)) => listeners::bind(&self.addresses, port)?,
            Some(ServiceSockets::Bound(sockets)) => sockets,
            None => Bound::default(),
        };
        let addresses = Addresses {
            kdc: bound.addresses(),
            kpasswd: for_passwords.addresses(),
            kadmind: for_administration.tcp.iter().map(|(address, _)| *address).collect(),
        };
        let service = Arc::new(Service::new(self.store, self.clock, self.observer));
        let (handle, thread) = RuntimeThread::or(self.runtime).map_err(StartError::Runtime)?;
        let entropy = Arc::new(Mutex::new(self.entropy));
        let admin = Admin::new(Arc::clone(&service), Arc::clone(&entropy));
        let kadmind = kadmind::Server::new(admin.clone(), Arc::clone(&self.acl));
        let passwords = Arc::new(PasswordServer::new(admin, self.acl));
        let tasks = {
            let _entered = handle.enter();
            let bound = bound.for_workers(self.workers).map_err(StartError::Runtime)?;
            let mut tasks = spawn(bound, &service).map_err(StartError::Runtime)?;
            tasks.extend(spawn(for_passwords, &passwords).map_err(StartError::Runtime)?);
            let kadmind = spawn_kadmind(for_administration, kadmind);
            tasks.extend(kadmind.map_err(StartError::Runtime)?);
            tasks
        };
        Ok(Kdc::new(service, addresses, tasks, entropy, thread))
    }

    fn make_realms(&mut self) -> Result<(), StartError> {
        let now = self.clock.now();
        for settings in std::mem::take(&mut self.realms) {
            let realm = settings.realm.to_string();
            let failed = |reason: String| StartError::Realm { realm: realm.clone(), reason };
            let changes: Vec<Change> = create_realm(settings, now, &mut self.entropy)
                .map_err(|error| failed(error.to_string()))?;
            let world = self.store.world().map_err(|error| failed(error.to_string()))?;
            let committed = self.store.commit(world.generation(), changes);
            committed.map_err(|error| failed(error.to_string()))?;
        }
        Ok(())
    }
}

/// Serves every socket of `bound`.
pub(crate) fn spawn<A: Answerer>(
    bound: Bound,
    service: &Arc<A>,
) -> std::io::Result<Vec<tokio::task::JoinHandle<()>>> {
    let mut tasks = Vec::new();
    for (_, datagrams) in bound.udp {
        let datagrams = UdpSocket::from_std(datagrams)?;
        tasks.push(tokio::spawn(udp::serve(datagrams, Arc::clone(service))));
    }
    for (_, streams) in bound.tcp {
        let streams = TcpListener::from_std(streams)?;
        tasks.push(tokio::spawn(tcp::serve(streams, Arc::clone(service))));
    }
    Ok(tasks)
}

fn spawn_kadmind(
    bound: Bound,
    server: kadmind::Server,
) -> std::io::Result<Vec<tokio::task::JoinHandle<()>>> {
    let hall = kadmind::Hall::new(server);
    let serve = |(_, listener)| {
        let listener = TcpListener::from_std(listener)?;
        Ok(tokio::spawn(kadmind::serve(listener, Arc::clone(&hall))))
    };
    bound.tcp.into_iter().map(serve).collect()
}

/// A runtime on a thread of its own, which ends when this is dropped.
pub(crate) struct RuntimeThread {
    handle: Handle,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl RuntimeThread {
    /// The runtime that is given, or one on a thread of its own.
    pub(crate) fn or(given: Option<Handle>) -> std::io::Result<(Handle, Option<Self>)> {
        match given {
            Some(handle) => Ok((handle, None)),
            None => {
                let thread = Self::start()?;
                Ok((thread.handle.clone(), Some(thread)))
            }
        }
    }

    fn start() -> std::io::Result<Self> {
        let runtime: Runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("kerbside-kdc".into()).spawn(move || {
            // Either way the sender is gone: the KDC was dropped.
            let _dropped = runtime.block_on(stopped);
        })?;
        Ok(Self { handle, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for RuntimeThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported by the thread.
            let _reported = thread.join();
        }
    }
}
