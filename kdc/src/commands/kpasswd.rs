//! `kpasswd`: a user's own password at the realm's password server.
//!
//! As in MIT's program the errors are told by their table's sentence, without names, and without
//! "while". Leaves out FAST, which MIT's program uses where there is a ticket already.

use std::ffi::OsString;

use kerbside_krb5::client::error_text::describe;
use kerbside_krb5::client::{AsRequest, ClientFailure, ClientSecret, TicketOptions};
use kerbside_krb5::kpasswd::{PasswordChangeRequest, ResultCode};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::ErrorCode;

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::exchanges::{Client, NoTicket};
use super::failure::{Doing, Failure, Outcome, Program};
use super::first_ticket::{self, CHANGEPW, brief, changepw, told};
use super::options::{Operands, parse};
use super::password_change;
use super::servers::Unreachable;
use super::streams::{Streams, out};

const PROGRAM: Program<'static> =
    Program { name: "kpasswd", usage: "usage: kpasswd [principal]\n", usage_code: 1 };

/// The exit code of a change that the server did not make.
const REJECTED: u8 = 2;

/// Runs `kpasswd`; gives its exit code.
pub fn kpasswd(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(arguments, environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(PROGRAM.name, &[], Operands::Mixed, arguments)?;
    if line.operands.len() > 1 {
        return Err(Failure::Usage(None));
    }
    let conf = configuration::load(environment).doing("initializing kerberos library")?;
    let cache = Cache::resolve(None, environment, &conf).doing("opening default ccache")?;
    let held = match cache.read() {
        Ok(held) => Some(held.default_principal),
        Err(error) if error.is_absence() => None,
        Err(error) => return Err(Failure::new(error, "getting principal from ccache")),
    };
    let named = |text: &str| {
        configuration::principal(text, &conf, environment).doing("parsing client name")
    };
    let me = match (line.operands.first(), held) {
        (Some(text), _) => named(text)?,
        (None, Some(held)) => held,
        (None, None) => named(&environment.tokens.username)?,
    };
    let mut client = Client::new(environment, &conf);
    let enctypes = configuration::enctypes(&conf, conf.libdefaults.default_tkt_enctypes.as_ref());
    let ticket = ticket(&mut client, &me, enctypes, streams)?;
    let password = new_password(streams)?;
    let request = PasswordChangeRequest { password, target: None };
    let outcome = password_change::change(&mut client, &ticket, &request);
    let outcome = outcome.doing("changing password")?;
    if outcome.code == ResultCode::SUCCESS {
        out!(streams, "Password changed.\n");
        return Ok(0);
    }
    out!(streams, "{}\n", told(&outcome));
    Ok(REJECTED)
}

/// A ticket for the password server, by the present password.
fn ticket(
    client: &mut Client<'_>,
    me: &Principal,
    enctypes: Vec<kerbside_crypto::Enctype>,
    streams: &mut Streams<'_>,
) -> Outcome<kerbside_krb5::client::Credential> {
    let mut request = AsRequest::new(me.clone(), ClientSecret::password(Vec::new()));
    request.service = changepw();
    request.options = brief(&TicketOptions { enctypes, ..TicketOptions::default() });
    let first = first_ticket::by_password(client, request, Some(CHANGEPW), streams);
    let first = first.map_err(|error| match &error {
        NoTicket::Exchange(failure) if is_wrong_password(failure) => {
            Failure::Error("Password incorrect while getting initial ticket".to_owned())
        }
        _ => Failure::new(sentence(&error), "getting initial ticket"),
    })?;
    Ok(first.issued.credential)
}

fn is_wrong_password(failure: &ClientFailure) -> bool {
    failure.code() == Some(ErrorCode::KDC_ERR_PREAUTH_FAILED)
        || matches!(failure, ClientFailure::WrongKey { .. })
}

/// The sentence of MIT's error table, without the names that other programs add.
fn sentence(error: &NoTicket) -> String {
    match error {
        NoTicket::Unreachable(Unreachable::Silent { .. }) => {
            "Cannot contact any KDC for requested realm".to_owned()
        }
        NoTicket::Unreachable(Unreachable::Unknown(_)) => {
            "Cannot find KDC for requested realm".to_owned()
        }
        NoTicket::Exchange(failure) => match failure.code() {
            Some(code) => describe(code),
            None => failure.to_string(),
        },
        NoTicket::NoPassword => "Preauthentication failed".to_owned(),
        other => other.to_string(),
    }
}

fn new_password(streams: &mut Streams<'_>) -> Outcome<zeroize::Zeroizing<Vec<u8>>> {
    let doing = "while reading password";
    let asked = first_ticket::asked_twice(streams);
    let (first, second) = asked.ok_or_else(|| Failure::new("Cannot read password", doing))?;
    if first != second {
        return Err(Failure::new("Password mismatch", doing));
    }
    Ok(first)
}
