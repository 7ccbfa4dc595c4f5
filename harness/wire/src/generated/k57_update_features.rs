//! UpdateFeatures (API key 57): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/57_update_features.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `UpdateFeaturesRequest`, a request: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateFeaturesRequest {
    /// I32, versions 0 to 2, default 60000.
    pub timeout_ms: i32,
    /// Array of [`FeatureUpdateKey`], versions 0 to 2.
    pub feature_updates: Vec<FeatureUpdateKey>,
    /// Bool, versions 1 to 2.
    pub validate_only: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for UpdateFeaturesRequest {
    fn default() -> Self {
        Self {
            timeout_ms: 60_000,
            feature_updates: Vec::new(),
            validate_only: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl UpdateFeaturesRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("feature_updates");
        it.feature_updates = r.array(form, 5, |r| FeatureUpdateKey::read(r, version))?;
        r.field("validate_only");
        if version >= 1 {
            it.validate_only = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.field("feature_updates");
        w.array(form, &self.feature_updates, |w, it| it.write(w, version))?;
        w.field("validate_only");
        if version >= 1 {
            w.bool(self.validate_only);
        } else if self.validate_only {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `FeatureUpdateKey` in [`UpdateFeaturesRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureUpdateKey {
    /// String, versions 0 to 2.
    pub feature: StrBytes,
    /// I16, versions 0 to 2.
    pub max_version_level: i16,
    /// Bool, version 0.
    pub allow_downgrade: bool,
    /// I8, versions 1 to 2, default 1.
    pub upgrade_type: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for FeatureUpdateKey {
    fn default() -> Self {
        Self {
            feature: StrBytes::default(),
            max_version_level: 0,
            allow_downgrade: false,
            upgrade_type: 1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl FeatureUpdateKey {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("FeatureUpdateKey.feature");
        it.feature = r.string(form)?;
        r.field("FeatureUpdateKey.max_version_level");
        it.max_version_level = r.i16()?;
        r.field("FeatureUpdateKey.allow_downgrade");
        if version == 0 {
            it.allow_downgrade = r.bool()?;
        }
        r.field("FeatureUpdateKey.upgrade_type");
        if version >= 1 {
            it.upgrade_type = r.i8()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("FeatureUpdateKey.feature");
        w.string(form, &self.feature)?;
        w.field("FeatureUpdateKey.max_version_level");
        w.i16(self.max_version_level);
        w.field("FeatureUpdateKey.allow_downgrade");
        if version == 0 {
            w.bool(self.allow_downgrade);
        } else if self.allow_downgrade {
            return Err(w.not_in_version());
        }
        w.field("FeatureUpdateKey.upgrade_type");
        if version >= 1 {
            w.i8(self.upgrade_type);
        } else if self.upgrade_type != 1 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for UpdateFeaturesRequest {
    const NAME: &'static str = "UpdateFeaturesRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(57));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `UpdateFeaturesResponse`, a response: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateFeaturesResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, versions 0 to 2, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`UpdatableFeatureResult`], versions 0 to 1, dropped by other versions.
    pub results: Vec<UpdatableFeatureResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for UpdateFeaturesResponse {
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

impl UpdateFeaturesResponse {
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
        if version <= 1 {
            it.results = r.array(form, 5, |r| UpdatableFeatureResult::read(r, version))?;
        }
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
        if version <= 1 {
            w.array(form, &self.results, |w, it| it.write(w, version))?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `UpdatableFeatureResult` in [`UpdateFeaturesResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdatableFeatureResult {
    /// String, versions 0 to 1.
    pub feature: StrBytes,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for UpdatableFeatureResult {
    fn default() -> Self {
        Self {
            feature: StrBytes::default(),
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl UpdatableFeatureResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("UpdatableFeatureResult.feature");
        it.feature = r.string(form)?;
        r.field("UpdatableFeatureResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("UpdatableFeatureResult.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("UpdatableFeatureResult.feature");
        w.string(form, &self.feature)?;
        w.field("UpdatableFeatureResult.error_code");
        w.i16(self.error_code.0);
        w.field("UpdatableFeatureResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for UpdateFeaturesResponse {
    const NAME: &'static str = "UpdateFeaturesResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(57));
    const VERSIONS: Versions = Versions::new(0, 2);
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
