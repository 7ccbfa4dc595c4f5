//! The authentication of a connection, as SaslServerAuthenticator of Kafka 4.4 does it (KIP-43,
//! KIP-152, KIP-368).
//!
//! ApiVersions or not, SaslHandshake, then tokens: in SaslAuthenticate requests after
//! SaslHandshake 1, as bare frames after SaslHandshake 0. A re-authentication begins with the
//! handshake. Where the dialect takes it, the first packet may be a token of GSSAPI, as clients of
//! Kafka 0.9 send it: then all tokens are bare.

use std::sync::Arc;

use bytes::Bytes;
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k18_api_versions::ApiVersionsRequest;
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode, Message, StrBytes};

use super::session::Session;
use super::{Origin, header};
use crate::api::{self, Frame, k18_api_versions};
use crate::connection::Outbox;
use crate::dialect::{FirstPacket, MechanismOrder, Sessions};
use crate::event::{Authenticated, Claim, Event, EventKind};
use crate::java_set;
use crate::node::{Listener, Node, SaslListener};
use crate::now::Now;
use crate::principal::{Identity, KafkaPrincipal, NameRefusal, ProvedClient};
use crate::refusal::{Attempt, Circumstances, Refusal, Verdict};
use crate::sasl::{Exchange, Mechanism, Proof, ProvedName, Step};

/// An authentication under way.
pub(super) struct Authentication {
    state: State,
    mechanism: Arc<str>,
    /// The session that is renewed.
    previous: Option<Session>,
}

/// Kafka's names of the states are in [`State::name`].
enum State {
    /// Nothing has come yet.
    Initial,
    /// ApiVersions may come before the handshake.
    HandshakeOrVersions,
    /// ApiVersions was answered.
    Handshake,
    /// Tokens go to and fro.
    Tokens { exchange: Box<dyn Exchange>, framing: Framing },
    /// The handshake of a re-authentication asked for another mechanism: answered, and the next
    /// frame is refused.
    WrongMechanism { wanted: Arc<str> },
}

impl State {
    fn name(&self) -> &'static str {
        match self {
            State::Initial => "INITIAL_REQUEST",
            State::HandshakeOrVersions => "HANDSHAKE_OR_VERSIONS_REQUEST",
            State::Handshake => "HANDSHAKE_REQUEST",
            State::Tokens { .. } => "AUTHENTICATE",
            State::WrongMechanism { .. } => "REAUTH_BAD_MECHANISM",
        }
    }
}

/// How tokens travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    /// As bare frames (SaslHandshake 0).
    Bare,
    /// In SaslAuthenticate (SaslHandshake 1).
    Requests,
}

/// What an authentication may use while it takes a frame.
pub(super) struct Authenticating<'a> {
    pub(super) node: &'a Node,
    pub(super) listener: &'a Listener,
    pub(super) now: Now,
    pub(super) outbox: &'a mut Outbox,
    /// What the client is told after the delay, when it is refused.
    pub(super) failure: &'a mut Outbox,
    pub(super) events: &'a mut Vec<Event>,
    pub(super) origin: &'a Origin,
}

/// How a frame ended that was not refused.
pub(super) enum Outcome {
    /// More frames are due.
    Goes,
    /// The client is who it says.
    Succeeded(Box<Session>),
}

impl Authentication {
    /// The first of a connection.
    pub(super) fn first() -> Self {
        let state = State::Initial;
        Authentication { state, mechanism: Arc::from(""), previous: None }
    }

    /// Another one on a live connection; the frame that starts it is its handshake.
    pub(super) fn again(previous: Session) -> Self {
        let mechanism = Arc::clone(&previous.mechanism);
        Authentication { state: State::Handshake, mechanism, previous: Some(previous) }
    }

    /// Whether the next frame has no header.
    pub(super) fn takes_bare_tokens(&self) -> bool {
        matches!(self.state, State::Tokens { framing: Framing::Bare, .. })
    }

    /// How and as whom the client is about to authenticate; `None` before it has chosen.
    pub(super) fn claim(&self) -> Option<Claim> {
        let State::Tokens { exchange, .. } = &self.state else {
            return None;
        };
        Some(Claim { mechanism: Arc::clone(&self.mechanism), name: exchange.claimed() })
    }

    fn attempt(&self) -> Attempt {
        match self.previous {
            None => Attempt::Authentication,
            Some(_) => Attempt::ReAuthentication,
        }
    }

    /// What the client gets to see of a refusal now.
    pub(super) fn verdict(&self, refusal: &Refusal, node: &Node) -> Verdict {
        let verdict = refusal.verdict(Circumstances {
            mechanism: &self.mechanism,
            attempt: self.attempt(),
            jgss: node.settings.jgss,
            habits: node.dialect.sasl_habits(),
        });
        let bare = matches!(self.state, State::Tokens { framing: Framing::Bare, .. });
        match (&verdict, refusal) {
            // Bare tokens have no room for an error; what a mechanism says to nobody is for Kafka
            // an error of the network there.
            (Verdict::AnswerLater(..), Refusal::Mechanism(why)) if bare && !why.is_told() => {
                Verdict::Close
            }
            (Verdict::AnswerLater(..), _) if bare => Verdict::CloseLater,
            _ => verdict,
        }
    }

    /// Takes one frame.
    pub(super) fn frame(
        &mut self,
        bytes: Bytes,
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        match &self.state {
            State::Initial => self.first_packet(bytes, work),
            State::HandshakeOrVersions | State::Handshake => self.request(bytes, work),
            State::Tokens { framing: Framing::Requests, .. } => self.token_request(bytes, work),
            State::Tokens { framing: Framing::Bare, .. } => self.bare_token(&bytes, work),
            State::WrongMechanism { wanted } => Err(Refusal::MechanismChanged {
                used: Arc::clone(&self.mechanism),
                wanted: Arc::clone(wanted),
            }),
        }
    }

    /// A request, or what Kafka 0.9 sent in place of one where the dialect takes it: whatever is no
    /// request is a token of GSSAPI.
    fn first_packet(
        &mut self,
        bytes: Bytes,
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        let request = match work.node.dialect.sasl_habits().first_packet {
            FirstPacket::Request => true,
            FirstPacket::RequestOrToken => header::parse(bytes.clone()).is_ok(),
            FirstPacket::Token => false,
        };
        if request {
            self.state = State::HandshakeOrVersions;
            return self.request(bytes, work);
        }
        let enabled = work.mechanisms();
        let gssapi = enabled.iter().find(|it| it.name() == "GSSAPI");
        let gssapi = gssapi.ok_or(Refusal::BareTokenWithoutGssapi)?;
        self.mechanism = Arc::from(gssapi.name());
        self.state = State::Tokens { exchange: gssapi.start(), framing: Framing::Bare };
        self.bare_token(&bytes, work)
    }

    /// ApiVersions or SaslHandshake; nothing else is even parsed.
    fn request(&mut self, bytes: Bytes, work: &mut Authenticating<'_>) -> Result<Outcome, Refusal> {
        let (frame, client_id) = header::parse(bytes)?;
        match frame.key {
            ApiKey::API_VERSIONS => {
                work.report_request(&frame, client_id);
                self.api_versions(frame, work)
            }
            ApiKey::SASL_HANDSHAKE => {
                work.report_request(&frame, client_id);
                self.handshake(frame, work)
            }
            key => Err(Refusal::UnexpectedInHandshake { key }),
        }
    }

    fn api_versions(
        &mut self,
        frame: Frame,
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        let Frame { key, version, correlation_id, mut body } = frame;
        let offered = work.offers(key, version);
        let request = match offered {
            true => Some(
                ApiVersionsRequest::decode(&mut body, version)
                    .map_err(|error| Refusal::BadBody { key, version, error })?,
            ),
            false => None,
        };
        if matches!(self.state, State::Handshake) {
            return Err(Refusal::RepeatedApiVersions { state: self.state.name() });
        }
        let Some(request) = request else {
            k18_api_versions::write_unsupported(
                work.node,
                work.listener.role,
                correlation_id,
                work.outbox,
            );
            return Ok(Outcome::Goes);
        };
        let response = k18_api_versions::respond(&request, version, work.node, work.listener.role);
        let moves_on = response.error_code == ErrorCode::NONE;
        api::write(work.outbox, key, version, correlation_id, &response);
        if moves_on {
            self.state = State::Handshake;
        }
        Ok(Outcome::Goes)
    }

    fn handshake(
        &mut self,
        frame: Frame,
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        let Frame { key, version, correlation_id, mut body } = frame;
        if !work.offers(key, version) {
            return Err(Refusal::UnsupportedVersion { key, version });
        }
        let request = SaslHandshakeRequest::decode(&mut body, version)
            .map_err(|error| Refusal::BadBody { key, version, error })?;
        let enabled = work.mechanisms();
        let mut names: Vec<StrBytes> = enabled.iter().map(|it| StrBytes::from(it.name())).collect();
        if work.node.dialect.sasl_habits().listing == MechanismOrder::JavaSet {
            java_set::sort(&mut names, |name| name);
        }
        let chosen = enabled.iter().find(|it| it.name() == request.mechanism.as_str());
        let Some(chosen) = chosen else {
            let mechanism = Arc::from(request.mechanism.as_str());
            let error_code = ErrorCode::UNSUPPORTED_SASL_MECHANISM;
            let response = SaslHandshakeResponse { error_code, mechanisms: names };
            api::write(work.failure, key, version, correlation_id, &response);
            return Err(Refusal::UnsupportedMechanism { mechanism });
        };
        let response = SaslHandshakeResponse { error_code: ErrorCode::NONE, mechanisms: names };
        api::write(work.outbox, key, version, correlation_id, &response);
        if self.previous.is_some() && *self.mechanism != *chosen.name() {
            self.state = State::WrongMechanism { wanted: Arc::from(chosen.name()) };
            return Ok(Outcome::Goes);
        }
        self.mechanism = Arc::from(chosen.name());
        let framing = if version == 0 { Framing::Bare } else { Framing::Requests };
        self.state = State::Tokens { exchange: chosen.start(), framing };
        Ok(Outcome::Goes)
    }

    /// A token in a SaslAuthenticate request, or something that has no place here.
    fn token_request(
        &mut self,
        bytes: Bytes,
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        let (frame, client_id) = header::parse(bytes)?;
        let (key, version, correlation_id) = (frame.key, frame.version, frame.correlation_id);
        work.report_request(&frame, client_id);
        if key != ApiKey::SASL_AUTHENTICATE {
            work.prepare_refusal(frame)?;
            return Err(Refusal::UnexpectedInAuthentication { key });
        }
        if !work.offers(key, version) {
            return Err(Refusal::UnsupportedVersion { key, version });
        }
        let mut body = frame.body;
        let request = SaslAuthenticateRequest::decode(&mut body, version)
            .map_err(|error| Refusal::BadBody { key, version, error })?;
        let result = self.step(&request.auth_bytes, work);
        match result {
            Ok((token, lifetime_ms, outcome)) => {
                let response = SaslAuthenticateResponse {
                    auth_bytes: Bytes::from(token.unwrap_or_default()),
                    session_lifetime_ms: lifetime_ms,
                    ..SaslAuthenticateResponse::default()
                };
                api::write(work.outbox, key, version, correlation_id, &response);
                Ok(outcome)
            }
            Err(refusal) => {
                let verdict = self.verdict(&refusal, work.node);
                if let Verdict::AnswerLater(error_code, text) = verdict {
                    let error_message = text.map(StrBytes::from);
                    let response = SaslAuthenticateResponse {
                        error_code,
                        error_message,
                        ..SaslAuthenticateResponse::default()
                    };
                    api::write(work.failure, key, version, correlation_id, &response);
                }
                Err(refusal)
            }
        }
    }

    fn bare_token(
        &mut self,
        token: &[u8],
        work: &mut Authenticating<'_>,
    ) -> Result<Outcome, Refusal> {
        let (token, _, outcome) = self.step(token, work)?;
        if let Some(token) = token {
            let written = work.outbox.frame(|out, _| {
                out.extend_from_slice(&token);
                Ok(())
            });
            if let Err(error) = written {
                work.outbox.fail(Refusal::Unwritable(error.into()));
            }
        }
        Ok(outcome)
    }

    /// One step of the mechanism: the token, the lifetime that the client is told, what follows.
    fn step(
        &mut self,
        token: &[u8],
        work: &mut Authenticating<'_>,
    ) -> Result<(Option<Vec<u8>>, i64, Outcome), Refusal> {
        let State::Tokens { exchange, .. } = &mut self.state else {
            return Ok((None, 0, Outcome::Goes));
        };
        let step = {
            let mut entropy = work.node.cluster.entropy();
            exchange.step(token, work.now.wall, &mut **entropy)
        };
        match step.map_err(Refusal::Mechanism)? {
            Step::Continue(token) => Ok((Some(token), 0, Outcome::Goes)),
            Step::Done { token, proof } => {
                let (session, lifetime_ms) = self.conclude(proof, work)?;
                Ok((token, lifetime_ms, Outcome::Succeeded(Box::new(session))))
            }
        }
    }

    /// The client has proved its name.
    fn conclude(
        &mut self,
        proof: Proof,
        work: &mut Authenticating<'_>,
    ) -> Result<(Session, i64), Refusal> {
        let principal = work.principal(&self.mechanism, &proof.name);
        let name = Arc::clone(proof.name.as_text());
        if let Some(previous) = &self.previous {
            check_unchanged(previous, &name, &principal)?;
        }
        let (expires, lifetime_ms) = work.lifetime(&self.mechanism, proof.expires);
        let session = Session {
            mechanism: Arc::clone(&self.mechanism),
            name: Arc::clone(&name),
            principal: principal.clone(),
            expires,
            last_reauthentication: self.previous.as_ref().and_then(|it| it.last_reauthentication),
        };
        work.report(EventKind::Authenticated(Box::new(Authenticated {
            mechanism: Arc::clone(&self.mechanism),
            name,
            principal: principal.ok(),
            session_lifetime_ms: lifetime_ms,
            attempt: self.attempt(),
            presented: proof.presented,
        })));
        Ok((session, lifetime_ms))
    }
}

/// Re-authentication may not change the principal (KIP-368).
fn check_unchanged(
    previous: &Session,
    name: &Arc<str>,
    principal: &Result<KafkaPrincipal, NameRefusal>,
) -> Result<(), Refusal> {
    let no_principal =
        |why: &NameRefusal| Refusal::NoPrincipal { name: Arc::clone(name), why: why.clone() };
    let to = principal.as_ref().map_err(no_principal)?;
    let from = previous.principal()?;
    match from == to {
        true => Ok(()),
        false => Err(Refusal::PrincipalChanged { from: from.clone(), to: to.clone() }),
    }
}

impl Authenticating<'_> {
    fn mechanisms(&self) -> Arc<[Arc<dyn Mechanism>]> {
        self.listener.sasl().map_or_else(|| Arc::from([]), SaslListener::mechanisms)
    }

    fn offers(&self, key: ApiKey, version: i16) -> bool {
        self.listener.role.serves(key) && self.node.offers(key, version)
    }

    fn principal(&self, mechanism: &str, name: &ProvedName) -> Result<KafkaPrincipal, NameRefusal> {
        let identity = Identity::Sasl { mechanism, name };
        let (listener, peer) = (&*self.listener.name, self.origin.peer);
        self.listener.principals.build(&ProvedClient { listener, peer, identity })
    }

    /// When the session ends, and the lifetime in milliseconds that the client is told: the
    /// smaller of setting and credential, 0 without end and for an end that is past.
    fn lifetime(
        &self,
        mechanism: &str,
        credential_ends: Option<kerbside_krb5::time::Timestamp>,
    ) -> (Option<kerbside_krb5::time::Timestamp>, i64) {
        if self.node.dialect.sasl_habits().sessions == Sessions::Endless {
            return (None, 0);
        }
        let now = self.now.wall;
        let own = self.listener.sasl().and_then(|it| it.settings.max_reauth_of(mechanism));
        let setting = match own {
            Some(own) => own.limit(),
            None => self.node.settings.max_reauth,
        };
        let setting = setting.map(|it| i64::try_from(it.as_micros()).unwrap_or(i64::MAX));
        let credential = credential_ends.map(|ends| ends.micros_since(now));
        let Some(micros) = setting.into_iter().chain(credential).min() else {
            return (None, 0);
        };
        (Some(now.plus_micros(micros)), micros.div_euclid(1_000).max(0))
    }

    /// The request's own error response, for a request that has no place in this state.
    fn prepare_refusal(&mut self, frame: Frame) -> Result<(), Refusal> {
        let (key, version) = (frame.key, frame.version);
        let Some(entry) = api::find(key) else {
            return Ok(());
        };
        if !self.offers(key, version) {
            return Err(Refusal::UnsupportedVersion { key, version });
        }
        (entry.refuse)(frame, ErrorCode::ILLEGAL_SASL_STATE, self.failure)
            .map_err(|error| Refusal::BadBody { key, version, error })
    }

    fn report_request(&mut self, frame: &Frame, client_id: Option<StrBytes>) {
        let client_id = Arc::from(client_id.as_deref().unwrap_or_default());
        let (key, version) = (frame.key, frame.version);
        self.report(EventKind::Request { key, version, principal: None, client_id });
    }

    fn report(&mut self, kind: EventKind) {
        let (node, connection) = (self.node.id, self.origin.id);
        self.events.push(Event { at: self.now.wall, node, connection, kind });
    }
}
