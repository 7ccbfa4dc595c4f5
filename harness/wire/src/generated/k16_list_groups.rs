//! ListGroups (API key 16): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/16_list_groups.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ListGroupsRequest`, a request: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListGroupsRequest {
    /// Array of string, versions 4 to 5.
    pub states_filter: Vec<StrBytes>,
    /// Array of string, version 5.
    pub types_filter: Vec<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListGroupsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("states_filter");
        if version >= 4 {
            it.states_filter = r.array(form, 1, |r| r.string(form))?;
        }
        r.field("types_filter");
        if version >= 5 {
            it.types_filter = r.array(form, 1, |r| r.string(form))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("states_filter");
        if version >= 4 {
            w.array(form, &self.states_filter, |w, it| w.string(form, it))?;
        } else if !self.states_filter.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("types_filter");
        if version >= 5 {
            w.array(form, &self.types_filter, |w, it| w.string(form, it))?;
        } else if !self.types_filter.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListGroupsRequest {
    const NAME: &'static str = "ListGroupsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(16));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ListGroupsResponse`, a response: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListGroupsResponse {
    /// I32, versions 1 to 5, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// Array of [`ListedGroup`], versions 0 to 5.
    pub groups: Vec<ListedGroup>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListGroupsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("groups");
        it.groups = r.array(form, 3, |r| ListedGroup::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("groups");
        w.array(form, &self.groups, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ListedGroup` in [`ListGroupsResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListedGroup {
    /// String, versions 0 to 5.
    pub group_id: StrBytes,
    /// String, versions 0 to 5.
    pub protocol_type: StrBytes,
    /// String, versions 4 to 5, dropped by other versions.
    pub group_state: StrBytes,
    /// String, version 5, dropped by other versions.
    pub group_type: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListedGroup {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("ListedGroup.group_id");
        it.group_id = r.string(form)?;
        r.field("ListedGroup.protocol_type");
        it.protocol_type = r.string(form)?;
        r.field("ListedGroup.group_state");
        if version >= 4 {
            it.group_state = r.string(form)?;
        }
        r.field("ListedGroup.group_type");
        if version >= 5 {
            it.group_type = r.string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("ListedGroup.group_id");
        w.string(form, &self.group_id)?;
        w.field("ListedGroup.protocol_type");
        w.string(form, &self.protocol_type)?;
        w.field("ListedGroup.group_state");
        if version >= 4 {
            w.string(form, &self.group_state)?;
        }
        w.field("ListedGroup.group_type");
        if version >= 5 {
            w.string(form, &self.group_type)?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListGroupsResponse {
    const NAME: &'static str = "ListGroupsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(16));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

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
