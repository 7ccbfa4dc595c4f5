//! Fetch (API key 1): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/01_fetch.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `FetchRequest`, a request: versions 0 to 18, flexible since version 12.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchRequest {
    /// String, versions 12 to 18, nullable, tag 0, default null, dropped by other versions.
    pub cluster_id: Option<StrBytes>,
    /// I32, versions 0 to 14, default -1.
    pub replica_id: i32,
    /// [`ReplicaState`], versions 15 to 18, tag 1.
    pub replica_state: ReplicaState,
    /// I32, versions 0 to 18.
    pub max_wait_ms: i32,
    /// I32, versions 0 to 18.
    pub min_bytes: i32,
    /// I32, versions 3 to 18, default 2147483647, dropped by other versions.
    pub max_bytes: i32,
    /// I8, versions 4 to 18, dropped by other versions.
    pub isolation_level: i8,
    /// I32, versions 7 to 18, dropped by other versions.
    pub session_id: i32,
    /// I32, versions 7 to 18, default -1, dropped by other versions.
    pub session_epoch: i32,
    /// Array of [`FetchTopic`], versions 0 to 18.
    pub topics: Vec<FetchTopic>,
    /// Array of [`ForgottenTopic`], versions 7 to 18.
    pub forgotten_topics_data: Vec<ForgottenTopic>,
    /// String, versions 11 to 18, dropped by other versions.
    pub rack_id: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for FetchRequest {
    fn default() -> Self {
        Self {
            cluster_id: None,
            replica_id: -1,
            replica_state: ReplicaState::default(),
            max_wait_ms: 0,
            min_bytes: 0,
            max_bytes: i32::MAX,
            isolation_level: 0,
            session_id: 0,
            session_epoch: -1,
            topics: Vec::new(),
            forgotten_topics_data: Vec::new(),
            rack_id: StrBytes::default(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl FetchRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("replica_id");
        if version <= 14 {
            it.replica_id = r.i32()?;
        }
        r.field("max_wait_ms");
        it.max_wait_ms = r.i32()?;
        r.field("min_bytes");
        it.min_bytes = r.i32()?;
        r.field("max_bytes");
        if version >= 3 {
            it.max_bytes = r.i32()?;
        }
        r.field("isolation_level");
        if version >= 4 {
            it.isolation_level = r.i8()?;
        }
        r.field("session_id");
        if version >= 7 {
            it.session_id = r.i32()?;
        }
        r.field("session_epoch");
        if version >= 7 {
            it.session_epoch = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| FetchTopic::read(r, version))?;
        r.field("forgotten_topics_data");
        if version >= 7 {
            it.forgotten_topics_data = r.array(form, 3, |r| ForgottenTopic::read(r, version))?;
        }
        r.field("rack_id");
        if version >= 11 {
            it.rack_id = r.string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 => {
                        r.field("cluster_id");
                        it.cluster_id = r.nullable_string(form)?;
                    }
                    1 if version >= 15 => {
                        r.field("replica_state");
                        it.replica_state = ReplicaState::read(r, version)?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("replica_id");
        if version <= 14 {
            w.i32(self.replica_id);
        } else if self.replica_id != -1 {
            return Err(w.not_in_version());
        }
        w.field("max_wait_ms");
        w.i32(self.max_wait_ms);
        w.field("min_bytes");
        w.i32(self.min_bytes);
        w.field("max_bytes");
        if version >= 3 {
            w.i32(self.max_bytes);
        }
        w.field("isolation_level");
        if version >= 4 {
            w.i8(self.isolation_level);
        }
        w.field("session_id");
        if version >= 7 {
            w.i32(self.session_id);
        }
        w.field("session_epoch");
        if version >= 7 {
            w.i32(self.session_epoch);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("forgotten_topics_data");
        if version >= 7 {
            w.array(form, &self.forgotten_topics_data, |w, it| it.write(w, version))?;
        } else if !self.forgotten_topics_data.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("rack_id");
        if version >= 11 {
            w.string(form, &self.rack_id)?;
        }
        w.field("replica_state");
        if version < 15 && self.replica_state != ReplicaState::default() {
            return Err(w.not_in_version());
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("cluster_id");
            if self.cluster_id.is_some() {
                tags.known(w, 0, |w| {
                    w.nullable_string(form, self.cluster_id.as_deref())?;
                    Ok(())
                })?;
            }
            w.field("replica_state");
            if version >= 15 && self.replica_state != ReplicaState::default() {
                tags.known(w, 1, |w| {
                    self.replica_state.write(w, version)?;
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `ReplicaState` in [`FetchRequest`], versions 15 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaState {
    /// I32, versions 15 to 18, default -1.
    pub replica_id: i32,
    /// I64, versions 15 to 18, default -1.
    pub replica_epoch: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ReplicaState {
    fn default() -> Self {
        Self { replica_id: -1, replica_epoch: -1, unknown_tagged_fields: Vec::new() }
    }
}

impl ReplicaState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("ReplicaState.replica_id");
        it.replica_id = r.i32()?;
        r.field("ReplicaState.replica_epoch");
        it.replica_epoch = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("ReplicaState.replica_id");
        w.i32(self.replica_id);
        w.field("ReplicaState.replica_epoch");
        w.i64(self.replica_epoch);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `FetchPartition` in [`FetchRequest`], versions 0 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchPartition {
    /// I32, versions 0 to 18.
    pub partition: i32,
    /// I32, versions 9 to 18, default -1, dropped by other versions.
    pub current_leader_epoch: i32,
    /// I64, versions 0 to 18.
    pub fetch_offset: i64,
    /// I32, versions 12 to 18, default -1.
    pub last_fetched_epoch: i32,
    /// I64, versions 5 to 18, default -1, dropped by other versions.
    pub log_start_offset: i64,
    /// I32, versions 0 to 18.
    pub partition_max_bytes: i32,
    /// Uuid, versions 17 to 18, tag 0, dropped by other versions.
    pub replica_directory_id: Uuid,
    /// I64, version 18, tag 1, default 9223372036854775807, dropped by other versions.
    pub high_watermark: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for FetchPartition {
    fn default() -> Self {
        Self {
            partition: 0,
            current_leader_epoch: -1,
            fetch_offset: 0,
            last_fetched_epoch: -1,
            log_start_offset: -1,
            partition_max_bytes: 0,
            replica_directory_id: Uuid::ZERO,
            high_watermark: i64::MAX,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl FetchPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("FetchPartition.partition");
        it.partition = r.i32()?;
        r.field("FetchPartition.current_leader_epoch");
        if version >= 9 {
            it.current_leader_epoch = r.i32()?;
        }
        r.field("FetchPartition.fetch_offset");
        it.fetch_offset = r.i64()?;
        r.field("FetchPartition.last_fetched_epoch");
        if version >= 12 {
            it.last_fetched_epoch = r.i32()?;
        }
        r.field("FetchPartition.log_start_offset");
        if version >= 5 {
            it.log_start_offset = r.i64()?;
        }
        r.field("FetchPartition.partition_max_bytes");
        it.partition_max_bytes = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 if version >= 17 => {
                        r.field("FetchPartition.replica_directory_id");
                        it.replica_directory_id = r.uuid()?;
                    }
                    1 if version >= 18 => {
                        r.field("FetchPartition.high_watermark");
                        it.high_watermark = r.i64()?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("FetchPartition.partition");
        w.i32(self.partition);
        w.field("FetchPartition.current_leader_epoch");
        if version >= 9 {
            w.i32(self.current_leader_epoch);
        }
        w.field("FetchPartition.fetch_offset");
        w.i64(self.fetch_offset);
        w.field("FetchPartition.last_fetched_epoch");
        if version >= 12 {
            w.i32(self.last_fetched_epoch);
        } else if self.last_fetched_epoch != -1 {
            return Err(w.not_in_version());
        }
        w.field("FetchPartition.log_start_offset");
        if version >= 5 {
            w.i64(self.log_start_offset);
        }
        w.field("FetchPartition.partition_max_bytes");
        w.i32(self.partition_max_bytes);
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("FetchPartition.replica_directory_id");
            if version >= 17 && self.replica_directory_id != Uuid::ZERO {
                tags.known(w, 0, |w| {
                    w.uuid(self.replica_directory_id);
                    Ok(())
                })?;
            }
            w.field("FetchPartition.high_watermark");
            if version >= 18 && self.high_watermark != i64::MAX {
                tags.known(w, 1, |w| {
                    w.i64(self.high_watermark);
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `FetchTopic` in [`FetchRequest`], versions 0 to 18.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchTopic {
    /// String, versions 0 to 12, dropped by other versions.
    pub topic: StrBytes,
    /// Uuid, versions 13 to 18, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`FetchPartition`], versions 0 to 18.
    pub partitions: Vec<FetchPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl FetchTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("FetchTopic.topic");
        if version <= 12 {
            it.topic = r.string(form)?;
        }
        r.field("FetchTopic.topic_id");
        if version >= 13 {
            it.topic_id = r.uuid()?;
        }
        r.field("FetchTopic.partitions");
        it.partitions = r.array(form, 16, |r| FetchPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("FetchTopic.topic");
        if version <= 12 {
            w.string(form, &self.topic)?;
        }
        w.field("FetchTopic.topic_id");
        if version >= 13 {
            w.uuid(self.topic_id);
        }
        w.field("FetchTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ForgottenTopic` in [`FetchRequest`], versions 7 to 18.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ForgottenTopic {
    /// String, versions 7 to 12, dropped by other versions.
    pub topic: StrBytes,
    /// Uuid, versions 13 to 18, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of i32, versions 7 to 18.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ForgottenTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("ForgottenTopic.topic");
        if version <= 12 {
            it.topic = r.string(form)?;
        }
        r.field("ForgottenTopic.topic_id");
        if version >= 13 {
            it.topic_id = r.uuid()?;
        }
        r.field("ForgottenTopic.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("ForgottenTopic.topic");
        if version <= 12 {
            w.string(form, &self.topic)?;
        }
        w.field("ForgottenTopic.topic_id");
        if version >= 13 {
            w.uuid(self.topic_id);
        }
        w.field("ForgottenTopic.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for FetchRequest {
    const NAME: &'static str = "FetchRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(1));
    const VERSIONS: Versions = Versions::new(0, 18);
    const FLEXIBLE_FROM: Option<i16> = Some(12);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `FetchResponse`, a response: versions 0 to 18, flexible since version 12.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchResponse {
    /// I32, versions 1 to 18, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 7 to 18, dropped by other versions.
    pub error_code: ErrorCode,
    /// I32, versions 7 to 18.
    pub session_id: i32,
    /// Array of [`FetchableTopicResponse`], versions 0 to 18.
    pub responses: Vec<FetchableTopicResponse>,
    /// Array of [`NodeEndpoint`], versions 16 to 18, tag 0.
    pub node_endpoints: Vec<NodeEndpoint>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl FetchResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        if version >= 7 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("session_id");
        if version >= 7 {
            it.session_id = r.i32()?;
        }
        r.field("responses");
        it.responses = r.array(form, 3, |r| FetchableTopicResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 if version >= 16 => {
                        r.field("node_endpoints");
                        it.node_endpoints =
                            r.array(form, 11, |r| NodeEndpoint::read(r, version))?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        w.field("error_code");
        if version >= 7 {
            w.i16(self.error_code.0);
        }
        w.field("session_id");
        if version >= 7 {
            w.i32(self.session_id);
        } else if self.session_id != 0 {
            return Err(w.not_in_version());
        }
        w.field("responses");
        w.array(form, &self.responses, |w, it| it.write(w, version))?;
        w.field("node_endpoints");
        if version < 16 && !self.node_endpoints.is_empty() {
            return Err(w.not_in_version());
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("node_endpoints");
            if version >= 16 && !self.node_endpoints.is_empty() {
                tags.known(w, 0, |w| {
                    w.array(form, &self.node_endpoints, |w, it| it.write(w, version))?;
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `EpochEndOffset` in [`FetchResponse`], versions 12 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochEndOffset {
    /// I32, versions 12 to 18, default -1.
    pub epoch: i32,
    /// I64, versions 12 to 18, default -1.
    pub end_offset: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for EpochEndOffset {
    fn default() -> Self {
        Self { epoch: -1, end_offset: -1, unknown_tagged_fields: Vec::new() }
    }
}

impl EpochEndOffset {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("EpochEndOffset.epoch");
        it.epoch = r.i32()?;
        r.field("EpochEndOffset.end_offset");
        it.end_offset = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("EpochEndOffset.epoch");
        w.i32(self.epoch);
        w.field("EpochEndOffset.end_offset");
        w.i64(self.end_offset);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `LeaderIdAndEpoch` in [`FetchResponse`], versions 12 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// I32, versions 12 to 18, default -1.
    pub leader_id: i32,
    /// I32, versions 12 to 18, default -1.
    pub leader_epoch: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for LeaderIdAndEpoch {
    fn default() -> Self {
        Self { leader_id: -1, leader_epoch: -1, unknown_tagged_fields: Vec::new() }
    }
}

impl LeaderIdAndEpoch {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("LeaderIdAndEpoch.leader_id");
        it.leader_id = r.i32()?;
        r.field("LeaderIdAndEpoch.leader_epoch");
        it.leader_epoch = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("LeaderIdAndEpoch.leader_id");
        w.i32(self.leader_id);
        w.field("LeaderIdAndEpoch.leader_epoch");
        w.i32(self.leader_epoch);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `SnapshotId` in [`FetchResponse`], versions 12 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotId {
    /// I64, versions 12 to 18, default -1.
    pub end_offset: i64,
    /// I32, versions 12 to 18, default -1.
    pub epoch: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for SnapshotId {
    fn default() -> Self {
        Self { end_offset: -1, epoch: -1, unknown_tagged_fields: Vec::new() }
    }
}

impl SnapshotId {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("SnapshotId.end_offset");
        it.end_offset = r.i64()?;
        r.field("SnapshotId.epoch");
        it.epoch = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("SnapshotId.end_offset");
        w.i64(self.end_offset);
        w.field("SnapshotId.epoch");
        w.i32(self.epoch);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AbortedTransaction` in [`FetchResponse`], versions 4 to 18.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AbortedTransaction {
    /// I64, versions 4 to 18.
    pub producer_id: i64,
    /// I64, versions 4 to 18.
    pub first_offset: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AbortedTransaction {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("AbortedTransaction.producer_id");
        it.producer_id = r.i64()?;
        r.field("AbortedTransaction.first_offset");
        it.first_offset = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("AbortedTransaction.producer_id");
        w.i64(self.producer_id);
        w.field("AbortedTransaction.first_offset");
        w.i64(self.first_offset);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `PartitionData` in [`FetchResponse`], versions 0 to 18.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionData {
    /// I32, versions 0 to 18.
    pub partition_index: i32,
    /// Error, versions 0 to 18.
    pub error_code: ErrorCode,
    /// I64, versions 0 to 18.
    pub high_watermark: i64,
    /// I64, versions 4 to 18, default -1, dropped by other versions.
    pub last_stable_offset: i64,
    /// I64, versions 5 to 18, default -1, dropped by other versions.
    pub log_start_offset: i64,
    /// [`EpochEndOffset`], versions 12 to 18, tag 0.
    pub diverging_epoch: EpochEndOffset,
    /// [`LeaderIdAndEpoch`], versions 12 to 18, tag 1.
    pub current_leader: LeaderIdAndEpoch,
    /// [`SnapshotId`], versions 12 to 18, tag 2.
    pub snapshot_id: SnapshotId,
    /// Array of [`AbortedTransaction`], versions 4 to 18, nullable, dropped by other versions.
    pub aborted_transactions: Option<Vec<AbortedTransaction>>,
    /// I32, versions 11 to 18, default -1.
    pub preferred_read_replica: i32,
    /// Records, versions 0 to 18, nullable.
    pub records: Option<Bytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for PartitionData {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: ErrorCode(0),
            high_watermark: 0,
            last_stable_offset: -1,
            log_start_offset: -1,
            diverging_epoch: EpochEndOffset::default(),
            current_leader: LeaderIdAndEpoch::default(),
            snapshot_id: SnapshotId::default(),
            aborted_transactions: Some(Vec::new()),
            preferred_read_replica: -1,
            records: Some(Bytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl PartitionData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("PartitionData.partition_index");
        it.partition_index = r.i32()?;
        r.field("PartitionData.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("PartitionData.high_watermark");
        it.high_watermark = r.i64()?;
        r.field("PartitionData.last_stable_offset");
        if version >= 4 {
            it.last_stable_offset = r.i64()?;
        }
        r.field("PartitionData.log_start_offset");
        if version >= 5 {
            it.log_start_offset = r.i64()?;
        }
        r.field("PartitionData.aborted_transactions");
        if version >= 4 {
            it.aborted_transactions =
                r.nullable_array(form, 16, |r| AbortedTransaction::read(r, version))?;
        }
        r.field("PartitionData.preferred_read_replica");
        if version >= 11 {
            it.preferred_read_replica = r.i32()?;
        }
        r.field("PartitionData.records");
        it.records = r.nullable_bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 => {
                        r.field("PartitionData.diverging_epoch");
                        it.diverging_epoch = EpochEndOffset::read(r, version)?;
                    }
                    1 => {
                        r.field("PartitionData.current_leader");
                        it.current_leader = LeaderIdAndEpoch::read(r, version)?;
                    }
                    2 => {
                        r.field("PartitionData.snapshot_id");
                        it.snapshot_id = SnapshotId::read(r, version)?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("PartitionData.partition_index");
        w.i32(self.partition_index);
        w.field("PartitionData.error_code");
        w.i16(self.error_code.0);
        w.field("PartitionData.high_watermark");
        w.i64(self.high_watermark);
        w.field("PartitionData.last_stable_offset");
        if version >= 4 {
            w.i64(self.last_stable_offset);
        }
        w.field("PartitionData.log_start_offset");
        if version >= 5 {
            w.i64(self.log_start_offset);
        }
        w.field("PartitionData.aborted_transactions");
        if version >= 4 {
            w.nullable_array(form, self.aborted_transactions.as_deref(), |w, it| {
                it.write(w, version)
            })?;
        }
        w.field("PartitionData.preferred_read_replica");
        if version >= 11 {
            w.i32(self.preferred_read_replica);
        } else if self.preferred_read_replica != -1 {
            return Err(w.not_in_version());
        }
        w.field("PartitionData.records");
        w.nullable_records(form, self.records.as_ref())?;
        w.field("PartitionData.diverging_epoch");
        if version < 12 && self.diverging_epoch != EpochEndOffset::default() {
            return Err(w.not_in_version());
        }
        w.field("PartitionData.current_leader");
        if version < 12 && self.current_leader != LeaderIdAndEpoch::default() {
            return Err(w.not_in_version());
        }
        w.field("PartitionData.snapshot_id");
        if version < 12 && self.snapshot_id != SnapshotId::default() {
            return Err(w.not_in_version());
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("PartitionData.diverging_epoch");
            if self.diverging_epoch != EpochEndOffset::default() {
                tags.known(w, 0, |w| {
                    self.diverging_epoch.write(w, version)?;
                    Ok(())
                })?;
            }
            w.field("PartitionData.current_leader");
            if self.current_leader != LeaderIdAndEpoch::default() {
                tags.known(w, 1, |w| {
                    self.current_leader.write(w, version)?;
                    Ok(())
                })?;
            }
            w.field("PartitionData.snapshot_id");
            if self.snapshot_id != SnapshotId::default() {
                tags.known(w, 2, |w| {
                    self.snapshot_id.write(w, version)?;
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `FetchableTopicResponse` in [`FetchResponse`], versions 0 to 18.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchableTopicResponse {
    /// String, versions 0 to 12, dropped by other versions.
    pub topic: StrBytes,
    /// Uuid, versions 13 to 18, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`PartitionData`], versions 0 to 18.
    pub partitions: Vec<PartitionData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl FetchableTopicResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("FetchableTopicResponse.topic");
        if version <= 12 {
            it.topic = r.string(form)?;
        }
        r.field("FetchableTopicResponse.topic_id");
        if version >= 13 {
            it.topic_id = r.uuid()?;
        }
        r.field("FetchableTopicResponse.partitions");
        it.partitions = r.array(form, 18, |r| PartitionData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("FetchableTopicResponse.topic");
        if version <= 12 {
            w.string(form, &self.topic)?;
        }
        w.field("FetchableTopicResponse.topic_id");
        if version >= 13 {
            w.uuid(self.topic_id);
        }
        w.field("FetchableTopicResponse.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `NodeEndpoint` in [`FetchResponse`], versions 16 to 18.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeEndpoint {
    /// I32, versions 16 to 18.
    pub node_id: i32,
    /// String, versions 16 to 18.
    pub host: StrBytes,
    /// I32, versions 16 to 18.
    pub port: i32,
    /// String, versions 16 to 18, nullable, default null.
    pub rack: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl NodeEndpoint {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 12);
        let mut it = Self::default();
        r.field("NodeEndpoint.node_id");
        it.node_id = r.i32()?;
        r.field("NodeEndpoint.host");
        it.host = r.string(form)?;
        r.field("NodeEndpoint.port");
        it.port = r.i32()?;
        r.field("NodeEndpoint.rack");
        it.rack = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 12);
        w.field("NodeEndpoint.node_id");
        w.i32(self.node_id);
        w.field("NodeEndpoint.host");
        w.string(form, &self.host)?;
        w.field("NodeEndpoint.port");
        w.i32(self.port);
        w.field("NodeEndpoint.rack");
        w.nullable_string(form, self.rack.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for FetchResponse {
    const NAME: &'static str = "FetchResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(1));
    const VERSIONS: Versions = Versions::new(0, 18);
    const FLEXIBLE_FROM: Option<i16> = Some(12);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }

    fn throttle_time_ms_mut(&mut self) -> Option<&mut i32> {
        Some(&mut self.throttle_time_ms)
    }
}
