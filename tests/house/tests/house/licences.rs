//! What may be built in: licences that anyone can live with, no crate that is ruled out.

use house::cargo::{self, Package};

use crate::assert_none;

const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OLDAP-2.8",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// MPL-2.0 asks for the changes to its own files only; accepted for the persistent maps.
const MPL: [&str; 3] = ["bitmaps", "imbl", "imbl-sized-chunks"];

/// Judges that are not published and may link a second decoder under the AGPL.
const MAY_LINK_AGPL: [&str; 1] = ["asn1-oracle"];

/// Ruled out everywhere but in the judges, with the reason.
const BANNED: [(&str, &str); 4] = [
    ("kerberos_asn1", "AGPL-3.0, and it panics on mutated input: an oracle, never a part"),
    ("kerberos_crypto", "AGPL-3.0"),
    ("kafka-protocol", "allocates what a count on the wire asks for: an oracle, never a part"),
    ("openssl-sys", "needs a C library on the machine that builds"),
];

/// Of those, what the tests of a published crate may use.
const ORACLES: [&str; 1] = ["kafka-protocol"];

#[test]
fn every_dependency_has_a_licence_that_anyone_can_live_with() {
    let metadata = cargo::metadata();
    let mut broken = Vec::new();
    for (name, member) in cargo::members(&metadata) {
        for package in cargo::closure(&metadata, member) {
            let licence = package.license.as_deref().unwrap_or("none named");
            let judge = MAY_LINK_AGPL.contains(&name.as_str()) && licence.starts_with("AGPL-3.0");
            if !judge && !is_allowed(package, licence) {
                broken.push(format!("{name} builds in {} ({licence})", package.name));
            }
        }
    }
    assert_none("a licence that the list in this file does not hold:", &broken);
}

#[test]
fn no_published_crate_builds_in_what_is_banned() {
    let metadata = cargo::metadata();
    let manifest = house::files::root().join("Cargo.toml");
    let mut broken = Vec::new();
    for (name, member) in cargo::members(&metadata) {
        if !cargo::is_published(member) {
            continue;
        }
        let shipped = cargo::normal_tree(&manifest, &name);
        let with_tests = cargo::closure(&metadata, member);
        for (banned, reason) in BANNED {
            let tested = || with_tests.iter().any(|package| package.name == banned);
            let found = shipped.contains_key(banned) || (!ORACLES.contains(&banned) && tested());
            if found {
                broken.push(format!("{name} builds in {banned}: {reason}"));
            }
        }
    }
    assert_none("a crate that the architecture rules out:", &broken);
}

fn is_allowed(package: &Package, licence: &str) -> bool {
    let mpl = MPL.contains(&package.name.as_str());
    satisfied(licence, &|one| ALLOWED.contains(&one) || (mpl && one.starts_with("MPL-2.0")))
}

/// Evaluates an SPDX expression of names, AND, OR and parentheses; `/` is the old spelling of OR.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.replace('/', " OR ");
    let any = split_outside_parentheses(&expression, " OR ");
    if any.len() > 1 {
        return any.iter().any(|part| satisfied(part, allowed));
    }
    let all = split_outside_parentheses(&expression, " AND ");
    if all.len() > 1 {
        return all.iter().all(|part| satisfied(part, allowed));
    }
    let one = expression.trim();
    match one.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => satisfied(inner, allowed),
        None => allowed(one),
    }
}

fn split_outside_parentheses<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[test]
fn a_choice_of_licences_needs_one_of_them_and_a_sum_needs_all() {
    let ours = |one: &str| one == "MIT" || one == "ISC";
    assert!(satisfied("GPL-3.0 OR MIT", &ours));
    assert!(satisfied("(MIT OR GPL-3.0) AND ISC", &ours));
    assert!(satisfied("GPL-3.0/MIT", &ours));
    assert!(!satisfied("MIT AND GPL-3.0", &ours));
    assert!(!satisfied("(MIT OR ISC) AND GPL-3.0", &ours));
}
