//! The Ticket-Granting Service exchange (RFC 4120 §3.3): from a TGS-REQ to a TGS-REP.
//!
//! Leaves out, each refused: user-to-user, S4U, postdating, and paths of more than one realm
//! between the client's and ours. The TGT of a trusted realm is issued as any other service ticket.

use std::sync::Arc;

use kerbside_crypto::{Entropy, Key};
use kerbside_krb5::wire::{
    AuthorizationData, AuthorizationDataEntry, AuthorizationDataType, Der, EncTicketPart,
    EncryptionKey, KdcOptions, KerberosTime, PaDataType, TicketFlags,
};

use super::decide::{Case, Stop};
use super::lifetime::Limits;
use super::pa_tgs_req::{AuthenticatedTgsReq, authenticate};
use super::policy::{SameServer, TgsAsked, is_ticket_granting};
use super::ticket::{derived_flags, reply_part, ticket_seal};
use super::{Check, Exchange, Issue, Reason, enctypes};
use crate::database::{Principal, RealmSettings};

/// The skew allowed where no settings tell (RFC 4120 §8.2).
const DEFAULT_SKEW: u32 = 300;

/// padata of S4U (MS-SFU §2.2.1, §2.2.2): ignoring it would issue a ticket for another client.
const S4U: [PaDataType; 2] = [PaDataType::FOR_USER, PaDataType(130)];

/// Decides a TGS-REQ in the order of RFC 4120 §3.3.2-3.3.3 and MIT's KDC.
pub(crate) fn answer(case: &mut Case<'_>, entropy: &mut dyn Entropy) -> Result<Box<Issue>, Stop> {
    case.settings = case.world.settings(&case.body().realm)?;
    let skew = case.settings.as_ref().map_or(DEFAULT_SKEW, |settings| settings.clock_skew);
    let authenticated = authenticate(case, skew)?;
    let (settings, server) = find_server(case)?;
    check_policy(case, &authenticated, &server)?;
    let session = enctypes::session_enctype(&case.body().etype, &server, &settings)?;
    case.pass(Check::SessionEnctype);
    let server_key = enctypes::ticket_key(&server, &settings)?;
    let session_key = Key::random(session, entropy).map_err(|_| Reason::NoCommonSessionEnctype)?;
    let authorization_data = authorization_data(case, &authenticated)?;
    let grant = grant(case, &authenticated, &server, &settings)?;
    let reply_seal = authenticated.reply_seal();
    let presented = authenticated.ticket;
    let body = case.body();
    let ticket = EncTicketPart {
        flags: grant.flags,
        key: EncryptionKey::from(&session_key),
        crealm: presented.crealm,
        cname: presented.cname,
        transited: presented.transited,
        authtime: presented.authtime,
        starttime: grant.start.filter(|start| *start != presented.authtime),
        endtime: grant.end,
        renew_till: grant.renew_till,
        // Forwarded and proxy tickets are for the addresses asked for (RFC 4120 §3.3.3).
        caddr: match body.kdc_options.intersects(KdcOptions::FORWARDED | KdcOptions::PROXY) {
            true => body.addresses.clone(),
            false => presented.caddr,
        },
        authorization_data,
    };
    let sname = body.sname.clone().unwrap_or_default();
    Ok(Box::new(Issue {
        exchange: Exchange::Tgs,
        padata: Vec::new(),
        crealm: ticket.crealm.clone(),
        cname: ticket.cname.clone(),
        ticket_realm: server.realm.clone(),
        ticket_sname: sname.clone(),
        reply: reply_part(&ticket, body.nonce, server.realm.clone(), sname),
        ticket,
        ticket_seal: ticket_seal(server_key),
        reply_seal,
        noted: None,
    }))
}

fn find_server(case: &mut Case<'_>) -> Result<(Arc<RealmSettings>, Arc<Principal>), Stop> {
    let sname = case.body().sname.as_ref().ok_or(Reason::NoServerName)?;
    let settings = case.settings.clone().ok_or(Reason::TgsServerUnknown)?;
    let server = case.world.principal(&case.body().realm, sname)?;
    let unknown = match is_ticket_granting(sname) {
        true => Reason::TgsRealmUnknown,
        false => Reason::TgsServerUnknown,
    };
    case.pass(Check::RealmServed);
    let server = server.ok_or(unknown)?;
    case.pass(Check::ServerKnown);
    Ok((settings, server))
}

fn check_policy(
    case: &mut Case<'_>,
    authenticated: &AuthenticatedTgsReq,
    server: &Principal,
) -> Result<(), Reason> {
    let ticket_server = &authenticated.ticket_server;
    let same =
        ticket_server.realm == server.realm && ticket_server.name.same_components(&server.name);
    let asked = TgsAsked {
        options: case.body().kdc_options,
        ticket_flags: authenticated.ticket.flags,
        ticket_server: &ticket_server.name,
        renew_till: authenticated.ticket.renew_till.map(KerberosTime::timestamp),
        same_server: if same { SameServer::Same } else { SameServer::Another },
        server,
        now: case.arrival.now,
    };
    asked.check()?;
    let padata = case.request.padata.as_deref().unwrap_or_default();
    if padata.iter().any(|element| S4U.contains(&element.padata_type)) {
        return Err(Reason::OptionNotImplemented);
    }
    // The ticket's issuer is another hop, which `transited` would have to name (RFC 4120 §3.3.3.2).
    let issuer = &ticket_server.realm;
    if *issuer != authenticated.ticket.crealm && *issuer != server.realm {
        return Err(Reason::PathNotAccepted);
    }
    case.pass(Check::Options);
    case.pass(Check::Policy);
    Ok(())
}

/// Flags and times of the new ticket.
struct Grant {
    flags: TicketFlags,
    start: Option<KerberosTime>,
    end: KerberosTime,
    renew_till: Option<KerberosTime>,
}

fn grant(
    case: &Case<'_>,
    authenticated: &AuthenticatedTgsReq,
    server: &Principal,
    settings: &RealmSettings,
) -> Result<Grant, Reason> {
    let (body, presented) = (case.body(), &authenticated.ticket);
    let now = case.arrival.now.seconds();
    // Renewal and validation keep every other flag, INITIAL too, as MIT's KDC does.
    let kept =
        presented.flags.without(TicketFlags::INVALID).with(TicketFlags::TRANSITED_POLICY_CHECKED);
    if body.kdc_options.contains(KdcOptions::VALIDATE) {
        return Ok(Grant {
            flags: kept,
            start: presented.starttime,
            end: presented.endtime,
            renew_till: presented.renew_till,
        });
    }
    if body.kdc_options.contains(KdcOptions::RENEW) {
        return renewed(presented, now, kept);
    }
    let limits = Limits { client: None, server, settings };
    let end = limits.end(now, body.till, Some(presented.endtime));
    if end <= now {
        return Err(ended(presented, now));
    }
    let presented_renewal = Some((presented.flags, presented.renew_till));
    let renew_till = limits.renew_till(now, end, body, presented_renewal);
    let mut flags = derived_flags(body.kdc_options, presented.flags, server);
    if renew_till.is_some() {
        flags = flags.with(TicketFlags::RENEWABLE);
    }
    Ok(Grant {
        flags,
        start: Some(KerberosTime(now)),
        end: KerberosTime(end),
        renew_till: renew_till.map(KerberosTime),
    })
}

/// As long a life as before, within renew-till (RFC 4120 §3.3.3).
fn renewed(presented: &EncTicketPart, now: i64, kept: TicketFlags) -> Result<Grant, Reason> {
    let start = presented.starttime.unwrap_or(presented.authtime).0;
    let life = presented.endtime.0.saturating_sub(start);
    let till = presented.renew_till.ok_or(Reason::NotRenewable)?;
    let end = now.saturating_add(life).min(till.0);
    if end <= now {
        return Err(Reason::RenewTillPassed);
    }
    Ok(Grant {
        flags: kept,
        start: Some(KerberosTime(now)),
        end: KerberosTime(end),
        renew_till: Some(till),
    })
}

/// A ticket that ended within the allowed skew was still good to ask with, but nothing can be made
/// of it; MIT's KDC would issue a ticket that has ended.
fn ended(presented: &EncTicketPart, now: i64) -> Reason {
    if presented.endtime.0 <= now { Reason::TicketExpired } else { Reason::NeverValid }
}

/// The ticket's authorization data and the request's (RFC 4120 §3.3.3, §5.2.6).
fn authorization_data(
    case: &Case<'_>,
    authenticated: &AuthenticatedTgsReq,
) -> Result<Option<AuthorizationData>, Reason> {
    let mut data = authenticated.ticket.authorization_data.clone().unwrap_or_default();
    if let Some(sealed) = &case.body().enc_authorization_data {
        let (key, usage) = authenticated.authorization_data_key();
        let plain = sealed.open(key, usage).map_err(|_| Reason::AuthorizationDataBad)?;
        let asked =
            AuthorizationData::from_der(&plain).map_err(|_| Reason::AuthorizationDataBad)?;
        data.extend(asked.into_iter().filter(is_for_clients_to_say));
    }
    Ok((!data.is_empty()).then_some(data))
}

/// What services believe because a KDC said it is not copied from a client's request (RFC 4120
/// §5.2.6.2, RFC 7751, RFC 8129, MS-PAC), alone or within AD-IF-RELEVANT.
fn is_for_clients_to_say(entry: &AuthorizationDataEntry) -> bool {
    use AuthorizationDataType as T;
    match entry.ad_type {
        T::KDC_ISSUED
        | T::INITIAL_VERIFIED_CAS
        | T::FX_FAST_ARMOR
        | T::FX_FAST_USED
        | T::CAMMAC
        | T::AUTHENTICATION_INDICATOR
        | T::WIN2K_PAC => false,
        T::IF_RELEVANT => AuthorizationData::from_der(&entry.ad_data)
            .is_ok_and(|inner| inner.iter().all(is_innermost_for_clients)),
        _ => true,
    }
}

/// One level of AD-IF-RELEVANT is all that peers send: a deeper one is dropped.
fn is_innermost_for_clients(entry: &AuthorizationDataEntry) -> bool {
    entry.ad_type != AuthorizationDataType::IF_RELEVANT && is_for_clients_to_say(entry)
}
