//! CreatePartitions (API key 37): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/37_create_partitions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `CreatePartitionsRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatePartitionsRequest {
    /// Array of [`CreatePartitionsTopic`], versions 0 to 3.
    pub topics: Vec<CreatePartitionsTopic>,
    /// I32, versions 0 to 3.
    pub timeout_ms: i32,
    /// Bool, versions 0 to 3.
    pub validate_only: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatePartitionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 7, |r| CreatePartitionsTopic::read(r, version))?;
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("validate_only");
        it.validate_only = r.bool()?;
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
        w.field("validate_only");
        w.bool(self.validate_only);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatePartitionsAssignment` in [`CreatePartitionsRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatePartitionsAssignment {
    /// Array of i32, versions 0 to 3.
    pub broker_ids: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatePartitionsAssignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("CreatePartitionsAssignment.broker_ids");
        it.broker_ids = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("CreatePartitionsAssignment.broker_ids");
        w.array(form, &self.broker_ids, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatePartitionsTopic` in [`CreatePartitionsRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePartitionsTopic {
    /// String, versions 0 to 3.
    pub name: StrBytes,
    /// I32, versions 0 to 3.
    pub count: i32,
    /// Array of [`CreatePartitionsAssignment`], versions 0 to 3, nullable.
    pub assignments: Option<Vec<CreatePartitionsAssignment>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreatePartitionsTopic {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            count: 0,
            assignments: Some(Vec::new()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreatePartitionsTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("CreatePartitionsTopic.name");
        it.name = r.string(form)?;
        r.field("CreatePartitionsTopic.count");
        it.count = r.i32()?;
        r.field("CreatePartitionsTopic.assignments");
        it.assignments =
            r.nullable_array(form, 2, |r| CreatePartitionsAssignment::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("CreatePartitionsTopic.name");
        w.string(form, &self.name)?;
        w.field("CreatePartitionsTopic.count");
        w.i32(self.count);
        w.field("CreatePartitionsTopic.assignments");
        w.nullable_array(form, self.assignments.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreatePartitionsRequest {
    const NAME: &'static str = "CreatePartitionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(37));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `CreatePartitionsResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatePartitionsResponse {
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Array of [`CreatePartitionsTopicResult`], versions 0 to 3.
    pub results: Vec<CreatePartitionsTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatePartitionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 5, |r| CreatePartitionsTopicResult::read(r, version))?;
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

/// `CreatePartitionsTopicResult` in [`CreatePartitionsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatePartitionsTopicResult {
    /// String, versions 0 to 3.
    pub name: StrBytes,
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatePartitionsTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("CreatePartitionsTopicResult.name");
        it.name = r.string(form)?;
        r.field("CreatePartitionsTopicResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("CreatePartitionsTopicResult.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("CreatePartitionsTopicResult.name");
        w.string(form, &self.name)?;
        w.field("CreatePartitionsTopicResult.error_code");
        w.i16(self.error_code.0);
        w.field("CreatePartitionsTopicResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreatePartitionsResponse {
    const NAME: &'static str = "CreatePartitionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(37));
    const VERSIONS: Versions = Versions::new(0, 3);
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
