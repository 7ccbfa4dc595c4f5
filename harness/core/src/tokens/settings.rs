//! The settings of delegation tokens, under Kafka's names and with its defaults.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The settings of delegation tokens.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// `delegation.token.secret.key`; without one there are no tokens.
    pub secret_key: Option<SecretKey>,
    /// `delegation.token.max.lifetime.ms`
    pub max_lifetime: Duration,
    /// `delegation.token.expiry.time.ms`
    pub expiry_time: Duration,
    /// `delegation.token.expiry.check.interval.ms`: how long a token that has expired stays at
    /// most.
    pub expiry_check_interval: Duration,
    /// Octets that all tokens may take together, names included; then none is made. Not Kafka's.
    pub capacity: usize,
}

impl Default for TokenSettings {
    fn default() -> Self {
        TokenSettings {
            secret_key: None,
            max_lifetime: Duration::from_secs(7 * 24 * 3_600),
            expiry_time: Duration::from_secs(24 * 3_600),
            expiry_check_interval: Duration::from_secs(3_600),
            capacity: 16 * 1024 * 1024,
        }
    }
}

/// The key from which the HMAC of each token is made. It is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Arc<str>);

impl SecretKey {
    /// The key of a text; an empty text is none, as in Kafka.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| SecretKey(Arc::from(text)))
    }

    pub(super) fn octets(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
