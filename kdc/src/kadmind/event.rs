//! What kadmind does, for whoever watches.

use std::fmt;
use std::net::SocketAddr;

use kerbside_krb5::gss::Refused;
use kerbside_krb5::kadm5::ApiVersion;
use kerbside_krb5::kadm5::rpc::AuthFlavor;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

/// Something that kadmind did.
#[derive(Debug)]
pub enum KadmindEvent<'a> {
    /// A call of an authenticated client was performed or refused.
    Called(Called<'a>),
    /// A message was refused before anybody was known to have sent it.
    Unauthenticated {
        /// When.
        at: Timestamp,
        /// From where.
        from: SocketAddr,
        /// Why.
        why: Unauthenticated<'a>,
    },
}

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// When.
    pub at: Timestamp,
    /// From where.
    pub from: SocketAddr,
    /// Who called.
    pub client: &'a Principal,
    /// The service that the client has a ticket for.
    pub service: &'a Principal,
    /// What was called, by the name that MIT's kadmind logs.
    pub operation: &'static str,
    /// Whom or what it concerns.
    pub target: &'a str,
    /// What became of it.
    pub outcome: CallOutcome<'a>,
    /// The version that the client speaks, when this is its first call.
    pub opened: Option<ApiVersion>,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome<'a> {
    /// It was done.
    Done,
    /// It could not be done, for this reason.
    Failed(&'a str),
    /// The caller may not ask for it.
    Unauthorized,
}

/// Why a message is refused.
#[derive(Clone, Copy, Debug)]
pub enum Unauthenticated<'a> {
    /// The GSS token was refused.
    Token(&'a Refused),
    /// The ticket is for a service that is not kadmind's.
    Service(&'a Principal),
    /// The authentication is not served, or too weak.
    Flavor(AuthFlavor),
    /// The proof of a call is not that of the client that it names.
    Forged {
        /// What was called.
        operation: &'static str,
        /// Who is claimed to have called.
        client: &'a Principal,
        /// The service of the context.
        service: &'a Principal,
    },
}

impl fmt::Display for CallOutcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "success",
            Self::Failed(reason) => reason,
            Self::Unauthorized => "unauthorized",
        })
    }
}

impl fmt::Display for Unauthenticated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(refused) => write!(f, "{refused}"),
            Self::Service(service) => write!(f, "a ticket for {service}, which is not kadmind's"),
            Self::Flavor(flavor) => write!(f, "RPC authentication flavor {}", flavor.0),
            Self::Forged { operation, client, .. } => {
                write!(f, "a call of {operation} in the name of {client} without its proof")
            }
        }
    }
}
