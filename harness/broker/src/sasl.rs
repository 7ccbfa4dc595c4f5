//! How clients authenticate: the mechanisms of a listener, and what stands behind each.
//!
//! A listener takes what it does not say itself from its node and the cluster. Mechanisms are made
//! once for each node and listener; GSSAPI is shared by the listeners of a node that have no keytab
//! of their own, so that they share its replay cache. Left out: JAAS files; a PLAIN entry of one is
//! read by [`PlainUsers::from_jaas`](kerbside_broker_core::sasl::plain::PlainUsers::from_jaas).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use kerbside_broker_core::cluster::Cluster as State;
use kerbside_broker_core::dialect::NonceCheck;
use kerbside_broker_core::node::{Listener, SaslListener, SaslSettings};
use kerbside_broker_core::principal::{PrincipalBuilder, PrincipalRules};
use kerbside_broker_core::sasl::oauthbearer::UnsecuredValidator;
use kerbside_broker_core::sasl::plain::{PasswordVerifier, PlainUsers};
use kerbside_broker_core::sasl::scram::{ScramCredential, ScramCredentials, ScramMechanism};
use kerbside_broker_core::sasl::{Gssapi, GssapiSettings, Mechanism, OAuthBearer, Plain, Scram};
use kerbside_krb5::formats::keytab::Keytab;

use crate::builder::{Builder, StartError};
use crate::listener::ListenerSettings;
use crate::node::NodeSettings;

/// A mechanism that a listener may enable.
#[derive(Clone, Debug)]
pub enum SaslMechanism {
    /// `GSSAPI`, with the keytab of the listener, node or cluster.
    Gssapi,
    /// `PLAIN`, with the users of the listener or cluster.
    Plain,
    /// `SCRAM-SHA-256` or `SCRAM-SHA-512`, with the credentials and delegation tokens of the
    /// cluster.
    Scram(ScramMechanism),
    /// Any other.
    Other(Arc<dyn Mechanism>),
}

/// A name that is no mechanism's here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no mechanism {0:?}: take GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER"
)]
pub struct UnknownMechanism(pub String);

impl FromStr for SaslMechanism {
    type Err = UnknownMechanism;

    fn from_str(name: &str) -> Result<Self, UnknownMechanism> {
        match name {
            "GSSAPI" => Ok(SaslMechanism::Gssapi),
            "PLAIN" => Ok(SaslMechanism::Plain),
            // Kafka's default is tokens without a signature.
            "OAUTHBEARER" => {
                let verifier = Arc::new(UnsecuredValidator::default());
                Ok(SaslMechanism::Other(Arc::new(OAuthBearer::new(verifier))))
            }
            name => ScramMechanism::of_name(name)
                .map(SaslMechanism::Scram)
                .ok_or_else(|| UnknownMechanism(name.to_owned())),
        }
    }
}

impl SaslMechanism {
    /// Its registered name.
    pub fn name(&self) -> &str {
        match self {
            SaslMechanism::Gssapi => "GSSAPI",
            SaslMechanism::Plain => "PLAIN",
            SaslMechanism::Scram(mechanism) => mechanism.name().unwrap_or("UNKNOWN"),
            SaslMechanism::Other(mechanism) => mechanism.name(),
        }
    }
}

/// What a SASL listener has of its own; the rest is its node's and the cluster's.
#[derive(Clone, Default)]
pub struct SaslOptions {
    pub(crate) mechanisms: Option<Vec<SaslMechanism>>,
    pub(crate) keytab: Option<Keytab>,
    pub(crate) passwords: Option<Arc<dyn PasswordVerifier>>,
    pub(crate) rules: Option<PrincipalRules>,
    pub(crate) settings: SaslSettings,
}

impl SaslOptions {
    /// Nothing of its own.
    pub fn new() -> Self {
        SaslOptions::default()
    }

    /// Enables these mechanisms, in this order (`sasl.enabled.mechanisms`).
    #[must_use]
    pub fn mechanisms(mut self, mechanisms: impl IntoIterator<Item = SaslMechanism>) -> Self {
        self.mechanisms = Some(mechanisms.into_iter().collect());
        self
    }

    /// Accepts tickets for these keys.
    #[must_use]
    pub fn keytab(mut self, keytab: Keytab) -> Self {
        self.keytab = Some(keytab);
        self
    }

    /// Asks this verifier about passwords of PLAIN.
    #[must_use]
    pub fn plain_users(mut self, passwords: Arc<dyn PasswordVerifier>) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Makes principals of Kerberos names by these rules.
    #[must_use]
    pub fn principal_rules(mut self, rules: PrincipalRules) -> Self {
        self.rules = Some(rules);
        self
    }

    /// How long sessions last and how large tokens are.
    #[must_use]
    pub fn settings(mut self, settings: SaslSettings) -> Self {
        self.settings = settings;
        self
    }
}

/// Keys stay out of logs.
impl fmt::Debug for SaslOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaslOptions")
            .field("mechanisms", &self.mechanisms)
            .field("rules", &self.rules)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Why a listener's mechanisms or keys are not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaslChangeError {
    /// There is no such listener.
    #[error(transparent)]
    UnknownListener(#[from] crate::node::UnknownListener),
    /// It has no SASL.
    #[error("listener {0:?} has no SASL: its clients do not authenticate that way")]
    NoSasl(String),
    /// GSSAPI has no keys there.
    #[error("listener {0:?} has no keytab: start the cluster with one to enable GSSAPI later")]
    NoKeytab(String),
    /// Nobody could authenticate any more.
    #[error("listener {0:?} needs at least one mechanism")]
    NoMechanism(String),
}

/// What stands behind the mechanisms of one listener on one node.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) gssapi: Option<Arc<Gssapi>>,
    pub(crate) passwords: Arc<dyn PasswordVerifier>,
    pub(crate) state: Arc<State>,
    pub(crate) nonce: NonceCheck,
}

impl Sources {
    /// The mechanisms; `None` when GSSAPI is among them and there are no keys.
    pub(crate) fn make(&self, wanted: &[SaslMechanism]) -> Option<Vec<Arc<dyn Mechanism>>> {
        wanted.iter().map(|it| self.make_one(it)).collect()
    }

    fn make_one(&self, wanted: &SaslMechanism) -> Option<Arc<dyn Mechanism>> {
        Some(match wanted {
            SaslMechanism::Gssapi => Arc::clone(self.gssapi.as_ref()?) as Arc<dyn Mechanism>,
            SaslMechanism::Plain => Arc::new(Plain::new(Arc::clone(&self.passwords))),
            SaslMechanism::Scram(mechanism) => {
                let users = Arc::clone(self.state.scram()) as Arc<dyn ScramCredentials>;
                let tokens = Arc::clone(&self.state);
                let scram = Scram::new(*mechanism, users).with_tokens(tokens);
                Arc::new(scram.with_nonce_check(self.nonce))
            }
            SaslMechanism::Other(mechanism) => Arc::clone(mechanism),
        })
    }
}

/// What listeners take that have nothing of their own.
impl Builder {
    /// Accepts tickets for these keys on SASL listeners.
    #[must_use]
    pub fn keytab(mut self, keytab: Keytab) -> Self {
        self.keytab = Some(keytab);
        self
    }

    /// How tickets are accepted.
    #[must_use]
    pub fn gssapi(mut self, settings: GssapiSettings) -> Self {
        self.gssapi = settings;
        self
    }

    /// Enables these mechanisms on SASL listeners that do not say which, in this order. Without
    /// this it is GSSAPI where there is a keytab.
    #[must_use]
    pub fn mechanisms(mut self, mechanisms: impl IntoIterator<Item = SaslMechanism>) -> Self {
        self.enabled = Some(mechanisms.into_iter().collect());
        self
    }

    /// Has this user: PLAIN knows the password, and so do the SCRAM mechanisms that are enabled
    /// at the start.
    #[must_use]
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.users.push((name.to_owned(), password.to_owned()));
        self
    }

    /// Asks this verifier about passwords of PLAIN, in place of the table that
    /// [`Builder::user`] fills.
    #[must_use]
    pub fn plain_users(mut self, passwords: Arc<dyn PasswordVerifier>) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Makes principals with this builder in place of Kafka's own (`principal.builder.class`), on
    /// listeners that have none of their own. Rules are for Kafka's alone.
    #[must_use]
    pub fn principals(mut self, principals: Arc<dyn PrincipalBuilder>) -> Self {
        self.principals = Some(principals);
        self
    }

    /// Offers this mechanism on SASL listeners, after the enabled ones.
    #[must_use]
    pub fn mechanism(mut self, mechanism: Arc<dyn Mechanism>) -> Self {
        self.mechanisms.push(mechanism);
        self
    }

    /// How Kerberos names become principals. Without this it is the rule `DEFAULT` for the realm
    /// of the keytab's first entry.
    #[must_use]
    pub fn principal_rules(mut self, rules: PrincipalRules) -> Self {
        self.rules = Some(rules);
        self
    }

    /// What stands behind the mechanisms of a listener.
    pub(crate) fn sources(
        &self,
        wanted: &ListenerSettings,
        settings: &NodeSettings,
        gssapi: Option<&Arc<Gssapi>>,
        (state, table): (&Arc<State>, &Arc<PlainUsers>),
    ) -> Sources {
        let dialect = self.dialect_of(settings);
        let own = wanted.sasl.keytab.as_ref();
        let own = own.map(|it| Arc::new(Gssapi::new(it.into(), self.gssapi_of(dialect))));
        let passwords = wanted.sasl.passwords.as_ref().or(self.passwords.as_ref());
        Sources {
            gssapi: own.or_else(|| gssapi.cloned()),
            passwords: passwords.map_or_else(|| Arc::clone(table) as _, Arc::clone),
            state: Arc::clone(state),
            nonce: dialect.sasl_habits().nonce,
        }
    }

    /// The SASL part of a listener, and its rules for Kerberos names.
    pub(crate) fn sasl_part(
        &self,
        wanted: &ListenerSettings,
        sources: &Sources,
        keytab: Option<&Keytab>,
    ) -> Result<(SaslListener, PrincipalRules), StartError> {
        let own = &wanted.sasl;
        let others = self.mechanisms.iter().cloned().map(SaslMechanism::Other);
        let enabled: Vec<_> = match (&own.mechanisms, &self.enabled) {
            (Some(own), _) => own.clone(),
            (None, Some(enabled)) => enabled.iter().cloned().chain(others).collect(),
            (None, None) => {
                let by_keytab = sources.gssapi.as_ref().map(|_| SaslMechanism::Gssapi);
                by_keytab.into_iter().chain(others).collect()
            }
        };
        let mechanisms = sources.make(&enabled).filter(|it| !it.is_empty());
        let mechanisms = mechanisms.ok_or_else(|| StartError::NoKeytab(wanted.name.clone()))?;
        let keytab = own.keytab.as_ref().or(keytab);
        let rules = match (own.rules.as_ref().or(self.rules.as_ref()), keytab) {
            (Some(rules), _) => rules.clone(),
            (None, Some(keytab)) => {
                let first = keytab.entries.first();
                let first = first.ok_or_else(|| StartError::NoRealm(wanted.name.clone()))?;
                PrincipalRules::for_realm(&first.principal.realm.to_string())
            }
            // Without GSSAPI there are no Kerberos names to cut.
            (None, None) => PrincipalRules::for_realm(""),
        };
        Ok((SaslListener::new(mechanisms).with_settings(own.settings.clone()), rules))
    }
}

/// The SASL part of a listener that runs on a node.
#[derive(Clone)]
pub(crate) struct RunningSasl {
    pub(crate) listener: Arc<Listener>,
    pub(crate) sources: Sources,
}

impl RunningSasl {
    /// The names of what is enabled now.
    pub(crate) fn mechanisms(&self) -> Vec<String> {
        let enabled = self.listener.sasl.as_ref().map(|it| it.mechanisms());
        enabled.iter().flat_map(|it| it.iter()).map(|it| it.name().to_owned()).collect()
    }

    pub(crate) fn set_mechanisms(&self, wanted: &[SaslMechanism]) -> Result<(), SaslChangeError> {
        let name = || self.listener.name.to_string();
        let sasl = self.listener.sasl.as_ref().ok_or_else(|| SaslChangeError::NoSasl(name()))?;
        if wanted.is_empty() {
            return Err(SaslChangeError::NoMechanism(name()));
        }
        let made = self.sources.make(wanted).ok_or_else(|| SaslChangeError::NoKeytab(name()))?;
        sasl.replace_mechanisms(made);
        Ok(())
    }

    pub(crate) fn replace_keytab(&self, keytab: &Keytab) -> Result<(), SaslChangeError> {
        let gssapi = self.sources.gssapi.as_ref();
        let missing = || SaslChangeError::NoKeytab(self.listener.name.to_string());
        gssapi.ok_or_else(missing)?.replace_keys(keytab.into());
        Ok(())
    }
}

/// Gives a user a password: for PLAIN, and as SCRAM credentials of these mechanisms.
pub(crate) fn put_user(
    (state, passwords): (&State, &PlainUsers),
    enabled: &[ScramMechanism],
    (user, password): (&str, &str),
) {
    passwords.put(user, password);
    for mechanism in enabled {
        let made = ScramCredential::generate(*mechanism, password, &mut **state.entropy());
        if let Some(credential) = made {
            state.scram().put(user, *mechanism, credential);
        }
    }
}
