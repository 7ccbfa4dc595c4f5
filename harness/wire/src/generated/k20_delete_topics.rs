//! DeleteTopics (API key 20): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/20_delete_topics.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `DeleteTopicsRequest`, a request: versions 0 to 6, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicsRequest {
    /// Array of [`DeleteTopicState`], version 6.
    pub topics: Vec<DeleteTopicState>,
    /// Array of string, versions 0 to 5, dropped by other versions.
    pub topic_names: Vec<StrBytes>,
    /// I32, versions 0 to 6.
    pub timeout_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteTopicsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("topics");
        if version >= 6 {
            it.topics = r.array(form, 18, |r| DeleteTopicState::read(r, version))?;
        }
        r.field("topic_names");
        if version <= 5 {
            it.topic_names = r.array(form, 1, |r| r.string(form))?;
        }
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("topics");
        if version >= 6 {
            w.array(form, &self.topics, |w, it| it.write(w, version))?;
        } else if !self.topics.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("topic_names");
        if version <= 5 {
            w.array(form, &self.topic_names, |w, it| w.string(form, it))?;
        }
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteTopicState` in [`DeleteTopicsRequest`], version 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicState {
    /// String, version 6, nullable, default null.
    pub name: Option<StrBytes>,
    /// Uuid, version 6.
    pub topic_id: Uuid,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteTopicState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DeleteTopicState.name");
        it.name = r.nullable_string(form)?;
        r.field("DeleteTopicState.topic_id");
        it.topic_id = r.uuid()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DeleteTopicState.name");
        w.nullable_string(form, self.name.as_deref())?;
        w.field("DeleteTopicState.topic_id");
        w.uuid(self.topic_id);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteTopicsRequest {
    const NAME: &'static str = "DeleteTopicsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(20));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DeleteTopicsResponse`, a response: versions 0 to 6, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicsResponse {
    /// I32, versions 1 to 6, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`DeletableTopicResult`], versions 0 to 6.
    pub responses: Vec<DeletableTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteTopicsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("responses");
        it.responses = r.array(form, 4, |r| DeletableTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        w.field("responses");
        w.array(form, &self.responses, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeletableTopicResult` in [`DeleteTopicsResponse`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletableTopicResult {
    /// String, versions 0 to 6, nullable in version 6.
    pub name: Option<StrBytes>,
    /// Uuid, version 6, dropped by other versions.
    pub topic_id: Uuid,
    /// Error, versions 0 to 6.
    pub error_code: ErrorCode,
    /// String, versions 5 to 6, nullable, default null, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DeletableTopicResult {
    fn default() -> Self {
        Self {
            name: Some(StrBytes::default()),
            topic_id: Uuid::ZERO,
            error_code: ErrorCode(0),
            error_message: None,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DeletableTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DeletableTopicResult.name");
        it.name = if version >= 6 { r.nullable_string(form)? } else { Some(r.string(form)?) };
        r.field("DeletableTopicResult.topic_id");
        if version >= 6 {
            it.topic_id = r.uuid()?;
        }
        r.field("DeletableTopicResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DeletableTopicResult.error_message");
        if version >= 5 {
            it.error_message = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DeletableTopicResult.name");
        if version >= 6 {
            w.nullable_string(form, self.name.as_deref())?;
        } else {
            let value = w.required(self.name.as_deref())?;
            w.string(form, value)?;
        }
        w.field("DeletableTopicResult.topic_id");
        if version >= 6 {
            w.uuid(self.topic_id);
        }
        w.field("DeletableTopicResult.error_code");
        w.i16(self.error_code.0);
        w.field("DeletableTopicResult.error_message");
        if version >= 5 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteTopicsResponse {
    const NAME: &'static str = "DeleteTopicsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(20));
    const VERSIONS: Versions = Versions::new(0, 6);
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
