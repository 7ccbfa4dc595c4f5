//! A throw-away realm of MIT's krb5kdc in a temporary directory, on a loopback port.
//!
//! Its database keeps no counters of logins (`disable_last_success`, `disable_lockout`): with them
//! every request would write to a file, and ours would win for the wrong reason.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{PASSWORD, REALM, RunningKdc, SERVICE, USER, free_port};
use crate::process::{Running, complete, missing};

/// MIT's KDC, running.
pub(crate) struct MitKdc {
    process: Running,
    address: SocketAddr,
    // Dropped last: the process uses it.
    _directory: TempDir,
}

impl MitKdc {
    /// Makes the realm and starts its KDC; returns when it listens.
    pub(crate) fn start() -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("bench-mit-").tempdir()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        write_configuration(directory.path(), address)?;
        let at = directory.path();
        let create = ["create", "-s", "-r", REALM, "-P", "master"];
        complete(command("kdb5_util", at).args(create), "krb5-kdc")?;
        let user = format!("addprinc +requires_preauth -pw \"{PASSWORD}\" {USER}");
        let service = format!("addprinc -randkey {SERVICE}");
        for query in [user, service] {
            let kadmin = &mut command("kadmin.local", at);
            complete(kadmin.args(["-r", REALM, "-q", &query]), "krb5-admin-server krb5-kdc")?;
        }
        let process = start_kdc(at)?;
        Ok(Self { process, address, _directory: directory })
    }
}

impl RunningKdc for MitKdc {
    fn name(&self) -> String {
        "MIT krb5kdc".to_owned()
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn pid(&self) -> u32 {
        self.process.0.id()
    }
}

/// `program` of MIT's, which Debian keeps outside a user's PATH, in the environment of the realm.
fn command(program: &str, directory: &Path) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("env");
    command.arg(program);
    let installed = format!("/usr/sbin/{program}");
    if Path::new(&installed).exists() {
        command = Command::new(installed);
    }
    command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
    command.env("KRB5_CONFIG", directory.join("krb5.conf"));
    command.env("KRB5_KDC_PROFILE", directory.join("kdc.conf"));
    command
}

fn start_kdc(directory: &Path) -> Result<Running> {
    let mut command = command("krb5kdc", directory);
    command.args(["-n", "-r", REALM]).stdin(Stdio::null()).stdout(Stdio::null());
    let child = command.stderr(Stdio::piped()).spawn();
    let mut process = Running(child.map_err(|e| missing(e, "krb5kdc", "krb5-kdc"))?);
    let errors = process.0.stderr.take().context("krb5kdc has no stderr")?;
    // It writes `krb5kdc: starting...` once its sockets are open.
    let mut said = String::new();
    for line in BufReader::new(errors).lines() {
        let line = line?;
        if line.contains("starting") {
            return Ok(process);
        }
        said.push_str(&line);
        said.push('\n');
    }
    bail!("krb5kdc ended before it served: {said}")
}

fn write_configuration(directory: &Path, address: SocketAddr) -> Result<()> {
    let at = directory.display();
    let krb5 = format!(
        "[libdefaults]\n default_realm = {REALM}\n dns_lookup_kdc = false\n\
         [realms]\n {REALM} = {{\n  kdc = {address}\n }}\n\
         [logging]\n kdc = FILE:{at}/kdc.log\n admin_server = FILE:{at}/admin.log\n"
    );
    let kdc = format!(
        "[realms]\n {REALM} = {{\n  database_module = bench\n  kdc_listen = {address}\n\
         \u{20} kdc_tcp_listen = {address}\n  key_stash_file = {at}/stash\n\
         \u{20} acl_file = {at}/acl\n }}\n\
         [dbmodules]\n bench = {{\n  db_library = db2\n  database_name = {at}/principal\n\
         \u{20} disable_last_success = true\n  disable_lockout = true\n }}\n"
    );
    fs::write(directory.join("krb5.conf"), krb5)?;
    fs::write(directory.join("kdc.conf"), kdc)?;
    Ok(())
}
