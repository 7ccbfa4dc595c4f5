//! The bed's tokens: of OAUTHBEARER, and delegation tokens.

use std::sync::Arc;

use kerbside_broker::SaslMechanism;
use kerbside_broker_core::tokens::DelegationToken;

use super::Testbed;
#[cfg(feature = "oauth")]
use crate::clock::WallClock;
#[cfg(feature = "oauth")]
use crate::oauth::Issuer;
use crate::oauth::{self, OAuth, UnsecuredLogin};
#[cfg(feature = "oauth")]
use crate::party::Part;
use crate::party::{BedError, Unavailable};

/// Where tokens of OAUTHBEARER come from.
pub(super) enum Tokens {
    /// There are none.
    Off,
    /// Whoever wants one makes it.
    Unsecured,
    /// The issuer signs them.
    #[cfg(feature = "oauth")]
    Signed(Box<Issuer>),
    /// A verifier of the test's own knows.
    Foreign,
}

impl Tokens {
    /// The source, and the mechanism of the brokers.
    pub(super) fn start(
        wanted: Option<&OAuth>,
        users: &[(String, Option<String>)],
    ) -> Result<(Self, Option<SaslMechanism>), BedError> {
        let (tokens, verifier) = match wanted {
            None => return Ok((Tokens::Off, None)),
            Some(OAuth::Unsecured(validator)) => {
                (Tokens::Unsecured, Arc::new(validator.clone()) as Arc<dyn oauth::TokenVerifier>)
            }
            Some(OAuth::Verifier(verifier)) => (Tokens::Foreign, Arc::clone(verifier)),
            #[cfg(feature = "oauth")]
            Some(OAuth::Signed(settings)) => {
                let issuer = Issuer::start(settings.clone(), WallClock::new());
                let issuer = issuer.map_err(|error| BedError::Engine(Box::new(error)))?;
                let verifier = issuer.verifier();
                (Tokens::Signed(Box::new(issuer)), verifier)
            }
        };
        for (user, password) in users {
            if let Some(password) = password {
                tokens.put_client(user, password);
            }
        }
        Ok((tokens, Some(oauth::mechanism(verifier))))
    }

    /// Gives tokens to a user who shows the password.
    pub(super) fn put_client(&self, name: &str, password: &str) {
        match self {
            Tokens::Off | Tokens::Unsecured | Tokens::Foreign => {
                let _needs_none = (name, password);
            }
            #[cfg(feature = "oauth")]
            Tokens::Signed(issuer) => issuer.put_client(name, password),
        }
    }
}

impl Testbed {
    /// The issuer of signed tokens.
    ///
    /// # Errors
    /// When the bed was not made with `oauth(OAuth::signed())`.
    #[cfg(feature = "oauth")]
    pub fn issuer(&self) -> Part<&Issuer> {
        match &self.oauth {
            Tokens::Signed(issuer) => Ok(issuer),
            Tokens::Off | Tokens::Unsecured | Tokens::Foreign => {
                Err(no_token("ask the builder for oauth(OAuth::signed())"))
            }
        }
    }

    /// A token of OAUTHBEARER for a user, of the kind that the bed's brokers take: an hour long,
    /// an unsecured one by the clock of the bed's clients.
    ///
    /// # Errors
    /// When the bed has no such tokens, or none that it could make.
    pub fn oauth_token(&self, user: &str) -> Result<String, BedError> {
        let failed = |error| BedError::Engine(error);
        match &self.oauth {
            Tokens::Off => Err(no_token("ask the builder for oauth(OAuth::unsecured())").into()),
            Tokens::Foreign => Err(no_token("only your own verifier knows what it takes").into()),
            Tokens::Unsecured => {
                let made = UnsecuredLogin::of_user(user).token(self.client_clock.now());
                made.map(|made| made.token).map_err(|error| failed(Box::new(error)))
            }
            #[cfg(feature = "oauth")]
            Tokens::Signed(issuer) => issuer.token(user).map_err(|error| failed(Box::new(error))),
        }
    }

    /// Makes a delegation token for a user, as the user would by a request; the other users may
    /// renew it. A client logs in by SCRAM with its id and HMAC, and `tokenauth=true`.
    ///
    /// # Errors
    /// When the bed was not made with a
    /// [`delegation_token_secret`](super::Builder::delegation_token_secret).
    pub async fn delegation_token(
        &self,
        owner: &str,
        renewers: &[&str],
    ) -> Result<DelegationToken, BedError> {
        self.engine.make_token(owner, renewers).await
    }

    /// Makes delegation tokens with another secret, as brokers do that are restarted with it: what
    /// users hold is unknown from now on. An empty secret ends the feature.
    ///
    /// # Errors
    /// When this engine's brokers cannot.
    pub fn set_delegation_token_secret(&self, secret: &str) -> Result<(), BedError> {
        Ok(self.engine.set_token_secret(secret)?)
    }
}

fn no_token(why: &'static str) -> Unavailable {
    Unavailable { party: "the bed", part: "token for OAUTHBEARER", why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_secret_makes_other_hmacs_and_none_ends_the_feature() {
        let bed = Testbed::builder().delegation_token_secret("one").start_blocking();
        let bed = bed.expect("a bed starts");
        let made = || bed.wait(bed.delegation_token("alice", &["bob"]));
        let (first, second) = (made().expect("a token"), made().expect("a token"));
        assert_ne!((&first.id, first.hmac), (&second.id, second.hmac));
        bed.set_delegation_token_secret("").expect("embedded brokers can");
        let refused = made().map(drop).map_err(|error| error.to_string());
        let text = "no delegation token: Delegation Token feature is not enabled.";
        assert_eq!(refused, Err(text.to_owned()));
        bed.set_delegation_token_secret("two").expect("embedded brokers can");
        assert!(made().is_ok());
    }

    #[test]
    fn a_bed_without_oauth_says_how_to_get_it() {
        let bed = Testbed::builder().start_blocking().expect("a bed starts");
        let refused = bed.oauth_token("alice").map_err(|error| error.to_string());
        let text = "the bed has no token for OAUTHBEARER: ask the builder for \
                    oauth(OAuth::unsecured())";
        assert_eq!(refused, Err(text.to_owned()));
    }
}
