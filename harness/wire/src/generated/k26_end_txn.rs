//! EndTxn (API key 26): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/26_end_txn.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `EndTxnRequest`, a request: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct EndTxnRequest {
    /// String, versions 0 to 5.
    pub transactional_id: StrBytes,
    /// I64, versions 0 to 5.
    pub producer_id: i64,
    /// I16, versions 0 to 5.
    pub producer_epoch: i16,
    /// Bool, versions 0 to 5.
    pub committed: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl EndTxnRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("producer_id");
        it.producer_id = r.i64()?;
        r.field("producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("committed");
        it.committed = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("producer_id");
        w.i64(self.producer_id);
        w.field("producer_epoch");
        w.i16(self.producer_epoch);
        w.field("committed");
        w.bool(self.committed);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for EndTxnRequest {
    const NAME: &'static str = "EndTxnRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(26));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `EndTxnResponse`, a response: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq)]
pub struct EndTxnResponse {
    /// I32, versions 0 to 5.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 5.
    pub error_code: ErrorCode,
    /// I64, version 5, default -1, dropped by other versions.
    pub producer_id: i64,
    /// I16, version 5, default -1, dropped by other versions.
    pub producer_epoch: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for EndTxnResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            producer_id: -1,
            producer_epoch: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl EndTxnResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("producer_id");
        if version >= 5 {
            it.producer_id = r.i64()?;
        }
        r.field("producer_epoch");
        if version >= 5 {
            it.producer_epoch = r.i16()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("producer_id");
        if version >= 5 {
            w.i64(self.producer_id);
        }
        w.field("producer_epoch");
        if version >= 5 {
            w.i16(self.producer_epoch);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for EndTxnResponse {
    const NAME: &'static str = "EndTxnResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(26));
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
