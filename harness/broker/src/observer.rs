//! Whoever watches a broker.

use kerbside_broker_core::event::{Audit, Event};

/// Takes note of what happens on a cluster's connections.
///
/// It is called on the thread that serves them, so it should take note and return.
pub trait Observer: Send + Sync + 'static {
    /// Takes note of an event.
    fn observe(&self, event: Event);

    /// Whether it wants to hear of each decision of the authorizer.
    fn audit(&self) -> Audit {
        Audit::Reported
    }
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn observe(&self, _: Event) {}

    fn audit(&self) -> Audit {
        Audit::Silent
    }
}
