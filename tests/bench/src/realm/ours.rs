//! Our test bed as people run it: the release binary's `kerbside up`, KDC, broker and journal in
//! one process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{PASSWORD, REALM, RunningBroker, RunningKdc, SERVICE, ShellBroker, USER};
use crate::process::complete;

/// The topic of the beds that have one.
pub(crate) const TOPIC: &str = "records";

/// A bed, running in the background.
pub(crate) struct OurBed {
    binary: PathBuf,
    address: SocketAddr,
    bootstrap: String,
    pid: u32,
    directory: TempDir,
}

impl OurBed {
    /// Starts a bed with one user, one service and one topic of one partition; returns when it
    /// serves.
    pub(crate) fn start() -> Result<Self> {
        Self::with_partitions(1)
    }

    /// The same, with a topic of so many partitions.
    pub(crate) fn with_partitions(partitions: u16) -> Result<Self> {
        let binary = binary()?;
        let directory = tempfile::Builder::new().prefix("bench-ours-").tempdir()?;
        let user = format!("{USER}:{PASSWORD}");
        let topic = format!("{TOPIC}:{partitions}");
        let mut up = Command::new(&binary);
        up.args(["up", "--detach", "--realm", REALM, "--user", &user]);
        up.args(["--service", SERVICE, "--topic", &topic]);
        complete(up.arg("--dir").arg(directory.path()), "cargo")?;
        let mut status = Command::new(&binary);
        status.args(["status", "--json", "--dir"]).arg(directory.path());
        let text = complete(&mut status, "cargo")?;
        let status: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("kerbside status --json wrote {text}"))?;
        let field = |name: &str| status.get(name).with_context(|| format!("no {name} in {text}"));
        let pid = field("pid")?.as_u64().and_then(|pid| u32::try_from(pid).ok());
        let kdc = field("kdc")?.as_str().context("the status field kdc is no text")?;
        let address = kdc.parse().with_context(|| format!("{kdc} is no address"))?;
        let bootstrap = field("bootstrap")?.as_str().unwrap_or_default().to_owned();
        let pid = pid.context("the status field pid is no number")?;
        Ok(Self { binary, address, bootstrap, pid, directory })
    }

    /// The keytab of the brokers' principals.
    pub(crate) fn broker_keytab(&self) -> PathBuf {
        self.directory.path().join("broker.keytab")
    }

    /// A krb5.conf that names realm and KDC.
    pub(crate) fn krb5_conf(&self) -> PathBuf {
        self.directory.path().join("krb5.conf")
    }
}

impl ShellBroker for OurBed {
    fn shell(&self, script: &str) -> Command {
        let mut shell = Command::new("bash");
        let environment =
            r#"set -euo pipefail; eval "$("$0" env --dir "$1" --user "$2")"; shift 2"#;
        shell.arg("-c").arg(format!("{environment}\n{script}"));
        shell.arg(&self.binary).arg(self.directory.path()).arg(USER);
        shell
    }
}

impl RunningBroker for OurBed {
    fn bootstrap(&self) -> &str {
        &self.bootstrap
    }
}

impl RunningKdc for OurBed {
    fn name(&self) -> String {
        "Kerbside".to_owned()
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn pid(&self) -> u32 {
        self.pid
    }
}

impl Drop for OurBed {
    fn drop(&mut self) {
        // Nobody is left to tell: the directory goes in any case.
        let mut down = Command::new(&self.binary);
        let _ = down.args(["down", "--dir"]).arg(self.directory.path()).output();
    }
}

/// `kerbside` beside this program, in cargo's target directory.
fn binary() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not know where it is")?;
    let binary = own.with_file_name("kerbside");
    if !binary.exists() {
        bail!("{} does not exist: cargo build --release -p kerbside-cli", binary.display());
    }
    Ok(binary)
}
