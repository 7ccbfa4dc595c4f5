//! DescribeProducers (API key 61): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/61_describe_producers.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeProducersRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeProducersRequest {
    /// Array of [`TopicRequest`], version 0.
    pub topics: Vec<TopicRequest>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeProducersRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 3, |r| TopicRequest::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicRequest` in [`DescribeProducersRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicRequest {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of i32, version 0.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TopicRequest.name");
        it.name = r.string(form)?;
        r.field("TopicRequest.partition_indexes");
        it.partition_indexes = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TopicRequest.name");
        w.string(form, &self.name)?;
        w.field("TopicRequest.partition_indexes");
        w.array(form, &self.partition_indexes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeProducersRequest {
    const NAME: &'static str = "DescribeProducersRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(61));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeProducersResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeProducersResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Array of [`TopicResponse`], version 0.
    pub topics: Vec<TopicResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeProducersResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("topics");
        it.topics = r.array(form, 3, |r| TopicResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ProducerState` in [`DescribeProducersResponse`], version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ProducerState {
    /// I64, version 0.
    pub producer_id: i64,
    /// I32, version 0.
    pub producer_epoch: i32,
    /// I32, version 0, default -1.
    pub last_sequence: i32,
    /// I64, version 0, default -1.
    pub last_timestamp: i64,
    /// I32, version 0.
    pub coordinator_epoch: i32,
    /// I64, version 0, default -1.
    pub current_txn_start_offset: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ProducerState {
    fn default() -> Self {
        Self {
            producer_id: 0,
            producer_epoch: 0,
            last_sequence: -1,
            last_timestamp: -1,
            coordinator_epoch: 0,
            current_txn_start_offset: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ProducerState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ProducerState.producer_id");
        it.producer_id = r.i64()?;
        r.field("ProducerState.producer_epoch");
        it.producer_epoch = r.i32()?;
        r.field("ProducerState.last_sequence");
        it.last_sequence = r.i32()?;
        r.field("ProducerState.last_timestamp");
        it.last_timestamp = r.i64()?;
        r.field("ProducerState.coordinator_epoch");
        it.coordinator_epoch = r.i32()?;
        r.field("ProducerState.current_txn_start_offset");
        it.current_txn_start_offset = r.i64()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ProducerState.producer_id");
        w.i64(self.producer_id);
        w.field("ProducerState.producer_epoch");
        w.i32(self.producer_epoch);
        w.field("ProducerState.last_sequence");
        w.i32(self.last_sequence);
        w.field("ProducerState.last_timestamp");
        w.i64(self.last_timestamp);
        w.field("ProducerState.coordinator_epoch");
        w.i32(self.coordinator_epoch);
        w.field("ProducerState.current_txn_start_offset");
        w.i64(self.current_txn_start_offset);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `PartitionResponse` in [`DescribeProducersResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionResponse {
    /// I32, version 0.
    pub partition_index: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// Array of [`ProducerState`], version 0.
    pub active_producers: Vec<ProducerState>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl PartitionResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("PartitionResponse.partition_index");
        it.partition_index = r.i32()?;
        r.field("PartitionResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("PartitionResponse.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("PartitionResponse.active_producers");
        it.active_producers = r.array(form, 37, |r| ProducerState::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("PartitionResponse.partition_index");
        w.i32(self.partition_index);
        w.field("PartitionResponse.error_code");
        w.i16(self.error_code.0);
        w.field("PartitionResponse.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("PartitionResponse.active_producers");
        w.array(form, &self.active_producers, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicResponse` in [`DescribeProducersResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicResponse {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of [`PartitionResponse`], version 0.
    pub partitions: Vec<PartitionResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TopicResponse.name");
        it.name = r.string(form)?;
        r.field("TopicResponse.partitions");
        it.partitions = r.array(form, 9, |r| PartitionResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TopicResponse.name");
        w.string(form, &self.name)?;
        w.field("TopicResponse.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeProducersResponse {
    const NAME: &'static str = "DescribeProducersResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(61));
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
