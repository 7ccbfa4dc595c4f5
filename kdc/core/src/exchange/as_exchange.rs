//! The Authentication Service exchange (RFC 4120 §3.1): from an AS-REQ to an AS-REP.
//!
//! Any service may be asked for, not ticket-granting ones alone. Leaves out: FAST, postdated and
//! anonymous tickets, enterprise names and referrals.

use std::sync::Arc;

use kerbside_crypto::{Entropy, Key};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    EncTicketPart, EncryptionKey, KerberosTime, TicketFlags, TransitedEncoding, usage,
};

use super::decide::{Case, Stop};
use super::lifetime::Limits;
use super::policy::AsAsked;
use super::preauth::{self, AsRequest, Preauthenticated};
use super::ticket::{granted_flags, reply_part, ticket_seal};
use super::{Check, Exchange, Issue, Reason, SealedPart, enctypes};
use crate::database::{Principal, RealmSettings};

/// Decides an AS-REQ in the order of RFC 4120 §3.1.3 and MIT's KDC.
pub(crate) fn answer(case: &mut Case<'_>, entropy: &mut dyn Entropy) -> Result<Box<Issue>, Stop> {
    let parties = Parties::find(case)?;
    let Parties { settings, client, server } = &parties;
    let (now, options) = (case.arrival.now, case.body().kdc_options);
    AsAsked { options, client, server, now }.check()?;
    case.pass(Check::Policy);
    check_lockout(case, client)?;
    let session = enctypes::session_enctype(&case.body().etype, server, settings)?;
    case.pass(Check::SessionEnctype);
    let preauthenticated = preauthenticate(case, &parties)?;
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

fn check_lockout(case: &mut Case<'_>, client: &Principal) -> Result<(), Stop> {
    let Some(policy) = &client.policy else {
        return Ok(());
    };
    // A policy that does not exist is no policy, as MIT has it.
    let Some(policy) = case.world.policy(&client.realm, policy)? else {
        return Ok(());
    };
    let account = case.world.account(&client.realm, &client.name)?;
    if policy.locks(&account, case.arrival.now) {
        return Err(Reason::ClientLockedOut.into());
    }
    case.pass(Check::NotLockedOut);
    Ok(())
}

fn preauthenticate(case: &mut Case<'_>, parties: &Parties) -> Result<Preauthenticated, Stop> {
    let key = enctypes::client_key(&case.body().etype, &parties.client, &parties.settings);
    let request = AsRequest::new(case, parties, key);
    let verdict = preauth::check(&request);
    case.facts.client_time = verdict.client_time;
    let preauthenticated = verdict.result?;
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
