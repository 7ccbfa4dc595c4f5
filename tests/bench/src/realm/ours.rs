//! Our KDC as people run it: the release binary's `kerbside up`, broker and journal included.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{PASSWORD, REALM, RunningKdc, SERVICE, USER};
use crate::process::complete;

/// Our test bed, running in the background.
pub(crate) struct OurKdc {
    binary: PathBuf,
    address: SocketAddr,
    bootstrap: String,
    pid: u32,
    directory: TempDir,
}

impl OurKdc {
    /// Starts a bed with one user and one service; returns when it serves.
    pub(crate) fn start() -> Result<Self> {
        let binary = binary()?;
        let directory = tempfile::Builder::new().prefix("bench-ours-").tempdir()?;
        let user = format!("{USER}:{PASSWORD}");
        let mut up = Command::new(&binary);
        up.args([
            "up",
            "--detach",
            "--realm",
            REALM,
            "--user",
            &user,
            "--service",
            SERVICE,
        ]);
        complete(up.arg("--dir").arg(directory.path()), "cargo")?;
        let mut status = Command::new(&binary);
        status
            .args(["status", "--json", "--dir"])
            .arg(directory.path());
        let text = complete(&mut status, "cargo")?;
        let status: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("kerbside status --json wrote {text}"))?;
        let field = |name: &str| {
            status
                .get(name)
                .with_context(|| format!("no {name} in {text}"))
        };
        let pid = field("pid")?
            .as_u64()
            .and_then(|pid| u32::try_from(pid).ok());
        let kdc = field("kdc")?
            .as_str()
            .context("the status field kdc is no text")?;
        let address = kdc
            .parse()
            .with_context(|| format!("{kdc} is no address"))?;
        let bootstrap = field("bootstrap")?.as_str().unwrap_or_default().to_owned();
        let pid = pid.context("the status field pid is no number")?;
        Ok(Self {
            binary,
            address,
            bootstrap,
            pid,
            directory,
        })
    }

    /// The bootstrap servers of its broker.
    pub(crate) fn bootstrap(&self) -> &str {
        &self.bootstrap
    }
}

impl RunningKdc for OurKdc {
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

impl Drop for OurKdc {
    fn drop(&mut self) {
        // Nobody is left to tell: the directory goes in any case.
        let mut down = Command::new(&self.binary);
        let _ = down
            .args(["down", "--dir"])
            .arg(self.directory.path())
            .output();
    }
}

/// `kerbside` beside this program, in cargo's target directory.
fn binary() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not know where it is")?;
    let binary = own.with_file_name("kerbside");
    if !binary.exists() {
        bail!(
            "{} does not exist: cargo build --release -p kerbside-cli",
            binary.display()
        );
    }
    Ok(binary)
}
