//! `use_mkey`: from when on a version of the master key is used.

use std::ffi::OsString;

use kerbside_kdc_core::admin::Expiry;

use super::add_mkey::{changed, put};
use super::tool::Tool;
use crate::commands::failure::{Failure, Outcome};
use crate::commands::kadmin::dates;
use crate::store::master_key::{MasterKeyError, use_version};

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let database = tool.open_readable()?;
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let (kvno, time) = match words.as_slice() {
        [kvno] => (kvno, None),
        [kvno, time] => (kvno, Some(time)),
        _ => return Err(Failure::Usage(None)),
    };
    // As atoi reads it: what is no number is 0.
    let kvno: u32 = kvno.parse().unwrap_or(0);
    let invalid = || Failure::Error(format!("Invalid argument {kvno} is an invalid KVNO value"));
    let now = tool.now();
    let from = match time {
        None => now,
        Some(time) => match dates::parse(time, now, &tool.environment.zone) {
            Some(Expiry::At(at)) => at,
            _ => {
                let what = format!("could not parse date-time string '{time}'");
                return Err(Failure::Error(what));
            }
        },
    };
    let by = tool.master_name().to_string();
    database.change("while adding master key entry to the database", |view| {
        let used = use_version(&*view.master()?, kvno, from, now);
        let master = used.map_err(|error| match error {
            MasterKeyError::NoSuchVersion(_) => invalid(),
            MasterKeyError::InUse(_) => {
                let what = "Invalid argument there must be one master key currently active";
                Failure::Error(what.to_owned())
            }
            error => Failure::new(error, "while adding new master key"),
        })?;
        Ok((vec![put(changed(master, &by, now))], ()))
    })
}
