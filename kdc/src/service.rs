//! One request: one instant, one world, one answer.
//!
//! The shell's part of DESIGN's flow: look aside, read the clock once, decide, seal, apply the
//! effects, tell the observer, remember the reply.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use kerbside_kdc_core::database::{Store, World, WorldError};
use kerbside_kdc_core::exchange::{
    Arrival, Decision, Effect, Exchange, Facts, Issued, Outcome, Refusal, database_failure, decide,
    seal,
};
use kerbside_krb5::wire::{ErrorCode, KdcOptions, PrincipalName, Realm};

use crate::answerer::{Answerer, Route};
use crate::clock::Clock;
use crate::entropy::OsEntropy;
use crate::gate::Gate;
use crate::lookaside::{self, Epoch, Lookaside};
use crate::observer::{Event, Observer};
use crate::store::KdcStore;

pub(crate) use kerbside_kdc_core::exchange::Transport;

/// What every loop and connection of a KDC shares.
pub(crate) struct Service {
    pub(crate) store: KdcStore,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) gate: Gate,
    lookaside: Mutex<Lookaside>,
    desks: Mutex<Vec<Desk>>,
}

/// The most desks that wait for a connection.
const SPARE_DESKS: usize = 64;

/// What one loop or connection keeps for itself between requests.
#[derive(Default)]
pub(crate) struct Desk {
    entropy: OsEntropy,
    reply: Vec<u8>,
}

impl Service {
    pub(crate) fn new(store: KdcStore, clock: Arc<dyn Clock>, observer: Arc<dyn Observer>) -> Self {
        let (gate, lookaside) = (Gate::default(), Mutex::default());
        Self { store, clock, observer, gate, lookaside, desks: Mutex::default() }
    }

    fn spare_desks(&self) -> std::sync::MutexGuard<'_, Vec<Desk>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, request: &[u8], arrival: Arrival, error: &WorldError) -> Decision {
        self.observer.observe(Event::DatabaseFailed { arrival, error });
        database_failure(request, &arrival)
    }

    /// Whether the reply to `request` is remembered, which is then on the desk.
    fn look_aside(
        &self,
        request: &[u8],
        transport: Transport,
        epoch: Epoch,
        now: Instant,
        desk: &mut Desk,
    ) -> (lookaside::Key, bool) {
        let mut lookaside = self.lookaside();
        let key = lookaside.key(request, transport);
        let Some(reply) = lookaside.find(key, request, epoch, now) else {
            return (key, false);
        };
        desk.reply.clear();
        desk.reply.extend_from_slice(reply);
        (key, true)
    }

    /// Seals the reply and applies what follows from it. A failure to count is reported, and the
    /// reply leaves all the same, as MIT's KDC has it.
    fn send(&self, decision: Decision, datagram_limit: usize, desk: &mut Desk) {
        let (summary, arrival) = (decision.summary(), decision.facts.arrival);
        let limit = match arrival.transport {
            Transport::Udp => Some(datagram_limit),
            Transport::Tcp => None,
        };
        let effects = seal(decision, limit, &mut desk.entropy, &mut desk.reply);
        if let Err(error) = self.store.apply(&effects) {
            self.observer.observe(Event::DatabaseFailed { arrival, error: &error });
        }
        self.observer.observe(Event::Answered {
            summary,
            issued: issued(effects),
            octets: desk.reply.len(),
        });
    }

    fn lookaside(&self) -> std::sync::MutexGuard<'_, Lookaside> {
        self.lookaside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answerer for Service {
    type Desk = Desk;

    /// A desk that an earlier connection has left, with the entropy on it, or a new one: a block
    /// of entropy for each connection would cost as much as its request.
    fn desk(&self) -> Desk {
        self.spare_desks().pop().unwrap_or_default()
    }

    /// Takes a desk back.
    fn leave(&self, desk: Desk) {
        let mut desks = self.spare_desks();
        if desks.len() < SPARE_DESKS {
            desks.push(desk);
        }
    }

    /// The answer to `request`; `None` when it is no Kerberos request.
    fn answer<'d>(&self, request: &[u8], route: Route, desk: &'d mut Desk) -> Option<&'d [u8]> {
        let Route { from, transport, .. } = route;
        let arrival = Arrival { now: self.clock.now(), from, transport };
        let world = match self.store.world() {
            Ok(world) => world,
            Err(error) => {
                let decision = self.failed(request, arrival, &error);
                self.send(decision, UNKNOWN_REALM, desk);
                return (!desk.reply.is_empty()).then_some(&desk.reply);
            }
        };
        let epoch = Epoch { generation: world.generation().0, clock_moves: self.clock.moves() };
        let started = Instant::now();
        let (key, repeated) = self.look_aside(request, transport, epoch, started, desk);
        if repeated {
            self.observer.observe(Event::Repeated { arrival, octets: desk.reply.len() });
            return Some(&desk.reply);
        }
        let decision = match decide(request, &arrival, &world, &mut desk.entropy) {
            Ok(decision) => decision,
            Err(error) => self.failed(request, arrival, &error),
        };
        let limit = datagram_limit(&decision.facts, &world);
        self.send(decision, limit, desk);
        if desk.reply.is_empty() {
            return None;
        }
        self.lookaside().keep(key, request, &desk.reply, epoch, started);
        Some(&desk.reply)
    }

    /// The answer to a TCP message whose announced length is absurd (RFC 4120 §7.2.2).
    fn too_long<'d>(&self, route: Route, announced: usize, desk: &'d mut Desk) -> Option<&'d [u8]> {
        let Route { from, transport, .. } = route;
        let arrival = Arrival { now: self.clock.now(), from, transport };
        self.observer.observe(Event::TooLong { arrival, announced });
        let realm = self.store.world().map(|world| world.realms()).unwrap_or_default();
        let realm = realm.into_iter().next().unwrap_or_default();
        let decision = field_too_long(arrival, realm);
        seal(decision, None, &mut desk.entropy, &mut desk.reply);
        Some(&desk.reply)
    }
}

fn issued(effects: Vec<Effect>) -> Option<Box<Issued>> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Issued(issued) => Some(issued),
        Effect::PreauthFailed { .. } => None,
    })
}

/// The largest reply in a datagram when the realm is not known.
const UNKNOWN_REALM: usize = 4_096;

/// The limit of the realm that is asked, the smallest of all when it is not served.
fn datagram_limit(facts: &Facts, world: &dyn World) -> usize {
    let settings = |realm: &Realm| world.settings(realm).ok().flatten();
    facts
        .server
        .as_ref()
        .and_then(|server| settings(&server.realm))
        .map_or(UNKNOWN_REALM, |settings| settings.datagram_limit)
}

fn field_too_long(arrival: Arrival, realm: Realm) -> Decision {
    let facts = Facts {
        exchange: Exchange::Unknown,
        arrival,
        client: None,
        server: None,
        options: KdcOptions::EMPTY,
        etypes: Vec::new(),
        client_time: None,
        header_ticket: None,
    };
    let refusal = Refusal {
        code: ErrorCode::KRB_ERR_FIELD_TOOLONG,
        e_text: None,
        e_data: None,
        crealm: None,
        cname: None,
        sname: PrincipalName::krbtgt(&realm),
        realm,
        at: arrival.now,
    };
    Decision {
        facts: Arc::new(facts),
        passed: Vec::new(),
        reason: None,
        outcome: Outcome::Refuse(Box::new(refusal)),
        effects: Vec::new(),
    }
}
