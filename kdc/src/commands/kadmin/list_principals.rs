//! `list_principals`: the names that match a pattern.

use super::console::{Console, Failed, Performed};
use crate::commands::streams::out;
use crate::{AdminReply, AdminRequest};

const USAGE: &str = "usage: get_principals [expression]\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let pattern = match arguments {
        [] => None,
        [pattern] => Some(pattern.clone()),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let failed =
        |why: String| Failed::Said(format!("get_principals: {why} while retrieving list."));
    let reply = console.ask(&AdminRequest::ListPrincipals { pattern });
    let reply = reply.map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Principals(names) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    for name in names {
        out!(console.streams, "{name}\n");
    }
    Ok(())
}
