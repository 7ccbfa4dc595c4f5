//! SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, RFC 7677) as Kafka's ScramSaslServer does them, with
//! delegation tokens as user names (`tokenauth=true`, KIP-48).
//!
//! Where credentials come from is the business of [`ScramCredentials`] and [`TokenCredentials`].
//! Left out: channel binding, and SASLprep, as in Kafka.

mod formatter;
mod messages;
mod server;
mod store;

use std::fmt;
use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;

pub use store::ScramStore;

use super::{Exchange, Mechanism};
use crate::dialect::NonceCheck;
use crate::principal::KafkaPrincipal;

/// The fewest iterations that Kafka accepts, of either mechanism; also what it hashes with by
/// default.
pub const MIN_ITERATIONS: i32 = 4096;

/// The most iterations that Kafka stores.
pub const MAX_ITERATIONS: i32 = 16_384;

/// A SCRAM mechanism, by its number in AlterUserScramCredentials. 0 is unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScramMechanism(pub i8);

impl ScramMechanism {
    /// `SCRAM-SHA-256` (RFC 7677).
    pub const SHA_256: ScramMechanism = ScramMechanism(1);
    /// `SCRAM-SHA-512`.
    pub const SHA_512: ScramMechanism = ScramMechanism(2);

    /// Both.
    pub const ALL: [ScramMechanism; 2] = [ScramMechanism::SHA_256, ScramMechanism::SHA_512];

    /// Its registered name, if it is known.
    pub fn name(self) -> Option<&'static str> {
        match self {
            ScramMechanism::SHA_256 => Some("SCRAM-SHA-256"),
            ScramMechanism::SHA_512 => Some("SCRAM-SHA-512"),
            _ => None,
        }
    }

    /// The mechanism of a registered name.
    pub fn of_name(name: &str) -> Option<Self> {
        ScramMechanism::ALL.into_iter().find(|it| it.name() == Some(name))
    }
}

impl fmt::Debug for ScramMechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "ScramMechanism({})", self.0),
        }
    }
}

/// One of the two mechanisms, as a listener offers it.
#[derive(Clone)]
pub struct Scram {
    mechanism: ScramMechanism,
    users: Arc<dyn ScramCredentials>,
    tokens: Option<Arc<dyn TokenCredentials>>,
    nonce: NonceCheck,
}

impl Scram {
    /// The mechanism for these users. Nobody authenticates with one that is unknown.
    pub fn new(mechanism: ScramMechanism, users: Arc<dyn ScramCredentials>) -> Self {
        Scram { mechanism, users, tokens: None, nonce: NonceCheck::Equal }
    }

    /// Wants this of the nonce in a client's final message, in place of the same one; a habit.
    #[must_use]
    pub fn with_nonce_check(mut self, nonce: NonceCheck) -> Self {
        self.nonce = nonce;
        self
    }

    /// Accepts these delegation tokens too.
    #[must_use]
    pub fn with_tokens(mut self, tokens: Arc<dyn TokenCredentials>) -> Self {
        self.tokens = Some(tokens);
        self
    }
}

impl Mechanism for Scram {
    fn name(&self) -> &str {
        self.mechanism.name().unwrap_or("UNKNOWN")
    }

    fn start(&self) -> Box<dyn Exchange> {
        Box::new(server::ScramExchange::new(self.clone()))
    }
}

impl fmt::Debug for Scram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mechanism.fmt(f)
    }
}

/// What a server keeps of a password (RFC 5802 §3).
#[derive(Clone, PartialEq, Eq)]
pub struct ScramCredential {
    /// The salt.
    pub salt: Arc<[u8]>,
    /// `H(ClientKey)`
    pub stored_key: Arc<[u8]>,
    /// `HMAC(SaltedPassword, "Server Key")`
    pub server_key: Arc<[u8]>,
    /// How often the password was hashed.
    pub iterations: i32,
}

impl ScramCredential {
    /// The credential of a password with [`MIN_ITERATIONS`] and a random salt, as Kafka's tools
    /// make it. `None` for a mechanism that is unknown.
    pub fn generate(
        mechanism: ScramMechanism,
        password: &str,
        entropy: &mut dyn Entropy,
    ) -> Option<Self> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        ScramCredential::of_password(mechanism, password, &salt, MIN_ITERATIONS.unsigned_abs())
    }

    /// The credential of a password. `None` for a mechanism that is unknown.
    pub fn of_password(
        mechanism: ScramMechanism,
        password: &str,
        salt: &[u8],
        iterations: u32,
    ) -> Option<Self> {
        let salted = formatter::salted_password(mechanism, password, salt, iterations)?;
        ScramCredential::of_salted_password(mechanism, &salted, salt, iterations)
    }

    /// The credential of `Hi(password, salt, iterations)`, which is what admin clients send.
    pub fn of_salted_password(
        mechanism: ScramMechanism,
        salted: &[u8],
        salt: &[u8],
        iterations: u32,
    ) -> Option<Self> {
        Some(ScramCredential {
            salt: Arc::from(salt),
            stored_key: formatter::stored_key(mechanism, salted)?.into(),
            server_key: formatter::server_key(mechanism, salted)?.into(),
            iterations: i32::try_from(iterations).ok()?,
        })
    }
}

/// Keys stay out of logs.
impl fmt::Debug for ScramCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramCredential")
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

/// Where a listener finds the credentials of users.
pub trait ScramCredentials: Send + Sync {
    /// The credential of a user for a mechanism.
    fn credential(&self, user: &str, mechanism: ScramMechanism) -> Option<ScramCredential>;
}

/// Where a listener finds delegation tokens, which stand in for users when a client says
/// `tokenauth=true`.
pub trait TokenCredentials: Send + Sync {
    /// The token of an id; `None` when there is none that is good at `now`.
    fn token(&self, id: &str, mechanism: ScramMechanism, now: Timestamp)
    -> Option<TokenCredential>;
}

/// What there is to know of a delegation token when somebody authenticates with it.
#[derive(Clone, Debug)]
pub struct TokenCredential {
    /// Whose it is: who the client will be.
    pub owner: KafkaPrincipal,
    /// The credential whose password is the token's HMAC in base64.
    pub credential: ScramCredential,
    /// When it ends, and the session with it.
    pub expires: Timestamp,
}
