//! [`ConsumerProtocolSubscription`] and [`ConsumerProtocolAssignment`].
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/consumer_protocol.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `ConsumerProtocolSubscription`, data inside another message: versions 0 to 3, never
/// flexible.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsumerProtocolSubscription {
    /// Array of string, versions 0 to 3.
    pub topics: Vec<StrBytes>,
    /// Bytes, versions 0 to 3, nullable, default null.
    pub user_data: Option<Bytes>,
    /// Array of [`OwnedTopicPartition`], versions 1 to 3, dropped by other versions.
    pub owned_partitions: Vec<OwnedTopicPartition>,
    /// I32, versions 2 to 3, default -1, dropped by other versions.
    pub generation_id: i32,
    /// String, version 3, nullable, default null, dropped by other versions.
    pub rack_id: Option<StrBytes>,
}

impl Default for ConsumerProtocolSubscription {
    fn default() -> Self {
        Self {
            topics: Vec::new(),
            user_data: None,
            owned_partitions: Vec::new(),
            generation_id: -1,
            rack_id: None,
        }
    }
}

impl ConsumerProtocolSubscription {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("topics");
        it.topics = r.array(form, 2, |r| r.string(form))?;
        r.field("user_data");
        it.user_data = r.nullable_bytes(form)?;
        r.field("owned_partitions");
        if version >= 1 {
            it.owned_partitions = r.array(form, 6, |r| OwnedTopicPartition::read(r, version))?;
        }
        r.field("generation_id");
        if version >= 2 {
            it.generation_id = r.i32()?;
        }
        r.field("rack_id");
        if version >= 3 {
            it.rack_id = r.nullable_string(form)?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("topics");
        w.array(form, &self.topics, |w, it| w.string(form, it))?;
        w.field("user_data");
        w.nullable_bytes(form, self.user_data.as_deref())?;
        w.field("owned_partitions");
        if version >= 1 {
            w.array(form, &self.owned_partitions, |w, it| it.write(w, version))?;
        }
        w.field("generation_id");
        if version >= 2 {
            w.i32(self.generation_id);
        }
        w.field("rack_id");
        if version >= 3 {
            w.nullable_string(form, self.rack_id.as_deref())?;
        }
        Ok(())
    }
}

/// `OwnedTopicPartition` in [`ConsumerProtocolSubscription`], versions 1 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OwnedTopicPartition {
    /// String, versions 1 to 3.
    pub topic: StrBytes,
    /// Array of i32, versions 1 to 3.
    pub partitions: Vec<i32>,
}

impl OwnedTopicPartition {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("OwnedTopicPartition.topic");
        it.topic = r.string(form)?;
        r.field("OwnedTopicPartition.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("OwnedTopicPartition.topic");
        w.string(form, &self.topic)?;
        w.field("OwnedTopicPartition.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        Ok(())
    }
}

impl Message for ConsumerProtocolSubscription {
    const NAME: &'static str = "ConsumerProtocolSubscription";
    const API_KEY: Option<ApiKey> = None;
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = None;

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ConsumerProtocolAssignment`, data inside another message: versions 0 to 3, never flexible.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerProtocolAssignment {
    /// Array of [`AssignedTopicPartition`], versions 0 to 3.
    pub assigned_partitions: Vec<AssignedTopicPartition>,
    /// Bytes, versions 0 to 3, nullable, default null.
    pub user_data: Option<Bytes>,
}

impl ConsumerProtocolAssignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("assigned_partitions");
        it.assigned_partitions = r.array(form, 6, |r| AssignedTopicPartition::read(r, version))?;
        r.field("user_data");
        it.user_data = r.nullable_bytes(form)?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("assigned_partitions");
        w.array(form, &self.assigned_partitions, |w, it| it.write(w, version))?;
        w.field("user_data");
        w.nullable_bytes(form, self.user_data.as_deref())?;
        Ok(())
    }
}

/// `AssignedTopicPartition` in [`ConsumerProtocolAssignment`], versions 0 to 3.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AssignedTopicPartition {
    /// String, versions 0 to 3.
    pub topic: StrBytes,
    /// Array of i32, versions 0 to 3.
    pub partitions: Vec<i32>,
}

impl AssignedTopicPartition {
    fn read(r: &mut Reader, _version: i16) -> Result<Self, DecodeError> {
        let form = Form::Classic;
        let mut it = Self::default();
        r.field("AssignedTopicPartition.topic");
        it.topic = r.string(form)?;
        r.field("AssignedTopicPartition.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, _version: i16) -> Result<(), EncodeError> {
        let form = Form::Classic;
        w.field("AssignedTopicPartition.topic");
        w.string(form, &self.topic)?;
        w.field("AssignedTopicPartition.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        Ok(())
    }
}

impl Message for ConsumerProtocolAssignment {
    const NAME: &'static str = "ConsumerProtocolAssignment";
    const API_KEY: Option<ApiKey> = None;
    const VERSIONS: Versions = Versions::new(0, 3);
    const FLEXIBLE_FROM: Option<i16> = None;

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}
