//! OffsetForLeaderEpoch (API key 23): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/23_offset_for_leader_epoch.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `OffsetForLeaderEpochRequest`, a request: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetForLeaderEpochRequest {
    /// I32, versions 3 to 4, default -2, dropped by other versions.
    pub replica_id: i32,
    /// Array of [`OffsetForLeaderTopic`], versions 0 to 4.
    pub topics: Vec<OffsetForLeaderTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetForLeaderEpochRequest {
    fn default() -> Self {
        Self { replica_id: -2, topics: Vec::new(), unknown_tagged_fields: Vec::new() }
    }
}

impl OffsetForLeaderEpochRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("replica_id");
        if version >= 3 {
            it.replica_id = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| OffsetForLeaderTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("replica_id");
        if version >= 3 {
            w.i32(self.replica_id);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetForLeaderPartition` in [`OffsetForLeaderEpochRequest`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetForLeaderPartition {
    /// I32, versions 0 to 4.
    pub partition: i32,
    /// I32, versions 2 to 4, default -1, dropped by other versions.
    pub current_leader_epoch: i32,
    /// I32, versions 0 to 4.
    pub leader_epoch: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetForLeaderPartition {
    fn default() -> Self {
        Self {
            partition: 0,
            current_leader_epoch: -1,
            leader_epoch: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetForLeaderPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("OffsetForLeaderPartition.partition");
        it.partition = r.i32()?;
        r.field("OffsetForLeaderPartition.current_leader_epoch");
        if version >= 2 {
            it.current_leader_epoch = r.i32()?;
        }
        r.field("OffsetForLeaderPartition.leader_epoch");
        it.leader_epoch = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("OffsetForLeaderPartition.partition");
        w.i32(self.partition);
        w.field("OffsetForLeaderPartition.current_leader_epoch");
        if version >= 2 {
            w.i32(self.current_leader_epoch);
        }
        w.field("OffsetForLeaderPartition.leader_epoch");
        w.i32(self.leader_epoch);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetForLeaderTopic` in [`OffsetForLeaderEpochRequest`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetForLeaderTopic {
    /// String, versions 0 to 4.
    pub topic: StrBytes,
    /// Array of [`OffsetForLeaderPartition`], versions 0 to 4.
    pub partitions: Vec<OffsetForLeaderPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetForLeaderTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("OffsetForLeaderTopic.topic");
        it.topic = r.string(form)?;
        r.field("OffsetForLeaderTopic.partitions");
        it.partitions = r.array(form, 8, |r| OffsetForLeaderPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("OffsetForLeaderTopic.topic");
        w.string(form, &self.topic)?;
        w.field("OffsetForLeaderTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetForLeaderEpochRequest {
    const NAME: &'static str = "OffsetForLeaderEpochRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(23));
    const VERSIONS: Versions = Versions::new(0, 4);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `OffsetForLeaderEpochResponse`, a response: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetForLeaderEpochResponse {
    /// I32, versions 2 to 4, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`OffsetForLeaderTopicResult`], versions 0 to 4.
    pub topics: Vec<OffsetForLeaderTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetForLeaderEpochResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 2 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| OffsetForLeaderTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("throttle_time_ms");
        if version >= 2 {
            w.i32(self.throttle_time_ms);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `EpochEndOffset` in [`OffsetForLeaderEpochResponse`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochEndOffset {
    /// Error, versions 0 to 4.
    pub error_code: ErrorCode,
    /// I32, versions 0 to 4.
    pub partition: i32,
    /// I32, versions 1 to 4, default -1, dropped by other versions.
    pub leader_epoch: i32,
    /// I64, versions 0 to 4, default -1.
    pub end_offset: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for EpochEndOffset {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            partition: 0,
            leader_epoch: -1,
            end_offset: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl EpochEndOffset {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("EpochEndOffset.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("EpochEndOffset.partition");
        it.partition = r.i32()?;
        r.field("EpochEndOffset.leader_epoch");
        if version >= 1 {
            it.leader_epoch = r.i32()?;
        }
        r.field("EpochEndOffset.end_offset");
        it.end_offset = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("EpochEndOffset.error_code");
        w.i16(self.error_code.0);
        w.field("EpochEndOffset.partition");
        w.i32(self.partition);
        w.field("EpochEndOffset.leader_epoch");
        if version >= 1 {
            w.i32(self.leader_epoch);
        }
        w.field("EpochEndOffset.end_offset");
        w.i64(self.end_offset);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetForLeaderTopicResult` in [`OffsetForLeaderEpochResponse`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetForLeaderTopicResult {
    /// String, versions 0 to 4.
    pub topic: StrBytes,
    /// Array of [`EpochEndOffset`], versions 0 to 4.
    pub partitions: Vec<EpochEndOffset>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetForLeaderTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("OffsetForLeaderTopicResult.topic");
        it.topic = r.string(form)?;
        r.field("OffsetForLeaderTopicResult.partitions");
        it.partitions = r.array(form, 14, |r| EpochEndOffset::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("OffsetForLeaderTopicResult.topic");
        w.string(form, &self.topic)?;
        w.field("OffsetForLeaderTopicResult.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetForLeaderEpochResponse {
    const NAME: &'static str = "OffsetForLeaderEpochResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(23));
    const VERSIONS: Versions = Versions::new(0, 4);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

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
