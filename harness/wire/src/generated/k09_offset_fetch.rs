//! OffsetFetch (API key 9): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/09_offset_fetch.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `OffsetFetchRequest`, a request: versions 0 to 10, flexible since version 6.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchRequest {
    /// String, versions 0 to 7.
    pub group_id: StrBytes,
    /// Array of [`OffsetFetchRequestTopic`], versions 0 to 7, nullable in versions 2 to 7.
    pub topics: Option<Vec<OffsetFetchRequestTopic>>,
    /// Array of [`OffsetFetchRequestGroup`], versions 8 to 10.
    pub groups: Vec<OffsetFetchRequestGroup>,
    /// Bool, versions 7 to 10.
    pub require_stable: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetFetchRequest {
    fn default() -> Self {
        Self {
            group_id: StrBytes::default(),
            topics: Some(Vec::new()),
            groups: Vec::new(),
            require_stable: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetFetchRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("group_id");
        if version <= 7 {
            it.group_id = r.string(form)?;
        }
        r.field("topics");
        if version <= 7 {
            it.topics = if version >= 2 {
                r.nullable_array(form, 3, |r| OffsetFetchRequestTopic::read(r, version))?
            } else {
                Some(r.array(form, 3, |r| OffsetFetchRequestTopic::read(r, version))?)
            };
        }
        r.field("groups");
        if version >= 8 {
            it.groups = r.array(form, 3, |r| OffsetFetchRequestGroup::read(r, version))?;
        }
        r.field("require_stable");
        if version >= 7 {
            it.require_stable = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("group_id");
        if version <= 7 {
            w.string(form, &self.group_id)?;
        } else if !self.group_id.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("topics");
        if version <= 7 {
            if version >= 2 {
                w.nullable_array(form, self.topics.as_deref(), |w, it| it.write(w, version))?;
            } else {
                let value = w.required(self.topics.as_ref())?;
                w.array(form, value, |w, it| it.write(w, version))?;
            }
        } else if self.topics.as_ref().is_none_or(|value| !value.is_empty()) {
            return Err(w.not_in_version());
        }
        w.field("groups");
        if version >= 8 {
            w.array(form, &self.groups, |w, it| it.write(w, version))?;
        } else if !self.groups.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("require_stable");
        if version >= 7 {
            w.bool(self.require_stable);
        } else if self.require_stable {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchRequestTopic` in [`OffsetFetchRequest`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchRequestTopic {
    /// String, versions 0 to 7.
    pub name: StrBytes,
    /// Array of i32, versions 0 to 7.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchRequestTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchRequestTopic.name");
        it.name = r.string(form)?;
        r.field("OffsetFetchRequestTopic.partition_indexes");
        it.partition_indexes = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchRequestTopic.name");
        w.string(form, &self.name)?;
        w.field("OffsetFetchRequestTopic.partition_indexes");
        w.array(form, &self.partition_indexes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchRequestTopics` in [`OffsetFetchRequest`], versions 8 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchRequestTopics {
    /// String, versions 8 to 9, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 10, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of i32, versions 8 to 10.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchRequestTopics {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchRequestTopics.name");
        if version <= 9 {
            it.name = r.string(form)?;
        }
        r.field("OffsetFetchRequestTopics.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("OffsetFetchRequestTopics.partition_indexes");
        it.partition_indexes = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchRequestTopics.name");
        if version <= 9 {
            w.string(form, &self.name)?;
        }
        w.field("OffsetFetchRequestTopics.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("OffsetFetchRequestTopics.partition_indexes");
        w.array(form, &self.partition_indexes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchRequestGroup` in [`OffsetFetchRequest`], versions 8 to 10.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchRequestGroup {
    /// String, versions 8 to 10.
    pub group_id: StrBytes,
    /// String, versions 9 to 10, nullable, default null, dropped by other versions.
    pub member_id: Option<StrBytes>,
    /// I32, versions 9 to 10, default -1, dropped by other versions.
    pub member_epoch: i32,
    /// Array of [`OffsetFetchRequestTopics`], versions 8 to 10, nullable.
    pub topics: Option<Vec<OffsetFetchRequestTopics>>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetFetchRequestGroup {
    fn default() -> Self {
        Self {
            group_id: StrBytes::default(),
            member_id: None,
            member_epoch: -1,
            topics: Some(Vec::new()),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetFetchRequestGroup {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchRequestGroup.group_id");
        it.group_id = r.string(form)?;
        r.field("OffsetFetchRequestGroup.member_id");
        if version >= 9 {
            it.member_id = r.nullable_string(form)?;
        }
        r.field("OffsetFetchRequestGroup.member_epoch");
        if version >= 9 {
            it.member_epoch = r.i32()?;
        }
        r.field("OffsetFetchRequestGroup.topics");
        it.topics = r.nullable_array(form, 3, |r| OffsetFetchRequestTopics::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchRequestGroup.group_id");
        w.string(form, &self.group_id)?;
        w.field("OffsetFetchRequestGroup.member_id");
        if version >= 9 {
            w.nullable_string(form, self.member_id.as_deref())?;
        }
        w.field("OffsetFetchRequestGroup.member_epoch");
        if version >= 9 {
            w.i32(self.member_epoch);
        }
        w.field("OffsetFetchRequestGroup.topics");
        w.nullable_array(form, self.topics.as_deref(), |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetFetchRequest {
    const NAME: &'static str = "OffsetFetchRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(9));
    const VERSIONS: Versions = Versions::new(0, 10);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `OffsetFetchResponse`, a response: versions 0 to 10, flexible since version 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponse {
    /// I32, versions 3 to 10, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`OffsetFetchResponseTopic`], versions 0 to 7.
    pub topics: Vec<OffsetFetchResponseTopic>,
    /// Error, versions 2 to 7, dropped by other versions.
    pub error_code: ErrorCode,
    /// Array of [`OffsetFetchResponseGroup`], versions 8 to 10.
    pub groups: Vec<OffsetFetchResponseGroup>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 3 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("topics");
        if version <= 7 {
            it.topics = r.array(form, 3, |r| OffsetFetchResponseTopic::read(r, version))?;
        }
        r.field("error_code");
        if (2..=7).contains(&version) {
            it.error_code = r.i16().map(ErrorCode)?;
        }
        r.field("groups");
        if version >= 8 {
            it.groups = r.array(form, 5, |r| OffsetFetchResponseGroup::read(r, version))?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("throttle_time_ms");
        if version >= 3 {
            w.i32(self.throttle_time_ms);
        }
        w.field("topics");
        if version <= 7 {
            w.array(form, &self.topics, |w, it| it.write(w, version))?;
        } else if !self.topics.is_empty() {
            return Err(w.not_in_version());
        }
        w.field("error_code");
        if (2..=7).contains(&version) {
            w.i16(self.error_code.0);
        }
        w.field("groups");
        if version >= 8 {
            w.array(form, &self.groups, |w, it| it.write(w, version))?;
        } else if !self.groups.is_empty() {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchResponsePartition` in [`OffsetFetchResponse`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartition {
    /// I32, versions 0 to 7.
    pub partition_index: i32,
    /// I64, versions 0 to 7.
    pub committed_offset: i64,
    /// I32, versions 5 to 7, default -1, dropped by other versions.
    pub committed_leader_epoch: i32,
    /// String, versions 0 to 7, nullable.
    pub metadata: Option<StrBytes>,
    /// Error, versions 0 to 7.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetFetchResponsePartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(StrBytes::default()),
            error_code: ErrorCode(0),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetFetchResponsePartition {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("OffsetFetchResponsePartition.committed_offset");
        it.committed_offset = r.i64()?;
        r.field("OffsetFetchResponsePartition.committed_leader_epoch");
        if version >= 5 {
            it.committed_leader_epoch = r.i32()?;
        }
        r.field("OffsetFetchResponsePartition.metadata");
        it.metadata = r.nullable_string(form)?;
        r.field("OffsetFetchResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("OffsetFetchResponsePartition.committed_offset");
        w.i64(self.committed_offset);
        w.field("OffsetFetchResponsePartition.committed_leader_epoch");
        if version >= 5 {
            w.i32(self.committed_leader_epoch);
        }
        w.field("OffsetFetchResponsePartition.metadata");
        w.nullable_string(form, self.metadata.as_deref())?;
        w.field("OffsetFetchResponsePartition.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchResponseTopic` in [`OffsetFetchResponse`], versions 0 to 7.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseTopic {
    /// String, versions 0 to 7.
    pub name: StrBytes,
    /// Array of [`OffsetFetchResponsePartition`], versions 0 to 7.
    pub partitions: Vec<OffsetFetchResponsePartition>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchResponseTopic.name");
        it.name = r.string(form)?;
        r.field("OffsetFetchResponseTopic.partitions");
        it.partitions = r.array(form, 16, |r| OffsetFetchResponsePartition::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchResponseTopic.name");
        w.string(form, &self.name)?;
        w.field("OffsetFetchResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchResponsePartitions` in [`OffsetFetchResponse`], versions 8 to 10.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartitions {
    /// I32, versions 8 to 10.
    pub partition_index: i32,
    /// I64, versions 8 to 10.
    pub committed_offset: i64,
    /// I32, versions 8 to 10, default -1.
    pub committed_leader_epoch: i32,
    /// String, versions 8 to 10, nullable.
    pub metadata: Option<StrBytes>,
    /// Error, versions 8 to 10.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for OffsetFetchResponsePartitions {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(StrBytes::default()),
            error_code: ErrorCode(0),
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl OffsetFetchResponsePartitions {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchResponsePartitions.partition_index");
        it.partition_index = r.i32()?;
        r.field("OffsetFetchResponsePartitions.committed_offset");
        it.committed_offset = r.i64()?;
        r.field("OffsetFetchResponsePartitions.committed_leader_epoch");
        it.committed_leader_epoch = r.i32()?;
        r.field("OffsetFetchResponsePartitions.metadata");
        it.metadata = r.nullable_string(form)?;
        r.field("OffsetFetchResponsePartitions.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchResponsePartitions.partition_index");
        w.i32(self.partition_index);
        w.field("OffsetFetchResponsePartitions.committed_offset");
        w.i64(self.committed_offset);
        w.field("OffsetFetchResponsePartitions.committed_leader_epoch");
        w.i32(self.committed_leader_epoch);
        w.field("OffsetFetchResponsePartitions.metadata");
        w.nullable_string(form, self.metadata.as_deref())?;
        w.field("OffsetFetchResponsePartitions.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchResponseTopics` in [`OffsetFetchResponse`], versions 8 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseTopics {
    /// String, versions 8 to 9, dropped by other versions.
    pub name: StrBytes,
    /// Uuid, version 10, dropped by other versions.
    pub topic_id: Uuid,
    /// Array of [`OffsetFetchResponsePartitions`], versions 8 to 10.
    pub partitions: Vec<OffsetFetchResponsePartitions>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchResponseTopics {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchResponseTopics.name");
        if version <= 9 {
            it.name = r.string(form)?;
        }
        r.field("OffsetFetchResponseTopics.topic_id");
        if version >= 10 {
            it.topic_id = r.uuid()?;
        }
        r.field("OffsetFetchResponseTopics.partitions");
        it.partitions = r.array(form, 20, |r| OffsetFetchResponsePartitions::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchResponseTopics.name");
        if version <= 9 {
            w.string(form, &self.name)?;
        }
        w.field("OffsetFetchResponseTopics.topic_id");
        if version >= 10 {
            w.uuid(self.topic_id);
        }
        w.field("OffsetFetchResponseTopics.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `OffsetFetchResponseGroup` in [`OffsetFetchResponse`], versions 8 to 10.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseGroup {
    /// String, versions 8 to 10.
    pub group_id: StrBytes,
    /// Array of [`OffsetFetchResponseTopics`], versions 8 to 10.
    pub topics: Vec<OffsetFetchResponseTopics>,
    /// Error, versions 8 to 10.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl OffsetFetchResponseGroup {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 6);
        let mut it = Self::default();
        r.field("OffsetFetchResponseGroup.group_id");
        it.group_id = r.string(form)?;
        r.field("OffsetFetchResponseGroup.topics");
        it.topics = r.array(form, 3, |r| OffsetFetchResponseTopics::read(r, version))?;
        r.field("OffsetFetchResponseGroup.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 6);
        w.field("OffsetFetchResponseGroup.group_id");
        w.string(form, &self.group_id)?;
        w.field("OffsetFetchResponseGroup.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("OffsetFetchResponseGroup.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for OffsetFetchResponse {
    const NAME: &'static str = "OffsetFetchResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(9));
    const VERSIONS: Versions = Versions::new(0, 10);
    const FLEXIBLE_FROM: Option<i16> = Some(6);

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
