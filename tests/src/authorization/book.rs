//! The recordings: one file for each API in `tests/goldens/authorization`.
//!
//! A `##` line names a row, a `###` line a state; `as allowed` stands for the lines of that state.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use super::cases::{Api, Permission, Row};
use super::lab::State;
use crate::process::package_file;

/// What happened for each row, in its order, and each state.
pub type Answers = Vec<BTreeMap<State, Vec<String>>>;

/// The file of an API.
#[must_use]
pub fn file(api: &Api) -> PathBuf {
    let mut name = format!("{:02}-", api.key);
    for letter in api.name.chars() {
        if letter.is_uppercase() && !name.ends_with('-') {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    package_file("goldens/authorization").join(name + ".txt")
}

/// Writes what happened.
///
/// # Errors
/// When the file cannot be written.
pub fn write(api: &Api, answers: &Answers) -> Result<()> {
    let mut text = format!(
        "# Origin: Apache Kafka {}, StandardAuthorizer; recorded by make record-authorization.\n\
         # {} (key {}), version {}.\n",
        apache_kafka::VERSION,
        api.name,
        api.key,
        api.version
    );
    for (row, answers) in api.rows.iter().zip(answers) {
        writeln!(text, "\n## {}", title(row))?;
        if let Some(note) = &row.note {
            writeln!(text, "# {note}")?;
        }
        let named = |permissions: &[Permission]| {
            let each = permissions.iter().map(|p| format!("{} {} {}", p.operation, p.kind, p.name));
            each.collect::<Vec<_>>().join(", ")
        };
        if !row.also.is_empty() {
            writeln!(text, "# besides: {}", named(&row.also))?;
        }
        for (state, lines) in answers {
            let same = answers.range(..state).find(|(_, earlier)| *earlier == lines);
            writeln!(text, "### {state}")?;
            match same {
                Some((earlier, _)) => writeln!(text, "as {earlier}")?,
                None => text.push_str(&(lines.join("\n") + "\n")),
            }
        }
    }
    let file = file(api);
    fs::create_dir_all(file.parent().context("a folder")?)?;
    Ok(fs::write(file, text)?)
}

/// What a row is about.
#[must_use]
pub fn title(row: &Row) -> String {
    match row.operation.as_str() {
        "-" => "no operation".to_owned(),
        operation => format!("{operation} on {}", row.resource),
    }
}

/// Reads what happened.
///
/// # Errors
/// When the file is missing or has other rows than the API.
pub fn read(api: &Api) -> Result<Answers> {
    let file = file(api);
    let text = fs::read_to_string(&file)
        .with_context(|| format!("{}: make record-authorization", file.display()))?;
    let mut answers = Answers::new();
    let mut titles = Vec::new();
    let mut state = State::Allowed;
    for line in text.lines() {
        if let Some(word) = line.strip_prefix("### ") {
            let found = State::ALL.into_iter().find(|state| state.to_string() == word);
            state = found.with_context(|| format!("{line} names no state"))?;
        } else if let Some(title) = line.strip_prefix("## ") {
            titles.push(title.to_owned());
            answers.push(BTreeMap::new());
        } else if !line.is_empty() && !line.starts_with('#') {
            let states = answers.last_mut().with_context(|| format!("{line} before a row"))?;
            let same = State::ALL.into_iter().find(|s| format!("as {s}") == line);
            let copied = same.and_then(|same| states.get(&same).cloned());
            let lines = states.entry(state).or_default();
            lines.extend(copied.unwrap_or_else(|| vec![line.to_owned()]));
        }
    }
    let wanted: Vec<String> = api.rows.iter().map(title).collect();
    ensure!(titles == wanted, "{}: rows {titles:?}, wanted {wanted:?}", file.display());
    Ok(answers)
}
