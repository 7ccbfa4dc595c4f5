//! The pure crates hold no clock, OS entropy, socket, file, environment, process or runtime.
//!
//! Three rules together: the manifest and its tree bring no runtime, `clippy.toml` bans the ways
//! out that the standard library has, and unsafe code, the last way out, is forbidden.

use std::fs;

use house::cargo;
use house::files;

use crate::assert_none;

/// Package and folder of each pure crate.
const PURE: [(&str, &str); 5] = [
    ("kerbside-crypto", "kdc/crypto"),
    ("kerbside-krb5", "kdc/krb5"),
    ("kerbside-kdc-core", "kdc/core"),
    ("kerbside-kafka-wire", "harness/wire"),
    ("kerbside-broker-core", "harness/core"),
];

/// Crates that reach the operating system, a clock or its entropy, or run something.
const IMPURE: [&str; 22] = [
    "async-std",
    "chrono",
    "crossbeam-channel",
    "fastrand",
    "futures-executor",
    "getrandom",
    "hyper",
    "libc",
    "mio",
    "nix",
    "polling",
    "rand",
    "rayon",
    "rustix",
    "smol",
    "socket2",
    "tempfile",
    "time",
    "tokio",
    "tracing",
    "windows-sys",
    "winapi",
];

/// A crate on the list above that is harmless as long as one of its features stays off.
const HARMLESS_WITHOUT: [(&str, &str); 1] = [
    // rasn holds its calendar types; without this feature they cannot ask for the time.
    ("chrono", "now"),
];

/// What the `clippy.toml` of a pure crate has to ban at least: one way out of each kind.
const BANNED: [&str; 12] = [
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::thread::sleep",
    "std::env::var",
    "std::fs::read",
    "std::fs::write",
    "std::fs::File",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::process::Command",
    "std::process::exit",
];

#[test]
fn no_runtime_stands_in_the_tree_of_a_pure_crate() {
    let manifest = files::root().join("Cargo.toml");
    let mut broken = Vec::new();
    for (package, _) in PURE {
        let tree = cargo::normal_tree(&manifest, package);
        for name in IMPURE {
            let Some(features) = tree.get(name) else {
                continue;
            };
            let harmless = HARMLESS_WITHOUT
                .iter()
                .any(|(exempt, without)| *exempt == name && !features.iter().any(|f| f == without));
            if !harmless {
                broken.push(format!("{package} holds {name}; `cargo tree -p {package} -i {name}`"));
            }
        }
    }
    assert_none("a pure crate that could reach the world:", &broken);
}

#[test]
fn each_pure_crate_bans_the_ways_out_by_lint() {
    let mut broken = Vec::new();
    for (package, folder) in PURE {
        let path = files::root().join(folder).join("clippy.toml");
        let Ok(text) = fs::read_to_string(&path) else {
            broken.push(format!("{package}: {folder}/clippy.toml is missing"));
            continue;
        };
        for way in BANNED {
            if !text.contains(&format!("\"{way}\"")) {
                broken.push(format!("{package}: {folder}/clippy.toml does not ban {way}"));
            }
        }
    }
    assert_none("a pure crate whose lint leaves a way out:", &broken);
}

#[test]
fn each_pure_crate_forbids_unsafe_code() {
    let mut broken = Vec::new();
    for (package, folder) in PURE {
        let root = fs::read_to_string(files::root().join(folder).join("src/lib.rs"));
        if !root.is_ok_and(|text| text.lines().any(|line| line == "#![forbid(unsafe_code)]")) {
            broken.push(format!("{package}: {folder}/src/lib.rs"));
        }
    }
    assert_none("a pure crate without `#![forbid(unsafe_code)]`:", &broken);
}

#[test]
fn impure_files_of_a_pure_crate_are_declared_at_their_top() {
    let mut broken = Vec::new();
    for file in files::rust() {
        let pure = PURE.iter().any(|(_, folder)| file.path.starts_with(&format!("{folder}/src/")));
        if !pure {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            let silenced = line.contains("disallowed_methods") || line.contains("disallowed_types");
            if silenced && !line.trim_start().starts_with("#![expect(") {
                broken.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    assert_none("say it once, at the top of the file, by `#![expect(...)]`:", &broken);
}
