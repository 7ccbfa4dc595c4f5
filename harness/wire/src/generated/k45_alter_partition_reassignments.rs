//! AlterPartitionReassignments (API key 45): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/45_alter_partition_reassignments.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AlterPartitionReassignmentsRequest`, a request: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterPartitionReassignmentsRequest {
    /// I32, versions 0 to 1, default 60000.
    pub timeout_ms: i32,
    /// Bool, version 1, default true.
    pub allow_replication_factor_change: bool,
    /// Array of [`ReassignableTopic`], versions 0 to 1.
    pub topics: Vec<ReassignableTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AlterPartitionReassignmentsRequest {
    fn default() -> Self {
        Self {
            timeout_ms: 60_000,
            allow_replication_factor_change: true,
            topics: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AlterPartitionReassignmentsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("allow_replication_factor_change");
        if version >= 1 {
            it.allow_replication_factor_change = r.bool()?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| ReassignableTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.field("allow_replication_factor_change");
        if version >= 1 {
            w.bool(self.allow_replication_factor_change);
        } else if !self.allow_replication_factor_change {
            return Err(w.not_in_version());
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReassignablePartition` in [`AlterPartitionReassignmentsRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignablePartition {
    /// I32, versions 0 to 1.
    pub partition_index: i32,
    /// Array of i32, versions 0 to 1, nullable, default null.
    pub replicas: Option<Vec<i32>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ReassignablePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ReassignablePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("ReassignablePartition.replicas");
        it.replicas = r.nullable_array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ReassignablePartition.partition_index");
        w.i32(self.partition_index);
        w.field("ReassignablePartition.replicas");
        w.nullable_array(form, self.replicas.as_deref(), |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReassignableTopic` in [`AlterPartitionReassignmentsRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignableTopic {
    /// String, versions 0 to 1.
    pub name: StrBytes,
    /// Array of [`ReassignablePartition`], versions 0 to 1.
    pub partitions: Vec<ReassignablePartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ReassignableTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ReassignableTopic.name");
        it.name = r.string(form)?;
        r.field("ReassignableTopic.partitions");
        it.partitions = r.array(form, 6, |r| ReassignablePartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ReassignableTopic.name");
        w.string(form, &self.name)?;
        w.field("ReassignableTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterPartitionReassignmentsRequest {
    const NAME: &'static str = "AlterPartitionReassignmentsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(45));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AlterPartitionReassignmentsResponse`, a response: versions 0 to 1, flexible since version
/// 0.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterPartitionReassignmentsResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Bool, version 1, default true, dropped by other versions.
    pub allow_replication_factor_change: bool,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`ReassignableTopicResponse`], versions 0 to 1.
    pub responses: Vec<ReassignableTopicResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AlterPartitionReassignmentsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            allow_replication_factor_change: true,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            responses: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AlterPartitionReassignmentsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("allow_replication_factor_change");
        if version >= 1 {
            it.allow_replication_factor_change = r.bool()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("responses");
        it.responses = r.array(form, 3, |r| ReassignableTopicResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("allow_replication_factor_change");
        if version >= 1 {
            w.bool(self.allow_replication_factor_change);
        }
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("responses");
        w.array(form, &self.responses, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReassignablePartitionResponse` in [`AlterPartitionReassignmentsResponse`], versions 0 to
/// 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ReassignablePartitionResponse {
    /// I32, versions 0 to 1.
    pub partition_index: i32,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ReassignablePartitionResponse {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ReassignablePartitionResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ReassignablePartitionResponse.partition_index");
        it.partition_index = r.i32()?;
        r.field("ReassignablePartitionResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("ReassignablePartitionResponse.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ReassignablePartitionResponse.partition_index");
        w.i32(self.partition_index);
        w.field("ReassignablePartitionResponse.error_code");
        w.i16(self.error_code.0);
        w.field("ReassignablePartitionResponse.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReassignableTopicResponse` in [`AlterPartitionReassignmentsResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignableTopicResponse {
    /// String, versions 0 to 1.
    pub name: StrBytes,
    /// Array of [`ReassignablePartitionResponse`], versions 0 to 1.
    pub partitions: Vec<ReassignablePartitionResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ReassignableTopicResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ReassignableTopicResponse.name");
        it.name = r.string(form)?;
        r.field("ReassignableTopicResponse.partitions");
        it.partitions = r.array(form, 8, |r| ReassignablePartitionResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ReassignableTopicResponse.name");
        w.string(form, &self.name)?;
        w.field("ReassignableTopicResponse.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterPartitionReassignmentsResponse {
    const NAME: &'static str = "AlterPartitionReassignmentsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(45));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

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
