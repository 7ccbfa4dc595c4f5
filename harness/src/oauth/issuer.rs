//! An issuer of signed tokens on loopback, with a key, a clock and clients of its own.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use kerbside_broker::oauth::{NoEntropy, RingSignatures, SigningKey};
use kerbside_broker_core::sasl::oauthbearer::{
    JwksError, JwksSettings, JwksValidator, TokenVerifier, parse_jwks,
};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::endpoints::{self, JWKS, TOKEN};
use super::http;
use crate::clock::WallClock;

/// The audience of every token, unless its claims say otherwise.
pub(super) const AUDIENCE: &str = "kafka";
/// How long tokens live.
const LIFETIME: Duration = Duration::from_secs(3_600);

/// Why there is no issuer, or no token.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// No socket or thread.
    #[error("the issuer of tokens does not start: {0}")]
    Start(#[from] io::Error),
    /// No key or signature.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// Our own JWK Set cannot be read.
    #[error("the issuer's own keys: {0}")]
    Keys(#[from] JwksError),
    /// Claims that are no JSON object.
    #[error("the claims of a token are a JSON object: {0}")]
    Claims(String),
}

/// An issuer of tokens: the token endpoint and the JWK Set of an identity provider.
///
/// It stops when it is dropped.
pub struct Issuer {
    state: Arc<State>,
    validator: Arc<JwksValidator>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the endpoints answer from.
pub(super) struct State {
    address: SocketAddr,
    clock: WallClock,
    inner: Mutex<Inner>,
}

struct Inner {
    key: SigningKey,
    keys_made: u32,
    clients: BTreeMap<String, String>,
    lifetime: Duration,
}

impl Issuer {
    /// Starts an issuer for brokers that expect `settings`; without an expected issuer in them it
    /// is this one.
    pub(crate) fn start(settings: JwksSettings, clock: WallClock) -> Result<Self, IssuerError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let key = SigningKey::generate("key-1")?;
        let inner = Inner { key, keys_made: 1, clients: BTreeMap::new(), lifetime: LIFETIME };
        let state = Arc::new(State { address, clock, inner: Mutex::new(inner) });
        let issuer = settings.issuer.or_else(|| Some(state.url()));
        let settings = JwksSettings { issuer, ..settings };
        let keys = parse_jwks(&state.jwks())?;
        let validator = Arc::new(JwksValidator::new(settings, keys, Arc::new(RingSignatures)));
        let (stop, stopped) = oneshot::channel();
        let thread = spawn(listener, Arc::clone(&state), stopped)?;
        Ok(Issuer { state, validator, stop: Some(stop), thread: Some(thread) })
    }

    /// Who verifies this issuer's tokens.
    pub(crate) fn verifier(&self) -> Arc<dyn TokenVerifier> {
        Arc::clone(&self.validator) as Arc<dyn TokenVerifier>
    }

    /// `iss` of its tokens: where it is.
    pub fn url(&self) -> String {
        self.state.url()
    }

    /// `sasl.oauthbearer.token.endpoint.url`
    pub fn token_endpoint(&self) -> String {
        format!("{}{TOKEN}", self.url())
    }

    /// `sasl.oauthbearer.jwks.endpoint.url`
    pub fn jwks_endpoint(&self) -> String {
        format!("{}{JWKS}", self.url())
    }

    /// The clock that gives tokens their times.
    pub fn clock(&self) -> WallClock {
        self.state.clock.clone()
    }

    /// Gives tokens to a client that shows this secret (`client_id`, `client_secret`). The bed's
    /// users with passwords are clients already.
    pub fn put_client(&self, id: &str, secret: &str) {
        self.state.lock().clients.insert(id.to_owned(), secret.to_owned());
    }

    /// Lets tokens live this long from now on.
    pub fn set_lifetime(&self, lifetime: Duration) {
        self.state.lock().lifetime = lifetime;
    }

    /// A token for somebody, whether a client or not.
    ///
    /// # Errors
    /// When there is no entropy for a signature.
    pub fn token(&self, subject: &str) -> Result<String, IssuerError> {
        self.state.sign(subject, "")
    }

    /// A token that says what you like.
    ///
    /// # Errors
    /// When it is no JSON object, or there is no entropy for a signature.
    pub fn sign(&self, claims: &str) -> Result<String, IssuerError> {
        let read = serde_json::from_str::<serde_json::Map<String, Value>>(claims);
        read.map_err(|error| IssuerError::Claims(error.to_string()))?;
        Ok(self.state.lock().key.sign(claims)?)
    }

    /// Signs with another key from now on. Brokers know it at once, and the old one no more.
    ///
    /// # Errors
    /// When there is no entropy for a key.
    pub fn rotate_key(&self) -> Result<(), IssuerError> {
        let jwks = {
            let mut inner = self.state.lock();
            let number = inner.keys_made.saturating_add(1);
            inner.key = SigningKey::generate(&format!("key-{number}"))?;
            inner.keys_made = number;
            inner.jwks()
        };
        self.validator.replace_keys(parse_jwks(&jwks)?);
        Ok(())
    }
}

/// The thread that answers requests, until `stopped`.
fn spawn(
    listener: TcpListener,
    state: Arc<State>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _entered = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let work = move || {
        runtime.block_on(async move {
            let answer = move |request| endpoints::answer(&state, &request);
            tokio::select! {
                () = http::serve(listener, Arc::new(answer)) => {}
                // The sender never sends: it is dropped with the issuer.
                _ = stopped => {}
            }
        });
    };
    std::thread::Builder::new().name("kerbside-oauth".into()).spawn(work)
}

impl Drop for Issuer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, it has said so itself.
            let _reported = thread.join();
        }
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuer").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl State {
    pub(super) fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub(super) fn jwks(&self) -> String {
        self.lock().jwks()
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.lock().lifetime
    }

    pub(super) fn knows(&self, client: &str, secret: &str) -> bool {
        self.lock().clients.get(client).is_some_and(|its| its == secret)
    }

    pub(super) fn sign(&self, subject: &str, scope: &str) -> Result<String, IssuerError> {
        let inner = self.lock();
        let now = self.clock.now().seconds();
        let lifetime = i64::try_from(inner.lifetime.as_secs()).unwrap_or(i64::MAX);
        let mut claims = json!({
            "iss": self.url(),
            "sub": subject,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now.saturating_add(lifetime),
        });
        let scopes: Vec<&str> = scope.split_whitespace().collect();
        if let (false, Some(members)) = (scopes.is_empty(), claims.as_object_mut()) {
            members.insert("scope".to_owned(), json!(scopes));
        }
        Ok(inner.key.sign(&claims.to_string())?)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn jwks(&self) -> String {
        format!(r#"{{"keys":[{}]}}"#, self.key.jwk())
    }
}

#[cfg(test)]
mod tests;
