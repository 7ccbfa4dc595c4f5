//! An answer that comes later: who asked is told by a bell, and fetches it.
//!
//! A request that cannot be answered at once (a long poll, a join) leaves a promise behind. Whoever
//! keeps it, often while another connection is served, rings the bell of the connection that waits.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Wakes a connection. A shell wakes its task; a test looks whether it rang.
pub trait Doorbell: Send + Sync {
    /// Says that what the connection waits for may have happened.
    fn ring(&self);
}

/// A bell that nobody hears.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentBell;

impl Doorbell for SilentBell {
    fn ring(&self) {}
}

/// The side that owes the answer.
pub struct Promise<T> {
    slot: Arc<Mutex<Option<T>>>,
    bell: Arc<dyn Doorbell>,
}

/// The side that waits for it.
pub struct Awaited<T> {
    slot: Arc<Mutex<Option<T>>>,
}

/// A promise and what waits for it.
pub fn promise<T>(bell: Arc<dyn Doorbell>) -> (Promise<T>, Awaited<T>) {
    let slot = Arc::new(Mutex::new(None));
    (Promise { slot: Arc::clone(&slot), bell }, Awaited { slot })
}

impl<T> Promise<T> {
    /// Gives the answer.
    pub fn keep(self, answer: T) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        self.bell.ring();
    }
}

impl<T> Awaited<T> {
    /// The answer, once, if it is there.
    pub fn take(&mut self) -> Option<T> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> fmt::Debug for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Promise")
    }
}

impl<T> fmt::Debug for Awaited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Awaited")
    }
}
