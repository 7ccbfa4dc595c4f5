//! Metadata (API key 3): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/03_metadata.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `MetadataRequest`, a request: versions 0 to 13, flexible since version 9.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataRequest {
    /// Array of [`MetadataRequestTopic`], versions 0 to 13, nullable in versions 1 to 13.
    pub topics: Option<Vec<MetadataRequestTopic>>,
    /// Bool, versions 4 to 13, default true.
    pub allow_auto_topic_creation: bool,
    /// Bool, versions 8 to 10.
    pub include_cluster_authorized_operations: bool,
    /// Bool, versions 8 to 13.
    pub include_topic_authorized_operations: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MetadataRequest {
    fn default() -> Self {
        Self {
            topics: Some(Vec::new()),
            allow_auto_topic_creation: true,
            include_cluster_authorized_operations: false,
            include_topic_authorized_operations: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl MetadataRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("topics");
        it.topics = if version >= 1 {
            r.nullable_array(form, 2, |r| MetadataRequestTopic::read(r, version))?
        } else {
            Some(r.array(form, 2, |r| MetadataRequestTopic::read(r, version))?)
        };
        r.field("allow_auto_topic_creation");
        if version >= 4 {
            it.allow_auto_topic_creation = r.bool()?;
        }
        r.field("include_cluster_authorized_operations");
        if (8..=10).contains(&version) {
            it.include_cluster_authorized_operations = r.bool()?;
        }
        r.field("include_topic_authorized_operations");
        if version >= 8 {
            it.include_topic_authorized_operations = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("topics");
        if version >= 1 {
            w.nullable_array(form, self.topics.as_deref(), |w, it| it.write(w, version))?;
        } else {
            let value = w.required(self.topics.as_ref())?;
            w.array(form, value, |w, it| it.write(w, version))?;
        }
        w.field("allow_auto_topic_creation");
        if version >= 4 {
            w.bool(self.allow_auto_topic_creation);
        } else if !self.allow_auto_topic_creation {
            return Err(w.not_in_version());
        }
        w.field("include_cluster_authorized_operations");
        if (8..=10).contains(&version) {
            w.bool(self.include_cluster_authorized_operations);
        } else if self.include_cluster_authorized_operations {
            return Err(w.not_in_version());
        }
        w.field("include_topic_authorized_operations");
        if version >= 8 {
            w.bool(self.include_topic_authorized_operations);
        } else if self.include_topic_authorized_operations {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MetadataRequestTopic` in [`MetadataRequest`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataRequestTopic {
    /// Uuid, versions 10 to 13, dropped by other versions.
    pub topic_id: Uuid,
    /// String, versions 0 to 13, nullable in versions 10 to 13.
    pub name: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MetadataRequestTopic {
    fn default() -> Self {
        Self {
            topic_id: Uuid::ZERO,
            name: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl MetadataRequestTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("MetadataRequestTopic.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("MetadataRequestTopic.name");
        it.name = if version >= 10 { r.nullable_string(form)? } else { Some(r.string(form)?) };
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("MetadataRequestTopic.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("MetadataRequestTopic.name");
        if version >= 10 {
            w.nullable_string(form, self.name.as_deref())?;
        } else {
            let value = w.required(self.name.as_deref())?;
            w.string(form, value)?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for MetadataRequest {
    const NAME: &'static str = "MetadataRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(3));
    const VERSIONS: Versions = Versions::new(0, 13);
    const FLEXIBLE_FROM: Option<i16> = Some(9);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `MetadataResponse`, a response: versions 0 to 13, flexible since version 9.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponse {
    /// I32, versions 3 to 13, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`MetadataResponseBroker`], versions 0 to 13.
    pub brokers: Vec<MetadataResponseBroker>,
    /// String, versions 2 to 13, nullable, default null, dropped by other versions.
    pub cluster_id: Option<StrBytes>,
    /// I32, versions 1 to 13, default -1, dropped by other versions.
    pub controller_id: i32,
    /// Array of [`MetadataResponseTopic`], versions 0 to 13.
    pub topics: Vec<MetadataResponseTopic>,
    /// I32, versions 8 to 10, default -2147483648.
    pub cluster_authorized_operations: i32,
    /// Error, version 13, dropped by other versions.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MetadataResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            brokers: Vec::new(),
            cluster_id: None,
            controller_id: -1,
            topics: Vec::new(),
            cluster_authorized_operations: -2_147_483_648,
            error_code: ErrorCode(0),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl MetadataResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 3 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("brokers");
        it.brokers = r.array(form, 10, |r| MetadataResponseBroker::read(r, version))?;
        r.field("cluster_id");
        if version >= 2 {
            it.cluster_id = r.nullable_string(form)?;
        }
        r.field("controller_id");
        if version >= 1 {
            it.controller_id = r.i32()?;
        }
        r.field("topics");
        it.topics = r.array(form, 8, |r| MetadataResponseTopic::read(r, version))?;
        r.field("cluster_authorized_operations");
        if (8..=10).contains(&version) {
            it.cluster_authorized_operations = r.i32()?;
        }
        r.field("error_code");
        if version >= 13 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("throttle_time_ms");
        if version >= 3 {
            w.i32(self.throttle_time_ms);
        }
        w.field("brokers");
        w.array(form, &self.brokers, |w, it| it.write(w, version))?;
        w.field("cluster_id");
        if version >= 2 {
            w.nullable_string(form, self.cluster_id.as_deref())?;
        }
        w.field("controller_id");
        if version >= 1 {
            w.i32(self.controller_id);
        }
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("cluster_authorized_operations");
        if (8..=10).contains(&version) {
            w.i32(self.cluster_authorized_operations);
        } else if self.cluster_authorized_operations != -2_147_483_648 {
            return Err(w.not_in_version());
        }
        w.field("error_code");
        if version >= 13 {
            w.i16(self.error_code.0);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MetadataResponseBroker` in [`MetadataResponse`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MetadataResponseBroker {
    /// I32, versions 0 to 13.
    pub node_id: i32,
    /// String, versions 0 to 13.
    pub host: StrBytes,
    /// I32, versions 0 to 13.
    pub port: i32,
    /// String, versions 1 to 13, nullable, default null, dropped by other versions.
    pub rack: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl MetadataResponseBroker {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("MetadataResponseBroker.node_id");
        it.node_id = r.i32()?;
        r.field("MetadataResponseBroker.host");
        it.host = r.string(form)?;
        r.field("MetadataResponseBroker.port");
        it.port = r.i32()?;
        r.field("MetadataResponseBroker.rack");
        if version >= 1 {
            it.rack = r.nullable_string(form)?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("MetadataResponseBroker.node_id");
        w.i32(self.node_id);
        w.field("MetadataResponseBroker.host");
        w.string(form, &self.host)?;
        w.field("MetadataResponseBroker.port");
        w.i32(self.port);
        w.field("MetadataResponseBroker.rack");
        if version >= 1 {
            w.nullable_string(form, self.rack.as_deref())?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MetadataResponsePartition` in [`MetadataResponse`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponsePartition {
    /// Error, versions 0 to 13.
    pub error_code: ErrorCode,
    /// I32, versions 0 to 13.
    pub partition_index: i32,
    /// I32, versions 0 to 13.
    pub leader_id: i32,
    /// I32, versions 7 to 13, default -1, dropped by other versions.
    pub leader_epoch: i32,
    /// Array of i32, versions 0 to 13.
    pub replica_nodes: Vec<i32>,
    /// Array of i32, versions 0 to 13.
    pub isr_nodes: Vec<i32>,
    /// Array of i32, versions 5 to 13, dropped by other versions.
    pub offline_replicas: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MetadataResponsePartition {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            partition_index: 0,
            leader_id: 0,
            leader_epoch: -1,
            replica_nodes: Vec::new(),
            isr_nodes: Vec::new(),
            offline_replicas: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl MetadataResponsePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("MetadataResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("MetadataResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("MetadataResponsePartition.leader_id");
        it.leader_id = r.i32()?;
        r.field("MetadataResponsePartition.leader_epoch");
        if version >= 7 {
            it.leader_epoch = r.i32()?;
        }
        r.field("MetadataResponsePartition.replica_nodes");
        it.replica_nodes = r.array(form, 4, |r| r.i32())?;
        r.field("MetadataResponsePartition.isr_nodes");
        it.isr_nodes = r.array(form, 4, |r| r.i32())?;
        r.field("MetadataResponsePartition.offline_replicas");
        if version >= 5 {
            it.offline_replicas = r.array(form, 4, |r| r.i32())?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("MetadataResponsePartition.error_code");
        w.i16(self.error_code.0);
        w.field("MetadataResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("MetadataResponsePartition.leader_id");
        w.i32(self.leader_id);
        w.field("MetadataResponsePartition.leader_epoch");
        if version >= 7 {
            w.i32(self.leader_epoch);
        }
        w.field("MetadataResponsePartition.replica_nodes");
        w.array(form, &self.replica_nodes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("MetadataResponsePartition.isr_nodes");
        w.array(form, &self.isr_nodes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("MetadataResponsePartition.offline_replicas");
        if version >= 5 {
            w.array(form, &self.offline_replicas, |w, it| {
                w.i32(*it);
                Ok(())
            })?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `MetadataResponseTopic` in [`MetadataResponse`], versions 0 to 13.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponseTopic {
    /// Error, versions 0 to 13.
    pub error_code: ErrorCode,
    /// String, versions 0 to 13, nullable in versions 12 to 13.
    pub name: Option<StrBytes>,
    /// Uuid, versions 10 to 13, dropped by other versions.
    pub topic_id: Uuid,
    /// Bool, versions 1 to 13, dropped by other versions.
    pub is_internal: bool,
    /// Array of [`MetadataResponsePartition`], versions 0 to 13.
    pub partitions: Vec<MetadataResponsePartition>,
    /// I32, versions 8 to 13, default -2147483648.
    pub topic_authorized_operations: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for MetadataResponseTopic {
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

impl MetadataResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 9);
        let mut it = Self::default();
        r.field("MetadataResponseTopic.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("MetadataResponseTopic.name");
        it.name = if version >= 12 { r.nullable_string(form)? } else { Some(r.string(form)?) };
        r.field("MetadataResponseTopic.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("MetadataResponseTopic.is_internal");
        if version >= 1 {
            it.is_internal = r.bool()?;
        }
        r.field("MetadataResponseTopic.partitions");
        it.partitions = r.array(form, 18, |r| MetadataResponsePartition::read(r, version))?;
        r.field("MetadataResponseTopic.topic_authorized_operations");
        if version >= 8 {
            it.topic_authorized_operations = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 9);
        w.field("MetadataResponseTopic.error_code");
        w.i16(self.error_code.0);
        w.field("MetadataResponseTopic.name");
        if version >= 12 {
            w.nullable_string(form, self.name.as_deref())?;
        } else {
            let value = w.required(self.name.as_deref())?;
            w.string(form, value)?;
        }
        w.field("MetadataResponseTopic.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("MetadataResponseTopic.is_internal");
        if version >= 1 {
            w.bool(self.is_internal);
        }
        w.field("MetadataResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.field("MetadataResponseTopic.topic_authorized_operations");
        if version >= 8 {
            w.i32(self.topic_authorized_operations);
        } else if self.topic_authorized_operations != -2_147_483_648 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for MetadataResponse {
    const NAME: &'static str = "MetadataResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(3));
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
