//! The coordinator of groups, as Kafka's group coordinator answers.
//!
//! Consumer groups of KIP-848 are in [`consumer`]. Of classic groups: join, sync, heartbeat, leave
//! and the offsets of a group, with rebalances, sessions and static members (KIP-345), known member
//! ids (KIP-394) and the skipped assignment of a static leader (KIP-814). Timers are deadlines on
//! the monotonic line: [`Coordinator::next_deadline`] and [`Coordinator::expire`]. An answer that
//! has to wait is a [`Promise`](crate::promise::Promise).
//!
//! Offsets can be part of a transaction: then they count from its end on. Those of groups without
//! members expire by the wall clock.
//!
//! Left out: share groups and streams groups.

pub mod consumer;
mod delete;
mod group;
mod heartbeat;
mod join;
mod leave;
mod listing;
mod member;
mod offsets;
mod pending;
mod rebalance;
mod retention;
mod sync;
mod table;
#[cfg(test)]
mod tests;
mod transactional;

use std::time::Duration;

use consumer::ConsumerGroupSettings;
use group::Group;
pub use group::GroupState;
pub use join::{Join, JoinAnswer, JoinedMember, MemberIdRule};
pub use leave::{Leaver, Left};
pub use listing::{DescribedGroup, DescribedMember, GroupKind, ListedGroup};
pub use member::Protocol;
pub use offsets::{CommitAs, CommitTime, CommittedOffset, EpochSupport, OffsetToCommit};
pub use sync::{Sync, SyncAnswer};

use crate::now::Monotonic;
use table::GroupTable;

/// Kafka's settings of a group coordinator.
#[derive(Clone, Debug)]
pub struct GroupSettings {
    /// `group.min.session.timeout.ms`
    pub min_session_timeout: Duration,
    /// `group.max.session.timeout.ms`
    pub max_session_timeout: Duration,
    /// `group.initial.rebalance.delay.ms`; Kafka's own default is 3 s, which costs a test time.
    pub initial_rebalance_delay: Duration,
    /// `group.max.size`
    pub max_size: usize,
    /// The most groups. Not Kafka's, which has no such bound; nor the next three.
    pub max_groups: usize,
    /// The most member ids of all groups together that were handed out and have not joined yet.
    pub max_pending_members: usize,
    /// The most committed offsets of all groups together.
    pub max_offsets: usize,
    /// Octets that the members of all groups together may say of themselves: subscriptions,
    /// metadata, assignments.
    pub member_octets: usize,
    /// `offset.metadata.max.bytes`
    pub offset_metadata_max_bytes: usize,
    /// `offsets.retention.minutes`
    pub offsets_retention: Duration,
    /// `offsets.retention.check.interval.ms`
    pub offsets_retention_check_interval: Duration,
    /// Those of KIP-848's groups.
    pub consumers: ConsumerGroupSettings,
}

impl Default for GroupSettings {
    fn default() -> Self {
        GroupSettings {
            min_session_timeout: Duration::from_millis(6_000),
            max_session_timeout: Duration::from_millis(1_800_000),
            initial_rebalance_delay: Duration::ZERO,
            max_size: i32::MAX as usize,
            max_groups: 100_000,
            max_pending_members: 100_000,
            max_offsets: 1_000_000,
            member_octets: 256 << 20,
            offset_metadata_max_bytes: 4_096,
            offsets_retention: Duration::from_secs(10_080 * 60),
            offsets_retention_check_interval: Duration::from_millis(600_000),
            consumers: ConsumerGroupSettings::default(),
        }
    }
}

/// All groups of a cluster.
#[derive(Debug, Default)]
pub struct Coordinator {
    settings: GroupSettings,
    groups: GroupTable,
}

impl Coordinator {
    /// A coordinator without groups.
    pub fn new(settings: GroupSettings) -> Self {
        Coordinator { settings, groups: GroupTable::default() }
    }

    /// When [`Coordinator::expire`] has something to do next.
    pub fn next_deadline(&mut self) -> Option<Monotonic> {
        self.groups.next_deadline()
    }

    /// Ends what was due by `now`: sessions, rebalances, members that did not sync.
    pub fn expire(&mut self, now: Monotonic) {
        for id in self.groups.due(now) {
            if let Some(group) = self.groups.get_mut(&id) {
                group.expire(now, &self.settings);
            }
        }
    }

    fn group_or_new(&mut self, id: &str) -> &mut Group {
        self.groups.get_or_new(id)
    }

    /// Whether there is room for what another member says.
    fn has_room_for_members(&mut self) -> bool {
        self.groups.size().octets < self.settings.member_octets
    }

    /// Whether there is the group, or room for it.
    fn has_room_for(&self, id: &str) -> bool {
        self.groups.len() < self.settings.max_groups || self.groups.contains_key(id)
    }
}
