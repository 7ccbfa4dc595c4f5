//! One connection to one broker: requests one after another, each with its answer.
//!
//! [`Connection::open`] does all that comes before the first request of a user. The single steps
//! are public too, for tests that leave one out or repeat one.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::message::{Message as _, Versions};
use kerbside_kafka_wire::{ApiKey, ErrorCode};
use kerbside_krb5::time::Timestamp;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::call::Call;
use super::error::{Doing, KafkaError, Malformed, check};
use super::frame::Framed;
use super::host_port::HostPort;
use super::observer::{ClientEvent, Origin};
use super::options::{ConnectOptions, Framing, Security};
use super::stream::Stream;

/// What an authenticated connection knows of its session (KIP-368).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it began, by the client's clock.
    pub since: Timestamp,
    /// How long the broker lets it live; `None` is without end.
    pub lifetime: Option<Duration>,
}

impl Session {
    /// Whether it is time to authenticate again: at nine tenths of the lifetime.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let age = now.micros_since(self.since);
        let limit = |life: Duration| i64::try_from(life.as_micros() / 10 * 9).unwrap_or(i64::MAX);
        self.lifetime.is_some_and(|life| age >= limit(life))
    }
}

/// A connection to a broker.
pub struct Connection {
    pub(super) framed: Framed,
    pub(super) options: Arc<ConnectOptions>,
    pub(super) session: Option<Session>,
    versions: Vec<(ApiKey, Versions)>,
    correlation_id: i32,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Every request has had its answer.
    Idle,
    /// A request is out; or was, when its caller went away or failed.
    Busy,
}

impl Connection {
    /// Connects to `broker`, asks for its versions and authenticates.
    ///
    /// # Errors
    /// Any [`KafkaError`] of the way; the observer sees it too.
    pub async fn open(
        broker: &HostPort,
        origin: Origin,
        options: &Arc<ConnectOptions>,
    ) -> Result<Self, KafkaError> {
        let opened = Self::all_steps(broker, origin, options).await;
        if let Err(error) = &opened {
            options.observe(ClientEvent::Failed { broker, error });
        }
        opened
    }

    async fn all_steps(
        broker: &HostPort,
        origin: Origin,
        options: &Arc<ConnectOptions>,
    ) -> Result<Self, KafkaError> {
        let mut connection = Self::dial(broker, origin, options).await?;
        if let Security::Gssapi(gssapi) = &options.security {
            // A broker of 0.9 knows no ApiVersions; a later one wants it after the tokens.
            if gssapi.framing == Framing::Bare {
                connection.authenticate().await?;
                connection.negotiate().await?;
                return Ok(connection);
            }
        }
        connection.negotiate().await?;
        connection.authenticate().await?;
        Ok(connection)
    }

    /// Opens the TCP connection and nothing more.
    ///
    /// # Errors
    /// When the name has no address, or no address answers.
    pub async fn dial(
        broker: &HostPort,
        origin: Origin,
        options: &Arc<ConnectOptions>,
    ) -> Result<Self, KafkaError> {
        let patience = options.connect_timeout;
        let late = |doing| KafkaError::Timeout { broker: broker.clone(), doing, after: patience };
        let unknown = |source| KafkaError::Resolve { broker: broker.clone(), source };
        let addresses = match timeout(patience, options.resolver.resolve(broker)).await {
            Err(_elapsed) => return Err(late(Doing::Resolving)),
            Ok(found) => found.map_err(unknown)?,
        };
        let mut last = unknown(io::Error::new(io::ErrorKind::NotFound, "no address"));
        for address in addresses {
            options.observe(ClientEvent::Connecting { broker, origin, address });
            match timeout(patience, TcpStream::connect(address)).await {
                Err(_elapsed) => last = late(Doing::Connecting),
                Ok(Err(source)) => {
                    last = KafkaError::Connect { broker: broker.clone(), address, source };
                }
                Ok(Ok(stream)) => return Self::secure(stream, broker, options).await,
            }
        }
        Err(last)
    }

    /// Makes the TLS handshake, where there is to be one.
    async fn secure(
        stream: TcpStream,
        broker: &HostPort,
        options: &Arc<ConnectOptions>,
    ) -> Result<Self, KafkaError> {
        // Without it each answer waits for an acknowledgement. A system that cannot is only slower.
        let _slower = stream.set_nodelay(true);
        #[cfg(feature = "tls")]
        if let Some(tls) = &options.tls {
            let patience = options.connect_timeout;
            let handshake = timeout(patience, tls.connect(&broker.host, stream)).await;
            let late = std::io::Error::from(io::ErrorKind::TimedOut);
            let secured = handshake.unwrap_or(Err(late));
            let failed = |source| KafkaError::Tls { broker: broker.clone(), source };
            let stream = Stream::Tls(Box::new(secured.map_err(failed)?));
            return Ok(Self::over(stream, broker, options));
        }
        Ok(Self::over(Stream::Plain(stream), broker, options))
    }

    fn over(stream: Stream, broker: &HostPort, options: &Arc<ConnectOptions>) -> Self {
        Self {
            framed: Framed::new(stream, broker.clone()),
            options: Arc::clone(options),
            session: None,
            versions: Vec::new(),
            correlation_id: 0,
            state: State::Idle,
        }
    }

    /// The broker.
    pub fn broker(&self) -> &HostPort {
        self.framed.broker()
    }

    /// The session, once authenticated.
    pub fn session(&self) -> Option<Session> {
        self.session
    }

    /// The versions that the broker has of each API.
    pub fn versions(&self) -> &[(ApiKey, Versions)] {
        &self.versions
    }

    /// Whether another request can be sent.
    pub fn is_usable(&mut self) -> bool {
        self.state == State::Idle && self.framed.is_quiet()
    }

    /// Asks for the broker's versions: ApiVersions 3, or 0 where it does not know that (KIP-511).
    ///
    /// # Errors
    /// When the broker answers with an error, or not at all.
    pub async fn negotiate(&mut self) -> Result<(), KafkaError> {
        let request = ApiVersionsRequest {
            client_software_name: "kerbside".into(),
            client_software_version: env!("CARGO_PKG_VERSION").into(),
            ..Default::default()
        };
        let key = ApiKey::API_VERSIONS;
        let answer = self.request(key, 3, request.to_bytes(3)?).await?;
        // A broker that does not know version 3 answers in version 0.
        let refused = answer.starts_with(&ErrorCode::UNSUPPORTED_VERSION.0.to_be_bytes());
        let response = match refused {
            true => {
                let answer = self.request(key, 0, request.to_bytes(0)?).await?;
                self.decode::<ApiVersionsResponse>(answer, 0, key)?
            }
            false => self.decode::<ApiVersionsResponse>(answer, 3, key)?,
        };
        check(key, response.error_code, || self.broker().to_string())?;
        let row = |api: &kerbside_kafka_wire::k18_api_versions::ApiVersion| {
            (api.api_key, Versions::new(api.min_version, api.max_version))
        };
        self.versions = response.api_keys.iter().map(row).collect();
        Ok(())
    }

    /// Sends `request` in the newest version that both ends speak.
    ///
    /// # Errors
    /// When there is none, or no proper answer comes. Error codes in the answer are the caller's.
    pub async fn call<R: Call>(&mut self, request: &R) -> Result<R::Response, KafkaError> {
        let version = self.version_of::<R>()?;
        self.call_at(request, version, Duration::ZERO).await
    }

    /// Sends `request` in `version`; the answer may take `longer` than usual.
    pub(super) async fn call_at<R: Call>(
        &mut self,
        request: &R,
        version: i16,
        longer: Duration,
    ) -> Result<R::Response, KafkaError> {
        let body = request.to_bytes(version)?;
        let patience = self.options.request_timeout + longer;
        let answer = self.exchange(R::KEY, version, &body, patience).await?;
        self.decode(answer, version, R::KEY)
    }

    /// The newest version of a request that both ends speak.
    pub(super) fn version_of<R: Call>(&self) -> Result<i16, KafkaError> {
        let theirs = self.versions.iter().find(|(key, _)| *key == R::KEY).map(|(_, range)| *range);
        let newest = theirs.map(|theirs| theirs.max.min(R::SPOKEN.max));
        let good = |version: &i16| {
            R::SPOKEN.contains(*version) && theirs.is_some_and(|theirs| theirs.contains(*version))
        };
        newest.filter(good).ok_or_else(|| KafkaError::Unsupported {
            broker: self.broker().clone(),
            api: R::KEY,
            ours: R::SPOKEN,
            theirs,
        })
    }

    /// Sends a request with the body `body`, whatever it is, and returns the body of the answer.
    ///
    /// # Errors
    /// When no answer comes, or one to another request.
    pub async fn request(
        &mut self,
        key: ApiKey,
        version: i16,
        body: Bytes,
    ) -> Result<Bytes, KafkaError> {
        self.exchange(key, version, &body, self.options.request_timeout).await
    }

    async fn exchange(
        &mut self,
        key: ApiKey,
        version: i16,
        body: &[u8],
        patience: Duration,
    ) -> Result<Bytes, KafkaError> {
        let doing = match key {
            ApiKey::SASL_HANDSHAKE => Doing::Handshake,
            _ => Doing::Request(key),
        };
        self.exchange_while(doing, (key, version), body, patience).await
    }

    /// One request and its answer. A caller that goes away in between leaves the connection
    /// unusable.
    pub(super) async fn exchange_while(
        &mut self,
        doing: Doing,
        (key, version): (ApiKey, i16),
        body: &[u8],
        patience: Duration,
    ) -> Result<Bytes, KafkaError> {
        self.state = State::Busy;
        self.correlation_id = self.correlation_id.wrapping_add(1) & i32::MAX;
        let header = RequestHeader {
            request_api_key: key,
            request_api_version: version,
            correlation_id: self.correlation_id,
            client_id: Some(self.options.client_id.as_str().into()),
            ..Default::default()
        };
        let mut frame = BytesMut::new();
        header.encode(&mut frame, key.request_header_version(version).unwrap_or(1))?;
        frame.extend_from_slice(body);
        self.framed.send(&frame, doing, patience).await?;
        let mut answer = self.framed.receive(doing, patience).await?;
        let header_version = key.response_header_version(version).unwrap_or(0);
        let header = ResponseHeader::decode(&mut answer, header_version)
            .map_err(|error| self.framed.malformed(doing, error.into()))?;
        let (wanted, got) = (self.correlation_id, header.correlation_id);
        if wanted != got {
            return Err(self.framed.malformed(doing, Malformed::Correlation { wanted, got }));
        }
        self.state = State::Idle;
        Ok(answer)
    }

    /// Reads the answer to a request of `key`.
    pub(super) fn decode<M: kerbside_kafka_wire::Message>(
        &self,
        mut answer: Bytes,
        version: i16,
        key: ApiKey,
    ) -> Result<M, KafkaError> {
        M::decode(&mut answer, version)
            .map_err(|error| self.framed.malformed(Doing::Request(key), error.into()))
    }

    /// Sends `content` as a frame, whatever it is.
    ///
    /// # Errors
    /// When the connection breaks or takes nothing.
    pub async fn send_frame(&mut self, content: &[u8]) -> Result<(), KafkaError> {
        let patience = self.options.request_timeout;
        self.framed.send(content, Doing::Frame, patience).await
    }

    /// Receives a frame, whatever it is.
    ///
    /// # Errors
    /// When the connection closes, or nothing comes in time.
    pub async fn receive_frame(&mut self) -> Result<Bytes, KafkaError> {
        self.framed.receive(Doing::Frame, self.options.request_timeout).await
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("broker", self.broker())
            .field("session", &self.session)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
