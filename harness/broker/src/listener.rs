//! The settings of a listener: what clients speak there, where it listens, what is advertised.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use kerbside_broker_core::principal::PrincipalBuilder;
use kerbside_broker_core::security_protocol::SecurityProtocol;
use kerbside_broker_core::ssl_principal::SslPrincipalRules;

use crate::sasl::SaslOptions;
use crate::sockets::LOOPBACK;

/// A listener that every node of the cluster has.
///
/// By default it listens on 127.0.0.1 and ::1, on any port that is free, and is advertised as
/// `localhost` with that port.
#[derive(Clone)]
pub struct ListenerSettings {
    pub(crate) name: String,
    pub(crate) protocol: SecurityProtocol,
    pub(crate) addresses: Vec<IpAddr>,
    pub(crate) ports: Ports,
    pub(crate) advertised_host: String,
    pub(crate) advertised_port: Option<u16>,
    pub(crate) ssl_rules: SslPrincipalRules,
    pub(crate) sasl: SaslOptions,
    pub(crate) principals: Option<Arc<dyn PrincipalBuilder>>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<crate::tls::TlsSettings>,
}

/// Which port each node gets.
#[derive(Clone, Debug)]
pub(crate) enum Ports {
    Any,
    From(u16),
    Each(Vec<u16>),
}

impl ListenerSettings {
    /// A listener of the security protocol `PLAINTEXT`.
    pub fn plaintext(name: impl Into<String>) -> Self {
        Self::new(name, SecurityProtocol::Plaintext)
    }

    /// A listener of the security protocol `SASL_PLAINTEXT`. The cluster needs a keytab or another
    /// mechanism.
    pub fn sasl_plaintext(name: impl Into<String>) -> Self {
        Self::new(name, SecurityProtocol::SaslPlaintext)
    }

    /// A listener of any security protocol. The case of its name does not matter.
    pub fn new(name: impl Into<String>, protocol: SecurityProtocol) -> Self {
        let name = normal_name(&name.into());
        ListenerSettings {
            name,
            protocol,
            addresses: LOOPBACK.to_vec(),
            ports: Ports::Any,
            advertised_host: "localhost".to_owned(),
            advertised_port: None,
            ssl_rules: SslPrincipalRules::default(),
            sasl: SaslOptions::default(),
            principals: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Listens on `addresses` in place of 127.0.0.1 and ::1, all on one port number.
    #[must_use]
    pub fn addresses(mut self, addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        self.addresses = addresses.into_iter().collect();
        self
    }

    /// Listens on `port` at the first node, `port` + 1 at the second, and so on; 0 is any.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.ports = if port == 0 { Ports::Any } else { Ports::From(port) };
        self
    }

    /// Listens on these ports, one for each node in turn; 0, and nodes beyond the list: any.
    #[must_use]
    pub fn ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports = Ports::Each(ports.into_iter().collect());
        self
    }

    /// Tells clients to come to this host in place of `localhost`.
    #[must_use]
    pub fn advertised_host(mut self, host: impl Into<String>) -> Self {
        self.advertised_host = host.into();
        self
    }

    /// Tells clients to come to this port in place of the one it listens on (a proxy's, say).
    #[must_use]
    pub fn advertised_port(mut self, port: u16) -> Self {
        self.advertised_port = Some(port);
        self
    }

    /// Names clients by their certificates like this (`ssl.principal.mapping.rules`).
    #[must_use]
    pub fn ssl_principal_rules(mut self, rules: SslPrincipalRules) -> Self {
        self.ssl_rules = rules;
        self
    }

    /// Its own TLS settings, in place of the cluster's.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, settings: crate::tls::TlsSettings) -> Self {
        self.tls = Some(settings);
        self
    }

    /// Lets clients authenticate like this, where it differs from the cluster.
    #[must_use]
    pub fn sasl(mut self, sasl: SaslOptions) -> Self {
        self.sasl = sasl;
        self
    }

    /// Makes principals with this builder (`listener.name.NAME.principal.builder.class`).
    #[must_use]
    pub fn principals(mut self, principals: Arc<dyn PrincipalBuilder>) -> Self {
        self.principals = Some(principals);
        self
    }

    /// Its security protocol.
    pub fn protocol(&self) -> SecurityProtocol {
        self.protocol
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port for the node at `index`; 0 is any.
    pub(crate) fn port_of(&self, index: usize) -> u16 {
        match &self.ports {
            Ports::Any => 0,
            // Past 65535 there is no port; asking for that one names the trouble.
            Ports::From(first) => first.saturating_add(u16::try_from(index).unwrap_or(u16::MAX)),
            Ports::Each(ports) => ports.get(index).copied().unwrap_or(0),
        }
    }
}

/// A listener's name as Kafka compares and shows it: in upper case (`ListenerName.normalised`).
pub(crate) fn normal_name(name: &str) -> String {
    name.to_uppercase()
}

impl fmt::Debug for ListenerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListenerSettings")
            .field("name", &self.name)
            .field("protocol", &self.protocol)
            .field("addresses", &self.addresses)
            .field("ports", &self.ports)
            .field("sasl", &self.sasl)
            .finish_non_exhaustive()
    }
}
