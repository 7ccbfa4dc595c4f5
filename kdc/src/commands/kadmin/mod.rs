//! `kadmin` and `kadmin.local`: one grammar, performed by whatever an [`AdminSession`] is.
//!
//! Three modes, as in MIT's: `-q QUERY`, the request as arguments (nothing is asked and success is
//! silent), and requests line by line on standard input. One file per noun. The command line is
//! read first; then a [`SessionOpener`] opens the session that it asks for.

mod add_alias;
mod add_principal;
mod attributes;
mod change_password;
mod console;
pub(super) mod dates;
mod delete_principal;
mod get_principal;
mod get_privileges;
mod key_salts;
mod ktadd;
mod ktremove;
mod list_principals;
mod lock;
mod modify_principal;
mod numbers;
mod opener;
mod policies;
mod principal_options;
mod purge_keys;
mod rename_principal;
mod requests;
mod session;
mod spans;
mod startup;
mod strings;
pub(super) mod words;

use std::ffi::OsString;

use super::environment::Environment;
use super::failure::{Failure, Outcome, Program};
use super::streams::{Streams, err};
use console::{Console, Mode};
pub use opener::{Credentials, Flavor, MasterKey, Opened, SessionOpener, SessionOptions};
pub use session::{AdminSession, Denied, Lock};
use startup::Startup;

/// Runs `kadmin` by the name `name`, which its messages have; gives its exit code.
pub fn kadmin(
    name: &str,
    arguments: &[OsString],
    opener: &mut dyn SessionOpener,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let usage = startup::usage(name);
    let program = Program { name, usage: &usage, usage_code: 1 };
    let outcome = run(name, arguments, opener, environment, streams);
    program.end(outcome, streams)
}

fn run(
    name: &str,
    arguments: &[OsString],
    opener: &mut dyn SessionOpener,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let Startup { options, mode, query, operands } =
        startup::read(name, arguments, opener, environment, streams)?;
    let mut session = opener.open(&options, environment, streams).map_err(|denied| {
        Failure::Error(format!("{denied} while initializing {name} interface"))
    })?;
    let mut console = Console {
        name,
        session: &mut *session,
        environment,
        streams,
        realm: options.realm,
        caller: options.principal,
        key_salts: options.key_salts,
        mode,
        lock: Lock::None,
    };
    let code = match query {
        Some(query) => match words::split(&query) {
            Ok(words) => console.query(&words),
            Err(error) => {
                err!(console.streams, "{name}: {error}\n");
                0
            }
        },
        None if mode == Mode::Arguments => console.query(&operands),
        None => console.lines(),
    };
    console.quit();
    if mode != Mode::Arguments && matches!(options.credentials, Credentials::Cache(_)) {
        const BELLS: &str = "\x07\x07\x07";
        err!(streams, "\n{BELLS}Administration credentials NOT DESTROYED.\n");
    }
    Ok(code)
}
