//! `delete_principal`: a principal goes, after a question where somebody can answer it.

use super::console::{Console, Failed, Mode, Performed};
use crate::AdminRequest;
use crate::commands::streams::out;

const USAGE: &str = "usage: delete_principal [-force] principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, forced) = match arguments {
        [name] => (name, console.mode == Mode::Arguments),
        [force, name] if force == "-force" => (name, true),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let principal = console.principal("delete_principal", name)?;
    if !forced {
        out!(
            console.streams,
            "Are you sure you want to delete the principal \"{principal}\"? (yes/no): "
        );
        let answer = console.streams.line().ok().flatten();
        if answer.is_none_or(|answer| answer.as_slice() != b"yes") {
            return Err(Failed::Said(format!("Principal \"{principal}\" not deleted")));
        }
    }
    let request = AdminRequest::DeletePrincipal { principal: principal.clone() };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while deleting principal \"{principal}\"");
        Failed::Said(format!("delete_principal: {denied} {doing}"))
    })?;
    console.tell(&format!("Principal \"{principal}\" deleted."));
    console.tell("Make sure that you have removed this principal from all ACLs before reusing.");
    Ok(())
}
