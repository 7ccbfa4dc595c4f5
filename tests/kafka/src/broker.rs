//! A broker that runs.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use tempfile::TempDir;

use crate::builder::Builder;
use crate::jars;
use crate::logging;
use crate::process::{Process, processor_time};
use crate::properties::{self, Ports};
use crate::ready;

/// Any sixteen octets in base64 name a cluster.
const CLUSTER_ID: &str = "4L6g3nShT-eMCtK--X86sw";

/// How long to leave a starting broker alone between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// Lines of the log that a failure shows.
const SHOWN: usize = 40;

/// A broker that runs. Dropped, it is stopped by SIGTERM and waited for.
#[derive(Debug)]
pub struct ApacheKafka {
    process: Process,
    listeners: Vec<(String, u16)>,
    // Dropped last: the process uses it.
    folder: TempDir,
}

impl ApacheKafka {
    /// A broker of defaults: no listener for clients yet, no authorizer, a quick start.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn start(builder: Builder) -> Result<Self> {
        let class_path = jars::class_path()?;
        let folder = tempfile::Builder::new().prefix("apache-kafka-").tempdir()?;
        let mut ports = Ports::choose(builder.listeners.len())?;
        let at = folder.path();
        let text = properties::text(&builder, &ports, &at.join("data"));
        fs::write(at.join("server.properties"), text)?;
        fs::write(at.join("log4j2.properties"), logging::configuration(&builder.loggers))?;
        let java = |main: &[&str]| {
            let mut words: Vec<String> = builder.jvm.flags().iter().map(|&f| f.into()).collect();
            let krb5_conf = builder.krb5_conf.iter();
            words.extend(krb5_conf.map(|p| format!("-Djava.security.krb5.conf={}", p.display())));
            words.push("-Dlog4j2.configurationFile=log4j2.properties".to_owned());
            words.extend(builder.jvm_options.iter().cloned());
            words.extend(["-cp".to_owned(), class_path.clone()]);
            words.extend(main.iter().map(|&word| word.to_owned()));
            words
        };
        let format = ["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID];
        let format = [&format[..], &["-c", "server.properties", "--standalone"]].concat();
        let formatted = Process::java(&java(&format), at, &at.join("format.log"))?;
        match formatted.wait(builder.patience) {
            Some(status) if status.success() => {}
            _ => return Err(kept(folder, "format.log", "its storage cannot be formatted")),
        }
        ports.release();
        let main = ["kafka.Kafka", "server.properties"];
        let process = Process::java(&java(&main), at, &at.join("broker.log"))?;
        let names = builder.listeners.iter().map(|listener| listener.name.clone());
        let listeners = names.zip(ports.of_clients().iter().copied()).collect();
        let kafka = Self { process, listeners, folder };
        match kafka.wait_until_it_serves(builder.patience) {
            Ok(()) => Ok(kafka),
            Err(error) => {
                let Self { process, folder, .. } = kafka;
                drop(process);
                Err(kept(folder, "broker.log", &format!("{error:#}")))
            }
        }
    }

    fn wait_until_it_serves(&self, patience: Duration) -> Result<()> {
        let start = Instant::now();
        for (name, port) in &self.listeners {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
            while let Err(error) = ready::ask(address) {
                if let Some(status) = self.process.wait(PAUSE) {
                    bail!("it ended before it served: {status}");
                }
                if start.elapsed() > patience {
                    return Err(error)
                        .with_context(|| format!("{name} does not answer after {patience:?}"));
                }
            }
        }
        Ok(())
    }

    /// The bootstrap server that leads to a listener, `localhost:PORT`.
    ///
    /// # Panics
    /// When it has no listener of that name.
    #[must_use]
    #[track_caller]
    pub fn bootstrap(&self, listener: &str) -> String {
        format!("localhost:{}", self.address(listener).port())
    }

    /// The address of a listener.
    ///
    /// # Panics
    /// When it has no listener of that name.
    #[must_use]
    #[track_caller]
    pub fn address(&self, listener: &str) -> SocketAddr {
        let found = self.listeners.iter().find(|(name, _)| name == listener);
        let (_, port) = found.unwrap_or_else(|| panic!("there is no listener {listener}"));
        SocketAddr::from((Ipv4Addr::LOCALHOST, *port))
    }

    /// The number of its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The processor time that it has used so far, its start included.
    ///
    /// # Errors
    /// When it has ended.
    pub fn processor_time(&self) -> Result<Duration> {
        processor_time(self.pid())
    }

    /// The file that holds what it logs.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("broker.log")
    }
}

/// A failure with the end of a log, all of which stays where it is.
fn kept(folder: TempDir, log: &str, what: &str) -> anyhow::Error {
    let folder = folder.keep();
    let shown = last_lines(&folder.join(log));
    anyhow!("Apache Kafka: {what}; all of it is in {}\n{shown}", folder.display())
}

fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_else(|error| error.to_string());
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(SHOWN)..).unwrap_or_default().join("\n")
}
