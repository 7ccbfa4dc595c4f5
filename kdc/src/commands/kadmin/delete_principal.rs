//! `delete_principal`: a principal goes, after a question where somebody can answer it.

use super::console::{Confirmed, Console, Failed, Performed};
use crate::AdminRequest;

const USAGE: &str = "usage: delete_principal [-force] principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, confirmed) = match arguments {
        [name] => (name, Confirmed::NotYet),
        [force, name] if force == "-force" => (name, Confirmed::ByForce),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let principal = console.principal("delete_principal", "principal name", name)?;
    let question = format!("Are you sure you want to delete the principal \"{principal}\"?");
    console.confirm(confirmed, &question, &format!("Principal \"{principal}\" not deleted"))?;
    let request = AdminRequest::DeletePrincipal { principal: principal.clone() };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while deleting principal \"{principal}\"");
        Failed::Said(format!("delete_principal: {denied} {doing}"))
    })?;
    console.tell(&format!("Principal \"{principal}\" deleted."));
    console.tell("Make sure that you have removed this principal from all ACLs before reusing.");
    Ok(())
}
