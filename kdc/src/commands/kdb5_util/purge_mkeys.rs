//! `purge_mkeys`: forgets the versions of the master key that seal no principal any more.

use std::collections::BTreeSet;
use std::ffi::OsString;

use kerbside_kdc_core::database::Change;
use kerbside_krb5::time::Timestamp;

use super::add_mkey::{changed, put};
use super::command_line::Master;
use super::database::View;
use super::tool::Tool;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::out;
use crate::entropy::OsEntropy;
use crate::store::master_key::{MasterKeyError, purge_versions, read_stash};

const OPTIONS: &[OptionRow] = &[row('f', Kind::Flag), row('n', Kind::Flag), row('v', Kind::Flag)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let database = tool.open_readable()?;
    let name = tool.master_name();
    let dry = line.has('n');
    if !line.has('f') && !dry {
        out!(
            tool.streams,
            "Will purge all unused master keys stored in the '{name}' principal, are you sure?\n\
             (type 'yes' to confirm)? "
        );
        if !tool.says_yes() {
            tool.status = 1;
            return Ok(());
        }
        out!(tool.streams, "OK, purging unused master keys from '{name}'...\n");
    }
    let view = database.view()?;
    if view.master()?.keys.len() <= 1 {
        if line.has('v') {
            out!(tool.streams, "There is only one master key which can not be purged.\n");
        }
        return Ok(());
    }
    let verb = if dry { "Would purge" } else { "Purging" };
    out!(tool.streams, "{verb} the following master key(s) from {name}:\n");
    let unused = unused(&view)?;
    let stashed = stashed(tool);
    for kvno in &unused {
        if stashed == Some(*kvno) {
            return Err(Failure::Error(
                "Stored master key is not current master key stash file needs updating, command \
                 aborting"
                    .to_owned(),
            ));
        }
        out!(tool.streams, "KVNO: {kvno}\n");
    }
    let count = unused.len();
    if count == 0 {
        out!(tool.streams, "All keys in use, nothing purged.\n");
        return Ok(());
    }
    if dry {
        out!(tool.streams, "{count} key(s) would be purged.\n");
        return Ok(());
    }
    let (now, by) = (tool.now(), name.to_string());
    database.change("while adding master key entry to the database", |view| {
        purge(view, &unused, &by, now).map(|change| (vec![change], ()))
    })?;
    out!(tool.streams, "{count} key(s) purged.\n");
    Ok(())
}

fn purge(view: &View, purged: &[u32], by: &str, now: Timestamp) -> Outcome<Change> {
    let doing = "while updating mkey_aux data for master principal entry";
    // A principal may have been sealed anew since the list was printed.
    let still = unused(view)?;
    if let Some(used) = purged.iter().find(|kvno| !still.contains(kvno)) {
        return Err(Failure::new(MasterKeyError::InUse(*used), doing));
    }
    let master = purge_versions(&*view.master()?, purged, now, &mut OsEntropy::new());
    Ok(put(changed(master.doing(doing)?, by, now)))
}

/// The versions that seal no record, the newest first; the newest seals the master key itself.
fn unused(view: &View) -> Outcome<Vec<u32>> {
    let principals = view.principals()?;
    let used: BTreeSet<u32> = principals.iter().map(|(_, p)| p.master_kvno).collect();
    let keys = view.keys()?;
    Ok(keys.versions().map(|(kvno, ..)| kvno).filter(|kvno| !used.contains(kvno)).collect())
}

/// The newest version in the stash that the database was opened with.
fn stashed(tool: &Tool<'_, '_>) -> Option<u32> {
    let Master::Stashed = tool.parameters.master else { return None };
    let keys = read_stash(&tool.parameters.stash, &tool.parameters.realm).ok()?;
    keys.first().map(|(kvno, _)| *kvno)
}
