//! One authenticated connection to a Kafka broker, from its start to its end (KIP-43, KIP-152).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use bytes::{Bytes, BytesMut};
use kerbside_crypto::SeededEntropy;
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::{ErrorCode, Message};
use kerbside_krb5::client::Credential;
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::gss::sasl::{ClientOptions, ClientStep, GssapiClient};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kdc_load::exchange::{entropy, now};

/// Versions that Kafka 3.x and 4.x both speak.
const API_VERSIONS: i16 = 3;
const SASL_HANDSHAKE: i16 = 1;
const SASL_AUTHENTICATE: i16 = 2;
const METADATA: i16 = 12;

/// A handshake without an end after this long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longer than any response here.
const RESPONSE_LIMIT: usize = 1 << 20;

/// Makes connections with one service ticket.
pub(super) struct Client {
    broker: SocketAddr,
    credential: Arc<Credential>,
    clock: AuthenticatorClock,
    entropy: SeededEntropy,
}

impl Client {
    /// A client of `broker`, for which `credential` is.
    pub(super) fn new(broker: SocketAddr, credential: Arc<Credential>) -> Self {
        Self { broker, credential, clock: AuthenticatorClock::default(), entropy: entropy() }
    }

    /// Connects, authenticates, asks for metadata, disconnects.
    pub(super) async fn shake(&mut self) -> Result<()> {
        let whole = tokio::time::timeout(PATIENCE, self.shake_patiently());
        whole.await.unwrap_or_else(|_| bail!("the handshake did not end in time"))
    }

    async fn shake_patiently(&mut self) -> Result<()> {
        self.connect().await.map(drop)
    }

    /// An authenticated connection, which knows the broker's metadata.
    pub(super) async fn connect(&mut self) -> Result<Connection> {
        let mut connection = Connection::open(self.broker).await?;
        let versions = ApiVersionsRequest {
            client_software_name: "bench".into(),
            client_software_version: "1".into(),
            ..ApiVersionsRequest::default()
        };
        let versions: ApiVersionsResponse = connection.ask(&versions, API_VERSIONS).await?;
        accepted("ApiVersions", versions.error_code)?;
        let mechanism = SaslHandshakeRequest { mechanism: "GSSAPI".into() };
        let mechanism: SaslHandshakeResponse = connection.ask(&mechanism, SASL_HANDSHAKE).await?;
        accepted("SaslHandshake", mechanism.error_code)?;
        self.authenticate(&mut connection).await?;
        let metadata = MetadataRequest { topics: Some(Vec::new()), ..MetadataRequest::default() };
        let metadata: MetadataResponse = connection.ask(&metadata, METADATA).await?;
        ensure!(!metadata.brokers.is_empty(), "the metadata names no broker");
        Ok(connection)
    }

    async fn authenticate(&mut self, connection: &mut Connection) -> Result<()> {
        let options = ClientOptions::default();
        let (clock, entropy) = (&mut self.clock, &mut self.entropy);
        let (mut client, mut token) =
            GssapiClient::start(&self.credential, options, clock, now(), entropy)?;
        // Three round trips at most: AP-REQ, an empty token, the choice of a layer.
        for _ in 0..3 {
            let answer = connection.authenticate(token).await?;
            match client.step(&answer, entropy)? {
                ClientStep::Continue(next) => token = next,
                ClientStep::Last(last) => return connection.authenticate(last).await.map(drop),
            }
        }
        bail!("the broker asks for more tokens than GSSAPI has")
    }
}

/// A connection to a broker.
pub(super) struct Connection {
    stream: TcpStream,
    correlation: i32,
}

impl Connection {
    async fn open(broker: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(broker).await.context("cannot connect")?;
        stream.set_nodelay(true)?;
        // Closed by reset: see kdc_load::slot.
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
        Ok(Self { stream, correlation: 0 })
    }

    async fn authenticate(&mut self, token: Vec<u8>) -> Result<Bytes> {
        let request = SaslAuthenticateRequest {
            auth_bytes: token.into(),
            ..SaslAuthenticateRequest::default()
        };
        let response: SaslAuthenticateResponse = self.ask(&request, SASL_AUTHENTICATE).await?;
        let message = response.error_message.unwrap_or_default();
        accepted("SaslAuthenticate", response.error_code)
            .with_context(|| format!("not authenticated: {message}"))?;
        Ok(response.auth_bytes)
    }

    /// Asks, and waits for the answer.
    pub(super) async fn ask<Q: Message, A: Message>(
        &mut self,
        request: &Q,
        version: i16,
    ) -> Result<A> {
        let key = Q::API_KEY.context("a request has an API key")?;
        let headers = key.request_header_version(version).zip(key.response_header_version(version));
        let (request_header, response_header) = headers.context("an unknown API key")?;
        self.correlation += 1;
        let header = RequestHeader {
            request_api_key: key,
            request_api_version: version,
            correlation_id: self.correlation,
            client_id: Some("bench".into()),
            ..RequestHeader::default()
        };
        let mut out = BytesMut::from(&[0; 4][..]);
        header.encode(&mut out, request_header)?;
        request.encode(&mut out, version)?;
        let length = u32::try_from(out.len() - 4)?.to_be_bytes();
        out[..4].copy_from_slice(&length);
        self.stream.write_all(&out).await?;
        let mut response = self.response().await?;
        let header = ResponseHeader::decode(&mut response, response_header)?;
        ensure!(header.correlation_id == self.correlation, "the answer to another request");
        Ok(A::decode(&mut response, version)?)
    }

    async fn response(&mut self) -> Result<Bytes> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).await.context("no answer")?;
        let length = u32::from_be_bytes(length) as usize;
        ensure!(length <= RESPONSE_LIMIT, "an answer of {length} octets");
        let mut response = vec![0; length];
        self.stream.read_exact(&mut response).await.context("half an answer")?;
        Ok(response.into())
    }
}

fn accepted(what: &str, error: ErrorCode) -> Result<()> {
    ensure!(error == ErrorCode(0), "{what} is answered by {error:?}");
    Ok(())
}
