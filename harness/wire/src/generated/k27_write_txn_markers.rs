//! WriteTxnMarkers (API key 27): its request and response.
//!
//! Written by `kerbside-kafka-wire-gen` from `schema/27_write_txn_markers.schema`.

use bytes::Bytes;

use crate::api_key::ApiKey;
use crate::codec::{Form, Reader, Writer};
use crate::error::{DecodeError, EncodeError};
use crate::error_code::ErrorCode;
use crate::message::{Message, Versions};
use crate::primitives::StrBytes;

/// `WriteTxnMarkersRequest`, a request: versions 0 to 2, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WriteTxnMarkersRequest {
    /// Array of [`WritableTxnMarker`], versions 0 to 2.
    pub markers: Vec<WritableTxnMarker>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WriteTxnMarkersRequest {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("markers");
        it.markers = r.array(form, 17, |r| WritableTxnMarker::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("markers");
        w.array(form, &self.markers, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `WritableTxnMarkerTopic` in [`WriteTxnMarkersRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarkerTopic {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// Array of i32, versions 0 to 2.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WritableTxnMarkerTopic {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("WritableTxnMarkerTopic.name");
        it.name = r.string(form)?;
        r.field("WritableTxnMarkerTopic.partition_indexes");
        it.partition_indexes = r.array(form, 4, |r| r.i32())?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("WritableTxnMarkerTopic.name");
        w.string(form, &self.name)?;
        w.field("WritableTxnMarkerTopic.partition_indexes");
        w.array(form, &self.partition_indexes, |w, it| {
            w.i32(*it);
            Ok(())
        })?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `WritableTxnMarker` in [`WriteTxnMarkersRequest`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarker {
    /// I64, versions 0 to 2.
    pub producer_id: i64,
    /// I16, versions 0 to 2.
    pub producer_epoch: i16,
    /// Bool, versions 0 to 2.
    pub transaction_result: bool,
    /// Array of [`WritableTxnMarkerTopic`], versions 0 to 2.
    pub topics: Vec<WritableTxnMarkerTopic>,
    /// I32, versions 0 to 2.
    pub coordinator_epoch: i32,
    /// I8, version 2, dropped by other versions.
    pub transaction_version: i8,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WritableTxnMarker {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("WritableTxnMarker.producer_id");
        it.producer_id = r.i64()?;
        r.field("WritableTxnMarker.producer_epoch");
        it.producer_epoch = r.i16()?;
        r.field("WritableTxnMarker.transaction_result");
        it.transaction_result = r.bool()?;
        r.field("WritableTxnMarker.topics");
        it.topics = r.array(form, 3, |r| WritableTxnMarkerTopic::read(r, version))?;
        r.field("WritableTxnMarker.coordinator_epoch");
        it.coordinator_epoch = r.i32()?;
        r.field("WritableTxnMarker.transaction_version");
        if version >= 2 {
            it.transaction_version = r.i8()?;
        }
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("WritableTxnMarker.producer_id");
        w.i64(self.producer_id);
        w.field("WritableTxnMarker.producer_epoch");
        w.i16(self.producer_epoch);
        w.field("WritableTxnMarker.transaction_result");
        w.bool(self.transaction_result);
        w.field("WritableTxnMarker.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.field("WritableTxnMarker.coordinator_epoch");
        w.i32(self.coordinator_epoch);
        w.field("WritableTxnMarker.transaction_version");
        if version >= 2 {
            w.i8(self.transaction_version);
        }
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for WriteTxnMarkersRequest {
    const NAME: &'static str = "WriteTxnMarkersRequest";
    const API_KEY: Option<ApiKey> = Some(ApiKey(27));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}

/// `WriteTxnMarkersResponse`, a response: versions 0 to 2, flexible since version 1.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WriteTxnMarkersResponse {
    /// Array of [`WritableTxnMarkerResult`], versions 0 to 2.
    pub markers: Vec<WritableTxnMarkerResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WriteTxnMarkersResponse {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("markers");
        it.markers = r.array(form, 10, |r| WritableTxnMarkerResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("markers");
        w.array(form, &self.markers, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `WritableTxnMarkerPartitionResult` in [`WriteTxnMarkersResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarkerPartitionResult {
    /// I32, versions 0 to 2.
    pub partition_index: i32,
    /// Error, versions 0 to 2.
    pub error_code: ErrorCode,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WritableTxnMarkerPartitionResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("WritableTxnMarkerPartitionResult.partition_index");
        it.partition_index = r.i32()?;
        r.field("WritableTxnMarkerPartitionResult.error_code");
        it.error_code = r.i16().map(ErrorCode)?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("WritableTxnMarkerPartitionResult.partition_index");
        w.i32(self.partition_index);
        w.field("WritableTxnMarkerPartitionResult.error_code");
        w.i16(self.error_code.0);
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `WritableTxnMarkerTopicResult` in [`WriteTxnMarkersResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarkerTopicResult {
    /// String, versions 0 to 2.
    pub name: StrBytes,
    /// Array of [`WritableTxnMarkerPartitionResult`], versions 0 to 2.
    pub partitions: Vec<WritableTxnMarkerPartitionResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WritableTxnMarkerTopicResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("WritableTxnMarkerTopicResult.name");
        it.name = r.string(form)?;
        r.field("WritableTxnMarkerTopicResult.partitions");
        it.partitions = r.array(form, 6, |r| WritableTxnMarkerPartitionResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("WritableTxnMarkerTopicResult.name");
        w.string(form, &self.name)?;
        w.field("WritableTxnMarkerTopicResult.partitions");
        w.array(form, &self.partitions, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

/// `WritableTxnMarkerResult` in [`WriteTxnMarkersResponse`], versions 0 to 2.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarkerResult {
    /// I64, versions 0 to 2.
    pub producer_id: i64,
    /// Array of [`WritableTxnMarkerTopicResult`], versions 0 to 2.
    pub topics: Vec<WritableTxnMarkerTopicResult>,
    /// Tagged fields that this codec does not know: tag and contents.
    pub unknown_tagged_fields: Vec<(u32, Bytes)>,
}

impl WritableTxnMarkerResult {
    fn read(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        let form = Form::since(version, 1);
        let mut it = Self::default();
        r.field("WritableTxnMarkerResult.producer_id");
        it.producer_id = r.i64()?;
        r.field("WritableTxnMarkerResult.topics");
        it.topics = r.array(form, 3, |r| WritableTxnMarkerTopicResult::read(r, version))?;
        if form == Form::Compact {
            it.unknown_tagged_fields = r.unknown_tagged_fields()?;
        }
        Ok(it)
    }

    fn write(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        let form = Form::since(version, 1);
        w.field("WritableTxnMarkerResult.producer_id");
        w.i64(self.producer_id);
        w.field("WritableTxnMarkerResult.topics");
        w.array(form, &self.topics, |w, it| it.write(w, version))?;
        w.unknown_tagged_fields(form, &self.unknown_tagged_fields)?;
        Ok(())
    }
}

impl Message for WriteTxnMarkersResponse {
    const NAME: &'static str = "WriteTxnMarkersResponse";
    const API_KEY: Option<ApiKey> = Some(ApiKey(27));
    const VERSIONS: Versions = Versions::new(0, 2);
    const FLEXIBLE_FROM: Option<i16> = Some(1);

    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::read(r, version)
    }

    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError> {
        self.write(w, version)
    }
}
