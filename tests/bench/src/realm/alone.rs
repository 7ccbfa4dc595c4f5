//! Our KDC without a broker or a journal: the library in a process of its own, which is this
//! program called again.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use kerbside_kdc::{Kdc, RealmSettings};

use super::{PASSWORD, REALM, RunningKdc, SERVICE, USER};
use crate::process::Running;

/// The subcommand that [`serve`] stands behind.
pub(crate) const SUBCOMMAND: &str = "serve-kdc";

/// Our KDC alone, running.
pub(crate) struct KdcAlone {
    process: Running,
    address: SocketAddr,
}

impl KdcAlone {
    /// Starts it; returns when it answers.
    pub(crate) fn start() -> Result<Self> {
        let own = std::env::current_exe().context("this program does not know where it is")?;
        let mut command = Command::new(own);
        command
            .arg(SUBCOMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = Running(command.spawn().context("cannot start this program again")?);
        let stdout = process.0.stdout.take().context("the child has no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line
            .trim()
            .parse()
            .with_context(|| format!("{line:?} is no address"))?;
        Ok(Self { process, address })
    }
}

impl RunningKdc for KdcAlone {
    fn name(&self) -> String {
        "Kerbside, KDC alone".to_owned()
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
    let kdc = start_here()?;
    writeln!(out, "{}", kdc.address())?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Our KDC alone, in this process.
pub(crate) fn start_here() -> Result<Kdc> {
    let kdc = Kdc::builder()
        .realm(RealmSettings::new(REALM))
        .start_blocking()?;
    kdc.admin().add_principal(USER, PASSWORD)?;
    kdc.admin().add_service(SERVICE)?;
    Ok(kdc)
}
