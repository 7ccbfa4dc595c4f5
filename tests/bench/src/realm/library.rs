//! Our KDC and broker without the harness, so without journal and files: the libraries in a process
//! of their own, which is this program called again.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_kdc::{Kdc, RealmSettings};

use super::{BROKER, PASSWORD, REALM, RunningBroker, RunningKdc, SERVICE, USER};
use crate::process::Running;

/// The subcommand that [`serve`] stands behind.
pub(crate) const SUBCOMMAND: &str = "serve-libraries";

/// Our libraries, running.
pub(crate) struct LibraryBed {
    process: Running,
    address: SocketAddr,
    bootstrap: String,
}

impl LibraryBed {
    /// Starts it; returns when it answers.
    pub(crate) fn start() -> Result<Self> {
        let own = std::env::current_exe().context("this program does not know where it is")?;
        let mut command = Command::new(own);
        command.arg(SUBCOMMAND).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Running(command.spawn().context("cannot start this program again")?);
        let stdout = process.0.stdout.take().context("the child has no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let (kdc, bootstrap) = line.trim().split_once(' ').context("the child says no address")?;
        let address = kdc.parse().with_context(|| format!("{kdc:?} is no address"))?;
        let bootstrap = bootstrap.to_owned();
        Ok(Self { process, address, bootstrap })
    }
}

impl RunningBroker for LibraryBed {
    fn bootstrap(&self) -> &str {
        &self.bootstrap
    }
}

impl RunningKdc for LibraryBed {
    fn name(&self) -> String {
        "Kerbside, libraries alone".to_owned()
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn pid(&self) -> u32 {
        self.process.0.id()
    }
}

/// Serves until the end of standard input, which comes with the parent's end at the latest.
pub(crate) fn serve(out: &mut dyn Write) -> Result<()> {
    let kdc = start_kdc()?;
    kdc.admin().add_service(BROKER)?;
    let listener = "SASL_PLAINTEXT";
    let broker = Cluster::builder()
        .listener(ListenerSettings::sasl_plaintext(listener))
        .keytab(kdc.admin().keytab(BROKER)?)
        .start_blocking()?;
    writeln!(out, "{} {}", kdc.address(), broker.bootstrap(listener)?)?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Our KDC, in this process.
pub(crate) fn start_kdc() -> Result<Kdc> {
    let kdc = Kdc::builder().realm(RealmSettings::new(REALM)).start_blocking()?;
    kdc.admin().add_principal(USER, PASSWORD)?;
    kdc.admin().add_service(SERVICE)?;
    Ok(kdc)
}
