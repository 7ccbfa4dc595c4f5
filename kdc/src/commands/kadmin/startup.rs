//! kadmin's own command line.

use std::ffi::OsString;

use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::console::Mode;
use super::key_salts;
use super::opener::{Credentials, Flavor, MasterKey, SessionOpener, SessionOptions};
use crate::commands::caches::Cache;
use crate::commands::configuration;
use crate::commands::environment::Environment;
use crate::commands::failure::{Failure, Outcome};
use crate::commands::options::{CommandLine, Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::{Streams, out};

const OPTIONS: &[OptionRow] = &[
    row('r', Kind::Value),
    row('p', Kind::Value),
    row('q', Kind::Value),
    row('e', Kind::Value),
    row('s', Kind::Value),
    row('w', Kind::Value),
    row('c', Kind::Value),
    row('k', Kind::Flag),
    row('t', Kind::Value),
    row('n', Kind::Flag),
    row('O', Kind::Flag),
    row('N', Kind::Flag),
    row('m', Kind::Flag),
    row('d', Kind::Value),
    row('x', Kind::Value),
];

/// What the command line says.
pub(super) struct Startup {
    pub(super) options: SessionOptions,
    pub(super) mode: Mode,
    pub(super) query: Option<String>,
    pub(super) operands: Vec<String>,
}

/// The usage of the program called `name`.
pub(super) fn usage(name: &str) -> String {
    format!(
        "Usage: {name} [-r realm] [-p principal] [-q query] [clnt|local args]\n\
         \x20             [command args...]\n\
         \tclnt args: [-s admin_server[:port]] [[-c ccache]|[-k [-t keytab]]]|[-n] [-O | -N]\n\
         \tlocal args: [-x db_args]* [-d dbname] [-e \"enc:salt ...\"] [-m] [-w password] where,\n\
         \t[-x db_args]* - any number of database specific arguments.\n\
         \t\t\tLook at each database documentation for supported arguments\n"
    )
}

/// Reads the command line, and says who authenticates and how.
pub(super) fn read(
    name: &str,
    arguments: &[OsString],
    opener: &mut dyn SessionOpener,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<Startup> {
    let line = parse(name, OPTIONS, Operands::AtTheEnd, arguments)?;
    let credentials = credentials(&line)?;
    let mode = mode(name, &line, streams)?;
    let realm = match line.value('r') {
        Some(realm) => realm.into(),
        None => opener
            .default_realm(environment)
            .map_err(|_| Failure::Error("unable to get default realm".to_owned()))?,
    };
    let caller = match line.value('p') {
        Some(text) => text.to_owned(),
        None => caller(&credentials, &realm, environment),
    };
    if mode != Mode::Arguments {
        out!(streams, "Authenticating as principal {caller} {}.\n", how(&credentials));
    }
    let principal = Principal::parse(&caller, &realm).map_err(|error| {
        let why = format!("Malformed representation of principal: {error};");
        Failure::Error(format!("{why} while initializing {name} interface"))
    })?;
    let options = SessionOptions {
        realm,
        name: caller,
        principal,
        credentials,
        server: line.value('s').map(str::to_owned),
        flavor: match line.last_of('O', 'N') {
            Some('O') => Flavor::Old,
            Some(_) => Flavor::NoFallback,
            None => Flavor::Any,
        },
        key_salts: line.value('e').and_then(key_salts::parse),
        master_key: if line.has('m') { MasterKey::Typed } else { MasterKey::Stashed },
        database: line.value('d').map(str::to_owned),
        database_arguments: line.values('x').map(str::to_owned).collect(),
    };
    let query = line.value('q').map(str::to_owned);
    Ok(Startup { options, mode, query, operands: line.operands })
}

fn credentials(line: &CommandLine) -> Outcome<Credentials> {
    let keytab = line.value('t').map(str::to_owned);
    match (line.value('c'), line.has('k'), line.has('n'), keytab) {
        (None, false, false, None) => {
            Ok(Credentials::Password(line.value('w').map(|password| password.into())))
        }
        (Some(cache), false, false, None) => Ok(Credentials::Cache(cache.to_owned())),
        (None, true, false, keytab) => Ok(Credentials::Keytab(keytab)),
        (None, false, true, None) => Ok(Credentials::Anonymous),
        _ => Err(Failure::Usage(None)),
    }
}

fn how(credentials: &Credentials) -> String {
    match credentials {
        Credentials::Password(_) => "with password".to_owned(),
        Credentials::Keytab(Some(keytab)) => format!("with keytab {keytab}"),
        Credentials::Keytab(None) => "with default keytab".to_owned(),
        Credentials::Cache(_) => "with existing credentials".to_owned(),
        Credentials::Anonymous => "with password; anonymous requested".to_owned(),
    }
}

fn mode(name: &str, line: &CommandLine, streams: &Streams<'_>) -> Outcome<Mode> {
    match (line.value('q'), line.operands.first()) {
        (Some(_), Some(_)) => {
            Err(Failure::usage(format!("{name}: -q is exclusive with command-line query")))
        }
        (Some(_), None) => Ok(Mode::Query),
        (None, Some(_)) => Ok(Mode::Arguments),
        (None, None) if streams.interactive() => Ok(Mode::Typed),
        (None, None) => Ok(Mode::Piped),
    }
}

/// Who administers when `-p` does not say it.
fn caller(credentials: &Credentials, realm: &Realm, environment: &Environment) -> String {
    let cached = |name: Option<&str>| {
        let conf = configuration::load(environment).ok()?;
        let cache = Cache::resolve(name, environment, &conf).ok()?;
        Some(cache.read().ok()?.default_principal)
    };
    match credentials {
        Credentials::Keytab(_) => return format!("host/{}@{realm}", environment.host),
        Credentials::Anonymous => return format!("WELLKNOWN/ANONYMOUS@{realm}"),
        Credentials::Cache(name) => {
            if let Some(principal) = cached(Some(name)) {
                return principal.to_string();
            }
        }
        Credentials::Password(_) => {
            if let Some(principal) = cached(None) {
                let first = principal.name.name_string.first();
                let first = first.map(|first| first.to_text().into_owned()).unwrap_or_default();
                return format!("{first}/admin@{}", principal.realm);
            }
        }
    }
    let user = environment.user.as_ref().unwrap_or(&environment.tokens.username);
    format!("{user}/admin@{realm}")
}
