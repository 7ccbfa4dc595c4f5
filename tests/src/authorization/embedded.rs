//! The embedded broker with its StandardAuthorizer, whose events say what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use kerbside_broker::{Cluster, ListenerSettings, Observer};
use kerbside_broker_core::acl::StandardAuthorizer;
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::event::{Event, EventKind};
use kerbside_broker_core::sasl::plain::{Plain, PlainUsers};
use kerbside_broker_core::settings::ClusterSettings;
use kerbside_broker_core::tokens::{SecretKey, TokenSettings};
use kerbside_kafka_wire::ApiKey;

use super::cases::Api;
use super::lab::{Asked, SUPER_USERS, Subject, USERS};

/// The node's id.
pub const NODE: i32 = 1;

/// The embedded broker.
#[derive(Debug)]
pub struct EmbeddedKafka {
    cluster: Cluster,
    events: Arc<Events>,
}

/// Keeps the questions to the authorizer.
#[derive(Debug, Default)]
struct Events(Mutex<Vec<Event>>);

impl Events {
    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Events {
    fn observe(&self, event: Event) {
        if let EventKind::Authorization { .. } = event.kind {
            self.lock().push(event);
        }
    }
}

impl EmbeddedKafka {
    /// Starts it.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self> {
        let users = PlainUsers::default();
        for (user, password) in USERS {
            users.put(user, password);
        }
        let super_users = SUPER_USERS.map(|user| format!("User:{user}")).join(";").parse()?;
        let delegation_tokens =
            TokenSettings { secret_key: SecretKey::new("secret"), ..TokenSettings::default() };
        let events = Arc::new(Events::default());
        let cluster = Cluster::builder()
            .listener(ListenerSettings::sasl_plaintext("CLIENT"))
            .listener(ListenerSettings::plaintext("CONTROLLER"))
            .controller_listeners(["CONTROLLER"])
            .mechanism(Arc::new(Plain::new(Arc::new(users))))
            .authorizer(Arc::new(StandardAuthorizer::new().super_users(super_users)))
            .settings(ClusterSettings { delegation_tokens, ..ClusterSettings::default() })
            .observer(Arc::clone(&events) as Arc<dyn Observer>)
            .start_blocking()?;
        Ok(Self { cluster, events })
    }

    /// Whether it advertises an API in this version.
    #[must_use]
    pub fn advertises(api: &Api) -> bool {
        let versions = Dialect::default().versions(ApiKey(api.key));
        versions.is_some_and(|versions| versions.contains(api.version))
    }
}

impl Subject for EmbeddedKafka {
    fn address(&self) -> SocketAddr {
        let port = self.cluster.bootstrap("CLIENT").ok();
        let port = port.and_then(|text| text.rsplit_once(':')?.1.parse().ok());
        SocketAddr::from(([127, 0, 0, 1], port.unwrap_or_default()))
    }

    fn forget(&mut self) -> Result<()> {
        self.events.lock().clear();
        Ok(())
    }

    fn asked(&mut self, user: &str, api: &Api) -> Result<Vec<Asked>> {
        let mut asked = Vec::new();
        for event in self.events.lock().drain(..) {
            let EventKind::Authorization {
                principal,
                key,
                operation,
                resource,
                name,
                authorization,
            } = event.kind
            else {
                continue;
            };
            if principal.name() == user && key == ApiKey(api.key) {
                asked.push(Asked {
                    operation: operation.name().context("an operation without a name")?.to_owned(),
                    resource: format!("{resource} {name}"),
                    allowed: authorization.allowed,
                });
            }
        }
        Ok(asked)
    }
}
