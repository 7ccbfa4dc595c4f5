//! A service ticket for the loads that need one and do not measure its issue.

use anyhow::Result;
use kerbside_krb5::client::Credential;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{Der, EncKdcRepPart, TgsRep, usage};

use super::exchange::{Credentials, Generator, exchange_over_tcp, refusal};
use super::{Mode, Target};

/// Gets the target's user a ticket for the target's service.
pub(crate) fn obtain(target: &Target) -> Result<Credential> {
    let target = &Target { mode: Mode::Tgs, ..target.clone() };
    let credentials =
        Credentials::obtain(target, &mut |request| exchange_over_tcp(target.kdc, request))?;
    let client = credentials.client.clone();
    let request = Generator::new(credentials, target)?.next()?;
    let reply = exchange_over_tcp(target.kdc, &request.bytes)?;
    let ticket = TgsRep::from_der(&reply).map_err(|_| refusal(&reply))?.0;
    let subkey = request.subkey.unwrap_or_else(|| unreachable!("Mode::Tgs has a subkey"));
    let part = ticket.enc_part.open(&subkey, usage::TGS_REP_SUBKEY)?;
    let part = EncKdcRepPart::from_either(&part)?;
    Ok(Credential {
        client,
        server: Principal::new(part.sname, part.srealm),
        key: part.key.to_key()?,
        ticket: ticket.ticket,
        flags: part.flags,
        authtime: part.authtime.timestamp(),
        starttime: part.starttime.unwrap_or(part.authtime).timestamp(),
        endtime: part.endtime.timestamp(),
        renew_till: part.renew_till.map(|time| time.timestamp()),
        addresses: part.caddr.unwrap_or_default(),
    })
}
