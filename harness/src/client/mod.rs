//! What a client needs to speak to a bed: complete configuration for each client family.
//!
//! Nothing of it depends on how the bed is made: a [`Client`] is a user's names and paths. The
//! files
//! are written when the bed starts; the methods here return the same text.
//!
//! Leaves out TLS and other mechanisms than GSSAPI, and clients that cannot do GSSAPI at all.

mod env;
mod go;
mod java;
pub mod kafka;
pub mod kerberos;
mod krb5_conf;
mod librdkafka;
mod python;

use std::io;
use std::path::{Path, PathBuf};

pub use java::{Java, Login};
pub use krb5_conf::Krb5Conf;
pub use python::Python;

/// A user of a bed, as client programs must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

impl Client {
    /// `alice@REALM`.
    pub fn principal(&self) -> String {
        format!("{}@{}", self.user, self.realm)
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
        Java(self)
    }

    /// Keyword arguments of Python clients.
    pub fn python(&self) -> Python<'_> {
        Python(self)
    }

    /// Writes every generated file but keytab and krb5.conf into the user's folder.
    ///
    /// # Errors
    /// The file system's, with the path in its text.
    pub fn write_files(&self) -> io::Result<()> {
        let file = |name: &str, text: String| write(&self.folder.join(name), text);
        file("client.properties", self.java().properties(Login::Keytab))?;
        file("client-ccache.properties", self.java().properties(Login::TicketCache))?;
        file("jaas.conf", self.java().jaas_file(Login::Keytab))?;
        file("jaas-ccache.conf", self.java().jaas_file(Login::TicketCache))?;
        file("librdkafka.conf", self.librdkafka_file())?;
        file("kafka_python_example.py", self.python().kafka_python())?;
        file("aiokafka_example.py", self.python().aiokafka())?;
        file("franz.go.txt", self.franz_go())?;
        file("sarama.go.txt", self.sarama())?;
        file("env.sh", self.env_lines())
    }
}

fn write(path: &Path, text: String) -> io::Result<()> {
    std::fs::write(path, text)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests;
