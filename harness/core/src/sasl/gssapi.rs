//! GSSAPI (RFC 4752) as Kafka's broker offers it: authentication only, any authorization identity
//! ignored, the keys of a keytab that may be replaced while the broker runs.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use kerbside_crypto::Entropy;
use kerbside_krb5::gss::sasl::{GssapiServer, ServerStep};
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
}

impl Default for GssapiSettings {
    fn default() -> Self {
        let fallback = KeyFallback::HighestKvno;
        GssapiSettings { acceptor: AcceptorOptions { fallback, ..AcceptorOptions::default() } }
    }
}

/// The mechanism, with its keys and replay cache.
pub struct Gssapi {
    acceptor: RwLock<Acceptor>,
}

impl Gssapi {
    /// A mechanism that accepts tickets for the principals that have keys.
    pub fn new(keys: AcceptorKeys, settings: GssapiSettings) -> Self {
        Gssapi { acceptor: RwLock::new(Acceptor::new(Arc::new(keys), settings.acceptor)) }
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
        Box::new(GssapiExchange { server: GssapiServer::new(acceptor) })
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
