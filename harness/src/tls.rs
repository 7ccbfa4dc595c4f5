//! Certificates of a bed: a CA that is made with it, an intermediate CA, and what both sign for
//! brokers and users, in the forms that client programs read (PEM, PKCS12).
//!
//! Keys are ECDSA on P-256. Certificates are good from 2000 to 2099, so that a bed's clocks may be
//! moved without touching TLS; one that has expired is made on purpose. Left out: RSA, JKS,
//! revocation.

mod authority;
mod bed;
mod certificate;
mod encrypted_key;
mod pkcs12;

pub use authority::CertificateAuthority;
pub(crate) use bed::write_user_files;
pub use bed::{BedTls, BrokerCertificate};
pub use kerbside_broker::tls::{ClientAuth, TlsSettings, TlsVersion};

pub use certificate::{CertificateRequest, Identity, KeyUsage, Validity};

/// The password of every store that a bed writes.
pub const STORE_PASSWORD: &str = crate::client::STORE_PASSWORD;

/// Why a certificate or a store could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The request cannot be signed: a host name with odd characters, say.
    #[error("the certificate for {subject:?} cannot be made: {source}")]
    Signing {
        /// The subject's name.
        subject: String,
        /// What is wrong.
        source: rcgen::Error,
    },
    /// A PKCS12 store cannot be written.
    #[error("the PKCS12 store of {subject:?} cannot be made: {source}")]
    Pkcs12 {
        /// The subject's name.
        subject: String,
        /// What is wrong.
        source: p12_keystore::error::Error,
    },
    /// The system gives no entropy.
    #[error("the operating system gives no entropy for a salt: {0}")]
    Entropy(getrandom::Error),
}
