//! What AlterConfigs and IncrementalAlterConfigs have in common: who may change what, and in which
//! order a request is checked.

use std::collections::BTreeSet;

use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Call, error_text};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Commit;
use crate::config::ResourceKind;
use crate::config::alter::Alteration;

/// What became of a change: a code and a text.
pub(super) type Outcome = (ErrorCode, Option<StrBytes>);

/// Makes a change for a client.
pub(super) fn make(change: &Alteration<'_>, call: &mut Call<'_>) -> Outcome {
    let refused = |it: crate::config::ConfigRefusal| (it.code, it.text.map(StrBytes::from));
    if let Err(refusal) = change.check_shape() {
        return refused(refusal);
    }
    let (kind, error) = match change.kind {
        ResourceKind::TOPIC => (ResourceType::TOPIC, ErrorCode::TOPIC_AUTHORIZATION_FAILED),
        ResourceKind::GROUP => (ResourceType::GROUP, ErrorCode::GROUP_AUTHORIZATION_FAILED),
        _ => (ResourceType::CLUSTER, ErrorCode::CLUSTER_AUTHORIZATION_FAILED),
    };
    let allowed = match kind {
        ResourceType::CLUSTER => call.allows_on_cluster(Operation::ALTER_CONFIGS),
        kind => call.allows(Operation::ALTER_CONFIGS, kind, change.name),
    };
    if !allowed {
        // Kafka's brokers look at their own settings first, and have no text then; topics are the
        // controller's.
        let text = error_text::general(error).filter(|_| change.kind != ResourceKind::BROKER);
        return (error, text);
    }
    match change.run(call.cluster(), call.node.id) {
        Ok(()) => {
            if change.commit == Commit::Really {
                call.cluster().metadata_changed();
            }
            (ErrorCode::NONE, None)
        }
        Err(refusal) => refused(refusal),
    }
}

/// The resources that a request names more than once.
pub(super) fn repeated<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeSet<K> {
    let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for key in keys {
        if let Some(again) = seen.replace(key) {
            twice.insert(again);
        }
    }
    twice
}

/// The answer to a resource that a request names more than once.
pub(super) fn named_twice() -> Outcome {
    let text = StrBytes::from_static("Each resource must appear at most once.");
    (ErrorCode::INVALID_REQUEST, Some(text))
}
