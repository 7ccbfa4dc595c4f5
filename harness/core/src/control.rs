//! Control: what a test makes of requests on purpose, and a record of what was asked.
//!
//! A [`Rule`] says which requests it is for (API key, principal, client id, node, listener, which
//! of them by number) and what is done with them: answered with an error, delayed, dropped, the
//! connection closed, the client held back, or passed on changed. Rules are looked at in the order
//! in which they were added, and the first that fits a request is the one that is applied. A rule
//! sees requests before the broker does, those of an authentication too.
//!
//! Left out: bare SASL tokens, which have no header to tell them by; the answer that refuses an
//! authentication, which is written later and as it is.

mod action;
mod rule;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use kerbside_kafka_wire::{ApiKey, DecodeError, Message};
use kerbside_krb5::time::Timestamp;

pub use action::{Action, ChangeError, Rewrite};
pub(crate) use action::{Change, throttled};
pub use rule::{Rule, RuleId};

use crate::event::ConnectionId;
use crate::principal::KafkaPrincipal;
use rule::Standing;

/// The rules of a cluster, and its record of requests.
#[derive(Default)]
pub struct Control {
    /// Whether there is anything to do: all that a request costs when there is not.
    active: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    rules: Vec<Standing>,
    record: Option<Record>,
}

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When, by the node's wall clock.
    pub at: Timestamp,
    /// The node that was asked.
    pub node: i32,
    /// The listener that was connected to.
    pub listener: std::sync::Arc<str>,
    /// On which connection.
    pub connection: ConnectionId,
    /// By whom; `None` before authentication.
    pub principal: Option<KafkaPrincipal>,
    /// The client id of the header.
    pub client_id: std::sync::Arc<str>,
    /// For which API.
    pub key: ApiKey,
    /// In which version.
    pub version: i16,
    /// What follows the header.
    pub body: Bytes,
}

impl Asked {
    /// The request itself.
    ///
    /// # Errors
    /// When it is no `M`, or malformed.
    pub fn request<M: Message>(&self) -> Result<M, DecodeError> {
        M::decode(&mut self.body.clone(), self.version)
    }
}

/// The latest requests, as many as fit.
struct Record {
    most: usize,
    octets: usize,
    held: usize,
    asked: VecDeque<Asked>,
}

impl Control {
    /// Octets of request bodies that a record keeps at most.
    pub const RECORDED_OCTETS: usize = 64 * 1024 * 1024;

    /// Adds a rule, behind those that are there.
    pub fn add(&self, rule: Rule) -> RuleId {
        let mut state = self.state();
        state.last_id += 1;
        let id = RuleId(state.last_id);
        state.rules.push(Standing::new(id, rule));
        self.settle(&state);
        id
    }

    /// Takes a rule away; whether it was there.
    pub fn remove(&self, id: RuleId) -> bool {
        let mut state = self.state();
        let before = state.rules.len();
        state.rules.retain(|rule| rule.id != id);
        self.settle(&state);
        state.rules.len() < before
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        let mut state = self.state();
        state.rules.clear();
        self.settle(&state);
    }

    /// How often a rule was applied; `None` when there is no such rule any more.
    pub fn applied(&self, id: RuleId) -> Option<u64> {
        self.state().rules.iter().find(|rule| rule.id == id).map(|rule| rule.applied)
    }

    /// Keeps the latest `most` requests from now on, and forgets those recorded before.
    pub fn record(&self, most: usize) {
        let mut state = self.state();
        let octets = Self::RECORDED_OCTETS;
        state.record = Some(Record { most, octets, held: 0, asked: VecDeque::new() });
        self.settle(&state);
    }

    /// Stops recording, and returns what was recorded.
    pub fn stop_recording(&self) -> Vec<Asked> {
        let mut state = self.state();
        let record = state.record.take();
        self.settle(&state);
        record.map(|it| it.asked.into()).unwrap_or_default()
    }

    /// What was asked since [`Control::record`], the oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        let state = self.state();
        state.record.iter().flat_map(|record| record.asked.iter().cloned()).collect()
    }

    pub(crate) fn is_active(&self) -> bool {
        self.active.load(Ordering::Relaxed)
    }

    /// Records a request, and says what is to be done with it.
    pub(crate) fn consult(&self, asked: Asked) -> Option<(RuleId, Action)> {
        let mut state = self.state();
        let found = state.rules.iter_mut().find_map(|rule| rule.consult(&asked));
        if let Some(record) = &mut state.record {
            record.push(asked);
        }
        found
    }

    /// Whether requests need to ask at all.
    fn settle(&self, state: &State) {
        let active = !state.rules.is_empty() || state.record.is_some();
        self.active.store(active, Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    fn push(&mut self, asked: Asked) {
        self.held += asked.body.len();
        self.asked.push_back(asked);
        while self.asked.len() > self.most || self.held > self.octets {
            let Some(oldest) = self.asked.pop_front() else {
                return;
            };
            self.held -= oldest.body.len();
        }
    }
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        f.debug_struct("Control").field("rules", &state.rules).finish_non_exhaustive()
    }
}
