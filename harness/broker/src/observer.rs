//! Whoever watches a broker.

use kerbside_broker_core::event::Event;

/// Takes note of what happens on a cluster's connections.
///
/// It is called on the thread that serves them, so it should take note and return.
pub trait Observer: Send + Sync + 'static {
    /// Takes note of an event.
    fn observe(&self, event: Event);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn observe(&self, _: Event) {}
}
