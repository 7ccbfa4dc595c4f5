//! The table of requests.

use super::console::{Console, Failed, Performed};
use super::{
    add_principal, change_password, delete_principal, get_principal, ktadd, list_principals,
    modify_principal,
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
    Request {
        names: &["add_principal", "addprinc", "ank"],
        does: "Add principal",
        perform: Some(add_principal::perform),
    },
    Request {
        names: &["delete_principal", "delprinc"],
        does: "Delete principal",
        perform: Some(delete_principal::perform),
    },
    Request {
        names: &["modify_principal", "modprinc"],
        does: "Modify principal",
        perform: Some(modify_principal::perform),
    },
    Request {
        names: &["change_password", "cpw"],
        does: "Change password",
        perform: Some(change_password::perform),
    },
    Request {
        names: &["get_principal", "getprinc"],
        does: "Get principal",
        perform: Some(get_principal::perform),
    },
    Request {
        names: &["list_principals", "listprincs", "get_principals", "getprincs"],
        does: "List principals",
        perform: Some(list_principals::perform),
    },
    Request { names: &["get_privs", "getprivs"], does: "Get privileges", perform: Some(get_privs) },
    Request {
        names: &["ktadd", "xst"],
        does: "Add entry(s) to a keytab",
        perform: Some(ktadd::perform),
    },
    Request {
        names: &["list_requests", "lr", "?"],
        does: "List available requests.",
        perform: Some(list_requests),
    },
    Request { names: &["quit", "exit", "q"], does: "Exit program.", perform: None },
];

pub(super) fn find(name: &str) -> Found {
    let request = REQUESTS.iter().find(|request| request.names.contains(&name));
    match request.map(|request| request.perform) {
        Some(Some(perform)) => Found::Request(perform),
        Some(None) => Found::Quit,
        None => Found::Nothing,
    }
}

/// Whoever holds the database may do everything.
fn get_privs(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    if !arguments.is_empty() {
        return Err(Failed::Usage(None, "usage: get_privs\n"));
    }
    out!(console.streams, "current privileges: INQUIRE ADD MODIFY DELETE\n");
    Ok(())
}

fn list_requests(console: &mut Console<'_, '_>, _: &[String]) -> Performed {
    let mut text = format!("Available {} requests:\n\n", console.name);
    for request in REQUESTS {
        let names = request.names.join(", ");
        // Names that leave no room stand on a line of their own.
        let names = match names.len() {
            0..=23 => format!("{names:25}"),
            _ => format!("{names}\n{:25}", ""),
        };
        text.push_str(&format!("{names}{}\n", request.does));
    }
    out!(console.streams, "{text}");
    Ok(())
}
