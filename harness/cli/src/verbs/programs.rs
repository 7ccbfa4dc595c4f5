//! MIT's programs, run with this process's environment and streams.

use std::ffi::OsString;
use std::io;

use kerbside_kdc::commands::{Environment, Streams};

use crate::failure::Failure;
use crate::terminal::Typist;

/// A program as a function.
pub(crate) type Program = fn(&[OsString], &Environment, &mut Streams<'_>) -> u8;

/// What stands behind a program's name, untouched.
#[derive(Debug, clap::Args)]
pub(crate) struct Untouched {
    /// The program's own options and arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    pub(super) arguments: Vec<OsString>,
}

/// Runs `program`; its exit status.
pub(crate) fn run(program: Program, arguments: &[OsString]) -> Result<u8, Failure> {
    let environment =
        Environment::of_process().map_err(Failure::system("the current directory"))?;
    let (mut stdin, mut stdout, mut stderr) = (io::stdin().lock(), io::stdout(), io::stderr());
    let mut streams = Streams::new(&mut stdin, &mut stdout, &mut stderr);
    let mut terminal = Typist::of_stdin();
    if let Some(terminal) = &mut terminal {
        streams = streams.with_terminal(terminal);
    }
    Ok(program(arguments, &environment, &mut streams))
}
