//! The form of the transcripts, as `tests/goldens/mit-tools/README.md` describes it.

use std::fs;

use crate::programs::repository;

/// The commands of one file, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The file's name without its ending.
    pub name: String,
    /// What was run.
    pub commands: Vec<Recorded>,
}

/// One command, and what it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The line as it stands in the transcript.
    pub line: String,
    /// The program's name.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What it read from its standard input.
    pub input: String,
    /// By how much its clock was shifted, as faketime takes it.
    pub faketime: Option<String>,
    /// The lines on its standard output.
    pub out: Vec<String>,
    /// The lines on its standard error.
    pub err: Vec<String>,
    /// Its exit status.
    pub code: Option<i32>,
    /// What it traced, without the process and the time of each line; none where nobody asked.
    pub trace: Option<Vec<String>>,
}

impl Transcript {
    /// The transcript `name`, such as `kinit_password`.
    ///
    /// # Panics
    /// When there is no such file.
    #[must_use]
    #[track_caller]
    pub fn read(name: &str) -> Self {
        let path = repository().join("tests/goldens/mit-tools").join(format!("{name}.txt"));
        let text = fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), commands: parse(&text) }
    }
}

fn parse(text: &str) -> Vec<Recorded> {
    let mut commands: Vec<Recorded> = Vec::new();
    let mut faketime = None;
    for line in text.lines() {
        if let Some(shift) = line.strip_prefix("# faketime ") {
            faketime = Some(shift.to_owned());
        } else if let Some(command) = line.strip_prefix("$ ") {
            commands.push(Recorded { faketime: faketime.take(), ..command_of(command) });
        } else if let Some(current) = commands.last_mut() {
            result_of(line, current);
        }
    }
    commands
}

/// A command line with its standard input.
fn command_of(line: &str) -> Recorded {
    let (command, input) = line.split_once("   <<< ").unwrap_or((line, ""));
    let mut words = words(command).into_iter();
    Recorded {
        line: line.to_owned(),
        program: words.next().unwrap_or_default(),
        arguments: words.collect(),
        input: unescaped(&words_joined(input)),
        ..Recorded::default()
    }
}

fn result_of(line: &str, current: &mut Recorded) {
    let stream = match line.get(..2) {
        Some("O|") => Some(&mut current.out),
        Some("E|") => Some(&mut current.err),
        _ => None,
    };
    if let Some(stream) = stream {
        // What follows an output that has no end of line stands behind it.
        let (text, code) = unended(line.get(2..).unwrap_or_default());
        let (text, joined) = text.split_once("E|").map_or((text, None), |(o, e)| (o, Some(e)));
        stream.push(text.to_owned());
        current.err.extend(joined.map(str::to_owned));
        current.code = code.or(current.code);
    } else if let Some(code) = line.strip_prefix("rc=") {
        current.code = code.parse().ok();
    } else if line == "--- KRB5_TRACE" {
        current.trace = Some(Vec::new());
    } else if let Some(trace) = &mut current.trace
        && let Some(told) = traced(line)
    {
        trace.push(told.to_owned());
    }
}

/// The exit status stands behind a last line that has no end of its own.
fn unended(line: &str) -> (&str, Option<i32>) {
    let last = line.rsplit_once("rc=");
    let ended = last.and_then(|(text, code)| Some((text, code.parse().ok()?)));
    ended.map_or((line, None), |(text, code)| (text, Some(code)))
}

/// What a line of a trace tells behind `[PID] SECONDS.MICROSECONDS: `.
pub(super) fn traced(line: &str) -> Option<&str> {
    let (process, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (time, told) = rest.split_once(": ")?;
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    (digits(process) && digits(time)).then_some(told)
}

/// Words as bash's `printf %q` quotes them: a backslash before what is special.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, words.last_mut()) {
            (' ', _) => words.push(String::new()),
            ('\\', Some(word)) => word.extend(characters.next()),
            (other, Some(word)) => word.push(other),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn words_joined(text: &str) -> String {
    words(text).join(" ")
}

/// `\n` as `printf %b` writes it.
fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_words_input_streams_and_a_trace() {
        let text = "== a heading\n# faketime +1h\n\
            $ kadmin.local -q getprinc\\ \\\"a\\ b\\\"   <<< one\\ two\\\\n\\\\n\n\
            O|first\nE|\nrc=2\n\n--- KRB5_TRACE\n[7] 1.2: Sending: it\n\n$ klist\nO|x\nrc=0\n";
        let [one, two] = parse(text).try_into().unwrap();
        assert_eq!(one.program, "kadmin.local");
        assert_eq!(one.arguments, ["-q", "getprinc \"a b\""]);
        assert_eq!(one.input, "one two\n\n");
        assert_eq!(one.faketime.as_deref(), Some("+1h"));
        assert_eq!((one.out, one.err), (vec!["first".to_owned()], vec![String::new()]));
        assert_eq!(one.code, Some(2));
        assert_eq!(one.trace.unwrap(), ["Sending: it"]);
        assert_eq!((two.line.as_str(), two.trace), ("klist", None));
    }

    #[test]
    fn every_transcript_has_commands_with_exit_statuses() {
        for name in ["kinit_password", "kpasswd_policy", "ktutil", "addprinc", "kadmin_remote"] {
            let transcript = Transcript::read(name);
            assert!(!transcript.commands.is_empty(), "{name}");
            for command in transcript.commands {
                assert!(command.code.is_some(), "{name}: {}", command.line);
            }
        }
    }
}
