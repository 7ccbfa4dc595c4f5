//! CreateTopics (API key 19): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/19_create_topics.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `CreateTopicsRequest`, a request: versions 0 to 7, flexible since version 5.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTopicsRequest {
    /// Array of [`CreatableTopic`], versions 0 to 7.
    pub topics: Vec<CreatableTopic>,
    /// I32, versions 0 to 7, default 60000.
    pub timeout_ms: i32,
    /// Bool, versions 1 to 7.
    pub validate_only: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreateTopicsRequest {
    fn default() -> Self {
        Self {
            topics: Vec::new(),
            timeout_ms: 60_000,
            validate_only: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreateTopicsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 10, |r| CreatableTopic::read(r, version))?;
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("validate_only");
        if version >= 1 {
            it.validate_only = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.field("validate_only");
        if version >= 1 {
            w.bool(self.validate_only);
        } else if self.validate_only {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatableReplicaAssignment` in [`CreateTopicsRequest`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatableReplicaAssignment {
    /// I32, versions 0 to 7.
    pub partition_index: i32,
    /// Array of i32, versions 0 to 7.
    pub broker_ids: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatableReplicaAssignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("CreatableReplicaAssignment.partition_index");
        it.partition_index = r.i32()?;
        r.field("CreatableReplicaAssignment.broker_ids");
        it.broker_ids = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("CreatableReplicaAssignment.partition_index");
        w.i32(self.partition_index);
        w.field("CreatableReplicaAssignment.broker_ids");
        w.array(form, &self.broker_ids, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatableTopicConfig` in [`CreateTopicsRequest`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatableTopicConfig {
    /// String, versions 0 to 7.
    pub name: StrBytes,
    /// String, versions 0 to 7, nullable.
    pub value: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreatableTopicConfig {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            value: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreatableTopicConfig {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("CreatableTopicConfig.name");
        it.name = r.string(form)?;
        r.field("CreatableTopicConfig.value");
        it.value = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("CreatableTopicConfig.name");
        w.string(form, &self.name)?;
        w.field("CreatableTopicConfig.value");
        w.nullable_string(form, self.value.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatableTopic` in [`CreateTopicsRequest`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatableTopic {
    /// String, versions 0 to 7.
    pub name: StrBytes,
    /// I32, versions 0 to 7.
    pub num_partitions: i32,
    /// I16, versions 0 to 7.
    pub replication_factor: i16,
    /// Array of [`CreatableReplicaAssignment`], versions 0 to 7.
    pub assignments: Vec<CreatableReplicaAssignment>,
    /// Array of [`CreatableTopicConfig`], versions 0 to 7.
    pub configs: Vec<CreatableTopicConfig>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatableTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("CreatableTopic.name");
        it.name = r.string(form)?;
        r.field("CreatableTopic.num_partitions");
        it.num_partitions = r.i32()?;
        r.field("CreatableTopic.replication_factor");
        it.replication_factor = r.i16()?;
        r.field("CreatableTopic.assignments");
        it.assignments = r.array(form, 6, |r| CreatableReplicaAssignment::read(r, version))?;
        r.field("CreatableTopic.configs");
        it.configs = r.array(form, 3, |r| CreatableTopicConfig::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("CreatableTopic.name");
        w.string(form, &self.name)?;
        w.field("CreatableTopic.num_partitions");
        w.i32(self.num_partitions);
        w.field("CreatableTopic.replication_factor");
        w.i16(self.replication_factor);
        w.field("CreatableTopic.assignments");
        w.array(form, &self.assignments, |w, it| it.write(w, version))?;
        w.field("CreatableTopic.configs");
        w.array(form, &self.configs, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreateTopicsRequest {
    const NAME: &'static str = "CreateTopicsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(19));
    const VERSIONS: Versions = Versions::new(0, 7);
    const FLEXIBLE_FROM: Option<i16> = Some(5);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `CreateTopicsResponse`, a response: versions 0 to 7, flexible since version 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateTopicsResponse {
    /// I32, versions 2 to 7, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`CreatableTopicResult`], versions 0 to 7.
    pub topics: Vec<CreatableTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreateTopicsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 2 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 4, |r| CreatableTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
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

/// `CreatableTopicConfigs` in [`CreateTopicsResponse`], versions 5 to 7.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatableTopicConfigs {
    /// String, versions 5 to 7.
    pub name: StrBytes,
    /// String, versions 5 to 7, nullable.
    pub value: Option<StrBytes>,
    /// Bool, versions 5 to 7.
    pub read_only: bool,
    /// I8, versions 5 to 7, default -1.
    pub config_source: i8,
    /// Bool, versions 5 to 7.
    pub is_sensitive: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreatableTopicConfigs {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            value: Some(StrBytes::default()),
            read_only: false,
            config_source: -1,
            is_sensitive: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreatableTopicConfigs {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("CreatableTopicConfigs.name");
        it.name = r.string(form)?;
        r.field("CreatableTopicConfigs.value");
        it.value = r.nullable_string(form)?;
        r.field("CreatableTopicConfigs.read_only");
        it.read_only = r.bool()?;
        r.field("CreatableTopicConfigs.config_source");
        it.config_source = r.i8()?;
        r.field("CreatableTopicConfigs.is_sensitive");
        it.is_sensitive = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("CreatableTopicConfigs.name");
        w.string(form, &self.name)?;
        w.field("CreatableTopicConfigs.value");
        w.nullable_string(form, self.value.as_deref())?;
        w.field("CreatableTopicConfigs.read_only");
        w.bool(self.read_only);
        w.field("CreatableTopicConfigs.config_source");
        w.i8(self.config_source);
        w.field("CreatableTopicConfigs.is_sensitive");
        w.bool(self.is_sensitive);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatableTopicResult` in [`CreateTopicsResponse`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatableTopicResult {
    /// String, versions 0 to 7.
    pub name: StrBytes,
    /// Uuid, version 7, dropped by other versions.
    pub topic_id: Uuid,
    /// Error, versions 0 to 7.
    pub error_code: ErrorCode,
    /// String, versions 1 to 7, nullable, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// I16, versions 5 to 7, tag 0, dropped by other versions.
    pub topic_config_error_code: i16,
    /// I32, versions 5 to 7, default -1, dropped by other versions.
    pub num_partitions: i32,
    /// I16, versions 5 to 7, default -1, dropped by other versions.
    pub replication_factor: i16,
    /// Array of [`CreatableTopicConfigs`], versions 5 to 7, nullable, dropped by other
    /// versions.
    pub configs: Option<Vec<CreatableTopicConfigs>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreatableTopicResult {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            topic_id: Uuid::ZERO,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            topic_config_error_code: 0,
            num_partitions: -1,
            replication_factor: -1,
            configs: Some(Vec::new()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreatableTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("CreatableTopicResult.name");
        it.name = r.string(form)?;
        r.field("CreatableTopicResult.topic_id");
        if version >= 7 {
            it.topic_id = r.uuid()?;
        }
        r.field("CreatableTopicResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("CreatableTopicResult.error_message");
        if version >= 1 {
            it.error_message = r.nullable_string(form)?;
        }
        r.field("CreatableTopicResult.num_partitions");
        if version >= 5 {
            it.num_partitions = r.i32()?;
        }
        r.field("CreatableTopicResult.replication_factor");
        if version >= 5 {
            it.replication_factor = r.i16()?;
        }
        r.field("CreatableTopicResult.configs");
        if version >= 5 {
            it.configs = r.nullable_array(form, 6, |r| CreatableTopicConfigs::read(r, version))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 => {
                        r.field("CreatableTopicResult.topic_config_error_code");
                        it.topic_config_error_code = r.i16()?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("CreatableTopicResult.name");
        w.string(form, &self.name)?;
        w.field("CreatableTopicResult.topic_id");
        if version >= 7 {
            w.uuid(self.topic_id);
        }
        w.field("CreatableTopicResult.error_code");
        w.i16(self.error_code.0);
        w.field("CreatableTopicResult.error_message");
        if version >= 1 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.field("CreatableTopicResult.num_partitions");
        if version >= 5 {
            w.i32(self.num_partitions);
        }
        w.field("CreatableTopicResult.replication_factor");
        if version >= 5 {
            w.i16(self.replication_factor);
        }
        w.field("CreatableTopicResult.configs");
        if version >= 5 {
            w.nullable_array(form, self.configs.as_deref(), |w, it| it.write(w, version))?;
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("CreatableTopicResult.topic_config_error_code");
            if self.topic_config_error_code != 0 {
                tags.known(w, 0, |w| {
                    w.i16(self.topic_config_error_code);
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

impl Message for CreateTopicsResponse {
    const NAME: &'static str = "CreateTopicsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(19));
    const VERSIONS: Versions = Versions::new(0, 7);
    const FLEXIBLE_FROM: Option<i16> = Some(5);

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
