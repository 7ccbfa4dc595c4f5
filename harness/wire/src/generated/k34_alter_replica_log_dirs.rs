//! AlterReplicaLogDirs (API key 34): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/34_alter_replica_log_dirs.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AlterReplicaLogDirsRequest`, a request: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDirsRequest {
    /// Array of [`AlterReplicaLogDir`], versions 0 to 2.
    pub dirs: Vec<AlterReplicaLogDir>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDirsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("dirs");
        it.dirs = r.array(form, 3, |r| AlterReplicaLogDir::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("dirs");
        w.array(form, &self.dirs, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterReplicaLogDirTopic` in [`AlterReplicaLogDirsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDirTopic {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// Array of i32, versions 0 to 2.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDirTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterReplicaLogDirTopic.name");
        it.name = r.string(form)?;
        r.field("AlterReplicaLogDirTopic.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterReplicaLogDirTopic.name");
        w.string(form, &self.name)?;
        w.field("AlterReplicaLogDirTopic.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterReplicaLogDir` in [`AlterReplicaLogDirsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDir {
    /// String, versions 0 to 2.
    pub path: StrBytes,
    /// Array of [`AlterReplicaLogDirTopic`], versions 0 to 2.
    pub topics: Vec<AlterReplicaLogDirTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDir {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterReplicaLogDir.path");
        it.path = r.string(form)?;
        r.field("AlterReplicaLogDir.topics");
        it.topics = r.array(form, 3, |r| AlterReplicaLogDirTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterReplicaLogDir.path");
        w.string(form, &self.path)?;
        w.field("AlterReplicaLogDir.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterReplicaLogDirsRequest {
    const NAME: &'static str = "AlterReplicaLogDirsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(34));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AlterReplicaLogDirsResponse`, a response: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDirsResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Array of [`AlterReplicaLogDirTopicResult`], versions 0 to 2.
    pub results: Vec<AlterReplicaLogDirTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDirsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 3, |r| AlterReplicaLogDirTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("results");
        w.array(form, &self.results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterReplicaLogDirPartitionResult` in [`AlterReplicaLogDirsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDirPartitionResult {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDirPartitionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterReplicaLogDirPartitionResult.partition_index");
        it.partition_index = r.i32()?;
        r.field("AlterReplicaLogDirPartitionResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterReplicaLogDirPartitionResult.partition_index");
        w.i32(self.partition_index);
        w.field("AlterReplicaLogDirPartitionResult.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterReplicaLogDirTopicResult` in [`AlterReplicaLogDirsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterReplicaLogDirTopicResult {
    /// String, versions 0 to 2.
    pub topic_name: StrBytes,
    /// Array of [`AlterReplicaLogDirPartitionResult`], versions 0 to 2.
    pub partitions: Vec<AlterReplicaLogDirPartitionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterReplicaLogDirTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterReplicaLogDirTopicResult.topic_name");
        it.topic_name = r.string(form)?;
        r.field("AlterReplicaLogDirTopicResult.partitions");
        it.partitions =
            r.array(form, 6, |r| AlterReplicaLogDirPartitionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterReplicaLogDirTopicResult.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("AlterReplicaLogDirTopicResult.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterReplicaLogDirsResponse {
    const NAME: &'static str = "AlterReplicaLogDirsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(34));
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
