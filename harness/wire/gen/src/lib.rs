//! Writes the Kafka codec from its schema files.
//!
//! [`load`] reads `harness/wire/schema/*.schema` (the notation is described in [`parse`]),
//! [`emit`] turns the parsed files into Rust sources, [`specimen`] turns them into well-formed
//! bytes without any generated code, as an independent check on the generated encoder.
//! The `kerbside-kafka-wire-gen` program writes the sources to `harness/wire/src/generated/`.

#![forbid(unsafe_code)]

pub mod emit;
pub mod parse;
pub mod schema;
pub mod specimen;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use schema::Schema;

/// Where the schema files are.
pub fn schema_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema")
}

/// Where the generated sources belong.
pub fn output_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/generated")
}

/// Reads and checks every `*.schema` file of a directory, in the order of their names.
pub fn load(directory: &Path) -> Result<Vec<Schema>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "schema") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut schemas = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        schemas.push(parse::parse(&name, &text)?);
    }
    Ok(schemas)
}

/// Every generated file, by name, as rustfmt leaves it.
pub fn generate(schemas: &[Schema]) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for (name, text) in emit::files(schemas) {
        let formatted = rustfmt(&text).with_context(|| name.clone())?;
        files.insert(name, formatted);
    }
    Ok(files)
}

fn rustfmt(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        // The configuration is looked for from here upwards, wherever the caller stands.
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt does not start")?;
    // rustfmt reads everything before it writes: no deadlock on a full pipe.
    child.stdin.take().context("rustfmt has no stdin")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("rustfmt refuses the generated source");
    }
    Ok(String::from_utf8(output.stdout)?)
}
