//! The primitives at their limits, through messages that use them.

use bytes::{Bytes, BytesMut};

use super::{Form, Reader, Writer};
use crate::allowance::Allowance;
use crate::error::{DecodeErrorKind, EncodeErrorKind};
use crate::headers::RequestHeader;
use crate::k00_produce::PartitionProduceResponse;
use crate::k00_produce::{ProduceRequest, ProduceResponse, TopicProduceResponse};
use crate::k01_fetch::{FetchPartition, FetchRequest, FetchTopic};
use crate::k03_metadata::MetadataRequest;
use crate::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use crate::message::Message;
use crate::primitives::Uuid;

fn reader(bytes: &'static [u8]) -> Reader {
    Reader::new("Message", Bytes::from_static(bytes), Allowance::UNLIMITED)
}

#[test]
fn numbers_of_variable_length_survive() {
    for value in [0, 1, 127, 128, 16_383, 16_384, u32::MAX - 1, u32::MAX] {
        let mut out = BytesMut::new();
        Writer::new("Message", 0, &mut out).unsigned_varint(value);
        let mut reader = Reader::new("Message", out.freeze(), Allowance::UNLIMITED);
        assert_eq!(reader.unsigned_varint().unwrap(), value);
        assert!(reader.rest().0.is_empty());
    }
}

#[test]
fn a_number_of_variable_length_ends_after_32_bits() {
    for bytes in [&[0xff; 5][..], &[0x80, 0x80, 0x80, 0x80, 0x10], &[0x80; 6]] {
        let error = Reader::new("Message", Bytes::from_static(bytes), Allowance::UNLIMITED)
            .unsigned_varint();
        assert_eq!(error.unwrap_err().kind(), DecodeErrorKind::EndlessVarint);
    }
}

#[test]
fn a_count_beyond_the_input_reserves_nothing() {
    // MetadataRequest version 0: a count of 2^31 - 1 topics and two octets.
    let error = MetadataRequest::decode_exact(Bytes::from_static(b"\x7f\xff\xff\xff\x00\x00"), 0);
    let error = error.unwrap_err();
    let count = i32::MAX as usize;
    assert_eq!(error.kind(), DecodeErrorKind::TooManyElements { count, left: 2 });
    assert_eq!(
        error.to_string(),
        "MetadataRequest: topics, octet 4: 2147483647 elements do not fit in 2 octets"
    );
}

#[test]
fn what_is_reserved_is_no_larger_than_the_input() {
    let array = reader(&[5, 0, 0, 0, 0]).array(Form::Compact, 1, |r| r.i8().map(|_| [0u64; 16]));
    assert_eq!(array.unwrap().len(), 4);
}

#[test]
fn negative_lengths_other_than_null_are_refused() {
    let error = reader(&[0xff, 0xfe]).nullable_string(Form::Classic).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::NegativeLength(-2));
    let error = reader(&[0xff, 0xff]).string(Form::Classic).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::UnexpectedNull);
    let error = reader(&[0]).bytes(Form::Compact).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::UnexpectedNull);
}

#[test]
fn strings_end_at_32767_octets() {
    let mut out = BytesMut::new();
    let mut writer = Writer::new("Message", 0, &mut out);
    let longest = "x".repeat(32_767);
    writer.string(Form::Compact, &longest).unwrap();
    let error = writer.string(Form::Compact, &"x".repeat(32_768)).unwrap_err();
    assert_eq!(error.kind, EncodeErrorKind::TooLong(32_768));
    let mut reader = Reader::new("Message", out.freeze(), Allowance::UNLIMITED);
    assert_eq!(reader.string(Form::Compact).unwrap(), *longest);

    let mut bytes = vec![0x81, 0x80, 0x02];
    bytes.resize(40_000, b'x');
    let error = Reader::new("Message", bytes.into(), Allowance::UNLIMITED)
        .string(Form::Compact)
        .unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::StringTooLong(32_768));
}

#[test]
fn records_are_a_slice_of_the_input() {
    let input = Bytes::from_static(
        b"\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01t\
          \x00\x00\x00\x01\x00\x00\x00\x07\x00\x00\x00\x04data",
    );
    let request = ProduceRequest::decode_exact(input.clone(), 0).unwrap();
    let records = request.topic_data[0].partition_data[0].records.clone().unwrap();
    assert_eq!(records, "data");
    assert_eq!(records.as_ptr(), input[input.len() - 4..].as_ptr());
}

#[test]
fn octets_after_a_message_are_left_or_refused() {
    let input = Bytes::from_static(b"\x00\x00\x00\x00rest");
    let mut rest = input.clone();
    MetadataRequest::decode(&mut rest, 0).unwrap();
    assert_eq!(rest, "rest");
    let error = MetadataRequest::decode_exact(input, 0).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::TrailingOctets(4));
    assert_eq!(error.offset(), 4);
}

#[test]
fn a_failed_decode_or_encode_changes_nothing() {
    let mut input = Bytes::from_static(b"\x00\x00\x00\x01\x00\x05t");
    MetadataRequest::decode(&mut input, 0).unwrap_err();
    assert_eq!(input.len(), 7);
    let mut out = BytesMut::from("before");
    let request = MetadataRequest { topics: None, ..MetadataRequest::default() };
    let error = request.encode(&mut out, 0).unwrap_err();
    assert_eq!((error.field, error.kind), ("topics", EncodeErrorKind::UnexpectedNull));
    assert_eq!(out, "before");
}

#[test]
fn a_value_that_a_version_lacks_is_refused() {
    let request = ProduceRequest { transactional_id: Some("t".into()), ..Default::default() };
    assert!(request.to_bytes(3).is_ok());
    assert_eq!(
        request.to_bytes(2).unwrap_err().to_string(),
        "ProduceRequest version 2: transactional_id: the version does not have this field, and \
         its value may not be dropped"
    );
}

#[test]
fn an_ignorable_value_is_dropped() {
    let partition = PartitionProduceResponse { log_append_time_ms: 7, ..Default::default() };
    let topic = TopicProduceResponse {
        partition_responses: vec![partition],
        ..TopicProduceResponse::default()
    };
    let response = ProduceResponse { responses: vec![topic], ..ProduceResponse::default() };
    let back = ProduceResponse::decode_exact(response.to_bytes(1).unwrap(), 1).unwrap();
    assert_eq!(back.responses[0].partition_responses[0].log_append_time_ms, -1);
}

#[test]
fn versions_beyond_the_schema_are_refused() {
    let latest = ProduceRequest::VERSIONS.max;
    let error = ProduceRequest::decode_exact(Bytes::new(), latest + 1).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::UnsupportedVersion(latest + 1));
    let error = ProduceRequest::default().to_bytes(-1).unwrap_err();
    assert_eq!(error.kind, EncodeErrorKind::UnsupportedVersion);
}

#[test]
fn an_unknown_tag_cannot_be_that_of_a_known_field() {
    let latest = ApiVersionsResponse::VERSIONS.max;
    let with = |tags: &[u32]| ApiVersionsResponse {
        finalized_features_epoch: 9,
        unknown_tagged_fields: tags.iter().map(|tag| (*tag, Bytes::from_static(b"?"))).collect(),
        ..ApiVersionsResponse::default()
    };
    let error = with(&[1]).to_bytes(latest).unwrap_err();
    assert_eq!(error.kind, EncodeErrorKind::TagTaken(1));
    let others = with(&[200, 70_000]);
    let bytes = others.to_bytes(latest).unwrap();
    assert_eq!(ApiVersionsResponse::decode_exact(bytes, latest), Ok(others));
}

#[test]
fn a_tag_of_a_later_version_keeps_its_place() {
    // Version 17 of the partition knows tag 0; tag 1 came with version 18.
    let partition = FetchPartition {
        replica_directory_id: Uuid([7; 16]),
        unknown_tagged_fields: vec![(1, Bytes::from_static(b"12345678"))],
        ..FetchPartition::default()
    };
    let topic = FetchTopic { partitions: vec![partition], ..FetchTopic::default() };
    let request = FetchRequest { topics: vec![topic], ..FetchRequest::default() };
    let bytes = request.to_bytes(17).unwrap();
    assert_eq!(FetchRequest::decode_exact(bytes.clone(), 17), Ok(request));
    let newer = FetchRequest::decode_exact(bytes, 18).unwrap();
    assert_eq!(newer.topics[0].partitions[0].high_watermark, i64::from_be_bytes(*b"12345678"));
}

#[test]
fn tagged_fields_need_a_flexible_version() {
    let unknown = vec![(7, Bytes::from_static(b"?"))];
    let request =
        ApiVersionsRequest { unknown_tagged_fields: unknown, ..ApiVersionsRequest::default() };
    assert!(request.to_bytes(3).is_ok());
    let error = request.to_bytes(2).unwrap_err();
    assert_eq!(error.kind, EncodeErrorKind::TaggedFieldsNotInVersion);
}

#[test]
fn a_tagged_field_fills_its_size() {
    let mut bytes = BytesMut::new();
    let request = FetchRequest { cluster_id: Some("c".into()), ..FetchRequest::default() };
    request.encode(&mut bytes, 12).unwrap();
    // The section ends the request: one field, tag 0, two octets, length 1, `c`.
    let section = bytes.len() - 5;
    assert_eq!(bytes[section..], [1, 0, 2, 2, b'c']);
    bytes[section + 2] = 3;
    bytes.extend_from_slice(b"!");
    let error = FetchRequest::decode_exact(bytes.freeze(), 12).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::TaggedFieldTooLong(1));
    assert_eq!((error.field(), error.offset()), ("cluster_id", section + 5));
}

#[test]
fn the_client_id_of_a_flexible_header_has_a_classic_length() {
    let header = RequestHeader { client_id: Some("me".into()), ..RequestHeader::default() };
    assert_eq!(header.to_bytes(2).unwrap()[8..], *b"\x00\x02me\x00");
}
