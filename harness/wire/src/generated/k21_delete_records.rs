//! DeleteRecords (API key 21): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/21_delete_records.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DeleteRecordsRequest`, a request: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsRequest {
    /// Array of [`DeleteRecordsTopic`], versions 0 to 2.
    pub topics: Vec<DeleteRecordsTopic>,
    /// I32, versions 0 to 2.
    pub timeout_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 3, |r| DeleteRecordsTopic::read(r, version))?;
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteRecordsPartition` in [`DeleteRecordsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsPartition {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// I64, versions 0 to 2.
    pub offset: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteRecordsPartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("DeleteRecordsPartition.offset");
        it.offset = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteRecordsPartition.partition_index");
        w.i32(self.partition_index);
        w.field("DeleteRecordsPartition.offset");
        w.i64(self.offset);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteRecordsTopic` in [`DeleteRecordsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsTopic {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// Array of [`DeleteRecordsPartition`], versions 0 to 2.
    pub partitions: Vec<DeleteRecordsPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteRecordsTopic.name");
        it.name = r.string(form)?;
        r.field("DeleteRecordsTopic.partitions");
        it.partitions = r.array(form, 12, |r| DeleteRecordsPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteRecordsTopic.name");
        w.string(form, &self.name)?;
        w.field("DeleteRecordsTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteRecordsRequest {
    const NAME: &'static str = "DeleteRecordsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(21));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DeleteRecordsResponse`, a response: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Array of [`DeleteRecordsTopicResult`], versions 0 to 2.
    pub topics: Vec<DeleteRecordsTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("topics");
        it.topics = r.array(form, 3, |r| DeleteRecordsTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteRecordsPartitionResult` in [`DeleteRecordsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsPartitionResult {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// I64, versions 0 to 2.
    pub low_watermark: i64,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsPartitionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteRecordsPartitionResult.partition_index");
        it.partition_index = r.i32()?;
        r.field("DeleteRecordsPartitionResult.low_watermark");
        it.low_watermark = r.i64()?;
        r.field("DeleteRecordsPartitionResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteRecordsPartitionResult.partition_index");
        w.i32(self.partition_index);
        w.field("DeleteRecordsPartitionResult.low_watermark");
        w.i64(self.low_watermark);
        w.field("DeleteRecordsPartitionResult.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteRecordsTopicResult` in [`DeleteRecordsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteRecordsTopicResult {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// Array of [`DeleteRecordsPartitionResult`], versions 0 to 2.
    pub partitions: Vec<DeleteRecordsPartitionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteRecordsTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteRecordsTopicResult.name");
        it.name = r.string(form)?;
        r.field("DeleteRecordsTopicResult.partitions");
        it.partitions = r.array(form, 14, |r| DeleteRecordsPartitionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteRecordsTopicResult.name");
        w.string(form, &self.name)?;
        w.field("DeleteRecordsTopicResult.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteRecordsResponse {
    const NAME: &'static str = "DeleteRecordsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(21));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

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
