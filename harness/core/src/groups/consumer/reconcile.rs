//! How a member gets from what it has to what the target gives it (KIP-848, `CurrentAssignment`).
//!
//! First it gives up what is not its own any more, and stays at its epoch until it said so; then it
//! gets what nobody else holds, and moves to the epoch of the target; what others hold follows when
//! they gave it up.

use std::collections::{BTreeMap, BTreeSet};

use super::member::{ConsumerMember, Progress};
use super::{ConsumerGroup, TopicPartition};

type Owned<'a> = Option<&'a BTreeSet<TopicPartition>>;

impl ConsumerGroup {
    /// One step of a member, which is not among `members` meanwhile.
    pub(super) fn step(&self, member: &mut ConsumerMember, owned: Owned<'_>) {
        match member.progress {
            Progress::Stable if member.epoch == self.assignment_epoch => {
                self.give_up_unsubscribed(member, owned);
            }
            Progress::Unrevoked if owns_any(&member.revoking, owned) => {
                self.give_up_unsubscribed(member, owned);
            }
            Progress::Stable | Progress::Unrevoked | Progress::Unreleased => {
                self.approach_target(member, owned);
            }
        }
    }

    /// Takes away what the member does not subscribe to any more, ahead of the next target.
    fn give_up_unsubscribed(&self, member: &mut ConsumerMember, owned: Owned<'_>) {
        let subscribed = self.subscribed_ids(member);
        let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = member
            .assigned
            .iter()
            .map(|(partition, epoch)| (*partition, *epoch))
            .partition(|((topic, _), _)| subscribed.contains(topic));
        if gone.is_empty() {
            return;
        }
        member.assigned = kept;
        let mut revoking = member.revoking.clone();
        revoking.extend(gone);
        if owns_any(&revoking, owned) {
            member.progress = Progress::Unrevoked;
            member.revoking = revoking;
        }
        member.move_to(member.epoch);
    }

    fn approach_target(&self, member: &mut ConsumerMember, owned: Owned<'_>) {
        let subscribed = self.subscribed_ids(member);
        let target = self.target.get(&member.id).into_iter().flatten();
        let target: BTreeSet<_> =
            target.copied().filter(|(topic, _)| subscribed.contains(topic)).collect();
        let (kept, revoking): (BTreeMap<_, _>, BTreeMap<_, _>) = member
            .assigned
            .iter()
            .map(|(partition, epoch)| (*partition, *epoch))
            .partition(|(partition, _)| target.contains(partition));
        if owns_any(&revoking, owned) {
            member.progress = Progress::Unrevoked;
            member.assigned = kept;
            member.revoking = revoking;
            member.move_to(member.epoch);
            return;
        }
        let wanted = target.into_iter().filter(|partition| !kept.contains_key(partition));
        let (unreleased, free): (Vec<_>, Vec<_>) =
            wanted.partition(|partition| self.members.hold(partition));
        member.assigned = kept;
        member.assigned.extend(free.into_iter().map(|it| (it, self.assignment_epoch)));
        member.revoking = BTreeMap::new();
        member.progress = match unreleased.is_empty() {
            true => Progress::Stable,
            false => Progress::Unreleased,
        };
        member.move_to(self.assignment_epoch);
    }
}

/// Whether the member may still own one of these: it said so, or has not said anything.
fn owns_any(partitions: &BTreeMap<TopicPartition, i32>, owned: Owned<'_>) -> bool {
    !partitions.is_empty()
        && owned.is_none_or(|owned| partitions.keys().any(|it| owned.contains(it)))
}
