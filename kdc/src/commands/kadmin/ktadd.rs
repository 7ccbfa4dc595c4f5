//! `ktadd`: keys of principals into a keytab, new ones unless `-norandkey` says otherwise.
//!
//! The keytab is opened before keys change: one that cannot be written makes no key stale. Options
//! end at the first name, `-glob` aside, as in MIT's, whose exit code is 0 whatever happens.

use kerbside_kdc_core::admin::OldKeys;
use kerbside_kdc_core::database::{KeySalt, PrincipalKey};
use kerbside_krb5::formats::keytab::{KeytabEntry, KeytabFile};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::console::{Console, Failed, Performed};
use super::key_salts;
use super::session::Denied;
use crate::commands::configuration;
use crate::commands::keytabs::{self, KeytabName, KeytabNameError};
use crate::commands::streams::{err, out};
use crate::{AdminReply, AdminRequest};

const USAGE: &str = "Usage: ktadd [-k[eytab] keytab] [-q] [-e keysaltlist] [-norandkey] \
                     [principal | -glob princ-exp] [...]\n";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    New,
    Present,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Lines,
    Nothing,
}

struct Options {
    keytab: Option<String>,
    report: Report,
    keys: Keys,
    key_salts: Option<Vec<KeySalt>>,
}

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (options, whose) = read(arguments)?;
    if whose.is_empty() {
        return Err(wrong());
    }
    if options.keys == Keys::Present && options.key_salts.is_some() {
        let line = "cannot specify keysaltlist when not changing key".to_owned();
        return Err(Failed::Tolerated(line));
    }
    let name = console.name;
    let keytab = keytab(console, options.keytab.as_deref())?;
    let mut left = whose.iter();
    while let Some(word) = left.next() {
        let names = match (word.as_str(), left.as_slice()) {
            ("-glob", []) => return Err(wrong()),
            ("-glob", [pattern, ..]) => {
                left.next();
                match matching(console, pattern) {
                    // As in MIT's, the expression is a name too: one that says so when it is none.
                    Ok(names) => [names, vec![pattern.clone()]].concat(),
                    Err(what) => {
                        err!(console.streams, "{name}: {what}\n");
                        continue;
                    }
                }
            }
            (one, _) => vec![one.to_owned()],
        };
        for principal in names {
            if let Err(what) = add(console, &options, &keytab, &principal) {
                err!(console.streams, "{name}: {what}\n");
            }
        }
    }
    Ok(())
}

fn wrong() -> Failed {
    Failed::Tolerated(USAGE.trim_end().to_owned())
}

/// The options, and the names behind them.
fn read(arguments: &[String]) -> Result<(Options, &[String]), Failed> {
    let mut options =
        Options { keytab: None, report: Report::Lines, keys: Keys::New, key_salts: None };
    let mut left = arguments.iter();
    loop {
        match left.as_slice() {
            [word, keytab, ..] if word.starts_with("-k") && options.keytab.is_none() => {
                options.keytab = Some(keytab.clone());
                left.next();
            }
            [word, ..] if word.starts_with("-k") => return Err(wrong()),
            [word, list, ..] if word == "-e" => {
                options.key_salts = key_salts::parse(list);
                left.next();
            }
            [word] if word == "-e" => return Err(wrong()),
            [word, ..] if word == "-q" => options.report = Report::Nothing,
            [word, ..] if word == "-norandkey" => options.keys = Keys::Present,
            whose => return Ok((options, whose)),
        }
        left.next();
    }
}

/// The keytab of `-k`, which MIT opens as `WRFILE`, else the default one.
pub(super) fn keytab(console: &Console<'_, '_>, name: Option<&str>) -> Result<KeytabName, Failed> {
    let environment = console.environment;
    let failed = |error: &dyn std::fmt::Display, doing: &str| {
        Failed::Tolerated(format!("{}: {error} while {doing}", console.name))
    };
    let keytab = match name {
        Some(name) if name.contains(':') => KeytabName::named(name, environment),
        Some(path) => KeytabName::named(&format!("WRFILE:{path}"), environment),
        None => {
            let doing = "opening default keytab";
            let conf = configuration::load(environment).map_err(|error| failed(&error, doing))?;
            return KeytabName::resolve(None, keytabs::Default::Services, environment, &conf)
                .map_err(|error| failed(&error, doing));
        }
    };
    let doing = format!("resolving keytab {}", name.unwrap_or_default());
    keytab.map_err(|error| failed(&error, &doing))
}

fn matching(console: &mut Console<'_, '_>, pattern: &str) -> Result<Vec<String>, String> {
    let request = AdminRequest::ListPrincipals { pattern: Some(pattern.to_owned()) };
    let failed = |why: String| format!("{why} while expanding expression \"{pattern}\".");
    match console.ask(&request).map_err(|denied| failed(denied.to_string()))? {
        AdminReply::Principals(names) => Ok(names.iter().map(Principal::to_string).collect()),
        other => Err(failed(format!("unexpected reply {other:?}"))),
    }
}

/// Adds the keys of the principal called `text`, or says why not; MIT's exit code is 0 all the
/// same.
fn add(
    console: &mut Console<'_, '_>,
    options: &Options,
    keytab: &KeytabName,
    text: &str,
) -> Result<(), String> {
    let unwritable = |error: KeytabNameError| format!("{error} while adding key to keytab");
    let principal = Principal::parse(text, &console.realm)
        .map_err(|error| format!("{error} while parsing -add principal name {text}"))?;
    let mut image = keytab.image_to_change().map_err(unwritable)?;
    let keys = keys(console, options, &principal).map_err(|denied| match denied {
        Denied::Unknown => format!("Principal {text} does not exist."),
        other => format!("{other} while changing {text}'s key"),
    })?;
    let now = Timestamp::from_seconds(console.environment.clock.now().seconds());
    put(&mut image, &principal, &keys, now)
        .map_err(KeytabNameError::from)
        .and_then(|()| keytab.write(&image))
        .map_err(unwritable)?;
    if options.report == Report::Lines {
        for key in &keys {
            out!(
                console.streams,
                "Entry for principal {text} with kvno {}, encryption type {} added to keytab \
                 {}:{}.\n",
                key.kvno,
                key.enctype(),
                keytab.prefix,
                keytab.path
            );
        }
    }
    Ok(())
}

fn put(
    image: &mut KeytabFile,
    principal: &Principal,
    keys: &[PrincipalKey],
    timestamp: Timestamp,
) -> Result<(), kerbside_krb5::formats::keytab::KeytabError> {
    for key in keys {
        image.add(&KeytabEntry {
            principal: principal.clone(),
            timestamp,
            kvno: key.kvno,
            key: key.to_encryption_key(),
        })?;
    }
    Ok(())
}

fn keys(
    console: &mut Console<'_, '_>,
    options: &Options,
    principal: &Principal,
) -> Result<Vec<PrincipalKey>, Denied> {
    let principal = principal.clone();
    let request = match options.keys {
        Keys::New => AdminRequest::RandomizeKeys {
            principal,
            key_salts: options.key_salts.clone().or_else(|| console.key_salts.clone()),
            old_keys: OldKeys::Discard,
        },
        Keys::Present => AdminRequest::GetKeys { principal, kvno: None },
    };
    match console.ask(&request)? {
        AdminReply::Keys(keys) => Ok(keys),
        other => Err(Denied::Other(format!("unexpected reply {other:?}"))),
    }
}
