//! DescribeGroups (API key 15) and ListGroups (API key 16): what there is to see.

use std::sync::Arc;

use bytes::Bytes;

use super::Coordinator;
use super::group::GroupState;

/// A group in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGroup {
    /// The group.
    pub id: Arc<str>,
    /// Empty for a group that only stores offsets.
    pub protocol_type: Arc<str>,
    /// The name of where it stands.
    pub state: &'static str,
    /// Which protocol its members speak.
    pub kind: GroupKind,
}

/// Which protocol the members of a group speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    /// Join, sync, heartbeat.
    Classic,
    /// KIP-848.
    Consumer,
}

impl GroupKind {
    /// The name in ListGroups.
    pub fn name(self) -> &'static str {
        match self {
            GroupKind::Classic => "classic",
            GroupKind::Consumer => "consumer",
        }
    }
}

/// A classic group with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedGroup {
    /// Where it stands.
    pub state: GroupState,
    /// Empty for a group that only stores offsets.
    pub protocol_type: Arc<str>,
    /// The protocol chosen, shown of a stable group alone.
    pub protocol_name: Arc<str>,
    /// The members.
    pub members: Vec<DescribedMember>,
}

/// A member of a described group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedMember {
    /// The member.
    pub member_id: Arc<str>,
    /// Set for static members.
    pub instance_id: Option<Arc<str>>,
    /// Its client id.
    pub client_id: Arc<str>,
    /// Where it is: `/127.0.0.1`.
    pub client_host: Arc<str>,
    /// What it said, shown of a stable group alone.
    pub metadata: Bytes,
    /// What it got, shown of a stable group alone.
    pub assignment: Bytes,
}

impl Coordinator {
    /// All groups, by name.
    pub fn list(&self) -> Vec<ListedGroup> {
        let listed = |group: &super::group::Group| ListedGroup {
            id: Arc::clone(&group.id),
            protocol_type: match &group.consumer {
                Some(_) => Arc::from("consumer"),
                None => group.protocol_type.clone().unwrap_or_else(|| Arc::from("")),
            },
            state: group.state_name(),
            kind: match &group.consumer {
                Some(_) => GroupKind::Consumer,
                None => GroupKind::Classic,
            },
        };
        self.groups.values().map(listed).collect()
    }

    /// Whether there is a group of the name, of whatever kind.
    pub fn exists(&self, id: &str) -> bool {
        self.groups.contains_key(id)
    }

    /// One classic group, or `None` when it does not exist.
    pub fn describe(&self, id: &str) -> Option<DescribedGroup> {
        let group = self.groups.get(id).filter(|group| group.consumer.is_none())?;
        let stable = group.state == GroupState::Stable;
        let protocol = group.protocol_name.clone().filter(|_| stable);
        let protocol = protocol.unwrap_or_else(|| Arc::from(""));
        let member = |member: &super::member::Member| DescribedMember {
            member_id: Arc::clone(&member.id),
            instance_id: member.instance_id.clone(),
            client_id: Arc::clone(&member.client_id),
            client_host: Arc::clone(&member.client_host),
            metadata: if stable { member.metadata(&protocol) } else { Bytes::new() },
            assignment: if stable { member.assignment.clone() } else { Bytes::new() },
        };
        Some(DescribedGroup {
            state: group.state,
            protocol_type: group.protocol_type.clone().unwrap_or_else(|| Arc::from("")),
            members: group.members.iter().map(member).collect(),
            protocol_name: protocol,
        })
    }
}
