//! `kerbside completions`: what a shell must know to complete the verbs and options.

use clap::CommandFactory;

use crate::Kerbside;
use crate::failure::Failure;
use crate::output::Output;

/// Print what a shell needs to complete this command's verbs and options
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Kerbside::command(), "kerbside", &mut script);
    output.text(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
