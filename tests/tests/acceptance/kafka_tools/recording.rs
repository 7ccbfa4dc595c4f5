//! Recordings of `tests/goldens/kafka-tools`: a comment with the origin, an empty line, `$ ` and
//! the command line, what the tool printed (standard output and standard error as they came), and
//! its exit status.

use std::fs;

use acceptance::process::package_file;

use super::allowed::normal;

/// What a tool printed to Apache Kafka.
pub(super) struct Recording {
    /// The file's name without its extension.
    pub(super) name: String,
    /// The class and its arguments.
    pub(super) command: String,
    output: String,
}

/// All, in the order in which they ran.
pub(super) fn all() -> Vec<Recording> {
    let folder = package_file("goldens/kafka-tools");
    let files = fs::read_dir(&folder).expect("the recordings are there");
    let mut paths: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a recording is text");
        let (_, text) = text.split_once("\n\n$ ").expect("a command line comes first");
        let (command, output) = text.split_once('\n').expect("an output comes next");
        Recording { name, command: command.to_owned(), output: output.trim_end().to_owned() }
    };
    paths.iter().map(read).collect()
}

/// What each of several tools in one JVM printed, in the form of the recordings.
pub(super) fn outputs(all: &str) -> Vec<String> {
    let mut outputs = Vec::new();
    let mut rest = all;
    while let Some((output, after)) = rest.split_once("\n=== ") {
        let (end, after) = after.split_once('\n').unwrap_or((after, ""));
        let status = end.rsplit(' ').next().unwrap_or_default();
        outputs.push(format!("{output}[exit {status}]"));
        rest = after;
    }
    outputs
}

impl Recording {
    /// The lines that differ though they may not: `-` was recorded, `+` was printed here.
    pub(super) fn difference(&self, output: &str, broker: &str) -> Option<String> {
        let output = output.replace(broker, "<BROKER>");
        let (recorded, printed) = (normal(&self.name, &self.output), normal(&self.name, &output));
        if recorded == printed {
            return None;
        }
        let shown = |sign: &str, lines: &[String], others: &[String]| -> String {
            let differs = |line: &&String| !others.contains(line);
            let differing: Vec<_> = lines.iter().filter(differs).collect();
            let differing = if differing.is_empty() { lines.iter().collect() } else { differing };
            differing.into_iter().map(|line| format!("  {sign}{line}\n")).collect()
        };
        Some(shown("-", &recorded, &printed) + &shown("+", &printed, &recorded))
    }
}

#[test]
fn what_is_not_listed_is_a_difference() {
    let mut found = 0;
    for recording in all() {
        assert_eq!(recording.difference(&recording.output, "localhost:1"), None);
        for line in recording.output.lines().filter(|line| line.contains("smoke")) {
            let other = recording.output.replace(line, &line.replace("smoke", "smokes"));
            assert!(recording.difference(&other, "localhost:1").is_some(), "{line}");
            found += 1;
        }
        let failed = recording.output.replace("[exit 0]", "[exit 1]");
        assert!(recording.difference(&failed, "localhost:1").is_some(), "{}", recording.name);
    }
    assert!(found >= 30, "{found}");
}
