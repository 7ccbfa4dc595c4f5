//! OAUTHBEARER for a bed: which tokens its brokers take, and an issuer of signed ones on loopback.
//!
//! ```
//! use kerbside::Testbed;
//! use kerbside::oauth::OAuth;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bed = Testbed::builder().user("alice", "secret").oauth(OAuth::unsecured()).start().await?;
//! let token = bed.oauth_token("alice")?; // for a client that is told its token
//! assert!(token.ends_with('.'), "without a signature");
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `oauth` there are signed tokens too: `OAuth::signed()` starts an [`Issuer`]
//! with a key of its own, a token endpoint for the bed's users and a JWK Set. Left out: every
//! grant but `client_credentials`, and TLS.

#[cfg(feature = "oauth")]
mod endpoints;
#[cfg(feature = "oauth")]
mod form;
#[cfg(feature = "oauth")]
mod http;
#[cfg(feature = "oauth")]
mod issuer;

use std::sync::Arc;

use kerbside_broker::SaslMechanism;
use kerbside_broker_core::sasl::OAuthBearer;
pub use kerbside_broker_core::sasl::oauthbearer::{
    JwksSettings, LoginError, TokenVerifier, UnsecuredLogin, UnsecuredToken, UnsecuredValidator,
};

#[cfg(feature = "oauth")]
pub use issuer::{Issuer, IssuerError};

/// Which tokens the brokers of a bed take.
#[derive(Clone)]
pub enum OAuth {
    /// Tokens without a signature, as Kafka's default handlers make and take them.
    Unsecured(UnsecuredValidator),
    /// Tokens that the bed's issuer has signed.
    #[cfg(feature = "oauth")]
    Signed(JwksSettings),
    /// What a verifier of your own takes.
    Verifier(Arc<dyn TokenVerifier>),
}

impl OAuth {
    /// Tokens without a signature, by the defaults of Kafka's handlers.
    pub fn unsecured() -> Self {
        OAuth::Unsecured(UnsecuredValidator::default())
    }

    /// Tokens that the bed's issuer has signed, for the audience `kafka`.
    #[cfg(feature = "oauth")]
    pub fn signed() -> Self {
        let audience = Some([issuer::AUDIENCE.to_owned()].into());
        OAuth::Signed(JwksSettings { audience, ..JwksSettings::default() })
    }
}

impl std::fmt::Debug for OAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OAuth::Unsecured(validator) => f.debug_tuple("Unsecured").field(validator).finish(),
            #[cfg(feature = "oauth")]
            OAuth::Signed(settings) => f.debug_tuple("Signed").field(settings).finish(),
            OAuth::Verifier(_) => f.write_str("Verifier(..)"),
        }
    }
}

/// The mechanism of a verifier.
pub(crate) fn mechanism(verifier: Arc<dyn TokenVerifier>) -> SaslMechanism {
    SaslMechanism::Other(Arc::new(OAuthBearer::new(verifier)))
}
