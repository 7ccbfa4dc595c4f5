//! AlterClientQuotas (API key 49): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/49_alter_client_quotas.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AlterClientQuotasRequest`, a request: versions 0 to 1, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterClientQuotasRequest {
    /// Array of [`RequestEntryData`], versions 0 to 1.
    pub entries: Vec<RequestEntryData>,
    /// Bool, versions 0 to 1.
    pub validate_only: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterClientQuotasRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("entries");
        it.entries = r.array(form, 3, |r| RequestEntryData::read(r, version))?;
        r.field("validate_only");
        it.validate_only = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("entries");
        w.array(form, &self.entries, |w, it| it.write(w, version))?;
        w.field("validate_only");
        w.bool(self.validate_only);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `RequestEntityData` in [`AlterClientQuotasRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestEntityData {
    /// String, versions 0 to 1.
    pub entity_type: StrBytes,
    /// String, versions 0 to 1, nullable.
    pub entity_name: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for RequestEntityData {
    fn default() -> Self {
        Self {
            entity_type: StrBytes::default(),
            entity_name: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl RequestEntityData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("RequestEntityData.entity_type");
        it.entity_type = r.string(form)?;
        r.field("RequestEntityData.entity_name");
        it.entity_name = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("RequestEntityData.entity_type");
        w.string(form, &self.entity_type)?;
        w.field("RequestEntityData.entity_name");
        w.nullable_string(form, self.entity_name.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OpData` in [`AlterClientQuotasRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OpData {
    /// String, versions 0 to 1.
    pub key: StrBytes,
    /// F64, versions 0 to 1.
    pub value: f64,
    /// Bool, versions 0 to 1.
    pub remove: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OpData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("OpData.key");
        it.key = r.string(form)?;
        r.field("OpData.value");
        it.value = r.f64()?;
        r.field("OpData.remove");
        it.remove = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("OpData.key");
        w.string(form, &self.key)?;
        w.field("OpData.value");
        w.f64(self.value);
        w.field("OpData.remove");
        w.bool(self.remove);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `RequestEntryData` in [`AlterClientQuotasRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RequestEntryData {
    /// Array of [`RequestEntityData`], versions 0 to 1.
    pub entity: Vec<RequestEntityData>,
    /// Array of [`OpData`], versions 0 to 1.
    pub ops: Vec<OpData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RequestEntryData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("RequestEntryData.entity");
        it.entity = r.array(form, 3, |r| RequestEntityData::read(r, version))?;
        r.field("RequestEntryData.ops");
        it.ops = r.array(form, 11, |r| OpData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("RequestEntryData.entity");
        w.array(form, &self.entity, |w, it| it.write(w, version))?;
        w.field("RequestEntryData.ops");
        w.array(form, &self.ops, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterClientQuotasRequest {
    const NAME: &'static str = "AlterClientQuotasRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(49));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AlterClientQuotasResponse`, a response: versions 0 to 1, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterClientQuotasResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Array of [`ResponseEntryData`], versions 0 to 1.
    pub entries: Vec<ResponseEntryData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AlterClientQuotasResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("entries");
        it.entries = r.array(form, 5, |r| ResponseEntryData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("entries");
        w.array(form, &self.entries, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponseEntityData` in [`AlterClientQuotasResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseEntityData {
    /// String, versions 0 to 1.
    pub entity_type: StrBytes,
    /// String, versions 0 to 1, nullable.
    pub entity_name: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ResponseEntityData {
    fn default() -> Self {
        Self {
            entity_type: StrBytes::default(),
            entity_name: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ResponseEntityData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("ResponseEntityData.entity_type");
        it.entity_type = r.string(form)?;
        r.field("ResponseEntityData.entity_name");
        it.entity_name = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("ResponseEntityData.entity_type");
        w.string(form, &self.entity_type)?;
        w.field("ResponseEntityData.entity_name");
        w.nullable_string(form, self.entity_name.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponseEntryData` in [`AlterClientQuotasResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseEntryData {
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`ResponseEntityData`], versions 0 to 1.
    pub entity: Vec<ResponseEntityData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ResponseEntryData {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            entity: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ResponseEntryData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("ResponseEntryData.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("ResponseEntryData.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("ResponseEntryData.entity");
        it.entity = r.array(form, 3, |r| ResponseEntityData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("ResponseEntryData.error_code");
        w.i16(self.error_code.0);
        w.field("ResponseEntryData.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("ResponseEntryData.entity");
        w.array(form, &self.entity, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AlterClientQuotasResponse {
    const NAME: &'static str = "AlterClientQuotasResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(49));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

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
