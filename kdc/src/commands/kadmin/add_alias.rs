//! `add_alias`: another name for a principal. MIT has it from release 1.22 on.

use super::console::{Console, Failed, Performed};
use crate::AdminRequest;

const USAGE: &str = "usage: add_alias alias_principal target_principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let [alias, target] = arguments else {
        return Err(Failed::Usage(None, USAGE));
    };
    let alias = console.principal("add_alias", "alias principal name", alias)?;
    let target = console.principal("add_alias", "target principal name", target)?;
    let request = AdminRequest::CreateAlias { alias: alias.clone(), target: target.clone() };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while aliasing principal \"{alias}\" to \"{target}\"");
        Failed::Said(format!("add_alias: {denied} {doing}"))
    })?;
    console.tell(&format!("Alias \"{alias}\" to \"{target}\" created."));
    Ok(())
}
