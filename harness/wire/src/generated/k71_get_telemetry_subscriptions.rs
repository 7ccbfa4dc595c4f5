//! GetTelemetrySubscriptions (API key 71): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/71_get_telemetry_subscriptions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `GetTelemetrySubscriptionsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GetTelemetrySubscriptionsRequest {
    /// Uuid, version 0.
    pub client_instance_id: Uuid,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl GetTelemetrySubscriptionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("client_instance_id");
        it.client_instance_id = r.uuid()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("client_instance_id");
        w.uuid(self.client_instance_id);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for GetTelemetrySubscriptionsRequest {
    const NAME: &'static str = "GetTelemetrySubscriptionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(71));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `GetTelemetrySubscriptionsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GetTelemetrySubscriptionsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// Uuid, version 0.
    pub client_instance_id: Uuid,
    /// I32, version 0.
    pub subscription_id: i32,
    /// Array of i8, version 0.
    pub accepted_compression_types: Vec<i8>,
    /// I32, version 0.
    pub push_interval_ms: i32,
    /// I32, version 0.
    pub telemetry_max_bytes: i32,
    /// Bool, version 0.
    pub delta_temporality: bool,
    /// Array of string, version 0.
    pub requested_metrics: Vec<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl GetTelemetrySubscriptionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("client_instance_id");
        it.client_instance_id = r.uuid()?;
        r.field("subscription_id");
        it.subscription_id = r.i32()?;
        r.field("accepted_compression_types");
        it.accepted_compression_types = r.array(form, 1, |r| r.i8())?;
        r.field("push_interval_ms");
        it.push_interval_ms = r.i32()?;
        r.field("telemetry_max_bytes");
        it.telemetry_max_bytes = r.i32()?;
        r.field("delta_temporality");
        it.delta_temporality = r.bool()?;
        r.field("requested_metrics");
        it.requested_metrics = r.array(form, 1, |r| r.string(form))?;
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
        w.field("client_instance_id");
        w.uuid(self.client_instance_id);
        w.field("subscription_id");
        w.i32(self.subscription_id);
        w.field("accepted_compression_types");
        w.array(form, &self.accepted_compression_types, |w, it| {
            w.i8(*it);
            Ok(())
        })?;
        w.field("push_interval_ms");
        w.i32(self.push_interval_ms);
        w.field("telemetry_max_bytes");
        w.i32(self.telemetry_max_bytes);
        w.field("delta_temporality");
        w.bool(self.delta_temporality);
        w.field("requested_metrics");
        w.array(form, &self.requested_metrics, |w, it| w.string(form, it))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for GetTelemetrySubscriptionsResponse {
    const NAME: &'static str = "GetTelemetrySubscriptionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(71));
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
