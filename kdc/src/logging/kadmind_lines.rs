//! The lines of kadmind, in the shape of MIT krb5 1.20.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_krb5::client::error_text::describe;
use kerbside_krb5::kpasswd::{Outcome, ResultCode, Wish};
use kerbside_krb5::principal::Principal;

use super::{Log, Severity};
use crate::kadmind::{CallOutcome, Called, KadmindEvent, Unauthenticated};
use crate::observer::{Event, Observer};

/// Writes what kadmind does to a [`Log`].
pub struct KadmindLog(Arc<Log>);

impl KadmindLog {
    /// Writes to `log`.
    pub fn new(log: Arc<Log>) -> Self {
        Self(log)
    }
}

impl Observer for KadmindLog {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Kadmind(event) => {
                for (severity, line) in lines(&event) {
                    self.0.write(severity, format_args!("{line}"));
                }
            }
            Event::PasswordRequest { arrival, wish, outcome, error } => {
                let line = password_request(arrival.from, wish, outcome, error);
                self.0.write(Severity::Notice, format_args!("{line}"));
            }
            _ => {}
        }
    }
}

/// A change of a password by RFC 3244, as MIT tells it: of one's own, or for somebody.
fn password_request(
    from: SocketAddr,
    wish: Option<&Wish>,
    outcome: &Outcome,
    error: Option<&str>,
) -> String {
    let from = address(from);
    let text = match error {
        None if outcome.code == ResultCode::SUCCESS => "success",
        error => error.unwrap_or("failure"),
    };
    match wish {
        Some(wish) if wish.client == wish.target => {
            format!("chpw request from {from} for {}: {text}", name(&wish.client))
        }
        Some(wish) => format!(
            "setpw request from {from} by {} for {}: {text}",
            name(&wish.client),
            name(&wish.target)
        ),
        None => format!("chpw: {from}: {text}"),
    }
}

pub(crate) fn lines(event: &KadmindEvent<'_>) -> Vec<(Severity, String)> {
    match event {
        KadmindEvent::Called(called) => vec![(Severity::Notice, call(called))],
        KadmindEvent::Unauthenticated { from, why, .. } => refusal(*from, why),
    }
}

fn call(called: &Called<'_>) -> String {
    let Called { operation, target, client, service, from, .. } = called;
    let target = cut(target);
    let who =
        format!("client={}, service={}, addr={}", name(client), name(service), address(*from));
    let line = match called.outcome {
        CallOutcome::Unauthorized => format!("Unauthorized request: {operation}, {target}, {who}"),
        CallOutcome::Done => format!("Request: {operation}, {target}, success, {who}"),
        CallOutcome::Failed(reason) => format!("Request: {operation}, {target}, {reason}, {who}"),
    };
    match called.opened {
        Some(version) => format!("{line}, vers={}, flavor=6", version.number()),
        None => line,
    }
}

fn refusal(from: SocketAddr, why: &Unauthenticated<'_>) -> Vec<(Severity, String)> {
    let from = address(from);
    let failed = format!("Authentication attempt failed: {from}");
    let of_flavor = |flavor: u32| format!("{failed}, RPC authentication flavor {flavor}");
    let lines = match why {
        Unauthenticated::Token(refused) => vec![
            format!("{failed}, GSS-API error strings are:"),
            format!("    {}", describe(refused.reason.code())),
            format!("    {refused}"),
            "   GSS-API error strings complete.".to_owned(),
        ],
        Unauthenticated::Service(service) => {
            vec![format!("bad service principal {}", name(service)), of_flavor(6)]
        }
        Unauthenticated::Flavor(flavor) => vec![of_flavor(flavor.0)],
        Unauthenticated::Forged { operation, client, service } => vec![format!(
            "WARNING! Forged/garbled request: {operation}, claimed client = {}, server = {}, \
             addr = {from}",
            name(client),
            name(service)
        )],
    };
    let severity = match why {
        Unauthenticated::Token(_) => Severity::Notice,
        _ => Severity::Error,
    };
    lines.into_iter().map(|line| (severity, line)).collect()
}

fn name(principal: &Principal) -> String {
    cut(&principal.to_string())
}

/// MIT writes the first 125 octets of a name.
fn cut(text: &str) -> String {
    const LONGEST: usize = 125;
    match text.char_indices().find(|(at, character)| at + character.len_utf8() > LONGEST) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The address as MIT writes it: without the port.
fn address(from: SocketAddr) -> String {
    from.ip().to_canonical().to_string()
}

#[cfg(test)]
mod tests {
    use kerbside_krb5::kadm5::rpc::AuthFlavor;
    use kerbside_krb5::time::Timestamp;

    use super::*;

    fn principal(text: &str) -> Principal {
        Principal::parse(text, &"R".into()).unwrap()
    }

    fn of(why: Unauthenticated<'_>) -> Vec<String> {
        let from = "[::ffff:127.0.0.1]:4711".parse().unwrap();
        let event = KadmindEvent::Unauthenticated { at: Timestamp::default(), from, why };
        lines(&event).into_iter().map(|(_, line)| line).collect()
    }

    #[test]
    fn refusals_have_the_lines_of_mit() {
        let (client, service) = (principal("alice"), principal("kafka/broker"));
        let operation = "kadm5_init";
        assert_eq!(
            of(Unauthenticated::Forged { operation, client: &client, service: &service }),
            ["WARNING! Forged/garbled request: kadm5_init, claimed client = alice@R, server = \
              kafka/broker@R, addr = 127.0.0.1"]
        );
        assert_eq!(
            of(Unauthenticated::Service(&service)),
            [
                "bad service principal kafka/broker@R",
                "Authentication attempt failed: 127.0.0.1, RPC authentication flavor 6"
            ]
        );
        assert_eq!(
            of(Unauthenticated::Flavor(AuthFlavor::AUTH_GSSAPI)),
            ["Authentication attempt failed: 127.0.0.1, RPC authentication flavor 300001"]
        );
    }

    #[test]
    fn long_names_are_cut() {
        let long = "é".repeat(100);
        assert_eq!(cut(&long), format!("{}...", "é".repeat(62)));
        assert_eq!(cut(&"x".repeat(125)), "x".repeat(125));
    }
}
