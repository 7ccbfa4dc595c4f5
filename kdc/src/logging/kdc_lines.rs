//! The lines of krb5kdc, in the shape of MIT krb5 1.20.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::ETexts;
use kerbside_kdc_core::exchange::{ChosenEnctypes, Exchange, Reason, Summary};
use kerbside_krb5::client::error_text::describe;
use kerbside_krb5::principal::Principal;

use super::{Log, Severity};
use crate::observer::{Event, Observer};

/// Writes what a KDC does to a [`Log`].
pub struct KdcLog(Arc<Log>);

impl KdcLog {
    /// Writes to `log`.
    pub fn new(log: Arc<Log>) -> Self {
        Self(log)
    }
}

impl Observer for KdcLog {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Answered { summary, .. } => self.answered(&summary),
            Event::Repeated { arrival, .. } => self.0.write(
                Severity::Info,
                format_args!(
                    "DISPATCH: repeated (retransmitted?) request from {}, resending previous \
                     response",
                    address(arrival.from)
                ),
            ),
            Event::TooLong { arrival, announced } => self.0.write(
                Severity::Error,
                format_args!(
                    "got request from {} with a length of {announced} octets; closing it",
                    address(arrival.from)
                ),
            ),
            Event::DatabaseFailed { error, .. } => {
                self.0.write(Severity::Error, format_args!("{error}"));
            }
            _ => {}
        }
    }
}

impl KdcLog {
    fn answered(&self, summary: &Summary) {
        if let Some(failure) = preauth_failure(summary) {
            let text = format_args!("preauth (encrypted_timestamp) verify failure: {failure}");
            self.0.write(Severity::Info, text);
        }
        if let Some(line) = line(summary) {
            self.0.write(Severity::Info, format_args!("{line}"));
        }
    }
}

/// What comes before the line of a wrong password, as MIT's preauthentication says it.
fn preauth_failure(summary: &Summary) -> Option<String> {
    match summary.reason? {
        Reason::PreauthBad | Reason::PreauthSkew => summary.error_code.map(describe),
        _ => None,
    }
}

/// The line of a request; none when the octets were no request.
pub(super) fn line(summary: &Summary) -> Option<String> {
    let facts = &summary.facts;
    let request = match facts.exchange {
        Exchange::As => "AS_REQ",
        Exchange::Tgs => "TGS_REQ",
        Exchange::Unknown => return None,
    };
    let named = |principal: &Option<Principal>, otherwise: &str| match principal {
        Some(principal) => principal.to_string(),
        None => otherwise.to_owned(),
    };
    let client = named(&facts.client, "<unknown client>");
    let server = named(&facts.server, "<unknown server>");
    let head = format!("{request} ({}) {}", offered(&facts.etypes), address(facts.arrival.from));
    let authtime = summary.times.map_or(0, |times| times.auth.seconds());
    Some(match (summary.reason, summary.error_code, summary.enctypes) {
        (None, None, Some(enctypes)) => {
            let enctypes = chosen(enctypes);
            format!("{head}: ISSUE: authtime {authtime}, {enctypes}, {client} for {server}")
        }
        (reason, code, _) => {
            let word = reason.map_or("UNKNOWN_REASON", |reason| reason.answer(&ETexts::MIT).log);
            let why = code.map(describe).unwrap_or_default();
            match facts.exchange {
                Exchange::Tgs => format!(
                    "{head}: {word}: authtime 0, etypes {{rep=UNSUPPORTED:(0)}} {client} for \
                     {server}, {why}"
                ),
                _ => format!("{head}: {word}: {client} for {server}, {why}"),
            }
        }
    })
}

/// The address as MIT writes it: without the port.
fn address(from: SocketAddr) -> String {
    from.ip().to_canonical().to_string()
}

fn offered(etypes: &[Enctype]) -> String {
    let names: Vec<String> = etypes.iter().map(|etype| named(*etype)).collect();
    format!("{} etypes {{{}}}", etypes.len(), names.join(", "))
}

fn chosen(enctypes: ChosenEnctypes) -> String {
    format!(
        "etypes {{rep={}, tkt={}, ses={}}}",
        named(enctypes.reply),
        named(enctypes.ticket),
        named(enctypes.session)
    )
}

/// A name with its number, and what MIT 1.20 thinks of it.
fn named(etype: Enctype) -> String {
    let name = etype.name().unwrap_or_default();
    let prefix = match etype {
        Enctype::DES3 | Enctype::RC4 | Enctype::RC4_EXP => "DEPRECATED:",
        Enctype::DES_CBC_CRC | Enctype::DES_CBC_MD4 | Enctype::DES_CBC_MD5 => "UNSUPPORTED:",
        _ if name.is_empty() => "UNSUPPORTED:",
        _ => "",
    };
    format!("{prefix}{name}({})", etype.0)
}
