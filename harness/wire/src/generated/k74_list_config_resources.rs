//! ListConfigResources (API key 74): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/74_list_config_resources.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ListConfigResourcesRequest`, a request: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListConfigResourcesRequest {
    /// Array of i8, version 1.
    pub resource_types: Vec<i8>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListConfigResourcesRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("resource_types");
        if version >= 1 {
            it.resource_types = r.array(form, 1, |r| r.i8())?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("resource_types");
        if version >= 1 {
            w.array(form, &self.resource_types, |w, it| {
                w.i8(*it);
                Ok(())
            })?;
        } else if !self.resource_types.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListConfigResourcesRequest {
    const NAME: &'static str = "ListConfigResourcesRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(74));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ListConfigResourcesResponse`, a response: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListConfigResourcesResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// Array of [`ConfigResource`], versions 0 to 1.
    pub config_resources: Vec<ConfigResource>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListConfigResourcesResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("config_resources");
        it.config_resources = r.array(form, 2, |r| ConfigResource::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("config_resources");
        w.array(form, &self.config_resources, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ConfigResource` in [`ListConfigResourcesResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigResource {
    /// String, versions 0 to 1.
    pub resource_name: StrBytes,
    /// I8, version 1, default 16, dropped by other versions.
    pub resource_type: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ConfigResource {
    fn default() -> Self {
        Self {
            resource_name: StrBytes::default(),
            resource_type: 16,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ConfigResource {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ConfigResource.resource_name");
        it.resource_name = r.string(form)?;
        r.field("ConfigResource.resource_type");
        if version >= 1 {
            it.resource_type = r.i8()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ConfigResource.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("ConfigResource.resource_type");
        if version >= 1 {
            w.i8(self.resource_type);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListConfigResourcesResponse {
    const NAME: &'static str = "ListConfigResourcesResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(74));
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
