//! TxnOffsetCommit (API key 28): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/28_txn_offset_commit.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `TxnOffsetCommitRequest`, a request: versions 0 to 6, flexible since version 3.
#[derive(Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitRequest {
    /// String, versions 0 to 6.
    pub transactional_id: StrBytes,
    /// String, versions 0 to 6.
    pub group_id: StrBytes,
    /// I64, versions 0 to 6.
    pub producer_id: i64,
    /// I16, versions 0 to 6.
    pub producer_epoch: i16,
    /// I32, versions 3 to 6, default -1.
    pub generation_id_or_member_epoch: i32,
    /// String, versions 3 to 6.
    pub member_id: StrBytes,
    /// String, versions 3 to 6, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// Array of [`TxnOffsetCommitRequestTopic`], versions 0 to 6.
    pub topics: Vec<TxnOffsetCommitRequestTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for TxnOffsetCommitRequest {
    fn default() -> Self {
        Self {
            transactional_id: StrBytes::default(),
            group_id: StrBytes::default(),
            producer_id: 0,
            producer_epoch: 0,
            generation_id_or_member_epoch: -1,
            member_id: StrBytes::default(),
            group_instance_id: None,
            topics: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl TxnOffsetCommitRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("producer_id");
        it.producer_id = r.i64()?;
        r.field("producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("generation_id_or_member_epoch");
        if version >= 3 {
            it.generation_id_or_member_epoch = r.i32()?;
        }
        r.field("member_id");
        if version >= 3 {
            it.member_id = r.string(form)?;
        }
        r.field("group_instance_id");
        if version >= 3 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| TxnOffsetCommitRequestTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("producer_id");
        w.i64(self.producer_id);
        w.field("producer_epoch");
        w.i16(self.producer_epoch);
        w.field("generation_id_or_member_epoch");
        if version >= 3 {
            w.i32(self.generation_id_or_member_epoch);
        } else if self.generation_id_or_member_epoch != -1 {
            return Err(w.not_in_version());
        }
        w.field("member_id");
        if version >= 3 {
            w.string(form, &self.member_id)?;
        } else if !self.member_id.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("group_instance_id");
        if version >= 3 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        } else if self.group_instance_id.is_some() {
            return Err(w.not_in_version());
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TxnOffsetCommitRequestPartition` in [`TxnOffsetCommitRequest`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq)]
pub struct TxnOffsetCommitRequestPartition {
    /// I32, versions 0 to 6.
    pub partition_index: i32,
    /// I64, versions 0 to 6.
    pub committed_offset: i64,
    /// I32, versions 2 to 6, default -1, dropped by other versions.
    pub committed_leader_epoch: i32,
    /// String, versions 0 to 6, nullable.
    pub committed_metadata: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for TxnOffsetCommitRequestPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            committed_metadata: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl TxnOffsetCommitRequestPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("TxnOffsetCommitRequestPartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("TxnOffsetCommitRequestPartition.committed_offset");
        it.committed_offset = r.i64()?;
        r.field("TxnOffsetCommitRequestPartition.committed_leader_epoch");
        if version >= 2 {
            it.committed_leader_epoch = r.i32()?;
        }
        r.field("TxnOffsetCommitRequestPartition.committed_metadata");
        it.committed_metadata = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("TxnOffsetCommitRequestPartition.partition_index");
        w.i32(self.partition_index);
        w.field("TxnOffsetCommitRequestPartition.committed_offset");
        w.i64(self.committed_offset);
        w.field("TxnOffsetCommitRequestPartition.committed_leader_epoch");
        if version >= 2 {
            w.i32(self.committed_leader_epoch);
        }
        w.field("TxnOffsetCommitRequestPartition.committed_metadata");
        w.nullable_string(form, self.committed_metadata.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TxnOffsetCommitRequestTopic` in [`TxnOffsetCommitRequest`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TxnOffsetCommitRequestTopic {
    /// String, versions 0 to 5, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 6, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`TxnOffsetCommitRequestPartition`], versions 0 to 6.
    pub partitions: Vec<TxnOffsetCommitRequestPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TxnOffsetCommitRequestTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("TxnOffsetCommitRequestTopic.name");
        if version <= 5 {
            it.name = r.string(form)?;
        }
        r.field("TxnOffsetCommitRequestTopic.topic_id");
        if version >= 6 {
            it.topic_id = r.uuid()?;
        }
        r.field("TxnOffsetCommitRequestTopic.partitions");
        it.partitions = r.array(form, 14, |r| TxnOffsetCommitRequestPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("TxnOffsetCommitRequestTopic.name");
        if version <= 5 {
            w.string(form, &self.name)?;
        }
        w.field("TxnOffsetCommitRequestTopic.topic_id");
        if version >= 6 {
            w.uuid(self.topic_id);
        }
        w.field("TxnOffsetCommitRequestTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for TxnOffsetCommitRequest {
    const NAME: &'static str = "TxnOffsetCommitRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(28));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `TxnOffsetCommitResponse`, a response: versions 0 to 6, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TxnOffsetCommitResponse {
    /// I32, versions 0 to 6.
    pub throttle_time_ms: i32,
    /// Array of [`TxnOffsetCommitResponseTopic`], versions 0 to 6.
    pub topics: Vec<TxnOffsetCommitResponseTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TxnOffsetCommitResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("topics");
        it.topics = r.array(form, 3, |r| TxnOffsetCommitResponseTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TxnOffsetCommitResponsePartition` in [`TxnOffsetCommitResponse`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TxnOffsetCommitResponsePartition {
    /// I32, versions 0 to 6.
    pub partition_index: i32,
    /// Error, versions 0 to 6.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TxnOffsetCommitResponsePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("TxnOffsetCommitResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("TxnOffsetCommitResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("TxnOffsetCommitResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("TxnOffsetCommitResponsePartition.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TxnOffsetCommitResponseTopic` in [`TxnOffsetCommitResponse`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TxnOffsetCommitResponseTopic {
    /// String, versions 0 to 5, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 6, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`TxnOffsetCommitResponsePartition`], versions 0 to 6.
    pub partitions: Vec<TxnOffsetCommitResponsePartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TxnOffsetCommitResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("TxnOffsetCommitResponseTopic.name");
        if version <= 5 {
            it.name = r.string(form)?;
        }
        r.field("TxnOffsetCommitResponseTopic.topic_id");
        if version >= 6 {
            it.topic_id = r.uuid()?;
        }
        r.field("TxnOffsetCommitResponseTopic.partitions");
        it.partitions = r.array(form, 6, |r| TxnOffsetCommitResponsePartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("TxnOffsetCommitResponseTopic.name");
        if version <= 5 {
            w.string(form, &self.name)?;
        }
        w.field("TxnOffsetCommitResponseTopic.topic_id");
        if version >= 6 {
            w.uuid(self.topic_id);
        }
        w.field("TxnOffsetCommitResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for TxnOffsetCommitResponse {
    const NAME: &'static str = "TxnOffsetCommitResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(28));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

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
