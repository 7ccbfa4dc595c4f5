//! `kerbside down`: ends a bed, and returns when it and its files are gone.

use crate::arguments::Directory;
use crate::bed::{Claim, Removed};
use crate::control::{Bed, Gone};
use crate::failure::Failure;
use crate::output::Output;

/// End a bed and remove what it made
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let path = arguments.directory.path();
    let bed = match Bed::find(&path) {
        Ok(bed) => bed,
        Err(Failure::NoBed(full)) => return clear_up(full, output),
        Err(failure) => return Err(failure),
    };
    let directory = bed.directory().to_owned();
    let gone: Gone = bed.end()?;
    output.line("the bed has ended, and its files are gone")?;
    if gone.directory_left {
        output.line(format_args!("{} stays: not all of it was the bed's", directory.display()))?;
    }
    Ok(0)
}

/// A bed that was killed could not remove its files.
fn clear_up(directory: std::path::PathBuf, output: &Output) -> Result<u8, Failure> {
    let Some(killed) = Claim::of_killed_bed(&directory)? else {
        return Err(Failure::NoBed(directory));
    };
    let removed = killed.remove()?;
    output.line("no bed ran; the files that a killed one had left are gone")?;
    if removed == Removed::Emptied {
        output.line(format_args!("{} stays: not all of it was the bed's", directory.display()))?;
    }
    Ok(0)
}
