//! AlterUserScramCredentials (API key 51): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/51_alter_user_scram_credentials.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AlterUserScramCredentialsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterUserScramCredentialsRequest {
    /// Array of [`ScramCredentialDeletion`], version 0.
    pub deletions: Vec<ScramCredentialDeletion>,
    /// Array of [`ScramCredentialUpsertion`], version 0.
    pub upsertions: Vec<ScramCredentialUpsertion>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterUserScramCredentialsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("deletions");
        it.deletions = r.array(form, 3, |r| ScramCredentialDeletion::read(r, version))?;
        r.field("upsertions");
        it.upsertions = r.array(form, 9, |r| ScramCredentialUpsertion::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("deletions");
        w.array(form, &self.deletions, |w, it| it.write(w, version))?;
        w.field("upsertions");
        w.array(form, &self.upsertions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ScramCredentialDeletion` in [`AlterUserScramCredentialsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScramCredentialDeletion {
    /// String, version 0.
    pub name: StrBytes,
    /// I8, version 0.
    pub mechanism: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ScramCredentialDeletion {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ScramCredentialDeletion.name");
        it.name = r.string(form)?;
        r.field("ScramCredentialDeletion.mechanism");
        it.mechanism = r.i8()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ScramCredentialDeletion.name");
        w.string(form, &self.name)?;
        w.field("ScramCredentialDeletion.mechanism");
        w.i8(self.mechanism);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ScramCredentialUpsertion` in [`AlterUserScramCredentialsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScramCredentialUpsertion {
    /// String, version 0.
    pub name: StrBytes,
    /// I8, version 0.
    pub mechanism: i8,
    /// I32, version 0.
    pub iterations: i32,
    /// Bytes, version 0.
    pub salt: Bytes,
    /// Bytes, version 0.
    pub salted_password: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ScramCredentialUpsertion {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ScramCredentialUpsertion.name");
        it.name = r.string(form)?;
        r.field("ScramCredentialUpsertion.mechanism");
        it.mechanism = r.i8()?;
        r.field("ScramCredentialUpsertion.iterations");
        it.iterations = r.i32()?;
        r.field("ScramCredentialUpsertion.salt");
        it.salt = r.bytes(form)?;
        r.field("ScramCredentialUpsertion.salted_password");
        it.salted_password = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ScramCredentialUpsertion.name");
        w.string(form, &self.name)?;
        w.field("ScramCredentialUpsertion.mechanism");
        w.i8(self.mechanism);
        w.field("ScramCredentialUpsertion.iterations");
        w.i32(self.iterations);
        w.field("ScramCredentialUpsertion.salt");
        w.bytes(form, &self.salt)?;
        w.field("ScramCredentialUpsertion.salted_password");
        w.bytes(form, &self.salted_password)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterUserScramCredentialsRequest {
    const NAME: &'static str = "AlterUserScramCredentialsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(51));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AlterUserScramCredentialsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterUserScramCredentialsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Array of [`AlterUserScramCredentialsResult`], version 0.
    pub results: Vec<AlterUserScramCredentialsResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterUserScramCredentialsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("results");
        it.results = r.array(form, 5, |r| AlterUserScramCredentialsResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("results");
        w.array(form, &self.results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AlterUserScramCredentialsResult` in [`AlterUserScramCredentialsResponse`], version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterUserScramCredentialsResult {
    /// String, version 0.
    pub user: StrBytes,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for AlterUserScramCredentialsResult {
    fn default() -> Self {
        Self {
            user: StrBytes::default(),
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl AlterUserScramCredentialsResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("AlterUserScramCredentialsResult.user");
        it.user = r.string(form)?;
        r.field("AlterUserScramCredentialsResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("AlterUserScramCredentialsResult.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("AlterUserScramCredentialsResult.user");
        w.string(form, &self.user)?;
        w.field("AlterUserScramCredentialsResult.error_code");
        w.i16(self.error_code.0);
        w.field("AlterUserScramCredentialsResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterUserScramCredentialsResponse {
    const NAME: &'static str = "AlterUserScramCredentialsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(51));
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
