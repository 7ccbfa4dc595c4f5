//! A blocking client that knows the frames of Kafka and nothing else.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::k00_produce::{
    PartitionProduceData, ProduceRequest, ProduceResponse, TopicProduceData,
};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::records::{BatchBuilder, Record};
use kerbside_kafka_wire::{ApiKey, ErrorCode, Message};

/// A test hangs no longer than this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a broker.
pub(crate) struct Client {
    stream: TcpStream,
    correlation: i32,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("a broker listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        stream.set_write_timeout(Some(PATIENCE)).expect("set");
        stream.set_nodelay(true).expect("set");
        Client { stream, correlation: 0 }
    }

    /// Sends octets as they are.
    pub(crate) fn send_raw(&mut self, octets: &[u8]) {
        self.stream.write_all(octets).expect("sent");
    }

    /// Sends octets to a broker that may have had enough.
    pub(crate) fn try_send_raw(&mut self, octets: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(octets)
    }

    /// The same connection, for another thread.
    pub(crate) fn clone_stream(&self) -> Client {
        let stream = self.stream.try_clone().expect("cloned");
        Client { stream, correlation: self.correlation }
    }

    /// Leaves as a process that is killed with answers unread: with a reset.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).expect("set");
    }

    /// The frame of a request, with its length.
    pub(crate) fn frame<M: Message>(&mut self, request: &M, version: i16) -> Vec<u8> {
        self.correlation += 1;
        let key = M::API_KEY.expect("a request");
        let header = RequestHeader {
            request_api_key: key,
            request_api_version: version,
            correlation_id: self.correlation,
            client_id: Some("by-hand".into()),
            unknown_tagged_fields: Vec::new(),
        };
        let mut body = BytesMut::new();
        header
            .encode(&mut body, key.request_header_version(version).expect("known"))
            .expect("fits");
        request.encode(&mut body, version).expect("fits");
        let mut frame = u32::try_from(body.len()).expect("small").to_be_bytes().to_vec();
        frame.extend_from_slice(&body);
        frame
    }

    pub(crate) fn send<M: Message>(&mut self, request: &M, version: i16) {
        let frame = self.frame(request, version);
        self.send_raw(&frame);
    }

    /// The next response, of the request sent last.
    pub(crate) fn receive<R: Message>(&mut self, version: i16) -> R {
        let expected = self.correlation;
        self.receive_for(expected, version)
    }

    /// The next response, which answers the request of this number.
    pub(crate) fn receive_for<R: Message>(&mut self, correlation: i32, version: i16) -> R {
        let mut body = self.receive_raw();
        let key = R::API_KEY.expect("a response");
        let header_version = key.response_header_version(version).expect("known");
        let header = ResponseHeader::decode(&mut body, header_version).expect("a header");
        assert_eq!(header.correlation_id, correlation);
        R::decode_exact(body, version).expect("a response")
    }

    /// The next frame without its length.
    pub(crate) fn receive_raw(&mut self) -> Bytes {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).expect("an answer");
        let mut body = vec![0; u32::from_be_bytes(length) as usize];
        self.stream.read_exact(&mut body).expect("all of the answer");
        body.into()
    }

    pub(crate) fn call<M: Message, R: Message>(&mut self, request: &M, version: i16) -> R {
        self.send(request, version);
        self.receive(version)
    }

    /// Waits for the broker to close, and returns what it said before.
    pub(crate) fn last_words(&mut self) -> Vec<u8> {
        let mut words = Vec::new();
        self.stream.read_to_end(&mut words).expect("the end, not a reset");
        words
    }

    /// Whether the broker ended the connection, by whatever means.
    pub(crate) fn is_cut_off(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }

    /// Asks for the versions of the broker, as a sign of life.
    pub(crate) fn api_versions(&mut self) -> ApiVersionsResponse {
        let request = ApiVersionsRequest {
            client_software_name: "by-hand".into(),
            client_software_version: "1".into(),
            ..ApiVersionsRequest::default()
        };
        let response: ApiVersionsResponse = self.call(&request, 3);
        assert_eq!(response.error_code, ErrorCode::NONE);
        assert!(response.api_keys.iter().any(|it| it.api_key == ApiKey::PRODUCE));
        response
    }

    /// [`Client::produce`], as long as the broker is there.
    pub(crate) fn try_produce(&mut self, topic: &str, value: &[u8]) -> Option<i64> {
        let frame = self.frame(&produce_request(topic, value), 9);
        self.stream.write_all(&frame).ok()?;
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).ok()?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize];
        self.stream.read_exact(&mut body).ok()?;
        let mut body = Bytes::from(body);
        ResponseHeader::decode(&mut body, 1).expect("a header");
        let response = ProduceResponse::decode_exact(body, 9).expect("a response");
        let partition = &response.responses[0].partition_responses[0];
        (partition.error_code == ErrorCode::NONE).then_some(partition.base_offset)
    }

    /// Produces one record to partition 0 and returns its offset.
    pub(crate) fn produce(&mut self, topic: &str, value: &[u8]) -> i64 {
        let request = produce_request(topic, value);
        let response: ProduceResponse = self.call(&request, 9);
        let partition = &response.responses[0].partition_responses[0];
        assert_eq!(partition.error_code, ErrorCode::NONE);
        partition.base_offset
    }
}

/// A request to append one record to partition 0.
pub(crate) fn produce_request(topic: &str, value: &[u8]) -> ProduceRequest {
    let value = Some(Bytes::copy_from_slice(value));
    let record = Record { timestamp: 1_700_000_000_000, value, ..Record::default() };
    let batch = BatchBuilder::default().record(record).build();
    ProduceRequest {
        acks: -1,
        timeout_ms: 10_000,
        topic_data: vec![TopicProduceData {
            name: topic.into(),
            partition_data: vec![PartitionProduceData {
                index: 0,
                records: Some(batch),
                ..PartitionProduceData::default()
            }],
            ..TopicProduceData::default()
        }],
        ..ProduceRequest::default()
    }
}
