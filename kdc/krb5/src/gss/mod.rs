//! GSS-API over Kerberos 5 without IO: contexts of both ends (RFC 4121), their per-message tokens,
//! and the SASL layer above them (RFC 4752).
//!
//! * [`Acceptor`] decides about an AP-REQ and answers it, in two steps; [`Refusal`] says why not.
//! * [`initiate`] makes the AP-REQ from a service ticket.
//! * [`SecurityContext`] wraps and signs messages.
//! * [`sasl`]: what Kafka speaks, both ends.
//!
//! Leaves out: SPNEGO, delegation of credentials, user-to-user, address checks, DCE style, and the
//! token formats of RFC 1964 and RFC 4757.

pub mod acceptor;
pub mod acceptor_keys;
pub mod authenticator_checksum;
pub mod channel_bindings;
pub mod context;
pub mod flags;
pub mod framing;
pub mod initiator;
pub mod refusal;
pub mod replay;
pub mod sasl;
pub mod sequence;
pub mod ticket_id;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use acceptor::initial_sequence;
pub use acceptor::{
    Acceptance, Accepted, Acceptor, AcceptorOptions, AcceptorSubkey, ApClient, MutualPolicy,
    ReplayPolicy,
};
pub use acceptor_keys::{AcceptorKey, AcceptorKeys, KeyFallback};
pub use channel_bindings::ChannelBindings;
pub use context::{MessageError, Protection, Role, SecurityContext, Unwrapped};
pub use flags::ContextFlags;
pub use initiator::{
    AuthenticatorClock, AwaitsReply, Initiated, InitiatorError, InitiatorOptions, InitiatorSubkey,
    initiate,
};
pub use refusal::{Presented, Refusal, Refused};
pub use replay::ReplayCache;
pub use sequence::SequenceStatus;
pub use ticket_id::{TicketId, ticket_id};
