//! What each manifest has to say: the workspace's lints, and what a registry shows of a crate.

use std::fs;

use house::cargo;
use house::files;

use crate::assert_none;

/// The lines that make the compiler and clippy keep their part of the house.
const LINTS: [&str; 6] = [
    "unsafe_code = \"deny\"",
    "missing_docs = \"deny\"",
    "disallowed_methods = \"deny\"",
    "disallowed_types = \"deny\"",
    "todo = \"deny\"",
    "unimplemented = \"deny\"",
];

#[test]
fn published_crates_describe_themselves() {
    let metadata = cargo::metadata();
    let mut broken = Vec::new();
    for (name, package) in cargo::members(&metadata) {
        let needed = [
            ("description", package.description.is_some()),
            ("license", package.license.as_deref() == Some("MIT OR Apache-2.0")),
            ("repository", package.repository.is_some()),
            ("rust-version", package.rust_version.is_some()),
        ];
        for (field, _) in needed.iter().filter(|(_, there)| !there) {
            broken.push(format!("{name}: {field}"));
        }
    }
    assert_none("a manifest without:", &broken);
}

#[test]
fn only_the_product_is_published() {
    let metadata = cargo::metadata();
    let mut broken = Vec::new();
    for (name, package) in cargo::members(&metadata) {
        let product =
            name == "kerbside" || name.starts_with("kerbside-") && !name.ends_with("-gen");
        if cargo::is_published(package) != product {
            broken.push(name);
        }
    }
    assert_none("`publish = false` belongs in what judges and generates, nowhere else:", &broken);
}

#[test]
fn every_member_obeys_the_lints_of_the_workspace() {
    let mut broken = Vec::new();
    let top = fs::read_to_string(files::root().join("Cargo.toml")).unwrap_or_default();
    for lint in LINTS.iter().filter(|lint| !top.contains(**lint)) {
        broken.push(format!("Cargo.toml: {lint}"));
    }
    let metadata = cargo::metadata();
    for (name, package) in cargo::members(&metadata) {
        let text = fs::read_to_string(&package.manifest_path).unwrap_or_default();
        if !text.contains("[lints]\nworkspace = true") {
            broken.push(format!("{name}: [lints] workspace = true"));
        }
    }
    assert_none("a lint that is not in force:", &broken);
}

#[test]
fn versions_stand_in_one_table() {
    let metadata = cargo::metadata();
    let mut broken = Vec::new();
    for (name, package) in cargo::members(&metadata) {
        let text = fs::read_to_string(&package.manifest_path).unwrap_or_default();
        for dependency in &package.dependencies {
            let own = |line: &str| {
                line.strip_prefix(&dependency.name).is_some_and(|rest| {
                    rest.starts_with(" =")
                        && !rest.contains("workspace = true")
                        && !rest.contains("path = ")
                })
            };
            if text.lines().any(own) {
                broken.push(format!("{name}: {}", dependency.name));
            }
        }
    }
    assert_none("a version outside of [workspace.dependencies]:", &broken);
}
