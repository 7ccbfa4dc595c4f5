//! DescribeClientQuotas (API key 48): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/48_describe_client_quotas.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeClientQuotasRequest`, a request: versions 0 to 1, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeClientQuotasRequest {
    /// Array of [`ComponentData`], versions 0 to 1.
    pub components: Vec<ComponentData>,
    /// Bool, versions 0 to 1.
    pub strict: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeClientQuotasRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("components");
        it.components = r.array(form, 4, |r| ComponentData::read(r, version))?;
        r.field("strict");
        it.strict = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("components");
        w.array(form, &self.components, |w, it| it.write(w, version))?;
        w.field("strict");
        w.bool(self.strict);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ComponentData` in [`DescribeClientQuotasRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentData {
    /// String, versions 0 to 1.
    pub entity_type: StrBytes,
    /// I8, versions 0 to 1.
    pub match_type: i8,
    /// String, versions 0 to 1, nullable.
    pub r#match: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ComponentData {
    fn default() -> Self {
        Self {
            entity_type: StrBytes::default(),
            match_type: 0,
            r#match: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ComponentData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("ComponentData.entity_type");
        it.entity_type = r.string(form)?;
        r.field("ComponentData.match_type");
        it.match_type = r.i8()?;
        r.field("ComponentData.match");
        it.r#match = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("ComponentData.entity_type");
        w.string(form, &self.entity_type)?;
        w.field("ComponentData.match_type");
        w.i8(self.match_type);
        w.field("ComponentData.match");
        w.nullable_string(form, self.r#match.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeClientQuotasRequest {
    const NAME: &'static str = "DescribeClientQuotasRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(48));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeClientQuotasResponse`, a response: versions 0 to 1, flexible since version 1.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeClientQuotasResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`EntryData`], versions 0 to 1, nullable.
    pub entries: Option<Vec<EntryData>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeClientQuotasResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            entries: Some(Vec::new()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeClientQuotasResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("entries");
        it.entries = r.nullable_array(form, 3, |r| EntryData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("entries");
        w.nullable_array(form, self.entries.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `EntityData` in [`DescribeClientQuotasResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityData {
    /// String, versions 0 to 1.
    pub entity_type: StrBytes,
    /// String, versions 0 to 1, nullable.
    pub entity_name: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for EntityData {
    fn default() -> Self {
        Self {
            entity_type: StrBytes::default(),
            entity_name: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl EntityData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("EntityData.entity_type");
        it.entity_type = r.string(form)?;
        r.field("EntityData.entity_name");
        it.entity_name = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("EntityData.entity_type");
        w.string(form, &self.entity_type)?;
        w.field("EntityData.entity_name");
        w.nullable_string(form, self.entity_name.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ValueData` in [`DescribeClientQuotasResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ValueData {
    /// String, versions 0 to 1.
    pub key: StrBytes,
    /// F64, versions 0 to 1.
    pub value: f64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ValueData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("ValueData.key");
        it.key = r.string(form)?;
        r.field("ValueData.value");
        it.value = r.f64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("ValueData.key");
        w.string(form, &self.key)?;
        w.field("ValueData.value");
        w.f64(self.value);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `EntryData` in [`DescribeClientQuotasResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct EntryData {
    /// Array of [`EntityData`], versions 0 to 1.
    pub entity: Vec<EntityData>,
    /// Array of [`ValueData`], versions 0 to 1.
    pub values: Vec<ValueData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl EntryData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("EntryData.entity");
        it.entity = r.array(form, 3, |r| EntityData::read(r, version))?;
        r.field("EntryData.values");
        it.values = r.array(form, 10, |r| ValueData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("EntryData.entity");
        w.array(form, &self.entity, |w, it| it.write(w, version))?;
        w.field("EntryData.values");
        w.array(form, &self.values, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeClientQuotasResponse {
    const NAME: &'static str = "DescribeClientQuotasResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(48));
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
