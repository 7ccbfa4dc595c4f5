//! The TLS files of a user, and how a client uses them.

use std::path::PathBuf;

use super::Client;

/// The password of every store and encrypted key that a bed writes.
pub(crate) const STORE_PASSWORD: &str = "changeit";

/// In which form a Java client reads keys and certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stores {
    /// PKCS12 files.
    #[default]
    Pkcs12,
    /// PEM files, the key encrypted (KIP-651).
    Pem,
    /// PEM inside the configuration, the key encrypted (KIP-651).
    PemInline,
}

/// Whether a client compares the broker's certificate with the name that it connected to
/// (`ssl.endpoint.identification.algorithm`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostNames {
    /// It does: `https`.
    #[default]
    Verified,
    /// It does not.
    NotVerified,
}

/// Whether a client shows its certificate when it is asked for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// It does.
    #[default]
    Shown,
    /// It has none.
    Absent,
}

impl Client {
    /// The CA's certificate, PEM.
    pub fn ca_pem(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// The user's certificate and the intermediate's, PEM.
    pub fn certificate_pem(&self) -> PathBuf {
        self.folder.join("certificate.pem")
    }

    /// The user's private key, PEM.
    pub fn key_pem(&self) -> PathBuf {
        self.folder.join("key.pem")
    }

    /// The user's encrypted private key with the certificates, PEM, as Kafka's
    /// `ssl.keystore.location` wants them.
    pub fn key_store_pem(&self) -> PathBuf {
        self.folder.join("keystore.pem")
    }

    /// The user's key and certificates, PKCS12.
    pub fn key_store_pkcs12(&self) -> PathBuf {
        self.folder.join("keystore.p12")
    }

    /// The CA's certificate, PKCS12.
    pub fn trust_store_pkcs12(&self) -> PathBuf {
        self.folder.join("truststore.p12")
    }
}
