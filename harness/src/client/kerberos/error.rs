//! Why there is no ticket: what the KDC said, or why it said nothing.
//!
//! The sentences are MIT's, which users search for, with the code and the KDC's e-text behind them
//! as Java prints them: `Server kafka/x@R not found in Kerberos database (7) - LOOKING_UP_SERVER`.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use kerbside_krb5::client::ClientFailure;
use kerbside_krb5::client::credential::UnusableCredential;
use kerbside_krb5::formats::ccache::CcacheError;
use kerbside_krb5::principal::{Principal, PrincipalError};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{ErrorCode, Realm};

use super::transport::Carrier;

/// Why a client has no ticket.
#[derive(Debug, thiserror::Error)]
pub enum KerberosError {
    /// The KDC refused, or its answer is not acceptable.
    #[error("{}", Told(.0))]
    Exchange(#[from] ClientFailure),
    /// The KDC cannot be reached.
    #[error("Cannot contact any KDC for realm '{realm}': {kdc} over {carrier}: {source}")]
    Unreachable {
        /// The realm.
        realm: Realm,
        /// The KDC.
        kdc: SocketAddr,
        /// How it was tried.
        carrier: Carrier,
        /// What the system said.
        source: io::Error,
    },
    /// The KDC does not answer.
    #[error(
        "Cannot contact any KDC for realm '{realm}': \
         {kdc} over {carrier}: no answer within {} ms", .waited.as_millis()
    )]
    Silent {
        /// The realm.
        realm: Realm,
        /// The KDC.
        kdc: SocketAddr,
        /// How it was tried.
        carrier: Carrier,
        /// How long.
        waited: Duration,
    },
    /// The KDC announced an answer longer than any ticket.
    #[error("the KDC {kdc} announces an answer of {announced} octets, more than {limit}")]
    TooLong {
        /// The KDC.
        kdc: SocketAddr,
        /// What it announced.
        announced: usize,
        /// What is accepted.
        limit: usize,
    },
    /// Nobody has logged in, and no cache was loaded.
    #[error("No Kerberos credentials available: log in, or load a credential cache")]
    NotLoggedIn,
    /// The ticket-granting ticket is over, by the client's clock.
    #[error("Ticket expired: {server} ended at {endtime}, the client's clock shows {now}")]
    Expired {
        /// Whose ticket it is.
        server: Principal,
        /// When it ended.
        endtime: Timestamp,
        /// What the client's clock shows.
        now: Timestamp,
    },
    /// A text is no principal name.
    #[error(transparent)]
    Name(#[from] PrincipalError),
}

impl KerberosError {
    /// The KDC's error code, where it sent one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Exchange(failure) => failure.code(),
            _ => None,
        }
    }

    /// The KDC's e-text, where it sent one.
    pub fn e_text(&self) -> Option<String> {
        match self {
            Self::Exchange(failure) => failure.e_text(),
            _ => None,
        }
    }
}

/// A failure with the code and the e-text that the KDC sent.
struct Told<'a>(&'a ClientFailure);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        if let Some(code) = self.0.code() {
            write!(f, " ({})", code.0)?;
        }
        match self.0.e_text() {
            Some(text) => write!(f, " - {text}"),
            None => Ok(()),
        }
    }
}

/// Why a credential cache cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The file cannot be read.
    #[error("the credential cache {} cannot be read: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("the credential cache {} cannot be written: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Its content is no cache.
    #[error(transparent)]
    Format(#[from] CcacheError),
    /// A ticket in it cannot be used.
    #[error("the credential cache {}: the ticket for {server}: {source}", .path.display())]
    Ticket {
        /// The file.
        path: PathBuf,
        /// The service.
        server: Principal,
        /// Why.
        source: Box<UnusableCredential>,
    },
    /// There is no ticket-granting ticket in it.
    #[error("No Kerberos credentials available in the cache {}", .path.display())]
    NoTicket {
        /// The file.
        path: PathBuf,
    },
    /// Nothing was there to be saved.
    #[error("No Kerberos credentials available: there is nothing to save")]
    NothingToSave,
}
