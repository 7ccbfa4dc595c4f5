//! SaslHandshake (API key 17): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/17_sasl_handshake.schema`.

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `SaslHandshakeRequest`, a request: versions 0 to 1, never flexible.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SaslHandshakeRequest {
    /// String, versions 0 to 1.
    pub mechanism: StrBytes,
}

impl SaslHandshakeRequest {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("mechanism");
        it.mechanism = r.string(form)?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("mechanism");
        w.string(form, &self.mechanism)?;
        Ok(())
    }
}

impl Message for SaslHandshakeRequest {
    const NAME: &'static str = "SaslHandshakeRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(17));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = None;

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `SaslHandshakeResponse`, a response: versions 0 to 1, never flexible.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SaslHandshakeResponse {
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// Array of string, versions 0 to 1.
    pub mechanisms: Vec<StrBytes>,
}

impl SaslHandshakeResponse {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("mechanisms");
        it.mechanisms = r.array(form, 2, |r| r.string(form))?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("mechanisms");
        w.array(form, &self.mechanisms, |w, it| w.string(form, it))?;
        Ok(())
    }
}

impl Message for SaslHandshakeResponse {
    const NAME: &'static str = "SaslHandshakeResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(17));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = None;

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}
