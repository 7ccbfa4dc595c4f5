//! Where a command reads and writes, and how it asks for a secret.

use std::fmt::Arguments;
use std::io::{self, BufRead, Write};

use zeroize::Zeroizing;

/// Whether a terminal shows what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// The terminal behind standard input.
pub trait Terminal {
    /// Shows what is typed from now on, or not.
    ///
    /// # Errors
    /// When the terminal refuses.
    fn echo(&mut self, echo: Echo) -> io::Result<()>;

    /// Has a line edited behind `prompt`, with history, and with `completions` for its first word.
    /// `None` without an editor: the prompt is then written and the line read as it comes.
    fn edited_line(&mut self, _prompt: &str, _completions: &[&str]) -> Option<EditedLine> {
        None
    }
}

/// A line that was edited, without its end; nothing at the end of input.
pub type EditedLine = io::Result<Option<String>>;

/// The three streams, and the terminal when there is one.
pub struct Streams<'a> {
    stdin: &'a mut dyn BufRead,
    stdout: &'a mut dyn Write,
    stderr: &'a mut dyn Write,
    terminal: Option<&'a mut dyn Terminal>,
    broken: bool,
}

impl<'a> Streams<'a> {
    /// Streams without a terminal.
    pub fn new(
        stdin: &'a mut dyn BufRead,
        stdout: &'a mut dyn Write,
        stderr: &'a mut dyn Write,
    ) -> Self {
        Self { stdin, stdout, stderr, terminal: None, broken: false }
    }

    /// The same with `terminal` behind standard input: secrets are read without echo.
    #[must_use]
    pub fn with_terminal(mut self, terminal: &'a mut dyn Terminal) -> Self {
        self.terminal = Some(terminal);
        self
    }

    /// Whether a person types.
    pub(super) fn interactive(&self) -> bool {
        self.terminal.is_some()
    }

    /// Whether something could not be written to standard output.
    pub(super) fn broken(&self) -> bool {
        self.broken
    }

    pub(super) fn out(&mut self, text: Arguments<'_>) {
        let written = self.stdout.write_fmt(text).and_then(|()| self.stdout.flush());
        self.broken |= written.is_err();
    }

    /// There is nobody left to tell when standard error fails.
    pub(super) fn err(&mut self, text: Arguments<'_>) {
        let _nobody_listens = self.stderr.write_fmt(text).and_then(|()| self.stderr.flush());
    }

    /// The next line of standard input without its end, or nothing at the end of input.
    pub(super) fn line(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut line = Zeroizing::new(Vec::new());
        if self.stdin.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok(Some(line))
    }

    /// The next line behind `prompt`, from the terminal's editor when it has one.
    pub(super) fn edited_line(
        &mut self,
        prompt: &str,
        completions: &[&str],
    ) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let terminal = self.terminal.as_mut();
        match terminal.and_then(|terminal| terminal.edited_line(prompt, completions)) {
            Some(line) => Ok(line?.map(|line| Zeroizing::new(line.into_bytes()))),
            None => {
                self.out(format_args!("{prompt}"));
                self.line()
            }
        }
    }

    /// Asks for a secret as MIT's prompter does: the prompt and, after the answer, the end of line
    /// go to standard output, whether a terminal is there or not.
    pub(crate) fn secret(&mut self, prompt: &str) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        self.out(format_args!("{prompt}: "));
        self.echo(Echo::Off)?;
        let answer = self.line();
        self.echo(Echo::On)?;
        self.out(format_args!("\n"));
        answer
    }

    fn echo(&mut self, echo: Echo) -> io::Result<()> {
        match &mut self.terminal {
            Some(terminal) => terminal.echo(echo),
            None => Ok(()),
        }
    }
}

/// Writes to standard output of some [`Streams`].
macro_rules! out {
    ($streams:expr, $($text:tt)*) => { $streams.out(format_args!($($text)*)) };
}

/// Writes to standard error of some [`Streams`].
macro_rules! err {
    ($streams:expr, $($text:tt)*) => { $streams.err(format_args!($($text)*)) };
}

pub(super) use {err, out};
