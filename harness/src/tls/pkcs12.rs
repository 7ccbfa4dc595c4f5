//! PKCS12 stores (RFC 7292), as JDK 17 and OpenSSL 3 read them.

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};

use super::CertificateError;

/// Enough for a test's password, and ten times faster to open than the usual number.
const ITERATIONS: u32 = 1_000;

pub(super) fn trust_store(root: &[u8], password: &str) -> Result<Vec<u8>, CertificateError> {
    let failed = |source| CertificateError::Pkcs12 { subject: "CA".to_owned(), source };
    let mut store = KeyStore::new();
    let certificate = Certificate::from_der(root).map_err(failed)?;
    store.add_entry("ca", KeyStoreEntry::Certificate(certificate));
    write(&store, password).map_err(failed)
}

pub(super) fn key_store(
    subject: &str,
    key: &[u8],
    chain: &[Vec<u8>],
    password: &str,
) -> Result<Vec<u8>, CertificateError> {
    let failed = |source| CertificateError::Pkcs12 { subject: subject.to_owned(), source };
    let key = PrivateKey::from_der(key).map_err(failed)?;
    let chain: Result<Vec<_>, _> = chain.iter().map(|it| Certificate::from_der(it)).collect();
    let chain = PrivateKeyChain::new(subject, key, chain.map_err(failed)?);
    let mut store = KeyStore::new();
    store.add_entry(subject, KeyStoreEntry::PrivateKeyChain(chain));
    write(&store, password).map_err(failed)
}

fn write(store: &KeyStore, password: &str) -> p12_keystore::Result<Vec<u8>> {
    store.writer(password).encryption_iterations(ITERATIONS).mac_iterations(ITERATIONS).write()
}
