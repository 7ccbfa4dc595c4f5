//! JoinGroup (API key 11): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/11_join_group.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `JoinGroupRequest`, a request: versions 0 to 9, flexible since version 6.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinGroupRequest {
    /// String, versions 0 to 9.
    pub group_id: StrBytes,
    /// I32, versions 0 to 9.
    pub session_timeout_ms: i32,
    /// I32, versions 1 to 9, default -1, dropped by other versions.
    pub rebalance_timeout_ms: i32,
    /// String, versions 0 to 9.
    pub member_id: StrBytes,
    /// String, versions 5 to 9, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// String, versions 0 to 9.
    pub protocol_type: StrBytes,
    /// Array of [`JoinGroupRequestProtocol`], versions 0 to 9.
    pub protocols: Vec<JoinGroupRequestProtocol>,
    /// String, versions 8 to 9, nullable, default null, dropped by other versions.
    pub reason: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for JoinGroupRequest {
    fn default() -> Self {
        Self {
            group_id: StrBytes::default(),
            session_timeout_ms: 0,
            rebalance_timeout_ms: -1,
            member_id: StrBytes::default(),
            group_instance_id: None,
            protocol_type: StrBytes::default(),
            protocols: Vec::new(),
            reason: None,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl JoinGroupRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("session_timeout_ms");
        it.session_timeout_ms = r.i32()?;
        r.field("rebalance_timeout_ms");
        if version >= 1 {
            it.rebalance_timeout_ms = r.i32()?;
        }
        r.field("member_id");
        it.member_id = r.string(form)?;
        r.field("group_instance_id");
        if version >= 5 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("protocol_type");
        it.protocol_type = r.string(form)?;
        r.field("protocols");
        it.protocols = r.array(form, 3, |r| JoinGroupRequestProtocol::read(r, version))?;
        r.field("reason");
        if version >= 8 {
            it.reason = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("session_timeout_ms");
        w.i32(self.session_timeout_ms);
        w.field("rebalance_timeout_ms");
        if version >= 1 {
            w.i32(self.rebalance_timeout_ms);
        }
        w.field("member_id");
        w.string(form, &self.member_id)?;
        w.field("group_instance_id");
        if version >= 5 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        } else if self.group_instance_id.is_some() {
            return Err(w.not_in_version());
        }
        w.field("protocol_type");
        w.string(form, &self.protocol_type)?;
        w.field("protocols");
        w.array(form, &self.protocols, |w, it| it.write(w, version))?;
        w.field("reason");
        if version >= 8 {
            w.nullable_string(form, self.reason.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `JoinGroupRequestProtocol` in [`JoinGroupRequest`], versions 0 to 9.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JoinGroupRequestProtocol {
    /// String, versions 0 to 9.
    pub name: StrBytes,
    /// Bytes, versions 0 to 9.
    pub metadata: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl JoinGroupRequestProtocol {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("JoinGroupRequestProtocol.name");
        it.name = r.string(form)?;
        r.field("JoinGroupRequestProtocol.metadata");
        it.metadata = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("JoinGroupRequestProtocol.name");
        w.string(form, &self.name)?;
        w.field("JoinGroupRequestProtocol.metadata");
        w.bytes(form, &self.metadata)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for JoinGroupRequest {
    const NAME: &'static str = "JoinGroupRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(11));
    const VERSIONS: Versions = Versions::new(0, 9);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `JoinGroupResponse`, a response: versions 0 to 9, flexible since version 6.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinGroupResponse {
    /// I32, versions 2 to 9, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 9.
    pub error_code: ErrorCode,
    /// I32, versions 0 to 9, default -1.
    pub generation_id: i32,
    /// String, versions 7 to 9, nullable, default null, dropped by other versions.
    pub protocol_type: Option<StrBytes>,
    /// String, versions 0 to 9, nullable in versions 7 to 9.
    pub protocol_name: Option<StrBytes>,
    /// String, versions 0 to 9.
    pub leader: StrBytes,
    /// Bool, version 9.
    pub skip_assignment: bool,
    /// String, versions 0 to 9.
    pub member_id: StrBytes,
    /// Array of [`JoinGroupResponseMember`], versions 0 to 9.
    pub members: Vec<JoinGroupResponseMember>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for JoinGroupResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            generation_id: -1,
            protocol_type: None,
            protocol_name: Some(StrBytes::default()),
            leader: StrBytes::default(),
            skip_assignment: false,
            member_id: StrBytes::default(),
            members: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl JoinGroupResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 2 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("generation_id");
        it.generation_id = r.i32()?;
        r.field("protocol_type");
        if version >= 7 {
            it.protocol_type = r.nullable_string(form)?;
        }
        r.field("protocol_name");
        it.protocol_name =
            if version >= 7 { r.nullable_string(form)? } else { Some(r.string(form)?) };
        r.field("leader");
        it.leader = r.string(form)?;
        r.field("skip_assignment");
        if version >= 9 {
            it.skip_assignment = r.bool()?;
        }
        r.field("member_id");
        it.member_id = r.string(form)?;
        r.field("members");
        it.members = r.array(form, 4, |r| JoinGroupResponseMember::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("throttle_time_ms");
        if version >= 2 {
            w.i32(self.throttle_time_ms);
        }
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("generation_id");
        w.i32(self.generation_id);
        w.field("protocol_type");
        if version >= 7 {
            w.nullable_string(form, self.protocol_type.as_deref())?;
        }
        w.field("protocol_name");
        if version >= 7 {
            w.nullable_string(form, self.protocol_name.as_deref())?;
        } else {
            let value = w.required(self.protocol_name.as_deref())?;
            w.string(form, value)?;
        }
        w.field("leader");
        w.string(form, &self.leader)?;
        w.field("skip_assignment");
        if version >= 9 {
            w.bool(self.skip_assignment);
        } else if self.skip_assignment {
            return Err(w.not_in_version());
        }
        w.field("member_id");
        w.string(form, &self.member_id)?;
        w.field("members");
        w.array(form, &self.members, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `JoinGroupResponseMember` in [`JoinGroupResponse`], versions 0 to 9.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JoinGroupResponseMember {
    /// String, versions 0 to 9.
    pub member_id: StrBytes,
    /// String, versions 5 to 9, nullable, default null, dropped by other versions.
    pub group_instance_id: Option<StrBytes>,
    /// Bytes, versions 0 to 9.
    pub metadata: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl JoinGroupResponseMember {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("JoinGroupResponseMember.member_id");
        it.member_id = r.string(form)?;
        r.field("JoinGroupResponseMember.group_instance_id");
        if version >= 5 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("JoinGroupResponseMember.metadata");
        it.metadata = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("JoinGroupResponseMember.member_id");
        w.string(form, &self.member_id)?;
        w.field("JoinGroupResponseMember.group_instance_id");
        if version >= 5 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        }
        w.field("JoinGroupResponseMember.metadata");
        w.bytes(form, &self.metadata)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for JoinGroupResponse {
    const NAME: &'static str = "JoinGroupResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(11));
    const VERSIONS: Versions = Versions::new(0, 9);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

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
