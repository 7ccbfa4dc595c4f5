//! ElectLeaders (API key 43): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/43_elect_leaders.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ElectLeadersRequest`, a request: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq)]
pub struct ElectLeadersRequest {
    /// I8, versions 1 to 2.
    pub election_type: i8,
    /// Array of [`TopicPartitions`], versions 0 to 2, nullable.
    pub topic_partitions: Option<Vec<TopicPartitions>>,
    /// I32, versions 0 to 2, default 60000.
    pub timeout_ms: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for ElectLeadersRequest {
    fn default() -> Self {
        Self {
            election_type: 0,
            topic_partitions: Some(Vec::new()),
            timeout_ms: 60_000,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl ElectLeadersRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("election_type");
        if version >= 1 {
            it.election_type = r.i8()?;
        }
        r.field("topic_partitions");
        it.topic_partitions = r.nullable_array(form, 3, |r| TopicPartitions::read(r, version))?;
        r.field("timeout_ms");
        it.timeout_ms = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("election_type");
        if version >= 1 {
            w.i8(self.election_type);
        } else if self.election_type != 0 {
            return Err(w.not_in_version());
        }
        w.field("topic_partitions");
        w.nullable_array(form, self.topic_partitions.as_deref(), |w, it| it.write(w, version))?;
        w.field("timeout_ms");
        w.i32(self.timeout_ms);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicPartitions` in [`ElectLeadersRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartitions {
    /// String, versions 0 to 2.
    pub topic: StrBytes,
    /// Array of i32, versions 0 to 2.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicPartitions {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("TopicPartitions.topic");
        it.topic = r.string(form)?;
        r.field("TopicPartitions.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("TopicPartitions.topic");
        w.string(form, &self.topic)?;
        w.field("TopicPartitions.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ElectLeadersRequest {
    const NAME: &'static str = "ElectLeadersRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(43));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ElectLeadersResponse`, a response: versions 0 to 2, flexible since version 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ElectLeadersResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Error, versions 1 to 2.
    pub error_code: ErrorCode,
    /// Array of [`ReplicaElectionResult`], versions 0 to 2.
    pub replica_election_results: Vec<ReplicaElectionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ElectLeadersResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        if version >= 1 {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("replica_election_results");
        it.replica_election_results =
            r.array(form, 3, |r| ReplicaElectionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("error_code");
        if version >= 1 {
            w.i16(self.error_code.0);
        } else if self.error_code != ErrorCode(0) {
            return Err(w.not_in_version());
        }
        w.field("replica_election_results");
        w.array(form, &self.replica_election_results, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `PartitionResult` in [`ElectLeadersResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionResult {
    /// I32, versions 0 to 2.
    pub partition_id: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, versions 0 to 2, nullable.
    pub error_message: Option<StrBytes>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for PartitionResult {
    fn default() -> Self {
        Self {
            partition_id: 0,
            error_code: ErrorCode(0),
            error_message: Some(StrBytes::default()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl PartitionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("PartitionResult.partition_id");
        it.partition_id = r.i32()?;
        r.field("PartitionResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("PartitionResult.error_message");
        it.error_message = r.nullable_string(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("PartitionResult.partition_id");
        w.i32(self.partition_id);
        w.field("PartitionResult.error_code");
        w.i16(self.error_code.0);
        w.field("PartitionResult.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `ReplicaElectionResult` in [`ElectLeadersResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReplicaElectionResult {
    /// String, versions 0 to 2.
    pub topic: StrBytes,
    /// Array of [`PartitionResult`], versions 0 to 2.
    pub partition_result: Vec<PartitionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ReplicaElectionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 2);
        let mut it = Self::default();
        r.field("ReplicaElectionResult.topic");
        it.topic = r.string(form)?;
        r.field("ReplicaElectionResult.partition_result");
        it.partition_result = r.array(form, 8, |r| PartitionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 2);
        w.field("ReplicaElectionResult.topic");
        w.string(form, &self.topic)?;
        w.field("ReplicaElectionResult.partition_result");
        w.array(form, &self.partition_result, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ElectLeadersResponse {
    const NAME: &'static str = "ElectLeadersResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(43));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(2);

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
