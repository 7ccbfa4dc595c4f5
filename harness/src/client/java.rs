//! Java: client.properties and JAAS, for every security protocol and mechanism.

use std::io;
use std::path::Path;

use super::stores::STORE_PASSWORD;
use super::{Certificate, Client, HostNames, SaslMechanism, Stores};

/// Configuration of Java clients.
#[derive(Clone, Copy, Debug)]
pub struct Java<'a> {
    pub(super) client: &'a Client,
    pub(super) stores: Stores,
}

/// Where a Java client takes its ticket from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// It logs in with the user's keytab.
    Keytab,
    /// It uses what `kinit` put into the user's cache.
    TicketCache,
}

impl Java<'_> {
    /// Reads keys and certificates in this form; PKCS12 otherwise.
    #[must_use]
    pub fn stores(self, stores: Stores) -> Self {
        Java { stores, ..self }
    }

    /// client.properties, complete. For [`Stores::PemInline`] see
    /// [`Java::properties_with_inline_pem`]; here it is the PEM files.
    pub fn properties(&self, login: Login) -> String {
        let stores = match self.stores {
            Stores::Pkcs12 => self.pkcs12(),
            Stores::Pem | Stores::PemInline => self.pem_files(),
        };
        self.complete(login, &stores)
    }

    /// client.properties with keys and certificates inside, as
    /// `ssl.keystore.key` and `ssl.truststore.certificates` hold them.
    ///
    /// # Errors
    /// When a PEM file of the user cannot be read, with its path.
    pub fn properties_with_inline_pem(&self, login: Login) -> io::Result<String> {
        let client = self.client;
        let mut stores = setting("ssl.truststore.type", "PEM");
        stores += &setting("ssl.truststore.certificates", &one_line(&client.ca_pem())?);
        if client.certificate == Certificate::Shown {
            let all = one_line(&client.key_store_pem())?;
            let (key, chain) = all.split_once(CERTIFICATE).unwrap_or((&all, ""));
            stores += &setting("ssl.keystore.type", "PEM");
            stores += &setting("ssl.keystore.key", key);
            stores += &setting("ssl.keystore.certificate.chain", &format!("{CERTIFICATE}{chain}"));
            stores += &setting("ssl.key.password", STORE_PASSWORD);
        }
        Ok(self.complete(login, &stores))
    }

    fn complete(&self, login: Login, stores: &str) -> String {
        let client = self.client;
        let mut text = String::new();
        if client.uses(SaslMechanism::Gssapi) {
            let krb5_conf = client.krb5_conf();
            text += &format!("# java -Djava.security.krb5.conf={}\n", krb5_conf.display());
            if login == Login::TicketCache {
                text += "# After kinit, with KRB5CCNAME as in env.sh.\n";
            }
        }
        text += &setting("bootstrap.servers", &client.bootstrap);
        text += &setting("security.protocol", client.protocol.name());
        if client.protocol.has_sasl() {
            text += &setting("sasl.mechanism", client.mechanism.name());
            if client.mechanism == SaslMechanism::Gssapi {
                text += &setting("sasl.kerberos.service.name", &client.service_name);
            }
            text += &setting("sasl.jaas.config", &escaped(&self.login_module(login)));
        }
        if client.protocol.has_tls() {
            text += stores;
            if client.host_names == HostNames::NotVerified {
                text += &setting("ssl.endpoint.identification.algorithm", "");
            }
        }
        text
    }

    fn pkcs12(&self) -> String {
        let client = self.client;
        let mut text = setting("ssl.truststore.type", "PKCS12");
        text += &path_setting("ssl.truststore.location", &client.trust_store_pkcs12());
        text += &setting("ssl.truststore.password", STORE_PASSWORD);
        if client.certificate == Certificate::Shown {
            text += &setting("ssl.keystore.type", "PKCS12");
            text += &path_setting("ssl.keystore.location", &client.key_store_pkcs12());
            text += &setting("ssl.keystore.password", STORE_PASSWORD);
            text += &setting("ssl.key.password", STORE_PASSWORD);
        }
        text
    }

    fn pem_files(&self) -> String {
        let client = self.client;
        let mut text = setting("ssl.truststore.type", "PEM");
        text += &path_setting("ssl.truststore.location", &client.ca_pem());
        if client.certificate == Certificate::Shown {
            text += &setting("ssl.keystore.type", "PEM");
            text += &path_setting("ssl.keystore.location", &client.key_store_pem());
            text += &setting("ssl.key.password", STORE_PASSWORD);
        }
        text
    }

    /// A JAAS file with the section `KafkaClient`.
    pub fn jaas_file(&self, login: Login) -> String {
        format!("KafkaClient {{\n    {}\n}};\n", self.login_module(login))
    }

    /// The JVM's options: its krb5.conf.
    pub fn jvm_options(&self) -> Vec<String> {
        vec![format!("-Djava.security.krb5.conf={}", self.client.krb5_conf().display())]
    }

    fn login_module(&self, login: Login) -> String {
        let client = self.client;
        let (module, options) = match client.mechanism {
            SaslMechanism::Gssapi => return self.kerberos_login_module(login),
            SaslMechanism::Plain => ("plain.PlainLoginModule", self.user_and_password()),
            SaslMechanism::ScramSha256 | SaslMechanism::ScramSha512 => {
                ("scram.ScramLoginModule", self.user_and_password())
            }
            SaslMechanism::OAuthBearer => (
                "oauthbearer.OAuthBearerLoginModule",
                format!("unsecuredLoginStringClaim_sub={}", quoted(&client.user)),
            ),
        };
        format!("org.apache.kafka.common.security.{module} required {options};")
    }

    fn user_and_password(&self) -> String {
        let (user, password) = (&self.client.user, self.client.password_or_hint());
        format!("username={} password={}", quoted(user), quoted(password))
    }

    /// `refreshKrb5Config` makes a JVM that has read another bed's krb5.conf read this one: it
    /// caches the file for the whole process.
    fn kerberos_login_module(&self, login: Login) -> String {
        let (client, principal) = (self.client, self.client.principal());
        let source = match login {
            Login::Keytab => {
                let keytab = client.keytab();
                format!("useKeyTab=true storeKey=true keyTab=\"{}\"", keytab.display())
            }
            Login::TicketCache => {
                let ccache = client.ccache();
                format!("useTicketCache=true doNotPrompt=true ticketCache=\"{}\"", ccache.display())
            }
        };
        format!(
            "com.sun.security.auth.module.Krb5LoginModule required refreshKrb5Config=true \
             {source} principal=\"{principal}\";"
        )
    }
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

fn setting(name: &str, value: &str) -> String {
    format!("{name}={value}\n")
}

fn path_setting(name: &str, path: &Path) -> String {
    setting(name, &path.display().to_string())
}

/// A file as a value in a properties file: line ends are written `\n`.
fn one_line(path: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    Ok(text.replace('\n', r"\n"))
}

/// A value with backslashes in a properties file.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\")
}

/// A value of JAAS.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
}
