//! A listener for clients: its name and how they authenticate at it.

use std::path::PathBuf;

/// A listener for clients. Without a mechanism it is PLAINTEXT, with one SASL_PLAINTEXT.
#[derive(Clone, Debug)]
pub struct Listener {
    pub(crate) name: String,
    pub(crate) mechanisms: Vec<Mechanism>,
}

/// A SASL mechanism with what its login module is told.
#[derive(Clone, Debug)]
pub(crate) struct Mechanism {
    pub(crate) name: &'static str,
    pub(crate) jaas: String,
}

/// The broker's own key.
#[derive(Clone, Debug)]
pub struct Kerberos {
    /// The keytab that holds it.
    pub keytab: PathBuf,
    /// Its principal, such as `kafka/localhost@EXAMPLE.TEST`.
    pub principal: String,
}

impl Listener {
    /// A listener of this name, such as CLIENT.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), mechanisms: Vec::new() }
    }

    /// With PLAIN for these users and their passwords.
    #[must_use]
    pub fn plain<'a>(self, users: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let module = "org.apache.kafka.common.security.plain.PlainLoginModule";
        let users = users.into_iter().map(|(name, word)| format!(" user_{name}=\"{word}\""));
        let users: String = users.collect();
        self.mechanism("PLAIN", format!("{module} required{users};"))
    }

    /// With SCRAM-SHA-512 for users whose credentials an administrator sets.
    #[must_use]
    pub fn scram(self) -> Self {
        let module = "org.apache.kafka.common.security.scram.ScramLoginModule";
        self.mechanism("SCRAM-SHA-512", format!("{module} required;"))
    }

    /// With GSSAPI. The broker only accepts with this key: it asks the KDC for nothing. A bed of
    /// Kerbside has one for it in `broker.keytab`, and a `krb5.conf` for [`Builder::krb5_conf`].
    ///
    /// [`Builder::krb5_conf`]: crate::Builder::krb5_conf
    #[must_use]
    pub fn kerberos(self, key: &Kerberos) -> Self {
        let jaas = format!(
            "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true \
             isInitiator=false keyTab=\"{}\" principal=\"{}\";",
            key.keytab.display(),
            key.principal
        );
        self.mechanism("GSSAPI", jaas)
    }

    fn mechanism(mut self, name: &'static str, jaas: String) -> Self {
        self.mechanisms.push(Mechanism { name, jaas });
        self
    }

    pub(crate) fn protocol(&self) -> &'static str {
        if self.mechanisms.is_empty() { "PLAINTEXT" } else { "SASL_PLAINTEXT" }
    }
}
