//! What may differ between a recording and what a tool prints here, and why.

use regex::Regex;

/// A text that may differ.
pub(super) struct Allowed {
    /// How the names of the recordings begin in which it may; all when empty.
    within: &'static str,
    /// What differs; what its groups `a` and `b` hold stays.
    pattern: &'static str,
    /// What stands for it.
    stands_for: &'static str,
    /// Why it may.
    reason: &'static str,
}

const fn allowed(
    within: &'static str,
    pattern: &'static str,
    stands_for: &'static str,
    reason: &'static str,
) -> Allowed {
    Allowed { within, pattern, stands_for, reason }
}

/// Everything that may.
const ALLOWED: [Allowed; 18] = [
    allowed(
        "",
        r"(?P<a>WARN|ERROR) (?P<b>org\.apache\.\S+) - (?P<c>[^\n]*)",
        "[<TS>] $a $c ($b)",
        "the same line, written by slf4j-simple and not by log4j",
    ),
    allowed(
        "",
        r"\[<TS>\] WARN [^\n]*TGT renewal thread has been interrupted and will exit\.[^\n]*\n",
        "",
        "said by the client's own renewal thread as it ends, before, within or after other lines",
    ),
    allowed("", r"\d{4}-\d\d-\d\dT\d\d:\d\d|(?P<a>[^\[])<TS>", "$a<TIME>", "a time"),
    allowed("", r"[A-Za-z0-9+/]{86}==", "<HMAC>", "the secret of a token"),
    allowed("1", r"(?m)^ \t", "\t", "a blank before the first line of a hash set, see UNORDERED"),
    allowed("03", r"TopicId: \S{22}", "TopicId: <ID>", "an id"),
    allowed("25", r"tokenId : \S{22}", "tokenId : <ID>", "an id"),
    allowed("2", r"(?m)^\S{22} <HMAC>", "<ID> <HMAC>", "an id"),
    allowed("27", r"ClusterId:( +)\S{22}", "ClusterId:$1<ID>", "an id"),
    allowed("27", r#""directoryId": "\S{22}""#, r#""directoryId": "<ID>""#, "an id"),
    allowed("27", r"localhost:\d+|<BROKER>", "<PORT>", "a port"),
    allowed("27", r"(?P<a>HighWatermark|LeaderEpoch):( +)\d+", "$a:$2<N>", "watermark, epoch"),
    allowed("28", r"Epoch: \d+", "Epoch: <N>", "an epoch"),
    allowed("28", r"(?m)^Feature: (share|streams)\.version .*\n", "", "share and streams are out"),
    allowed(
        "24",
        r"(?m)^\t\w+\((71|72|7[6-9]|8\d|9[0-4])\): [^\n]*\n",
        "",
        "telemetry, share and streams groups, raft voters and the newest keys are out",
    ),
    allowed("30", r#""(?P<a>size)":\d+"#, r#""$a":<N>"#, "a size"),
    allowed("30", r#""logDir":"[^"]*""#, r#""logDir":"<DIR>""#, "a log directory"),
    allowed("31", r"Cluster ID: \S{22}", "Cluster ID: <ID>", "an id"),
];

/// Recordings that list a hash set of the tool's own, whose order is that of Java's identity hashes
/// and another one in each JVM.
const UNORDERED: [&str; 4] =
    ["12-acls-add", "13-acls-add-consumer", "14-acls-add-deny", "15-acls-list"];

/// The lines of an output, with one text for all that may stand in the place of another.
pub(super) fn normal(name: &str, output: &str) -> Vec<String> {
    let replace = |text: String, pattern: &str, by: &str| {
        let pattern = Regex::new(pattern).expect("the table's patterns are right");
        pattern.replace_all(&text, by).into_owned()
    };
    let fits = |it: &&Allowed| name.starts_with(it.within);
    let text = ALLOWED
        .iter()
        .filter(fits)
        .fold(output.to_owned(), |text, it| replace(text, it.pattern, it.stands_for));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if UNORDERED.contains(&name) {
        lines.sort();
    }
    lines
}

/// The table, for the test's report.
pub(super) fn table() -> String {
    let row = |it: &Allowed| {
        let within = if it.within.is_empty() { "all" } else { it.within };
        format!("  {within}: {}, because: {}\n", it.pattern, it.reason)
    };
    ALLOWED.iter().map(row).collect()
}

/// The secret of the token that an output shows.
pub(super) fn hmac(output: &str) -> Option<&str> {
    output.split_whitespace().find(|word| word.len() == 88 && word.ends_with("=="))
}
