//! PushTelemetry (API key 72): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/72_push_telemetry.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::Uuid;

/// `PushTelemetryRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PushTelemetryRequest {
    /// Uuid, version 0.
    pub client_instance_id: Uuid,
    /// I32, version 0.
    pub subscription_id: i32,
    /// Bool, version 0.
    pub terminating: bool,
    /// I8, version 0.
    pub compression_type: i8,
    /// Bytes, version 0.
    pub metrics: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl PushTelemetryRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("client_instance_id");
        it.client_instance_id = r.uuid()?;
        r.field("subscription_id");
        it.subscription_id = r.i32()?;
        r.field("terminating");
        it.terminating = r.bool()?;
        r.field("compression_type");
        it.compression_type = r.i8()?;
        r.field("metrics");
        it.metrics = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("client_instance_id");
        w.uuid(self.client_instance_id);
        w.field("subscription_id");
        w.i32(self.subscription_id);
        w.field("terminating");
        w.bool(self.terminating);
        w.field("compression_type");
        w.i8(self.compression_type);
        w.field("metrics");
        w.bytes(form, &self.metrics)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for PushTelemetryRequest {
    const NAME: &'static str = "PushTelemetryRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(72));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `PushTelemetryResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PushTelemetryResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl PushTelemetryResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for PushTelemetryResponse {
    const NAME: &'static str = "PushTelemetryResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(72));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

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
