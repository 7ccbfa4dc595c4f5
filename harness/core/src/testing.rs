//! The world of a test: a cluster with one node, clients without sockets, a clock that steps.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use kerbside_crypto::{Entropy, SeededEntropy};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::records::{Batch, BatchBuilder, Record};
use kerbside_kafka_wire::{ApiKey, Message};
use kerbside_krb5::time::Timestamp;

use crate::authorizer::{AllowAll, Authorizer};
use crate::cluster::{Cluster, Endpoint, NewTopic, NodeEntry};
use crate::connection::{Connection, Flow, Origin};
use crate::dialect::Dialect;
use crate::event::{Audit, Event, EventKind};
use crate::listener_role::ListenerRole;
use crate::node::{Listener, Node, SaslListener, SaslSettings, Transport};
use crate::now::{Monotonic, Now};
use crate::principal::{DefaultPrincipalBuilder, PrincipalBuilder, PrincipalRules};
use crate::promise::Doorbell;
use crate::refusal::{MechanismRefusal, Refusal};
use crate::sasl::scram::ScramMechanism;
use crate::sasl::{Exchange, Mechanism, Proof, ProvedName, Step};
use crate::settings::{ClusterSettings, ConnectionSettings};
use crate::ssl_principal::SslPrincipalRules;

/// When tests happen.
pub(crate) const START: Timestamp = Timestamp::from_seconds(1_795_326_421);
pub(crate) const REALM: &str = "EXAMPLE.TEST";

/// A node and the time.
pub(crate) struct World {
    pub(crate) node: Arc<Node>,
    pub(crate) plaintext: Arc<Listener>,
    pub(crate) sasl: Arc<Listener>,
    pub(crate) now: Now,
}

/// What a test changes in its world.
pub(crate) struct Plan {
    pub(crate) authorizer: Arc<dyn Authorizer>,
    pub(crate) audit: Audit,
    pub(crate) cluster: ClusterSettings,
    pub(crate) connections: ConnectionSettings,
    pub(crate) dialect: Dialect,
    pub(crate) mechanisms: Vec<Arc<dyn Mechanism>>,
    pub(crate) sasl: SaslSettings,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            authorizer: Arc::new(AllowAll),
            audit: Audit::Reported,
            cluster: ClusterSettings::default(),
            connections: ConnectionSettings::default(),
            dialect: Dialect::default(),
            mechanisms: vec![Arc::new(TellMe("TELL-ME")), Arc::new(TellMe("OTHER"))],
            sasl: SaslSettings::default(),
        }
    }
}

impl World {
    pub(crate) fn new() -> World {
        World::with(Plan::default())
    }

    pub(crate) fn with(plan: Plan) -> World {
        let cluster = Cluster::new(plan.cluster, Box::new(SeededEntropy::new(3)));
        for id in [1, 2] {
            let endpoint = |port| Endpoint { host: Arc::from("localhost"), port };
            let endpoints =
                [(Arc::from("PLAIN"), endpoint(9092)), (Arc::from("SASL"), endpoint(9093))];
            // Node 2 is there to lead what node 1 does not.
            cluster.put_node(NodeEntry { id, rack: None, endpoints: endpoints.into() });
        }
        let node = Node {
            id: 1,
            cluster: Arc::new(cluster),
            dialect: plan.dialect,
            settings: plan.connections,
            authorizer: plan.authorizer,
            audit: plan.audit,
        };
        let kerberos = PrincipalRules::for_realm(REALM);
        let ssl = SslPrincipalRules::default();
        let principals: Arc<dyn PrincipalBuilder> =
            Arc::new(DefaultPrincipalBuilder { kerberos, ssl });
        let listener = |name, sasl| Listener {
            name: Arc::from(name),
            role: ListenerRole::Broker,
            transport: Transport::Plain,
            sasl,
            principals: Arc::clone(&principals),
        };
        let sasl = SaslListener::new(plan.mechanisms).with_settings(plan.sasl);
        World {
            node: Arc::new(node),
            plaintext: Arc::new(listener("PLAIN", None)),
            sasl: Arc::new(listener("SASL", Some(sasl))),
            now: Now { wall: START, monotonic: Monotonic::ZERO },
        }
    }

    /// A topic whose partitions node 1 leads.
    pub(crate) fn topic(&self, name: &str, partitions: i32) {
        self.node.cluster.create_topic(&NewTopic::named(name, partitions)).expect("a topic");
        for partition in 0..partitions {
            self.node.cluster.move_leader(name, partition, 1);
        }
    }

    pub(crate) fn plain_client(&self) -> Client {
        self.client(&self.plaintext)
    }

    pub(crate) fn sasl_client(&self) -> Client {
        self.client(&self.sasl)
    }

    fn client(&self, listener: &Arc<Listener>) -> Client {
        let bell = Arc::new(CountingBell::default());
        let origin = Origin {
            id: self.node.cluster.next_connection_id(),
            peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000)),
            tls: None,
            bell: Arc::clone(&bell) as Arc<dyn Doorbell>,
        };
        let (node, listener) = (Arc::clone(&self.node), Arc::clone(listener));
        let connection = Connection::new(node, listener, origin, self.now);
        Client { connection, bell, input: BytesMut::new(), now: self.now, correlation_id: 0 }
    }
}

/// Counts its rings.
#[derive(Default)]
pub(crate) struct CountingBell(AtomicUsize);

impl CountingBell {
    pub(crate) fn rings(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Doorbell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A client and the broker's side of its connection.
pub(crate) struct Client {
    pub(crate) connection: Connection,
    pub(crate) bell: Arc<CountingBell>,
    pub(crate) now: Now,
    input: BytesMut,
    correlation_id: i32,
}

impl Client {
    /// Sends octets as they are.
    pub(crate) fn send(&mut self, octets: &[u8]) -> Flow {
        self.input.extend_from_slice(octets);
        self.connection.handle(&mut self.input, self.now)
    }

    /// Sends a frame.
    pub(crate) fn send_frame(&mut self, contents: &[u8]) -> Flow {
        let size = u32::try_from(contents.len()).expect("a small frame").to_be_bytes();
        self.send(&[&size[..], contents].concat())
    }

    pub(crate) fn send_request<M: Message>(&mut self, version: i16, request: &M) -> Flow {
        let key = M::API_KEY.expect("a request");
        let body = request.to_bytes(version).expect("a request of this version");
        self.send_raw(key, version, &body)
    }

    /// Sends a request with any body.
    pub(crate) fn send_raw(&mut self, key: ApiKey, version: i16, body: &[u8]) -> Flow {
        self.correlation_id += 1;
        let frame = frame(key, version, self.correlation_id, body);
        self.send_frame(&frame)
    }

    /// Looks again, without new input.
    pub(crate) fn look(&mut self) -> Flow {
        self.send(&[])
    }

    pub(crate) fn advance(&mut self, by: Duration) -> Flow {
        self.now.monotonic = self.now.monotonic.plus(by);
        self.now.wall = self.now.wall.plus_micros(i64::try_from(by.as_micros()).expect("a while"));
        self.connection.expire(self.now);
        self.look()
    }

    /// All that was written.
    pub(crate) fn written(&mut self) -> Bytes {
        let outbox = self.connection.outbox();
        let size = outbox.remaining();
        outbox.copy_to_bytes(size)
    }

    /// The frames that were written.
    pub(crate) fn frames(&mut self) -> Vec<Bytes> {
        let mut written = self.written();
        let mut frames = Vec::new();
        while written.has_remaining() {
            let size = written.get_u32() as usize;
            frames.push(written.split_to(size));
        }
        frames
    }

    /// The only response that was written, which answers the last request.
    pub(crate) fn response<R: Message>(&mut self, version: i16) -> R {
        let mut frames = self.frames();
        assert_eq!(frames.len(), 1, "one response of {}", R::NAME);
        let (correlation_id, response) = decode(frames.remove(0), version);
        assert_eq!(correlation_id, self.correlation_id);
        response
    }

    /// Sends a request and reads its response.
    pub(crate) fn call<Q: Message, R: Message>(&mut self, version: i16, request: &Q) -> R {
        assert_eq!(self.send_request(version, request), Flow::Read, "{}", Q::NAME);
        self.response(version)
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        self.connection.take_events()
    }

    /// The last reason to refuse.
    pub(crate) fn refusal(&mut self) -> Option<Refusal> {
        let refused = |event: Event| match event.kind {
            EventKind::Refused { refusal, .. } => Some(*refusal),
            _ => None,
        };
        self.events().into_iter().filter_map(refused).next_back()
    }
}

/// The contents of a request's frame. Keys without a schema get a header without tagged fields.
pub(crate) fn frame(key: ApiKey, version: i16, correlation_id: i32, body: &[u8]) -> Bytes {
    let header = RequestHeader {
        request_api_key: key,
        request_api_version: version,
        correlation_id,
        client_id: Some("tester".into()),
        ..RequestHeader::default()
    };
    let mut out = BytesMut::new();
    let header_version = key.request_header_version(version).unwrap_or(1);
    header.encode(&mut out, header_version).expect("a header");
    out.put_slice(body);
    out.freeze()
}

/// A response and the id of the request that it answers.
pub(crate) fn decode<R: Message>(mut frame: Bytes, version: i16) -> (i32, R) {
    let key = R::API_KEY.expect("a response");
    let header_version = key.response_header_version(version).expect("a known API");
    let header = ResponseHeader::decode(&mut frame, header_version).expect("a header");
    let response = R::decode_exact(frame, version).expect("a response of this version");
    (header.correlation_id, response)
}

/// A batch of records with these values.
pub(crate) fn batch(values: &[&str]) -> Bytes {
    let record = |value: &&str| Record {
        timestamp: START.as_micros() / 1_000,
        value: Some(Bytes::copy_from_slice(value.as_bytes())),
        ..Record::default()
    };
    let records = values.iter().map(record);
    records.fold(BatchBuilder::default(), BatchBuilder::record).build()
}

/// A batch of one record in a transaction.
pub(crate) fn transactional_batch() -> Bytes {
    let record = Record { value: Some(Bytes::from_static(b"x")), ..Record::default() };
    let (producer_id, producer_epoch, base_sequence) = (7, 0, 0);
    let builder = BatchBuilder {
        attributes: 0x10,
        producer_id,
        producer_epoch,
        base_sequence,
        ..BatchBuilder::default()
    };
    builder.record(record).build()
}

/// The values in a batch of records.
pub(crate) fn values(records: &Bytes) -> Vec<String> {
    let batches = kerbside_kafka_wire::records::batches(records.clone());
    let records = batches.flat_map(|batch: Result<Batch, _>| {
        batch.expect("whole").records().expect("not compressed")
    });
    let text = |record: Result<Record, _>| {
        let value = record.expect("a record").value.unwrap_or_default();
        String::from_utf8(value.to_vec()).expect("text")
    };
    records.map(text).collect()
}

/// The client's end of SCRAM, RFC 5802 §3 written down once more.
pub(crate) struct ScramClient {
    mechanism: ScramMechanism,
    bare: String,
    password: String,
    before_nonce: &'static str,
}

impl ScramClient {
    /// `name` is a saslname, `extensions` begin with a comma.
    pub(crate) fn new(
        mechanism: ScramMechanism,
        name: &str,
        password: &str,
        extensions: &str,
    ) -> Self {
        let bare = format!("n={name},r=fyko+d2lbbFgONRv9qkxdawL{extensions}");
        ScramClient { mechanism, bare, password: password.to_owned(), before_nonce: "" }
    }

    /// Puts something before the nonce of the final message.
    pub(crate) fn before_nonce(self, before_nonce: &'static str) -> Self {
        ScramClient { before_nonce, ..self }
    }

    pub(crate) fn first(&self) -> String {
        format!("n,,{}", self.bare)
    }

    /// The final message, and the server's final message that it expects.
    pub(crate) fn last(&self, server_first: &str) -> (String, String) {
        use base64::Engine;
        let base64 = base64::engine::general_purpose::STANDARD;
        let mut parts = server_first.split(',').map(|part| &part[2..]);
        let mut part = || parts.next().expect("r, s, i");
        let (nonce, salt, iterations) = (part(), part(), part());
        let salt = base64.decode(salt).expect("base64");
        let iterations = iterations.parse().expect("a number");
        let (client_key, stored, server) =
            client_keys(self.mechanism, &self.password, &salt, iterations);
        let without_proof = format!("c=biws,r={}{nonce}", self.before_nonce);
        let signed = format!("{},{server_first},{without_proof}", self.bare);
        let signature = hmac_of(self.mechanism, &stored, signed.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        let expected = base64.encode(hmac_of(self.mechanism, &server, signed.as_bytes()));
        (format!("{without_proof},p={}", base64.encode(proof)), format!("v={expected}"))
    }
}

/// ClientKey, StoredKey, ServerKey.
fn client_keys(
    mechanism: ScramMechanism,
    password: &str,
    salt: &[u8],
    iterations: u32,
) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    use sha2::{Digest, Sha256, Sha512};
    let (mut short, mut long) = ([0; 32], [0; 64]);
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut short);
    pbkdf2::pbkdf2_hmac::<Sha512>(password.as_bytes(), salt, iterations, &mut long);
    let sha_256 = mechanism == ScramMechanism::SHA_256;
    let salted = if sha_256 { &short[..] } else { &long[..] };
    let client = hmac_of(mechanism, salted, b"Client Key");
    let stored = match sha_256 {
        true => Sha256::digest(&client).to_vec(),
        false => Sha512::digest(&client).to_vec(),
    };
    (client, stored, hmac_of(mechanism, salted, b"Server Key"))
}

fn hmac_of(mechanism: ScramMechanism, key: &[u8], text: &[u8]) -> Vec<u8> {
    use hmac::{Hmac, KeyInit, Mac};
    match mechanism {
        ScramMechanism::SHA_256 => {
            let mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("a key");
            mac.chain_update(text).finalize().into_bytes().to_vec()
        }
        _ => {
            let mac = Hmac::<sha2::Sha512>::new_from_slice(key).expect("a key");
            mac.chain_update(text).finalize().into_bytes().to_vec()
        }
    }
}

/// A mechanism that believes what it is told: `more` asks for another token, `user:NAME` and
/// `kerberos:NAME` prove a name, `token:OWNER` a delegation token's owner, `until:SECONDS:NAME`
/// proves it for a time, `told:TEXT` fails with a text for the client, anything else without.
#[derive(Debug)]
pub(crate) struct TellMe(pub(crate) &'static str);

impl Mechanism for TellMe {
    fn name(&self) -> &str {
        self.0
    }

    fn start(&self) -> Box<dyn Exchange> {
        Box::new(TellMe(self.0))
    }
}

impl Exchange for TellMe {
    fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        _: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal> {
        let text = std::str::from_utf8(token).unwrap_or_default();
        let done = |name, expires| {
            let proof = Proof { name, expires, presented: None };
            Ok(Step::Done { token: None, proof })
        };
        match text.split_once(':') {
            None if text == "more" => Ok(Step::Continue(b"go on".to_vec())),
            Some(("user", name)) => done(ProvedName::Plain(Arc::from(name)), None),
            Some(("kerberos", name)) => done(ProvedName::Kerberos(Arc::from(name)), None),
            Some(("token", owner)) => done(ProvedName::TokenOwner(Arc::from(owner)), None),
            Some(("until", rest)) => {
                let (seconds, name) = rest.split_once(':').unwrap_or(("0", rest));
                let ends = now.plus_seconds(seconds.parse().unwrap_or(0));
                done(ProvedName::Plain(Arc::from(name)), Some(ends))
            }
            Some(("told", text)) => Err(MechanismRefusal::Told(Arc::from(text))),
            _ => Err(MechanismRefusal::Untold(Arc::from(text))),
        }
    }
}
