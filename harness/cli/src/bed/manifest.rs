//! What a bed made in its directory, written down so that it can be removed after any end of it.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lock::no_follow;
use super::{CLIENTS, MANIFEST};
use crate::failure::Failure;

/// The most files that one bed is believed to have made.
const MOST: usize = 100_000;

/// What a bed made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The form of this file.
    version: u32,
    /// Whether the directory itself was made.
    pub(super) directory: Made,
    /// Whether the bed was ready; before that everything under `clients` is its own.
    pub(super) stage: Stage,
    /// Files, relative to the directory.
    pub(super) files: Vec<PathBuf>,
    /// Folders, relative to the directory, the inner ones first.
    pub(super) folders: Vec<PathBuf>,
}

/// Who made the bed's directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Made {
    /// A bed.
    ByBed,
    /// Somebody else, before.
    Before,
}

/// How far the bed had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    /// It was writing its files.
    Starting,
    /// Its files are listed.
    Ready,
}

impl Manifest {
    pub(super) fn starting(directory: Made) -> Self {
        let (files, folders) = (Vec::new(), Vec::new());
        Self { version: 1, directory, stage: Stage::Starting, files, folders }
    }

    /// Lists what is in the folder `clients`, all of which the bed has just made, beside the files
    /// that its users' programs put at the paths they were given.
    pub(super) fn list(&mut self, directory: &Path, expected: &[PathBuf]) -> Result<(), Failure> {
        self.stage = Stage::Ready;
        self.add(directory, Path::new(CLIENTS), expected)
    }

    /// Lists what is in `folder`, which the bed has just made, as [`Manifest::list`] does.
    pub(super) fn add(
        &mut self,
        directory: &Path,
        folder: &Path,
        expected: &[PathBuf],
    ) -> Result<(), Failure> {
        let earlier = std::mem::take(&mut self.folders);
        self.walk(directory, folder)?;
        // Folders stay behind those in them.
        self.folders.extend(earlier);
        let relative = |path: &PathBuf| path.strip_prefix(directory).map(Path::to_owned).ok();
        self.files.extend(expected.iter().filter_map(relative));
        self.write(directory)
    }

    fn walk(&mut self, directory: &Path, folder: &Path) -> Result<(), Failure> {
        let path = directory.join(folder);
        if !path.exists() {
            return Ok(());
        }
        for entry in std::fs::read_dir(&path).map_err(Failure::file(&path))? {
            let entry = entry.map_err(Failure::file(&path))?;
            let relative = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(Failure::file(entry.path()))?;
            if self.files.len() + self.folders.len() >= MOST {
                return Ok(());
            }
            match kind.is_dir() {
                true => self.walk(directory, &relative)?,
                false => self.files.push(relative),
            }
        }
        self.folders.push(folder.to_owned());
        Ok(())
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, directory: &Path) -> Result<(), Failure> {
        let path = directory.join(MANIFEST);
        let fresh = directory.join(format!("{MANIFEST}.new"));
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| Failure::File { path: path.clone(), source: error.into() })?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600).custom_flags(no_follow());
        let written = options.open(&fresh).and_then(|mut file| file.write_all(&text));
        written.map_err(Failure::file(&fresh))?;
        std::fs::rename(&fresh, &path).map_err(Failure::file(path))
    }

    /// Reads the one of `directory`; `None` when there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read as one.
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, Failure> {
        let path = directory.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Failure::File { path, source }),
        };
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| {
            let reason = format!("{MANIFEST} is no bed's ({error}): remove it or choose another");
            Failure::Directory { path: directory.to_owned(), reason }
        })?;
        Ok(Some(manifest))
    }
}
