//! The bed's own clients: Kerberos and Kafka, on the bed's client clock, watched by its journal.

use std::sync::Arc;

use kerbside_broker_core::sasl::oauthbearer::{LoginError, UnsecuredLogin};
use kerbside_krb5::time::Timestamp;

use super::Testbed;
use crate::client::kafka::{
    ClientEvent, ClientObserver, ConnectOptions, Gssapi, KafkaClient, KafkaError, ScramHash, Secret,
};
use crate::client::kerberos::{KerberosClient, KerberosError, KerberosOptions};
use crate::client::{Client, SaslMechanism};
use crate::evidence::Journal;
use crate::party::BedError;

/// Why a client of the bed's own failed.
#[derive(Debug, thiserror::Error)]
pub enum OwnClientError {
    /// Its login failed.
    #[error(transparent)]
    Kerberos(#[from] KerberosError),
    /// Its connection failed.
    #[error(transparent)]
    Kafka(#[from] KafkaError),
    /// The bed failed.
    #[error(transparent)]
    Bed(#[from] BedError),
    /// The user has a random key and the mechanism wants a password.
    #[error("{user} has no password for {mechanism}: give the bed's user one")]
    NoPassword {
        /// The user.
        user: String,
        /// The mechanism.
        mechanism: SaslMechanism,
    },
    /// No token can be made.
    #[error(transparent)]
    Token(LoginError),
    /// The listener has TLS, which this build cannot do.
    #[error("the listener has TLS and this build has none: turn the feature `tls` on")]
    NoTls,
    /// The user's keys and certificates cannot be used.
    #[cfg(feature = "tls")]
    #[error(transparent)]
    Tls(#[from] crate::client::kafka::ClientTlsError),
}

impl Testbed {
    /// A Kerberos client on the bed's client clock, not logged in yet. It does not follow the KDC's
    /// clock: skew is an error, as it is for Java.
    pub fn kerberos(&self) -> KerberosClient {
        let options = KerberosOptions::new(self.kdc.addresses()[0]);
        KerberosClient::new(options.clock(self.client_clock.clone()))
    }

    /// A Kerberos client that is logged in as `user`, with the user's present key.
    ///
    /// # Errors
    /// What the KDC said.
    pub async fn login(&self, user: &str) -> Result<KerberosClient, OwnClientError> {
        let keytab = self.kdc.keytab(&[user.to_owned()]).await?;
        let client = self.kerberos();
        let principal = format!("{user}@{}", self.realm());
        client.login_with_keytab(&principal, &keytab).await?;
        Ok(client)
    }

    /// A Kafka client that is logged in and connected as `user`.
    ///
    /// # Errors
    /// What the KDC or the broker said.
    pub async fn connect(&self, user: &str) -> Result<KafkaClient, OwnClientError> {
        let kerberos = self.login(user).await?;
        let options = self.connect_options(Gssapi::new(kerberos));
        Ok(KafkaClient::connect(options).await?)
    }

    /// A Kafka client that connects as a user's configuration says: to its listener, with its
    /// mechanism, showing its certificate or none.
    ///
    /// OAUTHBEARER makes an unsecured token.
    ///
    /// # Errors
    /// What the KDC or the broker said, or what is missing for it.
    pub async fn connect_as(&self, client: &Client) -> Result<KafkaClient, OwnClientError> {
        Ok(KafkaClient::connect(self.options_as(client).await?).await?)
    }

    /// How [`Testbed::connect_as`] connects.
    ///
    /// # Errors
    /// What the KDC said, or what is missing.
    pub async fn options_as(&self, client: &Client) -> Result<ConnectOptions, OwnClientError> {
        let mut options = self.options_of(client).await?;
        options.bootstrap.clone_from(&client.bootstrap);
        #[cfg(feature = "tls")]
        if client.protocol.has_tls() {
            options = options.tls(client_tls(client)?);
        }
        #[cfg(not(feature = "tls"))]
        if client.protocol.has_tls() {
            return Err(OwnClientError::NoTls);
        }
        Ok(options)
    }

    async fn options_of(&self, client: &Client) -> Result<ConnectOptions, OwnClientError> {
        if !client.protocol.has_sasl() {
            return Ok(ConnectOptions::plaintext(&client.bootstrap));
        }
        let scram = |hash| -> Result<Secret, OwnClientError> {
            Ok(Secret::Scram { hash, user: client.user.clone(), password: password_of(client)? })
        };
        let secret = match client.mechanism {
            SaslMechanism::Gssapi => {
                let gssapi = Gssapi::new(self.login(&client.user).await?);
                return Ok(self.connect_options(gssapi));
            }
            SaslMechanism::Plain => {
                Secret::Plain { user: client.user.clone(), password: password_of(client)? }
            }
            SaslMechanism::ScramSha256 => scram(ScramHash::Sha256)?,
            SaslMechanism::ScramSha512 => scram(ScramHash::Sha512)?,
            SaslMechanism::OAuthBearer => {
                let login = UnsecuredLogin::of_user(&client.user);
                let token = login.token(self.client_clock.now()).map_err(OwnClientError::Token)?;
                Secret::Bearer { token: token.token }
            }
        };
        Ok(ConnectOptions::secret(&client.bootstrap, secret))
    }

    /// How the bed's own Kafka client connects: to the bed's brokers, watched by the journal.
    pub fn connect_options(&self, gssapi: Gssapi) -> ConnectOptions {
        let gssapi = Gssapi { service_name: self.service_name.clone(), ..gssapi };
        let principal = gssapi.kerberos.principal();
        let options = ConnectOptions::secured(self.bootstrap(), gssapi);
        match principal {
            Some(principal) => {
                let journal = Arc::clone(&self.journal);
                options.observer(Arc::new(Watched { journal, principal }))
            }
            None => options,
        }
    }
}

fn password_of(client: &Client) -> Result<String, OwnClientError> {
    client.password.clone().ok_or_else(|| OwnClientError::NoPassword {
        user: client.user.clone(),
        mechanism: client.mechanism,
    })
}

#[cfg(feature = "tls")]
fn client_tls(client: &Client) -> Result<crate::client::kafka::ClientTls, OwnClientError> {
    use crate::client::Certificate;
    let read = |path: std::path::PathBuf| {
        std::fs::read_to_string(&path).map_err(BedError::file(path)).map_err(OwnClientError::Bed)
    };
    let ca = read(client.ca_pem())?;
    let (chain, key) = (read(client.certificate_pem())?, read(client.key_pem())?);
    let shown = match client.certificate {
        Certificate::Shown => Some((chain.as_str(), key.as_str())),
        Certificate::Absent => None,
    };
    Ok(crate::client::kafka::ClientTls::new(&ca, shown, client.host_names)?)
}

/// Hands what a client does to the journal.
struct Watched {
    journal: Arc<Journal>,
    principal: kerbside_krb5::principal::Principal,
}

impl ClientObserver for Watched {
    fn observe(&self, at: Timestamp, event: ClientEvent<'_>) {
        match event {
            ClientEvent::TicketWanted { broker, service } => {
                self.journal.client_asks(&self.principal, at, service, &broker.to_string());
            }
            ClientEvent::Failed { error, .. } => {
                self.journal.client_failed(&self.principal, at, &error.to_string());
            }
            ClientEvent::Connecting { .. } | ClientEvent::Authenticated { .. } => {}
        }
    }
}
