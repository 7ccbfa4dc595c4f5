//! ListPartitionReassignments (API key 46): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/46_list_partition_reassignments.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ListPartitionReassignmentsRequest`, a request: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPartitionReassignmentsRequest {
    /// I32, version 0, default 60000.
    pub timeout_ms: i32,
    /// Array of [`ListPartitionReassignmentsTopics`], version 0, nullable, default null.
    pub topics: Option<Vec<ListPartitionReassignmentsTopics>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ListPartitionReassignmentsRequest {
    fn default() -> Self {
        Self { timeout_ms: 60_000, topics: None, unknown_tagged_fields: Vec::new() }
    }
}

impl ListPartitionReassignmentsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        r.field("topics");
        it.topics =
            r.nullable_array(form, 3, |r| ListPartitionReassignmentsTopics::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.field("topics");
        w.nullable_array(form, self.topics.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ListPartitionReassignmentsTopics` in [`ListPartitionReassignmentsRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListPartitionReassignmentsTopics {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of i32, version 0.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ListPartitionReassignmentsTopics {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("ListPartitionReassignmentsTopics.name");
        it.name = r.string(form)?;
        r.field("ListPartitionReassignmentsTopics.partition_indexes");
        it.partition_indexes = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("ListPartitionReassignmentsTopics.name");
        w.string(form, &self.name)?;
        w.field("ListPartitionReassignmentsTopics.partition_indexes");
        w.array(form, &self.partition_indexes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListPartitionReassignmentsRequest {
    const NAME: &'static str = "ListPartitionReassignmentsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(46));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ListPartitionReassignmentsResponse`, a response: version 0, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPartitionReassignmentsResponse {
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// String, version 0, nullable.
    pub error_message: Option<StrBytes>,
    /// Array of [`OngoingTopicReassignment`], version 0.
    pub topics: Vec<OngoingTopicReassignment>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ListPartitionReassignmentsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            topics: Vec::new(),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ListPartitionReassignmentsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("topics");
        it.topics = r.array(form, 3, |r| OngoingTopicReassignment::read(r, version))?;
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
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OngoingPartitionReassignment` in [`ListPartitionReassignmentsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OngoingPartitionReassignment {
    /// I32, version 0.
    pub partition_index: i32,
    /// Array of i32, version 0.
    pub replicas: Vec<i32>,
    /// Array of i32, version 0.
    pub adding_replicas: Vec<i32>,
    /// Array of i32, version 0.
    pub removing_replicas: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OngoingPartitionReassignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("OngoingPartitionReassignment.partition_index");
        it.partition_index = r.i32()?;
        r.field("OngoingPartitionReassignment.replicas");
        it.replicas = r.array(form, 4, |r| r.i32())?;
        r.field("OngoingPartitionReassignment.adding_replicas");
        it.adding_replicas = r.array(form, 4, |r| r.i32())?;
        r.field("OngoingPartitionReassignment.removing_replicas");
        it.removing_replicas = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("OngoingPartitionReassignment.partition_index");
        w.i32(self.partition_index);
        w.field("OngoingPartitionReassignment.replicas");
        w.array(form, &self.replicas, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("OngoingPartitionReassignment.adding_replicas");
        w.array(form, &self.adding_replicas, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.field("OngoingPartitionReassignment.removing_replicas");
        w.array(form, &self.removing_replicas, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OngoingTopicReassignment` in [`ListPartitionReassignmentsResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OngoingTopicReassignment {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of [`OngoingPartitionReassignment`], version 0.
    pub partitions: Vec<OngoingPartitionReassignment>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OngoingTopicReassignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("OngoingTopicReassignment.name");
        it.name = r.string(form)?;
        r.field("OngoingTopicReassignment.partitions");
        it.partitions = r.array(form, 8, |r| OngoingPartitionReassignment::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("OngoingTopicReassignment.name");
        w.string(form, &self.name)?;
        w.field("OngoingTopicReassignment.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ListPartitionReassignmentsResponse {
    const NAME: &'static str = "ListPartitionReassignmentsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(46));
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
