//! DescribeAcls (API key 29): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/29_describe_acls.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeAclsRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsRequest {
    /// I8, versions 0 to 3.
    pub resource_type_filter: i8,
    /// String, versions 0 to 3, nullable.
    pub resource_name_filter: Option<StrBytes>,
    /// I8, versions 1 to 3, default 3.
    pub pattern_type_filter: i8,
    /// String, versions 0 to 3, nullable.
    pub principal_filter: Option<StrBytes>,
    /// String, versions 0 to 3, nullable.
    pub host_filter: Option<StrBytes>,
    /// I8, versions 0 to 3.
    pub operation: i8,
    /// I8, versions 0 to 3.
    pub permission_type: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeAclsRequest {
    fn default() -> Self {
        Self {
            resource_type_filter: 0,
            resource_name_filter: Some(StrBytes::default()),
            pattern_type_filter: 3,
            principal_filter: Some(StrBytes::default()),
            host_filter: Some(StrBytes::default()),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeAclsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("resource_type_filter");
        it.resource_type_filter = r.i8()?;
        r.field("resource_name_filter");
        it.resource_name_filter = r.nullable_string(form)?;
        r.field("pattern_type_filter");
        if version >= 1 {
            it.pattern_type_filter = r.i8()?;
        }
        r.field("principal_filter");
        it.principal_filter = r.nullable_string(form)?;
        r.field("host_filter");
        it.host_filter = r.nullable_string(form)?;
        r.field("operation");
        it.operation = r.i8()?;
        r.field("permission_type");
        it.permission_type = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("resource_type_filter");
        w.i8(self.resource_type_filter);
        w.field("resource_name_filter");
        w.nullable_string(form, self.resource_name_filter.as_deref())?;
        w.field("pattern_type_filter");
        if version >= 1 {
            w.i8(self.pattern_type_filter);
        } else if self.pattern_type_filter != 3 {
            return Err(w.not_in_version());
        }
        w.field("principal_filter");
        w.nullable_string(form, self.principal_filter.as_deref())?;
        w.field("host_filter");
        w.nullable_string(form, self.host_filter.as_deref())?;
        w.field("operation");
        w.i8(self.operation);
        w.field("permission_type");
        w.i8(self.permission_type);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeAclsRequest {
    const NAME: &'static str = "DescribeAclsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(29));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeAclsResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsResponse {
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`DescribeAclsResource`], versions 0 to 3.
    pub resources: Vec<DescribeAclsResource>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeAclsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            resources: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeAclsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("resources");
        it.resources = r.array(form, 5, |r| DescribeAclsResource::read(r, version))?;
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
        w.i16(self.error_code.0);
        w.field("error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("resources");
        w.array(form, &self.resources, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AclDescription` in [`DescribeAclsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AclDescription {
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

impl AclDescription {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("AclDescription.principal");
        it.principal = r.string(form)?;
        r.field("AclDescription.host");
        it.host = r.string(form)?;
        r.field("AclDescription.operation");
        it.operation = r.i8()?;
        r.field("AclDescription.permission_type");
        it.permission_type = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("AclDescription.principal");
        w.string(form, &self.principal)?;
        w.field("AclDescription.host");
        w.string(form, &self.host)?;
        w.field("AclDescription.operation");
        w.i8(self.operation);
        w.field("AclDescription.permission_type");
        w.i8(self.permission_type);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeAclsResource` in [`DescribeAclsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsResource {
    /// I8, versions 0 to 3.
    pub resource_type: i8,
    /// String, versions 0 to 3.
    pub resource_name: StrBytes,
    /// I8, versions 1 to 3, default 3.
    pub pattern_type: i8,
    /// Array of [`AclDescription`], versions 0 to 3.
    pub acls: Vec<AclDescription>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeAclsResource {
    fn default() -> Self {
        Self {
            resource_type: 0,
            resource_name: StrBytes::default(),
            pattern_type: 3,
            acls: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeAclsResource {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribeAclsResource.resource_type");
        it.resource_type = r.i8()?;
        r.field("DescribeAclsResource.resource_name");
        it.resource_name = r.string(form)?;
        r.field("DescribeAclsResource.pattern_type");
        if version >= 1 {
            it.pattern_type = r.i8()?;
        }
        r.field("DescribeAclsResource.acls");
        it.acls = r.array(form, 5, |r| AclDescription::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribeAclsResource.resource_type");
        w.i8(self.resource_type);
        w.field("DescribeAclsResource.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("DescribeAclsResource.pattern_type");
        if version >= 1 {
            w.i8(self.pattern_type);
        } else if self.pattern_type != 3 {
            return Err(w.not_in_version());
        }
        w.field("DescribeAclsResource.acls");
        w.array(form, &self.acls, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeAclsResponse {
    const NAME: &'static str = "DescribeAclsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(29));
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
