//! How a client connects and behaves.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::gss::ContextFlags;
use kerbside_krb5::gss::sasl::ClientOptions;

use super::observer::{ClientEvent, ClientObserver};
use super::password::Secret;
use super::resolver::Resolver;
use crate::client::kerberos::KerberosClient;
use crate::clock::WallClock;

/// Whether the broker has to prove itself too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mutual {
    /// It has: MIT's library and Cyrus.
    #[default]
    Requested,
    /// It has not: Java's client and gokrb5.
    NotRequested,
}

/// How tokens travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Framing {
    /// In SaslAuthenticate requests, after SaslHandshake version 1 (KIP-152).
    #[default]
    Authenticate,
    /// As bare frames, after SaslHandshake version 0 (KIP-43). The broker does not answer the last.
    Raw,
    /// As bare frames from the first octet on: Kafka 0.9.
    Bare,
}

/// SASL/GSSAPI.
#[derive(Clone, Debug)]
pub struct Gssapi {
    /// Whose tickets are used.
    pub kerberos: KerberosClient,
    /// `sasl.kerberos.service.name`
    pub service_name: String,
    /// The host of the service's principal, in place of the one that is connected to.
    pub service_host: Option<String>,
    /// Whether the broker has to prove itself.
    pub mutual: Mutual,
    /// How tokens travel.
    pub framing: Framing,
    /// The mechanism that SaslHandshake names.
    pub mechanism: String,
    /// The identity to act as, which Kafka ignores; empty for one's own.
    pub authzid: Vec<u8>,
}

impl Gssapi {
    /// The service `kafka`, with mutual authentication, in SaslAuthenticate requests.
    pub fn new(kerberos: KerberosClient) -> Self {
        Self {
            kerberos,
            service_name: "kafka".into(),
            service_host: None,
            mutual: Mutual::default(),
            framing: Framing::default(),
            mechanism: "GSSAPI".into(),
            authzid: Vec::new(),
        }
    }

    pub(super) fn sasl(&self) -> ClientOptions {
        let mut options = ClientOptions { authzid: self.authzid.clone(), ..Default::default() };
        if self.mutual == Mutual::NotRequested {
            options.context.flags = options.context.flags.without(ContextFlags::MUTUAL);
        }
        options
    }
}

/// How a client authenticates, with TLS below or without.
#[derive(Clone, Debug)]
pub enum Security {
    /// Not at all, but for the certificate that TLS may show
    Plaintext,
    /// SASL with the mechanism GSSAPI
    Gssapi(Box<Gssapi>),
    /// SASL with a password or a token
    Secret(Secret),
}

/// Whether asking about a topic may create it (`allow.auto.create.topics`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AutoCreate {
    /// It may not: a misspelt topic is an error.
    #[default]
    No,
    /// It may, where the broker allows it too.
    Allowed,
}

/// The settings of a client.
#[derive(Clone)]
pub struct ConnectOptions {
    /// `bootstrap.servers`: `host:port,host:port`
    pub bootstrap: String,
    /// How it authenticates.
    pub security: Security,
    /// TLS below Kafka's protocol: SSL and SASL_SSL.
    #[cfg(feature = "tls")]
    pub tls: Option<super::tls::ClientTls>,
    /// `client.id`
    pub client_id: String,
    /// The made-up host names.
    pub resolver: Resolver,
    /// The clock that gives records their time; with GSSAPI, the Kerberos client's.
    pub clock: WallClock,
    /// How long a TCP connection may take to come about.
    pub connect_timeout: Duration,
    /// How long a request may take, and each step of authentication.
    pub request_timeout: Duration,
    /// For how long errors that may pass are tried again.
    pub retry_for: Duration,
    /// How long [`KafkaClient::consume`](super::KafkaClient::consume) waits for records.
    pub consume_timeout: Duration,
    /// Whether asking about a topic may create it.
    pub auto_create: AutoCreate,
    /// Who watches.
    pub observer: Option<Arc<dyn ClientObserver>>,
}

impl ConnectOptions {
    /// A client of `bootstrap` (`host:port,host:port`) that does not authenticate.
    pub fn plaintext(bootstrap: impl Into<String>) -> Self {
        Self {
            bootstrap: bootstrap.into(),
            security: Security::Plaintext,
            #[cfg(feature = "tls")]
            tls: None,
            client_id: "kerbside".into(),
            resolver: Resolver::new(),
            clock: WallClock::new(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            retry_for: Duration::from_secs(5),
            consume_timeout: Duration::from_secs(10),
            auto_create: AutoCreate::default(),
            observer: None,
        }
    }

    /// A client of `bootstrap` that authenticates with the tickets of `kerberos`, which is logged
    /// in.
    pub fn gssapi(bootstrap: impl Into<String>, kerberos: KerberosClient) -> Self {
        Self::secured(bootstrap, Gssapi::new(kerberos))
    }

    /// A client of `bootstrap` that authenticates as `gssapi` says.
    pub fn secured(bootstrap: impl Into<String>, gssapi: Gssapi) -> Self {
        let mut options = Self::plaintext(bootstrap);
        options.clock = gssapi.kerberos.clock().clone();
        options.security = Security::Gssapi(Box::new(gssapi));
        options
    }

    /// A client of `bootstrap` that authenticates with a password or a token.
    pub fn secret(bootstrap: impl Into<String>, secret: Secret) -> Self {
        let mut options = Self::plaintext(bootstrap);
        options.security = Security::Secret(secret);
        options
    }

    /// Speaks TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: super::tls::ClientTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Knows the made-up names of `resolver`.
    #[must_use]
    pub fn resolver(mut self, resolver: Resolver) -> Self {
        self.resolver = resolver;
        self
    }

    /// Gives a request `timeout`.
    #[must_use]
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Tries again, for `time`, after errors that may pass.
    #[must_use]
    pub fn retry_for(mut self, time: Duration) -> Self {
        self.retry_for = time;
        self
    }

    /// Waits for records for `timeout`.
    #[must_use]
    pub fn consume_timeout(mut self, timeout: Duration) -> Self {
        self.consume_timeout = timeout;
        self
    }

    /// Tells `observer` what happens.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn ClientObserver>) -> Self {
        self.observer = Some(observer);
        self
    }

    pub(super) fn observe(&self, event: ClientEvent<'_>) {
        if let Some(observer) = &self.observer {
            observer.observe(self.clock.now(), event);
        }
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("bootstrap", &self.bootstrap)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}
