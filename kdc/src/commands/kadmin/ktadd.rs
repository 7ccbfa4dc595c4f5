//! `ktadd`: keys of principals into a keytab, new ones unless `-norandkey` says otherwise.
//!
//! The keytab is opened before keys change: one that cannot be written makes no key stale.

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

/// Whose keys.
enum Whose {
    /// Of the principal of this name.
    One(String),
    /// Of all whose names match.
    Matching(String),
}

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
    whose: Vec<Whose>,
}

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let options = read(console, arguments)?;
    let name = console.name;
    let keytab = keytab(console, options.keytab.as_deref())?;
    for whose in &options.whose {
        let (names, missing): (Vec<String>, _) = match whose {
            Whose::One(one) => (vec![one.clone()], None),
            Whose::Matching(pattern) => {
                let names = matching(console, pattern)?;
                let missing = names.is_empty().then_some(pattern);
                (names, missing)
            }
        };
        if let Some(missing) = missing {
            err!(console.streams, "{name}: Principal {missing} does not exist.\n");
        }
        for principal in names {
            if let Err(what) = add(console, &options, &keytab, &principal) {
                err!(console.streams, "{name}: {what}\n");
            }
        }
    }
    Ok(())
}

fn read(console: &Console<'_, '_>, arguments: &[String]) -> Result<Options, Failed> {
    let wrong = || Failed::Usage(None, USAGE);
    let mut options = Options {
        keytab: None,
        report: Report::Lines,
        keys: Keys::New,
        key_salts: console.key_salts.clone(),
        whose: Vec::new(),
    };
    let mut left = arguments.iter();
    while let Some(word) = left.next() {
        match word.as_str() {
            "-k" | "-keytab" => options.keytab = Some(left.next().ok_or_else(wrong)?.clone()),
            "-q" => options.report = Report::Nothing,
            "-norandkey" => options.keys = Keys::Present,
            "-e" => options.key_salts = key_salts::parse(left.next().ok_or_else(wrong)?),
            "-glob" => {
                let pattern = left.next().ok_or_else(wrong)?;
                options.whose.push(Whose::Matching(pattern.clone()));
            }
            option if option.starts_with('-') => return Err(wrong()),
            name => options.whose.push(Whose::One(name.to_owned())),
        }
    }
    if options.whose.is_empty() {
        return Err(wrong());
    }
    Ok(options)
}

/// The keytab of `-k`, which MIT opens as `WRFILE`, else the default one.
fn keytab(console: &Console<'_, '_>, name: Option<&str>) -> Result<KeytabName, Failed> {
    let environment = console.environment;
    let failed = |error: &dyn std::fmt::Display| {
        Failed::Said(format!("{}: {error} while resolving keytab", console.name))
    };
    let keytab = match name {
        Some(name) if name.contains(':') => KeytabName::named(name, environment),
        Some(path) => KeytabName::named(&format!("WRFILE:{path}"), environment),
        None => {
            let conf = configuration::load(environment).map_err(|error| failed(&error))?;
            KeytabName::resolve(None, keytabs::Default::Services, environment, &conf)
        }
    };
    keytab.map_err(|error| failed(&error))
}

fn matching(console: &mut Console<'_, '_>, pattern: &str) -> Result<Vec<String>, Failed> {
    let request = AdminRequest::ListPrincipals { pattern: Some(pattern.to_owned()) };
    let name = console.name;
    match console.ask(&request) {
        Ok(AdminReply::Principals(names)) => Ok(names.iter().map(Principal::to_string).collect()),
        Ok(_) => Ok(Vec::new()),
        Err(denied) => {
            let line = format!("{name}: {denied} while expanding expression \"{pattern}\".");
            Err(Failed::Tolerated(line))
        }
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
        .map_err(|error| format!("{error} while parsing principal name {text}"))?;
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
            key_salts: options.key_salts.clone(),
            old_keys: OldKeys::Discard,
        },
        Keys::Present => AdminRequest::GetKeys { principal, kvno: None },
    };
    match console.ask(&request)? {
        AdminReply::Keys(keys) => Ok(keys),
        other => Err(Denied::Other(format!("unexpected reply {other:?}"))),
    }
}
