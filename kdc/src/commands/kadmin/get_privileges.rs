//! `get_privs`: what the caller may do.

use kerbside_kdc_core::admin::Privileges;

use super::console::{Console, Failed, Performed};
use crate::commands::streams::out;
use crate::{AdminReply, AdminRequest};

const NAMES: &[(Privileges, &str)] = &[
    (Privileges::GET, "INQUIRE"),
    (Privileges::ADD, "ADD"),
    (Privileges::MODIFY, "MODIFY"),
    (Privileges::DELETE, "DELETE"),
];

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    if !arguments.is_empty() {
        return Err(Failed::Usage(None, "usage: get_privs\n"));
    }
    let failed =
        |why: String| Failed::Said(format!("get_privs: {why} while retrieving privileges"));
    let reply = console.ask(&AdminRequest::GetPrivileges);
    let reply = reply.map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Privileges(privileges) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    let had = NAMES.iter().filter(|(privilege, _)| privileges.contains(*privilege));
    let names: String = had.map(|(_, name)| format!(" {name}")).collect();
    out!(console.streams, "current privileges:{names}\n");
    Ok(())
}
