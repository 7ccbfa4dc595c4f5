//! DescribeTransactions (API key 65): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/65_describe_transactions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeTransactionsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeTransactionsRequest {
    /// Array of string, version 0.
    pub transactional_ids: Vec<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeTransactionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("transactional_ids");
        it.transactional_ids = r.array(form, 1, |r| r.string(form))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("transactional_ids");
        w.array(form, &self.transactional_ids, |w, it| w.string(form, it))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeTransactionsRequest {
    const NAME: &'static str = "DescribeTransactionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(65));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeTransactionsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeTransactionsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Array of [`TransactionState`], version 0.
    pub transaction_states: Vec<TransactionState>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeTransactionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("transaction_states");
        it.transaction_states = r.array(form, 28, |r| TransactionState::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("transaction_states");
        w.array(form, &self.transaction_states, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicData` in [`DescribeTransactionsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// String, version 0.
    pub topic: StrBytes,
    /// Array of i32, version 0.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TopicData.topic");
        it.topic = r.string(form)?;
        r.field("TopicData.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TopicData.topic");
        w.string(form, &self.topic)?;
        w.field("TopicData.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TransactionState` in [`DescribeTransactionsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TransactionState {
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0.
    pub transactional_id: StrBytes,
    /// String, version 0.
    pub transaction_state: StrBytes,
    /// I32, version 0.
    pub transaction_timeout_ms: i32,
    /// I64, version 0.
    pub transaction_start_time_ms: i64,
    /// I64, version 0.
    pub producer_id: i64,
    /// I16, version 0.
    pub producer_epoch: i16,
    /// Array of [`TopicData`], version 0.
    pub topics: Vec<TopicData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TransactionState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TransactionState.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("TransactionState.transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("TransactionState.transaction_state");
        it.transaction_state = r.string(form)?;
        r.field("TransactionState.transaction_timeout_ms");
        it.transaction_timeout_ms = r.i32()?;
        r.field("TransactionState.transaction_start_time_ms");
        it.transaction_start_time_ms = r.i64()?;
        r.field("TransactionState.producer_id");
        it.producer_id = r.i64()?;
        r.field("TransactionState.producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("TransactionState.topics");
        it.topics = r.array(form, 3, |r| TopicData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TransactionState.error_code");
        w.i16(self.error_code.0);
        w.field("TransactionState.transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("TransactionState.transaction_state");
        w.string(form, &self.transaction_state)?;
        w.field("TransactionState.transaction_timeout_ms");
        w.i32(self.transaction_timeout_ms);
        w.field("TransactionState.transaction_start_time_ms");
        w.i64(self.transaction_start_time_ms);
        w.field("TransactionState.producer_id");
        w.i64(self.producer_id);
        w.field("TransactionState.producer_epoch");
        w.i16(self.producer_epoch);
        w.field("TransactionState.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeTransactionsResponse {
    const NAME: &'static str = "DescribeTransactionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(65));
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
