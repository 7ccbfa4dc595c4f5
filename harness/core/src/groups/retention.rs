//! Expiry of committed offsets, and of groups that nobody uses (`offsets.retention.minutes`).
//!
//! Ages are counted on the wall clock: from when the group's last member left, or from the commit
//! where the group never had members or is one of KIP-848.

use std::sync::Arc;

use super::Coordinator;
use super::group::{Group, GroupState};
use super::offsets::{Offsets, StoredOffset};

impl Coordinator {
    /// Notes which groups have lost their last member since this was called before.
    pub fn note_emptied(&mut self, wall_ms: i64) {
        self.groups.look_at_changed(|group| {
            let emptied = group.is_empty() && group.protocol_type.is_some();
            group.emptied_ms = match emptied {
                true => group.emptied_ms.or(Some(wall_ms)),
                false => None,
            };
        });
    }

    /// Forgets offsets that have expired, and groups that have neither offsets nor members; says
    /// how many offsets those were.
    pub fn retain_offsets(&mut self, wall_ms: i64) -> usize {
        let retention = self.settings.offsets_retention.as_millis();
        let retention_ms = i64::try_from(retention).unwrap_or(i64::MAX);
        let mut forgotten = 0;
        self.groups.retain(|group| {
            forgotten += group.retain_offsets(wall_ms, retention_ms);
            !(group.is_empty() && group.offsets.is_empty() && group.pending.is_empty())
        });
        forgotten
    }
}

impl Group {
    fn retain_offsets(&mut self, wall_ms: i64, retention_ms: i64) -> usize {
        let classic = self.consumer.is_none();
        let base = match self.state {
            GroupState::Empty if classic && self.protocol_type.is_some() => self.emptied_ms,
            GroupState::Stable if self.subscribed_topics().is_some() => None,
            GroupState::Empty => None,
            // Members that come and go; nothing expires meanwhile.
            _ => return 0,
        };
        let expired = |offset: &StoredOffset| match offset.time.expires_ms {
            Some(expires_ms) => wall_ms >= expires_ms,
            None => wall_ms.saturating_sub(base.unwrap_or(offset.time.at_ms)) >= retention_ms,
        };
        let unused: Vec<Arc<str>> =
            self.offsets.by_topic.keys().filter(|it| !self.is_subscribed(it)).cloned().collect();
        let mut forgotten = 0;
        for topic in unused {
            forgotten += self.offsets.forget_if(&topic, expired);
        }
        forgotten
    }
}

impl Offsets {
    pub(super) fn is_empty(&self) -> bool {
        self.by_topic.is_empty() && self.pending.is_empty()
    }

    pub(super) fn remove(&mut self, topic: &str, partition: i32) {
        if let Some(partitions) = self.by_topic.get_mut(topic) {
            self.stored -= usize::from(partitions.remove(&partition).is_some());
            if partitions.is_empty() {
                self.by_topic.remove(topic);
            }
        }
        self.pending.forget(topic, partition);
    }

    /// Forgets offsets of a topic, but for those that a transaction may change.
    fn forget_if(&mut self, topic: &str, expired: impl Fn(&StoredOffset) -> bool) -> usize {
        let Some(partitions) = self.by_topic.get_mut(topic) else {
            return 0;
        };
        let before = partitions.len();
        let pending = &self.pending;
        partitions.retain(|partition, it| pending.holds(topic, *partition) || !expired(it));
        let forgotten = before - partitions.len();
        self.stored -= forgotten;
        if partitions.is_empty() {
            self.by_topic.remove(topic);
        }
        forgotten
    }
}
