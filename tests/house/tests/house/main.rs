//! The rules that keep the house: one file per kind of rule, each test a rule.
//!
//! A rule that fails names every place that breaks it, under a sentence with the remedy.

mod administration;
mod arrows;
mod default_build;
mod golden_files;
mod licences;
mod manifests;
mod names;
mod purity;
mod shape;
mod text;

/// Fails with the rule and every place that breaks it.
#[track_caller]
fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}
