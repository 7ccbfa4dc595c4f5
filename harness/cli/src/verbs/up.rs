//! `kerbside up`: a bed that runs until it is told to end.
//!
//! In the foreground by default: Ctrl-C and SIGTERM end it, and its files go with it. With
//! `--detach` it runs in a session of its own, and the command returns when it answers.

mod background;
mod summary;

pub(super) use summary::table;

use crate::arguments::Directory;
use crate::bed::{Life, Report, Setup, live};
use crate::control::Status;
use crate::failure::Failure;
use crate::output::{self, Output};

/// Start a realm and brokers, and keep them running
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    #[command(flatten)]
    setup: Setup,
    /// Run in the background; return when everything answers
    #[arg(long)]
    detach: bool,
    /// Print JSON, as `kerbside status --json` does
    #[arg(long)]
    json: bool,
    /// This is the process in the background
    #[arg(long, hide = true)]
    background: bool,
}

pub(crate) fn run(arguments: Arguments, output: &Output) -> Result<u8, Failure> {
    let directory = arguments.directory.path();
    let form = match arguments.json {
        true => summary::Form::Json,
        false => summary::Form::Text,
    };
    if arguments.background {
        background::enter()?;
        let mut report = background::ToParent;
        let life = Life { directory, setup: arguments.setup };
        return live(life, &mut report).map(|()| 0);
    }
    // Slips of the command line are told here, before anything is started.
    arguments.setup.builder()?;
    for warning in arguments.setup.warnings() {
        output.remark(format_args!("warning: {warning}"));
    }
    if arguments.detach {
        let status = background::start(output)?;
        return summary::print(&status, form, output).map(|()| 0);
    }
    let mut report = Foreground { form, output: *output };
    let life = Life { directory, setup: arguments.setup };
    live(life, &mut report)?;
    output.remark("the bed has ended, and its files are gone");
    Ok(0)
}

/// Prints where everything is.
struct Foreground {
    form: summary::Form,
    output: Output,
}

impl Report for Foreground {
    fn ready(&mut self, status: &Status) -> Result<(), Failure> {
        let printed =
            summary::print(status, self.form, &self.output).and_then(|()| self.output.flush());
        match printed {
            // `kerbside up | head -1` still wants its bed.
            Err(Failure::Output(error)) if output::nobody_reads(&error) => Ok(()),
            printed => {
                printed?;
                if self.form == summary::Form::Text {
                    self.output.remark("runs until Ctrl-C or `kerbside down`");
                }
                Ok(())
            }
        }
    }
}
