//! What is known of a client that may make requests, and for how long it may (KIP-368).

use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::time::Timestamp;

use super::{Origin, TlsFacts};
use crate::node::Listener;
use crate::now::Monotonic;
use crate::principal::{Identity, KafkaPrincipal, NameRefusal, ProvedClient};
use crate::refusal::Refusal;

/// Kafka lets a client re-authenticate once a second at most.
const BETWEEN_REAUTHENTICATIONS: Duration = Duration::from_secs(1);

/// A client that has authenticated, or needed not.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The mechanism; empty without SASL.
    pub(super) mechanism: Arc<str>,
    /// The name that was proved.
    pub(super) name: Arc<str>,
    /// The principal, or why the name has none: then the first request is refused.
    pub(super) principal: Result<KafkaPrincipal, NameRefusal>,
    /// When the lifetime ends, by the wall clock.
    pub(super) expires: Option<Timestamp>,
    pub(super) last_reauthentication: Option<Monotonic>,
}

impl Session {
    /// A client of a listener without SASL: its certificate names it, if it showed one.
    pub(super) fn without_sasl(listener: &Listener, origin: &Origin) -> Self {
        let identity = match &origin.tls {
            None => Identity::Nothing,
            Some(tls) => Identity::Tls { subject: tls.subject.as_deref() },
        };
        let client = ProvedClient { listener: &listener.name, peer: origin.peer, identity };
        let principal = listener.principals.build(&client);
        let name = match (&principal, &origin.tls) {
            (Ok(principal), _) => principal.name(),
            (Err(_), Some(TlsFacts { subject: Some(subject), .. })) => subject,
            (Err(_), _) => "",
        };
        Session {
            mechanism: Arc::from(""),
            name: Arc::from(name),
            principal,
            expires: None,
            last_reauthentication: None,
        }
    }

    /// Whether a SaslHandshake starts a re-authentication; otherwise it is a request that fails.
    pub(super) fn may_reauthenticate(&mut self, now: Monotonic) -> bool {
        let soon = |last: Monotonic| now.since(last) < BETWEEN_REAUTHENTICATIONS;
        if self.expires.is_none() || self.last_reauthentication.is_some_and(soon) {
            return false;
        }
        self.last_reauthentication = Some(now);
        true
    }

    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| now > expires)
    }

    pub(super) fn principal(&self) -> Result<&KafkaPrincipal, Refusal> {
        self.principal
            .as_ref()
            .map_err(|why| Refusal::NoPrincipal { name: Arc::clone(&self.name), why: why.clone() })
    }
}
