//! A decision: everything that the answer will be, still in the clear.
//!
//! All of it is public and may be changed before it is sealed: that is how a wrong nonce, name,
//! version, enctype, flag, padding or error gets into an answer, without this crate knowing of
//! faults.

use std::borrow::Cow;
use std::sync::Arc;

use kerbside_crypto::{Enctype, Key, KeyUsage};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    AuthorizationDataEntry, AuthorizationDataType, EncKdcRepPart, EncTicketPart, ErrorCode, PaData,
    PrincipalName, Realm,
};

use super::{Check, ChosenEnctypes, Effect, Exchange, Facts, Noted, Reason, Summary, TicketTimes};

/// The answer to one request, before it is encrypted and encoded.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What the request said.
    pub facts: Arc<Facts>,
    /// The checks passed, in order.
    pub passed: Vec<Check>,
    /// Why the request was refused, whatever the answer says.
    pub reason: Option<Reason>,
    /// The answer.
    pub outcome: Outcome,
    /// What follows whatever the answer is; [`super::seal`] adds the issue of a ticket.
    pub effects: Vec<Effect>,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A ticket.
    Issue(Box<Issue>),
    /// A KRB-ERROR.
    Refuse(Box<Refusal>),
    /// Nothing: the bytes are no request. RFC 4120 asks for no answer to garbage, and MIT's KDC
    /// gives none.
    Silence,
}

/// A reply with a ticket.
#[derive(Clone, Debug)]
pub struct Issue {
    /// AS or TGS.
    pub exchange: Exchange,
    /// The reply's padata, in the clear.
    pub padata: Vec<PaData>,
    /// The reply's crealm.
    pub crealm: Realm,
    /// The reply's cname.
    pub cname: PrincipalName,
    /// The ticket's realm.
    pub ticket_realm: Realm,
    /// The ticket's sname.
    pub ticket_sname: PrincipalName,
    /// The ticket's encrypted part.
    pub ticket: EncTicketPart,
    /// How the ticket's part is encrypted.
    pub ticket_seal: SealedPart,
    /// The reply's encrypted part.
    pub reply: EncKdcRepPart,
    /// How the reply's part is encrypted.
    pub reply_seal: SealedPart,
    /// What is noted in an account once the ticket is issued.
    pub noted: Option<Noted>,
}

/// With what a part is encrypted, and what the message says about that.
#[derive(Clone, Debug)]
pub struct SealedPart {
    /// The key.
    pub key: Key,
    /// The usage.
    pub usage: KeyUsage,
    /// The version that the message names.
    pub kvno: Option<u32>,
    /// The enctype that the message names; the key's, unless a fault lies.
    pub etype: Enctype,
}

impl SealedPart {
    /// Encrypted with `key` and labelled truthfully.
    pub fn new(key: Key, usage: KeyUsage, kvno: Option<u32>) -> Self {
        let etype = key.enctype();
        Self { key, usage, kvno, etype }
    }
}

/// A KRB-ERROR to be sent (RFC 4120 §5.9.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// error-code.
    pub code: ErrorCode,
    /// e-text.
    pub e_text: Option<Cow<'static, str>>,
    /// e-data.
    pub e_data: Option<Vec<u8>>,
    /// crealm.
    pub crealm: Option<Realm>,
    /// cname.
    pub cname: Option<PrincipalName>,
    /// realm of the server.
    pub realm: Realm,
    /// sname.
    pub sname: PrincipalName,
    /// stime and susec.
    pub at: Timestamp,
}

impl Decision {
    /// The reply in the clear, when a ticket is issued.
    pub fn issue_mut(&mut self) -> Option<&mut Issue> {
        match &mut self.outcome {
            Outcome::Issue(issue) => Some(issue),
            Outcome::Refuse(_) | Outcome::Silence => None,
        }
    }

    /// The error, when the request is refused.
    pub fn refusal_mut(&mut self) -> Option<&mut Refusal> {
        match &mut self.outcome {
            Outcome::Refuse(refusal) => Some(refusal),
            Outcome::Issue(_) | Outcome::Silence => None,
        }
    }

    /// The same request, answered with an error of this code and text in place of what was decided.
    #[must_use]
    pub fn into_error(self, code: ErrorCode, e_text: Option<Cow<'static, str>>) -> Self {
        let refusal = match self.outcome {
            Outcome::Refuse(refusal) => Refusal { code, e_text, e_data: None, ..*refusal },
            Outcome::Issue(_) | Outcome::Silence => {
                Refusal { code, e_text, ..Refusal::about(&self.facts) }
            }
        };
        Self { outcome: Outcome::Refuse(Box::new(refusal)), ..self }
    }

    /// Adds an AD-IF-RELEVANT element of `octets` octets to the ticket, as a large PAC would.
    pub fn pad_authorization_data(&mut self, octets: usize) {
        if let Some(issue) = self.issue_mut() {
            let entry = AuthorizationDataEntry {
                ad_type: AuthorizationDataType::IF_RELEVANT,
                ad_data: vec![0; octets].into(),
            };
            issue.ticket.authorization_data.get_or_insert_default().push(entry);
        }
    }

    /// The decision as typed facts, for a journal.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            facts: Arc::clone(&self.facts),
            passed: self.passed.clone(),
            reason: self.reason,
            error_code: None,
            e_text: None,
            enctypes: None,
            times: None,
            flags: None,
            ticket_kvno: None,
        };
        match &self.outcome {
            Outcome::Issue(issue) => {
                summary.enctypes = Some(ChosenEnctypes {
                    reply: issue.reply_seal.etype,
                    ticket: issue.ticket_seal.etype,
                    session: issue.ticket.key.enctype(),
                });
                summary.times = Some(TicketTimes::from(&issue.ticket));
                summary.flags = Some(issue.ticket.flags);
                summary.ticket_kvno = issue.ticket_seal.kvno;
            }
            Outcome::Refuse(refusal) => {
                summary.error_code = Some(refusal.code);
                summary.e_text = refusal.e_text.as_deref().map(str::to_owned);
            }
            Outcome::Silence => {}
        }
        summary
    }
}

impl Refusal {
    /// An error about the request of `facts`, its code still KRB_ERR_GENERIC.
    pub(crate) fn about(facts: &Facts) -> Self {
        let (crealm, cname) = match &facts.client {
            Some(client) => (Some(client.realm.clone()), Some(client.name.clone())),
            None => (None, None),
        };
        let (realm, sname) = match &facts.server {
            Some(server) => (server.realm.clone(), server.name.clone()),
            None => (Realm::default(), PrincipalName::default()),
        };
        Self {
            code: ErrorCode::KRB_ERR_GENERIC,
            e_text: None,
            e_data: None,
            crealm,
            cname,
            realm,
            sname,
            at: facts.arrival.now,
        }
    }
}

impl From<&EncTicketPart> for TicketTimes {
    fn from(ticket: &EncTicketPart) -> Self {
        Self {
            auth: ticket.authtime.timestamp(),
            start: ticket.starttime.unwrap_or(ticket.authtime).timestamp(),
            end: ticket.endtime.timestamp(),
            renew_till: ticket.renew_till.map(|till| till.timestamp()),
        }
    }
}
