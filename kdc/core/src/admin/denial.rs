//! Why an administrative request is denied, in the order of the checks, with MIT's texts.
//!
//! The texts are what follows `add_principal: ` and the like in what MIT krb5 1.20's kadmin prints;
//! those for which no recording exists are our own.

use kerbside_crypto::CryptoError;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::wire::Realm;

use crate::database::WorldError;

/// A denial.
#[derive(Debug, thiserror::Error)]
pub enum Denial {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] WorldError),
    /// The realm is not served here.
    #[error("the realm {0} is not served here")]
    RealmNotServed(Realm),
    /// It exists already.
    #[error("Principal or policy already exists")]
    Exists(Name),
    /// It does not exist.
    #[error("Principal does not exist")]
    Unknown(Name),
    /// The password is empty.
    #[error("Empty passwords are not allowed")]
    EmptyPassword(Name),
    /// There is no key of that version.
    #[error("{principal} has no key of version {kvno}")]
    NoSuchVersion {
        /// Whose.
        principal: Name,
        /// The version.
        kvno: u32,
    },
    /// A key version beyond 2^32.
    #[error("the key version of {0} cannot be raised further")]
    VersionsExhausted(Name),
    /// The operation does not exist here.
    #[error("Operation not supported")]
    NotSupported,
    /// A key of that enctype cannot be made.
    #[error("a key cannot be made: {0}")]
    Key(#[from] CryptoError),
}
