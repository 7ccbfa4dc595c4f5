//! The foreign programs that the tests run: where each is found, and what to do when it is missing.
//!
//! `tests/install/packages.tsv` says which Debian package brings which program, and
//! `tests/install/install.sh` installs them together with Apache Kafka's jars and the clients of
//! Python, Go and Node below `.cache`.

use std::env;
use std::path::{Path, PathBuf};

/// The table that the installer reads too.
const PACKAGES: &str = include_str!("../install/packages.tsv");

/// Folders that a user's PATH often lacks and that daemons live in.
const SBIN: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// The path of a foreign program, such as `kcat` or `krb5kdc`.
///
/// # Panics
///
/// When it is not installed: the message names the package and the command that installs it.
#[must_use]
#[track_caller]
pub fn require(program: &str) -> PathBuf {
    let found = folders().map(|folder| folder.join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{}", remedy(program)))
}

/// The command that is under test, `kerbside`, as built beside the tests; the environment variable
/// KERBSIDE_BIN names another one.
///
/// # Panics
///
/// When it has not been built.
#[must_use]
#[track_caller]
pub fn kerbside() -> PathBuf {
    let built = || {
        let own = env::current_exe().expect("a running program knows its own path");
        let folder = own.parent().expect("a program lies in a folder");
        // A test lies in deps/, a program of this package beside the command.
        let deps = folder.file_name().is_some_and(|name| name == "deps");
        let folder = if deps { folder.parent() } else { Some(folder) };
        folder.expect("deps/ lies in a folder").join("kerbside")
    };
    let path = env::var_os("KERBSIDE_BIN").map_or_else(built, PathBuf::from);
    assert!(path.is_file(), "{} is missing: cargo build -p kerbside-cli", path.display());
    path
}

/// The program of `tests/go`: franz-go, Sarama and kafka-go.
///
/// # Panics
///
/// When it has not been built.
#[must_use]
#[track_caller]
pub fn go_clients() -> PathBuf {
    cached("go/clients")
}

/// Heimdal's `kpasswd`.
///
/// # Panics
///
/// When it has not been fetched.
#[must_use]
#[track_caller]
pub fn heimdal_kpasswd() -> PathBuf {
    cached("heimdal/usr/bin/kpasswd.heimdal")
}

/// The folder that holds KafkaJS.
///
/// # Panics
///
/// When it has not been made.
#[must_use]
#[track_caller]
pub fn node_modules() -> PathBuf {
    cached("node/node_modules")
}

/// The interpreter whose environment holds kafka-python, aiokafka, confluent-kafka and gssapi.
///
/// # Panics
///
/// When it has not been made.
#[must_use]
#[track_caller]
pub fn python() -> PathBuf {
    cached("venv/bin/python")
}

/// The class path of Apache Kafka's tools 4.3.1 and their client, as `java -cp` takes it.
///
/// # Panics
///
/// When the jars have not been fetched.
#[must_use]
#[track_caller]
pub fn kafka_tools_class_path() -> String {
    format!("{}/*", cached("kafka-tools").display())
}

/// The class path of Apache Kafka's client 4.4.0.
///
/// # Panics
///
/// When the jars have not been fetched.
#[must_use]
#[track_caller]
pub fn kafka_client_class_path() -> String {
    format!("{}/*", cached("kafka-clients").display())
}

/// The class path of Apache Kafka's client 3.9.2, which still knows the oldest messages.
///
/// # Panics
///
/// When the jars have not been fetched.
#[must_use]
#[track_caller]
pub fn old_kafka_class_path() -> String {
    format!("{}/*", cached("kafka-clients-3.9").display())
}

/// The class path of Apache Kafka's client of an earlier release: `0.9`, `1.1` or `3.9`.
///
/// # Panics
///
/// When the jars have not been fetched.
#[must_use]
#[track_caller]
pub fn earlier_kafka_class_path(release: &str) -> String {
    format!("{}/*", cached(&format!("kafka-clients-{release}")).display())
}

/// The library that, preloaded, gives a C program a table of host names of its own
/// (`NSS_WRAPPER_HOSTS`).
///
/// # Panics
///
/// When it is not installed: the message names the package and the command that installs it.
#[must_use]
#[track_caller]
pub fn nss_wrapper() -> PathBuf {
    const NAME: &str = "libnss_wrapper.so";
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found = folders.map(|folder| folder.path().join(NAME)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{}", remedy(&format!("/usr/lib/*/{NAME}"))))
}

/// The library that, preloaded, shifts a program's clock by `FAKETIME`.
///
/// # Panics
///
/// When it is not installed: the message names the package and the command that installs it.
#[must_use]
#[track_caller]
pub fn faketime() -> PathBuf {
    const NAME: &str = "faketime/libfaketime.so.1";
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found = folders.map(|folder| folder.path().join(NAME)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{}", remedy(&format!("/usr/lib/*/{NAME}"))))
}

/// The top of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository")
}

#[track_caller]
fn cached(name: &str) -> PathBuf {
    let path = repository().join(".cache").join(name);
    assert!(path.exists(), "{} is missing: make install", path.display());
    path
}

fn folders() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let listed: Vec<PathBuf> = env::split_paths(&path).collect();
    listed.into_iter().chain(SBIN.map(PathBuf::from))
}

/// What to tell somebody whose machine lacks a program.
fn remedy(program: &str) -> String {
    match package(program) {
        Some(package) => format!(
            "{program} is missing; it comes with the Debian package {package}: \
             apt-get install {package}, or make install for all that the tests need"
        ),
        None => format!("{program} is missing, and tests/install/packages.tsv does not know it"),
    }
}

/// The Debian package that brings a program.
fn package(program: &str) -> Option<&'static str> {
    // A package is listed by one or two of its programs; these come with them.
    let listed = match program {
        "klist" | "kdestroy" | "kpasswd" | "ktutil" | "kadmin" => "kinit",
        "kdb5_util" => "krb5kdc",
        "kadmind" => "kadmin.local",
        "java" | "keytool" => "javac",
        other => other,
    };
    let rows = PACKAGES.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).find(|(p, _)| *p == listed).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_told_with_its_package_and_command() {
        assert!(remedy("kcat").contains("apt-get install kcat"));
        assert!(remedy("klist").contains("apt-get install krb5-user"));
        assert!(remedy("java").contains("apt-get install default-jdk-headless"));
        assert!(remedy("krb5kdc").contains("apt-get install krb5-kdc"));
    }

    #[test]
    #[should_panic(expected = "packages.tsv does not know it")]
    fn a_program_that_nobody_listed_fails_too() {
        let _ = require("no-such-program");
    }
}
