//! CreateDelegationToken (API key 38): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/38_create_delegation_token.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `CreateDelegationTokenRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateDelegationTokenRequest {
    /// String, version 3, nullable.
    pub owner_principal_type: Option<StrBytes>,
    /// String, version 3, nullable.
    pub owner_principal_name: Option<StrBytes>,
    /// Array of [`CreatableRenewers`], versions 0 to 3.
    pub renewers: Vec<CreatableRenewers>,
    /// I64, versions 0 to 3.
    pub max_lifetime_ms: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for CreateDelegationTokenRequest {
    fn default() -> Self {
        Self {
            owner_principal_type: Some(StrBytes::default()),
            owner_principal_name: Some(StrBytes::default()),
            renewers: Vec::new(),
            max_lifetime_ms: 0,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl CreateDelegationTokenRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("owner_principal_type");
        if version >= 3 {
            it.owner_principal_type = r.nullable_string(form)?;
        }
        r.field("owner_principal_name");
        if version >= 3 {
            it.owner_principal_name = r.nullable_string(form)?;
        }
        r.field("renewers");
        it.renewers = r.array(form, 3, |r| CreatableRenewers::read(r, version))?;
        r.field("max_lifetime_ms");
        it.max_lifetime_ms = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("owner_principal_type");
        if version >= 3 {
            w.nullable_string(form, self.owner_principal_type.as_deref())?;
        } else if self.owner_principal_type.as_ref().is_none_or(|value| !value.is_empty()) {
            return Err(w.not_in_version());
        }
        w.field("owner_principal_name");
        if version >= 3 {
            w.nullable_string(form, self.owner_principal_name.as_deref())?;
        } else if self.owner_principal_name.as_ref().is_none_or(|value| !value.is_empty()) {
            return Err(w.not_in_version());
        }
        w.field("renewers");
        w.array(form, &self.renewers, |w, it| it.write(w, version))?;
        w.field("max_lifetime_ms");
        w.i64(self.max_lifetime_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CreatableRenewers` in [`CreateDelegationTokenRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatableRenewers {
    /// String, versions 0 to 3.
    pub principal_type: StrBytes,
    /// String, versions 0 to 3.
    pub principal_name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreatableRenewers {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("CreatableRenewers.principal_type");
        it.principal_type = r.string(form)?;
        r.field("CreatableRenewers.principal_name");
        it.principal_name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("CreatableRenewers.principal_type");
        w.string(form, &self.principal_type)?;
        w.field("CreatableRenewers.principal_name");
        w.string(form, &self.principal_name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreateDelegationTokenRequest {
    const NAME: &'static str = "CreateDelegationTokenRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(38));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `CreateDelegationTokenResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateDelegationTokenResponse {
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// String, versions 0 to 3.
    pub principal_type: StrBytes,
    /// String, versions 0 to 3.
    pub principal_name: StrBytes,
    /// String, version 3.
    pub token_requester_principal_type: StrBytes,
    /// String, version 3.
    pub token_requester_principal_name: StrBytes,
    /// I64, versions 0 to 3.
    pub issue_timestamp_ms: i64,
    /// I64, versions 0 to 3.
    pub expiry_timestamp_ms: i64,
    /// I64, versions 0 to 3.
    pub max_timestamp_ms: i64,
    /// String, versions 0 to 3.
    pub token_id: StrBytes,
    /// Bytes, versions 0 to 3.
    pub hmac: Bytes,
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CreateDelegationTokenResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("principal_type");
        it.principal_type = r.string(form)?;
        r.field("principal_name");
        it.principal_name = r.string(form)?;
        r.field("token_requester_principal_type");
        if version >= 3 {
            it.token_requester_principal_type = r.string(form)?;
        }
        r.field("token_requester_principal_name");
        if version >= 3 {
            it.token_requester_principal_name = r.string(form)?;
        }
        r.field("issue_timestamp_ms");
        it.issue_timestamp_ms = r.i64()?;
        r.field("expiry_timestamp_ms");
        it.expiry_timestamp_ms = r.i64()?;
        r.field("max_timestamp_ms");
        it.max_timestamp_ms = r.i64()?;
        r.field("token_id");
        it.token_id = r.string(form)?;
        r.field("hmac");
        it.hmac = r.bytes(form)?;
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
        w.field("principal_type");
        w.string(form, &self.principal_type)?;
        w.field("principal_name");
        w.string(form, &self.principal_name)?;
        w.field("token_requester_principal_type");
        if version >= 3 {
            w.string(form, &self.token_requester_principal_type)?;
        } else if !self.token_requester_principal_type.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("token_requester_principal_name");
        if version >= 3 {
            w.string(form, &self.token_requester_principal_name)?;
        } else if !self.token_requester_principal_name.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("issue_timestamp_ms");
        w.i64(self.issue_timestamp_ms);
        w.field("expiry_timestamp_ms");
        w.i64(self.expiry_timestamp_ms);
        w.field("max_timestamp_ms");
        w.i64(self.max_timestamp_ms);
        w.field("token_id");
        w.string(form, &self.token_id)?;
        w.field("hmac");
        w.bytes(form, &self.hmac)?;
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for CreateDelegationTokenResponse {
    const NAME: &'static str = "CreateDelegationTokenResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(38));
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
