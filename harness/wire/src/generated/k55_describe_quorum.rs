//! DescribeQuorum (API key 55): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/55_describe_quorum.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `DescribeQuorumRequest`, a request: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeQuorumRequest {
    /// Array of [`RequestTopicData`], versions 0 to 2.
    pub topics: Vec<RequestTopicData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeQuorumRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 3, |r| RequestTopicData::read(r, version))?;
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

/// `RequestPartitionData` in [`DescribeQuorumRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RequestPartitionData {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RequestPartitionData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("RequestPartitionData.partition_index");
        it.partition_index = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("RequestPartitionData.partition_index");
        w.i32(self.partition_index);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `RequestTopicData` in [`DescribeQuorumRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RequestTopicData {
    /// String, versions 0 to 2.
    pub topic_name: StrBytes,
    /// Array of [`RequestPartitionData`], versions 0 to 2.
    pub partitions: Vec<RequestPartitionData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RequestTopicData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("RequestTopicData.topic_name");
        it.topic_name = r.string(form)?;
        r.field("RequestTopicData.partitions");
        it.partitions = r.array(form, 5, |r| RequestPartitionData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("RequestTopicData.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("RequestTopicData.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeQuorumRequest {
    const NAME: &'static str = "DescribeQuorumRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(55));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeQuorumResponse`, a response: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeQuorumResponse {
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, version 2, nullable, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// Array of [`ResponseTopicData`], versions 0 to 2.
    pub topics: Vec<ResponseTopicData>,
    /// Array of [`Node`], version 2.
    pub nodes: Vec<Node>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeQuorumResponse {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            topics: Vec::new(),
            nodes: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeQuorumResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        if version >= 2 {
            it.error_message = r.nullable_string(form)?;
        }
        r.field("topics");
        it.topics = r.array(form, 3, |r| ResponseTopicData::read(r, version))?;
        r.field("nodes");
        if version >= 2 {
            it.nodes = r.array(form, 6, |r| Node::read(r, version))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("error_message");
        if version >= 2 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("nodes");
        if version >= 2 {
            w.array(form, &self.nodes, |w, it| it.write(w, version))?;
        } else if !self.nodes.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReplicaState` in [`DescribeQuorumResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaState {
    /// I32, versions 0 to 2.
    pub replica_id: i32,
    /// Uuid, version 2.
    pub replica_directory_id: Uuid,
    /// I64, versions 0 to 2.
    pub log_end_offset: i64,
    /// I64, versions 1 to 2, default -1, dropped by other versions.
    pub last_fetch_timestamp: i64,
    /// I64, versions 1 to 2, default -1, dropped by other versions.
    pub last_caught_up_timestamp: i64,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ReplicaState {
    fn default() -> Self {
        Self {
            replica_id: 0,
            replica_directory_id: Uuid::ZERO,
            log_end_offset: 0,
            last_fetch_timestamp: -1,
            last_caught_up_timestamp: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ReplicaState {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ReplicaState.replica_id");
        it.replica_id = r.i32()?;
        r.field("ReplicaState.replica_directory_id");
        if version >= 2 {
            it.replica_directory_id = r.uuid()?;
        }
        r.field("ReplicaState.log_end_offset");
        it.log_end_offset = r.i64()?;
        r.field("ReplicaState.last_fetch_timestamp");
        if version >= 1 {
            it.last_fetch_timestamp = r.i64()?;
        }
        r.field("ReplicaState.last_caught_up_timestamp");
        if version >= 1 {
            it.last_caught_up_timestamp = r.i64()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ReplicaState.replica_id");
        w.i32(self.replica_id);
        w.field("ReplicaState.replica_directory_id");
        if version >= 2 {
            w.uuid(self.replica_directory_id);
        } else if self.replica_directory_id != Uuid::ZERO {
            return Err(w.not_in_version());
        }
        w.field("ReplicaState.log_end_offset");
        w.i64(self.log_end_offset);
        w.field("ReplicaState.last_fetch_timestamp");
        if version >= 1 {
            w.i64(self.last_fetch_timestamp);
        }
        w.field("ReplicaState.last_caught_up_timestamp");
        if version >= 1 {
            w.i64(self.last_caught_up_timestamp);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponsePartitionData` in [`DescribeQuorumResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponsePartitionData {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, version 2, nullable, dropped by other versions.
    pub error_message: Option<StrBytes>,
    /// I32, versions 0 to 2.
    pub leader_id: i32,
    /// I32, versions 0 to 2.
    pub leader_epoch: i32,
    /// I64, versions 0 to 2.
    pub high_watermark: i64,
    /// Array of [`ReplicaState`], versions 0 to 2.
    pub current_voters: Vec<ReplicaState>,
    /// Array of [`ReplicaState`], versions 0 to 2.
    pub observers: Vec<ReplicaState>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ResponsePartitionData {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            leader_id: 0,
            leader_epoch: 0,
            high_watermark: 0,
            current_voters: Vec::new(),
            observers: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ResponsePartitionData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ResponsePartitionData.partition_index");
        it.partition_index = r.i32()?;
        r.field("ResponsePartitionData.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("ResponsePartitionData.error_message");
        if version >= 2 {
            it.error_message = r.nullable_string(form)?;
        }
        r.field("ResponsePartitionData.leader_id");
        it.leader_id = r.i32()?;
        r.field("ResponsePartitionData.leader_epoch");
        it.leader_epoch = r.i32()?;
        r.field("ResponsePartitionData.high_watermark");
        it.high_watermark = r.i64()?;
        r.field("ResponsePartitionData.current_voters");
        it.current_voters = r.array(form, 13, |r| ReplicaState::read(r, version))?;
        r.field("ResponsePartitionData.observers");
        it.observers = r.array(form, 13, |r| ReplicaState::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ResponsePartitionData.partition_index");
        w.i32(self.partition_index);
        w.field("ResponsePartitionData.error_code");
        w.i16(self.error_code.0);
        w.field("ResponsePartitionData.error_message");
        if version >= 2 {
            w.nullable_string(form, self.error_message.as_deref())?;
        }
        w.field("ResponsePartitionData.leader_id");
        w.i32(self.leader_id);
        w.field("ResponsePartitionData.leader_epoch");
        w.i32(self.leader_epoch);
        w.field("ResponsePartitionData.high_watermark");
        w.i64(self.high_watermark);
        w.field("ResponsePartitionData.current_voters");
        w.array(form, &self.current_voters, |w, it| it.write(w, version))?;
        w.field("ResponsePartitionData.observers");
        w.array(form, &self.observers, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponseTopicData` in [`DescribeQuorumResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ResponseTopicData {
    /// String, versions 0 to 2.
    pub topic_name: StrBytes,
    /// Array of [`ResponsePartitionData`], versions 0 to 2.
    pub partitions: Vec<ResponsePartitionData>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ResponseTopicData {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ResponseTopicData.topic_name");
        it.topic_name = r.string(form)?;
        r.field("ResponseTopicData.partitions");
        it.partitions = r.array(form, 25, |r| ResponsePartitionData::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ResponseTopicData.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("ResponseTopicData.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `Listener` in [`DescribeQuorumResponse`], version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Listener {
    /// String, version 2.
    pub name: StrBytes,
    /// String, version 2.
    pub host: StrBytes,
    /// U16, version 2.
    pub port: u16,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Listener {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("Listener.name");
        it.name = r.string(form)?;
        r.field("Listener.host");
        it.host = r.string(form)?;
        r.field("Listener.port");
        it.port = r.u16()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("Listener.name");
        w.string(form, &self.name)?;
        w.field("Listener.host");
        w.string(form, &self.host)?;
        w.field("Listener.port");
        w.u16(self.port);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `Node` in [`DescribeQuorumResponse`], version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Node {
    /// I32, version 2.
    pub node_id: i32,
    /// Array of [`Listener`], version 2.
    pub listeners: Vec<Listener>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Node {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("Node.node_id");
        it.node_id = r.i32()?;
        r.field("Node.listeners");
        it.listeners = r.array(form, 5, |r| Listener::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("Node.node_id");
        w.i32(self.node_id);
        w.field("Node.listeners");
        w.array(form, &self.listeners, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeQuorumResponse {
    const NAME: &'static str = "DescribeQuorumResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(55));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}
