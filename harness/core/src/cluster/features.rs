//! The levels of features that are in force (KIP-584), and how far the cluster's metadata has come.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use kerbside_kafka_wire::Uuid;

use super::{Cluster, lock, random_id};
use crate::dialect::{Dialect, Feature};

/// What changes of features and of the quorum while a cluster runs.
#[derive(Debug, Default)]
pub(super) struct Quorum {
    /// Levels that were set.
    levels: BTreeMap<&'static str, i16>,
    /// The directory of each node's metadata (KIP-853).
    directories: BTreeMap<i32, Uuid>,
}

impl Cluster {
    /// The level of a feature that is in force.
    pub fn feature_level(&self, feature: &Feature) -> i16 {
        lock(&self.quorum).levels.get(feature.name).copied().unwrap_or(feature.finalized)
    }

    /// Puts levels of features in force.
    pub(crate) fn set_feature_levels(&self, levels: &[(&'static str, i16)]) {
        lock(&self.quorum).levels.extend(levels.iter().copied());
        self.metadata_changed();
    }

    /// The features of a dialect at the levels that are in force.
    pub(crate) fn features(&self, dialect: &Dialect) -> Vec<Feature> {
        let in_force = |it: &Feature| Feature { finalized: self.feature_level(it), ..*it };
        dialect.features().iter().map(in_force).collect()
    }

    /// Whether there are groups of KIP-848: by the feature, which releases that only show the APIs
    /// do not have.
    pub(crate) fn has_consumer_groups(&self, dialect: &Dialect) -> bool {
        let mut features = dialect.features().iter();
        let feature = features.find(|it| it.name == "group.version");
        feature.is_some_and(|it| self.feature_level(it) > 0)
    }

    /// The id of the directory in which a node would keep the cluster's metadata.
    pub(crate) fn metadata_directory(&self, node: i32) -> Uuid {
        let fresh = random_id(&mut **self.entropy());
        *lock(&self.quorum).directories.entry(node).or_insert(fresh)
    }

    /// Counts a change of the cluster's metadata.
    pub(crate) fn metadata_changed(&self) {
        self.metadata_offset.fetch_add(1, Ordering::Relaxed);
    }

    /// How many changes of the cluster's metadata there were: the end of its log.
    pub fn metadata_offset(&self) -> i64 {
        self.metadata_offset.load(Ordering::Relaxed)
    }
}
