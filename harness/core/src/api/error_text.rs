//! What Kafka says of an error when it has nothing better to say: the messages of its `Errors`.
//!
//! Only of those that administrative APIs answer with a message.

use kerbside_kafka_wire::{ErrorCode, StrBytes};

/// Kafka's general text for an error.
pub(super) fn general(error: ErrorCode) -> Option<StrBytes> {
    let text = match error {
        ErrorCode::UNKNOWN_SERVER_ERROR => {
            "The server experienced an unexpected error when processing the request."
        }
        ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => "This server does not host this topic-partition.",
        ErrorCode::UNKNOWN_TOPIC_ID => "This server does not host this topic ID.",
        ErrorCode::TOPIC_AUTHORIZATION_FAILED => "Topic authorization failed.",
        ErrorCode::GROUP_AUTHORIZATION_FAILED => "Group authorization failed.",
        ErrorCode::CLUSTER_AUTHORIZATION_FAILED => "Cluster authorization failed.",
        ErrorCode::UNSUPPORTED_VERSION => "The version of API is not supported.",
        ErrorCode::INVALID_REQUEST => {
            "This most likely occurs because of a request being malformed by the client library or \
             the message was sent to an incompatible broker. See the broker logs for more details."
        }
        ErrorCode::PREFERRED_LEADER_NOT_AVAILABLE => "The preferred leader was not available.",
        ErrorCode::ELIGIBLE_LEADERS_NOT_AVAILABLE => {
            "Eligible topic partition leaders are not available."
        }
        ErrorCode::ELECTION_NOT_NEEDED => "Leader election not needed for topic partition.",
        ErrorCode::THROTTLING_QUOTA_EXCEEDED => "The throttling quota has been exceeded.",
        ErrorCode::INVALID_UPDATE_VERSION => "The given update version was invalid.",
        _ => return None,
    };
    Some(StrBytes::from_static(text))
}
