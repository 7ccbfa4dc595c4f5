//! `destroy`: removes a database.

use std::ffi::OsString;

use super::tool::Tool;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::out;

const OPTIONS: &[OptionRow] = &[row('f', Kind::Flag)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words).map_err(without_line)?;
    tool.check_exists()?;
    let database = tool.parameters.database.clone();
    if !line.has('f') {
        out!(tool.streams, "Deleting KDC database stored in '{database}', are you sure?\n");
        out!(tool.streams, "(type 'yes' to confirm)? ");
        if !tool.says_yes() {
            tool.status = 1;
            return Ok(());
        }
        out!(tool.streams, "OK, deleting database '{database}'...\n");
    }
    tool.files.destroy(&tool.path()).doing(&format!("deleting database '{database}'"))?;
    out!(tool.streams, "** Database '{database}' destroyed.\n");
    Ok(())
}

/// MIT prints its usage alone.
fn without_line(failure: Failure) -> Failure {
    match failure {
        Failure::Usage(_) => Failure::Usage(None),
        error @ Failure::Error(_) => error,
    }
}
