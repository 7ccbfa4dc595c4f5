//! The parts of a reply that AS and TGS make alike (RFC 4120 §5.3, §5.4.2).

use kerbside_crypto::Key;
use kerbside_krb5::wire::{
    EncKdcRepPart, EncTicketPart, EncryptionKey, KdcOptions, KerberosTime, LastReqEntry,
    LastReqType, PrincipalName, Realm, TicketFlags, usage,
};

use super::SealedPart;
use crate::database::{Attributes, Principal, PrincipalKey};

/// Options that ask for the ticket flag of the same number (RFC 4120 §3.1.3, §3.3.3).
const FLAG_OPTIONS: KdcOptions = KdcOptions(
    KdcOptions::FORWARDABLE.0
        | KdcOptions::FORWARDED.0
        | KdcOptions::PROXIABLE.0
        | KdcOptions::PROXY.0
        | KdcOptions::ALLOW_POSTDATE.0,
);

/// Ticket flags that a ticket hands on to those made from it (RFC 4120 §2.1, §2.6).
const INHERITED: TicketFlags = TicketFlags(
    TicketFlags::FORWARDED.0
        | TicketFlags::PROXY.0
        | TicketFlags::PRE_AUTHENT.0
        | TicketFlags::HW_AUTHENT.0
        | TicketFlags::ANONYMOUS.0,
);

/// The flags that options ask for and attributes allow. MIT drops what is not allowed in silence.
///
/// ENC-PA-REP says of every ticket that this KDC answers PA-REQ-ENC-PA-REP (RFC 6806 §11).
pub(crate) fn granted_flags(
    options: KdcOptions,
    client: Option<&Principal>,
    server: &Principal,
) -> TicketFlags {
    let asked = TicketFlags(options.0 & FLAG_OPTIONS.0).with(TicketFlags::ENC_PA_REP);
    let forbidden = [
        (Attributes::DISALLOW_FORWARDABLE, TicketFlags::FORWARDABLE),
        (Attributes::DISALLOW_PROXIABLE, TicketFlags::PROXIABLE),
        (Attributes::DISALLOW_POSTDATED, TicketFlags::MAY_POSTDATE),
    ];
    forbidden.into_iter().fold(asked, |flags, (attribute, flag)| {
        let forbids = server.has(attribute) || client.is_some_and(|c| c.has(attribute));
        if forbids { flags.without(flag) } else { flags }
    })
}

/// The flags of a ticket made from another (RFC 4120 §3.3.3): a flag that the first ticket lacks is
/// not granted, as MIT's TGS does in silence.
pub(crate) fn derived_flags(
    options: KdcOptions,
    ticket: TicketFlags,
    server: &Principal,
) -> TicketFlags {
    let inheritable = TicketFlags::FORWARDABLE | TicketFlags::PROXIABLE | TicketFlags::MAY_POSTDATE;
    let absent = inheritable.without(ticket);
    let mut flags = granted_flags(options, None, server)
        .without(absent)
        .with(TicketFlags(ticket.0 & INHERITED.0))
        .with(TicketFlags::TRANSITED_POLICY_CHECKED);
    if server.has(Attributes::OK_AS_DELEGATE) {
        flags = flags.with(TicketFlags::OK_AS_DELEGATE);
    }
    flags
}

/// How a ticket is encrypted: in the service's key (RFC 4120 §5.3).
pub(crate) fn ticket_seal((stored, key): (&PrincipalKey, &Key)) -> SealedPart {
    SealedPart::new(key.clone(), usage::TICKET, Some(stored.kvno))
}

/// The reply's part that repeats the ticket for the client (RFC 4120 §5.4.2).
pub(crate) fn reply_part(
    ticket: &EncTicketPart,
    nonce: i64,
    srealm: Realm,
    sname: PrincipalName,
) -> EncKdcRepPart {
    EncKdcRepPart {
        key: EncryptionKey::clone(&ticket.key),
        // MIT's KDC tells no times of earlier requests either.
        last_req: vec![LastReqEntry { lr_type: LastReqType::NONE, lr_value: KerberosTime(0) }],
        nonce,
        key_expiration: None,
        flags: ticket.flags,
        authtime: ticket.authtime,
        starttime: ticket.starttime,
        endtime: ticket.endtime,
        renew_till: ticket.renew_till,
        srealm,
        sname,
        caddr: ticket.caddr.clone(),
        encrypted_pa_data: None,
    }
}
