//! What a client needs to speak to a bed: complete configuration for each client family.
//!
//! Nothing of it depends on how the bed is made: a [`Client`] is a user's names and paths. The
//! files are written when the bed starts; the methods here return the same text.
//!
//! Every security protocol and mechanism of Kafka has its form here; a family that lacks one says
//! so in its snippet.

mod env;
mod go;
mod java;
mod javascript;
pub mod kafka;
pub mod kerberos;
mod krb5_conf;
mod librdkafka;
mod mechanism;
mod python;
mod stores;

use std::io;
use std::path::{Path, PathBuf};

use kerbside_broker::SecurityProtocol;

pub use java::{Java, Login};
pub use krb5_conf::Krb5Conf;
pub use mechanism::{SaslMechanism, UnknownMechanism};
pub use python::Python;
#[cfg(feature = "tls")]
pub(crate) use stores::STORE_PASSWORD;
pub use stores::{Certificate, HostNames, Stores};

/// A user of a bed, as client programs must be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    /// The user's name without its realm: `alice`.
    pub user: String,
    /// The realm.
    pub realm: String,
    /// `host:port,host:port`, the brokers' advertised addresses.
    pub bootstrap: String,
    /// The service part of the brokers' principals: `kafka`.
    pub service_name: String,
    /// The folder that holds this user's files.
    pub folder: PathBuf,
    /// The listener's name; that of the bed's main listener is `SASL_PLAINTEXT`.
    pub listener: String,
    /// `security.protocol`
    pub protocol: SecurityProtocol,
    /// `sasl.mechanism`, where the protocol has SASL.
    pub mechanism: SaslMechanism,
    /// The user's password, which PLAIN and SCRAM show; `None` for a random key.
    pub password: Option<String>,
    /// Whether the broker's certificate has to name the host, where the protocol has TLS.
    pub host_names: HostNames,
    /// Whether the user's own certificate is shown, where the protocol has TLS.
    pub certificate: Certificate,
}

/// Whether there is a password is shown, not which.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("user", &self.user)
            .field("realm", &self.realm)
            .field("bootstrap", &self.bootstrap)
            .field("service_name", &self.service_name)
            .field("folder", &self.folder)
            .field("listener", &self.listener)
            .field("protocol", &self.protocol)
            .field("mechanism", &self.mechanism)
            .field("password", &self.password.as_ref().map(|_| format_args!("secret")))
            .field("host_names", &self.host_names)
            .field("certificate", &self.certificate)
            .finish()
    }
}

impl Client {
    /// `alice@REALM`.
    pub fn principal(&self) -> String {
        format!("{}@{}", self.user, self.realm)
    }

    /// The same user with another mechanism.
    #[must_use]
    pub fn with_mechanism(self, mechanism: SaslMechanism) -> Self {
        Self { mechanism, ..self }
    }

    /// The same user, who compares host names with certificates or does not.
    #[must_use]
    pub fn with_host_names(self, host_names: HostNames) -> Self {
        Self { host_names, ..self }
    }

    /// The same user, who shows a certificate or has none.
    #[must_use]
    pub fn with_certificate(self, certificate: Certificate) -> Self {
        Self { certificate, ..self }
    }

    /// Whether SASL is spoken with this mechanism.
    fn uses(&self, mechanism: SaslMechanism) -> bool {
        self.protocol.has_sasl() && self.mechanism == mechanism
    }

    /// The password, or what a person has to put there.
    fn password_or_hint(&self) -> &str {
        self.password.as_deref().unwrap_or("PASSWORD-OF-THE-USER")
    }

    /// The user's krb5.conf, whose default cache and client keytab are this user's.
    pub fn krb5_conf(&self) -> PathBuf {
        self.folder.join("krb5.conf")
    }

    /// The user's keytab.
    pub fn keytab(&self) -> PathBuf {
        self.folder.join("keytab")
    }

    /// The user's credential cache; it exists after `kinit`.
    pub fn ccache(&self) -> PathBuf {
        self.folder.join("krb5cc")
    }

    /// Configuration of Java clients.
    pub fn java(&self) -> Java<'_> {
        Java { client: self, stores: Stores::default() }
    }

    /// Keyword arguments of Python clients.
    pub fn python(&self) -> Python<'_> {
        Python(self)
    }

    /// The folder with the configuration of this listener and mechanism: the user's own for the
    /// bed's main listener and GSSAPI, otherwise one in it, such as `sasl_ssl-plain`.
    pub fn configuration_folder(&self) -> PathBuf {
        let main = self.listener == MAIN_LISTENER && self.uses(SaslMechanism::Gssapi);
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let listener = self.listener.to_lowercase().replace(|c| plain(c) != c, "_");
        match self.protocol.has_sasl() {
            _ if main => self.folder.clone(),
            true => {
                let mechanism = self.mechanism.name().to_lowercase();
                self.folder.join(format!("{listener}-{mechanism}"))
            }
            false => self.folder.join(listener),
        }
    }

    /// Writes every generated file but keytab, krb5.conf, keys and certificates into
    /// [`Client::configuration_folder`]: `jaas.conf` where there is SASL, and a second pair for the
    /// ticket cache where it is GSSAPI.
    ///
    /// # Errors
    /// The file system's, with the path in its text.
    pub fn write_files(&self) -> io::Result<()> {
        let folder = self.configuration_folder();
        std::fs::create_dir_all(&folder)?;
        let file = |name: &str, text: String| write(&folder.join(name), text);
        file("client.properties", self.java().properties(Login::Keytab))?;
        if self.protocol.has_sasl() {
            file("jaas.conf", self.java().jaas_file(Login::Keytab))?;
        }
        if self.uses(SaslMechanism::Gssapi) {
            file("client-ccache.properties", self.java().properties(Login::TicketCache))?;
            file("jaas-ccache.conf", self.java().jaas_file(Login::TicketCache))?;
        }
        file("librdkafka.conf", self.librdkafka_file())?;
        file("kafka_python_example.py", self.python().kafka_python())?;
        file("aiokafka_example.py", self.python().aiokafka())?;
        file("confluent_kafka_example.py", self.python().confluent_kafka())?;
        file("franz.go.txt", self.franz_go())?;
        file("sarama.go.txt", self.sarama())?;
        file("kafka-go.go.txt", self.kafka_go())?;
        file("kafkajs.js.txt", self.kafkajs())?;
        file("env.sh", self.env_lines())
    }
}

/// The listener that every bed has.
const MAIN_LISTENER: &str = "SASL_PLAINTEXT";

fn write(path: &Path, text: String) -> io::Result<()> {
    std::fs::write(path, text)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests;
