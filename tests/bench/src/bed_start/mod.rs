//! How long a test waits for its bed: in this process's build, and in a debug build of a crate that
//! depends on `kerbside` from outside of the workspace.
//!
//! Every round is a fresh process: nothing is warm, and no key is remembered.

pub(crate) mod once;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::figures::{Table, median};
use crate::process::complete;

/// The subcommand that [`print_once`] stands behind.
pub(crate) const SUBCOMMAND: &str = "bed-once";

/// Options of `bench bed`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Processes per line.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Leave out the debug builds, which compile for a minute or two.
    #[arg(long)]
    release_only: bool,
}

/// The repository, from which the dependent crate takes its dependencies.
const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Crates for which a dependent crate may add profile lines: the arithmetic of passwords, which a
/// debug build does slowly.
const ARITHMETIC: [&str; 5] = ["kerbside-crypto", "digest", "hmac", "pbkdf2", "sha1"];

/// Runs all rounds and prints the table.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let mut table =
        Table::new(&["build", "realm alone ms", "bed ms", "bed and first authenticated record ms"]);
    let own = env::current_exe().context("this program does not know where it is")?;
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let again = || Command::new(&own);
    table.row(line(build, options.rounds, || complete(again().arg(SUBCOMMAND), "cargo"))?);
    if !options.release_only {
        let directory = tempfile::Builder::new().prefix("bench-dependent-").tempdir()?;
        for (build, optimised) in
            [("debug, dependent crate", &[][..]), ("the same with profile lines", &ARITHMETIC[..])]
        {
            let program = build_dependent(directory.path(), optimised)?;
            let run = || complete(&mut Command::new(&program), "cargo");
            table.row(line(build, options.rounds, run)?);
        }
    }
    writeln!(out, "{table}")?;
    Ok(())
}

/// Measures once, and prints the microseconds.
pub(crate) fn print_once(out: &mut dyn Write) -> Result<()> {
    // What failed is worth its text; the type of the error is not.
    let once = once::measure().map_err(|error| anyhow::anyhow!("{error}"))?;
    let [realm, bed, record] = [once.realm, once.bed, once.record].map(|time| time.as_micros());
    writeln!(out, "{realm} {bed} {record}")?;
    Ok(())
}

fn line(
    build: &str,
    rounds: usize,
    mut run: impl FnMut() -> Result<String>,
) -> Result<Vec<String>> {
    let mut columns: [Vec<f64>; 3] = Default::default();
    for _ in 0..rounds {
        let text = run()?;
        let micros: Vec<f64> = text
            .split_ascii_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .with_context(|| format!("three numbers were wanted, not {text:?}"))?;
        ensure!(micros.len() == 3, "three numbers were wanted, not {text:?}");
        for (column, micros) in columns.iter_mut().zip(micros) {
            column.push(micros / 1_000.0);
        }
    }
    let medians = columns.map(|column| format!("{:.1}", median(column)));
    Ok([build.to_owned()].into_iter().chain(medians).collect())
}

/// Builds a crate outside of the workspace that depends on it; the path of its program.
fn build_dependent(at: &Path, optimised: &[&str]) -> Result<PathBuf> {
    write(&at.join("Cargo.toml"), &manifest(optimised))?;
    write(&at.join("src/once.rs"), include_str!("once.rs"))?;
    write(&at.join("src/main.rs"), MAIN)?;
    fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), at.join("Cargo.lock"))?;
    let target = at.join("target");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet"]).current_dir(at);
    cargo.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS");
    complete(&mut cargo, "cargo")?;
    Ok(target.join("debug/dependent"))
}

const MAIN: &str = r#"mod once;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let once = once::measure()?;
    let [realm, bed, record] = [once.realm, once.bed, once.record].map(|time| time.as_micros());
    println!("{realm} {bed} {record}");
    Ok(())
}
"#;

fn manifest(optimised: &[&str]) -> String {
    let mut manifest = format!(
        "[package]\nname = \"dependent\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nkerbside = {{ path = \"{REPOSITORY}/harness\" }}\n\
         kerbside-kdc = {{ path = \"{REPOSITORY}/kdc\" }}\n\n[workspace]\n"
    );
    for package in optimised {
        manifest.push_str(&format!("\n[profile.dev.package.{package}]\nopt-level = 3\n"));
    }
    manifest
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}
