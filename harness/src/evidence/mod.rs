//! What happened at each party, as records; how the records belong together; and why something
//! failed, concluded from the records alone.
//!
//! * [`Journal`] takes note of what KDC, brokers and clients tell their observers. Nothing is
//!   formatted before it is read.
//! * [`joined`] follows a ticket from its issue to its acceptance and to what its owner did.
//! * [`explain`] names causes and remedies by families: [clocks](Family::ClockSkew) that differ,
//!   [servers](Family::UnknownServer) that the KDC does not know, [passwords and
//!   accounts](Family::Credentials), [tokens](Family::Token), [mechanisms](Family::Mechanism) that
//!   a listener does not offer, [protocols](Family::Protocol) that it does not speak, and what
//!   somebody [may not do](Family::Authorization). Refusals of no family are listed.
//!
//! The journal knows no configured clock offset: whose clock is off follows from the timestamps of
//! messages and tickets. Only this module makes JSON of events. Leaves out: reading a journal back.

mod explain;
mod joined;
mod journal;
mod json;
mod line;
mod record;
mod weight;
mod words;

#[cfg(test)]
mod tests;

pub use explain::{
    Cause, Certainty, ClockError, Code, Command, Evidence, Explanation, Family, explain, shell_word,
};
pub use joined::{Outcome, Presentation, Story, joined};
pub use journal::{Journal, Lane};
pub use json::SCHEMA;
pub use record::{Answered, Fact, Listening, Party, Record};
