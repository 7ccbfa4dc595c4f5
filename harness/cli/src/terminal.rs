//! The terminal of a person who types requests: lines are edited, those before come back with the
//! arrow keys, and Tab completes the name of a request. Of several lines that are pasted, each is
//! one; Ctrl-C gives up the line, Ctrl-D ends the requests.
//!
//! The history ends with the process, so that a password behind `-pw` lies nowhere.

use std::collections::VecDeque;
use std::io;

use kerbside_kdc::commands::{Echo, EditedLine, Terminal, Tty};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

/// The terminal on standard input, with an editor once a line is wanted.
pub(crate) struct Typist {
    tty: Tty,
    editor: Option<Editor<Names, MemHistory>>,
    pasted: VecDeque<String>,
}

impl Typist {
    /// The terminal, when standard input is one.
    pub(crate) fn of_stdin() -> Option<Self> {
        Tty::of_stdin().map(|tty| Self { tty, editor: None, pasted: VecDeque::new() })
    }

    fn edit(&mut self, prompt: &str, completions: &[&str]) -> rustyline::Result<String> {
        if let Some(line) = self.pasted.pop_front() {
            return Ok(line);
        }
        let editor = match &mut self.editor {
            Some(editor) => editor,
            none => {
                let listed = CompletionType::List;
                let config = Config::builder().completion_type(listed).build();
                let history = MemHistory::with_config(&config);
                let mut editor = Editor::with_history(config, history)?;
                let names = completions.iter().map(|name| (*name).to_owned()).collect();
                editor.set_helper(Some(Names(names)));
                none.insert(editor)
            }
        };
        let typed = editor.readline(prompt)?;
        for line in typed.lines().filter(|line| !line.trim().is_empty()) {
            editor.add_history_entry(line)?;
        }
        self.pasted = typed.lines().map(str::to_owned).collect();
        Ok(self.pasted.pop_front().unwrap_or_default())
    }
}

impl Terminal for Typist {
    fn echo(&mut self, echo: Echo) -> io::Result<()> {
        self.tty.echo(echo)
    }

    fn edited_line(&mut self, prompt: &str, completions: &[&str]) -> Option<EditedLine> {
        Some(match self.edit(prompt, completions) {
            Ok(line) => Ok(Some(line)),
            Err(ReadlineError::Eof) => Ok(None),
            Err(ReadlineError::Interrupted) => Ok(Some(String::new())),
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        })
    }
}

/// The names that may begin a line.
struct Names(Vec<String>);

impl Completer for Names {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.beginning(line.get(..position).unwrap_or_default()))
    }
}

impl Names {
    /// Where the first word of `typed` begins, and what it may become; nothing behind that word.
    fn beginning(&self, typed: &str) -> (usize, Vec<String>) {
        let word = typed.trim_start();
        let start = typed.len() - word.len();
        if word.contains(char::is_whitespace) {
            return (typed.len(), Vec::new());
        }
        let mut fitting: Vec<String> =
            self.0.iter().filter(|name| name.starts_with(word)).cloned().collect();
        if let [only] = fitting.as_mut_slice() {
            only.push(' ');
        }
        (start, fitting)
    }
}

impl Hinter for Names {
    type Hint = String;
}
impl Highlighter for Names {}
impl Validator for Names {}
impl Helper for Names {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_a_line_is_completed() {
        let names = Names(["getprinc", "getprincs", "lr"].map(str::to_owned).to_vec());
        for (typed, start, fitting) in [
            ("getp", 0, &["getprinc", "getprincs"][..]),
            ("  l", 2, &["lr "]),
            ("", 0, &["getprinc", "getprincs", "lr"]),
            ("x", 0, &[]),
            ("getprinc l", 10, &[]),
        ] {
            let fitting = fitting.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(names.beginning(typed), (start, fitting), "{typed:?}");
        }
    }
}
