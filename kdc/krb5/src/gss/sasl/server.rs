//! The server of the mechanism GSSAPI (RFC 4752 §3.1): the broker's end.
//!
//! With mutual authentication the AP-REP goes out first, an empty token comes back, and then the
//! offer is sent; without it the offer answers the AP-REQ at once, as the JDK's server does, or an
//! empty token does first, as in Redpanda's.

use kerbside_crypto::Entropy;

use super::security_layer::{Choice, Offer, SecurityLayer, SecurityLayers};
use crate::gss::acceptor::{Accepted, Acceptor};
use crate::gss::context::{MessageError, Protection, SecurityContext};
use crate::gss::refusal::{Presented, Refusal, Refused};
use crate::principal::Principal;
use crate::time::Timestamp;

/// Who was authenticated, and how.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The client, by its ticket.
    pub client: Principal,
    /// The identity that the client asked to act as. Kafka ignores it, and so should whoever
    /// decides what the client may do.
    pub authzid: Vec<u8>,
    /// The layer that was chosen.
    pub layer: SecurityLayer,
    /// The facts of the ticket.
    pub presented: Presented,
    /// The context, for a layer other than none.
    pub context: SecurityContext,
}

/// What the server does next.
#[derive(Clone, Debug)]
pub enum ServerStep {
    /// Send this token and hand over the next one.
    Continue(Vec<u8>),
    /// The client is authenticated. No token is sent: Kafka's answer is empty here.
    Done(Box<Authenticated>),
}

/// Why the server ends the exchange without authentication.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerRefusal {
    /// The context was refused.
    #[error(transparent)]
    Context(#[from] Refused),
    /// The client sent data where RFC 4752 §3.1 wants an empty token.
    #[error("an empty token was awaited after the AP-REP, {length} octets came")]
    NotEmpty {
        /// Its length.
        length: usize,
    },
    /// The client's choice is not wrapped as it should be.
    #[error("the client's choice of a security layer is unusable: {0}")]
    Wrap(#[from] MessageError),
    /// The choice is shorter than four octets.
    #[error("the client's choice of a security layer has {length} octets, at least 4 are due")]
    ChoiceTooShort {
        /// Its length.
        length: usize,
    },
    /// The choice is not exactly one layer of those offered.
    #[error("the client chose the security layer {chosen}, offered were {offered}")]
    LayerNotOffered {
        /// What it chose.
        chosen: SecurityLayers,
        /// What was offered.
        offered: SecurityLayers,
    },
    /// A token after the end, or after a refusal.
    #[error("the exchange has ended already")]
    Ended,
}

impl ServerRefusal {
    /// The acceptor's reason, when it was the context that was refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Context(refused) => Some(&refused.reason),
            _ => None,
        }
    }
}

/// What answers an AP-REQ that does not ask for mutual authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OneWayAnswer {
    /// The offer: the JDK's server.
    #[default]
    Offer,
    /// An empty token, and the offer after the client's empty one: Redpanda.
    EmptyToken,
}

/// One exchange, from the first token to authentication or refusal.
#[derive(Clone, Debug)]
pub struct GssapiServer {
    acceptor: Acceptor,
    offer: Offer,
    one_way: OneWayAnswer,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// Waits for the AP-REQ.
    Start,
    /// Has sent the AP-REP or an empty token, waits for an empty token.
    Established(Box<Accepted>),
    /// Has sent the offer, waits for the choice.
    Offered(Box<Accepted>),
    Ended,
}

impl GssapiServer {
    /// A server that accepts with `acceptor` and offers authentication only.
    pub fn new(acceptor: Acceptor) -> Self {
        Self::with_offer(acceptor, Offer::default())
    }

    /// A server with another offer.
    pub fn with_offer(acceptor: Acceptor, offer: Offer) -> Self {
        Self { acceptor, offer, one_way: OneWayAnswer::default(), state: State::Start }
    }

    /// The same server, with another answer where there is no AP-REP to send.
    #[must_use]
    pub fn with_one_way_answer(self, one_way: OneWayAnswer) -> Self {
        Self { one_way, ..self }
    }

    /// Takes the client's next token.
    pub fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<ServerStep, ServerRefusal> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Start => {
                let mut accepted = Box::new(self.acceptor.decide(token, now)?.seal(entropy));
                let empty = (self.one_way == OneWayAnswer::EmptyToken).then(Vec::new);
                match accepted.output.take().or(empty) {
                    Some(reply) => {
                        self.state = State::Established(accepted);
                        Ok(ServerStep::Continue(reply))
                    }
                    None => Ok(self.make_offer(accepted, entropy)),
                }
            }
            State::Established(_) if !token.is_empty() => {
                Err(ServerRefusal::NotEmpty { length: token.len() })
            }
            State::Established(accepted) => Ok(self.make_offer(accepted, entropy)),
            State::Offered(accepted) => self.read_choice(accepted, token),
            State::Ended => Err(ServerRefusal::Ended),
        }
    }

    fn make_offer(&mut self, mut accepted: Box<Accepted>, entropy: &mut dyn Entropy) -> ServerStep {
        let offer = self.offer.to_octets();
        let token = accepted.context.wrap(&offer, Protection::Integrity, entropy);
        self.state = State::Offered(accepted);
        ServerStep::Continue(token)
    }

    fn read_choice(
        &self,
        mut accepted: Box<Accepted>,
        token: &[u8],
    ) -> Result<ServerStep, ServerRefusal> {
        let message = accepted.context.unwrap(token)?.message;
        let choice = Choice::parse(&message)
            .ok_or(ServerRefusal::ChoiceTooShort { length: message.len() })?;
        let layer = SecurityLayer::from_bit(choice.layer.0);
        let layer = layer.filter(|layer| self.offer.layers.contains(*layer));
        let layer = layer.ok_or(ServerRefusal::LayerNotOffered {
            chosen: choice.layer,
            offered: self.offer.layers,
        })?;
        Ok(ServerStep::Done(Box::new(Authenticated {
            client: accepted.client,
            authzid: choice.authzid,
            layer,
            presented: accepted.presented,
            context: accepted.context,
        })))
    }
}
