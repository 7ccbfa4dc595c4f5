//! Nothing here knows the machine that it was written on, or where packages are fetched from.

use house::files;

use crate::assert_none;

/// Each in two parts, so that this file does not hold what it looks for.
const MACHINE_PATHS: [[&str; 2]; 5] =
    [["/wo", "rk/"], ["/ro", "ot/"], ["/Us", "ers/"], ["/tm", "p/t/"], ["/tm", "p/brief"]];

const REGISTRY_HOSTS: [[&str; 2]; 10] = [
    ["index.", "crates.io"],
    ["static.", "crates.io"],
    ["crates.io", "-index"],
    ["repo1.", "maven.org"],
    ["repo.maven.", "apache.org"],
    ["pypi", ".org"],
    ["files.python", "hosted.org"],
    ["deb.", "debian.org"],
    ["registry.", "npmjs.org"],
    ["proxy.", "golang.org"],
];

#[test]
fn no_file_names_a_path_of_the_machine_it_was_written_on() {
    assert_none("a path that only one machine has:", &places(&MACHINE_PATHS));
}

#[test]
fn no_file_names_a_package_registry() {
    // Which mirror serves a package is a setting of the machine that builds.
    assert_none("the host of a package registry:", &places(&REGISTRY_HOSTS));
}

#[test]
fn text_files_end_their_lines_as_unix_does() {
    let mut broken = Vec::new();
    for file in files::all().into_iter().filter(|f| !f.binary && !is_evidence(&f.path)) {
        if file.text.contains('\r') {
            broken.push(format!("{}: carriage return", file.path));
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            broken.push(format!("{}: no newline at its end", file.path));
        }
    }
    assert_none("a text file with foreign line ends:", &broken);
}

/// Golden files stay as the program that made them wrote them.
fn is_evidence(path: &str) -> bool {
    path.starts_with("fixtures/") || path.starts_with("keytabs/")
}

fn places(words: &[[&str; 2]]) -> Vec<String> {
    let mut found = Vec::new();
    // Cargo writes the lock file, with the registry in it.
    for file in files::all().into_iter().filter(|f| !f.binary && !f.path.ends_with("Cargo.lock")) {
        for (number, line) in file.text.lines().enumerate() {
            for word in words.iter().map(|parts| parts.concat()) {
                if line.contains(&word) {
                    found.push(format!("{}:{}: {word}", file.path, number + 1));
                }
            }
        }
    }
    found
}
