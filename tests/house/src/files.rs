//! The files of the repository, as somebody who clones it sees them.
//!
//! The tree is walked rather than asked of git, so that the rules also hold for an unpacked archive
//! and for a file that is about to be committed. What `.gitignore` names is left out here too.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are never committed: git's own, cargo's output, downloads of the tests.
const NOT_OURS: [&str; 4] = [".git", "target", ".cache", "corpus"];

/// The folder of the generated Kafka codec: exempt from the rules of size and shape.
const GENERATED: &str = "harness/wire/src/generated/";

/// One file of the repository.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the top of the repository, with `/` between its parts.
    pub path: String,
    /// What it holds; bytes that are no UTF-8 are replaced.
    pub text: String,
    /// True unless the file is valid UTF-8.
    pub binary: bool,
}

impl File {
    /// The part of a Rust file that stands before its tests.
    pub fn before_tests(&self) -> &str {
        self.text.split("\n#[cfg(test)]").next().unwrap_or(&self.text)
    }

    /// True for a file that a program wrote.
    pub fn is_generated(&self) -> bool {
        self.path.starts_with(GENERATED)
    }

    /// True for a file that holds nothing but the tests of its neighbours.
    pub fn is_tests(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }

    /// The ending of the file's name, without its dot.
    pub fn extension(&self) -> &str {
        Path::new(&self.path).extension().and_then(|e| e.to_str()).unwrap_or("")
    }
}

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("tests/house lies two folders below the top").to_path_buf()
}

/// Every file of the repository, in the order of its path.
pub fn all() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).expect("a folder of the repository can be read");
        for entry in entries {
            let path = entry.expect("an entry of a folder can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if NOT_OURS.contains(&name.as_str()) || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.extend(read(&root, &path));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Every Rust file of the repository.
pub fn rust() -> Vec<File> {
    all().into_iter().filter(|file| file.extension() == "rs").collect()
}

/// None for a file that went away while the tree was walked, as an editor's swap file does.
fn read(root: &Path, path: &Path) -> Option<File> {
    let bytes = fs::read(path).ok()?;
    let inside = path.strip_prefix(root).expect("the walk stays below the top");
    Some(File {
        path: inside.to_string_lossy().replace('\\', "/"),
        binary: std::str::from_utf8(&bytes).is_err(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}
