//! DeleteAcls (API key 31): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/31_delete_acls.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DeleteAclsRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteAclsRequest {
    /// Array of [`DeleteAclsFilter`], versions 0 to 3.
    pub filters: Vec<DeleteAclsFilter>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteAclsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("filters");
        it.filters = r.array(form, 8, |r| DeleteAclsFilter::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("filters");
        w.array(form, &self.filters, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteAclsFilter` in [`DeleteAclsRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsFilter {
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

impl Default for DeleteAclsFilter {
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

impl DeleteAclsFilter {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteAclsFilter.resource_type_filter");
        it.resource_type_filter = r.i8()?;
        r.field("DeleteAclsFilter.resource_name_filter");
        it.resource_name_filter = r.nullable_string(form)?;
        r.field("DeleteAclsFilter.pattern_type_filter");
        if version >= 1 {
            it.pattern_type_filter = r.i8()?;
        }
        r.field("DeleteAclsFilter.principal_filter");
        it.principal_filter = r.nullable_string(form)?;
        r.field("DeleteAclsFilter.host_filter");
        it.host_filter = r.nullable_string(form)?;
        r.field("DeleteAclsFilter.operation");
        it.operation = r.i8()?;
        r.field("DeleteAclsFilter.permission_type");
        it.permission_type = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteAclsFilter.resource_type_filter");
        w.i8(self.resource_type_filter);
        w.field("DeleteAclsFilter.resource_name_filter");
        w.nullable_string(form, self.resource_name_filter.as_deref())?;
        w.field("DeleteAclsFilter.pattern_type_filter");
        if version >= 1 {
            w.i8(self.pattern_type_filter);
        } else if self.pattern_type_filter != 3 {
            return Err(w.not_in_version());
        }
        w.field("DeleteAclsFilter.principal_filter");
        w.nullable_string(form, self.principal_filter.as_deref())?;
        w.field("DeleteAclsFilter.host_filter");
        w.nullable_string(form, self.host_filter.as_deref())?;
        w.field("DeleteAclsFilter.operation");
        w.i8(self.operation);
        w.field("DeleteAclsFilter.permission_type");
        w.i8(self.permission_type);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteAclsRequest {
    const NAME: &'static str = "DeleteAclsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(31));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DeleteAclsResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteAclsResponse {
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Array of [`DeleteAclsFilterResult`], versions 0 to 3.
    pub filter_results: Vec<DeleteAclsFilterResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteAclsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("filter_results");
        it.filter_results = r.array(form, 5, |r| DeleteAclsFilterResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("filter_results");
        w.array(form, &self.filter_results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteAclsMatchingAcl` in [`DeleteAclsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsMatchingAcl {
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3, nullable.
    pub error_message: Option<StrBytes>,
    /// I8, versions 0 to 3.
    pub resource_type: i8,
    /// String, versions 0 to 3.
    pub resource_name: StrBytes,
    /// I8, versions 1 to 3, default 3.
    pub pattern_type: i8,
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

impl Default for DeleteAclsMatchingAcl {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            resource_type: 0,
            resource_name: StrBytes::default(),
            pattern_type: 3,
            principal: StrBytes::default(),
            host: StrBytes::default(),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DeleteAclsMatchingAcl {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteAclsMatchingAcl.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DeleteAclsMatchingAcl.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("DeleteAclsMatchingAcl.resource_type");
        it.resource_type = r.i8()?;
        r.field("DeleteAclsMatchingAcl.resource_name");
        it.resource_name = r.string(form)?;
        r.field("DeleteAclsMatchingAcl.pattern_type");
        if version >= 1 {
            it.pattern_type = r.i8()?;
        }
        r.field("DeleteAclsMatchingAcl.principal");
        it.principal = r.string(form)?;
        r.field("DeleteAclsMatchingAcl.host");
        it.host = r.string(form)?;
        r.field("DeleteAclsMatchingAcl.operation");
        it.operation = r.i8()?;
        r.field("DeleteAclsMatchingAcl.permission_type");
        it.permission_type = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteAclsMatchingAcl.error_code");
        w.i16(self.error_code.0);
        w.field("DeleteAclsMatchingAcl.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("DeleteAclsMatchingAcl.resource_type");
        w.i8(self.resource_type);
        w.field("DeleteAclsMatchingAcl.resource_name");
        w.string(form, &self.resource_name)?;
        w.field("DeleteAclsMatchingAcl.pattern_type");
        if version >= 1 {
            w.i8(self.pattern_type);
        } else if self.pattern_type != 3 {
            return Err(w.not_in_version());
        }
        w.field("DeleteAclsMatchingAcl.principal");
        w.string(form, &self.principal)?;
        w.field("DeleteAclsMatchingAcl.host");
        w.string(form, &self.host)?;
        w.field("DeleteAclsMatchingAcl.operation");
        w.i8(self.operation);
        w.field("DeleteAclsMatchingAcl.permission_type");
        w.i8(self.permission_type);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DeleteAclsFilterResult` in [`DeleteAclsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsFilterResult {
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`DeleteAclsMatchingAcl`], versions 0 to 3.
    pub matching_acls: Vec<DeleteAclsMatchingAcl>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DeleteAclsFilterResult {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            matching_acls: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DeleteAclsFilterResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeleteAclsFilterResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DeleteAclsFilterResult.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("DeleteAclsFilterResult.matching_acls");
        it.matching_acls = r.array(form, 11, |r| DeleteAclsMatchingAcl::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeleteAclsFilterResult.error_code");
        w.i16(self.error_code.0);
        w.field("DeleteAclsFilterResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("DeleteAclsFilterResult.matching_acls");
        w.array(form, &self.matching_acls, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteAclsResponse {
    const NAME: &'static str = "DeleteAclsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(31));
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
