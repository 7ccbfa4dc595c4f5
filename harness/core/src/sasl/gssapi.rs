//! GSSAPI (RFC 4752) as Kafka's broker offers it: authentication only, any authorization identity
//! ignored, the keys of a keytab that may be replaced while the broker runs.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use kerbside_crypto::Entropy;
use kerbside_krb5::gss::sasl::{GssapiServer, Offer, OneWayAnswer, ServerStep};
use kerbside_krb5::gss::{Acceptor, AcceptorKeys, AcceptorOptions, KeyFallback};
use kerbside_krb5::time::Timestamp;

use super::{Exchange, Mechanism, Proof, ProvedName, Step};
use crate::refusal::MechanismRefusal;

/// How the acceptor behaves.
#[derive(Clone, Debug)]
pub struct GssapiSettings {
    /// Options of the acceptor. The default is the JDK's behaviour: a ticket of an unknown key
    /// version is tried with the highest version there is; replays are refused.
    pub acceptor: AcceptorOptions,
    /// The security layers that are offered. Kafka offers none; another offer is a broker set up
    /// wrongly.
    pub offer: Offer,
    /// What answers a client that does not ask for mutual authentication; a habit.
    pub one_way: OneWayAnswer,
}

impl Default for GssapiSettings {
    fn default() -> Self {
        let fallback = KeyFallback::HighestKvno;
        GssapiSettings {
            acceptor: AcceptorOptions { fallback, ..AcceptorOptions::default() },
            offer: Offer::default(),
            one_way: OneWayAnswer::default(),
        }
    }
}

/// The mechanism, with its keys and replay cache.
pub struct Gssapi {
    acceptor: RwLock<Acceptor>,
    offer: Offer,
    one_way: OneWayAnswer,
}

impl Gssapi {
    /// A mechanism that accepts tickets for the principals that have keys.
    pub fn new(keys: AcceptorKeys, settings: GssapiSettings) -> Self {
        let GssapiSettings { acceptor, offer, one_way } = settings;
        Gssapi { acceptor: RwLock::new(Acceptor::new(Arc::new(keys), acceptor)), offer, one_way }
    }

    /// Takes other keys, as the JDK does when its keytab file changes. The replay cache stays, and
    /// exchanges under way keep their keys.
    pub fn replace_keys(&self, keys: AcceptorKeys) {
        let mut acceptor = self.acceptor.write().unwrap_or_else(PoisonError::into_inner);
        *acceptor = acceptor.with_keys(Arc::new(keys));
    }
}

impl Mechanism for Gssapi {
    fn name(&self) -> &str {
        "GSSAPI"
    }

    fn start(&self) -> Box<dyn Exchange> {
        let acceptor = self.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone();
        let server = GssapiServer::with_offer(acceptor, self.offer);
        Box::new(GssapiExchange { server: server.with_one_way_answer(self.one_way) })
    }
}

impl fmt::Debug for Gssapi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let acceptor = self.acceptor.read().unwrap_or_else(PoisonError::into_inner);
        let principals = acceptor.keys().principals().map(|it| it.to_string());
        f.debug_struct("Gssapi").field("principals", &principals.collect::<Vec<_>>()).finish()
    }
}

struct GssapiExchange {
    server: GssapiServer,
}

impl Exchange for GssapiExchange {
    fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal> {
        match self.server.step(token, now, entropy).map_err(MechanismRefusal::Gssapi)? {
            ServerStep::Continue(token) => Ok(Step::Continue(token)),
            ServerStep::Done(done) => {
                // SaslServerCallbackHandler takes any authorization identity and goes on with the
                // authenticated name.
                let name = ProvedName::Kerberos(Arc::from(done.client.to_string()));
                let presented = Some(Box::new(done.presented));
                Ok(Step::Done { token: None, proof: Proof { name, expires: None, presented } })
            }
        }
    }
}
