//! DescribeDelegationToken (API key 41): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/41_describe_delegation_token.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeDelegationTokenRequest`, a request: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeDelegationTokenRequest {
    /// Array of [`DescribeDelegationTokenOwner`], versions 0 to 3, nullable.
    pub owners: Option<Vec<DescribeDelegationTokenOwner>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeDelegationTokenRequest {
    fn default() -> Self {
        Self { owners: Some(Vec::new()), unknown_tagged_fields: Vec::new() }
    }
}

impl DescribeDelegationTokenRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("owners");
        it.owners =
            r.nullable_array(form, 3, |r| DescribeDelegationTokenOwner::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("owners");
        w.nullable_array(form, self.owners.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeDelegationTokenOwner` in [`DescribeDelegationTokenRequest`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeDelegationTokenOwner {
    /// String, versions 0 to 3.
    pub principal_type: StrBytes,
    /// String, versions 0 to 3.
    pub principal_name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeDelegationTokenOwner {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribeDelegationTokenOwner.principal_type");
        it.principal_type = r.string(form)?;
        r.field("DescribeDelegationTokenOwner.principal_name");
        it.principal_name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribeDelegationTokenOwner.principal_type");
        w.string(form, &self.principal_type)?;
        w.field("DescribeDelegationTokenOwner.principal_name");
        w.string(form, &self.principal_name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeDelegationTokenRequest {
    const NAME: &'static str = "DescribeDelegationTokenRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(41));
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeDelegationTokenResponse`, a response: versions 0 to 3, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeDelegationTokenResponse {
    /// Error, versions 0 to 3.
    pub error_code: ErrorCode,
    /// Array of [`DescribedDelegationToken`], versions 0 to 3.
    pub tokens: Vec<DescribedDelegationToken>,
    /// I32, versions 0 to 3.
    pub throttle_time_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeDelegationTokenResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("tokens");
        it.tokens = r.array(form, 30, |r| DescribedDelegationToken::read(r, version))?;
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
        w.field("tokens");
        w.array(form, &self.tokens, |w, it| it.write(w, version))?;
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribedDelegationTokenRenewer` in [`DescribeDelegationTokenResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedDelegationTokenRenewer {
    /// String, versions 0 to 3.
    pub principal_type: StrBytes,
    /// String, versions 0 to 3.
    pub principal_name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribedDelegationTokenRenewer {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribedDelegationTokenRenewer.principal_type");
        it.principal_type = r.string(form)?;
        r.field("DescribedDelegationTokenRenewer.principal_name");
        it.principal_name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribedDelegationTokenRenewer.principal_type");
        w.string(form, &self.principal_type)?;
        w.field("DescribedDelegationTokenRenewer.principal_name");
        w.string(form, &self.principal_name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribedDelegationToken` in [`DescribeDelegationTokenResponse`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedDelegationToken {
    /// String, versions 0 to 3.
    pub principal_type: StrBytes,
    /// String, versions 0 to 3.
    pub principal_name: StrBytes,
    /// String, version 3.
    pub token_requester_principal_type: StrBytes,
    /// String, version 3.
    pub token_requester_principal_name: StrBytes,
    /// I64, versions 0 to 3.
    pub issue_timestamp: i64,
    /// I64, versions 0 to 3.
    pub expiry_timestamp: i64,
    /// I64, versions 0 to 3.
    pub max_timestamp: i64,
    /// String, versions 0 to 3.
    pub token_id: StrBytes,
    /// Bytes, versions 0 to 3.
    pub hmac: Bytes,
    /// Array of [`DescribedDelegationTokenRenewer`], versions 0 to 3.
    pub renewers: Vec<DescribedDelegationTokenRenewer>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribedDelegationToken {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("DescribedDelegationToken.principal_type");
        it.principal_type = r.string(form)?;
        r.field("DescribedDelegationToken.principal_name");
        it.principal_name = r.string(form)?;
        r.field("DescribedDelegationToken.token_requester_principal_type");
        if version >= 3 {
            it.token_requester_principal_type = r.string(form)?;
        }
        r.field("DescribedDelegationToken.token_requester_principal_name");
        if version >= 3 {
            it.token_requester_principal_name = r.string(form)?;
        }
        r.field("DescribedDelegationToken.issue_timestamp");
        it.issue_timestamp = r.i64()?;
        r.field("DescribedDelegationToken.expiry_timestamp");
        it.expiry_timestamp = r.i64()?;
        r.field("DescribedDelegationToken.max_timestamp");
        it.max_timestamp = r.i64()?;
        r.field("DescribedDelegationToken.token_id");
        it.token_id = r.string(form)?;
        r.field("DescribedDelegationToken.hmac");
        it.hmac = r.bytes(form)?;
        r.field("DescribedDelegationToken.renewers");
        it.renewers = r.array(form, 3, |r| DescribedDelegationTokenRenewer::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("DescribedDelegationToken.principal_type");
        w.string(form, &self.principal_type)?;
        w.field("DescribedDelegationToken.principal_name");
        w.string(form, &self.principal_name)?;
        w.field("DescribedDelegationToken.token_requester_principal_type");
        if version >= 3 {
            w.string(form, &self.token_requester_principal_type)?;
        } else if !self.token_requester_principal_type.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("DescribedDelegationToken.token_requester_principal_name");
        if version >= 3 {
            w.string(form, &self.token_requester_principal_name)?;
        } else if !self.token_requester_principal_name.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("DescribedDelegationToken.issue_timestamp");
        w.i64(self.issue_timestamp);
        w.field("DescribedDelegationToken.expiry_timestamp");
        w.i64(self.expiry_timestamp);
        w.field("DescribedDelegationToken.max_timestamp");
        w.i64(self.max_timestamp);
        w.field("DescribedDelegationToken.token_id");
        w.string(form, &self.token_id)?;
        w.field("DescribedDelegationToken.hmac");
        w.bytes(form, &self.hmac)?;
        w.field("DescribedDelegationToken.renewers");
        w.array(form, &self.renewers, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeDelegationTokenResponse {
    const NAME: &'static str = "DescribeDelegationTokenResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(41));
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
