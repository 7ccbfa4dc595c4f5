//! AddPartitionsToTxn (API key 24): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/24_add_partitions_to_txn.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `AddPartitionsToTxnRequest`, a request: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnRequest {
    /// Array of [`AddPartitionsToTxnTransaction`], versions 4 to 5.
    pub transactions: Vec<AddPartitionsToTxnTransaction>,
    /// String, versions 0 to 3.
    pub v3_and_below_transactional_id: StrBytes,
    /// I64, versions 0 to 3.
    pub v3_and_below_producer_id: i64,
    /// I16, versions 0 to 3.
    pub v3_and_below_producer_epoch: i16,
    /// Array of [`AddPartitionsToTxnTopic`], versions 0 to 3.
    pub v3_and_below_topics: Vec<AddPartitionsToTxnTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("transactions");
        if version >= 4 {
            it.transactions =
                r.array(form, 14, |r| AddPartitionsToTxnTransaction::read(r, version))?;
        }
        r.field("v3_and_below_transactional_id");
        if version <= 3 {
            it.v3_and_below_transactional_id = r.string(form)?;
        }
        r.field("v3_and_below_producer_id");
        if version <= 3 {
            it.v3_and_below_producer_id = r.i64()?;
        }
        r.field("v3_and_below_producer_epoch");
        if version <= 3 {
            it.v3_and_below_producer_epoch = r.i16()?;
        }
        r.field("v3_and_below_topics");
        if version <= 3 {
            it.v3_and_below_topics =
                r.array(form, 3, |r| AddPartitionsToTxnTopic::read(r, version))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("transactions");
        if version >= 4 {
            w.array(form, &self.transactions, |w, it| it.write(w, version))?;
        } else if !self.transactions.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("v3_and_below_transactional_id");
        if version <= 3 {
            w.string(form, &self.v3_and_below_transactional_id)?;
        } else if !self.v3_and_below_transactional_id.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("v3_and_below_producer_id");
        if version <= 3 {
            w.i64(self.v3_and_below_producer_id);
        } else if self.v3_and_below_producer_id != 0 {
            return Err(w.not_in_version());
        }
        w.field("v3_and_below_producer_epoch");
        if version <= 3 {
            w.i16(self.v3_and_below_producer_epoch);
        } else if self.v3_and_below_producer_epoch != 0 {
            return Err(w.not_in_version());
        }
        w.field("v3_and_below_topics");
        if version <= 3 {
            w.array(form, &self.v3_and_below_topics, |w, it| it.write(w, version))?;
        } else if !self.v3_and_below_topics.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AddPartitionsToTxnTopic` in [`AddPartitionsToTxnRequest`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTopic {
    /// String, versions 0 to 5.
    pub name: StrBytes,
    /// Array of i32, versions 0 to 5.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("AddPartitionsToTxnTopic.name");
        it.name = r.string(form)?;
        r.field("AddPartitionsToTxnTopic.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("AddPartitionsToTxnTopic.name");
        w.string(form, &self.name)?;
        w.field("AddPartitionsToTxnTopic.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AddPartitionsToTxnTransaction` in [`AddPartitionsToTxnRequest`], versions 4 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTransaction {
    /// String, versions 4 to 5.
    pub transactional_id: StrBytes,
    /// I64, versions 4 to 5.
    pub producer_id: i64,
    /// I16, versions 4 to 5.
    pub producer_epoch: i16,
    /// Bool, versions 4 to 5.
    pub verify_only: bool,
    /// Array of [`AddPartitionsToTxnTopic`], versions 4 to 5.
    pub topics: Vec<AddPartitionsToTxnTopic>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnTransaction {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("AddPartitionsToTxnTransaction.transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("AddPartitionsToTxnTransaction.producer_id");
        it.producer_id = r.i64()?;
        r.field("AddPartitionsToTxnTransaction.producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("AddPartitionsToTxnTransaction.verify_only");
        it.verify_only = r.bool()?;
        r.field("AddPartitionsToTxnTransaction.topics");
        it.topics = r.array(form, 3, |r| AddPartitionsToTxnTopic::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("AddPartitionsToTxnTransaction.transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("AddPartitionsToTxnTransaction.producer_id");
        w.i64(self.producer_id);
        w.field("AddPartitionsToTxnTransaction.producer_epoch");
        w.i16(self.producer_epoch);
        w.field("AddPartitionsToTxnTransaction.verify_only");
        w.bool(self.verify_only);
        w.field("AddPartitionsToTxnTransaction.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AddPartitionsToTxnRequest {
    const NAME: &'static str = "AddPartitionsToTxnRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(24));
    const VERSIONS: Versions = Versions::new(0, 5);
    const FLEXIBLE_FROM: Option<i16> = Some(3);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `AddPartitionsToTxnResponse`, a response: versions 0 to 5, flexible since version 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnResponse {
    /// I32, versions 0 to 5.
    pub throttle_time_ms: i32,
    /// Error, versions 4 to 5, dropped by other versions.
    pub error_code: ErrorCode,
    /// Array of [`AddPartitionsToTxnResult`], versions 4 to 5.
    pub results_by_transaction: Vec<AddPartitionsToTxnResult>,
    /// Array of [`AddPartitionsToTxnTopicResult`], versions 0 to 3.
    pub results_by_topic_v3_and_below: Vec<AddPartitionsToTxnTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        if version >= 4 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("results_by_transaction");
        if version >= 4 {
            it.results_by_transaction =
                r.array(form, 3, |r| AddPartitionsToTxnResult::read(r, version))?;
        }
        r.field("results_by_topic_v3_and_below");
        if version <= 3 {
            it.results_by_topic_v3_and_below =
                r.array(form, 3, |r| AddPartitionsToTxnTopicResult::read(r, version))?;
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
        if version >= 4 {
            w.i16(self.error_code.0);
        }
        w.field("results_by_transaction");
        if version >= 4 {
            w.array(form, &self.results_by_transaction, |w, it| it.write(w, version))?;
        } else if !self.results_by_transaction.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("results_by_topic_v3_and_below");
        if version <= 3 {
            w.array(form, &self.results_by_topic_v3_and_below, |w, it| it.write(w, version))?;
        } else if !self.results_by_topic_v3_and_below.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AddPartitionsToTxnTopicResult` in [`AddPartitionsToTxnResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTopicResult {
    /// String, versions 0 to 5.
    pub name: StrBytes,
    /// Array of [`AddPartitionsToTxnPartitionResult`], versions 0 to 5.
    pub results_by_partition: Vec<AddPartitionsToTxnPartitionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("AddPartitionsToTxnTopicResult.name");
        it.name = r.string(form)?;
        r.field("AddPartitionsToTxnTopicResult.results_by_partition");
        it.results_by_partition =
            r.array(form, 6, |r| AddPartitionsToTxnPartitionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("AddPartitionsToTxnTopicResult.name");
        w.string(form, &self.name)?;
        w.field("AddPartitionsToTxnTopicResult.results_by_partition");
        w.array(form, &self.results_by_partition, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AddPartitionsToTxnPartitionResult` in [`AddPartitionsToTxnResponse`], versions 0 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnPartitionResult {
    /// I32, versions 0 to 5.
    pub partition_index: i32,
    /// I16, versions 0 to 5.
    pub partition_error_code: i16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnPartitionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("AddPartitionsToTxnPartitionResult.partition_index");
        it.partition_index = r.i32()?;
        r.field("AddPartitionsToTxnPartitionResult.partition_error_code");
        it.partition_error_code = r.i16()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("AddPartitionsToTxnPartitionResult.partition_index");
        w.i32(self.partition_index);
        w.field("AddPartitionsToTxnPartitionResult.partition_error_code");
        w.i16(self.partition_error_code);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `AddPartitionsToTxnResult` in [`AddPartitionsToTxnResponse`], versions 4 to 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnResult {
    /// String, versions 4 to 5.
    pub transactional_id: StrBytes,
    /// Array of [`AddPartitionsToTxnTopicResult`], versions 4 to 5.
    pub topic_results: Vec<AddPartitionsToTxnTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl AddPartitionsToTxnResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 3);
        let mut it = Self::default();
        r.field("AddPartitionsToTxnResult.transactional_id");
        it.transactional_id = r.string(form)?;
        r.field("AddPartitionsToTxnResult.topic_results");
        it.topic_results = r.array(form, 3, |r| AddPartitionsToTxnTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 3);
        w.field("AddPartitionsToTxnResult.transactional_id");
        w.string(form, &self.transactional_id)?;
        w.field("AddPartitionsToTxnResult.topic_results");
        w.array(form, &self.topic_results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for AddPartitionsToTxnResponse {
    const NAME: &'static str = "AddPartitionsToTxnResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(24));
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
