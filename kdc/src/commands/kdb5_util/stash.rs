//! `stash`: writes every version of the master key to the stash file.

use std::ffi::OsString;

use super::database::Database;
use super::tool::{Opened, Tool, system};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::out;
use crate::store::master_key::{MasterKeyError, write_stash};

const OPTIONS: &[OptionRow] = &[row('f', Kind::Value)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let database = match tool.open()? {
        Opened::Readable(database) => {
            out!(tool.streams, "Using existing stashed keys to update stash file.\n");
            database
        }
        Opened::Sealed => open_by_password(tool)?,
    };
    let path = match line.value('f') {
        Some(file) => tool.environment.path(file),
        None => tool.parameters.stash.clone(),
    };
    let keys = database.view()?.keys()?;
    write_stash(&path, &keys, tool.now()).map_err(|error| {
        let what = match &error {
            MasterKeyError::Stash { error, .. } => format!("{}: {}", path.display(), system(error)),
            error => error.to_string(),
        };
        Failure::new(what, "while storing key")
    })?;
    tool.status = 0;
    Ok(())
}

fn open_by_password(tool: &mut Tool<'_, '_>) -> Outcome<Database> {
    let password = tool.ask("Enter KDC database master key")?;
    let password =
        password.ok_or_else(|| Failure::new("Cannot read password", "while reading master key"))?;
    let source = tool.of_password(password);
    tool.open_with(&source).doing("while getting master key list")
}
