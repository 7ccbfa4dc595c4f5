//! The topics of a cluster: finding, making, growing and deleting them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLockReadGuard};

use kerbside_kafka_wire::{ErrorCode, Uuid};

use super::Cluster;
use super::leadership::Leadership;
use super::partition::Partition;
use super::topic::{NewTopic, Placement, Topic, TopicRefusal};
use super::topic_config::TopicConfigs;
use crate::groups::consumer::{TopicDirectory, TopicShape};

#[derive(Default)]
pub(super) struct Topics {
    by_name: BTreeMap<Arc<str>, Arc<Topic>>,
    by_id: HashMap<Uuid, Arc<Topic>>,
    /// How many were ever made: where the next one's first partition goes.
    made: usize,
    /// The partitions of all of them.
    partitions: usize,
    /// How often one was made, grown, changed or deleted.
    changes: u64,
    /// The defaults that were set, under the names of the broker's settings.
    pub(super) defaults: TopicConfigs,
}

impl Topics {
    pub(super) fn new(defaults: TopicConfigs) -> Self {
        Topics { defaults, ..Topics::default() }
    }

    pub(super) fn by_name(&self, name: &str) -> Option<Arc<Topic>> {
        self.by_name.get(name).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Topic>> {
        self.by_name.values().cloned().collect()
    }

    pub(super) fn put(&mut self, topic: Arc<Topic>) {
        self.partitions += topic.partitions.len();
        self.changes += 1;
        self.by_id.insert(topic.id, Arc::clone(&topic));
        if let Some(before) = self.by_name.insert(Arc::clone(&topic.name), topic) {
            self.partitions = self.partitions.saturating_sub(before.partitions.len());
        }
    }

    /// Names that differ in `.` and `_` alone would share the names of their metrics.
    fn colliding(&self, name: &str) -> Option<&Arc<str>> {
        if !name.contains(['.', '_']) {
            return None;
        }
        let plain = |it: &str| it.replace('.', "_");
        let wanted = plain(name);
        self.by_name.keys().find(|it| it.contains(['.', '_']) && plain(it) == wanted)
    }
}

impl Cluster {
    pub(super) fn topics_read(&self) -> RwLockReadGuard<'_, Topics> {
        self.topics.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The topic of a name.
    pub fn topic(&self, name: &str) -> Option<Arc<Topic>> {
        self.topics_read().by_name(name)
    }

    /// The topic of an id.
    pub fn topic_by_id(&self, id: Uuid) -> Option<Arc<Topic>> {
        self.topics_read().by_id.get(&id).cloned()
    }

    /// All topics, by name.
    pub fn topics(&self) -> Vec<Arc<Topic>> {
        self.topics_read().all()
    }

    /// Makes a topic.
    pub fn create_topic(&self, new: &NewTopic) -> Result<Arc<Topic>, TopicRefusal> {
        new.check_name()?;
        let id = self.random_id();
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        let topic = Arc::new(self.plan(&topics, new, id, topics.made)?);
        topics.made += 1;
        self.metadata_changed();
        topics.put(Arc::clone(&topic));
        Ok(topic)
    }

    /// Checks that a topic could be made, and what it would be.
    pub fn would_create(&self, new: &NewTopic) -> Result<Arc<Topic>, TopicRefusal> {
        new.check_name()?;
        let topics = self.topics_read();
        self.plan(&topics, new, Uuid::ZERO, topics.made).map(Arc::new)
    }

    /// What a new topic would be, whose first partition goes to the node number `shift`.
    pub(super) fn plan(
        &self,
        topics: &Topics,
        new: &NewTopic,
        id: Uuid,
        shift: usize,
    ) -> Result<Topic, TopicRefusal> {
        if topics.by_name.contains_key(&new.name) {
            let text = format!("Topic '{}' already exists.", new.name);
            return Err(TopicRefusal::new(ErrorCode::TOPIC_ALREADY_EXISTS, text));
        }
        if let Some(other) = topics.colliding(&new.name) {
            let text = format!("Topic '{}' collides with existing topic: {other}", new.name);
            return Err(TopicRefusal::new(ErrorCode::INVALID_TOPIC_EXCEPTION, text));
        }
        self.check_room(topics, &new.placement)?;
        let replicas = self.place(&new.placement, 0, shift)?;
        let configs = new.check_configs()?;
        let partitions = self.partitions(&new.name, 0, replicas);
        Ok(Topic::new(Arc::clone(&new.name), id, partitions, configs, &topics.defaults))
    }

    /// Adds partitions to a topic until it has `count`; placed as given or spread.
    pub fn grow_topic(
        &self,
        name: &str,
        count: i32,
        given: Option<Vec<Vec<i32>>>,
        commit: Commit,
    ) -> Result<(), TopicRefusal> {
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        let Some(topic) = topics.by_name.get(name).cloned() else {
            let text = "This server does not host this topic-partition.";
            return Err(TopicRefusal::new(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, text));
        };
        let has = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
        let invalid = |text: String| TopicRefusal::new(ErrorCode::INVALID_PARTITIONS, text);
        if count == has {
            return Err(invalid(format!("Topic already has {has} partition(s).")));
        }
        if count < has {
            return Err(invalid(format!(
                "The topic {name} currently has {has} partition(s); {count} would not be an \
                 increase."
            )));
        }
        let added = count - has;
        let placement = match given {
            None => {
                let copies =
                    topic.partition(0).map_or(1, |it| it.state().leadership.replicas.len());
                let replication_factor = i16::try_from(copies).unwrap_or(1);
                Placement::Spread { partitions: added, replication_factor }
            }
            Some(given) if i32::try_from(given.len()) != Ok(added) => {
                return Err(TopicRefusal::new(
                    ErrorCode::INVALID_REPLICA_ASSIGNMENT,
                    format!(
                        "Attempted to add {added} additional partition(s), but only {} \
                         assignment(s) were specified.",
                        given.len()
                    ),
                ));
            }
            Some(given) => Placement::Given((has..).zip(given).collect()),
        };
        self.check_room(&topics, &placement)?;
        let replicas = self.place(&placement, has, 0)?;
        if commit == Commit::Really {
            let mut all = topic.partitions.clone();
            all.extend(self.partitions(&topic.name, has, replicas));
            let (name, configs) = (Arc::clone(&topic.name), topic.configs.clone());
            let grown = Topic::new(name, topic.id, all, configs, &topics.defaults);
            topics.put(Arc::new(grown));
        }
        Ok(())
    }

    /// Deletes a topic and the groups' offsets in it.
    pub fn delete_topic(&self, name: &str) -> Option<Arc<Topic>> {
        let topic = {
            let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
            let topic = topics.by_name.remove(name)?;
            topics.by_id.remove(&topic.id);
            topics.changes += 1;
            topics.partitions = topics.partitions.saturating_sub(topic.partitions.len());
            topic
        };
        for partition in &topic.partitions {
            partition.state().changed();
        }
        self.groups().forget_topic(name);
        Some(topic)
    }
}

/// What group coordinators look at, and no more.
impl TopicDirectory for Cluster {
    fn find(&self, name: &str) -> Option<TopicShape> {
        let topic = self.topic(name)?;
        let partitions = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
        Some(TopicShape { id: topic.id, partitions })
    }

    fn changes(&self) -> u64 {
        self.topics_read().changes
    }
}

impl Cluster {
    /// Refuses more partitions than the cluster is set to hold.
    fn check_room(&self, topics: &Topics, placement: &Placement) -> Result<(), TopicRefusal> {
        let more = placement.partitions(&self.settings);
        let (has, most) = (topics.partitions, self.settings.max_partitions);
        if more <= most.saturating_sub(has) {
            return Ok(());
        }
        let text = format!(
            "The cluster has {has} partition(s), and {more} more would be over its limit of {most} \
             (ClusterSettings::max_partitions)."
        );
        Err(TopicRefusal::new(ErrorCode::POLICY_VIOLATION, text))
    }

    fn partitions(
        &self,
        topic: &Arc<str>,
        first: i32,
        replicas: Vec<Vec<i32>>,
    ) -> Vec<Arc<Partition>> {
        let alive = self.node_ids();
        let one = |(index, nodes)| {
            let leadership = Leadership::new(nodes, &alive);
            Partition::new(Arc::clone(topic), index, leadership, &self.log_memory)
        };
        (first..).zip(replicas).map(one).map(Arc::new).collect()
    }
}

/// Whether a change is made or only checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// It is made.
    Really,
    /// It is checked (`validate_only`).
    CheckOnly,
}
