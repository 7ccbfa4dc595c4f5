//! `kerbside status`: where everything of a bed is.

use super::up;
use crate::arguments::Directory;
use crate::control::{Bed, Request, Status};
use crate::failure::Failure;
use crate::output::Output;

/// Show where everything of a bed is; fails when none runs
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let status: Status = Bed::find(&arguments.directory.path())?.ask(&Request::Status)?;
    if arguments.json {
        output.json(&status)?;
    } else {
        output.text(&up::table(&status))?;
        output.line(format_args!("{:<10} {:.0} s", "up for", status.uptime_seconds))?;
    }
    Ok(0)
}
