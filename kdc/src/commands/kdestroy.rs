//! `kdestroy`: a credential cache is overwritten and removed.
//!
//! `-A` means every cache of the collection; a cache of type FILE is alone in its own.

use std::ffi::OsString;

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Failure, Outcome, Program};
use super::options::{Kind, Operands, OptionRow, parse, row};
use super::streams::{Streams, err};

const PROGRAM: Program<'static> = Program { name: "kdestroy", usage: USAGE, usage_code: 2 };

const USAGE: &str = "\
Usage: kdestroy [-A] [-q] [-c cache_name] [-p princ_name]
\t-A destroy all credential caches in collection
\t-q quiet mode
\t-c specify name of credentials cache
\t-p specify principal name within collection
";

const OPTIONS: &[OptionRow] =
    &[row('A', Kind::Flag), row('q', Kind::Flag), row('c', Kind::Value), row('p', Kind::Value)];

/// Whether a failure rings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bell {
    On,
    Off,
}

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
    let mut cache = cache.doing("while resolving ccache")?;
    if let Some(text) = line.value('p') {
        let doing = format!("while parsing principal name {text}");
        let owner = configuration::principal(text, &conf, environment).doing(&doing)?;
        let found = cache.of_owner(&owner, environment);
        cache = found.doing(&format!("while finding cache for {text}"))?;
    }
    if line.has('A') {
        return destroy_all(&cache, environment, streams);
    }
    destroy(&cache, if line.has('q') { Bell::Off } else { Bell::On }, streams)
}

fn destroy_all(cache: &Cache, environment: &Environment, streams: &mut Streams<'_>) -> Outcome<u8> {
    let all = cache.collection(environment).doing("while listing credential caches")?;
    let mut code = 0;
    for cache in all {
        match cache.destroy() {
            Err(error) if !error.is_absence() => {
                let name = cache.full_name();
                err!(streams, "kdestroy: {error} while destroying cache {name}\n");
                code = 1;
            }
            _ => {}
        }
    }
    Ok(code)
}

fn destroy(cache: &Cache, bell: Bell, streams: &mut Streams<'_>) -> Outcome<u8> {
    match cache.destroy() {
        Ok(()) => Ok(0),
        // What is to be gone is gone: MIT says so and succeeds.
        Err(error) if error.is_absence() => {
            err!(streams, "kdestroy: No credentials cache found while destroying cache\n");
            Ok(0)
        }
        Err(error) => {
            err!(streams, "kdestroy: {error} while destroying cache\n");
            let bell = if bell == Bell::Off { "" } else { "\x07" };
            err!(streams, "Ticket cache {bell}NOT{bell} destroyed!\n");
            Ok(1)
        }
    }
}
