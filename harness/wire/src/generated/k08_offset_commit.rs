//! OffsetCommit (API key 8): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/08_offset_commit.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `OffsetCommitRequest`, a request: versions 0 to 10, flexible since version 8.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetCommitRequest {
    /// String, versions 0 to 10.
    pub group_id: StrBytes,
    /// I32, versions 1 to 10, default -1, dropped by other versions.
    pub generation_id_or_member_epoch: i32,
    /// String, versions 1 to 10, dropped by other versions.
    pub member_id: StrBytes,
    /// String, versions 7 to 10, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// I64, versions 2 to 4, default -1, dropped by other versions.
    pub retention_time_ms: i64,
    /// Array of [`OffsetCommitRequestTopic`], versions 0 to 10.
    pub topics: Vec<OffsetCommitRequestTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetCommitRequest {
    fn default() -> Self {
        Self {
            group_id: StrBytes::default(),
            generation_id_or_member_epoch: -1,
            member_id: StrBytes::default(),
            group_instance_id: None,
            retention_time_ms: -1,
            topics: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetCommitRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("generation_id_or_member_epoch");
        if version >= 1 {
            it.generation_id_or_member_epoch = r.i32()?;
        }
        r.field("member_id");
        if version >= 1 {
            it.member_id = r.string(form)?;
        }
        r.field("group_instance_id");
        if version >= 7 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("retention_time_ms");
        if (2..=4).contains(&version) {
            it.retention_time_ms = r.i64()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| OffsetCommitRequestTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("generation_id_or_member_epoch");
        if version >= 1 {
            w.i32(self.generation_id_or_member_epoch);
        }
        w.field("member_id");
        if version >= 1 {
            w.string(form, &self.member_id)?;
        }
        w.field("group_instance_id");
        if version >= 7 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        } else if self.group_instance_id.is_some() {
            return Err(w.not_in_version());
        }
        w.field("retention_time_ms");
        if (2..=4).contains(&version) {
            w.i64(self.retention_time_ms);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetCommitRequestPartition` in [`OffsetCommitRequest`], versions 0 to 10.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetCommitRequestPartition {
    /// I32, versions 0 to 10.
    pub partition_index: i32,
    /// I64, versions 0 to 10.
    pub committed_offset: i64,
    /// I32, versions 6 to 10, default -1, dropped by other versions.
    pub committed_leader_epoch: i32,
    /// I64, version 1, default -1.
    pub commit_timestamp: i64,
    /// String, versions 0 to 10, nullable.
    pub committed_metadata: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetCommitRequestPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            commit_timestamp: -1,
            committed_metadata: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetCommitRequestPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("OffsetCommitRequestPartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("OffsetCommitRequestPartition.committed_offset");
        it.committed_offset = r.i64()?;
        r.field("OffsetCommitRequestPartition.committed_leader_epoch");
        if version >= 6 {
            it.committed_leader_epoch = r.i32()?;
        }
        r.field("OffsetCommitRequestPartition.commit_timestamp");
        if version == 1 {
            it.commit_timestamp = r.i64()?;
        }
        r.field("OffsetCommitRequestPartition.committed_metadata");
        it.committed_metadata = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("OffsetCommitRequestPartition.partition_index");
        w.i32(self.partition_index);
        w.field("OffsetCommitRequestPartition.committed_offset");
        w.i64(self.committed_offset);
        w.field("OffsetCommitRequestPartition.committed_leader_epoch");
        if version >= 6 {
            w.i32(self.committed_leader_epoch);
        }
        w.field("OffsetCommitRequestPartition.commit_timestamp");
        if version == 1 {
            w.i64(self.commit_timestamp);
        } else if self.commit_timestamp != -1 {
            return Err(w.not_in_version());
        }
        w.field("OffsetCommitRequestPartition.committed_metadata");
        w.nullable_string(form, self.committed_metadata.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetCommitRequestTopic` in [`OffsetCommitRequest`], versions 0 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitRequestTopic {
    /// String, versions 0 to 9, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 10, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`OffsetCommitRequestPartition`], versions 0 to 10.
    pub partitions: Vec<OffsetCommitRequestPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetCommitRequestTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("OffsetCommitRequestTopic.name");
        if version <= 9 {
            it.name = r.string(form)?;
        }
        r.field("OffsetCommitRequestTopic.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("OffsetCommitRequestTopic.partitions");
        it.partitions = r.array(form, 14, |r| OffsetCommitRequestPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("OffsetCommitRequestTopic.name");
        if version <= 9 {
            w.string(form, &self.name)?;
        }
        w.field("OffsetCommitRequestTopic.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("OffsetCommitRequestTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetCommitRequest {
    const NAME: &'static str = "OffsetCommitRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(8));
    const VERSIONS: Versions = Versions::new(0, 10);
    const FLEXIBLE_FROM: Option<i16> = Some(8);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `OffsetCommitResponse`, a response: versions 0 to 10, flexible since version 8.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitResponse {
    /// I32, versions 3 to 10, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`OffsetCommitResponseTopic`], versions 0 to 10.
    pub topics: Vec<OffsetCommitResponseTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetCommitResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 3 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| OffsetCommitResponseTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("throttle_time_ms");
        if version >= 3 {
            w.i32(self.throttle_time_ms);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetCommitResponsePartition` in [`OffsetCommitResponse`], versions 0 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitResponsePartition {
    /// I32, versions 0 to 10.
    pub partition_index: i32,
    /// Error, versions 0 to 10.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetCommitResponsePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("OffsetCommitResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("OffsetCommitResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("OffsetCommitResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("OffsetCommitResponsePartition.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetCommitResponseTopic` in [`OffsetCommitResponse`], versions 0 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitResponseTopic {
    /// String, versions 0 to 9, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 10, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`OffsetCommitResponsePartition`], versions 0 to 10.
    pub partitions: Vec<OffsetCommitResponsePartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetCommitResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 8);
        let mut it = Self::default();
        r.field("OffsetCommitResponseTopic.name");
        if version <= 9 {
            it.name = r.string(form)?;
        }
        r.field("OffsetCommitResponseTopic.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("OffsetCommitResponseTopic.partitions");
        it.partitions = r.array(form, 6, |r| OffsetCommitResponsePartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 8);
        w.field("OffsetCommitResponseTopic.name");
        if version <= 9 {
            w.string(form, &self.name)?;
        }
        w.field("OffsetCommitResponseTopic.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("OffsetCommitResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetCommitResponse {
    const NAME: &'static str = "OffsetCommitResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(8));
    const VERSIONS: Versions = Versions::new(0, 10);
    const FLEXIBLE_FROM: Option<i16> = Some(8);

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
