//! What is asked for each row: `tests/authorization/cases.txt`, read.
//!
//! `api KEY NAME VERSION` begins an API, and `out` says why it is none of ours; `row OPERATION
//! RESOURCE` begins a row of it; the lines below say how the world is made ready (`topic`,
//! `producer`, `admin`, `probe`, `save`, `shows`), what is sent (`send`), and which operations
//! Kafka wants (`own` and `also`: OPERATION TYPE NAME). A line that begins with four spaces or more
//! goes on with the one before.
//!
//! In texts, `%` is the run's own suffix, so that no two runs meet; a text that is `$name` is the
//! value saved under that name.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// The cases.
const CASES: &str = include_str!("../../authorization/cases.txt");

/// The rows of Kafka's documentation.
const ROWS: &str = include_str!("../../authorization/rows.tsv");

/// All that is asked.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// What makes the world ready once.
    pub setup: Vec<Step>,
    /// The APIs, in the order of the file.
    pub apis: Vec<Api>,
}

/// An API, in one version.
#[derive(Clone, Debug)]
pub struct Api {
    /// Its key.
    pub key: i16,
    /// Its name.
    pub name: String,
    /// The version that is spoken.
    pub version: i16,
    /// Why the embedded broker does not serve it, where it never will: it is not recorded either.
    pub out: Option<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One row of the table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The operation, as the table names it; `-` for none.
    pub operation: String,
    /// The kind of resource, as the table names it; `-` for none.
    pub resource: String,
    /// What makes the world ready for it.
    pub steps: Vec<Step>,
    /// The request's body.
    pub body: Value,
    /// The permission of the row.
    pub own: Option<Permission>,
    /// The other permissions that the request needs.
    pub also: Vec<Permission>,
    /// Where Kafka differs from its table.
    pub note: Option<String>,
}

/// An operation on a resource, as an ACL allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The operation, such as `Read`.
    pub operation: String,
    /// The type of the resource, such as `Topic`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The one who makes the world ready, a super user.
    Admin,
    /// The one who is looked at.
    Probe,
}

/// A request that makes the world ready, repeated until it is answered without an error.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who sends it.
    pub actor: Actor,
    /// The API key.
    pub key: i16,
    /// The body.
    pub body: Value,
    /// Names, and the paths of the values of the response that they keep.
    pub saves: Vec<(String, String)>,
    /// The name of the saved value that the response must show.
    pub shows: Option<String>,
}

impl Cases {
    /// Reads the cases.
    ///
    /// # Errors
    /// When a line is none.
    pub fn read() -> Result<Self> {
        let mut cases = Self::default();
        let mut lines: Vec<(usize, String)> = Vec::new();
        for (number, line) in CASES.lines().enumerate() {
            match lines.last_mut() {
                Some((_, last)) if line.starts_with("    ") => {
                    last.push(' ');
                    last.push_str(line.trim());
                }
                _ => lines.push((number + 1, line.trim().to_owned())),
            }
        }
        for (number, line) in lines {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            cases.line(&line).with_context(|| format!("cases.txt:{number}: {line}"))?;
        }
        Ok(cases)
    }

    /// The version in which an API is spoken.
    #[must_use]
    pub fn version(&self, key: i16) -> Option<i16> {
        self.apis.iter().find(|api| api.key == key).map(|api| api.version)
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "setup" => {}
            "api" => {
                let [key, name, version] = words(rest)?;
                let (key, version) = (key.parse()?, version.parse()?);
                let name = name.to_owned();
                self.apis.push(Api { key, name, version, out: None, rows: Vec::new() });
            }
            "out" => self.apis.last_mut().context("no API yet")?.out = Some(rest.to_owned()),
            "row" => {
                let [operation, resource] = words(rest)?.map(str::to_owned);
                let api = self.apis.last_mut().context("a row without an API")?;
                api.rows.push(Row { operation, resource, ..Row::default() });
            }
            "topic" => self.steps().extend(topic(rest)?),
            "producer" => self.steps().push(producer(rest)?),
            "admin" | "probe" => {
                let actor = if verb == "admin" { Actor::Admin } else { Actor::Probe };
                let (key, body) = rest.split_once(' ').context("a key and a body")?;
                let (key, body) = (key.parse()?, serde_json::from_str(body)?);
                self.steps().push(Step { actor, key, body, saves: Vec::new(), shows: None });
            }
            "save" => {
                let [name, path] = words(rest)?.map(str::to_owned);
                self.steps().last_mut().context("no step before")?.saves.push((name, path));
            }
            "shows" => {
                self.steps().last_mut().context("no step before")?.shows = Some(rest.to_owned());
            }
            "send" => self.row()?.body = serde_json::from_str(rest)?,
            "own" => self.row()?.own = Some(permission(rest)?),
            "also" => {
                let permission = permission(rest)?;
                self.row()?.also.push(permission);
            }
            "note" => self.row()?.note = Some(rest.to_owned()),
            other => bail!("{other} is no verb"),
        }
        Ok(())
    }

    fn row(&mut self) -> Result<&mut Row> {
        self.apis.last_mut().and_then(|api| api.rows.last_mut()).context("no row yet")
    }

    fn steps(&mut self) -> &mut Vec<Step> {
        let row = self.apis.last_mut().and_then(|api| api.rows.last_mut());
        row.map_or(&mut self.setup, |row| &mut row.steps)
    }
}

fn words<const N: usize>(text: &str) -> Result<[&str; N]> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.try_into().ok().with_context(|| format!("{N} words are wanted"))
}

fn permission(text: &str) -> Result<Permission> {
    let [operation, kind, name] = words(text)?.map(str::to_owned);
    Ok(Permission { operation, kind, name })
}

/// A topic of one partition: it is made, and waited for until it has a leader.
fn topic(name: &str) -> Result<[Step; 2]> {
    let body = serde_json::json!({
        "topics": [{"name": name, "num_partitions": 1, "replication_factor": 1}]
    });
    let id = (name.trim_end_matches("-%").to_owned(), "topics[0].topic_id".to_owned());
    let create = Step { actor: Actor::Admin, key: 19, body, saves: vec![id], shows: None };
    let body = serde_json::json!({
        "topics": [{"name": name}], "allow_auto_topic_creation": false
    });
    Ok([create, Step { actor: Actor::Admin, key: 3, body, saves: Vec::new(), shows: None }])
}

/// A producer of a transactional id (`-`: of none), as `$pid` and `$epoch`.
fn producer(transactional_id: &str) -> Result<Step> {
    let id = Some(transactional_id).filter(|id| *id != "-");
    let body = serde_json::json!({"transactional_id": id, "transaction_timeout_ms": 60_000});
    let saves = [("pid", "producer_id"), ("epoch", "producer_epoch")];
    let saves = saves.map(|(name, path)| (name.to_owned(), path.to_owned())).into();
    Ok(Step { actor: Actor::Admin, key: 22, body, saves, shows: None })
}

/// The rows of the table: API key, operation, resource.
#[must_use]
pub fn table() -> Vec<(i16, String, String)> {
    let lines = ROWS.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    lines
        .filter_map(|line| {
            let [key, _, operation, resource] = line.split('\t').collect::<Vec<_>>()[..] else {
                return None;
            };
            Some((key.parse().ok()?, operation.to_owned(), resource.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_has_one_case() -> Result<()> {
        let cases = Cases::read()?;
        let rows = |api: &Api| -> Vec<_> {
            let rows = api.rows.iter();
            rows.map(|row| (api.key, row.operation.clone(), row.resource.clone())).collect()
        };
        let mut asked: Vec<_> = cases.apis.iter().flat_map(rows).collect();
        let mut table = table();
        assert_eq!(table.len(), 110);
        asked.sort();
        table.sort();
        assert_eq!(asked, table);
        Ok(())
    }
}
