//! The server's end of an exchange, check by check as in Kafka's ScramSaslServer.

use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;
use subtle::ConstantTimeEq;

use super::messages::{self, ClaimedIdentity, ClientFinal, ClientFirst};
use super::{MIN_ITERATIONS, Scram, ScramCredential, formatter};
use crate::dialect::NonceCheck;
use crate::refusal::MechanismRefusal;
use crate::sasl::{Exchange, Proof, ProvedName, Step};

/// Why an exchange is refused; the texts are Kafka's. [`ScramRefusal::answered`] says what a client
/// gets to see.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ScramRefusal {
    #[error("Invalid SCRAM client first message format: {0}")]
    ClientFirst(String),
    #[error("Token Authentication failed: Invalid tokenId : {0}")]
    Token(String),
    #[error("Authentication failed: Invalid user credentials")]
    User,
    #[error(
        "Authentication failed: Client requested an authorization id that is different from \
         username"
    )]
    OtherAuthorizationId,
    #[error("Iterations {0} is less than the minimum {MIN_ITERATIONS} for {1:?}")]
    Iterations(i32, super::ScramMechanism),
    #[error("Invalid SCRAM client final message format: {0}")]
    ClientFinal(String),
    #[error("Invalid client nonce in the final client message.")]
    Nonce,
    #[error("Argument arrays must be of the same length")]
    ProofLength,
    #[error("Invalid client credentials")]
    Proof,
    #[error("Unexpected challenge in Sasl server state COMPLETE")]
    Over,
}

impl ScramRefusal {
    fn answered(self) -> MechanismRefusal {
        let text = Arc::from(self.to_string());
        match self {
            // A SaslAuthenticationException.
            ScramRefusal::OtherAuthorizationId => MechanismRefusal::Told(text),
            // An IllegalArgumentException that nobody catches.
            ScramRefusal::ProofLength => MechanismRefusal::Unexpected(text),
            // SaslExceptions.
            _ => MechanismRefusal::Untold(text),
        }
    }
}

/// An exchange with one client.
pub(super) struct ScramExchange {
    scram: Scram,
    state: State,
    claimed: Option<Arc<str>>,
}

enum State {
    ClientFirst,
    ClientFinal(Box<Challenged>),
    Over,
}

/// What was said so far.
struct Challenged {
    client_first_bare: String,
    server_first: String,
    nonce: String,
    credential: ScramCredential,
    proof: Proof,
}

impl ScramExchange {
    pub(super) fn new(scram: Scram) -> Self {
        ScramExchange { scram, state: State::ClientFirst, claimed: None }
    }

    /// Answers the first message, with this nonce of the server's.
    pub(super) fn first(
        &mut self,
        message: &str,
        server_nonce: &str,
        now: Timestamp,
    ) -> Result<String, ScramRefusal> {
        let first = ClientFirst::parse(message)
            .ok_or_else(|| ScramRefusal::ClientFirst(message.to_owned()))?;
        self.claimed = Some(Arc::from(&*first.user));
        let (credential, proof) = self.find(&first, now)?;
        let other = !first.authorization_id.is_empty() && first.authorization_id != first.user;
        if other {
            return Err(ScramRefusal::OtherAuthorizationId);
        }
        if credential.iterations < MIN_ITERATIONS {
            let (iterations, mechanism) = (credential.iterations, self.scram.mechanism);
            return Err(ScramRefusal::Iterations(iterations, mechanism));
        }
        let nonce = format!("{}{server_nonce}", first.nonce);
        let server_first = messages::server_first(&nonce, &credential.salt, credential.iterations);
        self.state = State::ClientFinal(Box::new(Challenged {
            client_first_bare: first.bare,
            server_first: server_first.clone(),
            nonce,
            credential,
            proof,
        }));
        Ok(server_first)
    }

    /// The credential, and what is proved when the client knows the password to it.
    fn find(
        &self,
        first: &ClientFirst,
        now: Timestamp,
    ) -> Result<(ScramCredential, Proof), ScramRefusal> {
        let mechanism = self.scram.mechanism;
        match first.identity {
            ClaimedIdentity::User => {
                let found = self.scram.users.credential(&first.user, mechanism);
                let name = ProvedName::Plain(Arc::from(&*first.user));
                let proof = Proof { name, expires: None, presented: None };
                Ok((found.ok_or(ScramRefusal::User)?, proof))
            }
            ClaimedIdentity::DelegationToken => {
                let tokens = self.scram.tokens.as_ref();
                let found = tokens.and_then(|it| it.token(&first.user, mechanism, now));
                let token = found.ok_or_else(|| ScramRefusal::Token(first.user.clone()))?;
                let name = ProvedName::TokenOwner(Arc::from(token.owner.name()));
                let proof = Proof { name, expires: Some(token.expires), presented: None };
                Ok((token.credential, proof))
            }
        }
    }

    /// Checks the final message, and signs.
    pub(super) fn last(&mut self, message: &str) -> Result<(String, Proof), ScramRefusal> {
        let State::ClientFinal(challenged) = std::mem::replace(&mut self.state, State::Over) else {
            return Err(ScramRefusal::Over);
        };
        let last = ClientFinal::parse(message)
            .ok_or_else(|| ScramRefusal::ClientFinal(message.to_owned()))?;
        let fits = match self.scram.nonce {
            NonceCheck::Equal => last.nonce == challenged.nonce,
            NonceCheck::EndsWith => last.nonce.ends_with(&challenged.nonce),
            NonceCheck::Unchecked => true,
        };
        if !fits {
            return Err(ScramRefusal::Nonce);
        }
        let auth_message = format!(
            "{},{},{}",
            challenged.client_first_bare, challenged.server_first, last.without_proof
        );
        let (mechanism, credential) = (self.scram.mechanism, &challenged.credential);
        let sign = |key: &[u8]| {
            formatter::hmac(mechanism, key, auth_message.as_bytes()).ok_or(ScramRefusal::Proof)
        };
        let client_signature = sign(&credential.stored_key)?;
        if client_signature.len() != last.proof.len() {
            return Err(ScramRefusal::ProofLength);
        }
        // ClientKey := ClientProof XOR ClientSignature
        let pairs = client_signature.iter().zip(&last.proof);
        let client_key: Vec<u8> = pairs.map(|(one, other)| one ^ other).collect();
        let stored_key = formatter::hash(mechanism, &client_key).ok_or(ScramRefusal::Proof)?;
        if !bool::from(stored_key.ct_eq(&credential.stored_key)) {
            return Err(ScramRefusal::Proof);
        }
        Ok((messages::server_final(&sign(&credential.server_key)?), challenged.proof))
    }
}

impl Exchange for ScramExchange {
    fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal> {
        let message = String::from_utf8_lossy(token);
        match self.state {
            State::ClientFirst => {
                let answer = self.first(&message, &nonce(entropy), now);
                answer.map(|text| Step::Continue(text.into_bytes())).map_err(ScramRefusal::answered)
            }
            State::ClientFinal(_) | State::Over => {
                let (text, proof) = self.last(&message).map_err(ScramRefusal::answered)?;
                Ok(Step::Done { token: Some(text.into_bytes()), proof })
            }
        }
    }

    fn claimed(&self) -> Option<Arc<str>> {
        self.claimed.clone()
    }
}

/// Kafka's nonces are 130 random bits in base 36, up to 26 characters; these are always 26.
fn nonce(entropy: &mut dyn Entropy) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut nonce = String::with_capacity(26);
    let mut octets = [0; 32];
    while nonce.len() < 26 {
        entropy.fill(&mut octets);
        // 252 is the highest multiple of 36 that an octet can be compared with.
        let fair = octets.iter().filter(|octet| **octet < 252);
        let digits = fair.filter_map(|octet| DIGITS.get(usize::from(octet % 36)));
        let wanted = 26 - nonce.len();
        nonce.extend(digits.take(wanted).map(|digit| char::from(*digit)));
    }
    nonce
}

#[cfg(test)]
mod tests;
