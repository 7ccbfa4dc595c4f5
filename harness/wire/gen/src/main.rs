//! `cargo run -p kerbside-kafka-wire-gen`: writes `harness/wire/src/generated/` anew.
//! Takes no arguments; a schema that cannot be read is reported as `file:line: what`.

use anyhow::{Context as _, Result};
use kerbside_kafka_wire_gen::{generate, load, output_directory, schema_directory};

fn main() -> Result<()> {
    let files = generate(&load(&schema_directory())?)?;
    let directory = output_directory();
    std::fs::create_dir_all(&directory)?;
    for entry in std::fs::read_dir(&directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !files.contains_key(&name) {
            std::fs::remove_file(&path).with_context(|| name)?;
        }
    }
    for (name, text) in &files {
        let path = directory.join(name);
        // An unchanged file keeps its time, so that cargo rebuilds only what changed.
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::write(&path, text).with_context(|| name.clone())?;
        }
    }
    Ok(())
}
