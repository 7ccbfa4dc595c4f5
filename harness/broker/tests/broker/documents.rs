//! What docs/BROKER.md and docs/KAFKA-SECURITY.md say is so: each API that is advertised has its
//! row, each test that is named exists, and the counts are those of the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kerbside_broker::core::dialect::Dialect;

/// Where tests are.
const SOURCES: [&str; 3] = ["harness", "kdc", "tests"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders up").to_owned()
}

fn document(name: &str) -> String {
    let path = root().join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of each line that is a row of a table, without its edges. `\|` is no edge.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let line = line.replace(r"\|", "\0");
        let inner = line.strip_prefix('|')?.strip_suffix('|')?.to_owned();
        Some(inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect())
    };
    text.lines().filter_map(cells).collect()
}

/// What stands between backquotes, if it looks like the name of a function.
fn names_of_tests(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
    };
    quoted.filter(is_name).map(str::to_owned).collect()
}

/// The functions of every Rust file that are tests.
fn tests() -> BTreeSet<String> {
    let mut folders: Vec<PathBuf> = SOURCES.iter().map(|it| root().join(it)).collect();
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with("generated") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.extend(tests_of(&fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    found
}

/// The functions that stand behind an attribute `#[test]`, with other attributes between.
fn tests_of(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in source.lines().map(str::trim_start) {
        if line.starts_with("#[") || line.starts_with("//") {
            marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            continue;
        }
        let rest = line.split_once("fn ").and_then(|(_, rest)| rest.split_once('('));
        if let (true, Some((name, _))) = (marked, rest) {
            found.push(name.to_owned());
        }
        marked = false;
    }
    found
}

#[test]
fn each_advertised_api_has_one_row_with_its_versions() {
    let text = document("BROKER.md");
    let mut written: BTreeMap<i16, Vec<String>> = BTreeMap::new();
    for row in rows(&text).into_iter().filter(|row| row.len() == 5) {
        if let Ok(key) = row[0].parse() {
            assert!(!names_of_tests(&row[4]).is_empty(), "{key} names no test");
            written.entry(key).or_default().push(format!("{} {}", row[1], row[2]));
        }
    }
    let mut expected: BTreeMap<i16, Vec<String>> = BTreeMap::new();
    for (key, versions) in Dialect::kafka_4_4().advertised() {
        let range = match versions.min == versions.max {
            true => versions.min.to_string(),
            false => format!("{}-{}", versions.min, versions.max),
        };
        expected.insert(key.0, vec![format!("{} {range}", key.name().unwrap_or("?"))]);
    }
    assert_eq!(written, expected);
}

#[test]
fn each_test_that_a_document_names_exists() {
    let tests = tests();
    for (name, width) in [("BROKER.md", 5), ("KAFKA-SECURITY.md", 7)] {
        let table = rows(&document(name)).into_iter().filter(|row| row.len() == width);
        let named = table.flat_map(|row| names_of_tests(&row[width - 1]));
        // Between the tables a name of so many words is a test's.
        let prose = names_of_tests(&document("BROKER.md"));
        let prose = prose.into_iter().filter(|it| it.matches('_').count() > 4);
        let named = named.chain(prose);
        let missing: BTreeSet<_> = named.filter(|it| !tests.contains(it)).collect();
        assert!(missing.is_empty(), "docs/{name} names tests that are not there: {missing:?}");
    }
}

#[test]
fn the_counts_of_the_security_chapter_are_those_of_its_rows() {
    let text = document("KAFKA-SECURITY.md");
    let words = ["yes", "configuration", "partly", "no test", "no"];
    let mut counts = [0_usize; 5];
    let of_settings: Vec<_> =
        rows(&text).into_iter().filter(|row| row.len() == 7 && row[0] != "section").collect();
    for row in &of_settings {
        let Some(at) = words.iter().position(|word| *word == row[3]) else { continue };
        counts[at] += 1;
        let tested = !names_of_tests(&row[6]).is_empty();
        assert_eq!(tested, at < 3, "{} is {:?}: {:?}", row[1], row[3], row[6]);
    }
    let all: usize = counts.iter().sum();
    let [yes, configuration, partly, untested, no] = counts;
    let sentence = format!(
        "Of {all} rows the embedded broker supports {}, partly {partly}; for {untested} no test \
         shows it; {no} are not supported.",
        yes + configuration
    );
    assert!(text.contains(&sentence), "docs/KAFKA-SECURITY.md should say: {sentence}");
    let sum = format!("| all | {yes} | {configuration} | {partly} | {untested} | {no} | {all} |");
    assert!(text.contains(&sum), "docs/KAFKA-SECURITY.md should say: {sum}");
}
