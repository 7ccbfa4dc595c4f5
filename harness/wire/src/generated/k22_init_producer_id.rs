//! InitProducerId (API key 22): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/22_init_producer_id.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `InitProducerIdRequest`, a request: versions 0 to 6, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct InitProducerIdRequest {
    /// String, versions 0 to 6, nullable.
    pub transactional_id: Option<StrBytes>,
    /// I32, versions 0 to 6.
    pub transaction_timeout_ms: i32,
    /// I64, versions 3 to 6, default -1.
    pub producer_id: i64,
    /// I16, versions 3 to 6, default -1.
    pub producer_epoch: i16,
    /// Bool, version 6.
    pub enable_2pc: bool,
    /// Bool, version 6.
    pub keep_prepared_txn: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for InitProducerIdRequest {
    fn default() -> Self {
        Self {
            transactional_id: Some(StrBytes::default()),
            transaction_timeout_ms: 0,
            producer_id: -1,
            producer_epoch: -1,
            enable_2pc: false,
            keep_prepared_txn: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl InitProducerIdRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("transactional_id");
        it.transactional_id = r.nullable_string(form)?;
        r.field("transaction_timeout_ms");
        it.transaction_timeout_ms = r.i32()?;
        r.field("producer_id");
        if version >= 3 {
            it.producer_id = r.i64()?;
        }
        r.field("producer_epoch");
        if version >= 3 {
            it.producer_epoch = r.i16()?;
        }
        r.field("enable_2pc");
        if version >= 6 {
            it.enable_2pc = r.bool()?;
        }
        r.field("keep_prepared_txn");
        if version >= 6 {
            it.keep_prepared_txn = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("transactional_id");
        w.nullable_string(form, self.transactional_id.as_deref())?;
        w.field("transaction_timeout_ms");
        w.i32(self.transaction_timeout_ms);
        w.field("producer_id");
        if version >= 3 {
            w.i64(self.producer_id);
        } else if self.producer_id != -1 {
            return Err(w.not_in_version());
        }
        w.field("producer_epoch");
        if version >= 3 {
            w.i16(self.producer_epoch);
        } else if self.producer_epoch != -1 {
            return Err(w.not_in_version());
        }
        w.field("enable_2pc");
        if version >= 6 {
            w.bool(self.enable_2pc);
        } else if self.enable_2pc {
            return Err(w.not_in_version());
        }
        w.field("keep_prepared_txn");
        if version >= 6 {
            w.bool(self.keep_prepared_txn);
        } else if self.keep_prepared_txn {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for InitProducerIdRequest {
    const NAME: &'static str = "InitProducerIdRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(22));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `InitProducerIdResponse`, a response: versions 0 to 6, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct InitProducerIdResponse {
    /// I32, versions 0 to 6.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 6.
    pub error_code: ErrorCode,
    /// I64, versions 0 to 6, default -1.
    pub producer_id: i64,
    /// I16, versions 0 to 6.
    pub producer_epoch: i16,
    /// I64, version 6, default -1.
    pub ongoing_txn_producer_id: i64,
    /// I16, version 6, default -1.
    pub ongoing_txn_producer_epoch: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for InitProducerIdResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            producer_id: -1,
            producer_epoch: 0,
            ongoing_txn_producer_id: -1,
            ongoing_txn_producer_epoch: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl InitProducerIdResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("producer_id");
        it.producer_id = r.i64()?;
        r.field("producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("ongoing_txn_producer_id");
        if version >= 6 {
            it.ongoing_txn_producer_id = r.i64()?;
        }
        r.field("ongoing_txn_producer_epoch");
        if version >= 6 {
            it.ongoing_txn_producer_epoch = r.i16()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("producer_id");
        w.i64(self.producer_id);
        w.field("producer_epoch");
        w.i16(self.producer_epoch);
        w.field("ongoing_txn_producer_id");
        if version >= 6 {
            w.i64(self.ongoing_txn_producer_id);
        } else if self.ongoing_txn_producer_id != -1 {
            return Err(w.not_in_version());
        }
        w.field("ongoing_txn_producer_epoch");
        if version >= 6 {
            w.i16(self.ongoing_txn_producer_epoch);
        } else if self.ongoing_txn_producer_epoch != -1 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for InitProducerIdResponse {
    const NAME: &'static str = "InitProducerIdResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(22));
    const VERSIONS: Versions = Versions::new(0, 6);
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
