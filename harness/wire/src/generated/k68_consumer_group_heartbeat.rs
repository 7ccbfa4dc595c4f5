//! ConsumerGroupHeartbeat (API key 68): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/68_consumer_group_heartbeat.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `ConsumerGroupHeartbeatRequest`, a request: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsumerGroupHeartbeatRequest {
    /// String, versions 0 to 1.
    pub group_id: StrBytes,
    /// String, versions 0 to 1.
    pub member_id: StrBytes,
    /// I32, versions 0 to 1.
    pub member_epoch: i32,
    /// String, versions 0 to 1, nullable, default null.
    pub instance_id: Option<StrBytes>,
    /// String, versions 0 to 1, nullable, default null.
    pub rack_id: Option<StrBytes>,
    /// I32, versions 0 to 1, default -1.
    pub rebalance_timeout_ms: i32,
    /// Array of string, versions 0 to 1, nullable, default null.
    pub subscribed_topic_names: Option<Vec<StrBytes>>,
    /// String, version 1, nullable, default null.
    pub subscribed_topic_regex: Option<StrBytes>,
    /// String, versions 0 to 1, nullable, default null.
    pub server_assignor: Option<StrBytes>,
    /// Array of [`RequestTopicPartitions`], versions 0 to 1, nullable, default null.
    pub topic_partitions: Option<Vec<RequestTopicPartitions>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ConsumerGroupHeartbeatRequest {
    fn default() -> Self {
        Self {
            group_id: StrBytes::default(),
            member_id: StrBytes::default(),
            member_epoch: 0,
            instance_id: None,
            rack_id: None,
            rebalance_timeout_ms: -1,
            subscribed_topic_names: None,
            subscribed_topic_regex: None,
            server_assignor: None,
            topic_partitions: None,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ConsumerGroupHeartbeatRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("member_id");
        it.member_id = r.string(form)?;
        r.field("member_epoch");
        it.member_epoch = r.i32()?;
        r.field("instance_id");
        it.instance_id = r.nullable_string(form)?;
        r.field("rack_id");
        it.rack_id = r.nullable_string(form)?;
        r.field("rebalance_timeout_ms");
        it.rebalance_timeout_ms = r.i32()?;
        r.field("subscribed_topic_names");
        it.subscribed_topic_names = r.nullable_array(form, 1, |r| r.string(form))?;
        r.field("subscribed_topic_regex");
        if version >= 1 {
            it.subscribed_topic_regex = r.nullable_string(form)?;
        }
        r.field("server_assignor");
        it.server_assignor = r.nullable_string(form)?;
        r.field("topic_partitions");
        it.topic_partitions =
            r.nullable_array(form, 18, |r| RequestTopicPartitions::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("member_id");
        w.string(form, &self.member_id)?;
        w.field("member_epoch");
        w.i32(self.member_epoch);
        w.field("instance_id");
        w.nullable_string(form, self.instance_id.as_deref())?;
        w.field("rack_id");
        w.nullable_string(form, self.rack_id.as_deref())?;
        w.field("rebalance_timeout_ms");
        w.i32(self.rebalance_timeout_ms);
        w.field("subscribed_topic_names");
        w.nullable_array(form, self.subscribed_topic_names.as_deref(), |w, it| w.string(form, it))?;
        w.field("subscribed_topic_regex");
        if version >= 1 {
            w.nullable_string(form, self.subscribed_topic_regex.as_deref())?;
        } else if self.subscribed_topic_regex.is_some() {
            return Err(w.not_in_version());
        }
        w.field("server_assignor");
        w.nullable_string(form, self.server_assignor.as_deref())?;
        w.field("topic_partitions");
        w.nullable_array(form, self.topic_partitions.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `RequestTopicPartitions` in [`ConsumerGroupHeartbeatRequest`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RequestTopicPartitions {
    /// Uuid, versions 0 to 1.
    pub topic_id: Uuid,
    /// Array of i32, versions 0 to 1.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl RequestTopicPartitions {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("RequestTopicPartitions.topic_id");
        it.topic_id = r.uuid()?;
        r.field("RequestTopicPartitions.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("RequestTopicPartitions.topic_id");
        w.uuid(self.topic_id);
        w.field("RequestTopicPartitions.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ConsumerGroupHeartbeatRequest {
    const NAME: &'static str = "ConsumerGroupHeartbeatRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(68));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ConsumerGroupHeartbeatResponse`, a response: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupHeartbeatResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// String, versions 0 to 1, nullable, default null.
    pub member_id: Option<StrBytes>,
    /// I32, versions 0 to 1.
    pub member_epoch: i32,
    /// I32, versions 0 to 1.
    pub heartbeat_interval_ms: i32,
    /// [`Assignment`], versions 0 to 1, nullable, default null.
    pub assignment: Option<Assignment>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ConsumerGroupHeartbeatResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("member_id");
        it.member_id = r.nullable_string(form)?;
        r.field("member_epoch");
        it.member_epoch = r.i32()?;
        r.field("heartbeat_interval_ms");
        it.heartbeat_interval_ms = r.i32()?;
        r.field("assignment");
        it.assignment = if r.present()? { Some(Assignment::read(r, version)?) } else { None };
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
        w.field("error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("member_id");
        w.nullable_string(form, self.member_id.as_deref())?;
        w.field("member_epoch");
        w.i32(self.member_epoch);
        w.field("heartbeat_interval_ms");
        w.i32(self.heartbeat_interval_ms);
        w.field("assignment");
        w.present(self.assignment.is_some());
        if let Some(value) = &self.assignment {
            value.write(w, version)?;
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ResponseTopicPartitions` in [`ConsumerGroupHeartbeatResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ResponseTopicPartitions {
    /// Uuid, versions 0 to 1.
    pub topic_id: Uuid,
    /// Array of i32, versions 0 to 1.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ResponseTopicPartitions {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ResponseTopicPartitions.topic_id");
        it.topic_id = r.uuid()?;
        r.field("ResponseTopicPartitions.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ResponseTopicPartitions.topic_id");
        w.uuid(self.topic_id);
        w.field("ResponseTopicPartitions.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `Assignment` in [`ConsumerGroupHeartbeatResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Assignment {
    /// Array of [`ResponseTopicPartitions`], versions 0 to 1.
    pub topic_partitions: Vec<ResponseTopicPartitions>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Assignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("Assignment.topic_partitions");
        it.topic_partitions = r.array(form, 18, |r| ResponseTopicPartitions::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("Assignment.topic_partitions");
        w.array(form, &self.topic_partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ConsumerGroupHeartbeatResponse {
    const NAME: &'static str = "ConsumerGroupHeartbeatResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(68));
    const VERSIONS: Versions = Versions::new(0, 1);
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
