//! From the bytes of a request to a decision.

use std::sync::Arc;

use kerbside_crypto::{Enctype, Entropy};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{AsReq, Der, KdcOptions, KdcReq, KdcReqBody, PrincipalName, TgsReq};

use super::{
    Arrival, Check, Decision, Effect, Exchange, Facts, Issue, Outcome, Reason, Refusal,
    as_exchange, tgs_exchange,
};
use crate::database::{ETexts, RealmSettings, World, WorldError};

const AS_REQ_TAG: u8 = 0x6a;
const TGS_REQ_TAG: u8 = 0x6c;
const AS_REQ_TYPE: i32 = 10;
const TGS_REQ_TYPE: i32 = 12;

/// Decides a request.
///
/// Bytes that are no AS-REQ and no TGS-REQ are answered by [`Outcome::Silence`], as MIT's KDC does.
///
/// # Errors
/// [`WorldError`] when the database fails; [`database_failure`] makes the answer then.
pub fn decide(
    request: &[u8],
    arrival: &Arrival,
    world: &dyn World,
    entropy: &mut dyn Entropy,
) -> Result<Decision, WorldError> {
    match DecodedRequest::read(request) {
        Some(decoded) => Case::new(decoded, request, arrival, world).decide(entropy),
        None => Ok(silence(arrival)),
    }
}

/// The answer to `request` when the database failed: KRB_ERR_GENERIC.
pub fn database_failure(request: &[u8], arrival: &Arrival) -> Decision {
    let Some(decoded) = DecodedRequest::read(request) else {
        return silence(arrival);
    };
    let facts = decoded.facts(arrival);
    let refused = Refused::from(Reason::DatabaseFailure);
    conclude(facts, Vec::new(), Err(refused), &ETexts::MIT)
}

fn silence(arrival: &Arrival) -> Decision {
    let facts = Facts {
        exchange: Exchange::Unknown,
        arrival: *arrival,
        client: None,
        server: None,
        options: KdcOptions::EMPTY,
        etypes: Vec::new(),
        client_time: None,
        header_ticket: None,
    };
    Decision {
        facts: Arc::new(facts),
        passed: Vec::new(),
        reason: None,
        outcome: Outcome::Silence,
        effects: Vec::new(),
    }
}

/// A request whose bytes were understood, and nothing more.
pub(crate) struct DecodedRequest {
    exchange: Exchange,
    request: KdcReq,
}

impl DecodedRequest {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (exchange, request) = match *bytes.first()? {
            AS_REQ_TAG => (Exchange::As, AsReq::from_der(bytes).ok()?.0),
            TGS_REQ_TAG => (Exchange::Tgs, TgsReq::from_der(bytes).ok()?.0),
            _ => return None,
        };
        Some(Self { exchange, request })
    }

    fn facts(&self, arrival: &Arrival) -> Facts {
        let body = self.request.req_body.value();
        let in_realm = |name: &PrincipalName| Principal::new(name.clone(), body.realm.clone());
        let client = match self.exchange {
            Exchange::As => body.cname.as_ref().map(in_realm),
            Exchange::Tgs | Exchange::Unknown => None,
        };
        Facts {
            exchange: self.exchange,
            arrival: *arrival,
            client,
            server: body.sname.as_ref().map(in_realm),
            options: body.kdc_options,
            etypes: body.etype.iter().copied().map(Enctype).collect(),
            client_time: None,
            header_ticket: None,
        }
    }
}

/// One request while it is decided: what it is, what the world is, what is known so far.
pub(crate) struct Case<'a> {
    /// The request's bytes, which PA-REQ-ENC-PA-REP's checksum covers.
    pub(crate) bytes: &'a [u8],
    pub(crate) request: KdcReq,
    pub(crate) arrival: &'a Arrival,
    pub(crate) world: &'a dyn World,
    pub(crate) facts: Facts,
    pub(crate) passed: Vec<Check>,
    /// The settings of the realm that decides, once it is known.
    pub(crate) settings: Option<Arc<RealmSettings>>,
}

impl<'a> Case<'a> {
    fn new(
        decoded: DecodedRequest,
        bytes: &'a [u8],
        arrival: &'a Arrival,
        world: &'a dyn World,
    ) -> Self {
        let facts = decoded.facts(arrival);
        let passed = Vec::with_capacity(16);
        let request = decoded.request;
        Self { bytes, request, arrival, world, facts, passed, settings: None }
    }

    fn decide(mut self, entropy: &mut dyn Entropy) -> Result<Decision, WorldError> {
        let answer = match self.answer(entropy) {
            Ok(issue) => Ok(issue),
            Err(Stop::Refused(refused)) => Err(refused),
            Err(Stop::World(error)) => return Err(error),
        };
        let texts = self.settings.as_ref().map_or(&ETexts::MIT, |settings| &settings.e_texts);
        Ok(conclude(self.facts, self.passed, answer, texts))
    }

    fn answer(&mut self, entropy: &mut dyn Entropy) -> Result<Box<Issue>, Stop> {
        let expected_type = match self.facts.exchange {
            Exchange::As => AS_REQ_TYPE,
            Exchange::Tgs | Exchange::Unknown => TGS_REQ_TYPE,
        };
        if self.request.pvno != 5 {
            return Err(Reason::UnsupportedVersion.into());
        }
        if self.request.msg_type != expected_type {
            return Err(Reason::WrongMessageType.into());
        }
        match self.facts.exchange {
            Exchange::As => as_exchange::answer(self, entropy),
            Exchange::Tgs | Exchange::Unknown => tgs_exchange::answer(self, entropy),
        }
    }

    pub(crate) fn body(&self) -> &KdcReqBody {
        self.request.req_body.value()
    }

    pub(crate) fn pass(&mut self, check: Check) {
        self.passed.push(check);
    }
}

/// The protocol says no.
pub(crate) struct Refused {
    pub(crate) reason: Reason,
    pub(crate) e_data: Option<Vec<u8>>,
    pub(crate) effects: Vec<Effect>,
}

/// Why a decision ends early.
pub(crate) enum Stop {
    Refused(Refused),
    World(WorldError),
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self { reason, e_data: None, effects: Vec::new() }
    }
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason.into())
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<WorldError> for Stop {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

fn conclude(
    facts: Facts,
    passed: Vec<Check>,
    answer: Result<Box<Issue>, Refused>,
    texts: &ETexts,
) -> Decision {
    let (outcome, reason, effects) = match answer {
        Ok(issue) => (Outcome::Issue(issue), None, Vec::new()),
        Err(refused) => {
            let answer = refused.reason.answer(texts);
            let refusal = Refusal {
                code: answer.code,
                e_text: Some(answer.e_text),
                e_data: refused.e_data,
                ..Refusal::about(&facts)
            };
            (Outcome::Refuse(Box::new(refusal)), Some(refused.reason), refused.effects)
        }
    };
    Decision { facts: Arc::new(facts), passed, reason, outcome, effects }
}
