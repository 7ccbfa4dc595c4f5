//! Every golden file says where it came from: an RFC's section, or the program that wrote it.

use std::collections::BTreeMap;

use house::files::{self, File};

use crate::assert_none;

/// The folders that hold bytes which nobody here made up.
const FOLDERS: [&str; 2] = ["fixtures/", "keytabs/"];
/// How many lines at the top of a text file are looked at for its origin.
const HEADER_LINES: usize = 5;

#[test]
fn every_golden_file_names_its_origin() {
    let files = files::all();
    let golden = |file: &&File| FOLDERS.iter().any(|folder| file.path.starts_with(folder));
    let is_readme = |file: &&File| file.path.ends_with("/README.md");
    let readmes: BTreeMap<&str, &str> = files
        .iter()
        .filter(is_readme)
        .map(|file| (folder_of(&file.path), file.text.as_str()))
        .collect();
    let mut broken = Vec::new();
    for file in files.iter().filter(golden).filter(|file| !is_readme(file)) {
        if !says_its_origin(file) && !a_readme_names(&file.path, &readmes) {
            broken.push(file.path.clone());
        }
    }
    assert_none(
        "name it, or its folder, with its origin in the README.md beside it:",
        &broken,
    );
}

#[test]
fn the_folders_of_golden_files_have_a_readme() {
    let files = files::all();
    let mut broken = Vec::new();
    for folder in FOLDERS {
        let used = files.iter().any(|file| file.path.starts_with(folder));
        let readme = format!("{folder}README.md");
        if used && !files.iter().any(|file| file.path == readme) {
            broken.push(readme);
        }
    }
    assert_none("a folder of golden files without:", &broken);
}

/// A vector file in our own notation may name its RFC in its own header.
fn says_its_origin(file: &File) -> bool {
    let header = || {
        file.text
            .lines()
            .take(HEADER_LINES)
            .filter(|line| line.starts_with('#'))
    };
    !file.binary && header().any(|line| line.contains("RFC ") || line.contains("Origin:"))
}

/// True when a README between the file and the top names the file, or a folder on the way to it.
fn a_readme_names(path: &str, readmes: &BTreeMap<&str, &str>) -> bool {
    let mut folder = folder_of(path);
    loop {
        if let Some(text) = readmes.get(folder) {
            let below = path
                .strip_prefix(folder)
                .unwrap_or(path)
                .trim_start_matches('/');
            let name = below.rsplit('/').next().unwrap_or(below);
            let top = below.split('/').next().filter(|top| *top != name);
            if text.contains(name) || top.is_some_and(|top| text.contains(&format!("{top}/"))) {
                return true;
            }
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder_of(folder);
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
