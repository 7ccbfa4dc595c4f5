//! DescribeTopicPartitions (API key 75): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/75_describe_topic_partitions.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `DescribeTopicPartitionsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsRequest {
    /// Array of [`TopicRequest`], version 0.
    pub topics: Vec<TopicRequest>,
    /// I32, version 0, default 2000.
    pub response_partition_limit: i32,
    /// [`RequestCursor`], version 0, nullable, default null.
    pub cursor: Option<RequestCursor>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeTopicPartitionsRequest {
    fn default() -> Self {
        Self {
            topics: Vec::new(),
            response_partition_limit: 2_000,
            cursor: None,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeTopicPartitionsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 2, |r| TopicRequest::read(r, version))?;
        r.field("response_partition_limit");
        it.response_partition_limit = r.i32()?;
        r.field("cursor");
        it.cursor = if r.present()? { Some(RequestCursor::read(r, version)?) } else { None };
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("response_partition_limit");
        w.i32(self.response_partition_limit);
        w.field("cursor");
        w.present(self.cursor.is_some());
        if let Some(value) = &self.cursor {
            value.write(w, version)?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicRequest` in [`DescribeTopicPartitionsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicRequest {
    /// String, version 0.
    pub name: StrBytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TopicRequest.name");
        it.name = r.string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TopicRequest.name");
        w.string(form, &self.name)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `RequestCursor` in [`DescribeTopicPartitionsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RequestCursor {
    /// String, version 0.
    pub topic_name: StrBytes,
    /// I32, version 0.
    pub partition_index: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RequestCursor {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("RequestCursor.topic_name");
        it.topic_name = r.string(form)?;
        r.field("RequestCursor.partition_index");
        it.partition_index = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("RequestCursor.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("RequestCursor.partition_index");
        w.i32(self.partition_index);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeTopicPartitionsRequest {
    const NAME: &'static str = "DescribeTopicPartitionsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(75));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeTopicPartitionsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeTopicPartitionsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Array of [`DescribeTopicPartitionsResponseTopic`], version 0.
    pub topics: Vec<DescribeTopicPartitionsResponseTopic>,
    /// [`ResponseCursor`], version 0, nullable, default null.
    pub next_cursor: Option<ResponseCursor>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeTopicPartitionsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("topics");
        it.topics =
            r.array(form, 26, |r| DescribeTopicPartitionsResponseTopic::read(r, version))?;
        r.field("next_cursor");
        it.next_cursor = if r.present()? { Some(ResponseCursor::read(r, version)?) } else { None };
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
        w.field("next_cursor");
        w.present(self.next_cursor.is_some());
        if let Some(value) = &self.next_cursor {
            value.write(w, version)?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeTopicPartitionsResponsePartition` in [`DescribeTopicPartitionsResponse`], version
/// 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponsePartition {
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// I32, version 0.
    pub partition_index: i32,
    /// I32, version 0.
    pub leader_id: i32,
    /// I32, version 0, default -1.
    pub leader_epoch: i32,
    /// Array of i32, version 0.
    pub replica_nodes: Vec<i32>,
    /// Array of i32, version 0.
    pub isr_nodes: Vec<i32>,
    /// Array of i32, version 0, nullable, default null.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// Array of i32, version 0, nullable, default null.
    pub last_known_elr: Option<Vec<i32>>,
    /// Array of i32, version 0.
    pub offline_replicas: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeTopicPartitionsResponsePartition {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            partition_index: 0,
            leader_id: 0,
            leader_epoch: -1,
            replica_nodes: Vec::new(),
            isr_nodes: Vec::new(),
            eligible_leader_replicas: None,
            last_known_elr: None,
            offline_replicas: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeTopicPartitionsResponsePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("DescribeTopicPartitionsResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribeTopicPartitionsResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("DescribeTopicPartitionsResponsePartition.leader_id");
        it.leader_id = r.i32()?;
        r.field("DescribeTopicPartitionsResponsePartition.leader_epoch");
        it.leader_epoch = r.i32()?;
        r.field("DescribeTopicPartitionsResponsePartition.replica_nodes");
        it.replica_nodes = r.array(form, 4, |r| r.i32())?;
        r.field("DescribeTopicPartitionsResponsePartition.isr_nodes");
        it.isr_nodes = r.array(form, 4, |r| r.i32())?;
        r.field("DescribeTopicPartitionsResponsePartition.eligible_leader_replicas");
        it.eligible_leader_replicas = r.nullable_array(form, 4, |r| r.i32())?;
        r.field("DescribeTopicPartitionsResponsePartition.last_known_elr");
        it.last_known_elr = r.nullable_array(form, 4, |r| r.i32())?;
        r.field("DescribeTopicPartitionsResponsePartition.offline_replicas");
        it.offline_replicas = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("DescribeTopicPartitionsResponsePartition.error_code");
        w.i16(self.error_code.0);
        w.field("DescribeTopicPartitionsResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("DescribeTopicPartitionsResponsePartition.leader_id");
        w.i32(self.leader_id);
        w.field("DescribeTopicPartitionsResponsePartition.leader_epoch");
        w.i32(self.leader_epoch);
        w.field("DescribeTopicPartitionsResponsePartition.replica_nodes");
        w.array(form, &self.replica_nodes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("DescribeTopicPartitionsResponsePartition.isr_nodes");
        w.array(form, &self.isr_nodes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("DescribeTopicPartitionsResponsePartition.eligible_leader_replicas");
        w.nullable_array(form, self.eligible_leader_replicas.as_deref(), |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("DescribeTopicPartitionsResponsePartition.last_known_elr");
        w.nullable_array(form, self.last_known_elr.as_deref(), |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("DescribeTopicPartitionsResponsePartition.offline_replicas");
        w.array(form, &self.offline_replicas, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeTopicPartitionsResponseTopic` in [`DescribeTopicPartitionsResponse`], version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponseTopic {
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable.
    pub name: Option<StrBytes>,
    /// Uuid, version 0.
    pub topic_id: Uuid,
    /// Bool, version 0.
    pub is_internal: bool,
    /// Array of [`DescribeTopicPartitionsResponsePartition`], version 0.
    pub partitions: Vec<DescribeTopicPartitionsResponsePartition>,
    /// I32, version 0, default -2147483648.
    pub topic_authorized_operations: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeTopicPartitionsResponseTopic {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            name: Some(StrBytes::default()),
            topic_id: Uuid::ZERO,
            is_internal: false,
            partitions: Vec::new(),
            topic_authorized_operations: -2_147_483_648,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeTopicPartitionsResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("DescribeTopicPartitionsResponseTopic.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribeTopicPartitionsResponseTopic.name");
        it.name = r.nullable_string(form)?;
        r.field("DescribeTopicPartitionsResponseTopic.topic_id");
        it.topic_id = r.uuid()?;
        r.field("DescribeTopicPartitionsResponseTopic.is_internal");
        it.is_internal = r.bool()?;
        r.field("DescribeTopicPartitionsResponseTopic.partitions");
        it.partitions =
            r.array(form, 20, |r| DescribeTopicPartitionsResponsePartition::read(r, version))?;
        r.field("DescribeTopicPartitionsResponseTopic.topic_authorized_operations");
        it.topic_authorized_operations = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("DescribeTopicPartitionsResponseTopic.error_code");
        w.i16(self.error_code.0);
        w.field("DescribeTopicPartitionsResponseTopic.name");
        w.nullable_string(form, self.name.as_deref())?;
        w.field("DescribeTopicPartitionsResponseTopic.topic_id");
        w.uuid(self.topic_id);
        w.field("DescribeTopicPartitionsResponseTopic.is_internal");
        w.bool(self.is_internal);
        w.field("DescribeTopicPartitionsResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.field("DescribeTopicPartitionsResponseTopic.topic_authorized_operations");
        w.i32(self.topic_authorized_operations);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponseCursor` in [`DescribeTopicPartitionsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ResponseCursor {
    /// String, version 0.
    pub topic_name: StrBytes,
    /// I32, version 0.
    pub partition_index: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ResponseCursor {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ResponseCursor.topic_name");
        it.topic_name = r.string(form)?;
        r.field("ResponseCursor.partition_index");
        it.partition_index = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ResponseCursor.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("ResponseCursor.partition_index");
        w.i32(self.partition_index);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeTopicPartitionsResponse {
    const NAME: &'static str = "DescribeTopicPartitionsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(75));
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
