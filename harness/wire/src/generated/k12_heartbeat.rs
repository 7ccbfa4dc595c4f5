//! Heartbeat (API key 12): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/12_heartbeat.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `HeartbeatRequest`, a request: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeartbeatRequest {
    /// String, versions 0 to 4.
    pub group_id: StrBytes,
    /// I32, versions 0 to 4.
    pub generation_id: i32,
    /// String, versions 0 to 4.
    pub member_id: StrBytes,
    /// String, versions 3 to 4, nullable, default null.
    pub group_instance_id: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl HeartbeatRequest {
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
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for HeartbeatRequest {
    const NAME: &'static str = "HeartbeatRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(12));
    const VERSIONS: Versions = Versions::new(0, 4);
    const FLEXIBLE_FROM: Option<i16> = Some(4);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `HeartbeatResponse`, a response: versions 0 to 4, flexible since version 4.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeartbeatResponse {
    /// I32, versions 1 to 4, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 4.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl HeartbeatResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 4);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
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
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for HeartbeatResponse {
    const NAME: &'static str = "HeartbeatResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(12));
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
