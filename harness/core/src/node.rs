//! One broker node: what its connections need to know.

use std::sync::Arc;

use kerbside_kafka_wire::ApiKey;

use crate::api;
use crate::authorizer::Authorizer;
use crate::cluster::Cluster;
use crate::dialect::Dialect;
use crate::principal::PrincipalRules;
use crate::sasl::Mechanism;
use crate::settings::ConnectionSettings;

/// A node of a cluster.
pub struct Node {
    /// `node.id`
    pub id: i32,
    /// What all nodes share.
    pub cluster: Arc<Cluster>,
    /// Which Kafka it presents itself as.
    pub dialect: Dialect,
    /// How it treats connections.
    pub settings: ConnectionSettings,
    /// Who decides what clients may do.
    pub authorizer: Arc<dyn Authorizer>,
}

impl Node {
    /// Whether a request of this version is served: it is advertised, and supported.
    pub fn offers(&self, key: ApiKey, version: i16) -> bool {
        let advertised = self.dialect.versions(key).is_some_and(|it| it.contains(version));
        advertised && api::find(key).is_some_and(|it| it.supported.contains(version))
    }
}

/// Where clients connect.
#[derive(Debug)]
pub struct Listener {
    /// Its name, such as `CLIENT`; endpoints are advertised per name.
    pub name: Arc<str>,
    /// What a client has to speak.
    pub security: ListenerSecurity,
}

/// A listener's security protocol.
#[derive(Debug)]
pub enum ListenerSecurity {
    /// `PLAINTEXT`: every client is `User:ANONYMOUS`.
    Plaintext,
    /// `SASL_PLAINTEXT`
    SaslPlaintext {
        /// `sasl.enabled.mechanisms`, in the order in which they are listed to clients.
        mechanisms: Vec<Arc<dyn Mechanism>>,
        /// `sasl.kerberos.principal.to.local.rules`
        rules: PrincipalRules,
    },
}
