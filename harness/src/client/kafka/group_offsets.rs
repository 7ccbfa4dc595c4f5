//! The offsets of a group: committed by a member, and read (OffsetCommit, OffsetFetch).

use std::collections::BTreeMap;

use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::k08_offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kerbside_kafka_wire::k09_offset_fetch::{OffsetFetchRequest, OffsetFetchRequestTopic};

use super::error::{KafkaError, check};
use super::fetch::Positions;
use super::group::GroupMember;

impl GroupMember {
    /// The offsets of the next records that [`GroupMember::poll`] returns.
    pub fn positions(&self) -> &BTreeMap<(String, i32), i64> {
        &self.positions
    }

    /// Goes on at `offset` of a partition.
    pub fn seek(&mut self, topic: &str, partition: i32, offset: i64) {
        self.positions.insert((topic.to_owned(), partition), offset);
    }

    /// Commits the positions.
    ///
    /// # Errors
    /// What the coordinator said, or that it said nothing.
    pub async fn commit(&mut self) -> Result<(), KafkaError> {
        let positions = self.positions.clone();
        self.commit_offsets(&positions).await
    }

    /// Commits `offsets`: those of the next records to be read.
    ///
    /// # Errors
    /// What the coordinator said of the first partition that it refused.
    pub async fn commit_offsets(
        &mut self,
        offsets: &BTreeMap<(String, i32), i64>,
    ) -> Result<(), KafkaError> {
        let mut topics: BTreeMap<&str, Vec<OffsetCommitRequestPartition>> = BTreeMap::new();
        for ((topic, partition), offset) in offsets {
            topics.entry(topic).or_default().push(OffsetCommitRequestPartition {
                partition_index: *partition,
                committed_offset: *offset,
                committed_metadata: Some("".into()),
                ..Default::default()
            });
        }
        let topic = |(name, partitions): (&str, _)| OffsetCommitRequestTopic {
            name: name.into(),
            partitions,
            ..Default::default()
        };
        let request = OffsetCommitRequest {
            group_id: self.options.group.as_str().into(),
            generation_id_or_member_epoch: self.generation,
            member_id: self.member_id.as_str().into(),
            group_instance_id: self.options.instance.as_deref().map(Into::into),
            topics: topics.into_iter().map(topic).collect(),
            ..Default::default()
        };
        for topic in self.coordinator.call(&request).await?.topics {
            for partition in topic.partitions {
                let about =
                    || format!("{}, {}-{}", self.about(), topic.name, partition.partition_index);
                check(ApiKey::OFFSET_COMMIT, partition.error_code, about)?;
            }
        }
        Ok(())
    }

    /// The committed offsets of the member's partitions; those without one are left out.
    ///
    /// # Errors
    /// What the coordinator said, or that it said nothing.
    pub async fn committed(&mut self) -> Result<BTreeMap<(String, i32), i64>, KafkaError> {
        let wanted = self.assignment().iter().map(|(topic, partitions)| OffsetFetchRequestTopic {
            name: topic.as_str().into(),
            partition_indexes: partitions.clone(),
            ..Default::default()
        });
        let request = OffsetFetchRequest {
            group_id: self.options.group.as_str().into(),
            topics: Some(wanted.collect()),
            ..Default::default()
        };
        let response = self.coordinator.call(&request).await?;
        check(ApiKey::OFFSET_FETCH, response.error_code, || self.about())?;
        let mut committed = Positions::new();
        for topic in response.topics {
            for partition in topic.partitions {
                let at = (topic.name.to_string(), partition.partition_index);
                check(ApiKey::OFFSET_FETCH, partition.error_code, || {
                    format!("{}, {}-{}", self.about(), at.0, at.1)
                })?;
                if partition.committed_offset >= 0 {
                    committed.insert(at, partition.committed_offset);
                }
            }
        }
        Ok(committed)
    }
}
