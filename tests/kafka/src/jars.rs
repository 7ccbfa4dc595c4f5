//! Where the broker's jars are.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The class path of the broker, as `java -cp` takes it.
pub(crate) fn class_path() -> Result<String> {
    let folder = folder();
    if !folder.is_dir() {
        bail!("{} is missing: tests/install/install.sh server", folder.display());
    }
    Ok(format!("{}/*", folder.display()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.cache/kafka-server")
}
