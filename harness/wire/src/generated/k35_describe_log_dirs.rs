//! DescribeLogDirs (API key 35): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/35_describe_log_dirs.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeLogDirsRequest`, a request: versions 0 to 5, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeLogDirsRequest {
    /// Array of [`DescribableLogDirTopic`], versions 0 to 5, nullable.
    pub topics: Option<Vec<DescribableLogDirTopic>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeLogDirsRequest {
    fn default() -> Self {
        Self { topics: Some(Vec::new()), unknown_tagged_fields: Vec::new() }
    }
}

impl DescribeLogDirsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.nullable_array(form, 3, |r| DescribableLogDirTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("topics");
        w.nullable_array(form, self.topics.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribableLogDirTopic` in [`DescribeLogDirsRequest`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribableLogDirTopic {
    /// String, versions 0 to 5.
    pub topic: StrBytes,
    /// Array of i32, versions 0 to 5.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribableLogDirTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribableLogDirTopic.topic");
        it.topic = r.string(form)?;
        r.field("DescribableLogDirTopic.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribableLogDirTopic.topic");
        w.string(form, &self.topic)?;
        w.field("DescribableLogDirTopic.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeLogDirsRequest {
    const NAME: &'static str = "DescribeLogDirsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(35));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeLogDirsResponse`, a response: versions 0 to 5, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsResponse {
    /// I32, versions 0 to 5.
    pub throttle_time_ms: i32,
    /// Error, versions 3 to 5, dropped by other versions.
    pub error_code: ErrorCode,
    /// Array of [`DescribeLogDirsResult`], versions 0 to 5.
    pub results: Vec<DescribeLogDirsResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeLogDirsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        if version >= 3 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("results");
        it.results = r.array(form, 5, |r| DescribeLogDirsResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        if version >= 3 {
            w.i16(self.error_code.0);
        }
        w.field("results");
        w.array(form, &self.results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeLogDirsPartition` in [`DescribeLogDirsResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsPartition {
    /// I32, versions 0 to 5.
    pub partition_index: i32,
    /// I64, versions 0 to 5.
    pub partition_size: i64,
    /// I64, versions 0 to 5.
    pub offset_lag: i64,
    /// Bool, versions 0 to 5.
    pub is_future_key: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeLogDirsPartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribeLogDirsPartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("DescribeLogDirsPartition.partition_size");
        it.partition_size = r.i64()?;
        r.field("DescribeLogDirsPartition.offset_lag");
        it.offset_lag = r.i64()?;
        r.field("DescribeLogDirsPartition.is_future_key");
        it.is_future_key = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribeLogDirsPartition.partition_index");
        w.i32(self.partition_index);
        w.field("DescribeLogDirsPartition.partition_size");
        w.i64(self.partition_size);
        w.field("DescribeLogDirsPartition.offset_lag");
        w.i64(self.offset_lag);
        w.field("DescribeLogDirsPartition.is_future_key");
        w.bool(self.is_future_key);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeLogDirsTopic` in [`DescribeLogDirsResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsTopic {
    /// String, versions 0 to 5.
    pub name: StrBytes,
    /// Array of [`DescribeLogDirsPartition`], versions 0 to 5.
    pub partitions: Vec<DescribeLogDirsPartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeLogDirsTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribeLogDirsTopic.name");
        it.name = r.string(form)?;
        r.field("DescribeLogDirsTopic.partitions");
        it.partitions = r.array(form, 21, |r| DescribeLogDirsPartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribeLogDirsTopic.name");
        w.string(form, &self.name)?;
        w.field("DescribeLogDirsTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeLogDirsResult` in [`DescribeLogDirsResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeLogDirsResult {
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// String, versions 0 to 5.
    pub log_dir: StrBytes,
    /// Array of [`DescribeLogDirsTopic`], versions 0 to 5.
    pub topics: Vec<DescribeLogDirsTopic>,
    /// I64, versions 4 to 5, default -1, dropped by other versions.
    pub total_bytes: i64,
    /// I64, versions 4 to 5, default -1, dropped by other versions.
    pub usable_bytes: i64,
    /// Bool, version 5, dropped by other versions.
    pub is_cordoned: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeLogDirsResult {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            log_dir: StrBytes::default(),
            topics: Vec::new(),
            total_bytes: -1,
            usable_bytes: -1,
            is_cordoned: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeLogDirsResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribeLogDirsResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribeLogDirsResult.log_dir");
        it.log_dir = r.string(form)?;
        r.field("DescribeLogDirsResult.topics");
        it.topics = r.array(form, 3, |r| DescribeLogDirsTopic::read(r, version))?;
        r.field("DescribeLogDirsResult.total_bytes");
        if version >= 4 {
            it.total_bytes = r.i64()?;
        }
        r.field("DescribeLogDirsResult.usable_bytes");
        if version >= 4 {
            it.usable_bytes = r.i64()?;
        }
        r.field("DescribeLogDirsResult.is_cordoned");
        if version >= 5 {
            it.is_cordoned = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribeLogDirsResult.error_code");
        w.i16(self.error_code.0);
        w.field("DescribeLogDirsResult.log_dir");
        w.string(form, &self.log_dir)?;
        w.field("DescribeLogDirsResult.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("DescribeLogDirsResult.total_bytes");
        if version >= 4 {
            w.i64(self.total_bytes);
        }
        w.field("DescribeLogDirsResult.usable_bytes");
        if version >= 4 {
            w.i64(self.usable_bytes);
        }
        w.field("DescribeLogDirsResult.is_cordoned");
        if version >= 5 {
            w.bool(self.is_cordoned);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeLogDirsResponse {
    const NAME: &'static str = "DescribeLogDirsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(35));
    const VERSIONS: Versions = Versions::new(0, 5);
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
