//! How much memory a record keeps by a peer's choice: names and lists of any length.
//!
//! An estimate for the bound of the journal. Left out: what is the same size in every record, and
//! texts that the configuration sets.

use kerbside_broker_core::event::EventKind;
use kerbside_broker_core::refusal::Refusal;
use kerbside_kdc_core::exchange::Facts;
use kerbside_krb5::gss::Presented;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::KerberosString;

use super::{Answered, Fact};

impl Fact {
    /// Octets of names and lists.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Answered(answered) => of_answer(answered),
            Self::Connection { event, .. } => of_event(event),
            Self::Administered { caller, target, .. } => of_principal(caller) + target.len(),
            Self::AdminCall { client, target, outcome, .. } => {
                client.as_ref().map_or(0, of_principal) + target.len() + outcome.len()
            }
            Self::ClientFailed { text } => text.len(),
            Self::DatabaseFailed { error, .. } => error.len(),
            Self::PasswordRequest { names, error, .. } => {
                let names = names.iter().flat_map(|(client, target)| [client, target]);
                let error = error.as_deref().unwrap_or_default();
                names.map(of_principal).sum::<usize>() + error.len()
            }
            Self::RealmServed { .. }
            | Self::Bootstrap { .. }
            | Self::Listening(_)
            | Self::Keytab { .. }
            | Self::Repeated { .. }
            | Self::TooLong { .. }
            | Self::ClientAsks { .. } => 0,
        }
    }
}

fn of_answer(answered: &Answered) -> usize {
    let facts: &Facts = &answered.summary.facts;
    let named = facts.client.iter().chain(&facts.server);
    let ticket = facts.header_ticket.iter().map(|ticket| &ticket.server);
    let issued = answered.issued.iter().flat_map(|issued| [&issued.client, &issued.server]);
    let names: usize = named.chain(ticket).chain(issued).map(of_principal).sum();
    names + size_of_val(facts.etypes.as_slice())
}

fn of_event(event: &EventKind) -> usize {
    match event {
        EventKind::Request { client_id, .. } => client_id.len(),
        EventKind::Authorization { name, .. } => name.len(),
        EventKind::Authenticated(authenticated) => {
            authenticated.name.len() + of_presented(authenticated.presented.as_deref())
        }
        // What was presented stands in the refusal too.
        EventKind::Refused { refusal, claim, presented } => {
            let claimed = claim.as_ref().and_then(|claim| claim.name.as_ref());
            of_refusal(refusal)
                + claimed.map_or(0, |name| name.len())
                + 2 * of_presented(presented.as_deref())
        }
        EventKind::Opened { tls, .. } => {
            tls.as_ref().and_then(|tls| tls.subject.as_ref()).map_or(0, |subject| subject.len())
        }
        EventKind::HandshakeFailed { reason, .. } => reason.len(),
        EventKind::Controlled { .. } | EventKind::Closed { .. } => 0,
        EventKind::DelegationToken { id, owner, by, .. } => {
            id.len() + owner.name().len() + by.name().len()
        }
    }
}

fn of_refusal(refusal: &Refusal) -> usize {
    match refusal {
        Refusal::UnsupportedMechanism { mechanism } => mechanism.len(),
        Refusal::MechanismChanged { wanted, .. } => wanted.len(),
        // Once by itself, and once in the reason.
        Refusal::NoPrincipal { name, .. } => 2 * name.len(),
        Refusal::PrincipalChanged { to, .. } => to.name().len(),
        _ => 0,
    }
}

fn of_presented(presented: Option<&Presented>) -> usize {
    let names = |it: &Presented| it.client.iter().chain(&it.server).map(of_principal).sum();
    presented.map_or(0, names)
}

fn of_principal(principal: &Principal) -> usize {
    let component = |it: &KerberosString| size_of_val(it) + it.as_bytes().len();
    let components: usize = principal.name.name_string.iter().map(component).sum();
    components + principal.realm.as_bytes().len()
}
