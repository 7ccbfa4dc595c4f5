//! What somebody gets who writes `kerbside` into their dev-dependencies: a small tree.

use std::fs;

use house::cargo;
use house::files;

/// Too heavy for the default, each behind a feature or in the command line only.
const HEAVY: [&str; 12] = [
    "axum",
    "bollard",
    "clap",
    "criterion",
    "heed",
    "hyper",
    "lmdb-master-sys",
    "openssl",
    "reqwest",
    "rustls",
    "testcontainers",
    "tracing-subscriber",
];

/// How many packages the default may bring. A rise is a decision: make it here.
const AT_MOST: usize = 95;

#[test]
fn a_crate_that_depends_on_kerbside_gets_a_small_tree() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = files::root();
    let manifest = folder.path().join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"dependent\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [workspace]\n[dependencies]\nkerbside = {{ path = {:?} }}\n",
        root.join("harness")
    );
    fs::write(&manifest, text).expect("the manifest is written");
    fs::create_dir(folder.path().join("src")).expect("a folder is made");
    fs::write(folder.path().join("src/lib.rs"), "").expect("an empty library is written");
    // The same versions as the workspace, all of which have been fetched for it already.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("a lock file");
    let tree = cargo::normal_tree_offline(&manifest, "dependent");
    assert!(tree.contains_key("kerbside"), "the tree of a dependent crate: {tree:?}");
    let heavy: Vec<_> = HEAVY.into_iter().filter(|name| tree.contains_key(*name)).collect();
    assert!(heavy.is_empty(), "the default of `kerbside` builds in {heavy:?}");
    assert!(tree.len() <= AT_MOST, "the default of `kerbside` has {} packages", tree.len());
}
