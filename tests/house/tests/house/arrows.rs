//! Which member may depend on which: the arrows of the architecture, and no other.

use std::path::Path;

use house::cargo::{self, DependencyKind};

use crate::assert_none;

const CRYPTO: &str = "kerbside-crypto";
const KRB5: &str = "kerbside-krb5";
const KDC_CORE: &str = "kerbside-kdc-core";
const KDC: &str = "kerbside-kdc";
const KAFKA_WIRE: &str = "kerbside-kafka-wire";
const KAFKA_WIRE_GEN: &str = "kerbside-kafka-wire-gen";
const BROKER_CORE: &str = "kerbside-broker-core";
const BROKER: &str = "kerbside-broker";
const KERBSIDE: &str = "kerbside";
const CLI: &str = "kerbside-cli";

/// A member, and the members that it may depend on by any kind of dependency.
const ARROWS: [(&str, &[&str]); 12] = [
    (CRYPTO, &[]),
    (KRB5, &[CRYPTO]),
    (KDC_CORE, &[KRB5, CRYPTO]),
    (KDC, &[KDC_CORE, KRB5, CRYPTO]),
    (KAFKA_WIRE, &[]),
    (KAFKA_WIRE_GEN, &[]),
    (BROKER_CORE, &[KAFKA_WIRE, KRB5, CRYPTO]),
    (BROKER, &[BROKER_CORE, KAFKA_WIRE, KRB5, CRYPTO]),
    (KERBSIDE, &[KDC, KDC_CORE, BROKER, BROKER_CORE, KAFKA_WIRE, KRB5, CRYPTO]),
    (CLI, &[KERBSIDE, KDC]),
    ("house", &[]),
    // Starts a foreign broker and knows nothing of ours.
    ("apache-kafka", &[]),
];

/// Arrows that tests alone may use: the generator says whether the checked-in code is fresh.
const TEST_ARROWS: [(&str, &str); 1] = [(KAFKA_WIRE, KAFKA_WIRE_GEN)];

/// Members that judge or measure the others: they may depend on anything, nothing on them.
const JUDGES: [&str; 3] = ["acceptance", "asn1-oracle", "bench"];

#[test]
fn members_depend_only_along_the_arrows() {
    let metadata = cargo::metadata();
    let members = cargo::members(&metadata);
    let mut broken = Vec::new();
    for (name, package) in &members {
        let allowed = ARROWS.iter().find(|(from, _)| from == name).map(|(_, to)| *to);
        for dependency in package.dependencies.iter().filter(|d| members.contains_key(&d.name)) {
            let to = dependency.name.as_str();
            let drawn = JUDGES.contains(&name.as_str())
                || allowed.is_some_and(|allowed| allowed.contains(&to))
                || (dependency.kind == DependencyKind::Development
                    && TEST_ARROWS.contains(&(name.as_str(), to)));
            if !drawn || JUDGES.contains(&to) {
                broken.push(format!("{name} -> {to} ({} dependency)", dependency.kind));
            }
        }
    }
    assert_none("an edge between members that the architecture does not draw:", &broken);
}

#[test]
fn every_member_has_its_place_in_the_table() {
    let metadata = cargo::metadata();
    let members = cargo::members(&metadata);
    let known = |name: &str| JUDGES.contains(&name) || ARROWS.iter().any(|(n, _)| *n == name);
    let unknown: Vec<_> = members.keys().filter(|name| !known(name)).cloned().collect();
    assert_none("a member without arrows; draw them in ARCHITECTURE.md and here:", &unknown);
    let gone = ARROWS.iter().map(|(name, _)| *name).chain(JUDGES);
    let gone: Vec<_> = gone.filter(|n| !members.contains_key(*n)).map(str::to_owned).collect();
    assert_none("arrows of a member that is gone:", &gone);
}

#[test]
fn no_path_dependency_leaves_the_kdc_folder() {
    let root = house::files::root();
    let kdc = root.join("kdc");
    let metadata = cargo::metadata();
    let mut broken = Vec::new();
    for (name, package) in cargo::members(&metadata) {
        let inside = |path: &Path| path.starts_with(&kdc);
        if !inside(package.manifest_path.as_std_path()) {
            continue;
        }
        for dependency in &package.dependencies {
            if dependency.path.as_ref().is_some_and(|path| !inside(path.as_std_path())) {
                broken.push(format!("{name} -> {}", dependency.name));
            }
        }
    }
    assert_none("a crate of kdc/ that needs something outside of it:", &broken);
}
