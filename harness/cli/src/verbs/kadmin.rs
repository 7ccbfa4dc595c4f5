//! `kerbside kadmin`: administers the realm of a bed while it runs, with the requests, the options
//! and the output of MIT's kadmin.
//!
//! The requests stand behind the verb, in `-q`, or on standard input, typed or piped. `--dir` goes
//! before them.

use std::io::{self, BufRead, Write};

use kerbside_kdc::commands::{Echo, Environment, Terminal};

use super::programs::Untouched;
use crate::arguments::Directory;
use crate::control::{Bed, Console, Input, Request, Surroundings, Typed};
use crate::failure::Failure;
use crate::output::Output;
use crate::terminal::Typist;

/// Administer the realm of a running bed, as MIT's kadmin does
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    #[command(flatten)]
    untouched: Untouched,
}

const AFTER_HELP: &str = "\
Examples (--dir goes before the request):
  kerbside kadmin addprinc -pw secret carol
  kerbside kadmin -q 'addprinc -randkey HTTP/localhost'
  kerbside kadmin ktadd -k http.keytab HTTP/localhost
  kerbside kadmin listprincs";

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let mut words = Vec::new();
    for word in &arguments.untouched.arguments {
        let text = word.to_str().ok_or_else(|| {
            Failure::Usage(format!("{word:?} is no UTF-8 text, as requests have to be"))
        })?;
        words.push(text.to_owned());
    }
    let mut bed = Bed::find(&arguments.directory.path())?;
    let environment =
        Environment::of_process().map_err(Failure::system("the current directory"))?;
    let terminal = Typist::of_stdin();
    let surroundings = Surroundings {
        folder: environment.directory,
        krb5_config: environment.krb5_config,
        ccache: environment.ccache,
        keytab: environment.keytab,
        input: if terminal.is_some() { Input::Typed } else { Input::Piped },
    };
    let request = Request::Kadmin { arguments: words, surroundings };
    bed.run(&request, &mut Here { output, terminal })
}

/// The streams of this process.
struct Here<'a> {
    output: &'a Output,
    terminal: Option<Typist>,
}

impl Console for Here<'_> {
    fn out(&mut self, text: &str) -> Result<(), Failure> {
        self.output.text(text)?;
        self.output.flush()
    }

    fn err(&mut self, text: &str) {
        // There is nobody left to tell that standard error is closed.
        let _unheard = io::stderr().write_all(text.as_bytes());
    }

    fn line(&mut self) -> Result<Typed, Failure> {
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line);
        match read.map_err(Failure::system("reading standard input"))? {
            0 => Ok(Typed::End),
            _ => String::from_utf8(line).map(Typed::Line).map_err(|_| {
                Failure::Usage("standard input is no UTF-8 text, as requests have to be".to_owned())
            }),
        }
    }

    fn edited_line(&mut self, prompt: &str, completions: &[String]) -> Result<Typed, Failure> {
        let names: Vec<&str> = completions.iter().map(String::as_str).collect();
        let terminal = self.terminal.as_mut();
        match terminal.and_then(|terminal| terminal.edited_line(prompt, &names)) {
            Some(line) => Ok(match line.map_err(Failure::system("reading the terminal"))? {
                Some(line) => Typed::Line(line + "\n"),
                None => Typed::End,
            }),
            None => {
                self.out(prompt)?;
                self.line()
            }
        }
    }

    fn echo(&mut self, echo: Echo) -> Result<(), Failure> {
        match &mut self.terminal {
            Some(terminal) => terminal.echo(echo).map_err(Failure::system("the terminal")),
            None => Ok(()),
        }
    }
}
