//! Produce (API key 0): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/00_produce.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `ProduceRequest`, a request: versions 0 to 13, flexible since version 9.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProduceRequest {
    /// String, versions 3 to 13, nullable, default null.
    pub transactional_id: Option<StrBytes>,
    /// I16, versions 0 to 13.
    pub acks: i16,
    /// I32, versions 0 to 13.
    pub timeout_ms: i32,
    /// Array of [`TopicProduceData`], versions 0 to 13.
    pub topic_data: Vec<TopicProduceData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ProduceRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("transactional_id");
        if version >= 3 {
            it.transactional_id = r.nullable_string(form)?;
        }
        r.field("acks");
        it.acks = r.i16()?;
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("topic_data");
        it.topic_data = r.array(form, 3, |r| TopicProduceData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("transactional_id");
        if version >= 3 {
            w.nullable_string(form, self.transactional_id.as_deref())?;
        } else if self.transactional_id.is_some() {
            return Err(w.not_in_version());
        }
        w.field("acks");
        w.i16(self.acks);
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.field("topic_data");
        w.array(form, &self.topic_data, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `PartitionProduceData` in [`ProduceRequest`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionProduceData {
    /// I32, versions 0 to 13.
    pub index: i32,
    /// Records, versions 0 to 13, nullable.
    pub records: Option<Bytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for PartitionProduceData {
    fn default() -> Self {
        Self { index: 0, records: Some(Bytes::default()), unknown_tagged_fields: Vec::new() }
    }
}

impl PartitionProduceData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("PartitionProduceData.index");
        it.index = r.i32()?;
        r.field("PartitionProduceData.records");
        it.records = r.nullable_bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("PartitionProduceData.index");
        w.i32(self.index);
        w.field("PartitionProduceData.records");
        w.nullable_records(form, self.records.as_ref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicProduceData` in [`ProduceRequest`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicProduceData {
    /// String, versions 0 to 12, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 13, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`PartitionProduceData`], versions 0 to 13.
    pub partition_data: Vec<PartitionProduceData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicProduceData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("TopicProduceData.name");
        if version <= 12 {
            it.name = r.string(form)?;
        }
        r.field("TopicProduceData.topic_id");
        if version >= 13 {
            it.topic_id = r.uuid()?;
        }
        r.field("TopicProduceData.partition_data");
        it.partition_data = r.array(form, 6, |r| PartitionProduceData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("TopicProduceData.name");
        if version <= 12 {
            w.string(form, &self.name)?;
        }
        w.field("TopicProduceData.topic_id");
        if version >= 13 {
            w.uuid(self.topic_id);
        }
        w.field("TopicProduceData.partition_data");
        w.array(form, &self.partition_data, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ProduceRequest {
    const NAME: &'static str = "ProduceRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(0));
    const VERSIONS: Versions = Versions::new(0, 13);
    const FLEXIBLE_FROM: Option<i16> = Some(9);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ProduceResponse`, a response: versions 0 to 13, flexible since version 9.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProduceResponse {
    /// Array of [`TopicProduceResponse`], versions 0 to 13.
    pub responses: Vec<TopicProduceResponse>,
    /// I32, versions 1 to 13, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`NodeEndpoint`], versions 10 to 13, tag 0.
    pub node_endpoints: Vec<NodeEndpoint>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ProduceResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("responses");
        it.responses = r.array(form, 3, |r| TopicProduceResponse::read(r, version))?;
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 if version >= 10 => {
                        r.field("node_endpoints");
                        it.node_endpoints =
                            r.array(form, 11, |r| NodeEndpoint::read(r, version))?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("responses");
        w.array(form, &self.responses, |w, it| it.write(w, version))?;
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        w.field("node_endpoints");
        if version < 10 && !self.node_endpoints.is_empty() {
            return Err(w.not_in_version());
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("node_endpoints");
            if version >= 10 && !self.node_endpoints.is_empty() {
                tags.known(w, 0, |w| {
                    w.array(form, &self.node_endpoints, |w, it| it.write(w, version))?;
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `BatchIndexAndErrorMessage` in [`ProduceResponse`], versions 8 to 13.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BatchIndexAndErrorMessage {
    /// I32, versions 8 to 13.
    pub batch_index: i32,
    /// String, versions 8 to 13, nullable, default null.
    pub batch_index_error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl BatchIndexAndErrorMessage {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("BatchIndexAndErrorMessage.batch_index");
        it.batch_index = r.i32()?;
        r.field("BatchIndexAndErrorMessage.batch_index_error_message");
        it.batch_index_error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("BatchIndexAndErrorMessage.batch_index");
        w.i32(self.batch_index);
        w.field("BatchIndexAndErrorMessage.batch_index_error_message");
        w.nullable_string(form, self.batch_index_error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `LeaderIdAndEpoch` in [`ProduceResponse`], versions 10 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// I32, versions 10 to 13, default -1.
    pub leader_id: i32,
    /// I32, versions 10 to 13, default -1.
    pub leader_epoch: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for LeaderIdAndEpoch {
    fn default() -> Self {
        Self { leader_id: -1, leader_epoch: -1, unknown_tagged_fields: Vec::new() }
    }
}

impl LeaderIdAndEpoch {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("LeaderIdAndEpoch.leader_id");
        it.leader_id = r.i32()?;
        r.field("LeaderIdAndEpoch.leader_epoch");
        it.leader_epoch = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("LeaderIdAndEpoch.leader_id");
        w.i32(self.leader_id);
        w.field("LeaderIdAndEpoch.leader_epoch");
        w.i32(self.leader_epoch);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `PartitionProduceResponse` in [`ProduceResponse`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionProduceResponse {
    /// I32, versions 0 to 13.
    pub index: i32,
    /// Error, versions 0 to 13.
    pub error_code: ErrorCode,
    /// I64, versions 0 to 13.
    pub base_offset: i64,
    /// I64, versions 2 to 13, default -1, dropped by other versions.
    pub log_append_time_ms: i64,
    /// I64, versions 5 to 13, default -1, dropped by other versions.
    pub log_start_offset: i64,
    /// Array of [`BatchIndexAndErrorMessage`], versions 8 to 13, dropped by other versions.
    pub record_errors: Vec<BatchIndexAndErrorMessage>,
    /// String, versions 8 to 13, nullable, default null, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// [`LeaderIdAndEpoch`], versions 10 to 13, tag 0.
    pub current_leader: LeaderIdAndEpoch,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for PartitionProduceResponse {
    fn default() -> Self {
        Self {
            index: 0,
            error_code: ErrorCode(0),
            base_offset: 0,
            log_append_time_ms: -1,
            log_start_offset: -1,
            record_errors: Vec::new(),
            error_message: None,
            current_leader: LeaderIdAndEpoch::default(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl PartitionProduceResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("PartitionProduceResponse.index");
        it.index = r.i32()?;
        r.field("PartitionProduceResponse.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("PartitionProduceResponse.base_offset");
        it.base_offset = r.i64()?;
        r.field("PartitionProduceResponse.log_append_time_ms");
        if version >= 2 {
            it.log_append_time_ms = r.i64()?;
        }
        r.field("PartitionProduceResponse.log_start_offset");
        if version >= 5 {
            it.log_start_offset = r.i64()?;
        }
        r.field("PartitionProduceResponse.record_errors");
        if version >= 8 {
            it.record_errors = r.array(form, 6, |r| BatchIndexAndErrorMessage::read(r, version))?;
        }
        r.field("PartitionProduceResponse.error_message");
        if version >= 8 {
            it.error_message = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.tagged_fields(|tag, r| {
                match tag {
                    0 if version >= 10 => {
                        r.field("PartitionProduceResponse.current_leader");
                        it.current_leader = LeaderIdAndEpoch::read(r, version)?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("PartitionProduceResponse.index");
        w.i32(self.index);
        w.field("PartitionProduceResponse.error_code");
        w.i16(self.error_code.0);
        w.field("PartitionProduceResponse.base_offset");
        w.i64(self.base_offset);
        w.field("PartitionProduceResponse.log_append_time_ms");
        if version >= 2 {
            w.i64(self.log_append_time_ms);
        }
        w.field("PartitionProduceResponse.log_start_offset");
        if version >= 5 {
            w.i64(self.log_start_offset);
        }
        w.field("PartitionProduceResponse.record_errors");
        if version >= 8 {
            w.array(form, &self.record_errors, |w, it| it.write(w, version))?;
        }
        w.field("PartitionProduceResponse.error_message");
        if version >= 8 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.field("PartitionProduceResponse.current_leader");
        if version < 10 && self.current_leader != LeaderIdAndEpoch::default() {
            return Err(w.not_in_version());
        }
        let mut tags = w.tagged_fields(form, &self.unknown_tagged_fields)?;
        if form == Form::Compact {
            w.field("PartitionProduceResponse.current_leader");
            if version >= 10 && self.current_leader != LeaderIdAndEpoch::default() {
                tags.known(w, 0, |w| {
                    self.current_leader.write(w, version)?;
                    Ok(())
                })?;
            }
        }
        tags.finish(w)?;
        Ok(())
    }
}

/// `TopicProduceResponse` in [`ProduceResponse`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicProduceResponse {
    /// String, versions 0 to 12, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 13, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`PartitionProduceResponse`], versions 0 to 13.
    pub partition_responses: Vec<PartitionProduceResponse>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicProduceResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("TopicProduceResponse.name");
        if version <= 12 {
            it.name = r.string(form)?;
        }
        r.field("TopicProduceResponse.topic_id");
        if version >= 13 {
            it.topic_id = r.uuid()?;
        }
        r.field("TopicProduceResponse.partition_responses");
        it.partition_responses =
            r.array(form, 14, |r| PartitionProduceResponse::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("TopicProduceResponse.name");
        if version <= 12 {
            w.string(form, &self.name)?;
        }
        w.field("TopicProduceResponse.topic_id");
        if version >= 13 {
            w.uuid(self.topic_id);
        }
        w.field("TopicProduceResponse.partition_responses");
        w.array(form, &self.partition_responses, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `NodeEndpoint` in [`ProduceResponse`], versions 10 to 13.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeEndpoint {
    /// I32, versions 10 to 13.
    pub node_id: i32,
    /// String, versions 10 to 13.
    pub host: StrBytes,
    /// I32, versions 10 to 13.
    pub port: i32,
    /// String, versions 10 to 13, nullable, default null.
    pub rack: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl NodeEndpoint {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("NodeEndpoint.node_id");
        it.node_id = r.i32()?;
        r.field("NodeEndpoint.host");
        it.host = r.string(form)?;
        r.field("NodeEndpoint.port");
        it.port = r.i32()?;
        r.field("NodeEndpoint.rack");
        it.rack = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("NodeEndpoint.node_id");
        w.i32(self.node_id);
        w.field("NodeEndpoint.host");
        w.string(form, &self.host)?;
        w.field("NodeEndpoint.port");
        w.i32(self.port);
        w.field("NodeEndpoint.rack");
        w.nullable_string(form, self.rack.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ProduceResponse {
    const NAME: &'static str = "ProduceResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(0));
    const VERSIONS: Versions = Versions::new(0, 13);
    const FLEXIBLE_FROM: Option<i16> = Some(9);

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
