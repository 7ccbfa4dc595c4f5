//! AlterConfigs (API key 33): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/33_alter_configs.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AlterConfigsRequest`, a request: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterConfigsRequest {
    /// Array of [`AlterConfigsResource`], versions 0 to 2.
    pub resources: Vec<AlterConfigsResource>,
    /// Bool, versions 0 to 2.
    pub validate_only: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterConfigsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("resources");
        it.resources = r.array(form, 4, |r| AlterConfigsResource::read(r, version))?;
        r.field("validate_only");
        it.validate_only = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("resources");
        w.array(form, &self.resources, |w, it| it.write(w, version))?;
        w.field("validate_only");
        w.bool(self.validate_only);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterableConfig` in [`AlterConfigsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterableConfig {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// String, versions 0 to 2, nullable.
    pub value: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AlterableConfig {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            value: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AlterableConfig {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterableConfig.name");
        it.name = r.string(form)?;
        r.field("AlterableConfig.value");
        it.value = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterableConfig.name");
        w.string(form, &self.name)?;
        w.field("AlterableConfig.value");
        w.nullable_string(form, self.value.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterConfigsResource` in [`AlterConfigsRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterConfigsResource {
    /// I8, versions 0 to 2.
    pub resource_type: i8,
    /// String, versions 0 to 2.
    pub resource_name: StrBytes,
    /// Array of [`AlterableConfig`], versions 0 to 2.
    pub configs: Vec<AlterableConfig>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterConfigsResource {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterConfigsResource.resource_type");
        it.resource_type = r.i8()?;
        r.field("AlterConfigsResource.resource_name");
        it.resource_name = r.string(form)?;
        r.field("AlterConfigsResource.configs");
        it.configs = r.array(form, 3, |r| AlterableConfig::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterConfigsResource.resource_type");
        w.i8(self.resource_type);
        w.field("AlterConfigsResource.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("AlterConfigsResource.configs");
        w.array(form, &self.configs, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterConfigsRequest {
    const NAME: &'static str = "AlterConfigsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(33));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AlterConfigsResponse`, a response: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterConfigsResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Array of [`AlterConfigsResourceResponse`], versions 0 to 2.
    pub responses: Vec<AlterConfigsResourceResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterConfigsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("responses");
        it.responses = r.array(form, 6, |r| AlterConfigsResourceResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("responses");
        w.array(form, &self.responses, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterConfigsResourceResponse` in [`AlterConfigsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterConfigsResourceResponse {
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, versions 0 to 2, nullable.
    pub error_message: Option<StrBytes>,
    /// I8, versions 0 to 2.
    pub resource_type: i8,
    /// String, versions 0 to 2.
    pub resource_name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AlterConfigsResourceResponse {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            resource_type: 0,
            resource_name: StrBytes::default(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AlterConfigsResourceResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AlterConfigsResourceResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("AlterConfigsResourceResponse.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("AlterConfigsResourceResponse.resource_type");
        it.resource_type = r.i8()?;
        r.field("AlterConfigsResourceResponse.resource_name");
        it.resource_name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AlterConfigsResourceResponse.error_code");
        w.i16(self.error_code.0);
        w.field("AlterConfigsResourceResponse.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("AlterConfigsResourceResponse.resource_type");
        w.i8(self.resource_type);
        w.field("AlterConfigsResourceResponse.resource_name");
        w.string(form, &self.resource_name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterConfigsResponse {
    const NAME: &'static str = "AlterConfigsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(33));
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
