//! PA-TGS-REQ (RFC 4120 §5.2.7.1, §3.3.2): the AP-REQ by which a TGS-REQ is authenticated.
//!
//! The order is MIT's where it departs from RFC 4120 §3.2.3: the ticket's times before the
//! authenticator's. There is no replay cache, as in MIT's KDC: a repeated TGS-REQ gets the reply of
//! the shell's lookaside, or another ticket that only the holder of the session key can read.

use std::net::IpAddr;

use kerbside_crypto::{CryptoError, Key, KeyUsage};
use kerbside_krb5::gss::ticket_id;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::wire::{
    AddressType, ApReq, Authenticator, Der, EncTicketPart, HostAddress, KdcOptions, PaDataType,
    Ticket, TicketFlags, usage,
};

use super::decide::{Case, Stop};
use super::{Check, ClientTime, ClientTimeSource, HeaderTicket, Reason, SealedPart, TicketTimes};
use crate::database::Principal;

const AP_REQ_TYPE: i32 = 14;

/// A TGS-REQ whose sender has proved to hold the ticket's session key.
pub(crate) struct AuthenticatedTgsReq {
    /// The service that the ticket is for.
    pub(crate) ticket_server: Name,
    /// What the ticket says.
    pub(crate) ticket: EncTicketPart,
    session_key: Key,
    subkey: Option<Key>,
}

impl AuthenticatedTgsReq {
    /// How the reply is encrypted: in the subkey when there is one (RFC 4120 §3.3.3).
    pub(crate) fn reply_seal(&self) -> SealedPart {
        match &self.subkey {
            Some(subkey) => SealedPart::new(subkey.clone(), usage::TGS_REP_SUBKEY, None),
            None => SealedPart::new(self.session_key.clone(), usage::TGS_REP_SESSION_KEY, None),
        }
    }

    /// The key and usage of enc-authorization-data (RFC 4120 §5.4.1).
    pub(crate) fn authorization_data_key(&self) -> (&Key, KeyUsage) {
        match &self.subkey {
            Some(subkey) => (subkey, usage::TGS_REQ_AD_SUBKEY),
            None => (&self.session_key, usage::TGS_REQ_AD_SESSION_KEY),
        }
    }
}

/// Authenticates the request.
pub(crate) fn authenticate(
    case: &mut Case<'_>,
    clock_skew: u32,
) -> Result<AuthenticatedTgsReq, Stop> {
    let ApReq { ticket, authenticator: sealed, .. } = read_ap_req(case)?;
    let part = open_ticket(case, &ticket)?;
    let session_key = part.key.to_key().map_err(|_| Reason::ApReqMalformed)?;
    let authenticator = sealed
        .open(&session_key, usage::TGS_REQ_AUTHENTICATOR)
        .map_err(|_| Reason::AuthenticatorIntegrity)?;
    let authenticator =
        Authenticator::from_der(&authenticator).map_err(|_| Reason::ApReqMalformed)?;
    case.pass(Check::AuthenticatorDecrypts);
    let client_time = authenticator.ctime.with_usec(Some(authenticator.cusec));
    case.facts.client_time =
        Some(ClientTime { at: client_time, source: ClientTimeSource::Authenticator });

    let same_client =
        authenticator.crealm == part.crealm && authenticator.cname.same_components(&part.cname);
    if !same_client {
        return Err(Reason::ClientMismatch.into());
    }
    case.pass(Check::ClientsMatch);
    check_address(case, &part)?;
    check_times(case, &part, clock_skew)?;
    // Whole seconds, as MIT counts: 300 are allowed, 301 are not.
    if case.arrival.now.seconds().abs_diff(client_time.seconds()) > u64::from(clock_skew) {
        return Err(Reason::AuthenticatorSkew.into());
    }
    case.pass(Check::ClockSkew);
    let subkey = authenticator.subkey.as_ref().map(|key| key.to_key()).transpose();
    let subkey = subkey.map_err(|_| Reason::ApReqMalformed)?;
    check_body(case, &authenticator, &session_key)?;
    let ticket_server = Name { name: ticket.sname, realm: ticket.realm };
    Ok(AuthenticatedTgsReq { ticket_server, ticket: part, session_key, subkey })
}

fn read_ap_req(case: &mut Case<'_>) -> Result<ApReq, Reason> {
    let padata = case.request.padata.as_deref().unwrap_or_default();
    let element = padata
        .iter()
        .find(|element| element.padata_type == PaDataType::TGS_REQ)
        .ok_or(Reason::NoPaTgsReq)?;
    let ap_req = ApReq::from_der(&element.padata_value).map_err(|_| Reason::ApReqMalformed)?;
    if ap_req.pvno != 5 || ap_req.msg_type != AP_REQ_TYPE || ap_req.ticket.tkt_vno != 5 {
        return Err(Reason::ApReqMalformed);
    }
    let Ticket { sname, realm, enc_part, .. } = &ap_req.ticket;
    case.facts.header_ticket = Some(HeaderTicket {
        id: ticket_id(&ap_req.ticket),
        server: Name { name: sname.clone(), realm: realm.clone() },
        kvno: enc_part.kvno,
        times: None,
    });
    Ok(ap_req)
}

fn open_ticket(case: &mut Case<'_>, ticket: &Ticket) -> Result<EncTicketPart, Stop> {
    let server =
        case.world.principal(&ticket.realm, &ticket.sname)?.ok_or(Reason::TicketServerUnknown)?;
    let key = ticket_key(&server, ticket).ok_or(Reason::TicketKeyMissing)?;
    let plain = ticket.enc_part.open(key, usage::TICKET).map_err(|_| Reason::TicketIntegrity)?;
    let part = EncTicketPart::from_der(&plain).map_err(|_| Reason::ApReqMalformed)?;
    case.facts.client = Some(Name { name: part.cname.clone(), realm: part.crealm.clone() });
    if let Some(header) = &mut case.facts.header_ticket {
        header.times = Some(TicketTimes::from(&part));
    }
    case.pass(Check::TicketDecrypts);
    Ok(part)
}

/// The key of the version and enctype that the ticket names; old versions are good while they are
/// in the database. Without a version, the current one.
fn ticket_key<'a>(server: &'a Principal, ticket: &Ticket) -> Option<&'a Key> {
    let kvno = ticket.enc_part.kvno.or_else(|| server.current_kvno())?;
    server
        .keys_of_version(kvno)
        .find(|stored| stored.enctype() == ticket.enc_part.enctype())
        .and_then(|stored| stored.usable())
}

/// RFC 4120 §3.2.3: a ticket with addresses is good from these alone.
fn check_address(case: &mut Case<'_>, part: &EncTicketPart) -> Result<(), Reason> {
    let addresses = part.caddr.as_deref().unwrap_or_default();
    let sender = case.arrival.from.ip().to_canonical();
    if !addresses.is_empty() && !addresses.iter().any(|address| is(address, sender)) {
        return Err(Reason::AddressMismatch);
    }
    case.pass(Check::Address);
    Ok(())
}

fn is(address: &HostAddress, sender: IpAddr) -> bool {
    match sender {
        IpAddr::V4(v4) => {
            address.addr_type == AddressType::IPV4 && address.address[..] == v4.octets()
        }
        IpAddr::V6(v6) => {
            address.addr_type == AddressType::IPV6 && address.address[..] == v6.octets()
        }
    }
}

fn check_times(case: &mut Case<'_>, part: &EncTicketPart, clock_skew: u32) -> Result<(), Reason> {
    let (now, skew) = (case.arrival.now.seconds(), i64::from(clock_skew));
    let start = part.starttime.unwrap_or(part.authtime).0;
    if start.saturating_sub(now) > skew {
        return Err(Reason::TicketNotYetValid);
    }
    let validates = case.body().kdc_options.contains(KdcOptions::VALIDATE);
    if part.flags.contains(TicketFlags::INVALID) && !validates {
        return Err(Reason::TicketInvalid);
    }
    if now.saturating_sub(part.endtime.0) > skew {
        return Err(Reason::TicketExpired);
    }
    case.pass(Check::TicketTimes);
    Ok(())
}

/// RFC 4120 §3.3.2: the checksum must be keyed, and cover the body as it came.
fn check_body(
    case: &mut Case<'_>,
    authenticator: &Authenticator,
    session_key: &Key,
) -> Result<(), Reason> {
    let checksum = authenticator.cksum.as_ref().ok_or(Reason::BodyChecksumInappropriate)?;
    let body = case.request.req_body.bytes();
    checksum.verify(session_key, usage::TGS_REQ_AUTHENTICATOR_CHECKSUM, body).map_err(|error| {
        match error {
            CryptoError::UnsupportedChecksum(_) | CryptoError::ChecksumKey { .. } => {
                Reason::BodyChecksumInappropriate
            }
            _ => Reason::BodyModified,
        }
    })?;
    case.pass(Check::BodyChecksum);
    Ok(())
}
