//! PLAIN (RFC 4616) with the refusals of Kafka's PlainSaslServer, word for word.
//!
//! Whether a password is right is the business of a [`PasswordVerifier`]; [`PlainUsers`] is the
//! one of PlainLoginModule. Left out: nothing that Kafka does.

mod jaas;
mod users;

use std::fmt;
use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;

pub use jaas::JaasError;
pub use users::PlainUsers;

use super::{Exchange, Mechanism, Proof, ProvedName, Step};
use crate::refusal::MechanismRefusal;

/// Who knows passwords: Kafka's PlainAuthenticateCallback.
pub trait PasswordVerifier: Send + Sync {
    /// Looks at a password. Called on the path of a connection: it should be quick.
    fn verify(&self, user: &str, password: &str) -> PasswordVerdict;
}

/// What a verifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// It is this user's password.
    Right,
    /// It is not, or there is no such user.
    Wrong,
    /// That cannot be told now.
    Unavailable,
}

/// The mechanism.
pub struct Plain {
    passwords: Arc<dyn PasswordVerifier>,
}

impl Plain {
    /// A mechanism that asks `passwords`.
    pub fn new(passwords: Arc<dyn PasswordVerifier>) -> Self {
        Plain { passwords }
    }
}

impl Mechanism for Plain {
    fn name(&self) -> &str {
        "PLAIN"
    }

    fn start(&self) -> Box<dyn Exchange> {
        Box::new(PlainExchange { passwords: Arc::clone(&self.passwords), claimed: None })
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain")
    }
}

struct PlainExchange {
    passwords: Arc<dyn PasswordVerifier>,
    claimed: Option<Arc<str>>,
}

impl Exchange for PlainExchange {
    fn step(
        &mut self,
        token: &[u8],
        _: Timestamp,
        _: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal> {
        let message = String::from_utf8_lossy(token);
        let claimed = message.split('\0').nth(1).filter(|user| !user.is_empty());
        self.claimed = claimed.map(Arc::from);
        let user = check(&message, &*self.passwords)
            .map_err(|why| MechanismRefusal::Told(Arc::from(why.to_string())))?;
        let name = ProvedName::Plain(Arc::from(user));
        // PlainSaslServer's last token is empty, and a frame of its own after SaslHandshake 0.
        let token = Some(Vec::new());
        Ok(Step::Done { token, proof: Proof { name, expires: None, presented: None } })
    }

    fn claimed(&self) -> Option<Arc<str>> {
        self.claimed.clone()
    }
}

/// Why PLAIN refuses. A client is told each of these texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum PlainRefusal {
    #[error("Invalid SASL/PLAIN response: expected 3 tokens, got {0}")]
    Tokens(usize),
    #[error("Authentication failed: username not specified")]
    NoUser,
    #[error("Authentication failed: password not specified")]
    NoPassword,
    #[error("Authentication failed: credentials for user could not be verified")]
    Unavailable,
    #[error("Authentication failed: Invalid username or password")]
    Wrong,
    #[error(
        "Authentication failed: Client requested an authorization id that is different from \
         username"
    )]
    OtherAuthorizationId,
}

/// `[authzid] NUL authcid NUL passwd`, checked in PlainSaslServer's order.
fn check<'m>(message: &'m str, passwords: &dyn PasswordVerifier) -> Result<&'m str, PlainRefusal> {
    // Kafka looks for one more than it wants.
    let tokens: Vec<&str> = message.split('\0').take(4).collect();
    let &[authorization_id, user, password] = &tokens[..] else {
        return Err(PlainRefusal::Tokens(tokens.len()));
    };
    if user.is_empty() {
        return Err(PlainRefusal::NoUser);
    }
    if password.is_empty() {
        return Err(PlainRefusal::NoPassword);
    }
    match passwords.verify(user, password) {
        PasswordVerdict::Right => {}
        PasswordVerdict::Wrong => return Err(PlainRefusal::Wrong),
        PasswordVerdict::Unavailable => return Err(PlainRefusal::Unavailable),
    }
    if !authorization_id.is_empty() && authorization_id != user {
        return Err(PlainRefusal::OtherAuthorizationId);
    }
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken;

    impl PasswordVerifier for Broken {
        fn verify(&self, _: &str, _: &str) -> PasswordVerdict {
            PasswordVerdict::Unavailable
        }
    }

    #[test]
    fn refusals_are_those_of_kafka_in_its_order() {
        let users = PlainUsers::default();
        users.put("alice", "alice-secret");
        let different = "Authentication failed: Client requested an authorization id that is \
                         different from username";
        for (message, expected) in [
            ("\0alice\0alice-secret", Ok("alice")),
            ("alice\0alice\0alice-secret", Ok("alice")),
            ("", Err("Invalid SASL/PLAIN response: expected 3 tokens, got 1")),
            ("alice", Err("Invalid SASL/PLAIN response: expected 3 tokens, got 1")),
            ("\0alice", Err("Invalid SASL/PLAIN response: expected 3 tokens, got 2")),
            ("\0a\0b\0c", Err("Invalid SASL/PLAIN response: expected 3 tokens, got 4")),
            ("\0a\0b\0c\0d\0e", Err("Invalid SASL/PLAIN response: expected 3 tokens, got 4")),
            ("\0\0", Err("Authentication failed: username not specified")),
            ("\0\0alice-secret", Err("Authentication failed: username not specified")),
            ("\0alice\0", Err("Authentication failed: password not specified")),
            ("\0alice\0wrong", Err("Authentication failed: Invalid username or password")),
            ("\0bob\0alice-secret", Err("Authentication failed: Invalid username or password")),
            ("bob\0alice\0alice-secret", Err(different)),
            ("bob\0alice\0wrong", Err("Authentication failed: Invalid username or password")),
        ] {
            let outcome = check(message, &users).map_err(|why| why.to_string());
            assert_eq!(outcome, expected.map_err(str::to_owned), "{message:?}");
        }
        assert_eq!(
            check("\0alice\0alice-secret", &Broken).map_err(|why| why.to_string()),
            Err("Authentication failed: credentials for user could not be verified".to_owned())
        );
    }
}
