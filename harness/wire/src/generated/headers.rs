//! [`RequestHeader`] and [`ResponseHeader`].
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/headers.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `RequestHeader`, a header: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestHeader {
    /// Api, versions 0 to 2.
    pub request_api_key: ApiKey,
    /// I16, versions 0 to 2.
    pub request_api_version: i16,
    /// I32, versions 0 to 2.
    pub correlation_id: i32,
    /// String, versions 1 to 2, nullable, dropped by other versions.
    pub client_id: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for RequestHeader {
    fn default() -> Self {
        Self {
            request_api_key: ApiKey(0),
            request_api_version: 0,
            correlation_id: 0,
            client_id: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl RequestHeader {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("request_api_key");
        it.request_api_key = r.i16().map(ApiKey)?;
        r.field("request_api_version");
        it.request_api_version = r.i16()?;
        r.field("correlation_id");
        it.correlation_id = r.i32()?;
        r.field("client_id");
        if version >= 1 {
            it.client_id = r.nullable_string(Form::Classic)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("request_api_key");
        w.i16(self.request_api_key.0);
        w.field("request_api_version");
        w.i16(self.request_api_version);
        w.field("correlation_id");
        w.i32(self.correlation_id);
        w.field("client_id");
        if version >= 1 {
            w.nullable_string(Form::Classic, self.client_id.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for RequestHeader {
    const NAME: &'static str = "RequestHeader";
    const API_KEY: Option<ApiKey> = None;
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ResponseHeader`, a header: versions 0 to 1, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ResponseHeader {
    /// I32, versions 0 to 1.
    pub correlation_id: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ResponseHeader {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("correlation_id");
        it.correlation_id = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("correlation_id");
        w.i32(self.correlation_id);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ResponseHeader {
    const NAME: &'static str = "ResponseHeader";
    const API_KEY: Option<ApiKey> = None;
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}
