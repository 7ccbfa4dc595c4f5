//! What any party of a bed has in common: work that takes time, parts that may be missing, errors.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// Work of a party behind a trait object.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, BedError>> + Send + 'a>>;

/// A part of a party: what stands behind it, or why this party does not have it.
pub type Part<T> = Result<T, Unavailable>;

/// A part that a party does not have: a foreign KDC's clock, say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{party} has no {part}: {why}")]
pub struct Unavailable {
    /// Whose part.
    pub party: &'static str,
    /// Which part.
    pub part: &'static str,
    /// Why it is not there.
    pub why: &'static str,
}

/// Why a bed could not be made or did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum BedError {
    /// A file or folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The KDC did not start.
    #[error("the KDC does not start: {0}")]
    Kdc(#[from] kerbside_kdc::StartError),
    /// The KDC's administration refused.
    #[error(transparent)]
    Admin(#[from] kerbside_kdc::AdminError),
    /// The realm's database cannot be read or written.
    #[error(transparent)]
    Database(#[from] kerbside_kdc_core::database::WorldError),
    /// The access control list of the administration server is malformed.
    #[error("the access control list is malformed: {0}")]
    AdminAcl(#[source] kerbside_krb5::formats::kadm5_acl::AclError),
    /// A keytab cannot be written or read.
    #[error(transparent)]
    Keytab(#[from] kerbside_krb5::formats::keytab::KeytabError),
    /// The broker did not start.
    #[error("the broker does not start: {0}")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A certificate or a store cannot be made.
    #[cfg(feature = "tls")]
    #[error(transparent)]
    Certificate(#[from] crate::tls::CertificateError),
    /// There is no listener of that name.
    #[error("there is no listener {name:?}: this bed has {}", existing.join(", "))]
    NoSuchListener {
        /// The name.
        name: String,
        /// The names that there are.
        existing: Vec<String>,
    },
    /// The rules for Kerberos names cannot be read.
    #[error(transparent)]
    PrincipalRules(#[from] kerbside_broker_core::principal::RulesError),
    /// The rules for names of certificates cannot be read.
    #[error(transparent)]
    SslRules(#[from] kerbside_broker_core::ssl_principal::BadSslRule),
    /// The broker refused a topic.
    #[error("the topic {topic:?} cannot be made: {reason}")]
    Topic {
        /// Which.
        topic: String,
        /// What the broker said.
        reason: String,
    },
    /// The brokers refused an ACL.
    #[error("the ACL is refused: {0}")]
    Acl(String),
    /// The brokers keep no ACLs.
    #[error(
        "the brokers have no authorizer that keeps ACLs: start the bed with a super user, with \
         `kerbside up --authorizer standard` or `Builder::standard_authorizer`"
    )]
    NoAcls,
    /// The brokers refused a delegation token.
    #[error("no delegation token: {0}")]
    Token(kerbside_broker_core::tokens::TokenRefusal),
    /// A node cannot be stopped, started or made a leader.
    #[error("{0}")]
    Node(String),
    /// There is no node with that number.
    #[error("there is no broker {node}: this bed has {}", numbered(*nodes))]
    NoSuchNode {
        /// The number.
        node: i32,
        /// How many nodes there are, numbered from 1.
        nodes: usize,
    },
    /// A party lacks a part.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A name that cannot stand in a path.
    #[error("{0:?} cannot be a user's name here: it must be a plain file name without '@' and '%'")]
    UserName(String),
    /// A realm name that cannot stand in configuration files.
    #[error(
        "{0:?} cannot be a realm's name here: letters, digits and . _ - + : may stand in it, \
         as in EXAMPLE.TEST"
    )]
    RealmName(String),
    /// What was started does not answer.
    #[error("{what} at {address} does not answer: {reason}")]
    NotReady {
        /// The KDC or a node.
        what: String,
        /// Where.
        address: String,
        /// What was seen instead.
        reason: String,
    },
}

/// `broker 1 alone`, `brokers 1 to 3`
fn numbered(nodes: usize) -> String {
    match nodes {
        1 => "broker 1 alone".to_owned(),
        nodes => format!("brokers 1 to {nodes}"),
    }
}

impl BedError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
