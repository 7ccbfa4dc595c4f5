//! Settings of a node that clients change while it runs (`kafka-configs`, KIP-226) and that its
//! sockets, mechanisms and keys follow.
//!
//! `max.connections`; `sasl.enabled.mechanisms`, of one listener by its prefix; with TLS the
//! listener's `ssl.keystore.certificate.chain` and `ssl.keystore.key`, or a PEM file as
//! `ssl.keystore.location`. Left out: JKS and PKCS12 stores, which are refused, and limits by
//! address. Everything else is kept and shown by the cluster.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kerbside_broker_core::config::{ConfigMap, ConfigWatcher};
use kerbside_broker_core::sasl::Mechanism;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::sasl::{RunningSasl, SaslMechanism};

/// What of one node can follow.
pub(crate) struct Reconfigurable {
    pub(crate) node: i32,
    pub(crate) handle: Handle,
    pub(crate) places: Arc<Semaphore>,
    pub(crate) max_connections: usize,
    pub(crate) sasl: BTreeMap<Arc<str>, RunningSasl>,
    #[cfg(feature = "tls")]
    pub(crate) tls: BTreeMap<Arc<str>, keys::RunningKeys>,
    applied: Mutex<Applied>,
}

/// What was changed so far.
#[derive(Default)]
struct Applied {
    max_connections: Option<usize>,
    /// The mechanisms that each listener had before.
    mechanisms: BTreeMap<Arc<str>, Arc<[Arc<dyn Mechanism>]>>,
}

impl Reconfigurable {
    pub(crate) fn new(node: i32, handle: &Handle, places: &Arc<Semaphore>, most: usize) -> Self {
        Reconfigurable {
            node,
            handle: handle.clone(),
            places: Arc::clone(places),
            max_connections: most,
            sasl: BTreeMap::new(),
            #[cfg(feature = "tls")]
            tls: BTreeMap::new(),
            applied: Mutex::default(),
        }
    }

    fn resize(&self, set: &ConfigMap, applied: &mut Applied) {
        let wanted = set.get("max.connections").and_then(|it| it.trim().parse::<usize>().ok());
        let wanted = wanted.unwrap_or(self.max_connections).clamp(1, Semaphore::MAX_PERMITS);
        let present = applied.max_connections.replace(wanted).unwrap_or(self.max_connections);
        match wanted.checked_sub(present) {
            Some(more) => self.places.add_permits(more),
            None => {
                // Connections that are over the new limit keep their places until they end.
                let fewer = u32::try_from(present - wanted).unwrap_or(u32::MAX);
                let places = Arc::clone(&self.places);
                self.handle.spawn(async move {
                    if let Ok(taken) = places.acquire_many_owned(fewer).await {
                        taken.forget();
                    }
                });
            }
        }
    }

    fn enable(&self, set: &ConfigMap, applied: &mut Applied) {
        for (name, running) in &self.sasl {
            let Some(sasl) = running.listener.sasl() else { continue };
            match of_listener(set, name, "sasl.enabled.mechanisms") {
                None => {
                    if let Some(before) = applied.mechanisms.remove(name) {
                        sasl.replace_mechanisms(before.to_vec());
                    }
                }
                Some(wanted) => {
                    let before = applied.mechanisms.entry(Arc::clone(name));
                    let before = before.or_insert_with(|| sasl.mechanisms());
                    if let Ok(made) = make(running, before, wanted) {
                        sasl.replace_mechanisms(made);
                    }
                }
            }
        }
    }
}

impl ConfigWatcher for Reconfigurable {
    fn check(&self, node: i32, set: &ConfigMap) -> Result<(), String> {
        if node != self.node {
            return Ok(());
        }
        for (name, running) in &self.sasl {
            let Some(sasl) = running.listener.sasl() else { continue };
            if let Some(wanted) = of_listener(set, name, "sasl.enabled.mechanisms") {
                let applied = self.applied.lock().unwrap_or_else(PoisonError::into_inner);
                let before = applied.mechanisms.get(name).cloned();
                make(running, &before.unwrap_or_else(|| sasl.mechanisms()), wanted)?;
            }
        }
        #[cfg(feature = "tls")]
        for (name, running) in &self.tls {
            running.read(set, name)?;
        }
        Ok(())
    }

    fn changed(&self, node: i32, set: &ConfigMap) {
        if node != self.node {
            return;
        }
        let mut applied = self.applied.lock().unwrap_or_else(PoisonError::into_inner);
        self.resize(set, &mut applied);
        self.enable(set, &mut applied);
        #[cfg(feature = "tls")]
        for (name, running) in &self.tls {
            running.follow(set, name);
        }
    }
}

/// The value for a listener: its own, or that of all.
fn of_listener<'a>(set: &'a ConfigMap, listener: &str, name: &str) -> Option<&'a str> {
    let own = format!("listener.name.{}.{name}", listener.to_lowercase());
    set.get(&*own).or_else(|| set.get(name)).map(|value| &**value)
}

/// The mechanisms of a list: those that the listener had, and others that can be made by name.
fn make(
    running: &RunningSasl,
    before: &[Arc<dyn Mechanism>],
    wanted: &str,
) -> Result<Vec<Arc<dyn Mechanism>>, String> {
    let names: Vec<&str> = wanted.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if names.is_empty() {
        return Err("sasl.enabled.mechanisms names no mechanism".to_owned());
    }
    let one = |name: &&str| {
        if let Some(known) = before.iter().find(|it| it.name() == *name) {
            return Ok(Arc::clone(known));
        }
        let wanted = name.parse::<SaslMechanism>().map_err(|error| error.to_string())?;
        let made = running.sources.make(&[wanted]).and_then(|made| made.into_iter().next());
        made.ok_or_else(|| format!("{name} needs a keytab, and this broker has none"))
    };
    names.iter().map(one).collect()
}

#[cfg(feature = "tls")]
pub(crate) mod keys {
    //! The key store of a listener.

    use std::sync::{Arc, Mutex, PoisonError};

    use kerbside_broker_core::config::ConfigMap;

    use super::of_listener;
    use crate::tls::{KeyStore, TlsServer, TlsSettings};

    /// What a listener with TLS runs with.
    pub(crate) struct RunningKeys {
        pub(crate) server: Arc<TlsServer>,
        /// What it was started with.
        pub(crate) settings: TlsSettings,
        /// Whether clients gave it keys.
        pub(crate) changed: Mutex<bool>,
    }

    impl RunningKeys {
        /// The keys that the settings hold; `None` when they hold none.
        pub(super) fn read(
            &self,
            set: &ConfigMap,
            listener: &str,
        ) -> Result<Option<KeyStore>, String> {
            let of = |name: &str| of_listener(set, listener, name);
            let failed = |why: String| {
                format!("Validation of dynamic config update of SSL keystore failed: {why}")
            };
            let read = |chain: &str, key: &str| {
                let keys = KeyStore::from_pem(chain, key).map_err(|it| failed(it.to_string()))?;
                let settings = TlsSettings { keys: keys.clone(), ..self.settings.clone() };
                self.server.try_out(&settings).map_err(|it| failed(it.to_string()))?;
                Ok(Some(keys))
            };
            match (of("ssl.keystore.certificate.chain"), of("ssl.keystore.key")) {
                (Some(chain), Some(key)) => return read(chain, key),
                (None, None) => {}
                _ => {
                    return Err(failed(
                        "ssl.keystore.certificate.chain and ssl.keystore.key go together".into(),
                    ));
                }
            }
            let Some(path) = of("ssl.keystore.location") else {
                return Ok(None);
            };
            if of("ssl.keystore.type") != Some("PEM") {
                return Err(failed(
                    "this broker reads PEM alone: set ssl.keystore.type to PEM".into(),
                ));
            }
            let text = std::fs::read_to_string(path)
                .map_err(|error| failed(format!("{path} cannot be read: {error}")))?;
            read(&text, &text)
        }

        /// Uses the keys that the settings hold, or those of the start again.
        pub(super) fn follow(&self, set: &ConfigMap, listener: &str) {
            let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
            let settings = match self.read(set, listener) {
                Ok(Some(keys)) => TlsSettings { keys, ..self.settings.clone() },
                Ok(None) if *changed => self.settings.clone(),
                // What was checked before fails only when a file has gone since: the old keys stay.
                Ok(None) | Err(_) => return,
            };
            if self.server.replace(&settings).is_ok() {
                *changed = true;
            }
        }
    }
}
