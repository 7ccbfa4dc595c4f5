//! DescribeUserScramCredentials (API key 50): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/50_describe_user_scram_credentials.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeUserScramCredentialsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeUserScramCredentialsRequest {
    /// Array of [`UserName`], version 0, nullable.
    pub users: Option<Vec<UserName>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeUserScramCredentialsRequest {
    fn default() -> Self {
        Self { users: Some(Vec::new()), unknown_tagged_fields: Vec::new() }
    }
}

impl DescribeUserScramCredentialsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("users");
        it.users = r.nullable_array(form, 2, |r| UserName::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("users");
        w.nullable_array(form, self.users.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `UserName` in [`DescribeUserScramCredentialsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct UserName {
    /// String, version 0.
    pub name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl UserName {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("UserName.name");
        it.name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("UserName.name");
        w.string(form, &self.name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeUserScramCredentialsRequest {
    const NAME: &'static str = "DescribeUserScramCredentialsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(50));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeUserScramCredentialsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeUserScramCredentialsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`DescribeUserScramCredentialsResult`], version 0.
    pub results: Vec<DescribeUserScramCredentialsResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeUserScramCredentialsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            results: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeUserScramCredentialsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("results");
        it.results = r.array(form, 6, |r| DescribeUserScramCredentialsResult::read(r, version))?;
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
        w.field("error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("results");
        w.array(form, &self.results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `CredentialInfo` in [`DescribeUserScramCredentialsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CredentialInfo {
    /// I8, version 0.
    pub mechanism: i8,
    /// I32, version 0.
    pub iterations: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl CredentialInfo {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("CredentialInfo.mechanism");
        it.mechanism = r.i8()?;
        r.field("CredentialInfo.iterations");
        it.iterations = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("CredentialInfo.mechanism");
        w.i8(self.mechanism);
        w.field("CredentialInfo.iterations");
        w.i32(self.iterations);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeUserScramCredentialsResult` in [`DescribeUserScramCredentialsResponse`], version
/// 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeUserScramCredentialsResult {
    /// String, version 0.
    pub user: StrBytes,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`CredentialInfo`], version 0.
    pub credential_infos: Vec<CredentialInfo>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeUserScramCredentialsResult {
    fn default() -> Self {
        Self {
            user: StrBytes::default(),
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            credential_infos: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeUserScramCredentialsResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("DescribeUserScramCredentialsResult.user");
        it.user = r.string(form)?;
        r.field("DescribeUserScramCredentialsResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribeUserScramCredentialsResult.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("DescribeUserScramCredentialsResult.credential_infos");
        it.credential_infos = r.array(form, 6, |r| CredentialInfo::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("DescribeUserScramCredentialsResult.user");
        w.string(form, &self.user)?;
        w.field("DescribeUserScramCredentialsResult.error_code");
        w.i16(self.error_code.0);
        w.field("DescribeUserScramCredentialsResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("DescribeUserScramCredentialsResult.credential_infos");
        w.array(form, &self.credential_infos, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeUserScramCredentialsResponse {
    const NAME: &'static str = "DescribeUserScramCredentialsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(50));
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
