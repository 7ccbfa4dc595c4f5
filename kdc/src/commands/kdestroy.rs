//! `kdestroy`: a credential cache is overwritten and removed.
//!
//! `-A` means every cache of a collection; a cache of type FILE is alone in its own.

use std::ffi::OsString;

use super::caches::{Cache, CacheError};
use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Failure, Outcome, Program};
use super::options::{Kind, Operands, OptionRow, parse, row};
use super::streams::{Streams, err};

const PROGRAM: Program<'static> = Program { name: "kdestroy", usage: USAGE, usage_code: 2 };

const USAGE: &str = "\
Usage: kdestroy [-A] [-q] [-c cache_name] [-p princ_name]
\t-A destroy every credential cache of the collection
\t-q no bell
\t-c the credential cache
\t-p the cache of this principal
";

const OPTIONS: &[OptionRow] =
    &[row('A', Kind::Flag), row('q', Kind::Flag), row('c', Kind::Value), row('p', Kind::Value)];

/// Runs `kdestroy`; gives its exit code.
pub fn kdestroy(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let outcome = run(arguments, environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(PROGRAM.name, OPTIONS, Operands::Mixed, arguments)?;
    if !line.operands.is_empty() {
        return Err(Failure::Usage(None));
    }
    let conf = configuration::load(environment).doing("while initializing Kerberos 5 library")?;
    let cache = Cache::resolve(line.value('c'), environment, &conf);
    let cache = cache.doing("while resolving ccache")?;
    if let Some(text) = line.value('p') {
        let owner = configuration::principal(text, &conf, environment)
            .doing(&format!("while parsing principal name {text}"))?;
        let held = cache.read().ok().map(|held| held.default_principal);
        if !held.is_some_and(|held| held.same(&owner)) {
            let doing = format!("while finding cache for {text}");
            return Err(Failure::new("Matching credential not found", &doing));
        }
    }
    match cache.destroy() {
        Ok(()) => Ok(0),
        // What is to be gone is gone: MIT says so and succeeds.
        Err(CacheError::NotFound(_)) if line.has('A') => Ok(0),
        Err(CacheError::NotFound(_)) => {
            err!(streams, "kdestroy: No credentials cache found while destroying cache\n");
            Ok(0)
        }
        Err(error) => {
            err!(streams, "kdestroy: {error} while destroying cache\n");
            let bell = if line.has('q') { "" } else { "\x07" };
            err!(streams, "Ticket cache {bell}NOT{bell} destroyed!\n");
            Ok(1)
        }
    }
}
