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
        if !says_its_origin(file) && !a_readme_says_its_origin(&file.path, &readmes) {
            broken.push(file.path.clone());
        }
    }
    assert_none("write where it came from into the README.md of its folder:", &broken);
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
    let header = || file.text.lines().take(HEADER_LINES).filter(|line| line.starts_with('#'));
    !file.binary && header().any(|line| line.contains("RFC ") || line.contains("Origin:"))
}

/// True when the nearest README.md, at or above the file, names an origin.
///
/// The one at the top of the golden files is only a table of contents: it says what each folder is.
fn a_readme_says_its_origin(path: &str, readmes: &BTreeMap<&str, &str>) -> bool {
    let mut folder = folder_of(path);
    while !folder.is_empty() && folder != "fixtures" {
        if let Some(text) = readmes.get(folder) {
            return names_an_origin(text);
        }
        folder = folder_of(folder);
    }
    false
}

/// An RFC, or something with a version of two or three numbers, such as krb5 1.20.1.
fn names_an_origin(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let is_version = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        word.contains('.') && word.split('.').all(digits)
    };
    text.contains("RFC ") || text.split_whitespace().any(is_version)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
