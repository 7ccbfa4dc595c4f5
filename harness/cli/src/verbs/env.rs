//! `kerbside env`: the variables that point a user's programs at a bed.

use crate::arguments::Directory;
use crate::control::{Bed, Request};
use crate::failure::Failure;
use crate::output::Output;

/// Print `export` lines that point a user's programs at a bed
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    /// The user [default: the only one]
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// The listener [default: SASL_PLAINTEXT]
    #[arg(long, value_name = "NAME")]
    listener: Option<String>,
    /// The SASL mechanism [default: the first that the listener offers]
    #[arg(long, value_name = "NAME")]
    mechanism: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let mut bed = Bed::find(&arguments.directory.path())?;
    let lines: String = bed.ask(&Request::Env {
        user: arguments.user.clone(),
        listener: arguments.listener.clone(),
        mechanism: arguments.mechanism.clone(),
    })?;
    output.text(&lines)?;
    Ok(0)
}
