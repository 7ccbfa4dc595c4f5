//! FindCoordinator (API key 10): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/10_find_coordinator.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `FindCoordinatorRequest`, a request: versions 0 to 6, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FindCoordinatorRequest {
    /// String, versions 0 to 3.
    pub key: StrBytes,
    /// I8, versions 1 to 6.
    pub key_type: i8,
    /// Array of string, versions 4 to 6.
    pub coordinator_keys: Vec<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl FindCoordinatorRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("key");
        if version <= 3 {
            it.key = r.string(form)?;
        }
        r.field("key_type");
        if version >= 1 {
            it.key_type = r.i8()?;
        }
        r.field("coordinator_keys");
        if version >= 4 {
            it.coordinator_keys = r.array(form, 1, |r| r.string(form))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("key");
        if version <= 3 {
            w.string(form, &self.key)?;
        } else if !self.key.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("key_type");
        if version >= 1 {
            w.i8(self.key_type);
        } else if self.key_type != 0 {
            return Err(w.not_in_version());
        }
        w.field("coordinator_keys");
        if version >= 4 {
            w.array(form, &self.coordinator_keys, |w, it| w.string(form, it))?;
        } else if !self.coordinator_keys.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for FindCoordinatorRequest {
    const NAME: &'static str = "FindCoordinatorRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(10));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `FindCoordinatorResponse`, a response: versions 0 to 6, flexible since version 3.
#[derive(Clone, Debug, PartialEq)]
pub struct FindCoordinatorResponse {
    /// I32, versions 1 to 6, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 1 to 3, nullable, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// I32, versions 0 to 3.
    pub node_id: i32,
    /// String, versions 0 to 3.
    pub host: StrBytes,
    /// I32, versions 0 to 3.
    pub port: i32,
    /// Array of [`Coordinator`], versions 4 to 6.
    pub coordinators: Vec<Coordinator>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for FindCoordinatorResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            node_id: 0,
            host: StrBytes::default(),
            port: 0,
            coordinators: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl FindCoordinatorResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("error_code");
        if version <= 3 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("error_message");
        if (1..=3).contains(&version) {
            it.error_message = r.nullable_string(form)?;
        }
        r.field("node_id");
        if version <= 3 {
            it.node_id = r.i32()?;
        }
        r.field("host");
        if version <= 3 {
            it.host = r.string(form)?;
        }
        r.field("port");
        if version <= 3 {
            it.port = r.i32()?;
        }
        r.field("coordinators");
        if version >= 4 {
            it.coordinators = r.array(form, 14, |r| Coordinator::read(r, version))?;
        }
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
        if version <= 3 {
            w.i16(self.error_code.0);
        } else if self.error_code != ErrorCode(0) {
            return Err(w.not_in_version());
        }
        w.field("error_message");
        if (1..=3).contains(&version) {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.field("node_id");
        if version <= 3 {
            w.i32(self.node_id);
        } else if self.node_id != 0 {
            return Err(w.not_in_version());
        }
        w.field("host");
        if version <= 3 {
            w.string(form, &self.host)?;
        } else if !self.host.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("port");
        if version <= 3 {
            w.i32(self.port);
        } else if self.port != 0 {
            return Err(w.not_in_version());
        }
        w.field("coordinators");
        if version >= 4 {
            w.array(form, &self.coordinators, |w, it| it.write(w, version))?;
        } else if !self.coordinators.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `Coordinator` in [`FindCoordinatorResponse`], versions 4 to 6.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinator {
    /// String, versions 4 to 6.
    pub key: StrBytes,
    /// I32, versions 4 to 6.
    pub node_id: i32,
    /// String, versions 4 to 6.
    pub host: StrBytes,
    /// I32, versions 4 to 6.
    pub port: i32,
    /// Error, versions 4 to 6.
    pub error_code: ErrorCode,
    /// String, versions 4 to 6, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for Coordinator {
    fn default() -> Self {
        Self {
            key: StrBytes::default(),
            node_id: 0,
            host: StrBytes::default(),
            port: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl Coordinator {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("Coordinator.key");
        it.key = r.string(form)?;
        r.field("Coordinator.node_id");
        it.node_id = r.i32()?;
        r.field("Coordinator.host");
        it.host = r.string(form)?;
        r.field("Coordinator.port");
        it.port = r.i32()?;
        r.field("Coordinator.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("Coordinator.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("Coordinator.key");
        w.string(form, &self.key)?;
        w.field("Coordinator.node_id");
        w.i32(self.node_id);
        w.field("Coordinator.host");
        w.string(form, &self.host)?;
        w.field("Coordinator.port");
        w.i32(self.port);
        w.field("Coordinator.error_code");
        w.i16(self.error_code.0);
        w.field("Coordinator.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for FindCoordinatorResponse {
    const NAME: &'static str = "FindCoordinatorResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(10));
    const VERSIONS: Versions = Versions::new(0, 6);
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
