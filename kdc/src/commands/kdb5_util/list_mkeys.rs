//! `list_mkeys`: the versions of the master key, and from when on each is used.

use std::ffi::OsString;

use super::tool::Tool;
use crate::commands::failure::Outcome;
use crate::commands::streams::out;
use crate::commands::times;

pub(super) fn run(tool: &mut Tool<'_, '_>, _: &[OsString]) -> Outcome<()> {
    let keys = tool.open_readable()?.view()?.keys()?;
    out!(tool.streams, "Master keys for Principal: {}\n", tool.master_name());
    let (active, _) = keys.active(tool.now());
    for (kvno, key, from) in keys.versions() {
        let enctype = key.enctype();
        match from {
            Some(from) => {
                let from = times::long(from, &tool.environment.zone);
                let mark = if kvno == active { " *" } else { "" };
                out!(tool.streams, "KVNO: {kvno}, Enctype: {enctype}, Active on: {from}{mark}\n");
            }
            None => {
                out!(tool.streams, "KVNO: {kvno}, Enctype: {enctype}, No activate time set\n");
            }
        }
    }
    Ok(())
}
