//! ListTransactions (API key 66): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/66_list_transactions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ListTransactionsRequest`, a request: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ListTransactionsRequest {
    /// Array of string, versions 0 to 2.
    pub state_filters: Vec<StrBytes>,
    /// Array of i64, versions 0 to 2.
    pub producer_id_filters: Vec<i64>,
    /// I64, versions 1 to 2, default -1.
    pub duration_filter: i64,
    /// String, version 2, nullable, default null.
    pub transactional_id_pattern: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ListTransactionsRequest {
    fn default() -> Self {
        Self {
            state_filters: Vec::new(),
            producer_id_filters: Vec::new(),
            duration_filter: -1,
            transactional_id_pattern: None,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ListTransactionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("state_filters");
        it.state_filters = r.array(form, 1, |r| r.string(form))?;
        r.field("producer_id_filters");
        it.producer_id_filters = r.array(form, 8, |r| r.i64())?;
        r.field("duration_filter");
        if version >= 1 {
            it.duration_filter = r.i64()?;
        }
        r.field("transactional_id_pattern");
        if version >= 2 {
            it.transactional_id_pattern = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("state_filters");
        w.array(form, &self.state_filters, |w, it| w.string(form, it))?;
        w.field("producer_id_filters");
        w.array(form, &self.producer_id_filters, |w, it| {
            w.i64(*it);
            Ok(())
        })?;
        w.field("duration_filter");
        if version >= 1 {
            w.i64(self.duration_filter);
        } else if self.duration_filter != -1 {
            return Err(w.not_in_version());
        }
        w.field("transactional_id_pattern");
        if version >= 2 {
            w.nullable_string(form, self.transactional_id_pattern.as_deref())?;
        } else if self.transactional_id_pattern.is_some() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListTransactionsRequest {
    const NAME: &'static str = "ListTransactionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(66));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ListTransactionsResponse`, a response: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListTransactionsResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// Array of string, versions 0 to 2.
    pub unknown_state_filters: Vec<StrBytes>,
    /// Array of [`TransactionState`], versions 0 to 2.
    pub transaction_states: Vec<TransactionState>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListTransactionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("unknown_state_filters");
        it.unknown_state_filters = r.array(form, 1, |r| r.string(form))?;
        r.field("transaction_states");
        it.transaction_states = r.array(form, 11, |r| TransactionState::read(r, version))?;
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
        w.field("unknown_state_filters");
        w.array(form, &self.unknown_state_filters, |w, it| w.string(form, it))?;
        w.field("transaction_states");
        w.array(form, &self.transaction_states, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TransactionState` in [`ListTransactionsResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TransactionState {
    /// String, versions 0 to 2.
    pub transactional_id: StrBytes,
    /// I64, versions 0 to 2.
    pub producer_id: i64,
    /// String, versions 0 to 2.
    pub transaction_state: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TransactionState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TransactionState.transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("TransactionState.producer_id");
        it.producer_id = r.i64()?;
        r.field("TransactionState.transaction_state");
        it.transaction_state = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TransactionState.transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("TransactionState.producer_id");
        w.i64(self.producer_id);
        w.field("TransactionState.transaction_state");
        w.string(form, &self.transaction_state)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListTransactionsResponse {
    const NAME: &'static str = "ListTransactionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(66));
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
