//! DescribeConfigs (API key 32): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/32_describe_configs.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeConfigsRequest`, a request: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeConfigsRequest {
    /// Array of [`DescribeConfigsResource`], versions 0 to 4.
    pub resources: Vec<DescribeConfigsResource>,
    /// Bool, versions 1 to 4.
    pub include_synonyms: bool,
    /// Bool, versions 3 to 4.
    pub include_documentation: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeConfigsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("resources");
        it.resources = r.array(form, 4, |r| DescribeConfigsResource::read(r, version))?;
        r.field("include_synonyms");
        if version >= 1 {
            it.include_synonyms = r.bool()?;
        }
        r.field("include_documentation");
        if version >= 3 {
            it.include_documentation = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("resources");
        w.array(form, &self.resources, |w, it| it.write(w, version))?;
        w.field("include_synonyms");
        if version >= 1 {
            w.bool(self.include_synonyms);
        } else if self.include_synonyms {
            return Err(w.not_in_version());
        }
        w.field("include_documentation");
        if version >= 3 {
            w.bool(self.include_documentation);
        } else if self.include_documentation {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeConfigsResource` in [`DescribeConfigsRequest`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResource {
    /// I8, versions 0 to 4.
    pub resource_type: i8,
    /// String, versions 0 to 4.
    pub resource_name: StrBytes,
    /// Array of string, versions 0 to 4, nullable.
    pub configuration_keys: Option<Vec<StrBytes>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeConfigsResource {
    fn default() -> Self {
        Self {
            resource_type: 0,
            resource_name: StrBytes::default(),
            configuration_keys: Some(Vec::new()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeConfigsResource {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DescribeConfigsResource.resource_type");
        it.resource_type = r.i8()?;
        r.field("DescribeConfigsResource.resource_name");
        it.resource_name = r.string(form)?;
        r.field("DescribeConfigsResource.configuration_keys");
        it.configuration_keys = r.nullable_array(form, 1, |r| r.string(form))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DescribeConfigsResource.resource_type");
        w.i8(self.resource_type);
        w.field("DescribeConfigsResource.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("DescribeConfigsResource.configuration_keys");
        w.nullable_array(form, self.configuration_keys.as_deref(), |w, it| w.string(form, it))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeConfigsRequest {
    const NAME: &'static str = "DescribeConfigsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(32));
    const VERSIONS: Versions = Versions::new(0, 4);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeConfigsResponse`, a response: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeConfigsResponse {
    /// I32, versions 0 to 4.
    pub throttle_time_ms: i32,
    /// Array of [`DescribeConfigsResult`], versions 0 to 4.
    pub results: Vec<DescribeConfigsResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeConfigsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 7, |r| DescribeConfigsResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("results");
        w.array(form, &self.results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeConfigsSynonym` in [`DescribeConfigsResponse`], versions 1 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsSynonym {
    /// String, versions 1 to 4.
    pub name: StrBytes,
    /// String, versions 1 to 4, nullable.
    pub value: Option<StrBytes>,
    /// I8, versions 1 to 4.
    pub source: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeConfigsSynonym {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            value: Some(StrBytes::default()),
            source: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeConfigsSynonym {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DescribeConfigsSynonym.name");
        it.name = r.string(form)?;
        r.field("DescribeConfigsSynonym.value");
        it.value = r.nullable_string(form)?;
        r.field("DescribeConfigsSynonym.source");
        it.source = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DescribeConfigsSynonym.name");
        w.string(form, &self.name)?;
        w.field("DescribeConfigsSynonym.value");
        w.nullable_string(form, self.value.as_deref())?;
        w.field("DescribeConfigsSynonym.source");
        w.i8(self.source);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeConfigsResourceResult` in [`DescribeConfigsResponse`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResourceResult {
    /// String, versions 0 to 4.
    pub name: StrBytes,
    /// String, versions 0 to 4, nullable.
    pub value: Option<StrBytes>,
    /// Bool, versions 0 to 4.
    pub read_only: bool,
    /// Bool, version 0.
    pub is_default: bool,
    /// I8, versions 1 to 4, default -1, dropped by other versions.
    pub config_source: i8,
    /// Bool, versions 0 to 4.
    pub is_sensitive: bool,
    /// Array of [`DescribeConfigsSynonym`], versions 1 to 4, dropped by other versions.
    pub synonyms: Vec<DescribeConfigsSynonym>,
    /// I8, versions 3 to 4, dropped by other versions.
    pub config_type: i8,
    /// String, versions 3 to 4, nullable, dropped by other versions.
    pub documentation: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeConfigsResourceResult {
    fn default() -> Self {
        Self {
            name: StrBytes::default(),
            value: Some(StrBytes::default()),
            read_only: false,
            is_default: false,
            config_source: -1,
            is_sensitive: false,
            synonyms: Vec::new(),
            config_type: 0,
            documentation: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeConfigsResourceResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DescribeConfigsResourceResult.name");
        it.name = r.string(form)?;
        r.field("DescribeConfigsResourceResult.value");
        it.value = r.nullable_string(form)?;
        r.field("DescribeConfigsResourceResult.read_only");
        it.read_only = r.bool()?;
        r.field("DescribeConfigsResourceResult.is_default");
        if version == 0 {
            it.is_default = r.bool()?;
        }
        r.field("DescribeConfigsResourceResult.config_source");
        if version >= 1 {
            it.config_source = r.i8()?;
        }
        r.field("DescribeConfigsResourceResult.is_sensitive");
        it.is_sensitive = r.bool()?;
        r.field("DescribeConfigsResourceResult.synonyms");
        if version >= 1 {
            it.synonyms = r.array(form, 4, |r| DescribeConfigsSynonym::read(r, version))?;
        }
        r.field("DescribeConfigsResourceResult.config_type");
        if version >= 3 {
            it.config_type = r.i8()?;
        }
        r.field("DescribeConfigsResourceResult.documentation");
        if version >= 3 {
            it.documentation = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DescribeConfigsResourceResult.name");
        w.string(form, &self.name)?;
        w.field("DescribeConfigsResourceResult.value");
        w.nullable_string(form, self.value.as_deref())?;
        w.field("DescribeConfigsResourceResult.read_only");
        w.bool(self.read_only);
        w.field("DescribeConfigsResourceResult.is_default");
        if version == 0 {
            w.bool(self.is_default);
        } else if self.is_default {
            return Err(w.not_in_version());
        }
        w.field("DescribeConfigsResourceResult.config_source");
        if version >= 1 {
            w.i8(self.config_source);
        }
        w.field("DescribeConfigsResourceResult.is_sensitive");
        w.bool(self.is_sensitive);
        w.field("DescribeConfigsResourceResult.synonyms");
        if version >= 1 {
            w.array(form, &self.synonyms, |w, it| it.write(w, version))?;
        }
        w.field("DescribeConfigsResourceResult.config_type");
        if version >= 3 {
            w.i8(self.config_type);
        }
        w.field("DescribeConfigsResourceResult.documentation");
        if version >= 3 {
            w.nullable_string(form, self.documentation.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeConfigsResult` in [`DescribeConfigsResponse`], versions 0 to 4.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResult {
    /// Error, versions 0 to 4.
    pub error_code: ErrorCode,
    /// String, versions 0 to 4, nullable.
    pub error_message: Option<StrBytes>,
    /// I8, versions 0 to 4.
    pub resource_type: i8,
    /// String, versions 0 to 4.
    pub resource_name: StrBytes,
    /// Array of [`DescribeConfigsResourceResult`], versions 0 to 4.
    pub configs: Vec<DescribeConfigsResourceResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeConfigsResult {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            resource_type: 0,
            resource_name: StrBytes::default(),
            configs: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeConfigsResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("DescribeConfigsResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribeConfigsResult.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("DescribeConfigsResult.resource_type");
        it.resource_type = r.i8()?;
        r.field("DescribeConfigsResult.resource_name");
        it.resource_name = r.string(form)?;
        r.field("DescribeConfigsResult.configs");
        it.configs = r.array(form, 7, |r| DescribeConfigsResourceResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("DescribeConfigsResult.error_code");
        w.i16(self.error_code.0);
        w.field("DescribeConfigsResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("DescribeConfigsResult.resource_type");
        w.i8(self.resource_type);
        w.field("DescribeConfigsResult.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("DescribeConfigsResult.configs");
        w.array(form, &self.configs, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeConfigsResponse {
    const NAME: &'static str = "DescribeConfigsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(32));
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
