//! The table of requests, in MIT's order.

use super::console::{Console, Performed};
use super::{
    add_alias, add_principal, change_password, delete_principal, get_principal, get_privileges,
    ktadd, ktremove, list_principals, lock, modify_principal, policies, purge_keys,
    rename_principal, strings,
};
use crate::commands::streams::out;

/// What a request does with its arguments.
pub(super) type Perform = fn(&mut Console<'_, '_>, &[String]) -> Performed;

struct Request {
    names: &'static [&'static str],
    does: &'static str,
    perform: Option<Perform>,
}

/// What a name stands for.
pub(super) enum Found {
    Request(Perform),
    Quit,
    Nothing,
}

const REQUESTS: &[Request] = &[
    request(&["add_principal", "addprinc", "ank"], "Add principal", add_principal::perform),
    request(&["delete_principal", "delprinc"], "Delete principal", delete_principal::perform),
    request(&["modify_principal", "modprinc"], "Modify principal", modify_principal::perform),
    request(&["rename_principal", "renprinc"], "Rename principal", rename_principal::perform),
    request(&["add_alias", "alias"], "Add alias", add_alias::perform),
    request(&["change_password", "cpw"], "Change password", change_password::perform),
    request(&["get_principal", "getprinc"], "Get principal", get_principal::perform),
    request(
        &["list_principals", "listprincs", "get_principals", "getprincs"],
        "List principals",
        list_principals::perform,
    ),
    request(&["add_policy", "addpol"], "Add policy", policies::add),
    request(&["modify_policy", "modpol"], "Modify policy", policies::modify),
    request(&["delete_policy", "delpol"], "Delete policy", policies::delete),
    request(&["get_policy", "getpol"], "Get policy", policies::get),
    request(
        &["list_policies", "listpols", "get_policies", "getpols"],
        "List policies",
        policies::list,
    ),
    request(&["get_privs", "getprivs"], "Get privileges", get_privileges::perform),
    request(&["ktadd", "xst"], "Add entry(s) to a keytab", ktadd::perform),
    request(&["ktremove", "ktrem"], "Remove entry(s) from a keytab", ktremove::perform),
    request(&["lock"], "Lock database exclusively (use with extreme caution!)", lock::lock),
    request(&["unlock"], "Release exclusive database lock", lock::unlock),
    request(
        &["purgekeys"],
        "Purge previously retained old keys from a principal",
        purge_keys::perform,
    ),
    request(&["get_strings", "getstrs"], "Show string attributes on a principal", strings::get),
    request(&["set_string", "setstr"], "Set a string attribute on a principal", strings::set),
    request(&["del_string", "delstr"], "Delete a string attribute on a principal", strings::delete),
    request(&["list_requests", "lr", "?"], "List available requests.", list_requests),
    Request { names: &["quit", "exit", "q"], does: "Exit program.", perform: None },
];

const fn request(names: &'static [&'static str], does: &'static str, perform: Perform) -> Request {
    Request { names, does, perform: Some(perform) }
}

/// Every name of every request.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    REQUESTS.iter().flat_map(|request| request.names.iter().copied())
}

pub(super) fn find(name: &str) -> Found {
    let request = REQUESTS.iter().find(|request| request.names.contains(&name));
    match request.map(|request| request.perform) {
        Some(Some(perform)) => Found::Request(perform),
        Some(None) => Found::Quit,
        None => Found::Nothing,
    }
}

fn list_requests(console: &mut Console<'_, '_>, _: &[String]) -> Performed {
    let mut text = format!("Available {} requests:\n\n", console.name);
    for request in REQUESTS {
        let names = request.names.join(", ");
        // Names that leave no room stand on a line of their own.
        let names = match names.len() {
            0..=24 => format!("{names:25}"),
            _ => format!("{names}\n{:25}", ""),
        };
        text.push_str(&format!("{names}{}\n", request.does));
    }
    out!(console.streams, "{text}");
    Ok(())
}
