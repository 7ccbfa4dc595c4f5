//! The client of the mechanism GSSAPI (RFC 4752 §3.1). It wants no security layer.

use kerbside_crypto::Entropy;

use super::security_layer::{Choice, Offer, SecurityLayer, SecurityLayers};
use crate::client::Credential;
use crate::gss::context::{MessageError, Protection, SecurityContext};
use crate::gss::initiator::{
    AuthenticatorClock, AwaitsReply, Initiated, InitiatorError, InitiatorOptions, initiate,
};
use crate::time::Timestamp;

/// How the client behaves.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ClientOptions {
    /// What it asks of the context.
    pub context: InitiatorOptions,
    /// The identity that it asks to act as; empty for its own.
    pub authzid: Vec<u8>,
}

/// What the client does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientStep {
    /// Send this token, which may be empty, and hand over the answer.
    Continue(Vec<u8>),
    /// Send this token; the server's word on it is all that is left.
    Last(Vec<u8>),
}

/// Why the client gives up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The context could not be established.
    #[error(transparent)]
    Context(#[from] InitiatorError),
    /// The server's offer is not wrapped as it should be.
    #[error("the server's offer of security layers is unusable: {0}")]
    Wrap(#[from] MessageError),
    /// The offer is not of four octets.
    #[error("the server's offer of security layers has {length} octets instead of 4")]
    BadOffer {
        /// Its length.
        length: usize,
    },
    /// The server insists on a security layer.
    #[error("the server offers the security layers {offered}, and not none")]
    NoCommonLayer {
        /// What it offers.
        offered: SecurityLayers,
    },
    /// A token after the end, or after a failure.
    #[error("the exchange has ended already")]
    Ended,
}

/// Whether an empty token instead of the offer is answered by another empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    Once,
    Over,
}

/// One exchange, from the first token to the last.
#[derive(Clone, Debug)]
pub struct GssapiClient {
    authzid: Vec<u8>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    AwaitsReply(Box<AwaitsReply>),
    AwaitsOffer(Box<SecurityContext>, Patience),
    Ended,
}

impl GssapiClient {
    /// Starts an exchange with the service of `credential`; the octets are the first token.
    pub fn start(
        credential: &Credential,
        options: ClientOptions,
        clock: &mut AuthenticatorClock,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), ClientError> {
        let (token, state) = match initiate(credential, &options.context, clock, now, entropy)? {
            Initiated::Established { token, context } => {
                (token, State::AwaitsOffer(Box::new(context), Patience::Once))
            }
            Initiated::AwaitsReply { token, awaits } => {
                (token, State::AwaitsReply(Box::new(awaits)))
            }
        };
        Ok((Self { authzid: options.authzid, state }, token))
    }

    /// Takes the server's next token.
    pub fn step(
        &mut self,
        token: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<ClientStep, ClientError> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::AwaitsReply(awaits) => {
                self.state = State::AwaitsOffer(Box::new(awaits.finish(token)?), Patience::Over);
                Ok(ClientStep::Continue(Vec::new()))
            }
            // Some servers (Redpanda) answer the AP-REQ without mutual authentication by nothing
            // and wait, as RFC 4752 §3.1 lets them.
            State::AwaitsOffer(context, Patience::Once) if token.is_empty() => {
                self.state = State::AwaitsOffer(context, Patience::Over);
                Ok(ClientStep::Continue(Vec::new()))
            }
            State::AwaitsOffer(context, _) => self.choose(*context, token, entropy),
            State::Ended => Err(ClientError::Ended),
        }
    }

    fn choose(
        &self,
        mut context: SecurityContext,
        token: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<ClientStep, ClientError> {
        let message = context.unwrap(token)?.message;
        let offer =
            Offer::parse(&message).ok_or(ClientError::BadOffer { length: message.len() })?;
        if !offer.layers.contains(SecurityLayer::None) {
            return Err(ClientError::NoCommonLayer { offered: offer.layers });
        }
        let choice =
            Choice { layer: SecurityLayers::NONE, max_message: 0, authzid: self.authzid.clone() };
        let token = context.wrap(&choice.to_octets(), Protection::Integrity, entropy);
        Ok(ClientStep::Last(token))
    }
}

#[cfg(test)]
impl GssapiClient {
    pub(super) fn context(&self) -> Option<&SecurityContext> {
        match &self.state {
            State::AwaitsOffer(context, _) => Some(context),
            _ => None,
        }
    }
}
