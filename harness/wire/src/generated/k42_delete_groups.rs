//! DeleteGroups (API key 42): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/42_delete_groups.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DeleteGroupsRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteGroupsRequest {
    /// Array of string, versions 0 to 3.
    pub groups_names: Vec<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteGroupsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("groups_names");
        it.groups_names = r.array(form, 1, |r| r.string(form))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("groups_names");
        w.array(form, &self.groups_names, |w, it| w.string(form, it))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteGroupsRequest {
    const NAME: &'static str = "DeleteGroupsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(42));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DeleteGroupsResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteGroupsResponse {
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Array of [`DeletableGroupResult`], versions 0 to 3.
    pub results: Vec<DeletableGroupResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeleteGroupsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 4, |r| DeletableGroupResult::read(r, version))?;
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

/// `DeletableGroupResult` in [`DeleteGroupsResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeletableGroupResult {
    /// String, versions 0 to 3.
    pub group_id: StrBytes,
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, version 3, nullable, default null, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DeletableGroupResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DeletableGroupResult.group_id");
        it.group_id = r.string(form)?;
        r.field("DeletableGroupResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DeletableGroupResult.error_message");
        if version >= 3 {
            it.error_message = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DeletableGroupResult.group_id");
        w.string(form, &self.group_id)?;
        w.field("DeletableGroupResult.error_code");
        w.i16(self.error_code.0);
        w.field("DeletableGroupResult.error_message");
        if version >= 3 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DeleteGroupsResponse {
    const NAME: &'static str = "DeleteGroupsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(42));
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
