//! `kerbside explain`: what went wrong at a bed and why.

use crate::arguments::Directory;
use crate::control::{Bed, Explained, Request};
use crate::failure::Failure;
use crate::output::Output;

/// Explain what went wrong at a bed, from what its parties saw
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let explained: Explained = Bed::find(&arguments.directory.path())?.ask(&Request::Explain)?;
    match arguments.json {
        true => output.json(&explained.explanation)?,
        false => output.line(explained.text.trim_end())?,
    }
    Ok(0)
}
