//! What a broker is to be, before it starts.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::broker::ApacheKafka;
use crate::jvm::Jvm;
use crate::listener::Listener;

/// How long a start may take: a busy machine needs ten times what an idle one does.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a broker is to be. Made by [`ApacheKafka::builder`].
#[derive(Debug)]
pub struct Builder {
    pub(crate) listeners: Vec<Listener>,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) loggers: Vec<(String, String)>,
    pub(crate) jvm: Jvm,
    pub(crate) jvm_options: Vec<String>,
    pub(crate) krb5_conf: Option<PathBuf>,
    pub(crate) patience: Duration,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            listeners: Vec::new(),
            properties: Vec::new(),
            loggers: Vec::new(),
            jvm: Jvm::QuickStart,
            jvm_options: Vec::new(),
            krb5_conf: None,
            patience: PATIENCE,
        }
    }

    /// With one more listener for clients; the names INTERNAL and CONTROLLER are taken.
    #[must_use]
    pub fn listener(mut self, listener: Listener) -> Self {
        self.listeners.push(listener);
        self
    }

    /// With a property of `server.properties`; the last value of a name counts.
    #[must_use]
    pub fn property(mut self, name: &str, value: &str) -> Self {
        self.properties.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With another level for one logger, such as `kafka.authorizer.logger`; the others say what is
    /// of level INFO and above.
    #[must_use]
    pub fn logger(mut self, name: &str, level: &str) -> Self {
        self.loggers.push((name.to_owned(), level.to_owned()));
        self
    }

    /// With flags of the JVM for another purpose than a quick start.
    #[must_use]
    pub fn jvm(mut self, jvm: Jvm) -> Self {
        self.jvm = jvm;
        self
    }

    /// With one more option of the JVM, such as a system property.
    #[must_use]
    pub fn jvm_option(mut self, option: &str) -> Self {
        self.jvm_options.push(option.to_owned());
        self
    }

    /// With this `krb5.conf`, which names realm and KDC.
    #[must_use]
    pub fn krb5_conf(mut self, path: impl Into<PathBuf>) -> Self {
        self.krb5_conf = Some(path.into());
        self
    }

    /// With another limit to the time until it serves.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Formats its storage, starts it, and waits for its first answer to ApiVersions.
    ///
    /// # Errors
    /// When its jars or Java are missing, or when it ends or does not answer in time: with the end
    /// of its log and the folder that keeps all of it.
    pub fn start(self) -> Result<ApacheKafka> {
        ApacheKafka::start(self)
    }
}
