//! A rule: for which requests, and how often.

use std::sync::Arc;

use kerbside_kafka_wire::{ApiKey, Message};

use super::{Action, Asked};

/// Names a rule of a [`Control`](super::Control).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub(super) u64);

/// What is done with which requests. Without a condition it is for all of them, without a number
/// for each of them.
#[derive(Clone, Debug)]
pub struct Rule {
    action: Action,
    key: Option<ApiKey>,
    principal: Option<Arc<str>>,
    client_id: Option<Arc<str>>,
    node: Option<i32>,
    listener: Option<Arc<str>>,
    skip: u64,
    times: Option<u64>,
}

impl Rule {
    /// Does this to every request.
    pub fn new(action: Action) -> Self {
        Rule {
            action,
            key: None,
            principal: None,
            client_id: None,
            node: None,
            listener: None,
            skip: 0,
            times: None,
        }
    }

    /// Passes requests of the type `M` on as `change` leaves them.
    pub fn change_request<M: Message + 'static>(
        change: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        Rule { key: M::API_KEY, ..Rule::new(Action::change_request(change)) }
    }

    /// Answers with the responses of the type `M` that the broker makes, as `change` leaves them.
    pub fn change_response<M: Message + 'static>(
        change: impl Fn(&mut M) + Send + Sync + 'static,
    ) -> Self {
        Rule { key: M::API_KEY, ..Rule::new(Action::change_response(change)) }
    }

    /// Only requests of this API.
    #[must_use]
    pub fn key(mut self, key: ApiKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Only requests of this principal, such as `User:alice`; none before it has authenticated.
    #[must_use]
    pub fn principal(mut self, principal: &str) -> Self {
        self.principal = Some(Arc::from(principal));
        self
    }

    /// Only requests with this client id.
    #[must_use]
    pub fn client_id(mut self, client_id: &str) -> Self {
        self.client_id = Some(Arc::from(client_id));
        self
    }

    /// Only requests to this node.
    #[must_use]
    pub fn node(mut self, node: i32) -> Self {
        self.node = Some(node);
        self
    }

    /// Only requests on the listener of this name.
    #[must_use]
    pub fn listener(mut self, listener: &str) -> Self {
        self.listener = Some(Arc::from(listener));
        self
    }

    /// Only the `n`-th request that fits, counted from 1.
    #[must_use]
    pub fn nth(self, n: u64) -> Self {
        self.skip(n.saturating_sub(1)).times(1)
    }

    /// Not the first `count` requests that fit.
    #[must_use]
    pub fn skip(mut self, count: u64) -> Self {
        self.skip = count;
        self
    }

    /// At most `count` requests.
    #[must_use]
    pub fn times(mut self, count: u64) -> Self {
        self.times = Some(count);
        self
    }

    /// One request.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    fn fits(&self, asked: &Asked) -> bool {
        let is_principal = |wanted: &Arc<str>| {
            let principal = asked.principal.as_ref();
            principal.is_some_and(|it| **wanted == it.to_string())
        };
        self.key.is_none_or(|key| key == asked.key)
            && self.node.is_none_or(|node| node == asked.node)
            && self.client_id.as_ref().is_none_or(|it| *it == asked.client_id)
            && self.listener.as_ref().is_none_or(|it| *it == asked.listener)
            && self.principal.as_ref().is_none_or(is_principal)
    }
}

/// A rule and what became of it.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) id: RuleId,
    rule: Rule,
    /// Requests that fitted.
    seen: u64,
    pub(super) applied: u64,
}

impl Standing {
    pub(super) fn new(id: RuleId, rule: Rule) -> Self {
        Standing { id, rule, seen: 0, applied: 0 }
    }

    /// What is to be done with a request, if the rule is for it.
    pub(super) fn consult(&mut self, asked: &Asked) -> Option<(RuleId, Action)> {
        let exhausted = self.rule.times.is_some_and(|times| self.applied >= times);
        if exhausted || !self.rule.fits(asked) {
            return None;
        }
        self.seen += 1;
        if self.seen <= self.rule.skip {
            return None;
        }
        self.applied += 1;
        Some((self.id, self.rule.action.clone()))
    }
}
