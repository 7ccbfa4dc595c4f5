//! One connection without its socket: octets in, octets out, and when to come back.
//!
//! A shell appends what it reads to a buffer and calls [`Connection::handle`]; it writes what
//! [`Connection::outbox`] holds, and does what the returned [`Flow`] says. Frames are taken one
//! after the other: while a request waits (a long poll, a join), later ones stay in the buffer, as
//! Kafka mutes a channel while a request is in process.

mod authentication;
mod controlled;
mod frame;
mod header;
mod outbox;
mod session;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use kerbside_kafka_wire::{ApiKey, StrBytes};

pub use outbox::Outbox;

use crate::api::{self, Call, Frame, Parked, Ran};
use crate::dialect::FailureAnswer;
use crate::event::{ClosedBy, ConnectionId, Event, EventKind};
use crate::node::{Listener, Node};
use crate::now::{Monotonic, Now};
use crate::principal::KafkaPrincipal;
use crate::promise::Doorbell;
use crate::quotas::{Client, QuotaKey};
use crate::refusal::{Attempt, Circumstances, Refusal, Verdict};
use authentication::{Authenticating, Authentication, Outcome};
use controlled::Held;
use session::Session;

/// What a shell does next with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Read: more input is wanted.
    Read,
    /// Wait for the bell, for the deadline, or until the outbox has been written.
    Wait,
    /// Write what is in the outbox, then close.
    Close,
}

/// Where a connection comes from, and whom it wakes.
pub struct Origin {
    /// Its id.
    pub id: ConnectionId,
    /// The client.
    pub peer: SocketAddr,
    /// What TLS proved; `None` without TLS.
    pub tls: Option<TlsFacts>,
    /// Rings when a request that waits may go on.
    pub bell: Arc<dyn Doorbell>,
}

/// What a TLS handshake proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFacts {
    /// The subject of the client's certificate as Java writes it (RFC 2253); `None` when the
    /// client showed none.
    pub subject: Option<Arc<str>>,
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: &'static str,
    /// The cipher suite's registered name.
    pub cipher_suite: &'static str,
}

/// A connection.
pub struct Connection {
    node: Arc<Node>,
    listener: Arc<Listener>,
    origin: Origin,
    stage: Stage,
    parked: Option<Box<dyn Parked>>,
    /// What a test's rule holds back.
    held: Option<Held>,
    outbox: Outbox,
    events: Vec<Event>,
    client_id: Arc<str>,
    last_input: Monotonic,
}

/// How far a client has come.
enum Stage {
    /// It authenticates, for the first time or again.
    Authenticating(Authentication),
    /// It may make requests.
    Serving(Session),
    /// It was refused and is told so after a while.
    Failing { until: Monotonic, answer: Outbox },
    /// Over.
    Closed,
}

impl Connection {
    /// A connection that a client has just opened.
    pub fn new(node: Arc<Node>, listener: Arc<Listener>, origin: Origin, now: Now) -> Self {
        let stage = match listener.sasl() {
            Some(_) => Stage::Authenticating(Authentication::first()),
            None => Stage::Serving(Session::without_sasl(&listener, &origin)),
        };
        let outbox = Outbox::within(node.cluster.request_memory());
        let mut connection = Connection {
            node,
            listener,
            origin,
            stage,
            parked: None,
            held: None,
            outbox,
            events: Vec::new(),
            client_id: Arc::from(""),
            last_input: now.monotonic,
        };
        let (peer, listener) = (connection.origin.peer, Arc::clone(&connection.listener.name));
        let tls = connection.origin.tls.clone();
        connection.report(now, EventKind::Opened { peer, listener, tls });
        connection
    }

    /// Takes what can be taken off the input.
    pub fn handle(&mut self, input: &mut BytesMut, now: Now) -> Flow {
        self.poll_parked(now);
        loop {
            if let Some(refusal) = self.outbox.take_failure() {
                self.report_refusal(&refusal, now);
                self.close(ClosedBy::Refusal, now);
            }
            match self.stage {
                Stage::Closed => return Flow::Close,
                Stage::Failing { .. } => return Flow::Wait,
                Stage::Authenticating(_) | Stage::Serving(_) => {}
            }
            let full = self.outbox.remaining() > self.node.settings.answers_waiting;
            if self.parked.is_some() || self.held.is_some() || full {
                return Flow::Wait;
            }
            match frame::take(input, self.frame_limit()) {
                Ok(None) => return Flow::Read,
                Ok(Some(bytes)) => {
                    self.last_input = now.monotonic;
                    self.take_frame(bytes, now);
                }
                Err(refusal) => self.refuse_frame(refusal, now),
            }
        }
    }

    /// Whether a request waits, or is held back, so that the next ones have to.
    pub fn is_busy(&self) -> bool {
        self.parked.is_some() || self.held.is_some()
    }

    /// Whether a test's rule, or a quota, holds requests back.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// The client is gone: nobody waits for what a request waits for. What was sent before it went
    /// is still to be done; call [`Connection::handle`] until it wants to read.
    pub fn abandon(&mut self) {
        self.parked = None;
        let waiting = self.outbox.remaining();
        self.outbox.advance(waiting);
    }

    /// When [`Connection::expire`] has something to do next.
    pub fn next_deadline(&self) -> Option<Monotonic> {
        let idle = self.last_input.plus(self.node.settings.max_idle);
        match &self.stage {
            Stage::Closed => None,
            Stage::Failing { until, .. } => Some(*until),
            Stage::Authenticating(_) | Stage::Serving(_) => match &self.parked {
                Some(parked) => parked.deadline(),
                None => Some(self.held.as_ref().map_or(idle, Held::until)),
            },
        }
    }

    /// Does what was due by `now`; call [`Connection::handle`] afterwards.
    pub fn expire(&mut self, now: Now) {
        let idle = now.monotonic >= self.last_input.plus(self.node.settings.max_idle);
        match &mut self.stage {
            Stage::Failing { until, answer } if now.monotonic >= *until => {
                let answer = std::mem::take(answer);
                self.outbox.append(answer);
                self.close(ClosedBy::Refusal, now);
            }
            Stage::Authenticating(_) | Stage::Serving(_) if self.parked.is_some() => {
                self.poll_parked(now);
            }
            Stage::Authenticating(_) | Stage::Serving(_) if self.held.is_some() => {
                self.release(now);
            }
            Stage::Authenticating(_) | Stage::Serving(_) if idle => {
                self.close(ClosedBy::Idleness, now);
            }
            _ => {}
        }
    }

    /// What is to be written.
    pub fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    /// What has happened since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The connection is gone.
    pub fn close(&mut self, by: ClosedBy, now: Now) {
        if !matches!(self.stage, Stage::Closed) {
            self.stage = Stage::Closed;
            self.parked = None;
            self.held = None;
            self.report(now, EventKind::Closed { by });
        }
    }

    /// Who the client is, once it may make requests.
    pub fn principal(&self) -> Option<&KafkaPrincipal> {
        match &self.stage {
            Stage::Serving(session) => session.principal.as_ref().ok(),
            _ => None,
        }
    }

    fn frame_limit(&self) -> usize {
        match self.stage {
            Stage::Authenticating(_) => {
                let own = self.listener.sasl().and_then(|it| it.settings.max_receive_size);
                own.unwrap_or(self.node.settings.sasl_max_receive_size)
            }
            _ => self.node.settings.request_max_bytes,
        }
    }

    fn take_frame(&mut self, bytes: Bytes, now: Now) {
        match self.node.cluster.control().is_active() {
            true => self.take_controlled(bytes, now),
            false => self.admit(bytes, now),
        }
    }

    fn admit(&mut self, bytes: Bytes, now: Now) {
        match &self.stage {
            Stage::Authenticating(_) => self.authenticate(bytes, now),
            Stage::Serving(_) => {
                if let Err(refusal) = self.serve(bytes, now) {
                    self.refuse(refusal, Outbox::default(), now);
                }
            }
            Stage::Failing { .. } | Stage::Closed => {}
        }
    }

    /// A request of a client that may make requests.
    fn serve(&mut self, bytes: Bytes, now: Now) -> Result<(), Refusal> {
        let (frame, client_id) = header::parse(bytes.clone())?;
        self.remember_client_id(client_id);
        let Stage::Serving(session) = &mut self.stage else {
            return Ok(());
        };
        if frame.key == ApiKey::SASL_HANDSHAKE && session.may_reauthenticate(now.monotonic) {
            let again = Authentication::again(session.clone());
            self.stage = Stage::Authenticating(again);
            self.authenticate(bytes, now);
            return Ok(());
        }
        if session.has_expired(now.wall) {
            return Err(Refusal::SessionExpired);
        }
        let principal = session.principal()?.clone();
        self.check_version(&frame)?;
        self.report_request(&frame, Some(principal.clone()), now);
        self.run(frame, &principal, now)
    }

    /// Whether the version is offered and supported. Of ApiVersions any version passes: the API
    /// itself answers for those that are unknown (KIP-511).
    fn check_version(&self, frame: &Frame) -> Result<(), Refusal> {
        let (key, version) = (frame.key, frame.version);
        let served = self.listener.role.serves(key);
        if !served || self.node.dialect.versions(key).is_none() || api::find(key).is_none() {
            return Err(Refusal::UnsupportedApi { key });
        }
        match self.offers(key, version) || key == ApiKey::API_VERSIONS {
            true => Ok(()),
            false => Err(Refusal::UnsupportedVersion { key, version }),
        }
    }

    fn offers(&self, key: ApiKey, version: i16) -> bool {
        self.listener.role.serves(key) && self.node.offers(key, version)
    }

    fn run(&mut self, frame: Frame, principal: &KafkaPrincipal, now: Now) -> Result<(), Refusal> {
        let Some(entry) = api::find(frame.key) else {
            return Ok(());
        };
        if frame.key == ApiKey::API_VERSIONS && !self.offers(frame.key, frame.version) {
            let id = frame.correlation_id;
            let role = self.listener.role;
            api::k18_api_versions::write_unsupported(&self.node, role, id, &mut self.outbox);
            return Ok(());
        }
        let limit = self.node.settings.request_memory.saturating_add(frame.body.len());
        let memory = self.node.cluster.request_memory().claim(limit);
        let mut call = Call {
            node: &self.node,
            listener: &self.listener,
            connection: self.origin.id,
            peer: self.origin.peer,
            principal,
            client_id: &self.client_id,
            key: frame.key,
            version: frame.version,
            now,
            bell: &self.origin.bell,
            events: &mut self.events,
            memory,
        };
        if let Ran::Parked(parked) = (entry.run)(frame, &mut call, &mut self.outbox)? {
            self.parked = Some(parked);
        }
        self.mute(now);
        Ok(())
    }

    fn poll_parked(&mut self, now: Now) {
        let Some(mut parked) = self.parked.take() else {
            return;
        };
        let Stage::Serving(Session { principal: Ok(principal), .. }) = &self.stage else {
            return;
        };
        let mut call = Call {
            node: &self.node,
            listener: &self.listener,
            connection: self.origin.id,
            peer: self.origin.peer,
            principal,
            client_id: &self.client_id,
            key: parked.key(),
            version: parked.version(),
            now,
            bell: &self.origin.bell,
            events: &mut self.events,
            memory: self.node.cluster.request_memory().claim(self.node.settings.request_memory),
        };
        if parked.poll(&mut call, &mut self.outbox) {
            // What is idle while a request waits is the broker.
            self.last_input = now.monotonic;
            self.mute(now);
        } else {
            self.parked = Some(parked);
        }
    }

    /// Takes up no request for as long as the client is throttled (KIP-219).
    fn mute(&mut self, now: Now) {
        let by = self.outbox.take_hold();
        if !by.is_zero() {
            let until = now.monotonic.plus(by);
            let longer = self.held.as_ref().map_or(until, |held| held.until().max(until));
            self.held = Some(Held::Next(longer));
        }
    }

    /// Charges time that was spent on the client's requests to its quota (KIP-124); only asked for
    /// while there is such a quota ([`Quotas::is_timed`](crate::quotas::Quotas::is_timed)).
    pub fn spent(&mut self, time: Duration, now: Now) {
        if let Some(principal) = self.principal() {
            let client = Client { node: self.node.id, user: principal.name(), id: &self.client_id };
            let percent = time.as_secs_f64() * 100.0;
            let quotas = self.node.cluster.quotas();
            quotas.record(client, QuotaKey::RequestPercentage, percent, now.monotonic);
        }
    }

    /// Whether the time of this client's requests is to be measured.
    pub fn is_timed(&self) -> bool {
        self.node.cluster.quotas().is_timed()
    }

    /// One frame of an authentication.
    fn authenticate(&mut self, bytes: Bytes, now: Now) {
        let Stage::Authenticating(mut authentication) =
            std::mem::replace(&mut self.stage, Stage::Closed)
        else {
            return;
        };
        let mut failure = Outbox::default();
        let mut work = Authenticating {
            node: &self.node,
            listener: &self.listener,
            now,
            outbox: &mut self.outbox,
            failure: &mut failure,
            events: &mut self.events,
            origin: &self.origin,
        };
        let outcome = authentication.frame(bytes, &mut work);
        match outcome {
            Ok(Outcome::Goes) => self.stage = Stage::Authenticating(authentication),
            Ok(Outcome::Succeeded(session)) => self.stage = Stage::Serving(*session),
            Err(refused) => {
                // Put back for what a refusal depends on: mechanism and attempt.
                self.stage = Stage::Authenticating(authentication);
                self.refuse(refused, failure, now);
            }
        }
    }

    fn refuse_frame(&mut self, refusal: Refusal, now: Now) {
        let later = matches!(self.stage, Stage::Authenticating(_));
        self.report_refusal(&refusal, now);
        // Kafka throws a SaslAuthenticationException here, which closes after the delay.
        match later {
            true => self.fail_later(Outbox::default(), now),
            false => self.close(ClosedBy::Refusal, now),
        }
    }

    /// Ends the connection as the reason wants it. `answer` is what the client is told, if it is.
    fn refuse(&mut self, refusal: Refusal, answer: Outbox, now: Now) {
        let verdict = match &self.stage {
            Stage::Authenticating(it) => it.verdict(&refusal, &self.node),
            _ => refusal.verdict(Circumstances {
                mechanism: "",
                attempt: Attempt::Authentication,
                jgss: self.node.settings.jgss,
                habits: self.node.dialect.sasl_habits(),
            }),
        };
        self.report_refusal(&refusal, now);
        match verdict {
            Verdict::Close => self.close(ClosedBy::Refusal, now),
            Verdict::CloseLater | Verdict::AnswerLater(..) => self.fail_later(answer, now),
        }
    }

    /// Ends the connection after the delay (KIP-306), where there is one.
    fn fail_later(&mut self, answer: Outbox, now: Now) {
        if self.node.dialect.sasl_habits().failure != FailureAnswer::Delayed {
            self.outbox.append(answer);
            self.close(ClosedBy::Refusal, now);
            return;
        }
        let until = now.monotonic.plus(self.node.settings.failed_authentication_delay);
        self.parked = None;
        self.stage = Stage::Failing { until, answer };
    }

    /// The client id is the same in all requests of a connection: it is stored once.
    fn remember_client_id(&mut self, client_id: Option<StrBytes>) {
        let client_id = client_id.as_deref().unwrap_or_default();
        if *self.client_id != *client_id {
            self.client_id = Arc::from(client_id);
        }
    }

    fn report_request(&mut self, frame: &Frame, principal: Option<KafkaPrincipal>, now: Now) {
        let client_id = Arc::clone(&self.client_id);
        let (key, version) = (frame.key, frame.version);
        self.report(now, EventKind::Request { key, version, principal, client_id });
    }

    fn report_refusal(&mut self, refusal: &Refusal, now: Now) {
        let presented = refusal.gssapi().and_then(|refusal| match refusal {
            kerbside_krb5::gss::sasl::ServerRefusal::Context(refused) => {
                Some(refused.presented.clone())
            }
            _ => None,
        });
        let claim = match &self.stage {
            Stage::Authenticating(authentication) => authentication.claim().map(Box::new),
            _ => None,
        };
        let refusal = Box::new(refusal.clone());
        self.report(now, EventKind::Refused { refusal, claim, presented });
    }

    fn report(&mut self, now: Now, kind: EventKind) {
        let (node, connection) = (self.node.id, self.origin.id);
        self.events.push(Event { at: now.wall, node, connection, kind });
    }
}
