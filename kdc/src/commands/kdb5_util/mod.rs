//! `kdb5_util`: makes, removes, dumps and loads a realm's database, and turns its master key.
//!
//! One file per command. Options may stand anywhere, and what is no option of `kdb5_util` itself
//! belongs to the command, as in MIT's.
//!
//! Departures: the records of a database cannot be read without its master key, so that `dump`,
//! `load` and `tabdump` ask for it where MIT's go on without; a dump of which a line was cut is
//! refused. Leaves out: master keys of another name than `K/M`, and incremental propagation.

mod add_mkey;
mod ark;
mod command_line;
mod convert;
mod create;
mod database;
mod destroy;
mod dump;
mod durable_files;
mod files;
mod list_mkeys;
mod load;
mod purge_mkeys;
mod stash;
mod tabdump;
#[cfg(test)]
mod tests;
mod tool;
mod update_princ_encryption;
mod use_mkey;

use std::ffi::OsString;

use super::environment::Environment;
use super::failure::{Failure, Outcome};
use super::streams::{Streams, err};
pub use durable_files::DurableFiles;
pub use files::{DatabaseError, DatabaseFiles};
use tool::Tool;

const NAME: &str = "kdb5_util";

const USAGE: &str = "\
Usage: kdb5_util [-r realm] [-d dbname] [-k mkeytype] [-kv mkeyVNO]
\t        [-M mkeyname] [-m] [-sf stashfilename] [-P password]
\t        [-x db_args]* cmd [cmd_options]
\tcreate  [-s]
\tdestroy [-f]
\tstash   [-f keyfile]
\tdump    [-b7|-r13|-r18] [-verbose]
\t        [-mkey_convert] [-new_mkey_file mkey_file]
\t        [-rev] [-recurse] [filename [princs...]]
\tload    [-b7|-r13|-r18] [-hash] [-verbose] [-update] filename
\tark     [-e etype_list] principal
\tadd_mkey [-e etype] [-s]
\tuse_mkey kvno [time]
\tlist_mkeys
\tupdate_princ_encryption [-f] [-n] [-v] [princ-pattern]
\tpurge_mkeys [-f] [-n] [-v]
\ttabdump [-H] [-c] [-e] [-n] [-o outfile] dumptype

where,
\t[-x db_args]* - any number of database specific arguments.
\t\t\tLook at each database documentation for supported arguments
";

/// A command with its own words.
type Command = fn(&mut Tool<'_, '_>, &[OsString]) -> Outcome<()>;

/// Every command by its name.
const COMMANDS: &[(&str, Command)] = &[
    ("create", create::run),
    ("destroy", destroy::run),
    ("stash", stash::run),
    ("dump", dump::run),
    ("load", load::run),
    ("ark", ark::run),
    ("add_mkey", add_mkey::run),
    ("use_mkey", use_mkey::run),
    ("list_mkeys", list_mkeys::run),
    ("update_princ_encryption", update_princ_encryption::run),
    ("purge_mkeys", purge_mkeys::run),
    ("tabdump", tabdump::run),
];

/// Runs `kdb5_util` on the databases of the file system; its exit code.
pub fn kdb5_util(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    kdb5_util_on(&DurableFiles, arguments, environment, streams)
}

/// Runs `kdb5_util` on the databases that `files` opens; its exit code.
pub fn kdb5_util_on(
    files: &dyn DatabaseFiles,
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let mut status = 0;
    let outcome = command_line::read(arguments, environment).and_then(|line| {
        let (parameters, command, words) = (line.parameters, line.command, line.words);
        let mut tool = Tool { files, environment, streams, parameters, status: 0 };
        let outcome = command(&mut tool, &words);
        status = tool.status;
        outcome
    });
    match outcome {
        Ok(()) if streams.broken() => {
            err!(streams, "{NAME}: standard output cannot be written\n");
            1
        }
        Ok(()) => status,
        Err(Failure::Error(line)) => {
            err!(streams, "{NAME}: {line}\n");
            status.saturating_add(1)
        }
        Err(Failure::Usage(line)) => {
            if let Some(line) = line {
                err!(streams, "{line}\n");
            }
            err!(streams, "{USAGE}");
            1
        }
    }
}
