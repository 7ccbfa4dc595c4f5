//! Client quotas: who may use how much (KIP-13, KIP-124, KIP-219, KIP-546, KIP-599, KIP-612).
//!
//! `entity` is whom a quota is for, `set` keeps and shows quotas, `meter` measures. What is
//! measured over [`SAMPLES`] windows of [`WINDOW`] on the monotonic line: bytes produced and
//! fetched, the time that requests take, and, as a bucket of tokens, changes of topics. A client
//! that is over its quota is told for how long it is throttled, and its connection is taken up
//! again after that.
//!
//! Departures: the fetch that goes over a quota is answered with its records, and the next one
//! waits; Kafka answers it without, and has them fetched again. Left out: quota callbacks,
//! replication quotas, the rates of whole brokers and listeners (`max.connection.creation.rate`).

mod entity;
mod meter;
mod set;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use entity::{Entity, Part};
pub(crate) use set::{Component, Edit, EntityEdit, Match, Matching, Strictness};
pub use set::{QuotaKey, QuotaRefusal};

use crate::now::Monotonic;
use meter::{Bucket, Rate};
use set::QuotaSet;

/// `quota.window.num`
pub const SAMPLES: u32 = 11;
/// `quota.window.size.seconds`
pub const WINDOW: Duration = Duration::from_secs(1);
/// The most clients that are measured at once.
const MOST_METERS: usize = 10_000;

/// Whose use is measured, and of what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct MeterKey {
    node: i32,
    quota: QuotaKey,
    user: Option<Arc<str>>,
    client: Option<Arc<str>>,
    address: Option<IpAddr>,
}

/// Who asks, and where.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The node that is asked: each measures for itself.
    pub node: i32,
    /// The name of the principal.
    pub user: &'a str,
    /// The client id.
    pub id: &'a str,
}

/// The quotas of a cluster, and what clients use of them.
#[derive(Debug, Default)]
pub struct Quotas {
    /// Whether there is any: all that a request costs when there is none.
    active: AtomicBool,
    /// Whether the time that requests take is to be measured.
    timed: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    set: QuotaSet,
    rates: HashMap<MeterKey, Rate>,
    buckets: HashMap<MeterKey, Bucket>,
}

impl Quotas {
    /// Whether there are quotas at all.
    pub fn is_active(&self) -> bool {
        self.active.load(Ordering::Relaxed)
    }

    /// Whether somebody's time is limited, so that a shell has to measure it.
    pub fn is_timed(&self) -> bool {
        self.timed.load(Ordering::Relaxed)
    }

    /// Sets a quota, or takes it away.
    ///
    /// # Errors
    /// [`QuotaRefusal`] with Kafka's text.
    pub fn set(
        &self,
        entity: &Entity,
        key: QuotaKey,
        value: Option<f64>,
    ) -> Result<(), QuotaRefusal> {
        let edit = Edit { key: key.name().to_owned(), value };
        self.edit(&[EntityEdit { entity: entity.clone(), edits: vec![edit] }], Intent::Change)
            .into_iter()
            .try_for_each(|(_, outcome)| outcome)
    }

    /// Makes the changes of a request, each entity for itself.
    pub(crate) fn edit(
        &self,
        edits: &[EntityEdit],
        intent: Intent,
    ) -> Vec<(Entity, Result<(), QuotaRefusal>)> {
        let mut state = self.lock();
        let outcomes = state.set.edit(edits, intent);
        self.active.store(!state.set.is_empty(), Ordering::Relaxed);
        self.timed.store(state.set.has(QuotaKey::RequestPercentage), Ordering::Relaxed);
        // What was used under other quotas does not count.
        state.rates.clear();
        state.buckets.clear();
        outcomes
    }

    /// The quotas that match, in order.
    pub(crate) fn matching(&self, matching: &Matching) -> Vec<(Entity, Vec<(QuotaKey, f64)>)> {
        self.lock().set.matching(matching)
    }

    /// Records a use, and says for how long the client is throttled for it.
    pub fn record(
        &self,
        client: Client<'_>,
        quota: QuotaKey,
        amount: f64,
        now: Monotonic,
    ) -> Duration {
        let mut state = self.lock();
        let Some((key, limit)) = state.applies(client, quota) else {
            return Duration::ZERO;
        };
        forget_idle(&mut state.rates, |rate| rate.is_idle(now));
        let rate = state.rates.entry(key).or_default();
        rate.record(amount, now);
        let throttle = rate.throttle(limit, now);
        match quota {
            // A request is never made to wait for longer than a window.
            QuotaKey::RequestPercentage => throttle.min(WINDOW),
            _ => throttle,
        }
    }

    /// Counts a connection from an address (KIP-612). One that is too many is not counted, and is
    /// to be ended after the time that is returned.
    pub fn connect(&self, node: i32, address: IpAddr, now: Monotonic) -> Option<Duration> {
        if !self.is_active() {
            return None;
        }
        let mut state = self.lock();
        let limit = state.set.of_address(address)?;
        forget_idle(&mut state.rates, |rate| rate.is_idle(now));
        let quota = QuotaKey::ConnectionCreationRate;
        let key = MeterKey { node, quota, user: None, client: None, address: Some(address) };
        let rate = state.rates.entry(key).or_default();
        rate.record(1.0, now);
        let throttle = rate.throttle(limit, now);
        if throttle.is_zero() {
            return None;
        }
        rate.record(-1.0, now);
        // Kafka's `maxThrottleTimeMs` of connections.
        Some(throttle.min(WINDOW))
    }

    /// Takes tokens for changes of topics out of the client's bucket.
    ///
    /// # Errors
    /// When the bucket was overdrawn before and the client wants to be told.
    pub(crate) fn take(
        &self,
        client: Client<'_>,
        tokens: usize,
        manner: Overdraft,
        now: Monotonic,
    ) -> Result<(), Overdrawn> {
        let mut state = self.lock();
        let Some((key, limit)) = state.applies(client, QuotaKey::ControllerMutationRate) else {
            return Ok(());
        };
        forget_idle(&mut state.buckets, |bucket| bucket.is_full(now));
        let bucket = state.buckets.entry(key).or_insert_with(|| Bucket::full(limit, now));
        if manner == Overdraft::Refused && bucket.is_overdrawn(now) {
            return Err(Overdrawn);
        }
        bucket.take(tokens as f64, now);
        Ok(())
    }

    /// For how long the client has to wait until its bucket is not overdrawn.
    pub(crate) fn until_refilled(&self, client: Client<'_>, now: Monotonic) -> Duration {
        let mut state = self.lock();
        let Some((key, _)) = state.applies(client, QuotaKey::ControllerMutationRate) else {
            return Duration::ZERO;
        };
        state.buckets.get_mut(&key).map_or(Duration::ZERO, |bucket| bucket.wait(now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The quota that is in force for a client, and whose use counts with it.
    fn applies(&self, client: Client<'_>, quota: QuotaKey) -> Option<(MeterKey, f64)> {
        let (level, limit) = self.set.in_force(client.user, client.id, quota)?;
        let user = level.by_user().then(|| Arc::from(client.user));
        let id = level.by_client().then(|| Arc::from(client.id));
        Some((MeterKey { node: client.node, quota, user, client: id, address: None }, limit))
    }
}

/// Keeps a table of meters bounded: those that measure nothing go, and if that is not enough all.
fn forget_idle<M>(meters: &mut HashMap<MeterKey, M>, mut idle: impl FnMut(&mut M) -> bool) {
    if meters.len() >= MOST_METERS {
        meters.retain(|_, meter| !idle(meter));
        if meters.len() >= MOST_METERS {
            meters.clear();
        }
    }
}

/// Whether changes of quotas are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// They are made.
    Change,
    /// They are checked (`validate_only`).
    Check,
}

/// What happens when a bucket is overdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overdraft {
    /// The client is refused: it knows the error.
    Refused,
    /// It goes on, and is throttled.
    Allowed,
}

/// A client has changed more than its quota allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overdrawn;
