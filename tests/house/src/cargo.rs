//! What cargo says of the workspace: members, the edges between them, licences, dependency trees.
//!
//! Trees come from `cargo tree`, not from the metadata, because only the former resolves features
//! for one package alone: what another member turns on does not count against a pure crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

pub use cargo_metadata::{DependencyKind, Metadata, Package, PackageId};

use crate::files;

/// The workspace, resolved for the machine that runs the tests.
///
/// Limited to this platform: cargo would download the sources of every other one's dependencies.
pub fn metadata() -> Metadata {
    cargo_metadata::MetadataCommand::new()
        .manifest_path(files::root().join("Cargo.toml"))
        .other_options(vec!["--filter-platform".into(), host()])
        .exec()
        .expect("cargo metadata answers for this workspace")
}

/// The members of the workspace by name.
pub fn members(metadata: &Metadata) -> BTreeMap<String, &Package> {
    metadata.workspace_packages().into_iter().map(|p| (p.name.to_string(), p)).collect()
}

/// True for a member that is meant to be published.
pub fn is_published(package: &Package) -> bool {
    package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
}

/// Everything that a package is built from, itself included, by any kind of dependency; of the
/// packages below it, the development dependencies do not count.
pub fn closure<'a>(metadata: &'a Metadata, start: &Package) -> Vec<&'a Package> {
    let resolve = metadata.resolve.as_ref().expect("cargo resolved the workspace");
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|n| (&n.id, n)).collect();
    let mut seen = BTreeSet::new();
    let mut open = vec![&start.id];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(node) = nodes.get(id) else { continue };
        for dependency in &node.deps {
            let only_tests =
                dependency.dep_kinds.iter().all(|k| k.kind == DependencyKind::Development);
            if *id == start.id || !only_tests {
                open.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter().map(|id| &metadata[id]).collect()
}

/// The packages that end up in a library or program, by name, with their features.
pub type Tree = BTreeMap<String, Vec<String>>;

/// The normal dependencies of a package and itself, resolved for this machine, without what runs
/// only inside the compiler (procedural macros, build scripts).
pub fn normal_tree(manifest: &Path, package: &str) -> Tree {
    tree(manifest, package, &[])
}

/// As [`normal_tree`], for a package outside of the workspace and without asking a registry.
pub fn normal_tree_offline(manifest: &Path, package: &str) -> Tree {
    tree(manifest, package, &["--offline"])
}

fn tree(manifest: &Path, package: &str, options: &[&str]) -> Tree {
    let output = Command::new(program())
        .args([
            "tree",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}|{f}",
        ])
        .args(["--package", package, "--manifest-path"])
        .arg(manifest)
        .args(options)
        .output()
        .expect("cargo can be started");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree of {package}: {complaint}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(tree_line).collect()
}

/// Name and features from a line of the form `name version (where)|feature,feature`; a package
/// that stands in the tree more than once is marked ` (*)`.
fn tree_line(line: &str) -> Option<(String, Vec<String>)> {
    let (package, features) = line.split_once('|')?;
    let features = features.trim_end_matches(" (*)");
    let name = package.split_whitespace().next()?;
    let features = features.split(',').filter(|f| !f.is_empty()).map(str::to_owned);
    Some((name.to_owned(), features.collect()))
}

/// The cargo that runs these tests.
fn program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// The triple of the machine that runs the tests.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.expect("rustc -vV names its host").to_owned()
}
