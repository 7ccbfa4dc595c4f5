//! The AS and TGS exchanges (RFC 4120 §3.1, §3.3): a request is decided, then sealed.
//!
//! [`decide`] makes a [`Decision`], which owns the ticket and the reply in the clear; [`seal`]
//! makes it bytes, and says what it changed as [`Effect`]s. Between the two, whoever injects faults
//! may change the decision.
//!
//! Leaves out, each refused with its code: FAST, user-to-user, S4U, anonymity, postdated tickets
//! and referrals. A ticket for an alias has the name that was asked for.

mod arrival;
mod as_exchange;
mod check;
mod decide;
mod decision;
mod effect;
mod enctypes;
mod facts;
mod lifetime;
mod pa_tgs_req;
mod policy;
mod preauth;
mod refusal;
mod seal;
mod tgs_exchange;
mod ticket;

pub use arrival::{Arrival, Transport};
pub use check::Check;
pub use decide::{database_failure, decide};
pub use decision::{Decision, Issue, Outcome, Refusal, SealedPart};
pub use effect::{Effect, Issued, Noted};
pub use facts::{
    ChosenEnctypes, ClientTime, ClientTimeSource, Exchange, Facts, HeaderTicket, Summary,
    TicketTimes,
};
/// The id of a ticket, the same wherever the ticket is seen.
pub use kerbside_krb5::gss::TicketId;
pub use refusal::{Answer, Reason};
pub use seal::seal;

#[cfg(test)]
mod tests;
