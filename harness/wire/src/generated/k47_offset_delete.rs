//! OffsetDelete (API key 47): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/47_offset_delete.schema`.

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `OffsetDeleteRequest`, a request: version 0, never flexible.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequest {
    /// String, version 0.
    pub group_id: StrBytes,
    /// Array of [`OffsetDeleteRequestTopic`], version 0.
    pub topics: Vec<OffsetDeleteRequestTopic>,
}

impl OffsetDeleteRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("group_id");
        it.group_id = r.string(form)?;
        r.field("topics");
        it.topics = r.array(form, 6, |r| OffsetDeleteRequestTopic::read(r, version))?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("group_id");
        w.string(form, &self.group_id)?;
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        Ok(())
    }
}

/// `OffsetDeleteRequestPartition` in [`OffsetDeleteRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequestPartition {
    /// I32, version 0.
    pub partition_index: i32,
}

impl OffsetDeleteRequestPartition {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let mut it = Self::default();
        r.field("OffsetDeleteRequestPartition.partition_index");
        it.partition_index = r.i32()?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        w.field("OffsetDeleteRequestPartition.partition_index");
        w.i32(self.partition_index);
        Ok(())
    }
}

/// `OffsetDeleteRequestTopic` in [`OffsetDeleteRequest`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequestTopic {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of [`OffsetDeleteRequestPartition`], version 0.
    pub partitions: Vec<OffsetDeleteRequestPartition>,
}

impl OffsetDeleteRequestTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("OffsetDeleteRequestTopic.name");
        it.name = r.string(form)?;
        r.field("OffsetDeleteRequestTopic.partitions");
        it.partitions = r.array(form, 4, |r| OffsetDeleteRequestPartition::read(r, version))?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("OffsetDeleteRequestTopic.name");
        w.string(form, &self.name)?;
        w.field("OffsetDeleteRequestTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        Ok(())
    }
}

impl Message for OffsetDeleteRequest {
    const NAME: &'static str = "OffsetDeleteRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(47));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = None;

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `OffsetDeleteResponse`, a response: version 0, never flexible.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponse {
    /// Error, version 0.
    pub error_code: ErrorCode,
    /// I32, version 0.
    pub throttle_time_ms: i32,
    /// Array of [`OffsetDeleteResponseTopic`], version 0.
    pub topics: Vec<OffsetDeleteResponseTopic>,
}

impl OffsetDeleteResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("topics");
        it.topics = r.array(form, 6, |r| OffsetDeleteResponseTopic::read(r, version))?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("error_code");
        w.i16(self.error_code.0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        Ok(())
    }
}

/// `OffsetDeleteResponsePartition` in [`OffsetDeleteResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponsePartition {
    /// I32, version 0.
    pub partition_index: i32,
    /// Error, version 0.
    pub error_code: ErrorCode,
}

impl OffsetDeleteResponsePartition {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let mut it = Self::default();
        r.field("OffsetDeleteResponsePartition.partition_index");
        it.partition_index = r.i32()?;
        r.field("OffsetDeleteResponsePartition.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        w.field("OffsetDeleteResponsePartition.partition_index");
        w.i32(self.partition_index);
        w.field("OffsetDeleteResponsePartition.error_code");
        w.i16(self.error_code.0);
        Ok(())
    }
}

/// `OffsetDeleteResponseTopic` in [`OffsetDeleteResponse`], version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponseTopic {
    /// String, version 0.
    pub name: StrBytes,
    /// Array of [`OffsetDeleteResponsePartition`], version 0.
    pub partitions: Vec<OffsetDeleteResponsePartition>,
}

impl OffsetDeleteResponseTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("OffsetDeleteResponseTopic.name");
        it.name = r.string(form)?;
        r.field("OffsetDeleteResponseTopic.partitions");
        it.partitions = r.array(form, 6, |r| OffsetDeleteResponsePartition::read(r, version))?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("OffsetDeleteResponseTopic.name");
        w.string(form, &self.name)?;
        w.field("OffsetDeleteResponseTopic.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        Ok(())
    }
}

impl Message for OffsetDeleteResponse {
    const NAME: &'static str = "OffsetDeleteResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(47));
    const VERSIONS: Versions = Versions::new(0, 0);
    const FLEXIBLE_FROM: Option<i16> = None;

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
