//! Who leads a partition and whose copies are in sync, and how that changes: elections (KIP-460),
//! nodes that go and come, eligible leader replicas (KIP-966).
//!
//! All copies of a partition are one log here, so a node that comes back is in sync at once.
//!
//! Departures: the preferred leader takes over as soon as it is back, where Kafka looks every
//! `leader.imbalance.check.interval.seconds`.

use kerbside_kafka_wire::ErrorCode;

/// Who leads a partition and who holds copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leadership {
    /// The leader's node, or -1.
    pub leader: i32,
    /// Counts the leaders.
    pub epoch: i32,
    /// Counts all changes.
    pub partition_epoch: i32,
    /// The nodes that hold copies, the preferred leader first.
    pub replicas: Vec<i32>,
    /// Those that are in sync.
    pub isr: Vec<i32>,
    /// Those that are not and may lead all the same, for they have everything.
    pub eligible: Vec<i32>,
    /// What a reassignment that is not complete adds and takes away (KIP-455).
    pub moving: Option<Moving>,
}

/// A reassignment under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    /// The nodes that are to get copies.
    pub adding: Vec<i32>,
    /// The nodes that are to lose theirs.
    pub removing: Vec<i32>,
    /// The nodes as they shall be.
    pub target: Vec<i32>,
}

/// Which leader is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election {
    /// The first of the replicas.
    Preferred,
    /// Any that is alive, if there is no leader.
    Unclean,
}

impl Leadership {
    /// All of `replicas` are in sync, and the first that is alive leads.
    pub(super) fn new(replicas: Vec<i32>, alive: &[i32]) -> Self {
        let isr: Vec<i32> = replicas.iter().copied().filter(|id| alive.contains(id)).collect();
        let leader = isr.first().copied().unwrap_or(-1);
        Leadership { leader, replicas, isr, ..Leadership::default() }
    }

    /// Makes `node` the leader, and a replica in sync if it was none.
    pub(super) fn lead(&mut self, node: i32) {
        if !self.replicas.contains(&node) {
            let old = self.replicas.iter().position(|id| *id == self.leader).unwrap_or(0);
            match self.replicas.get_mut(old) {
                Some(place) => *place = node,
                None => self.replicas.push(node),
            }
            self.isr.retain(|id| *id != self.leader);
        }
        if !self.isr.contains(&node) {
            self.isr.push(node);
        }
        self.eligible.retain(|id| *id != node);
        self.changed_leader(node);
    }

    fn changed_leader(&mut self, leader: i32) {
        self.leader = leader;
        self.epoch = self.epoch.saturating_add(1);
        self.partition_epoch = self.partition_epoch.saturating_add(1);
    }

    /// A node is gone: it is in sync no more, and another leads what it led. Whether anything
    /// changed.
    pub(super) fn lose(&mut self, node: i32, alive: &[i32], min_insync: usize) -> bool {
        if !self.isr.contains(&node) && self.leader != node {
            return false;
        }
        self.isr.retain(|id| *id != node);
        if self.isr.len() < min_insync && self.replicas.contains(&node) {
            self.eligible.push(node);
        }
        match self.leader == node {
            true => self.changed_leader(self.candidate(alive).unwrap_or(-1)),
            false => self.partition_epoch = self.partition_epoch.saturating_add(1),
        }
        true
    }

    /// A node is back, with everything. Whether anything changed.
    pub(super) fn regain(&mut self, node: i32) -> bool {
        if !self.replicas.contains(&node) || self.isr.contains(&node) {
            return false;
        }
        self.isr.push(node);
        self.eligible.retain(|id| *id != node);
        let preferred = self.replicas.first() == Some(&node);
        match self.leader < 0 || preferred {
            true => self.changed_leader(node),
            false => self.partition_epoch = self.partition_epoch.saturating_add(1),
        }
        true
    }

    /// The first of the replicas that may lead.
    fn candidate(&self, alive: &[i32]) -> Option<i32> {
        let may =
            |id: &&i32| alive.contains(id) && (self.isr.contains(id) || self.eligible.contains(id));
        self.replicas.iter().find(may).copied()
    }

    /// Elects a leader on demand.
    pub(super) fn elect(&mut self, election: Election, alive: &[i32]) -> Result<(), ErrorCode> {
        let preferred = self.replicas.first().copied();
        match election {
            Election::Preferred if preferred == Some(self.leader) => {
                Err(ErrorCode::ELECTION_NOT_NEEDED)
            }
            Election::Unclean if self.leader >= 0 => Err(ErrorCode::ELECTION_NOT_NEEDED),
            Election::Preferred => {
                let fit = |id: &i32| alive.contains(id) && self.isr.contains(id);
                let node =
                    preferred.filter(fit).ok_or(ErrorCode::PREFERRED_LEADER_NOT_AVAILABLE)?;
                self.changed_leader(node);
                Ok(())
            }
            Election::Unclean => {
                let living = || self.replicas.iter().find(|id| alive.contains(id)).copied();
                let node = self.candidate(alive).or_else(living);
                let node = node.ok_or(ErrorCode::ELIGIBLE_LEADERS_NOT_AVAILABLE)?;
                if !self.isr.contains(&node) {
                    self.isr = vec![node];
                    self.eligible.clear();
                }
                self.changed_leader(node);
                Ok(())
            }
        }
    }

    /// The replicas that are on nodes that are not alive.
    pub fn offline(&self, alive: &[i32]) -> Vec<i32> {
        self.replicas.iter().copied().filter(|id| !alive.contains(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Leadership {
        Leadership::new(vec![1, 2, 3], &[1, 2, 3])
    }

    #[test]
    fn the_next_replica_in_sync_leads_when_the_leader_is_gone() {
        let mut it = three();
        assert!(it.lose(1, &[2, 3], 1));
        assert_eq!((it.leader, it.epoch, &it.isr[..]), (2, 1, &[2, 3][..]));
        assert!(!it.lose(1, &[2, 3], 1));
        assert!(it.regain(1));
        assert_eq!((it.leader, it.epoch, &it.isr[..]), (1, 2, &[2, 3, 1][..]));
    }

    #[test]
    fn the_last_replica_stays_eligible() {
        let mut it = Leadership::new(vec![1, 2], &[1, 2]);
        it.lose(2, &[1], 1);
        it.lose(1, &[], 1);
        assert_eq!((it.leader, &it.isr[..], &it.eligible[..]), (-1, &[][..], &[1][..]));
        it.regain(1);
        assert_eq!((it.leader, &it.isr[..], &it.eligible[..]), (1, &[1][..], &[][..]));
    }

    #[test]
    fn elections_are_held_where_they_are_needed() {
        let mut it = three();
        assert_eq!(it.elect(Election::Preferred, &[1, 2, 3]), Err(ErrorCode::ELECTION_NOT_NEEDED));
        it.lead(2);
        assert_eq!(it.elect(Election::Preferred, &[1, 2, 3]), Ok(()));
        assert_eq!((it.leader, it.epoch), (1, 2));
        it.lose(1, &[2, 3], 1);
        let gone = Err(ErrorCode::PREFERRED_LEADER_NOT_AVAILABLE);
        assert_eq!(it.elect(Election::Preferred, &[2, 3]), gone);
        assert_eq!(it.elect(Election::Unclean, &[2, 3]), Err(ErrorCode::ELECTION_NOT_NEEDED));
        it.lose(2, &[3], 1);
        it.lose(3, &[], 1);
        let nobody = Err(ErrorCode::ELIGIBLE_LEADERS_NOT_AVAILABLE);
        assert_eq!(it.elect(Election::Unclean, &[]), nobody);
        assert_eq!(it.elect(Election::Unclean, &[2]), Ok(()));
        assert_eq!((it.leader, &it.isr[..]), (2, &[2][..]));
    }
}
