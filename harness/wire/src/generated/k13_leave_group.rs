//! LeaveGroup (API key 13): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/13_leave_group.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `LeaveGroupRequest`, a request: versions 0 to 5, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaveGroupRequest {
    /// String, versions 0 to 5.
    pub group_id: StrBytes,
    /// String, versions 0 to 2.
    pub member_id: StrBytes,
    /// Array of [`MemberIdentity`], versions 3 to 5.
    pub members: Vec<MemberIdentity>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl LeaveGroupRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("member_id");
        if version <= 2 {
            it.member_id = r.string(form)?;
        }
        r.field("members");
        if version >= 3 {
            it.members = r.array(form, 3, |r| MemberIdentity::read(r, version))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("member_id");
        if version <= 2 {
            w.string(form, &self.member_id)?;
        } else if !self.member_id.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("members");
        if version >= 3 {
            w.array(form, &self.members, |w, it| it.write(w, version))?;
        } else if !self.members.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MemberIdentity` in [`LeaveGroupRequest`], versions 3 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MemberIdentity {
    /// String, versions 3 to 5.
    pub member_id: StrBytes,
    /// String, versions 3 to 5, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub reason: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl MemberIdentity {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("MemberIdentity.member_id");
        it.member_id = r.string(form)?;
        r.field("MemberIdentity.group_instance_id");
        it.group_instance_id = r.nullable_string(form)?;
        r.field("MemberIdentity.reason");
        if version >= 5 {
            it.reason = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("MemberIdentity.member_id");
        w.string(form, &self.member_id)?;
        w.field("MemberIdentity.group_instance_id");
        w.nullable_string(form, self.group_instance_id.as_deref())?;
        w.field("MemberIdentity.reason");
        if version >= 5 {
            w.nullable_string(form, self.reason.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for LeaveGroupRequest {
    const NAME: &'static str = "LeaveGroupRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(13));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `LeaveGroupResponse`, a response: versions 0 to 5, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaveGroupResponse {
    /// I32, versions 1 to 5, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// Array of [`MemberResponse`], versions 3 to 5.
    pub members: Vec<MemberResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl LeaveGroupResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("members");
        if version >= 3 {
            it.members = r.array(form, 5, |r| MemberResponse::read(r, version))?;
        }
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
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("members");
        if version >= 3 {
            w.array(form, &self.members, |w, it| it.write(w, version))?;
        } else if !self.members.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MemberResponse` in [`LeaveGroupResponse`], versions 3 to 5.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberResponse {
    /// String, versions 3 to 5.
    pub member_id: StrBytes,
    /// String, versions 3 to 5, nullable.
    pub group_instance_id: Option<StrBytes>,
    /// Error, versions 3 to 5.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MemberResponse {
    fn default() -> Self {
        Self {
            member_id: StrBytes::default(),
            group_instance_id: Some(StrBytes::default()),
            error_code: ErrorCode(0),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl MemberResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("MemberResponse.member_id");
        it.member_id = r.string(form)?;
        r.field("MemberResponse.group_instance_id");
        it.group_instance_id = r.nullable_string(form)?;
        r.field("MemberResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("MemberResponse.member_id");
        w.string(form, &self.member_id)?;
        w.field("MemberResponse.group_instance_id");
        w.nullable_string(form, self.group_instance_id.as_deref())?;
        w.field("MemberResponse.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for LeaveGroupResponse {
    const NAME: &'static str = "LeaveGroupResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(13));
    const VERSIONS: Versions = Versions::new(0, 5);
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
