//! ConsumerGroupDescribe (API key 69): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/69_consumer_group_describe.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::{StrBytes, Uuid};

/// `ConsumerGroupDescribeRequest`, a request: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupDescribeRequest {
    /// Array of string, versions 0 to 1.
    pub group_ids: Vec<StrBytes>,
    /// Bool, versions 0 to 1.
    pub include_authorized_operations: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ConsumerGroupDescribeRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("group_ids");
        it.group_ids = r.array(form, 1, |r| r.string(form))?;
        r.field("include_authorized_operations");
        it.include_authorized_operations = r.bool()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("group_ids");
        w.array(form, &self.group_ids, |w, it| w.string(form, it))?;
        w.field("include_authorized_operations");
        w.bool(self.include_authorized_operations);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ConsumerGroupDescribeRequest {
    const NAME: &'static str = "ConsumerGroupDescribeRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(69));
    const VERSIONS: Versions = Versions::new(0, 1);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `ConsumerGroupDescribeResponse`, a response: versions 0 to 1, flexible since version 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupDescribeResponse {
    /// I32, versions 0 to 1.
    pub throttle_time_ms: i32,
    /// Array of [`DescribedGroup`], versions 0 to 1.
    pub groups: Vec<DescribedGroup>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl ConsumerGroupDescribeResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("groups");
        it.groups = r.array(form, 20, |r| DescribedGroup::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("throttle_time_ms");
        w.i32(self.throttle_time_ms);
        w.field("groups");
        w.array(form, &self.groups, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `TopicPartitions` in [`ConsumerGroupDescribeResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartitions {
    /// Uuid, versions 0 to 1.
    pub topic_id: Uuid,
    /// String, versions 0 to 1.
    pub topic_name: StrBytes,
    /// Array of i32, versions 0 to 1.
    pub partitions: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl TopicPartitions {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("TopicPartitions.topic_id");
        it.topic_id = r.uuid()?;
        r.field("TopicPartitions.topic_name");
        it.topic_name = r.string(form)?;
        r.field("TopicPartitions.partitions");
        it.partitions = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("TopicPartitions.topic_id");
        w.uuid(self.topic_id);
        w.field("TopicPartitions.topic_name");
        w.string(form, &self.topic_name)?;
        w.field("TopicPartitions.partitions");
        w.array(form, &self.partitions, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `Assignment` in [`ConsumerGroupDescribeResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Assignment {
    /// Array of [`TopicPartitions`], versions 0 to 1.
    pub topic_partitions: Vec<TopicPartitions>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Assignment {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("Assignment.topic_partitions");
        it.topic_partitions = r.array(form, 19, |r| TopicPartitions::read(r, version))?;
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

/// `Member` in [`ConsumerGroupDescribeResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// String, versions 0 to 1.
    pub member_id: StrBytes,
    /// String, versions 0 to 1, nullable, default null.
    pub instance_id: Option<StrBytes>,
    /// String, versions 0 to 1, nullable, default null.
    pub rack_id: Option<StrBytes>,
    /// I32, versions 0 to 1.
    pub member_epoch: i32,
    /// String, versions 0 to 1.
    pub client_id: StrBytes,
    /// String, versions 0 to 1.
    pub client_host: StrBytes,
    /// Array of string, versions 0 to 1.
    pub subscribed_topic_names: Vec<StrBytes>,
    /// String, versions 0 to 1, nullable, default null.
    pub subscribed_topic_regex: Option<StrBytes>,
    /// [`Assignment`], versions 0 to 1.
    pub assignment: Assignment,
    /// [`Assignment`], versions 0 to 1.
    pub target_assignment: Assignment,
    /// I8, version 1, default -1, dropped by other versions.
    pub member_type: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for Member {
    fn default() -> Self {
        Self {
            member_id: StrBytes::default(),
            instance_id: None,
            rack_id: None,
            member_epoch: 0,
            client_id: StrBytes::default(),
            client_host: StrBytes::default(),
            subscribed_topic_names: Vec::new(),
            subscribed_topic_regex: None,
            assignment: Assignment::default(),
            target_assignment: Assignment::default(),
            member_type: -1,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl Member {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("Member.member_id");
        it.member_id = r.string(form)?;
        r.field("Member.instance_id");
        it.instance_id = r.nullable_string(form)?;
        r.field("Member.rack_id");
        it.rack_id = r.nullable_string(form)?;
        r.field("Member.member_epoch");
        it.member_epoch = r.i32()?;
        r.field("Member.client_id");
        it.client_id = r.string(form)?;
        r.field("Member.client_host");
        it.client_host = r.string(form)?;
        r.field("Member.subscribed_topic_names");
        it.subscribed_topic_names = r.array(form, 1, |r| r.string(form))?;
        r.field("Member.subscribed_topic_regex");
        it.subscribed_topic_regex = r.nullable_string(form)?;
        r.field("Member.assignment");
        it.assignment = Assignment::read(r, version)?;
        r.field("Member.target_assignment");
        it.target_assignment = Assignment::read(r, version)?;
        r.field("Member.member_type");
        if version >= 1 {
            it.member_type = r.i8()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("Member.member_id");
        w.string(form, &self.member_id)?;
        w.field("Member.instance_id");
        w.nullable_string(form, self.instance_id.as_deref())?;
        w.field("Member.rack_id");
        w.nullable_string(form, self.rack_id.as_deref())?;
        w.field("Member.member_epoch");
        w.i32(self.member_epoch);
        w.field("Member.client_id");
        w.string(form, &self.client_id)?;
        w.field("Member.client_host");
        w.string(form, &self.client_host)?;
        w.field("Member.subscribed_topic_names");
        w.array(form, &self.subscribed_topic_names, |w, it| w.string(form, it))?;
        w.field("Member.subscribed_topic_regex");
        w.nullable_string(form, self.subscribed_topic_regex.as_deref())?;
        w.field("Member.assignment");
        self.assignment.write(w, version)?;
        w.field("Member.target_assignment");
        self.target_assignment.write(w, version)?;
        w.field("Member.member_type");
        if version >= 1 {
            w.i8(self.member_type);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribedGroup` in [`ConsumerGroupDescribeResponse`], versions 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// Error, versions 0 to 1.
    pub error_code: ErrorCode,
    /// String, versions 0 to 1, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// String, versions 0 to 1.
    pub group_id: StrBytes,
    /// String, versions 0 to 1.
    pub group_state: StrBytes,
    /// I32, versions 0 to 1.
    pub group_epoch: i32,
    /// I32, versions 0 to 1.
    pub assignment_epoch: i32,
    /// String, versions 0 to 1.
    pub assignor_name: StrBytes,
    /// Array of [`Member`], versions 0 to 1.
    pub members: Vec<Member>,
    /// I32, versions 0 to 1, default -2147483648.
    pub authorized_operations: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribedGroup {
    fn default() -> Self {
        Self {
            error_code: ErrorCode(0),
            error_message: None,
            group_id: StrBytes::default(),
            group_state: StrBytes::default(),
            group_epoch: 0,
            assignment_epoch: 0,
            assignor_name: StrBytes::default(),
            members: Vec::new(),
            authorized_operations: -2_147_483_648,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribedGroup {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("DescribedGroup.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribedGroup.error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("DescribedGroup.group_id");
        it.group_id = r.string(form)?;
        r.field("DescribedGroup.group_state");
        it.group_state = r.string(form)?;
        r.field("DescribedGroup.group_epoch");
        it.group_epoch = r.i32()?;
        r.field("DescribedGroup.assignment_epoch");
        it.assignment_epoch = r.i32()?;
        r.field("DescribedGroup.assignor_name");
        it.assignor_name = r.string(form)?;
        r.field("DescribedGroup.members");
        it.members = r.array(form, 16, |r| Member::read(r, version))?;
        r.field("DescribedGroup.authorized_operations");
        it.authorized_operations = r.i32()?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("DescribedGroup.error_code");
        w.i16(self.error_code.0);
        w.field("DescribedGroup.error_message");
        w.nullable_string(form, self.error_message.as_deref())?;
        w.field("DescribedGroup.group_id");
        w.string(form, &self.group_id)?;
        w.field("DescribedGroup.group_state");
        w.string(form, &self.group_state)?;
        w.field("DescribedGroup.group_epoch");
        w.i32(self.group_epoch);
        w.field("DescribedGroup.assignment_epoch");
        w.i32(self.assignment_epoch);
        w.field("DescribedGroup.assignor_name");
        w.string(form, &self.assignor_name)?;
        w.field("DescribedGroup.members");
        w.array(form, &self.members, |w, it| it.write(w, version))?;
        w.field("DescribedGroup.authorized_operations");
        w.i32(self.authorized_operations);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for ConsumerGroupDescribeResponse {
    const NAME: &'static str = "ConsumerGroupDescribeResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(69));
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
