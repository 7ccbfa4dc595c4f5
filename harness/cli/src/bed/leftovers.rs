//! Removes what a bed made, and nothing else.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::manifest::{Made, Manifest, Stage};
use super::{CLIENTS, LOG, MANIFEST, SHARED, SOCKET};
use crate::failure::Failure;

/// Removes everything that `manifest` lists from `directory`. The manifest goes last, so that a
/// removal that was cut short can be repeated.
///
/// # Errors
/// When something cannot be removed; before anything is, when a folder of the bed has become a
/// symbolic link, behind which somebody else's files may be.
pub(super) fn remove(directory: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let folders = manifest.folders.iter().filter(|folder| stays_inside(folder));
    for folder in folders.map(PathBuf::as_path).chain([Path::new(CLIENTS)]) {
        is_no_link(directory, folder)?;
    }
    for name in SHARED.into_iter().chain([SOCKET, LOG]) {
        gone(&directory.join(name), std::fs::remove_file)?;
    }
    if manifest.stage == Stage::Starting {
        // Before the bed was ready nobody knew of the folder: it refused to start beside one.
        gone(&directory.join(CLIENTS), std::fs::remove_dir_all)?;
    }
    for file in manifest.files.iter().filter(|file| stays_inside(file)) {
        gone(&directory.join(file), std::fs::remove_file)?;
    }
    for folder in manifest.folders.iter().filter(|folder| stays_inside(folder)) {
        emptied(&directory.join(folder))?;
    }
    gone(&directory.join(MANIFEST), std::fs::remove_file)
}

/// Removes the directory itself if a bed made it. Whether it is gone.
pub(super) fn remove_directory(directory: &Path, made: Made) -> Result<bool, Failure> {
    match made {
        Made::Before => Ok(false),
        Made::ByBed => emptied(directory),
    }
}

/// What a bed would overwrite, were it to start in `directory`.
pub(super) fn clash(directory: &Path) -> Option<PathBuf> {
    let names = SHARED.into_iter().chain([SOCKET, LOG, CLIENTS]);
    names.map(|name| directory.join(name)).find(|path| path.symlink_metadata().is_ok())
}

fn is_no_link(directory: &Path, name: &Path) -> Result<(), Failure> {
    let path = directory.join(name);
    match path.symlink_metadata() {
        Ok(seen) if seen.is_symlink() => Err(Failure::Directory {
            path: directory.to_owned(),
            reason: format!(
                "{} is a symbolic link, which no bed made; remove it, or choose another with --dir",
                path.display()
            ),
        }),
        _ => Ok(()),
    }
}

/// A list that was tampered with must not reach out of the directory.
fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn gone(path: &Path, remove: impl FnOnce(PathBuf) -> io::Result<()>) -> Result<(), Failure> {
    match remove(path.to_owned()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(path)(error)),
        _ => Ok(()),
    }
}

/// Removes a folder unless somebody has put something there.
fn emptied(path: &Path) -> Result<bool, Failure> {
    match std::fs::remove_dir(path) {
        Ok(()) => Ok(true),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => Ok(true),
            io::ErrorKind::DirectoryNotEmpty => Ok(false),
            _ => Err(Failure::file(path)(error)),
        },
    }
}
