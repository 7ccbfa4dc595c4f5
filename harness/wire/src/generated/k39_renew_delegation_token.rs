//! RenewDelegationToken (API key 39): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/39_renew_delegation_token.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};

/// `RenewDelegationTokenRequest`, a request: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RenewDelegationTokenRequest {
    /// Bytes, versions 0 to 2.
    pub hmac: Bytes,
    /// I64, versions 0 to 2.
    pub renew_period_ms: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RenewDelegationTokenRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("hmac");
        it.hmac = r.bytes(form)?;
        r.field("renew_period_ms");
        it.renew_period_ms = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("hmac");
        w.bytes(form, &self.hmac)?;
        w.field("renew_period_ms");
        w.i64(self.renew_period_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for RenewDelegationTokenRequest {
    const NAME: &'static str = "RenewDelegationTokenRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(39));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `RenewDelegationTokenResponse`, a response: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RenewDelegationTokenResponse {
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// I64, versions 0 to 2.
    pub expiry_timestamp_ms: i64,
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RenewDelegationTokenResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("expiry_timestamp_ms");
        it.expiry_timestamp_ms = r.i64()?;
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("expiry_timestamp_ms");
        w.i64(self.expiry_timestamp_ms);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for RenewDelegationTokenResponse {
    const NAME: &'static str = "RenewDelegationTokenResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(39));
    const VERSIONS: Versions = Versions::new(0, 2);
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
