//! `kswitch`: another cache of the collection becomes the primary one.

use std::ffi::OsString;

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Failure, Outcome, Program};
use super::options::{Kind, Operands, OptionRow, parse, row};
use super::streams::Streams;

const PROGRAM: Program<'static> = Program { name: "kswitch", usage: USAGE, usage_code: 2 };

const USAGE: &str = "\
Usage: kswitch {-c cache_name | -p principal}
\t-c specify name of credentials cache
\t-p specify name of principal
";

const OPTIONS: &[OptionRow] = &[row('c', Kind::Value), row('p', Kind::Value)];

/// Runs `kswitch`; gives its exit code.
pub fn kswitch(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(arguments, environment);
    PROGRAM.end(outcome, streams)
}

fn run(arguments: &[OsString], environment: &Environment) -> Outcome<u8> {
    let line = parse(PROGRAM.name, OPTIONS, Operands::Mixed, arguments)?;
    let (name, owner) = (line.value('c'), line.value('p'));
    match (name, owner) {
        (Some(_), Some(_)) => return Err(Failure::usage("Only one -c or -p option allowed")),
        (None, None) => return Err(Failure::usage("One of -c or -p must be specified")),
        _ if !line.operands.is_empty() => return Err(Failure::Usage(None)),
        _ => {}
    }
    let conf = configuration::load(environment).doing("while initializing krb5")?;
    let cache = Cache::resolve(name, environment, &conf);
    let mut cache = match name {
        Some(name) => cache.doing(&format!("while resolving {name}"))?,
        None => cache.doing("while resolving the default ccache")?,
    };
    if let Some(text) = owner {
        let owner = configuration::principal(text, &conf, environment)
            .doing(&format!("while parsing principal name {text}"))?;
        let found = cache.of_owner(&owner, environment);
        cache = found.doing(&format!("while searching for ccache for {text}"))?;
    }
    cache.switch().doing("while switching to credential cache")?;
    Ok(0)
}
