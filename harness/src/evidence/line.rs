//! A record as one line for people.

use std::fmt;

use kerbside_broker_core::authorizer::Because;
use kerbside_broker_core::event::EventKind;
use kerbside_kdc_core::exchange::{ClientTimeSource, Exchange};

use super::{Answered, Fact, Record, words};

/// `#12 +0.310s the KDC at 2026-11-22T05:47:01.112515Z: TGS ...`.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} +{:.3}s {}", self.number, self.elapsed.as_secs_f64(), self.party)?;
        if let Some(at) = self.at {
            write!(f, " at {at}")?;
        }
        write!(f, ": {}", self.fact)
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RealmServed { realm } => write!(f, "the realm {realm} is served"),
            Self::Bootstrap { host, port } => write!(f, "clients start at {host}:{port}"),
            Self::Listening(listening) => write!(
                f,
                "listener {} advertises {}:{}",
                listening.listener, listening.advertised_host, listening.advertised_port
            ),
            Self::Keytab { principals } => {
                write!(f, "keytab: {}", list(principals.iter()))
            }
            Self::Answered(answered) => write!(f, "{answered}"),
            Self::Repeated { arrival, .. } => {
                write!(f, "a repeated request from {}: the same reply", arrival.from)
            }
            Self::TooLong { announced, .. } => write!(f, "a request of {announced} octets refused"),
            Self::DatabaseFailed { error, .. } => write!(f, "the database failed: {error}"),
            Self::PasswordRequest { arrival, names, error, .. } => {
                let error = error.as_deref().unwrap_or("success");
                match names {
                    Some((client, target)) => {
                        write!(f, "password of {target} to be changed by {client}: {error}")
                    }
                    None => write!(f, "a password request from {}: {error}", arrival.from),
                }
            }
            Self::AdminCall { client: Some(client), operation, target, outcome, .. } => {
                write!(f, "{operation} {target} by {client}: {outcome}")
            }
            Self::AdminCall { from, operation, outcome, .. } => {
                write!(f, "{operation} from {from} refused: {outcome}")
            }
            Self::Administered { caller, operation, target } => {
                write!(f, "{operation} {target} by {caller}")
            }
            Self::Connection { connection, event } => {
                write!(f, "connection {}: ", connection.0)?;
                broker(event, f)
            }
            Self::ClientAsks { server, address } => write!(f, "asks for {server}, told {address}"),
            Self::ClientFailed { text } => write!(f, "gave up: {text}"),
        }
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = &self.summary.facts;
        let exchange = match facts.exchange {
            Exchange::As => "AS",
            Exchange::Tgs => "TGS",
            Exchange::Unknown => return f.write_str("no request of Kerberos"),
        };
        f.write_str(exchange)?;
        if let Some(client) = &facts.client {
            write!(f, " {client}")?;
        }
        if let Some(server) = &facts.server {
            write!(f, " for {server}")?;
        }
        if let Some(time) = facts.client_time {
            let source = match time.source {
                ClientTimeSource::EncTimestamp => "timestamp",
                ClientTimeSource::Authenticator => "authenticator",
            };
            write!(f, ", {source} {}", time.at)?;
        }
        if let Some(times) = facts.header_ticket.as_ref().and_then(|ticket| ticket.times) {
            write!(f, ", its ticket good {} to {}", times.start, times.end)?;
        }
        match (&self.issued, self.summary.error_code) {
            (Some(issued), _) => write!(f, ": ticket {}", issued.ticket_id)?,
            (None, Some(code)) => write!(f, ": {code}")?,
            (None, None) => f.write_str(": no ticket")?,
        }
        if let Some(e_text) = &self.summary.e_text {
            write!(f, " - {e_text}")?;
        }
        match self.summary.reason {
            Some(reason) => write!(f, " [{}]", words::of_reason(reason)),
            None => Ok(()),
        }
    }
}

fn broker(event: &EventKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match event {
        EventKind::Opened { peer, listener, tls } => {
            write!(f, "opened from {peer} to {listener}")?;
            match tls.as_ref().map(|tls| (tls.version, tls.subject.as_deref())) {
                None => Ok(()),
                Some((version, None)) => write!(f, " over {version}"),
                Some((version, Some(subject))) => write!(f, " over {version} by {subject:?}"),
            }
        }
        EventKind::HandshakeFailed { peer, listener, reason } => {
            write!(f, "TLS handshake from {peer} to {listener} failed: {reason}")
        }
        EventKind::Request { key, version, client_id, .. } => {
            write!(f, "{key} v{version} of {client_id:?}")
        }
        EventKind::Authenticated(done) => {
            write!(f, "{} authenticated by {}", done.name, done.mechanism)?;
            match done.presented.as_ref().and_then(|presented| presented.ticket) {
                Some(ticket) => write!(f, " with ticket {ticket}"),
                None => Ok(()),
            }
        }
        EventKind::Refused { refusal, claim, presented } => {
            write!(f, "refused [{}]: {refusal}", words::of_refusal(refusal))?;
            if let Some(claim) = claim {
                write!(f, "; by {}", claim.mechanism)?;
                claim.name.iter().try_for_each(|name| write!(f, " as {name}"))?;
            }
            let Some(presented) = presented else {
                return Ok(());
            };
            if let Some(client) = &presented.client {
                write!(f, "; client {client}")?;
            }
            match presented.ticket {
                Some(ticket) => write!(f, ", ticket {ticket}"),
                None => Ok(()),
            }
        }
        EventKind::Authorization {
            principal, operation, resource, name, authorization, ..
        } => {
            let verdict = if authorization.allowed { "may" } else { "may not" };
            write!(f, "{principal} {verdict} {operation} {resource} {name}")?;
            match &authorization.because {
                Because::NoAuthorizer => Ok(()),
                because => write!(f, ", by {because}"),
            }
        }
        EventKind::Controlled { key, action, .. } => {
            write!(f, "a rule of the test: {action} {key}")
        }
        EventKind::DelegationToken { act, id, owner, by, .. } => {
            write!(f, "delegation token {id} of {owner} {} by {by}", act.name())
        }
        EventKind::Closed { by } => write!(f, "closed [{}]", words::kebab(by)),
    }
}

/// `one, two`; `none` when there are none.
pub(super) fn list<T: fmt::Display>(items: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = items.map(|item| item.to_string()).collect();
    match texts.is_empty() {
        true => "none".to_owned(),
        false => texts.join(", "),
    }
}
