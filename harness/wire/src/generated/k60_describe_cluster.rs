//! DescribeCluster (API key 60): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/60_describe_cluster.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `DescribeClusterRequest`, a request: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeClusterRequest {
    /// Bool, versions 0 to 2.
    pub include_cluster_authorized_operations: bool,
    /// I8, versions 1 to 2, default 1.
    pub endpoint_type: i8,
    /// Bool, version 2.
    pub include_fenced_brokers: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeClusterRequest {
    fn default() -> Self {
        Self {
            include_cluster_authorized_operations: false,
            endpoint_type: 1,
            include_fenced_brokers: false,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeClusterRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("include_cluster_authorized_operations");
        it.include_cluster_authorized_operations = r.bool()?;
        r.field("endpoint_type");
        if version >= 1 {
            it.endpoint_type = r.i8()?;
        }
        r.field("include_fenced_brokers");
        if version >= 2 {
            it.include_fenced_brokers = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("include_cluster_authorized_operations");
        w.bool(self.include_cluster_authorized_operations);
        w.field("endpoint_type");
        if version >= 1 {
            w.i8(self.endpoint_type);
        } else if self.endpoint_type != 1 {
            return Err(w.not_in_version());
        }
        w.field("include_fenced_brokers");
        if version >= 2 {
            w.bool(self.include_fenced_brokers);
        } else if self.include_fenced_brokers {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeClusterRequest {
    const NAME: &'static str = "DescribeClusterRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(60));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(0);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `DescribeClusterResponse`, a response: versions 0 to 2, flexible since version 0.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeClusterResponse {
    /// I32, versions 0 to 2.
    pub throttle_time_ms: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// String, versions 0 to 2, nullable, default null.
    pub error_message: Option<StrBytes>,
    /// I8, versions 1 to 2, default 1.
    pub endpoint_type: i8,
    /// String, versions 0 to 2.
    pub cluster_id: StrBytes,
    /// I32, versions 0 to 2, default -1.
    pub controller_id: i32,
    /// Array of [`DescribeClusterBroker`], versions 0 to 2.
    pub brokers: Vec<DescribeClusterBroker>,
    /// I32, versions 0 to 2, default -2147483648.
    pub cluster_authorized_operations: i32,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl Default for DescribeClusterResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: ErrorCode(0),
            error_message: None,
            endpoint_type: 1,
            cluster_id: StrBytes::default(),
            controller_id: -1,
            brokers: Vec::new(),
            cluster_authorized_operations: -2_147_483_648,
            unknown_tagged_fields: Vec::new(),
        }
    }
}

impl DescribeClusterResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("throttle_time_ms");
        it.throttle_time_ms = r.i32()?;
        r.field("error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        r.field("error_message");
        it.error_message = r.nullable_string(form)?;
        r.field("endpoint_type");
        if version >= 1 {
            it.endpoint_type = r.i8()?;
        }
        r.field("cluster_id");
        it.cluster_id = r.string(form)?;
        r.field("controller_id");
        it.controller_id = r.i32()?;
        r.field("brokers");
        it.brokers = r.array(form, 11, |r| DescribeClusterBroker::read(r, version))?;
        r.field("cluster_authorized_operations");
        it.cluster_authorized_operations = r.i32()?;
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
        w.field("endpoint_type");
        if version >= 1 {
            w.i8(self.endpoint_type);
        } else if self.endpoint_type != 1 {
            return Err(w.not_in_version());
        }
        w.field("cluster_id");
        w.string(form, &self.cluster_id)?;
        w.field("controller_id");
        w.i32(self.controller_id);
        w.field("brokers");
        w.array(form, &self.brokers, |w, it| it.write(w, version))?;
        w.field("cluster_authorized_operations");
        w.i32(self.cluster_authorized_operations);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `DescribeClusterBroker` in [`DescribeClusterResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeClusterBroker {
    /// I32, versions 0 to 2.
    pub broker_id: i32,
    /// String, versions 0 to 2.
    pub host: StrBytes,
    /// I32, versions 0 to 2.
    pub port: i32,
    /// String, versions 0 to 2, nullable, default null.
    pub rack: Option<StrBytes>,
    /// Bool, version 2.
    pub is_fenced: bool,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl DescribeClusterBroker {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 0);
        let mut it = Self::default();
        r.field("DescribeClusterBroker.broker_id");
        it.broker_id = r.i32()?;
        r.field("DescribeClusterBroker.host");
        it.host = r.string(form)?;
        r.field("DescribeClusterBroker.port");
        it.port = r.i32()?;
        r.field("DescribeClusterBroker.rack");
        it.rack = r.nullable_string(form)?;
        r.field("DescribeClusterBroker.is_fenced");
        if version >= 2 {
            it.is_fenced = r.bool()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 0);
        w.field("DescribeClusterBroker.broker_id");
        w.i32(self.broker_id);
        w.field("DescribeClusterBroker.host");
        w.string(form, &self.host)?;
        w.field("DescribeClusterBroker.port");
        w.i32(self.port);
        w.field("DescribeClusterBroker.rack");
        w.nullable_string(form, self.rack.as_deref())?;
        w.field("DescribeClusterBroker.is_fenced");
        if version >= 2 {
            w.bool(self.is_fenced);
        } else if self.is_fenced {
            return Err(w.not_in_version());
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for DescribeClusterResponse {
    const NAME: &'static str = "DescribeClusterResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(60));
    const VERSIONS: Versions = Versions::new(0, 2);
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
