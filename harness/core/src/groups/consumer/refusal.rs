//! Why a member of a consumer group is refused, in Kafka's words.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

/// Why a heartbeat, a description or a commit is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsumerRefusal {
    /// The request contradicts itself.
    #[error("{0}")]
    Invalid(&'static str),
    /// There is no such assignor.
    #[error("ServerAssignor {0} is not supported. Supported assignors: uniform, range.")]
    UnsupportedAssignor(Arc<str>),
    /// The regular expression does not parse.
    #[error("SubscribedTopicRegex `{regex}` is not a valid regular expression: {reason}.")]
    InvalidRegex {
        /// What the member sent.
        regex: Arc<str>,
        /// What is wrong with it.
        reason: Arc<str>,
    },
    /// A member that is not new speaks of a group that does not exist.
    #[error("Consumer group {group} not found.")]
    NoConsumerGroup {
        /// The group.
        group: Arc<str>,
    },
    /// There is no group of the name.
    #[error("Group {group} not found.")]
    NoGroup {
        /// The group.
        group: Arc<str>,
    },
    /// The group is a classic one.
    #[error("Group {group} is not a consumer group.")]
    NotConsumer {
        /// The group.
        group: Arc<str>,
    },
    /// `group.consumer.max.size`
    #[error("The consumer group has reached its maximum capacity of {max} members.")]
    Full {
        /// The most members.
        max: usize,
    },
    /// There are as many groups, or members, as are kept; not Kafka's.
    #[error("There are as many groups and members as are kept: delete some.")]
    TooMany,
    /// The group does not know the member.
    #[error("Member {member} is not a member of group {group}.")]
    UnknownMember {
        /// Who it says it is.
        member: Arc<str>,
        /// The group.
        group: Arc<str>,
    },
    /// The group does not know the static member.
    #[error("Instance id {0} is unknown.")]
    UnknownInstance(Arc<str>),
    /// Another member has the instance id, and has not left.
    #[error(
        "Static member {member} with instance id {instance} cannot join the group because the \
         instance id is owned by {owner} member."
    )]
    Unreleased {
        /// Who wants to join.
        member: Arc<str>,
        /// The instance id.
        instance: Arc<str>,
        /// Who has it.
        owner: Arc<str>,
    },
    /// Another member took the instance id over.
    #[error("Static member {member} with instance id {instance} was fenced by member {owner}.")]
    FencedInstance {
        /// Who was fenced.
        member: Arc<str>,
        /// The instance id.
        instance: Arc<str>,
        /// Who has it now.
        owner: Arc<str>,
    },
    /// The member's epoch is not the one that the group knows.
    #[error(
        "The consumer group member has a {} member epoch ({received}) than the one known by the \
         group coordinator ({known}). The member must abandon all its partitions and rejoin.",
        if received > known { "greater" } else { "smaller" }
    )]
    FencedEpoch {
        /// What the member said.
        received: i32,
        /// What the group knows.
        known: i32,
    },
}

impl ConsumerRefusal {
    /// The code on the wire.
    pub fn code(&self) -> ErrorCode {
        match self {
            ConsumerRefusal::Invalid(_) => ErrorCode::INVALID_REQUEST,
            ConsumerRefusal::UnsupportedAssignor(_) => ErrorCode::UNSUPPORTED_ASSIGNOR,
            ConsumerRefusal::InvalidRegex { .. } => ErrorCode::INVALID_REGULAR_EXPRESSION,
            ConsumerRefusal::NoConsumerGroup { .. }
            | ConsumerRefusal::NoGroup { .. }
            | ConsumerRefusal::NotConsumer { .. } => ErrorCode::GROUP_ID_NOT_FOUND,
            ConsumerRefusal::Full { .. } | ConsumerRefusal::TooMany => {
                ErrorCode::GROUP_MAX_SIZE_REACHED
            }
            ConsumerRefusal::UnknownMember { .. } | ConsumerRefusal::UnknownInstance(_) => {
                ErrorCode::UNKNOWN_MEMBER_ID
            }
            ConsumerRefusal::Unreleased { .. } => ErrorCode::UNRELEASED_INSTANCE_ID,
            ConsumerRefusal::FencedInstance { .. } => ErrorCode::FENCED_INSTANCE_ID,
            ConsumerRefusal::FencedEpoch { .. } => ErrorCode::FENCED_MEMBER_EPOCH,
        }
    }
}
