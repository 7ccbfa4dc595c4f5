//! What a client checks in an AS-REP (RFC 4120 §3.1.5, RFC 6806 §11).

use kerbside_crypto::{Enctype, Key, KeyUsage};

use super::as_exchange::{AsRequest, key_of};
use super::clock::{ClockOffset, Timesync, beyond};
use super::credential::Credential;
use super::etype_info::{self, hint_of};
use super::failure::ClientFailure;
use super::notes::{self, Notes};
use super::step::Issued;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    Checksum, Der, EncKdcRepPart, KdcOptions, KdcRep, KdcReqBody, KerberosTime, PaData, PaDataType,
    TicketFlags,
};

/// What a reply is held against.
pub(super) struct Expected<'a> {
    pub(super) request: &'a AsRequest,
    pub(super) body: &'a KdcReqBody,
    /// The request as it was sent, for its checksum.
    pub(super) sent: &'a [u8],
    /// What the KDC said about keys before.
    pub(super) methods: &'a [PaData],
    pub(super) offset: ClockOffset,
    /// The key that preauthentication used.
    pub(super) by_preauth: Option<&'a Key>,
}

/// Reads a reply received at `now`.
pub(super) fn read(
    expected: &Expected<'_>,
    reply: KdcRep,
    now: Timestamp,
    notes: &mut Notes,
) -> Result<Issued, ClientFailure> {
    let key = reply_key(expected, &reply, notes)?;
    let enctype = key.enctype();
    let plain = key
        .decrypt(KeyUsage::AS_REP, &reply.enc_part.cipher)
        .map_err(|_| ClientFailure::WrongKey { enctype })?;
    let part = EncKdcRepPart::from_either(&plain)?;
    if let Ok(session) = part.key.to_key() {
        notes.add(|| format!("Decrypted AS reply; session key is: {}", session.trace_name()));
    }
    notes.add(|| {
        let padata = part.encrypted_pa_data.as_deref().unwrap_or_default();
        let fast = etype_info::find(padata, PaDataType::FX_FAST).is_some();
        format!("FAST negotiation: {}available", if fast { "" } else { "un" })
    });
    check_names(expected, &reply, &part)?;
    check_wishes(expected.body, &part)?;
    check_request_checksum(expected.sent, &key, &part)?;
    let offset = check_clock(expected, &part, now)?;
    let client = Principal::new(reply.cname, reply.crealm);
    Ok(Issued {
        credential: Credential::from_reply(client, reply.ticket, &part)
            .map_err(ClientFailure::Key)?,
        offset,
        key_expiration: part.key_expiration.map(KerberosTime::timestamp),
        last_req: part.last_req,
        encrypted_pa_data: part.encrypted_pa_data.unwrap_or_default(),
        reply_enctype: enctype,
    })
}

/// The reply may name salt and parameters anew (RFC 4120 §3.1.5); else the error before it did.
fn reply_key(
    expected: &Expected<'_>,
    reply: &KdcRep,
    notes: &mut Notes,
) -> Result<Key, ClientFailure> {
    let enctype = Enctype(reply.enc_part.etype);
    if !expected.body.etype.contains(&enctype.0) {
        let what = "the reply is under a key of an enctype that was not asked for";
        return Err(ClientFailure::ReplyModified { what });
    }
    let own = reply.padata.as_deref().unwrap_or_default();
    let speaks = [PaDataType::ETYPE_INFO2, PaDataType::PW_SALT]
        .iter()
        .any(|kind| etype_info::find(own, *kind).is_some());
    let padata = if speaks { own } else { expected.methods };
    let hint = hint_of(padata, &expected.request.client, enctype);
    if !own.is_empty() {
        notes.add(|| notes::padata("Processing preauth types", own));
        if speaks {
            notes.add(|| notes::selected(&hint));
        }
        notes.add(|| notes::padata("Produced preauth for next request", []));
    }
    if expected.by_preauth.is_none() {
        notes.add(|| {
            let parameters = notes::text(hint.parameters.as_deref().unwrap_or_default());
            format!("Getting AS key, salt \"{}\", params \"{parameters}\"", notes::text(&hint.salt))
        });
    }
    let key = key_of(expected.request, &hint)?;
    notes.add(|| {
        let how = match expected.by_preauth {
            Some(_) => "determined by preauth",
            None => "obtained from gak_fct",
        };
        format!("AS key {how}: {}", key.trace_name())
    });
    Ok(key)
}

fn check_names(
    expected: &Expected<'_>,
    reply: &KdcRep,
    part: &EncKdcRepPart,
) -> Result<(), ClientFailure> {
    let (request, body) = (expected.request, expected.body);
    let canonical = body.kdc_options.contains(KdcOptions::CANONICALIZE);
    let client = Principal::new(reply.cname.clone(), reply.crealm.clone());
    let served = Principal::new(part.sname.clone(), part.srealm.clone());
    let asked = Principal::new(request.service.clone(), request.client.realm.clone());
    let ticket = Principal::new(reply.ticket.sname.clone(), reply.ticket.realm.clone());
    let checks = [
        (part.nonce == body.nonce, "the nonce is not that of the request"),
        (canonical || client.same(&request.client), "the client is another"),
        (canonical || served.same(&asked), "the service is another"),
        (ticket.same(&served), "the ticket names another service than the reply"),
    ];
    expect_all(&checks)
}

/// The ticket must not go beyond what was asked for (RFC 4120 §3.1.5; MIT checks these three).
fn check_wishes(body: &KdcReqBody, part: &EncKdcRepPart) -> Result<(), ClientFailure> {
    let renewable = body.kdc_options.contains(KdcOptions::RENEWABLE);
    let rtime = body.rtime.filter(|_| renewable);
    let checks = [
        (
            body.from.is_none_or(|from| part.starttime == Some(from)),
            "the postdated ticket begins at another time",
        ),
        (body.till.0 == 0 || part.endtime <= body.till, "the ticket ends later than asked for"),
        (
            rtime.is_none_or(|rtime| part.renew_till.is_none_or(|till| till <= rtime)),
            "the ticket is renewable for longer than asked for",
        ),
    ];
    expect_all(&checks)
}

/// With the flag ENC-PA-REP the KDC has put a checksum over our request into the reply: nobody
/// altered the request on its way (RFC 6806 §11).
fn check_request_checksum(
    sent: &[u8],
    key: &Key,
    part: &EncKdcRepPart,
) -> Result<(), ClientFailure> {
    if !part.flags.contains(TicketFlags::ENC_PA_REP) {
        return Ok(());
    }
    let padata = part.encrypted_pa_data.as_deref().unwrap_or_default();
    let made = etype_info::find(padata, PaDataType::REQ_ENC_PA_REP).map(Checksum::from_der);
    let intact = match made {
        Some(checksum) => checksum?.verify(key, KeyUsage::AS_REQ, sent).is_ok(),
        None => false,
    };
    expect_all(&[(intact, "the checksum over our request is missing or wrong")])
}

fn check_clock(
    expected: &Expected<'_>,
    part: &EncKdcRepPart,
    now: Timestamp,
) -> Result<ClockOffset, ClientFailure> {
    let (request, authtime) = (expected.request, part.authtime.timestamp());
    if request.timesync == Timesync::On {
        // The reply is authentic, the error before it was not. It knows no microseconds, so an
        // offset that agrees with it to the second is kept.
        let near = !beyond(expected.offset.apply(now), authtime, 1);
        return Ok(if near { expected.offset } else { ClockOffset::between(now, authtime) });
    }
    let theirs = part.starttime.unwrap_or(part.authtime).timestamp();
    let limit = request.skew;
    if expected.body.from.is_none() && beyond(theirs, now, limit) {
        return Err(ClientFailure::ReplySkew { theirs, now, limit });
    }
    Ok(ClockOffset::default())
}

/// The first of `checks` that does not hold.
pub(super) fn expect_all(checks: &[(bool, &'static str)]) -> Result<(), ClientFailure> {
    match checks.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => Err(ClientFailure::ReplyModified { what }),
        None => Ok(()),
    }
}
