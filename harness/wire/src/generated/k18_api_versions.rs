//! ApiVersions (API key 18): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/18_api_versions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ApiVersionsRequest`, a request: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiVersionsRequest {
    /// String, versions 3 to 5, dropped by other versions.
    pub client_software_name: StrBytes,
    /// String, versions 3 to 5, dropped by other versions.
    pub client_software_version: StrBytes,
    /// String, version 5, nullable, default null, dropped by other versions.
    pub cluster_id: Option<StrBytes>,
    /// I32, version 5, default -1, dropped by other versions.
    pub node_id: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ApiVersionsRequest {
    fn default() -> Self {
        Self {
            client_software_name: StrBytes::default(),
            client_software_version: StrBytes::default(),
            cluster_id: None,
            node_id: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ApiVersionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("client_software_name");
        if version >= 3 {
            it.client_software_name = r.string(form)?;
        }
        r.field("client_software_version");
        if version >= 3 {
            it.client_software_version = r.string(form)?;
        }
        r.field("cluster_id");
        if version >= 5 {
            it.cluster_id = r.nullable_string(form)?;
        }
        r.field("node_id");
        if version >= 5 {
            it.node_id = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("client_software_name");
        if version >= 3 {
            w.string(form, &self.client_software_name)?;
        }
        w.field("client_software_version");
        if version >= 3 {
            w.string(form, &self.client_software_version)?;
        }
        w.field("cluster_id");
        if version >= 5 {
            w.nullable_string(form, self.cluster_id.as_deref())?;
        }
        w.field("node_id");
        if version >= 5 {
            w.i32(self.node_id);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ApiVersionsRequest {
    const NAME: &'static str = "ApiVersionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(18));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ApiVersionsResponse`, a response: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiVersionsResponse {
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// Array of [`ApiVersion`], versions 0 to 5.
    pub api_keys: Vec<ApiVersion>,
    /// I32, versions 1 to 5, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`SupportedFeatureKey`], versions 3 to 5, tag 0, dropped by other versions.
    pub supported_features: Vec<SupportedFeatureKey>,
    /// I64, versions 3 to 5, tag 1, default -1, dropped by other versions.
    pub finalized_features_epoch: i64,
    /// Array of [`FinalizedFeatureKey`], versions 3 to 5, tag 2, dropped by other versions.
    pub finalized_features: Vec<FinalizedFeatureKey>,
    /// Bool, versions 3 to 5, tag 3, dropped by other versions.
    pub zk_migration_ready: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ApiVersionsResponse {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            api_keys: Vec::new(),
            throttle_time_ms: 0,
            supported_features: Vec::new(),
            finalized_features_epoch: -1,
            finalized_features: Vec::new(),
            zk_migration_ready: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ApiVersionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("api_keys");
        it.api_keys = r.array(form, 6, |r| ApiVersion::read(r, version))?;
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 => {
                        r.field("supported_features");
                        it.supported_features =
                            r.array(form, 6, |r| SupportedFeatureKey::read(r, version))?;
                    }
                    1 => {
                        r.field("finalized_features_epoch");
                        it.finalized_features_epoch = r.i64()?;
                    }
                    2 => {
                        r.field("finalized_features");
                        it.finalized_features =
                            r.array(form, 6, |r| FinalizedFeatureKey::read(r, version))?;
                    }
                    3 => {
                        r.field("zk_migration_ready");
                        it.zk_migration_ready = r.bool()?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("api_keys");
        w.array(form, &self.api_keys, |w, it| it.write(w, version))?;
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("supported_features");
            if !self.supported_features.is_empty() {
                tags.known(w, 0, |w| {
                    w.array(form, &self.supported_features, |w, it| it.write(w, version))?;
                    Ok(())
                })?;
            }
            w.field("finalized_features_epoch");
            if self.finalized_features_epoch != -1 {
                tags.known(w, 1, |w| {
                    w.i64(self.finalized_features_epoch);
                    Ok(())
                })?;
            }
            w.field("finalized_features");
            if !self.finalized_features.is_empty() {
                tags.known(w, 2, |w| {
                    w.array(form, &self.finalized_features, |w, it| it.write(w, version))?;
                    Ok(())
                })?;
            }
            w.field("zk_migration_ready");
            if self.zk_migration_ready {
                tags.known(w, 3, |w| {
                    w.bool(self.zk_migration_ready);
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `ApiVersion` in [`ApiVersionsResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ApiVersion {
    /// Api, versions 0 to 5.
    pub api_key: ApiKey,
    /// I16, versions 0 to 5.
    pub min_version: i16,
    /// I16, versions 0 to 5.
    pub max_version: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ApiVersion {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("ApiVersion.api_key");
        it.api_key = r.i16().map(ApiKey)?;
        r.field("ApiVersion.min_version");
        it.min_version = r.i16()?;
        r.field("ApiVersion.max_version");
        it.max_version = r.i16()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("ApiVersion.api_key");
        w.i16(self.api_key.0);
        w.field("ApiVersion.min_version");
        w.i16(self.min_version);
        w.field("ApiVersion.max_version");
        w.i16(self.max_version);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `SupportedFeatureKey` in [`ApiVersionsResponse`], versions 3 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SupportedFeatureKey {
    /// String, versions 3 to 5.
    pub name: StrBytes,
    /// I16, versions 3 to 5.
    pub min_version: i16,
    /// I16, versions 3 to 5.
    pub max_version: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl SupportedFeatureKey {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("SupportedFeatureKey.name");
        it.name = r.string(form)?;
        r.field("SupportedFeatureKey.min_version");
        it.min_version = r.i16()?;
        r.field("SupportedFeatureKey.max_version");
        it.max_version = r.i16()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("SupportedFeatureKey.name");
        w.string(form, &self.name)?;
        w.field("SupportedFeatureKey.min_version");
        w.i16(self.min_version);
        w.field("SupportedFeatureKey.max_version");
        w.i16(self.max_version);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `FinalizedFeatureKey` in [`ApiVersionsResponse`], versions 3 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FinalizedFeatureKey {
    /// String, versions 3 to 5.
    pub name: StrBytes,
    /// I16, versions 3 to 5.
    pub max_version_level: i16,
    /// I16, versions 3 to 5.
    pub min_version_level: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl FinalizedFeatureKey {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("FinalizedFeatureKey.name");
        it.name = r.string(form)?;
        r.field("FinalizedFeatureKey.max_version_level");
        it.max_version_level = r.i16()?;
        r.field("FinalizedFeatureKey.min_version_level");
        it.min_version_level = r.i16()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("FinalizedFeatureKey.name");
        w.string(form, &self.name)?;
        w.field("FinalizedFeatureKey.max_version_level");
        w.i16(self.max_version_level);
        w.field("FinalizedFeatureKey.min_version_level");
        w.i16(self.min_version_level);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ApiVersionsResponse {
    const NAME: &'static str = "ApiVersionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(18));
    const VERSIONS: Versions = Versions::new(0, 5);
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
