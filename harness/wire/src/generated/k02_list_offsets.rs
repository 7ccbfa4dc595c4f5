//! ListOffsets (API key 2): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/02_list_offsets.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ListOffsetsRequest`, a request: versions 0 to 11, flexible since version 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListOffsetsRequest {
    /// I32, versions 0 to 11.
    pub replica_id: i32,
    /// I8, versions 2 to 11.
    pub isolation_level: i8,
    /// Array of [`ListOffsetsTopic`], versions 0 to 11.
    pub topics: Vec<ListOffsetsTopic>,
    /// I32, versions 10 to 11, dropped by other versions.
    pub timeout_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListOffsetsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("replica_id");
        it.replica_id = r.i32()?;
        r.field("isolation_level");
        if version >= 2 {
            it.isolation_level = r.i8()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| ListOffsetsTopic::read(r, version))?;
        r.field("timeout_ms");
        if version >= 10 {
            it.timeout_ms = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("replica_id");
        w.i32(self.replica_id);
        w.field("isolation_level");
        if version >= 2 {
            w.i8(self.isolation_level);
        } else if self.isolation_level != 0 {
            return Err(w.not_in_version());
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("timeout_ms");
        if version >= 10 {
            w.i32(self.timeout_ms);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ListOffsetsPartition` in [`ListOffsetsRequest`], versions 0 to 11.
#[derive(Clone, Debug, PartialEq)]
pub struct ListOffsetsPartition {
    /// I32, versions 0 to 11.
    pub partition_index: i32,
    /// I32, versions 4 to 11, default -1, dropped by other versions.
    pub current_leader_epoch: i32,
    /// I64, versions 0 to 11.
    pub timestamp: i64,
    /// I32, version 0, default 1.
    pub max_num_offsets: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ListOffsetsPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            current_leader_epoch: -1,
            timestamp: 0,
            max_num_offsets: 1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ListOffsetsPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("ListOffsetsPartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("ListOffsetsPartition.current_leader_epoch");
        if version >= 4 {
            it.current_leader_epoch = r.i32()?;
        }
        r.field("ListOffsetsPartition.timestamp");
        it.timestamp = r.i64()?;
        r.field("ListOffsetsPartition.max_num_offsets");
        if version == 0 {
            it.max_num_offsets = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("ListOffsetsPartition.partition_index");
        w.i32(self.partition_index);
        w.field("ListOffsetsPartition.current_leader_epoch");
        if version >= 4 {
            w.i32(self.current_leader_epoch);
        }
        w.field("ListOffsetsPartition.timestamp");
        w.i64(self.timestamp);
        w.field("ListOffsetsPartition.max_num_offsets");
        if version == 0 {
            w.i32(self.max_num_offsets);
        } else if self.max_num_offsets != 1 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ListOffsetsTopic` in [`ListOffsetsRequest`], versions 0 to 11.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListOffsetsTopic {
    /// String, versions 0 to 11.
    pub name: StrBytes,
    /// Array of [`ListOffsetsPartition`], versions 0 to 11.
    pub partitions: Vec<ListOffsetsPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListOffsetsTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("ListOffsetsTopic.name");
        it.name = r.string(form)?;
        r.field("ListOffsetsTopic.partitions");
        it.partitions = r.array(form, 12, |r| ListOffsetsPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("ListOffsetsTopic.name");
        w.string(form, &self.name)?;
        w.field("ListOffsetsTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListOffsetsRequest {
    const NAME: &'static str = "ListOffsetsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(2));
    const VERSIONS: Versions = Versions::new(0, 11);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ListOffsetsResponse`, a response: versions 0 to 11, flexible since version 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListOffsetsResponse {
    /// I32, versions 2 to 11, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`ListOffsetsTopicResponse`], versions 0 to 11.
    pub topics: Vec<ListOffsetsTopicResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListOffsetsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 2 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| ListOffsetsTopicResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
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

/// `ListOffsetsPartitionResponse` in [`ListOffsetsResponse`], versions 0 to 11.
#[derive(Clone, Debug, PartialEq)]
pub struct ListOffsetsPartitionResponse {
    /// I32, versions 0 to 11.
    pub partition_index: i32,
    /// Error, versions 0 to 11.
    pub error_code: ErrorCode,
    /// Array of i64, version 0.
    pub old_style_offsets: Vec<i64>,
    /// I64, versions 1 to 11, default -1.
    pub timestamp: i64,
    /// I64, versions 1 to 11, default -1.
    pub offset: i64,
    /// I32, versions 4 to 11, default -1.
    pub leader_epoch: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ListOffsetsPartitionResponse {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: ErrorCode(0),
            old_style_offsets: Vec::new(),
            timestamp: -1,
            offset: -1,
            leader_epoch: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ListOffsetsPartitionResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("ListOffsetsPartitionResponse.partition_index");
        it.partition_index = r.i32()?;
        r.field("ListOffsetsPartitionResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("ListOffsetsPartitionResponse.old_style_offsets");
        if version == 0 {
            it.old_style_offsets = r.array(form, 8, |r| r.i64())?;
        }
        r.field("ListOffsetsPartitionResponse.timestamp");
        if version >= 1 {
            it.timestamp = r.i64()?;
        }
        r.field("ListOffsetsPartitionResponse.offset");
        if version >= 1 {
            it.offset = r.i64()?;
        }
        r.field("ListOffsetsPartitionResponse.leader_epoch");
        if version >= 4 {
            it.leader_epoch = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("ListOffsetsPartitionResponse.partition_index");
        w.i32(self.partition_index);
        w.field("ListOffsetsPartitionResponse.error_code");
        w.i16(self.error_code.0);
        w.field("ListOffsetsPartitionResponse.old_style_offsets");
        if version == 0 {
            w.array(form, &self.old_style_offsets, |w, it| {
                w.i64(*it);
                Ok(())
            })?;
        } else if !self.old_style_offsets.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("ListOffsetsPartitionResponse.timestamp");
        if version >= 1 {
            w.i64(self.timestamp);
        } else if self.timestamp != -1 {
            return Err(w.not_in_version());
        }
        w.field("ListOffsetsPartitionResponse.offset");
        if version >= 1 {
            w.i64(self.offset);
        } else if self.offset != -1 {
            return Err(w.not_in_version());
        }
        w.field("ListOffsetsPartitionResponse.leader_epoch");
        if version >= 4 {
            w.i32(self.leader_epoch);
        } else if self.leader_epoch != -1 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ListOffsetsTopicResponse` in [`ListOffsetsResponse`], versions 0 to 11.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListOffsetsTopicResponse {
    /// String, versions 0 to 11.
    pub name: StrBytes,
    /// Array of [`ListOffsetsPartitionResponse`], versions 0 to 11.
    pub partitions: Vec<ListOffsetsPartitionResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListOffsetsTopicResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("ListOffsetsTopicResponse.name");
        it.name = r.string(form)?;
        r.field("ListOffsetsTopicResponse.partitions");
        it.partitions = r.array(form, 10, |r| ListOffsetsPartitionResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("ListOffsetsTopicResponse.name");
        w.string(form, &self.name)?;
        w.field("ListOffsetsTopicResponse.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListOffsetsResponse {
    const NAME: &'static str = "ListOffsetsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(2));
    const VERSIONS: Versions = Versions::new(0, 11);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

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
