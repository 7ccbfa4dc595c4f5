//! What the members of a group subscribe to, and what there is of it.
//!
//! A regular expression (KIP-848's SubscribedTopicRegex, RE2/J in Kafka) has to match a topic's
//! whole name. Departure: where RE2/J and the crate `regex` differ, the latter counts; both are
//! RE2's language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kerbside_kafka_wire::Uuid;
use regex::{Regex, RegexBuilder};

use super::member::ConsumerMember;
use super::{ConsumerGroup, ConsumerRefusal};
use crate::groups::Coordinator;

/// Memory that one expression may take, compiled.
const REGEX_MAX_BYTES: usize = 1 << 20;

/// A topic as an assignor sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicShape {
    /// Its id.
    pub id: Uuid,
    /// How many partitions it has.
    pub partitions: i32,
}

/// The topics of a cluster.
pub trait TopicDirectory {
    /// The topic of a name.
    fn find(&self, name: &str) -> Option<TopicShape>;

    /// A number that differs when topics were made, deleted or grown.
    fn changes(&self) -> u64;
}

/// Compiles an expression so that it matches whole names.
pub fn check_regex(pattern: &Arc<str>) -> Result<Regex, ConsumerRefusal> {
    let refuse = |error: regex::Error| ConsumerRefusal::InvalidRegex {
        regex: Arc::clone(pattern),
        reason: Arc::from(error.to_string()),
    };
    // Apart from its frame first, lest a parenthesis closes that.
    Regex::new(pattern).map_err(refuse)?;
    let whole = format!("^(?:{pattern})$");
    RegexBuilder::new(&whole).size_limit(REGEX_MAX_BYTES).build().map_err(refuse)
}

/// Whether an expression of [`check_regex`] stands for the topic.
pub fn matches_whole(regex: &Regex, name: &str) -> bool {
    regex.is_match(name)
}

impl Coordinator {
    /// The regular expressions that a heartbeat to the group needs resolved: the one that it brings
    /// if it is new, and all of the group if topics have changed.
    pub fn regexes_to_resolve(
        &self,
        group_id: &str,
        brought: Option<&Arc<str>>,
        changes: u64,
    ) -> Vec<Arc<str>> {
        let group = self.groups.get(group_id).and_then(|group| group.consumer.as_ref());
        let brought = brought.filter(|it| !it.is_empty());
        let Some(group) = group else {
            return brought.into_iter().cloned().collect();
        };
        let mut wanted: Vec<Arc<str>> = match group.seen == Some(changes) {
            true => Vec::new(),
            false => group.regexes.keys().cloned().collect(),
        };
        wanted.extend(brought.filter(|it| !group.regexes.contains_key(*it)).cloned());
        wanted
    }
}

impl ConsumerGroup {
    /// The names that a member subscribes to, by name or expression.
    pub(super) fn subscription<'a>(
        &'a self,
        member: &'a ConsumerMember,
    ) -> impl Iterator<Item = &'a Arc<str>> {
        let resolved = member.pattern().and_then(|pattern| self.regexes.get(pattern));
        member.topics.iter().chain(resolved.into_iter().flatten())
    }

    /// The ids of the topics that exist of them.
    pub(super) fn subscribed_ids(&self, member: &ConsumerMember) -> BTreeSet<Uuid> {
        let found = self.subscription(member).filter_map(|name| self.topics.get(name));
        found.map(|shape| shape.id).collect()
    }

    /// What the regular expressions of members stand for.
    fn resolved(&self) -> impl Iterator<Item = &BTreeSet<Arc<str>>> {
        self.members.patterns().keys().filter_map(|pattern| self.regexes.get(pattern))
    }

    pub(in crate::groups) fn is_subscribed(&self, topic: &str) -> bool {
        self.members.topics().contains_key(topic)
            || self.resolved().any(|names| names.contains(topic))
    }

    /// Looks at the subscribed topics again; whether they are others than before.
    pub(super) fn refresh_topics(&mut self, directory: &dyn TopicDirectory) -> bool {
        let mut topics = BTreeMap::new();
        for name in self.members.topics().keys().chain(self.resolved().flatten()) {
            if let Some(shape) = directory.find(name) {
                topics.insert(Arc::clone(name), shape);
            }
        }
        let changed = topics != self.topics;
        self.topics = topics;
        self.seen = Some(directory.changes());
        changed
    }

    pub(super) fn forget_unused_regexes(&mut self) {
        let members = &self.members;
        self.regexes.retain(|pattern, _| members.patterns().contains_key(pattern));
    }
}
