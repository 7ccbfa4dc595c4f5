//! DescribeGroups (API key 15): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/15_describe_groups.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeGroupsRequest`, a request: versions 0 to 6, flexible since version 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeGroupsRequest {
    /// Array of string, versions 0 to 6.
    pub groups: Vec<StrBytes>,
    /// Bool, versions 3 to 6.
    pub include_authorized_operations: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeGroupsRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("groups");
        it.groups = r.array(form, 1, |r| r.string(form))?;
        r.field("include_authorized_operations");
        if version >= 3 {
            it.include_authorized_operations = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("groups");
        w.array(form, &self.groups, |w, it| w.string(form, it))?;
        w.field("include_authorized_operations");
        if version >= 3 {
            w.bool(self.include_authorized_operations);
        } else if self.include_authorized_operations {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeGroupsRequest {
    const NAME: &'static str = "DescribeGroupsRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(15));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(5);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeGroupsResponse`, a response: versions 0 to 6, flexible since version 5.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeGroupsResponse {
    /// I32, versions 1 to 6, dropped by other versions.
    pub throttle_time_ms: i32,
    /// Array of [`DescribedGroup`], versions 0 to 6.
    pub groups: Vec<DescribedGroup>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeGroupsResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        if version >= 1 {
            it.throttle_time_ms = r.i32()?;
        }
        r.field("groups");
        it.groups = r.array(form, 12, |r| DescribedGroup::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("throttle_time_ms");
        if version >= 1 {
            w.i32(self.throttle_time_ms);
        }
        w.field("groups");
        w.array(form, &self.groups, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribedGroupMember` in [`DescribeGroupsResponse`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedGroupMember {
    /// String, versions 0 to 6.
    pub member_id: StrBytes,
    /// String, versions 4 to 6, nullable, default null, dropped by other versions.
    pub group_instance_id: Option<StrBytes>,
    /// String, versions 0 to 6.
    pub client_id: StrBytes,
    /// String, versions 0 to 6.
    pub client_host: StrBytes,
    /// Bytes, versions 0 to 6.
    pub member_metadata: Bytes,
    /// Bytes, versions 0 to 6.
    pub member_assignment: Bytes,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribedGroupMember {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("DescribedGroupMember.member_id");
        it.member_id = r.string(form)?;
        r.field("DescribedGroupMember.group_instance_id");
        if version >= 4 {
            it.group_instance_id = r.nullable_string(form)?;
        }
        r.field("DescribedGroupMember.client_id");
        it.client_id = r.string(form)?;
        r.field("DescribedGroupMember.client_host");
        it.client_host = r.string(form)?;
        r.field("DescribedGroupMember.member_metadata");
        it.member_metadata = r.bytes(form)?;
        r.field("DescribedGroupMember.member_assignment");
        it.member_assignment = r.bytes(form)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("DescribedGroupMember.member_id");
        w.string(form, &self.member_id)?;
        w.field("DescribedGroupMember.group_instance_id");
        if version >= 4 {
            w.nullable_string(form, self.group_instance_id.as_deref())?;
        }
        w.field("DescribedGroupMember.client_id");
        w.string(form, &self.client_id)?;
        w.field("DescribedGroupMember.client_host");
        w.string(form, &self.client_host)?;
        w.field("DescribedGroupMember.member_metadata");
        w.bytes(form, &self.member_metadata)?;
        w.field("DescribedGroupMember.member_assignment");
        w.bytes(form, &self.member_assignment)?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribedGroup` in [`DescribeGroupsResponse`], versions 0 to 6.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// Error, versions 0 to 6.
    pub error_code: ErrorCode,
    /// String, version 6, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// String, versions 0 to 6.
    pub group_id: StrBytes,
    /// String, versions 0 to 6.
    pub group_state: StrBytes,
    /// String, versions 0 to 6.
    pub protocol_type: StrBytes,
    /// String, versions 0 to 6.
    pub protocol_data: StrBytes,
    /// Array of [`DescribedGroupMember`], versions 0 to 6.
    pub members: Vec<DescribedGroupMember>,
    /// I32, versions 3 to 6, default -2147483648.
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
            protocol_type: StrBytes::default(),
            protocol_data: StrBytes::default(),
            members: Vec::new(),
            authorized_operations: -2_147_483_648,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribedGroup {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 5);
        let mut it = Self::default();
        r.field("DescribedGroup.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("DescribedGroup.error_message");
        if version >= 6 {
            it.error_message = r.nullable_string(form)?;
        }
        r.field("DescribedGroup.group_id");
        it.group_id = r.string(form)?;
        r.field("DescribedGroup.group_state");
        it.group_state = r.string(form)?;
        r.field("DescribedGroup.protocol_type");
        it.protocol_type = r.string(form)?;
        r.field("DescribedGroup.protocol_data");
        it.protocol_data = r.string(form)?;
        r.field("DescribedGroup.members");
        it.members = r.array(form, 7, |r| DescribedGroupMember::read(r, version))?;
        r.field("DescribedGroup.authorized_operations");
        if version >= 3 {
            it.authorized_operations = r.i32()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 5);
        w.field("DescribedGroup.error_code");
        w.i16(self.error_code.0);
        w.field("DescribedGroup.error_message");
        if version >= 6 {
            w.nullable_string(form, self.error_message.as_deref())?;
        } else if self.error_message.is_some() {
            return Err(w.not_in_version());
        }
        w.field("DescribedGroup.group_id");
        w.string(form, &self.group_id)?;
        w.field("DescribedGroup.group_state");
        w.string(form, &self.group_state)?;
        w.field("DescribedGroup.protocol_type");
        w.string(form, &self.protocol_type)?;
        w.field("DescribedGroup.protocol_data");
        w.string(form, &self.protocol_data)?;
        w.field("DescribedGroup.members");
        w.array(form, &self.members, |w, it| it.write(w, version))?;
        w.field("DescribedGroup.authorized_operations");
        if version >= 3 {
            w.i32(self.authorized_operations);
        } else if self.authorized_operations != -2_147_483_648 {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeGroupsResponse {
    const NAME: &'static str = "DescribeGroupsResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(15));
    const VERSIONS: Versions = Versions::new(0, 6);
    const FLEXIBLE_FROM: Option<i16> = Some(5);

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
