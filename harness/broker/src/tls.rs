//! TLS on a listener, by rustls with the provider `ring`, which is named here and never installed
//! for the whole process.
//!
//! What a broker's `ssl.*` settings say is a [`TlsSettings`]; stores are PEM (KIP-651). They may be
//! exchanged while the listener runs. Certificates are judged by the node's own clock.
//!
//! Left out: TLS below 1.2, cipher suites of one's own choice, revocation lists.

mod clock;
mod server;
mod stores;

use std::time::Duration;

pub(crate) use server::{Secured, TlsServer};
pub use stores::{KeyStore, StoreError, TrustStore};

/// What a listener with TLS needs to know.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    pub(crate) keys: KeyStore,
    pub(crate) trust: TrustStore,
    pub(crate) client_auth: ClientAuth,
    pub(crate) versions: Vec<TlsVersion>,
    pub(crate) handshake_timeout: Duration,
}

/// `ssl.client.auth`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAuth {
    /// `none`: clients are not asked for a certificate.
    #[default]
    None,
    /// `requested`: they may show one; one that is shown must be good.
    Requested,
    /// `required`: without a good certificate there is no connection.
    Required,
}

/// A version for `ssl.enabled.protocols`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// `TLSv1.2`
    Tls12,
    /// `TLSv1.3`
    Tls13,
}

/// TLS settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The key does not fit the certificate, or is of a kind that is not known.
    #[error("ssl.keystore: {0}; the first certificate of the chain must be the key's own")]
    Keys(#[source] rustls::Error),
    /// Clients are asked for certificates, and nobody's would be good.
    #[error(
        "ssl.client.auth asks clients for certificates, and ssl.truststore holds no certificate \
         that could vouch for them: give it the CA's"
    )]
    NothingTrusted,
    /// A certificate in the trust store.
    #[error("ssl.truststore: {0}")]
    Trust(#[source] rustls::Error),
    /// No version of TLS is left.
    #[error("ssl.enabled.protocols is empty: enable TLSv1.2, TLSv1.3 or both")]
    NoVersion,
    /// The listener has no TLS.
    #[error("listener {0:?} has no TLS to change: it must be of the protocol SSL or SASL_SSL")]
    NotTls(String),
    /// There is no such listener.
    #[error(transparent)]
    UnknownListener(#[from] crate::node::UnknownListener),
}

impl TlsSettings {
    /// Settings with the broker's key and certificate; clients are not asked for theirs.
    pub fn new(keys: KeyStore) -> Self {
        TlsSettings {
            keys,
            trust: TrustStore::default(),
            client_auth: ClientAuth::None,
            versions: vec![TlsVersion::Tls12, TlsVersion::Tls13],
            handshake_timeout: Duration::from_secs(30),
        }
    }

    /// Asks clients for certificates that `trust` vouches for (`ssl.client.auth`,
    /// `ssl.truststore.certificates`).
    #[must_use]
    pub fn client_auth(mut self, client_auth: ClientAuth, trust: TrustStore) -> Self {
        self.client_auth = client_auth;
        self.trust = trust;
        self
    }

    /// Speaks these versions alone (`ssl.enabled.protocols`).
    #[must_use]
    pub fn versions(mut self, versions: impl IntoIterator<Item = TlsVersion>) -> Self {
        self.versions = versions.into_iter().collect();
        self
    }

    /// Ends connections whose handshake takes longer; 30 seconds without this. Kafka has
    /// `connections.max.idle.ms` for it.
    #[must_use]
    pub fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.handshake_timeout = timeout;
        self
    }
}
