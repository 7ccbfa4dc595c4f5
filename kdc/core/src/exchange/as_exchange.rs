//! The Authentication Service exchange (RFC 4120 §3.1): from an AS-REQ to an AS-REP.
//!
//! Any service may be asked for, not ticket-granting ones alone. Leaves out: FAST, postdated and
//! anonymous tickets, enterprise names and referrals.

use std::sync::Arc;
use std::time::Duration;

use kerbside_crypto::{Entropy, Key};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    EncTicketPart, EncryptionKey, KerberosTime, TicketFlags, TransitedEncoding, usage,
};

use super::decide::{Case, Stop};
use super::lifetime::Limits;
use super::policy::AsAsked;
use super::preauth::{self, AsRequest, Preauthenticated};
use super::ticket::{granted_flags, reply_part, ticket_seal};
use super::{Check, Effect, Exchange, Issue, Noted, Reason, SealedPart, enctypes};
use crate::database::{Attributes, Policy, Principal, RealmSettings, Traces};

/// Decides an AS-REQ in the order of RFC 4120 §3.1.3 and MIT's KDC.
pub(crate) fn answer(case: &mut Case<'_>, entropy: &mut dyn Entropy) -> Result<Box<Issue>, Stop> {
    let parties = Parties::find(case)?;
    let Parties { settings, client, server } = &parties;
    let (now, options) = (case.arrival.now, case.body().kdc_options);
    AsAsked { options, client, server, now }.check()?;
    case.pass(Check::Policy);
    let counting = Counting::read(case, &parties)?;
    counting.check(case, client)?;
    let session = enctypes::session_enctype(&case.body().etype, server, settings)?;
    case.pass(Check::SessionEnctype);
    let preauthenticated = preauthenticate(case, &parties, &counting)?;
    let (stored, reply_key) =
        enctypes::client_key(&case.body().etype, client, settings).ok_or(Reason::NoClientKey)?;
    let server_key = enctypes::ticket_key(server, settings)?;
    let session_key = Key::random(session, entropy).map_err(|_| Reason::NoCommonSessionEnctype)?;
    let ticket = ticket(case, &parties, preauthenticated, EncryptionKey::from(&session_key))?;
    let sname = case.body().sname.clone().unwrap_or_default();
    let mut reply = reply_part(&ticket, case.body().nonce, server.realm.clone(), sname.clone());
    reply.key_expiration = key_expiration(client);
    let request = AsRequest::new(case, &parties, Some((stored, reply_key)));
    reply.encrypted_pa_data = preauth::encrypted_reply_padata(&request, reply_key);
    Ok(Box::new(Issue {
        exchange: Exchange::As,
        padata: preauth::reply_padata(&request),
        crealm: ticket.crealm.clone(),
        cname: ticket.cname.clone(),
        ticket_realm: server.realm.clone(),
        ticket_sname: sname,
        ticket,
        ticket_seal: ticket_seal(server_key),
        reply,
        reply_seal: SealedPart::new(reply_key.clone(), usage::AS_REP, Some(stored.kvno)),
        noted: noted(&parties),
    }))
}

/// Who the request is about.
pub(crate) struct Parties {
    pub(crate) settings: Arc<RealmSettings>,
    pub(crate) client: Arc<Principal>,
    pub(crate) server: Arc<Principal>,
}

impl Parties {
    fn find(case: &mut Case<'_>) -> Result<Self, Stop> {
        let settings = case.world.settings(&case.body().realm)?;
        case.settings = settings.clone();
        let body = case.body();
        let cname = body.cname.as_ref().ok_or(Reason::NoClientName)?;
        let sname = body.sname.as_ref().ok_or(Reason::NoServerName)?;
        let settings = settings.ok_or(Reason::RealmNotServed)?;
        let client = case.world.principal(&body.realm, cname)?;
        let server = case.world.principal(&body.realm, sname)?;
        case.pass(Check::RealmServed);
        let client = client.ok_or(Reason::ClientUnknown)?;
        case.pass(Check::ClientKnown);
        let server = server.ok_or(Reason::AsServerUnknown)?;
        case.pass(Check::ServerKnown);
        Ok(Self { settings, client, server })
    }
}

/// What failed logins mean for the client; nothing when the realm does not count them.
enum Counting {
    Off,
    On(Option<Arc<Policy>>),
}

impl Counting {
    /// A policy that does not exist is no policy, as MIT has it.
    fn read(case: &Case<'_>, parties: &Parties) -> Result<Self, Stop> {
        if parties.settings.disable_lockout {
            return Ok(Self::Off);
        }
        let Principal { realm, policy, .. } = &*parties.client;
        let policy = match policy {
            Some(policy) => case.world.policy(realm, policy)?,
            None => None,
        };
        Ok(Self::On(policy))
    }

    fn check(&self, case: &mut Case<'_>, client: &Principal) -> Result<(), Stop> {
        let Self::On(Some(policy)) = self else {
            return Ok(());
        };
        let account = case.world.account(&client.realm, &client.name)?;
        if policy.locks(&account, case.arrival.now) {
            return Err(Reason::ClientLockedOut.into());
        }
        case.pass(Check::NotLockedOut);
        Ok(())
    }

    /// The failure counted: one whose proof was wrong, or for which there is no key. A wrong clock
    /// is no wrong password.
    fn failure(&self, client: &Principal, reason: Reason, at: Timestamp) -> Option<Effect> {
        let Self::On(policy) = self else {
            return None;
        };
        let counted = matches!(reason, Reason::PreauthBad | Reason::PreauthKeyMissing);
        counted.then(|| Effect::PreauthFailed {
            realm: client.realm.clone(),
            client: client.name.clone(),
            at,
            forget_after: policy.as_ref().map_or(Duration::ZERO, |p| p.failure_count_interval),
        })
    }
}

/// MIT notes a success only where preauthentication is required of the client: without it, nothing
/// tells whether it was the client.
fn noted(parties: &Parties) -> Option<Noted> {
    let Parties { settings, client, .. } = parties;
    if !client.has(Attributes::REQUIRES_PRE_AUTH) {
        return None;
    }
    let traces = match (settings.disable_lockout, settings.disable_last_success) {
        (false, false) => Traces::All,
        (false, true) => Traces::FailuresForgotten,
        (true, false) => Traces::TimeKept,
        (true, true) => return None,
    };
    Some(Noted { client: Name::new(client.name.clone(), client.realm.clone()), traces })
}

fn preauthenticate(
    case: &mut Case<'_>,
    parties: &Parties,
    counting: &Counting,
) -> Result<Preauthenticated, Stop> {
    let key = enctypes::client_key(&case.body().etype, &parties.client, &parties.settings);
    let request = AsRequest::new(case, parties, key);
    let verdict = preauth::check(&request);
    case.facts.client_time = verdict.client_time;
    let preauthenticated = verdict.result.map_err(|mut refused| {
        let (client, now) = (&parties.client, case.arrival.now);
        refused.effects.extend(counting.failure(client, refused.reason, now));
        refused
    })?;
    case.pass(match preauthenticated {
        Preauthenticated::Yes => Check::Preauthenticated,
        Preauthenticated::NotRequired => Check::PreauthNotRequired,
    });
    if preauthenticated == Preauthenticated::Yes {
        case.pass(Check::ClockSkew);
    }
    Ok(preauthenticated)
}

/// The ticket (RFC 4120 §3.1.3, §5.3).
fn ticket(
    case: &Case<'_>,
    parties: &Parties,
    preauthenticated: Preauthenticated,
    key: EncryptionKey,
) -> Result<EncTicketPart, Reason> {
    let Parties { settings, client, server } = parties;
    let body = case.body();
    let start = case.arrival.now.seconds();
    let limits = Limits { client: Some(client), server, settings };
    let end = limits.end(start, body.till, None);
    if end <= start {
        return Err(Reason::NeverValid);
    }
    let renew_till = limits.renew_till(start, end, body, None);
    let mut flags =
        granted_flags(body.kdc_options, Some(client), server).with(TicketFlags::INITIAL);
    if renew_till.is_some() {
        flags = flags.with(TicketFlags::RENEWABLE);
    }
    if preauthenticated == Preauthenticated::Yes {
        flags = flags.with(TicketFlags::PRE_AUTHENT);
    }
    Ok(EncTicketPart {
        flags,
        key,
        crealm: client.realm.clone(),
        cname: body.cname.clone().unwrap_or_default(),
        transited: TransitedEncoding::none(),
        authtime: KerberosTime(start),
        // As MIT: a start that is the authtime is left out (RFC 4120 §5.3).
        starttime: None,
        endtime: KerberosTime(end),
        renew_till: renew_till.map(KerberosTime),
        caddr: body.addresses.clone(),
        authorization_data: None,
    })
}

/// When the client's key or entry expires, whichever is first (RFC 4120 §5.4.2).
fn key_expiration(client: &Principal) -> Option<KerberosTime> {
    let ends: [Option<Timestamp>; 2] = [client.password_expires, client.expires];
    ends.into_iter().flatten().min().map(KerberosTime::from)
}
