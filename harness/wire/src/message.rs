//! What every message can do, and the entry points for messages of any API key.

use bytes::{Bytes, BytesMut};

use crate::allowance::Allowance;
use crate::api_key::ApiKey;
use crate::codec::{Reader, Writer};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::generated::dispatch::{RequestKind, ResponseKind};

/// A closed range of message versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The first version.
    pub min: i16,
    /// The last version.
    pub max: i16,
}

impl Versions {
    /// The versions from `min` to `max`.
    pub const fn new(min: i16, max: i16) -> Versions {
        Versions { min, max }
    }

    /// Whether the version lies in the range.
    pub fn contains(self, version: i16) -> bool {
        self.min <= version && version <= self.max
    }

    /// Each version in turn.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = i16> {
        self.min..=self.max
    }
}

/// A message of Kafka's protocol, in all its versions.
///
/// `Default` gives each field the default that Kafka gives it.
pub trait Message: Clone + std::fmt::Debug + Default + PartialEq + Sized {
    /// The message's name.
    const NAME: &'static str;
    /// The API key of a request or response.
    const API_KEY: Option<ApiKey>;
    /// The versions that can be encoded and decoded.
    const VERSIONS: Versions;
    /// The first version with compact lengths and tagged fields (KIP-482).
    const FLEXIBLE_FROM: Option<i16>;

    #[doc(hidden)]
    fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError>;
    #[doc(hidden)]
    fn write_body(&self, w: &mut Writer<'_>, version: i16) -> Result<(), EncodeError>;

    /// How long the broker holds the client back, in milliseconds, of a response that says so
    /// (KIP-219).
    fn throttle_time_ms_mut(&mut self) -> Option<&mut i32> {
        None
    }

    /// Decodes a message from the front of `bytes` and leaves there what follows it.
    ///
    /// On an error `bytes` is unchanged.
    fn decode(bytes: &mut Bytes, version: i16) -> Result<Self, DecodeError> {
        Self::decode_within(bytes, version, &mut Allowance::UNLIMITED.clone())
    }

    /// Decodes a message like [`Message::decode`], into no more memory than is allowed, and takes
    /// what it used off the allowance.
    ///
    /// On an error `bytes` and `allowance` are unchanged.
    fn decode_within(
        bytes: &mut Bytes,
        version: i16,
        allowance: &mut Allowance,
    ) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(Self::NAME, bytes.clone(), *allowance);
        if !Self::VERSIONS.contains(version) {
            return Err(reader.error(DecodeErrorKind::UnsupportedVersion(version)));
        }
        let message = Self::read_body(&mut reader, version)?;
        (*bytes, *allowance) = reader.rest();
        Ok(message)
    }

    /// Decodes a message that takes up all of `bytes`.
    ///
    /// Kafka ignores what follows a request; this refuses it.
    fn decode_exact(bytes: Bytes, version: i16) -> Result<Self, DecodeError> {
        let mut rest = bytes.clone();
        let message = Self::decode(&mut rest, version)?;
        if rest.is_empty() {
            return Ok(message);
        }
        let offset = bytes.len() - rest.len();
        Err(DecodeError::trailing(Self::NAME, offset, rest.len()))
    }

    /// Appends the message in the given version.
    ///
    /// A field that the version lacks must have its default value, unless Kafka declares that
    /// it may be dropped. On an error `out` is unchanged.
    fn encode(&self, out: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let start = out.len();
        let mut writer = Writer::new(Self::NAME, version, out);
        let result = if Self::VERSIONS.contains(version) {
            self.write_body(&mut writer, version)
        } else {
            Err(writer.unsupported_version())
        };
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// Appends the message like [`Message::encode`], but for its large records: these are put
    /// aside uncopied, each with the length that `out` has where they belong.
    ///
    /// On an error `out` and `aside` are unchanged.
    fn encode_aside(
        &self,
        out: &mut BytesMut,
        aside: &mut Vec<(usize, Bytes)>,
        version: i16,
    ) -> Result<(), EncodeError> {
        let (start, before) = (out.len(), aside.len());
        let mut writer = Writer::new(Self::NAME, version, out).aside(aside);
        let result = match Self::VERSIONS.contains(version) {
            true => self.write_body(&mut writer, version),
            false => Err(writer.unsupported_version()),
        };
        if result.is_err() {
            out.truncate(start);
            aside.truncate(before);
        }
        result
    }

    /// The message's bytes in the given version.
    fn to_bytes(&self, version: i16) -> Result<Bytes, EncodeError> {
        let mut out = BytesMut::new();
        self.encode(&mut out, version)?;
        Ok(out.freeze())
    }
}

/// Decodes the body of a request (what follows the request header), and returns what follows it.
///
/// Kafka ignores octets after the body; whether to do the same is the caller's choice.
pub fn decode_request(
    key: ApiKey,
    version: i16,
    mut bytes: Bytes,
) -> Result<(RequestKind, Bytes), DecodeError> {
    let request = RequestKind::read(key, version, &mut bytes)?;
    Ok((request, bytes))
}

/// Decodes the body of a response (what follows the response header), and returns what follows it.
pub fn decode_response(
    key: ApiKey,
    version: i16,
    mut bytes: Bytes,
) -> Result<(ResponseKind, Bytes), DecodeError> {
    let response = ResponseKind::read(key, version, &mut bytes)?;
    Ok((response, bytes))
}

/// Decodes data that begins with its own version, as members of a consumer group send it inside
/// JoinGroup and SyncGroup, and says that version.
///
/// A version newer than the codec's is read as the newest that it knows: newer versions only
/// append fields. What follows is ignored.
pub fn decode_versioned<M: Message>(mut bytes: Bytes) -> Result<(M, i16), DecodeError> {
    /// No member subscribes to that much.
    const LARGEST: Allowance = Allowance::new(64 << 20);
    let mut allowance = LARGEST;
    let mut reader = Reader::new(M::NAME, bytes.clone(), allowance);
    reader.field("version");
    let version = reader.i16()?;
    (bytes, _) = reader.rest();
    let known = version.min(M::VERSIONS.max);
    let message = M::decode_within(&mut bytes, known, &mut allowance)?;
    Ok((message, version))
}

/// The bytes of data that begins with its own version.
pub fn encode_versioned<M: Message>(message: &M, version: i16) -> Result<Bytes, EncodeError> {
    let mut out = BytesMut::new();
    Writer::new(M::NAME, version, &mut out).i16(version);
    message.encode(&mut out, version)?;
    Ok(out.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumer_protocol::ConsumerProtocolSubscription;

    #[test]
    fn what_is_not_allowed_to_grow_is_refused_before_it_does() {
        use crate::k15_describe_groups::DescribeGroupsRequest;
        // Version 5: 1,000 empty compact strings, a flag, no tagged fields.
        let mut octets = vec![0xe9, 0x07];
        octets.extend([1; 1_000]);
        octets.extend([0, 0]);
        let bytes = Bytes::from(octets);
        let size = 1_000 * (size_of::<crate::StrBytes>() + 8);
        let mut enough = Allowance::new(size + 5).per_element(8);
        let request = DescribeGroupsRequest::decode_within(&mut bytes.clone(), 5, &mut enough);
        assert_eq!(request.unwrap().groups.len(), 1_000);
        assert_eq!(enough.left(), 5);
        let mut short = Allowance::new(size - 1).per_element(8);
        let error = DescribeGroupsRequest::decode_within(&mut bytes.clone(), 5, &mut short);
        let error = error.unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::TooLarge { count: 1_000 });
        assert_eq!((error.field(), short.left()), ("groups", size - 1));
    }

    #[test]
    fn tagged_fields_that_nobody_knows_are_counted() {
        use crate::k15_describe_groups::DescribeGroupsRequest;
        // No group, a flag, 100 empty tagged fields.
        let mut octets = vec![1, 0, 100];
        octets.extend((0..100).flat_map(|tag| [tag, 0]));
        let decode = |octets: &[u8], left| {
            let mut bytes = Bytes::copy_from_slice(octets);
            DescribeGroupsRequest::decode_within(&mut bytes, 5, &mut Allowance::new(left))
        };
        assert!(decode(&octets, 100 * size_of::<(u32, Bytes)>()).is_ok());
        assert!(decode(&octets, 100 * size_of::<(u32, Bytes)>() - 1).is_err());
    }

    #[test]
    fn a_subscription_says_its_version() {
        let subscription = ConsumerProtocolSubscription {
            topics: vec!["orders".into()],
            ..ConsumerProtocolSubscription::default()
        };
        let bytes = encode_versioned(&subscription, 0).unwrap();
        // ConsumerProtocol.serializeSubscription of kafka-clients 4.4.0 writes the same.
        assert_eq!(bytes, b"\0\0\0\0\0\x01\0\x06orders\xff\xff\xff\xff"[..]);
        assert_eq!(decode_versioned(bytes), Ok((subscription, 0)));
    }

    #[test]
    fn a_subscription_of_the_future_is_read_as_the_newest() {
        let subscription = ConsumerProtocolSubscription::default();
        let mut bytes = BytesMut::new();
        Writer::new("", 0, &mut bytes).i16(99);
        subscription.encode(&mut bytes, ConsumerProtocolSubscription::VERSIONS.max).unwrap();
        bytes.extend_from_slice(b"and more");
        assert_eq!(decode_versioned(bytes.freeze()), Ok((subscription, 99)));
    }

    #[test]
    fn records_that_are_put_aside_fit_where_they_are_missing() {
        use crate::k01_fetch::{FetchResponse, FetchableTopicResponse, PartitionData};
        let partition = |size: usize| PartitionData {
            records: Some(Bytes::from(vec![7; size])),
            ..PartitionData::default()
        };
        let topic = FetchableTopicResponse {
            partitions: vec![partition(5_000), partition(3), partition(1_024)],
            ..FetchableTopicResponse::default()
        };
        let response = FetchResponse { responses: vec![topic], ..FetchResponse::default() };
        for version in [4, 11, 12, 18] {
            let mut out = BytesMut::from(&b"before"[..]);
            let mut aside = Vec::new();
            response.encode_aside(&mut out, &mut aside, version).unwrap();
            assert_eq!(aside.len(), 2);
            let mut whole = Vec::new();
            let mut from = 0;
            for (place, records) in aside {
                whole.extend_from_slice(&out[from..place]);
                whole.extend_from_slice(&records);
                from = place;
            }
            whole.extend_from_slice(&out[from..]);
            let expected = response.to_bytes(version).unwrap();
            assert_eq!(whole[..6], b"before"[..]);
            assert_eq!(whole[6..], expected[..], "version {version}");
        }
    }
}
