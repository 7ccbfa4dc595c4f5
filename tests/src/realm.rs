//! A realm with files of its own, served by MIT's daemons or by ours.
//!
//! [`Realm`] is a folder with krb5.conf, kdc.conf and kadm5.acl on free ports of 127.0.0.1; its
//! database is made by `kdb5_util`. Daemons and tools are those of a [`Make`], and makes may be
//! mixed: our `kadmin` against MIT's kadmind is one call of [`Realm::program`].

use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::process::{Program, Running};
use crate::programs::kerbside;

/// Whose programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// MIT krb5's, as installed.
    Mit,
    /// Ours, by MIT's names (`kerbside shims`).
    Ours,
}

/// A realm's files and ports. What runs in it is the caller's ([`Running`] ends what it holds).
#[derive(Debug)]
pub struct Realm {
    folder: TempDir,
    /// The port of the KDC.
    pub kdc: u16,
    /// The port of kadmind.
    pub kadmin: u16,
    /// The port on which passwords are changed.
    pub kpasswd: u16,
}

/// The realm's name.
pub const NAME: &str = "EXAMPLE.COM";

/// The master password of [`Realm::create`].
pub const MASTER_PASSWORD: &str = "masterpw";

/// The folder of our programs by MIT's names, made once for a test process.
static SHIMS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::with_prefix("shims.").expect("a folder for the shims");
    let _ = Program::at(kerbside()).arg("shims").arg(folder.path()).run().well();
    folder
});

/// The folder of our programs by MIT's names.
#[must_use]
pub fn shims() -> &'static Path {
    SHIMS.path()
}

impl Realm {
    /// The files of a realm in which `admin/admin` and every other `*/admin` may do everything.
    ///
    /// # Panics
    /// When files or ports cannot be had.
    #[must_use]
    #[track_caller]
    pub fn files() -> Self {
        Self::with(&[])
    }

    /// The same with more lines in its part of kdc.conf's `[realms]`.
    ///
    /// # Panics
    /// When files or ports cannot be had.
    #[must_use]
    #[track_caller]
    pub fn with(lines: &[&str]) -> Self {
        Self::in_folder(TempDir::with_prefix("realm.").expect("a folder for the realm"), lines)
    }

    /// The same in a folder that is there already.
    ///
    /// # Panics
    /// When files or ports cannot be had.
    #[must_use]
    #[track_caller]
    pub fn in_folder(folder: TempDir, lines: &[&str]) -> Self {
        let [kdc, kadmin, kpasswd] = free_ports();
        let realm = Self { folder, kdc, kadmin, kpasswd };
        realm.write("krb5.conf", realm.krb5_conf());
        realm.write("kdc.conf", realm.kdc_conf(lines));
        realm.write("kadm5.acl", format!("*/admin@{NAME} *\n"));
        realm
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a file of the folder.
    ///
    /// # Panics
    /// When it cannot be written.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a file of the realm is written");
    }

    /// The program `name` of `make`, with the realm's files; its cache is `cc` in the folder.
    ///
    /// # Panics
    /// When the program is missing.
    #[must_use]
    #[track_caller]
    pub fn program(&self, make: Make, name: &str) -> Program {
        let program = match make {
            Make::Mit => Program::new(name),
            Make::Ours => Program::at(shims().join(name)),
        };
        program
            .folder(self.folder())
            .env("KRB5_CONFIG", self.path("krb5.conf"))
            .env("KRB5_KDC_PROFILE", self.path("kdc.conf"))
            .env("KRB5CCNAME", format!("FILE:{}", self.path("cc").display()))
            .env("KRB5_KTNAME", format!("FILE:{}", self.path("krb5.keytab").display()))
    }

    /// Makes the database, with a stash.
    ///
    /// # Panics
    /// When that fails.
    #[track_caller]
    pub fn create(&self, make: Make) {
        let words = ["create", "-s", "-r", NAME, "-P", MASTER_PASSWORD];
        let _ = self.program(make, "kdb5_util").args(words).run().well();
    }

    /// One request of `kadmin.local`, as an argument list.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn administer(&self, make: Make, request: &[&str]) {
        let _ = self.program(make, "kadmin.local").args(request).run().well();
    }

    /// Starts the KDC and waits until it serves.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    #[track_caller]
    pub fn krb5kdc(&self, make: Make) -> Running {
        serving(self.program(make, "krb5kdc").arg("-n"), "krb5kdc")
    }

    /// Starts kadmind and waits until it serves.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    #[track_caller]
    pub fn kadmind(&self, make: Make) -> Running {
        serving(self.program(make, "kadmind").arg("-nofork"), "kadmind")
    }

    fn krb5_conf(&self) -> String {
        let Self { kdc, kadmin, kpasswd, .. } = self;
        format!(
            "[libdefaults]\n default_realm = {NAME}\n dns_lookup_kdc = false\n \
             dns_lookup_realm = false\n dns_canonicalize_hostname = false\n\
             [realms]\n {NAME} = {{\n  kdc = 127.0.0.1:{kdc}\n  \
             admin_server = 127.0.0.1:{kadmin}\n  kpasswd_server = 127.0.0.1:{kpasswd}\n }}\n"
        )
    }

    fn kdc_conf(&self, lines: &[&str]) -> String {
        let Self { kdc, kadmin, kpasswd, .. } = self;
        let folder = self.folder().display();
        let more: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!(
            "[realms]\n {NAME} = {{\n  database_name = {folder}/principal\n  \
             key_stash_file = {folder}/stash\n  acl_file = {folder}/kadm5.acl\n  \
             kdc_listen = 127.0.0.1:{kdc}\n  kdc_tcp_listen = 127.0.0.1:{kdc}\n  \
             kadmind_listen = 127.0.0.1:{kadmin}\n  kpasswd_listen = 127.0.0.1:{kpasswd}\n\
             {more} }}\n\
             [logging]\n kdc = FILE:{folder}/kdc.log\n admin_server = FILE:{folder}/kadmin.log\n"
        )
    }
}

fn serving(program: Program, name: &str) -> Running {
    let running = program.start();
    let line = format!("{name}: starting...");
    running.wait_for(&line, |_, err| err.contains(&line));
    running
}

/// Ports that are free for UDP and TCP on 127.0.0.1. They are free again when this returns: the
/// daemons bind them next, and a machine gives out a fresh number for as long as it has one.
fn free_ports() -> [u16; 3] {
    let mut held = Vec::new();
    let mut ports = Vec::new();
    while ports.len() < 3 {
        let stream = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = stream.local_addr().expect("a bound port").port();
        if let Ok(datagrams) = UdpSocket::bind(("127.0.0.1", port)) {
            held.push((stream, datagrams));
            ports.push(port);
        }
    }
    [ports[0], ports[1], ports[2]]
}
