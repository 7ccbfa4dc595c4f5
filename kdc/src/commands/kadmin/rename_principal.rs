//! `rename_principal`: a principal gets another name, after a question where somebody can answer
//! it.

use super::console::{Confirmed, Console, Failed, Performed};
use crate::AdminRequest;

const USAGE: &str = "usage: rename_principal [-force] old_principal new_principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (from, to, confirmed) = match arguments {
        [from, to] => (from, to, Confirmed::NotYet),
        [force, from, to] if force == "-force" => (from, to, Confirmed::ByForce),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let from = console.principal("rename_principal", "old principal name", from)?;
    let to = console.principal("rename_principal", "new principal name", to)?;
    let question = format!("Are you sure you want to rename the principal \"{from}\" to \"{to}\"?");
    console.confirm(confirmed, &question, &format!("Principal \"{from}\" not renamed"))?;
    let request = AdminRequest::RenamePrincipal { from: from.clone(), to: to.clone() };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while renaming principal \"{from}\" to \"{to}\"");
        Failed::Said(format!("rename_principal: {denied} {doing}"))
    })?;
    console.tell(&format!("Principal \"{from}\" renamed to \"{to}\"."));
    console.tell("Make sure that you have removed the old principal from all ACLs before reusing.");
    Ok(())
}
