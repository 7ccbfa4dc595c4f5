//! KDC, brokers and clients without IO, each with a clock that a test moves.

use std::sync::Arc;
use std::time::Duration;

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::authorizer::{Authorization, Because, Operation, ResourceType};
use kerbside_broker_core::event::{Authenticated, ClosedBy, ConnectionId, EventKind};
use kerbside_broker_core::principal::KafkaPrincipal;
use kerbside_broker_core::refusal::{Attempt, MechanismRefusal, Refusal};
use kerbside_crypto::SeededEntropy;
use kerbside_kafka_wire::ApiKey;
use kerbside_kdc::Event;
use kerbside_kdc_core::admin::{
    AdminRequest, Caller, CreatePrincipal, NewKey, apply, create_realm,
};
use kerbside_kdc_core::database::{MemoryStore, RealmSettings, World};
use kerbside_kdc_core::exchange::{Arrival, Decision, Effect, Transport, decide, seal};
use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientSecret, ClockOffset, Credential, Step, TgsExchange, TgsRequest,
    Timesync,
};
use kerbside_krb5::gss::sasl::ServerRefusal;
use kerbside_krb5::gss::{
    Acceptor, AcceptorKeys, AcceptorOptions, AuthenticatorClock, Initiated, InitiatorOptions,
    initiate,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::EncryptionKey;

use crate::evidence::{Explanation, Fact, Journal, Listening, Party, explain};

pub(super) const REALM: &str = "EXAMPLE.TEST";
const BEGIN: Timestamp = Timestamp::from_seconds(1_795_326_421);

pub(super) fn name(text: &str) -> Principal {
    Principal::parse(text, &REALM.into()).unwrap()
}

/// A realm with alice, bob and `kafka/localhost`, and two brokers that advertise localhost.
pub(super) struct Stage {
    pub(super) journal: Arc<Journal>,
    /// By how many seconds the KDC's clock is ahead.
    pub(super) kdc: i64,
    /// By how many seconds the clock of each broker is ahead, from broker 1.
    pub(super) brokers: [i64; 2],
    /// What stands between the KDC's decision and its answer.
    pub(super) fault: fn(Decision) -> Decision,
    store: MemoryStore,
    acceptors: [Acceptor; 2],
    elapsed: Duration,
    entropy: SeededEntropy,
    connections: u64,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self::with_kdc(0)
    }

    /// A stage whose KDC is `ahead` from the beginning.
    pub(super) fn with_kdc(ahead: i64) -> Self {
        let mut entropy = SeededEntropy::new(7);
        let store = MemoryStore::new();
        let realm = create_realm(RealmSettings::new(REALM), BEGIN, &mut entropy).unwrap();
        store.commit(store.world().generation(), realm).unwrap();
        let none = || Acceptor::new(Arc::new(AcceptorKeys::default()), AcceptorOptions::default());
        let mut stage = Self {
            journal: Journal::new(),
            kdc: ahead,
            brokers: [0; 2],
            fault: |decision| decision,
            store,
            acceptors: [none(), none()],
            elapsed: Duration::from_secs(1),
            entropy,
            connections: 0,
        };
        stage.journal.realm_served(REALM);
        for principal in ["kafka/localhost", "alice", "bob"] {
            stage.add(principal);
        }
        for node in [1, 2] {
            stage.keytab(node, &["kafka/localhost"]);
            stage.listens(node, "localhost");
        }
        stage
    }

    /// Lets time pass for everybody.
    pub(super) fn pass(&mut self, seconds: u64) {
        self.elapsed += Duration::from_secs(seconds);
    }

    pub(super) fn explain(&self) -> Explanation {
        explain(&self.journal.records())
    }

    pub(super) fn listens(&self, node: i32, host: &str) {
        let port = 9_092 + u16::try_from(node).unwrap();
        let address = ([127, 0, 0, 1], port).into();
        let listening = Listening {
            listener: "CLIENT".into(),
            addresses: vec![address],
            advertised_host: host.into(),
            advertised_port: port,
            protocol: SecurityProtocol::SaslPlaintext,
            mechanisms: vec!["GSSAPI".into()],
        };
        self.journal.broker_listens(node, None, listening);
    }

    pub(super) fn keytab(&mut self, node: i32, principals: &[&str]) {
        let principals: Vec<Principal> = principals.iter().map(|it| name(it)).collect();
        self.journal.broker_keytab(node, &principals);
        let keys: Vec<(Principal, u32, EncryptionKey)> =
            principals.into_iter().flat_map(|principal| self.keys(principal)).collect();
        let keys = AcceptorKeys::new(keys.iter().map(|(name, kvno, key)| (name, *kvno, key)));
        let place = usize::try_from(node - 1).unwrap();
        self.acceptors[place] = Acceptor::new(Arc::new(keys), AcceptorOptions::default());
    }

    fn keys(&self, principal: Principal) -> Vec<(Principal, u32, EncryptionKey)> {
        let stored = self.store.world().principal(&principal.realm, &principal.name).unwrap();
        let stored = stored.unwrap();
        let key = |key: &kerbside_kdc_core::database::PrincipalKey| {
            (principal.clone(), key.kvno, key.to_encryption_key())
        };
        stored.keys.iter().map(key).collect()
    }

    pub(super) fn add(&mut self, principal: &str) {
        let create = CreatePrincipal::new(name(principal), NewKey::Random);
        self.administer("add_principal", principal, AdminRequest::CreatePrincipal(create));
    }

    pub(super) fn delete(&mut self, principal: &str) {
        let request = AdminRequest::DeletePrincipal { principal: name(principal) };
        self.administer("delete_principal", principal, request);
    }

    fn administer(&mut self, operation: &'static str, target: &str, request: AdminRequest) {
        let (at, caller) = (self.now(self.kdc), name("kadmin/local"));
        let by = Caller::local(caller.clone());
        apply(&self.store, &request, &by, at, &mut self.entropy).unwrap();
        let target = name(target).to_string();
        self.note_kdc(Event::Administered { at, caller: &caller, operation, target: &target });
        self.elapsed += Duration::from_millis(20);
    }

    fn now(&self, ahead: i64) -> Timestamp {
        let elapsed = i64::try_from(self.elapsed.as_micros()).unwrap();
        BEGIN.plus_micros(elapsed).plus_seconds(ahead)
    }

    /// Answers a request and notes that, as the KDC's shell does.
    fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let arrival = Arrival {
            now: self.now(self.kdc),
            from: ([127, 0, 0, 1], 40_000).into(),
            transport: Transport::Udp,
        };
        // What it takes to decide passes before the record is made.
        self.elapsed += Duration::from_millis(15);
        let world = self.store.world();
        let decided = decide(request, &arrival, &world, &mut self.entropy).unwrap();
        let decision = (self.fault)(decided);
        let (summary, mut reply) = (decision.summary(), Vec::new());
        let effects = seal(decision, None, &mut self.entropy, &mut reply);
        let issued = effects.into_iter().find_map(|effect| match effect {
            Effect::Issued(issued) => Some(issued),
            Effect::PreauthFailed { .. } => None,
        });
        self.note_kdc(Event::Answered { summary, issued, octets: reply.len() });
        reply
    }

    fn note_kdc(&self, event: Event<'_>) {
        let (at, fact) = Fact::of_kdc(event);
        self.journal.note_at(self.elapsed, Party::Kdc, Some(at), fact);
    }

    fn note_broker(&self, node: i32, connection: ConnectionId, event: EventKind) {
        let ahead = self.brokers[usize::try_from(node - 1).unwrap()];
        let fact = Fact::Connection { connection, event };
        self.journal.note_at(self.elapsed, Party::Broker(node), Some(self.now(ahead)), fact);
    }

    /// A connection to a broker is opened.
    pub(super) fn open(&mut self, node: i32) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        let (peer, listener) = (([127, 0, 0, 1], 50_000).into(), "CLIENT".into());
        self.note_broker(node, connection, EventKind::Opened { peer, listener, tls: None });
        self.elapsed += Duration::from_millis(5);
        connection
    }

    pub(super) fn close(&self, node: i32, connection: ConnectionId) {
        self.note_broker(node, connection, EventKind::Closed { by: ClosedBy::Client });
    }

    /// Shows a token to a broker; says whether it was accepted.
    fn show(&mut self, node: i32, token: &[u8]) -> bool {
        let connection = self.open(node);
        let place = usize::try_from(node - 1).unwrap();
        let now = self.now(self.brokers[place]);
        self.elapsed += Duration::from_millis(3);
        match self.acceptors[place].decide(token, now) {
            Ok(accepted) => {
                let principal = KafkaPrincipal::user("alice");
                let done = Authenticated {
                    mechanism: "GSSAPI".into(),
                    name: accepted.client().to_string().into(),
                    principal: Some(principal.clone()),
                    session_lifetime_ms: 0,
                    attempt: Attempt::Authentication,
                    presented: Some(Box::new(accepted.presented().clone())),
                };
                self.note_broker(node, connection, EventKind::Authenticated(Box::new(done)));
                let asked = EventKind::Authorization {
                    principal,
                    key: ApiKey::PRODUCE,
                    operation: Operation::WRITE,
                    resource: ResourceType::TOPIC,
                    name: "orders".into(),
                    authorization: Authorization { allowed: true, because: Because::NoAuthorizer },
                };
                self.note_broker(node, connection, asked);
                true
            }
            Err(refused) => {
                let presented = Some(refused.presented.clone());
                let refusal = MechanismRefusal::Gssapi(ServerRefusal::Context(refused));
                let refusal = Box::new(Refusal::Mechanism(refusal));
                self.note_broker(
                    node,
                    connection,
                    EventKind::Refused { refusal, claim: None, presented },
                );
                false
            }
        }
    }
}

/// A client with a clock and what it holds.
pub(super) struct Actor {
    pub(super) principal: Principal,
    /// By how many seconds its clock is ahead.
    pub(super) ahead: i64,
    /// How long its tickets shall live, in seconds.
    pub(super) lifetime: i64,
    timesync: Timesync,
    offset: ClockOffset,
    clock: AuthenticatorClock,
    entropy: SeededEntropy,
    tgt: Option<Credential>,
    service: Option<Credential>,
}

impl Actor {
    /// One that follows the KDC's clock, as MIT's library does.
    pub(super) fn mit(user: &str) -> Self {
        Self::new(user, Timesync::On)
    }

    /// One that does not, as the JDK.
    pub(super) fn java(user: &str) -> Self {
        Self::new(user, Timesync::Off)
    }

    fn new(user: &str, timesync: Timesync) -> Self {
        Self {
            principal: name(user),
            ahead: 0,
            lifetime: 86_400,
            timesync,
            offset: ClockOffset::default(),
            clock: AuthenticatorClock::default(),
            entropy: SeededEntropy::new(user.bytes().map(u64::from).sum()),
            tgt: None,
            service: None,
        }
    }

    /// Whether it got a ticket-granting ticket.
    pub(super) fn login(&mut self, stage: &mut Stage) -> bool {
        let keys = stage.keys(self.principal.clone());
        let keys = keys.iter().map(|(_, _, key)| key.to_key().unwrap()).collect();
        let mut request = AsRequest::new(self.principal.clone(), ClientSecret::Keys(keys));
        request.timesync = self.timesync;
        request.options.lifetime = self.lifetime;
        let now = stage.now(self.ahead);
        let (mut exchange, mut message) =
            AsExchange::start(request, now, &mut self.entropy).unwrap();
        for _ in 0..4 {
            let answer = stage.answer(&message);
            match exchange.receive(&answer, stage.now(self.ahead), &mut self.entropy) {
                Ok(Step::Send { message: next, .. }) => message = next,
                Ok(Step::Done(issued)) => {
                    self.offset = issued.offset;
                    self.tgt = Some(issued.credential);
                    return true;
                }
                Err(_) => break,
            }
        }
        false
    }

    /// Whether it got a ticket for `server`.
    pub(super) fn ask(&mut self, stage: &mut Stage, server: &str) -> bool {
        let mut request = TgsRequest::new(self.tgt.clone().unwrap(), name(server));
        request.offset = self.offset;
        let now = stage.now(self.ahead);
        let (mut exchange, message) =
            TgsExchange::start(request, &mut self.clock, now, &mut self.entropy).unwrap();
        let answer = stage.answer(&message);
        match exchange.receive(&answer, stage.now(self.ahead)) {
            Ok(Step::Done(issued)) => {
                self.service = Some(issued.credential);
                true
            }
            _ => false,
        }
    }

    /// Whether a broker accepted its ticket.
    pub(super) fn connect(&mut self, stage: &mut Stage, node: i32) -> bool {
        let now = self.offset.apply(stage.now(self.ahead));
        let credential = self.service.clone().unwrap();
        let options = InitiatorOptions::default();
        let token = match initiate(&credential, &options, &mut self.clock, now, &mut self.entropy) {
            Ok(Initiated::AwaitsReply { token, .. } | Initiated::Established { token, .. }) => {
                token
            }
            Err(error) => panic!("{error}"),
        };
        stage.show(node, &token)
    }

    /// Tells the journal its own time, as a client of ours does.
    pub(super) fn notes(&self, stage: &Stage) {
        let fact =
            Fact::ClientAsks { server: name("kafka/localhost"), address: "localhost:9093".into() };
        let at = Some(stage.now(self.ahead));
        stage.journal.note_at(stage.elapsed, Party::client(&self.principal), at, fact);
    }

    /// Everything that a client does until it may send records.
    pub(super) fn works(&mut self, stage: &mut Stage) -> bool {
        self.login(stage) && self.ask(stage, "kafka/localhost") && self.connect(stage, 1)
    }
}
