//! Changing a password at the realm's password server (RFC 3244), by TCP first as MIT's library
//! since release 1.20.

use std::io;
use std::net::IpAddr;

use kerbside_krb5::client::Credential;
use kerbside_krb5::kpasswd::{Outcome, PasswordChange, PasswordChangeError, PasswordChangeRequest};
use kerbside_krb5::wire::{AddressType, HostAddress, Realm};

use super::exchanges::Client;
use super::servers::{self, Way};
use super::trace::trace;

/// RFC 3244 §2.
const PORT: u16 = 464;

/// Why nobody can say whether the password was changed. The words are MIT's.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoChange {
    /// krb5.conf names no server.
    #[error("Cannot find KDC for requested realm")]
    Unknown,
    /// None answered.
    #[error("Cannot contact any KDC for requested realm")]
    Silent,
    /// The conversation failed.
    #[error(transparent)]
    Exchange(#[from] PasswordChangeError),
}

/// Asks the password server of the ticket's realm.
pub(super) fn change(
    client: &mut Client<'_>,
    ticket: &Credential,
    request: &PasswordChangeRequest,
) -> Result<Outcome, NoChange> {
    let environment = client.environment;
    let servers = servers_of(client, &ticket.server.realm);
    let now = environment.clock.now();
    let change = PasswordChange::start(ticket, &mut client.stamps, now, &mut client.entropy)?;
    trace!(
        environment,
        "Creating authenticator for {} -> {}, seqnum 0, subkey {}, session key {}",
        ticket.client,
        ticket.server,
        change.subkey().trace_name(),
        ticket.key.trace_name()
    );
    if servers.is_empty() {
        return Err(NoChange::Unknown);
    }
    let entropy = &mut client.entropy;
    let mut make = |here: IpAddr| {
        let message = change.message(request, host_address(here), entropy);
        message.map_err(io::Error::other)
    };
    let order = [Way::Tcp, Way::Udp];
    let answered = servers::deliver(environment, &servers, PORT, &order, &mut make);
    let (reply, _) = answered.map_err(|_attempts| NoChange::Silent)?;
    let changed = change.finish(&reply)?;
    if let Some(part) = &changed.ap_rep {
        let subkey = part.subkey.as_ref().and_then(|key| key.to_key().ok());
        trace!(
            environment,
            "Read AP-REP, time {}.{}, subkey {}, seqnum {}",
            part.ctime.0,
            part.cusec,
            subkey.map_or_else(|| "(null)".to_owned(), |key| key.trace_name()),
            part.seq_number.unwrap_or(0)
        );
    }
    Ok(changed.outcome)
}

/// `kpasswd_server`, else `admin_server` at the password server's port.
fn servers_of(client: &Client<'_>, realm: &Realm) -> Vec<String> {
    let Some(realm) = client.conf.realm(&realm.to_text()) else {
        return Vec::new();
    };
    match realm.kpasswd_server.as_slice() {
        [] => realm.admin_server.iter().map(|entry| servers::with_port(entry, PORT)).collect(),
        named => named.to_vec(),
    }
}

fn host_address(here: IpAddr) -> HostAddress {
    match here {
        IpAddr::V4(v4) => {
            HostAddress { addr_type: AddressType::IPV4, address: v4.octets().to_vec().into() }
        }
        IpAddr::V6(v6) => {
            HostAddress { addr_type: AddressType::IPV6, address: v6.octets().to_vec().into() }
        }
    }
}
