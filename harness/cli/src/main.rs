//! The kerbside command: realms, brokers, clients and failures on one machine.
//!
//! One file per verb below `verbs/`. A running bed (`bed/`) is steered through the control socket
//! in its directory (`control/`). Called by the name of one of MIT's programs, it is that program
//! (`shims/`). Standard output goes through [`output::Output`], errors through
//! [`failure::Failure`]: exit status 2 is a slip on the command line, 1 any other failure.

mod arguments;
mod bed;
mod control;
mod failure;
mod output;
mod shims;
mod terminal;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use failure::Failure;
use output::Output;

/// A Kerberos realm and a Kafka cluster in one process: to test against, to break and to explain.
#[derive(Debug, Parser)]
#[command(name = "kerbside", version, after_help = AFTER_HELP)]
struct Kerbside {
    #[command(subcommand)]
    verb: verbs::Verb,
}

const AFTER_HELP: &str = "\
A first look:
  kerbside demo
A bed to point clients at:
  kerbside up --detach --user alice:secret --topic orders:3
  eval \"$(kerbside env --user alice)\"
  kinit alice
  kerbside down";

fn main() -> ExitCode {
    let output = Output::new();
    let mut words = std::env::args_os();
    if let Some(shim) = words.next().as_deref().and_then(shims::called_as) {
        return shim.run(words.collect(), &output);
    }
    let verb = Kerbside::parse().verb;
    let ended = verb.run(&output).and_then(|status| {
        output.flush()?;
        Ok(status)
    });
    match ended {
        Ok(status) => ExitCode::from(status),
        // Whoever reads has seen enough: `kerbside status | head`.
        Err(Failure::Output(error)) if output::nobody_reads(&error) => ExitCode::SUCCESS,
        Err(failure) => {
            output.complain(&failure);
            ExitCode::from(failure.status())
        }
    }
}
