//! SyncGroup (API key 14): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/14_sync_group.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `SyncGroupRequest`, a request: versions 0 to 5, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupRequest {
    /// String, versions 0 to 5.
    pub group_id: StrBytes,
    /// I32, versions 0 to 5.
    pub generation_id: i32,
    /// String, versions 0 to 5.
    pub member_id: StrBytes,
    /// String, versions 3 to 5, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub protocol_type: Option<StrBytes>,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub protocol_name: Option<StrBytes>,
    /// Array of [`SyncGroupRequestAssignment`], versions 0 to 5.
    pub assignments: Vec<SyncGroupRequestAssignment>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl SyncGroupRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("generation_id");
        it.generation_id = r.i32()?;
        r.field("member_id");
        it.member_id = r.string(form)?;
        r.field("group_instance_id");
        if version >= 3 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("protocol_type");
        if version >= 5 {
            it.protocol_type = r.nullable_string(form)?;
        }
        r.field("protocol_name");
        if version >= 5 {
            it.protocol_name = r.nullable_string(form)?;
        }
        r.field("assignments");
        it.assignments = r.array(form, 3, |r| SyncGroupRequestAssignment::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("generation_id");
        w.i32(self.generation_id);
        w.field("member_id");
        w.string(form, &self.member_id)?;
        w.field("group_instance_id");
        if version >= 3 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        } else if self.group_instance_id.is_some() {
            return Err(w.not_in_version());
        }
        w.field("protocol_type");
        if version >= 5 {
            w.nullable_string(form, self.protocol_type.as_deref())?;
        }
        w.field("protocol_name");
        if version >= 5 {
            w.nullable_string(form, self.protocol_name.as_deref())?;
        }
        w.field("assignments");
        w.array(form, &self.assignments, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `SyncGroupRequestAssignment` in [`SyncGroupRequest`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupRequestAssignment {
    /// String, versions 0 to 5.
    pub member_id: StrBytes,
    /// Bytes, versions 0 to 5.
    pub assignment: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl SyncGroupRequestAssignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("SyncGroupRequestAssignment.member_id");
        it.member_id = r.string(form)?;
        r.field("SyncGroupRequestAssignment.assignment");
        it.assignment = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 4);
        w.field("SyncGroupRequestAssignment.member_id");
        w.string(form, &self.member_id)?;
        w.field("SyncGroupRequestAssignment.assignment");
        w.bytes(form, &self.assignment)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for SyncGroupRequest {
    const NAME: &'static str = "SyncGroupRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(14));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `SyncGroupResponse`, a response: versions 0 to 5, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupResponse {
    /// I32, versions 1 to 5, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub protocol_type: Option<StrBytes>,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub protocol_name: Option<StrBytes>,
    /// Bytes, versions 0 to 5.
    pub assignment: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl SyncGroupResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("protocol_type");
        if version >= 5 {
            it.protocol_type = r.nullable_string(form)?;
        }
        r.field("protocol_name");
        if version >= 5 {
            it.protocol_name = r.nullable_string(form)?;
        }
        r.field("assignment");
        it.assignment = r.bytes(form)?;
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
        w.field("protocol_type");
        if version >= 5 {
            w.nullable_string(form, self.protocol_type.as_deref())?;
        }
        w.field("protocol_name");
        if version >= 5 {
            w.nullable_string(form, self.protocol_name.as_deref())?;
        }
        w.field("assignment");
        w.bytes(form, &self.assignment)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for SyncGroupResponse {
    const NAME: &'static str = "SyncGroupResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(14));
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
