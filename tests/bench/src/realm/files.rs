//! A throw-away realm in files, made and served by MIT's programs or by ours under MIT's names.
//!
//! Both keep counters of logins and a log of requests, which is what their defaults do, and both
//! lie in the same file system.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{PASSWORD, REALM, RunningKdc, USER, free_port};
use crate::process::{Running, complete, missing};

/// The Debian packages that hold MIT's programs.
pub(crate) const PACKAGES: &str = "krb5-kdc krb5-admin-server krb5-user";

/// Whose programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    Mit,
    Ours,
}

/// Our programs by MIT's names, and the folder in which realms are made.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// A new folder in `parent`, with the links that `kerbside shims` makes.
    pub(crate) fn new(parent: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("bench-admin-").tempdir_in(parent)?;
        let own = std::env::current_exe().context("this program does not know where it is")?;
        let kerbside = own.with_file_name("kerbside");
        let build = "kerbside: cargo build --release -p kerbside-cli";
        complete(Command::new(kerbside).arg("shims").arg(folder.path().join("shims")), build)?;
        Ok(Self { folder })
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The files of a realm that has no database yet.
    pub(crate) fn realm(&self, make: Make) -> Result<FilesRealm> {
        let folder = tempfile::Builder::new().prefix("realm-").tempdir_in(self.folder.path())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let at = folder.path().display();
        let krb5 = format!(
            "[libdefaults]\n default_realm = {REALM}\n dns_lookup_kdc = false\n \
             dns_canonicalize_hostname = false\n\
             [realms]\n {REALM} = {{\n  kdc = {address}\n }}\n\
             [logging]\n kdc = FILE:{at}/kdc.log\n admin_server = FILE:{at}/admin.log\n"
        );
        let kdc = format!(
            "[realms]\n {REALM} = {{\n  database_name = {at}/principal\n  \
             key_stash_file = {at}/stash\n  acl_file = {at}/acl\n  \
             kdc_listen = {address}\n  kdc_tcp_listen = {address}\n }}\n"
        );
        fs::write(folder.path().join("krb5.conf"), krb5)?;
        fs::write(folder.path().join("kdc.conf"), kdc)?;
        Ok(FilesRealm { make, shims: self.path("shims"), folder, address })
    }
}

/// A realm whose files are below one folder.
pub(crate) struct FilesRealm {
    make: Make,
    shims: PathBuf,
    folder: TempDir,
    address: SocketAddr,
}

impl FilesRealm {
    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program `name` with the realm's files.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(match self.make {
            Make::Mit => installed(name),
            Make::Ours => self.shims.join(name),
        });
        command.env("KRB5_CONFIG", self.path("krb5.conf"));
        command.env("KRB5_KDC_PROFILE", self.path("kdc.conf"));
        command.env("KRB5CCNAME", self.path("cc"));
        command.env("KRB5_KTNAME", self.path("keytab"));
        command.current_dir(self.folder.path());
        command
    }

    /// Runs the program `name` to its end.
    pub(crate) fn run(&self, name: &str, words: &[&str]) -> Result<String> {
        complete(self.command(name).args(words), PACKAGES)
    }

    /// Runs the program `name` to its end, with `input` to read.
    pub(crate) fn run_with(&self, name: &str, words: &[&str], input: &[u8]) -> Result<()> {
        let mut command = self.command(name);
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| missing(error, name, PACKAGES))?;
        child.stdin.take().context("its standard input is a pipe")?.write_all(input)?;
        let ended = child.wait()?;
        if !ended.success() {
            bail!("{name} failed ({ended})");
        }
        Ok(())
    }

    /// Makes the database, with a stash.
    pub(crate) fn create(&self) -> Result<()> {
        self.run("kdb5_util", &["create", "-s", "-P", "master"]).map(drop)
    }

    /// One request of `kadmin.local`.
    pub(crate) fn administer(&self, request: &str) -> Result<()> {
        self.run("kadmin.local", &["-q", request]).map(drop)
    }

    /// That there is a principal `name`: `-q` ends well whatever happened, arguments do not.
    pub(crate) fn check_principal(&self, name: &str) -> Result<()> {
        self.run("kadmin.local", &["getprinc", name]).map(drop)
    }

    /// Makes the user that load programs log in as.
    pub(crate) fn add_user(&self) -> Result<()> {
        self.administer(&format!("addprinc +requires_preauth -pw \"{PASSWORD}\" {USER}"))
    }

    /// Starts the KDC; returns when it says that it serves.
    pub(crate) fn serve(&self) -> Result<Serving> {
        let mut command = self.command("krb5kdc");
        command.arg("-n").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let child = command.spawn();
        let mut process = Running(child.map_err(|error| missing(error, "krb5kdc", PACKAGES))?);
        let errors = process.0.stderr.take().context("krb5kdc has no stderr")?;
        let mut said = String::new();
        for line in BufReader::new(errors).lines() {
            let line = line?;
            if line.contains("starting") {
                return Ok(Serving { make: self.make, process, address: self.address });
            }
            said.push_str(&line);
            said.push('\n');
        }
        bail!("krb5kdc ended before it served: {said}")
    }
}

/// A realm's KDC, until it goes out of scope.
pub(crate) struct Serving {
    make: Make,
    process: Running,
    address: SocketAddr,
}

impl RunningKdc for Serving {
    fn name(&self) -> String {
        match self.make {
            Make::Mit => "MIT krb5kdc".to_owned(),
            Make::Ours => "Kerbside krb5kdc".to_owned(),
        }
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn pid(&self) -> u32 {
        self.process.0.id()
    }
}

/// MIT's `program`: Debian keeps some of them outside a user's PATH.
fn installed(program: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    let mut paths = folders.iter().map(|folder| Path::new(folder).join(program));
    paths.find(|path| path.exists()).unwrap_or_else(|| program.into())
}
