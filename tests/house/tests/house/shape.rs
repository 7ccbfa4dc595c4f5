//! How large and how wide a file may be, that it says what it is for, and what may not stand in it.

use house::files::{self, File};

use crate::assert_none;

/// Lines of a file before its tests.
const FILE_LINES: usize = 600;
/// Lines of a function, its signature and closing brace included, its comments not.
const FUNCTION_LINES: usize = 70;
/// Characters of a line.
const LINE_COLUMNS: usize = 100;
/// Endings of code; a manifest has descriptions, which cannot be broken.
const CODE: [&str; 4] = ["rs", "sh", "py", "java"];

#[test]
fn every_module_says_what_it_is_for() {
    let silent = |file: &File| !file.text.lines().take(5).any(|line| line.starts_with("//!"));
    let broken: Vec<_> = files::rust().into_iter().filter(silent).map(|file| file.path).collect();
    assert_none("no `//!` among the first five lines:", &broken);
}

#[test]
fn files_end_before_six_hundred_lines() {
    let mut broken = Vec::new();
    for file in files::rust().into_iter().filter(|f| !f.is_generated() && !f.is_tests()) {
        let lines = file.before_tests().lines().count();
        if lines > FILE_LINES {
            broken.push(format!("{}: {lines} lines before its tests", file.path));
        }
    }
    assert_none("split it where the piece has a name in the specification:", &broken);
}

#[test]
fn functions_fit_a_screen() {
    let mut broken = Vec::new();
    for file in files::rust().into_iter().filter(|f| !f.is_generated() && !f.is_tests()) {
        for (name, line, length) in functions(file.before_tests()) {
            if length > FUNCTION_LINES {
                broken.push(format!("{}:{line}: {name}, {length} lines", file.path));
            }
        }
    }
    assert_none("a function of more than seventy lines:", &broken);
}

#[test]
fn lines_fit_a_hundred_columns() {
    let mut broken = Vec::new();
    for file in files::all().into_iter().filter(|file| !file.is_generated()) {
        if !CODE.contains(&file.extension()) {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            // A link cannot be broken.
            if line.chars().count() > LINE_COLUMNS && !line.contains("://") {
                broken.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    assert_none("a line of more than a hundred characters:", &broken);
}

#[test]
fn nothing_is_unfinished_ignored_or_slept_on() {
    // In two parts, so that this file does not break the rule itself.
    let words: [String; 8] = [
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["dbg", "!("].concat(),
        ["#[", "ignore"].concat(),
        ["thread", "::sleep("].concat(),
        ["#[", "allow("].concat(),
        ["#![", "allow("].concat(),
        ["fn ", "test_"].concat(),
    ];
    let mut broken = Vec::new();
    for file in files::rust().into_iter().filter(|file| !file.is_generated()) {
        for (number, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                // A window of measurement is made of time.
                if file.path.starts_with("tests/bench/") && word.contains("sleep") {
                    continue;
                }
                broken.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    assert_none("finish it, wait for an event, or say why by `#[expect]`:", &broken);
}

/// Name, first line and length of each function of a formatted file: from its `fn` to the brace in
/// its column.
fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let brace = format!("{indent}}}");
        let declared = lines[start..].iter().position(|l| l.ends_with(';')).unwrap_or(usize::MAX);
        let opened = lines[start..].iter().position(|l| l.ends_with('{')).unwrap_or(usize::MAX);
        if declared < opened {
            continue;
        }
        if let Some(end) = lines[start..].iter().position(|l| *l == brace) {
            let body = &lines[start..=start + end];
            let counts = |line: &&&str| !line.trim().is_empty() && !line.trim().starts_with("//");
            found.push((name, start + 1, body.iter().filter(counts).count()));
        }
    }
    found
}

/// The name of the function that a line begins, if it begins one.
fn function_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let qualifiers = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe"];
    let first = words.find(|word| !qualifiers.contains(word))?;
    if first != "fn" {
        return None;
    }
    let rest = words.next()?;
    Some(rest.split(['(', '<']).next()?.to_owned())
}

#[test]
fn a_function_is_measured_from_its_signature_to_its_brace() {
    let text = "pub fn one(\n    a: u8,\n) -> u8 {\n    a\n}\ntrait T {\n    fn two(&self);\n}\n";
    assert_eq!(functions(text), [("one".to_owned(), 1, 5)]);
}
