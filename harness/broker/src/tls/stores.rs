//! Key stores and trust stores in PEM, as `ssl.keystore.certificate.chain`, `ssl.keystore.key` and
//! `ssl.truststore.certificates` hold them.

use std::fmt;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A private key with the certificates that lead from it to a CA.
pub struct KeyStore {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// The certificates of the CAs that are trusted.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    pub(crate) roots: Vec<CertificateDer<'static>>,
}

/// A store that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The PEM text is broken.
    #[error("{store}: {source}; it must be PEM, from -----BEGIN to -----END")]
    Pem {
        /// Which setting.
        store: &'static str,
        /// What is wrong.
        source: rustls::pki_types::pem::Error,
    },
    /// There is no certificate in it.
    #[error("{0} holds no certificate")]
    Empty(&'static str),
}

impl KeyStore {
    /// Reads a chain, the key's own certificate first, and an unencrypted private key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn from_pem(chain: &str, key: &str) -> Result<Self, StoreError> {
        let chain = certificates(chain, "ssl.keystore.certificate.chain")?;
        let failed = |source| StoreError::Pem { store: "ssl.keystore.key", source };
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(failed)?;
        Ok(KeyStore { chain, key })
    }
}

impl Clone for KeyStore {
    fn clone(&self) -> Self {
        KeyStore { chain: self.chain.clone(), key: self.key.clone_key() }
    }
}

impl fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyStore").field("chain", &self.chain.len()).finish_non_exhaustive()
    }
}

impl TrustStore {
    /// Reads the CAs' certificates.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn from_pem(certificates_pem: &str) -> Result<Self, StoreError> {
        let roots = certificates(certificates_pem, "ssl.truststore.certificates")?;
        Ok(TrustStore { roots })
    }
}

fn certificates(
    pem: &str,
    store: &'static str,
) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let read = read.map_err(|source| StoreError::Pem { store, source })?;
    match read.is_empty() {
        true => Err(StoreError::Empty(store)),
        false => Ok(read),
    }
}
