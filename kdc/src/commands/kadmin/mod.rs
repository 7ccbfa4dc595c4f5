//! `kadmin` and `kadmin.local`: one grammar, performed by whatever an [`AdminSession`] is.
//!
//! Three modes, as in MIT's: `-q QUERY`, the request as arguments (nothing is asked and success is
//! silent), and requests line by line on standard input. One file per request.
//!
//! Leaves out policies, renaming, string attributes, aliases, `ktremove` and `purgekeys`.

mod add_principal;
mod attributes;
mod change_password;
mod console;
mod dates;
mod delete_principal;
mod get_principal;
mod key_salts;
mod ktadd;
mod list_principals;
mod modify_principal;
mod principal_options;
mod requests;
mod session;
mod words;

use std::ffi::OsString;

use kerbside_krb5::principal::Principal;

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Failure, Outcome, Program};
use super::options::{CommandLine, Kind, Operands, OptionRow, parse, row};
use super::streams::{Streams, err, out};
use console::{Console, Mode};
pub use session::{AdminSession, Denied};

const USAGE: &str = "\
Usage: kadmin [-r realm] [-p principal] [-e \"enc:salt ...\"] [-q query]
              [command args...]
";

const LOCAL: &str = "this kadmin works on its realm directly";

const OPTIONS: &[OptionRow] = &[
    row('r', Kind::Value),
    row('p', Kind::Value),
    row('q', Kind::Value),
    row('e', Kind::Value),
    row('s', Kind::UnsupportedValue(LOCAL)),
    row('w', Kind::UnsupportedValue(LOCAL)),
    row('c', Kind::UnsupportedValue(LOCAL)),
    row('k', Kind::UnsupportedFlag(LOCAL)),
    row('t', Kind::UnsupportedValue(LOCAL)),
    row('n', Kind::UnsupportedFlag(LOCAL)),
    row('O', Kind::UnsupportedFlag(LOCAL)),
    row('N', Kind::UnsupportedFlag(LOCAL)),
    row('m', Kind::UnsupportedFlag("a master key that is typed")),
    row('d', Kind::UnsupportedValue("a database in a file")),
    row('x', Kind::UnsupportedValue("a database's arguments")),
];

/// Runs `kadmin` by the name `name`, which its messages have; gives its exit code.
pub fn kadmin(
    name: &str,
    arguments: &[OsString],
    session: &mut dyn AdminSession,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let program = Program { name, usage: USAGE, usage_code: 1 };
    let outcome = run(name, arguments, session, environment, streams);
    program.end(outcome, streams)
}

fn run(
    name: &str,
    arguments: &[OsString],
    session: &mut dyn AdminSession,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(name, OPTIONS, Operands::AtTheEnd, arguments)?;
    let realm = match line.value('r') {
        Some(realm) => realm.into(),
        None => session.default_realm().doing("while initializing kadmin interface")?,
    };
    let caller = match line.value('p') {
        Some(text) => text.to_owned(),
        None => format!("{}/admin@{realm}", user(environment)),
    };
    let parsed = Principal::parse(&caller, &realm)
        .doing(&format!("while parsing principal name {caller}"))?;
    let key_salts = match line.value('e') {
        Some(list) => key_salts::parse(list),
        None => None,
    };
    let mode = mode(&line, streams)?;
    if mode != Mode::Arguments {
        out!(streams, "Authenticating as principal {caller} with password.\n");
    }
    let mut console =
        Console { name, session, environment, streams, realm, caller: parsed, key_salts, mode };
    Ok(match line.value('q') {
        Some(query) => match words::split(query) {
            Ok(words) => console.query(&words),
            Err(error) => {
                err!(console.streams, "{name}: {error}\n");
                1
            }
        },
        None if mode == Mode::Arguments => console.query(&line.operands),
        None => console.lines(),
    })
}

fn mode(line: &CommandLine, streams: &Streams<'_>) -> Outcome<Mode> {
    match (line.value('q'), line.operands.first()) {
        (Some(_), Some(_)) => Err(Failure::Usage(None)),
        (Some(_), None) => Ok(Mode::Query),
        (None, Some(_)) => Ok(Mode::Arguments),
        (None, None) if streams.interactive() => Ok(Mode::Typed),
        (None, None) => Ok(Mode::Piped),
    }
}

/// Who administers: the first component of the cache's principal, else the user.
fn user(environment: &Environment) -> String {
    let cache = configuration::load(environment)
        .ok()
        .and_then(|conf| Cache::resolve(None, environment, &conf).ok())
        .and_then(|cache| cache.read().ok());
    let first = cache.as_ref().and_then(|cache| cache.default_principal.name.name_string.first());
    match first {
        Some(first) => first.to_text().into_owned(),
        None => environment.tokens.username.clone(),
    }
}
