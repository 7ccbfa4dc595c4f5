//! OAUTHBEARER (RFC 7628) as Kafka's OAuthBearerSaslServer does it (KIP-255, KIP-342).
//!
//! The client's first message carries a token. A [`TokenVerifier`] says whose it is: that of
//! [unsecured](UnsecuredValidator) tokens, or of [signed](JwksValidator) ones. A token that is
//! refused is answered with a JSON text; the client acknowledges it with one octet, and is then
//! told the same text as error. The session ends with the token (KIP-368).
//!
//! Departures: none known.

pub mod base64url;
mod claims;
mod initial_response;
mod jwk;
mod jwks_validator;
mod jws;
mod unsecured_login;
mod unsecured_validator;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;

pub use claims::{Claim, Claims};
pub use initial_response::{BadInitialResponse, InitialResponse};
pub use jwk::{Jwk, JwksError, PublicKey, parse_jwks};
pub use jwks_validator::{JwksSettings, JwksValidator, SignatureCheck};
pub use jws::{Algorithm, CompactJws};
pub use unsecured_login::{LoginError, UnsecuredLogin, UnsecuredToken};
pub use unsecured_validator::{OptionError, UnsecuredValidator};

use super::{Exchange, Mechanism, Proof, ProvedName, Step};
use crate::refusal::MechanismRefusal;

/// Says whose a token is (`sasl.server.callback.handler.class`).
pub trait TokenVerifier: Send + Sync {
    /// The facts of a token that is good at `now`.
    ///
    /// # Errors
    /// What the client is told, and why.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Verified, TokenRejection>;

    /// Why an extension that came with a good token is refused; `None` when it is not. Kafka's
    /// handlers take any.
    fn refuse_extension(&self, _: &Verified, _name: &str, _value: &str) -> Option<String> {
        None
    }
}

/// What a good token says.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Whose it is.
    pub principal: Arc<str>,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was made.
    pub issued: Option<Timestamp>,
    /// What it is good for.
    pub scopes: BTreeSet<String>,
    /// All it says.
    pub claims: Claims,
}

/// Why a token is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRejection {
    /// The client is told a status (RFC 7628 §3.2.2).
    Status {
        /// `invalid_token` or `insufficient_scope`.
        status: &'static str,
        /// The scope that it takes.
        scope: Option<String>,
        /// Where to find out how to get a token.
        openid_configuration: Option<String>,
        /// Why, for the log.
        reason: String,
    },
    /// Kafka fails with an exception that it does not catch.
    Unexpected(&'static str),
}

impl TokenRejection {
    /// The token as such is not good.
    pub fn invalid(reason: impl Into<String>) -> Self {
        TokenRejection::Status {
            status: "invalid_token",
            scope: None,
            openid_configuration: None,
            reason: reason.into(),
        }
    }

    /// The token lacks a scope of `required`.
    pub fn insufficient_scope(required: &str, reason: impl Into<String>) -> Self {
        TokenRejection::Status {
            status: "insufficient_scope",
            scope: Some(required.to_owned()),
            openid_configuration: None,
            reason: reason.into(),
        }
    }
}

/// The mechanism, with who verifies its tokens.
pub struct OAuthBearer {
    verifier: Arc<dyn TokenVerifier>,
}

impl OAuthBearer {
    /// A mechanism whose tokens `verifier` verifies.
    pub fn new(verifier: Arc<dyn TokenVerifier>) -> Self {
        OAuthBearer { verifier }
    }
}

impl Mechanism for OAuthBearer {
    fn name(&self) -> &str {
        "OAUTHBEARER"
    }

    fn start(&self) -> Box<dyn Exchange> {
        Box::new(Server { verifier: Arc::clone(&self.verifier), rejected: None, claimed: None })
    }
}

impl fmt::Debug for OAuthBearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthBearer").finish_non_exhaustive()
    }
}

/// What a client was told of its token, and why.
struct Rejected {
    told: String,
    reason: String,
}

struct Server {
    verifier: Arc<dyn TokenVerifier>,
    rejected: Option<Rejected>,
    claimed: Option<Arc<str>>,
}

impl Exchange for Server {
    fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        _: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal> {
        if let Some(Rejected { told, reason }) = self.rejected.take()
            && token == b"\x01"
        {
            let (told, reason) = (Arc::from(told), Arc::from(reason));
            return Err(MechanismRefusal::ToldLess { told, reason });
        }
        // A client that does not acknowledge may begin again.
        let first = InitialResponse::parse(token);
        let first = first.map_err(|why| MechanismRefusal::Untold(Arc::from(why.to_string())))?;
        self.claimed = subject(&first.token);
        match self.verifier.verify(&first.token, now) {
            Ok(verified) => self.accept(&first, verified),
            Err(TokenRejection::Status { status, scope, openid_configuration, reason }) => {
                let (scope, configuration) = (scope.as_deref(), openid_configuration.as_deref());
                let told = error_text(status, scope, configuration);
                let answer = told.clone().into_bytes();
                self.rejected = Some(Rejected { told, reason });
                Ok(Step::Continue(answer))
            }
            Err(TokenRejection::Unexpected(why)) => {
                Err(MechanismRefusal::Unexpected(Arc::from(why)))
            }
        }
    }

    fn claimed(&self) -> Option<Arc<str>> {
        self.claimed.clone()
    }
}

/// The claim `sub` of a token that nobody has looked at yet.
fn subject(token: &str) -> Option<Arc<str>> {
    let payload = base64url::decode(token.split('.').nth(1)?)?;
    Claims::parse(&payload)?.text("sub").ok()?.map(Arc::from)
}

impl Server {
    fn accept(
        &self,
        first: &InitialResponse,
        verified: Verified,
    ) -> Result<Step, MechanismRefusal> {
        let (wanted, has) = (&first.authorization_id, &verified.principal);
        if !wanted.is_empty() && **wanted != **has {
            let text = format!(
                "Authentication failed: Client requested an authorization id ({wanted}) that is \
                 different from the token's principal name ({has})"
            );
            return Err(MechanismRefusal::Told(Arc::from(text)));
        }
        let refused = first.extensions.iter().filter_map(|(name, value)| {
            let why = self.verifier.refuse_extension(&verified, name, value)?;
            Some(format!("{name}: {why}"))
        });
        let refused: Vec<_> = refused.collect();
        if !refused.is_empty() {
            let (count, each) = (refused.len(), refused.join("; "));
            let text =
                format!("Authentication failed: {count} extensions are invalid! They are: {each}");
            return Err(MechanismRefusal::Told(Arc::from(text)));
        }
        let name = ProvedName::Plain(verified.principal);
        let proof = Proof { name, expires: Some(verified.expires), presented: None };
        Ok(Step::Done { token: Some(Vec::new()), proof })
    }
}

/// As Kafka writes it, without escapes: the parts are its own words and settings.
fn error_text(status: &str, scope: Option<&str>, configuration: Option<&str>) -> String {
    let mut text = format!("{{\"status\":\"{status}\"");
    for (name, value) in [("scope", scope), ("openid-configuration", configuration)] {
        if let Some(value) = value {
            text.push_str(&format!(", \"{name}\":\"{value}\""));
        }
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests;
