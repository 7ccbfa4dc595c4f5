//! What the KDC logged, held against `kdc-log-lines.txt`.

use std::path::Path;
use std::sync::LazyLock;

use acceptance::mit_tools::Normal;
use acceptance::programs::repository;
use acceptance::realm::Make;
use regex::Regex;

/// Time, host and process of a line, and the list of the enctypes that the client asked for.
static HEAD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^.*? krb5kdc\[\w+\]").expect("a regular expression"));
static ETYPES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\(\d+ etypes \{.*?\}\)").expect("a regular expression"));

/// The recorded lines that `log` does not hold. Clients of ours ask for fewer enctypes than MIT's:
/// their list is cut from both.
#[must_use]
pub(super) fn missing(log: &str, clients: Make) -> Vec<String> {
    let normal = Normal::new(Path::new("/nowhere"));
    let line = |line: &str| {
        let line = HEAD.replace(&normal.line(line), "krb5kdc[PID]").into_owned();
        match clients {
            Make::Mit => line,
            Make::Ours => ETYPES.replace(&line, "(ETYPES)").into_owned(),
        }
    };
    let logged: Vec<String> = log.lines().map(line).collect();
    let path = repository().join("tests/goldens/mit-tools/kdc-log-lines.txt");
    let recorded = std::fs::read_to_string(path).expect("the recorded lines");
    recorded.lines().map(line).filter(|line| !logged.contains(line)).collect()
}
