//! The table of requests, and the short ones.

use super::super::keytabs::{KeytabName, KeytabNameError};
use super::super::streams::out;
use super::{Ktutil, add_entry, list};

/// Performs a request, called by that name, or says how it failed.
pub(super) type Perform = fn(&mut Ktutil<'_, '_>, &str, &[String]) -> Result<(), String>;

/// What a word stands for.
pub(super) enum Found {
    Request(Perform),
    Quit,
    Nothing,
}

struct Row {
    names: &'static [&'static str],
    about: &'static str,
    /// Absent for the end.
    perform: Option<Perform>,
}

const ROWS: &[Row] = &[
    Row {
        names: &["clear_list", "clear"],
        about: "Clear the current keylist.",
        perform: Some(clear),
    },
    Row {
        names: &["read_kt", "rkt"],
        about: "Read a krb5 keytab into the current keylist.",
        perform: Some(read),
    },
    Row {
        names: &["read_st", "rst"],
        about: "Deprecated and removed.",
        perform: Some(read_srvtab),
    },
    Row {
        names: &["write_kt", "wkt"],
        about: "Write the current keylist to a krb5 keytab.",
        perform: Some(write),
    },
    Row {
        names: &["write_st", "wst"],
        about: "Deprecated and removed.",
        perform: Some(write_srvtab),
    },
    Row {
        names: &["add_entry", "addent"],
        about: "Add an entry to the current keylist.",
        perform: Some(add_entry::perform),
    },
    Row {
        names: &["delete_entry", "delent"],
        about: "Delete an entry from the current keylist.",
        perform: Some(delete),
    },
    Row { names: &["list", "l"], about: "List the current keylist.", perform: Some(list::perform) },
    Row {
        names: &["list_requests", "lr", "?"],
        about: "List available requests.",
        perform: Some(list_requests),
    },
    Row { names: &["quit", "exit", "q"], about: "Exit program.", perform: None },
];

pub(super) fn find(name: &str) -> Found {
    match ROWS.iter().find(|row| row.names.contains(&name)) {
        Some(Row { perform: Some(perform), .. }) => Found::Request(*perform),
        Some(Row { perform: None, .. }) => Found::Quit,
        None => Found::Nothing,
    }
}

fn list_requests(ktutil: &mut Ktutil<'_, '_>, _: &str, _: &[String]) -> Result<(), String> {
    out!(ktutil.streams, "Available ktutil requests:\n\n");
    for row in ROWS {
        out!(ktutil.streams, "{:24} {}\n", row.names.join(", "), row.about);
    }
    Ok(())
}

fn clear(ktutil: &mut Ktutil<'_, '_>, called: &str, arguments: &[String]) -> Result<(), String> {
    if !arguments.is_empty() {
        return Err(format!("{called}: invalid arguments"));
    }
    ktutil.entries.clear();
    Ok(())
}

fn read(ktutil: &mut Ktutil<'_, '_>, called: &str, arguments: &[String]) -> Result<(), String> {
    let [name] = arguments else {
        return Err(format!("{called}: must specify keytab to read"));
    };
    let keytab = KeytabName::named(name, ktutil.environment).and_then(|keytab| keytab.read());
    let keytab = keytab.map_err(|error| {
        format!("{called}: {} while reading keytab \"{name}\"", sentence(&error))
    })?;
    ktutil.entries.extend(keytab.entries);
    Ok(())
}

/// Adds the list to what the keytab holds.
fn write(ktutil: &mut Ktutil<'_, '_>, called: &str, arguments: &[String]) -> Result<(), String> {
    let [name] = arguments else {
        return Err(format!("{called}: must specify keytab to write"));
    };
    let write = || -> Result<(), KeytabNameError> {
        // MIT's program takes the whole word for a path; one with a prefix is a slip.
        let keytab = KeytabName::named(name, ktutil.environment)?;
        let mut image = keytab.image_to_change()?;
        for entry in &ktutil.entries {
            image.add(entry)?;
        }
        keytab.write(&image)
    };
    write()
        .map_err(|error| format!("{called}: {} while writing keytab \"{name}\"", sentence(&error)))
}

/// The sentence of MIT's error table: the file is named by the request.
fn sentence(error: &KeytabNameError) -> String {
    match error {
        KeytabNameError::NotFound(_) => "No such file or directory".to_owned(),
        KeytabNameError::UnknownType(_) => "Unknown Key table type".to_owned(),
        other => other.to_string(),
    }
}

fn read_srvtab(_: &mut Ktutil<'_, '_>, called: &str, _: &[String]) -> Result<(), String> {
    Err(format!("{called}: reading srvtabs is no longer supported"))
}

fn write_srvtab(_: &mut Ktutil<'_, '_>, called: &str, _: &[String]) -> Result<(), String> {
    Err(format!("{called}: writing srvtabs is no longer supported"))
}

fn delete(ktutil: &mut Ktutil<'_, '_>, called: &str, arguments: &[String]) -> Result<(), String> {
    let [slot] = arguments else {
        return Err(format!("{called}: must specify entry to delete"));
    };
    // What is no number counts as zero, as in C's atoi.
    let slot: usize = slot.parse().unwrap_or(0);
    match slot.checked_sub(1).filter(|index| *index < ktutil.entries.len()) {
        Some(index) => {
            ktutil.entries.remove(index);
            Ok(())
        }
        None => Err(format!("{called}: Invalid argument while deleting entry {slot}")),
    }
}
