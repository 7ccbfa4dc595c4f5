//! What a KDC does, as typed events for whoever watches.
//!
//! Nothing is formatted on the request's path; a watcher formats what it reads. An observer is
//! called on the thread that answers, so it should only take note and return.

use kerbside_kdc_core::database::WorldError;
use kerbside_kdc_core::exchange::{Arrival, Issued, Summary};
use kerbside_krb5::kpasswd::{Outcome, Wish};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use crate::kadmind::KadmindEvent;

/// Something that a KDC did.
#[derive(Debug)]
pub enum Event<'a> {
    /// A request was decided, and answered unless it was no Kerberos request at all.
    Answered {
        /// What it said and how it was decided.
        summary: Summary,
        /// The ticket that left, when one did.
        issued: Option<Box<Issued>>,
        /// The length of the reply in octets; 0 when there is none.
        octets: usize,
    },
    /// A request came again and got the same reply.
    Repeated {
        /// How and when it came.
        arrival: Arrival,
        /// The length of the reply in octets.
        octets: usize,
    },
    /// A TCP client announced a message that is too long, and was refused.
    TooLong {
        /// How and when it came.
        arrival: Arrival,
        /// The length announced, in octets.
        announced: usize,
    },
    /// The database failed under a request, which was answered KRB_ERR_GENERIC.
    DatabaseFailed {
        /// How and when the request came.
        arrival: Arrival,
        /// What failed.
        error: &'a WorldError,
    },
    /// Somebody asked the password server for a change.
    PasswordRequest {
        /// How and when it came.
        arrival: Arrival,
        /// Who asked for whose password, where that could be read.
        wish: Option<&'a Wish>,
        /// What the client was told.
        outcome: &'a Outcome,
        /// What failed, as a log says it.
        error: Option<&'a str>,
    },
    /// An administrative operation changed the database.
    Administered {
        /// When, by the KDC's clock.
        at: Timestamp,
        /// Who asked.
        caller: &'a Principal,
        /// The operation's name, as kadmin logs it.
        operation: &'static str,
        /// The principal concerned.
        target: &'a str,
    },
    /// Something that kadmind did.
    Kadmind(KadmindEvent<'a>),
}

/// Whoever watches a KDC.
pub trait Observer: Send + Sync + 'static {
    /// Takes note of an event.
    fn observe(&self, event: Event<'_>);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn observe(&self, _: Event<'_>) {}
}
