//! CreateAcls (API key 30): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/30_create_acls.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `CreateAclsRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateAclsRequest {
    /// Array of [`AclCreation`], versions 0 to 3.
    pub creations: Vec<AclCreation>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreateAclsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("creations");
        it.creations = r.array(form, 8, |r| AclCreation::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("creations");
        w.array(form, &self.creations, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AclCreation` in [`CreateAclsRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct AclCreation {
    /// I8, versions 0 to 3.
    pub resource_type: i8,
    /// String, versions 0 to 3.
    pub resource_name: StrBytes,
    /// I8, versions 1 to 3, default 3.
    pub resource_pattern_type: i8,
    /// String, versions 0 to 3.
    pub principal: StrBytes,
    /// String, versions 0 to 3.
    pub host: StrBytes,
    /// I8, versions 0 to 3.
    pub operation: i8,
    /// I8, versions 0 to 3.
    pub permission_type: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AclCreation {
    fn default() -> Self {
        Self {
            resource_type: 0,
            resource_name: StrBytes::default(),
            resource_pattern_type: 3,
            principal: StrBytes::default(),
            host: StrBytes::default(),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AclCreation {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AclCreation.resource_type");
        it.resource_type = r.i8()?;
        r.field("AclCreation.resource_name");
        it.resource_name = r.string(form)?;
        r.field("AclCreation.resource_pattern_type");
        if version >= 1 {
            it.resource_pattern_type = r.i8()?;
        }
        r.field("AclCreation.principal");
        it.principal = r.string(form)?;
        r.field("AclCreation.host");
        it.host = r.string(form)?;
        r.field("AclCreation.operation");
        it.operation = r.i8()?;
        r.field("AclCreation.permission_type");
        it.permission_type = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AclCreation.resource_type");
        w.i8(self.resource_type);
        w.field("AclCreation.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("AclCreation.resource_pattern_type");
        if version >= 1 {
            w.i8(self.resource_pattern_type);
        } else if self.resource_pattern_type != 3 {
            return Err(w.not_in_version());
        }
        w.field("AclCreation.principal");
        w.string(form, &self.principal)?;
        w.field("AclCreation.host");
        w.string(form, &self.host)?;
        w.field("AclCreation.operation");
        w.i8(self.operation);
        w.field("AclCreation.permission_type");
        w.i8(self.permission_type);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreateAclsRequest {
    const NAME: &'static str = "CreateAclsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(30));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `CreateAclsResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateAclsResponse {
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Array of [`AclCreationResult`], versions 0 to 3.
    pub results: Vec<AclCreationResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreateAclsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 4, |r| AclCreationResult::read(r, version))?;
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

/// `AclCreationResult` in [`CreateAclsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct AclCreationResult {
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AclCreationResult {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AclCreationResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AclCreationResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("AclCreationResult.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AclCreationResult.error_code");
        w.i16(self.error_code.0);
        w.field("AclCreationResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreateAclsResponse {
    const NAME: &'static str = "CreateAclsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(30));
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
