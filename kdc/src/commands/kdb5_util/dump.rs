//! `dump`: the database as text, whole or the principals whose names match.
//!
//! A dump that was written to the end has a file `.dump_ok` beside it, as kprop expects. Aliases
//! are left out: the format has none.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use kerbside_kdc_core::database::{Policy, Principal, World};
use kerbside_kdc_core::dump::{Dumper, dump_policy};
use kerbside_krb5::formats::dump::DumpVersion;
use regex::Regex;

use super::convert::Conversion;
use super::database::View;
use super::tool::{Tool, system};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::private_file;
use crate::commands::streams::{err, out};
use crate::entropy::OsEntropy;

/// What the command line says.
#[derive(Default)]
struct Options {
    version: DumpVersion,
    verbose: bool,
    convert: bool,
    new_master_key: Option<String>,
    backwards: bool,
    file: Option<String>,
    names: Vec<String>,
}

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let options = read(words)?;
    let view = tool.open_readable()?.view()?;
    let conversion = match options.convert {
        true => Some(Conversion::ask(tool, &view, options.new_master_key.as_deref())?),
        false => None,
    };
    let names = expressions(tool, &options.names);
    let Some(file) = &options.file else {
        let text = text(tool, &view, &options, names.as_deref(), conversion.as_ref())?;
        out!(tool.streams, "{}", String::from_utf8_lossy(&text));
        return Ok(());
    };
    let ok = format!("{file}.dump_ok");
    let doing = format!("while creating 'ok' file, '{ok}'");
    let failed = |error: std::io::Error, doing: &str| Failure::new(system(&error), doing);
    let mut ok_file = OpenOptions::new();
    let ok_file = ok_file.write(true).create(true).truncate(false).mode(0o600);
    let mut ok_file =
        ok_file.open(tool.environment.path(&ok)).map_err(|error| failed(error, &doing))?;
    let text = text(tool, &view, &options, names.as_deref(), conversion.as_ref())?;
    let path = tool.environment.path(file);
    put(&path, &text)
        .map_err(|error| failed(error, &format!("while opening {file} for writing")))?;
    let written = ok_file.set_len(0).and_then(|()| ok_file.write_all(&[0]));
    written.map_err(|error| failed(error, &format!("while writing to 'ok' file, '{ok}'")))
}

/// A device or a pipe is written to; a file is replaced when the dump is whole.
fn put(path: &Path, text: &[u8]) -> std::io::Result<()> {
    match std::fs::metadata(path) {
        Ok(there) if !there.is_file() => OpenOptions::new().write(true).open(path)?.write_all(text),
        _ => private_file::replace(path, text),
    }
}

fn read(words: &[OsString]) -> Outcome<Options> {
    let mut options = Options::default();
    let mut words = words.iter().map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-b7" => options.version = DumpVersion::Beta7,
            "-r13" => options.version = DumpVersion::R1_3,
            "-r18" => options.version = DumpVersion::R1_8,
            "-verbose" => options.verbose = true,
            "-mkey_convert" => options.convert = true,
            "-new_mkey_file" => {
                options.convert = true;
                options.new_master_key = Some(words.next().ok_or(Failure::Usage(None))?);
            }
            "-rev" => options.backwards = true,
            // How MIT's database is walked; here there is one way.
            "-recurse" => {}
            "-" => {
                options.names = words.collect();
                break;
            }
            // A file of such a name is a slip.
            option if option.starts_with('-') => return Err(Failure::Usage(None)),
            _ => {
                options.file = Some(word);
                options.names = words.collect();
                break;
            }
        }
    }
    Ok(options)
}

/// The expressions that names have to match as a whole; none when every name will do. One that is
/// malformed matches nothing, as in MIT's.
fn expressions(tool: &mut Tool<'_, '_>, names: &[String]) -> Option<Vec<Regex>> {
    if names.is_empty() {
        return None;
    }
    let mut expressions = Vec::new();
    for name in names {
        match Regex::new(&format!("^(?:{name})$")) {
            Ok(expression) => expressions.push(expression),
            Err(_) => {
                let name = super::NAME;
                err!(
                    tool.streams,
                    "{name}: regular expression error: Invalid regular expression\n"
                );
            }
        }
    }
    Some(expressions)
}

fn text(
    tool: &mut Tool<'_, '_>,
    view: &View,
    options: &Options,
    names: Option<&[Regex]>,
    conversion: Option<&Conversion>,
) -> Outcome<Vec<u8>> {
    let keyring = match conversion {
        Some(conversion) => conversion.keyring.clone(),
        None => view.keyring()?,
    };
    let history = view.history()?;
    let dumper = Dumper { master: &keyring, history: &history };
    let mut entropy = OsEntropy::new();
    let mut text = options.version.header().as_bytes().to_vec();
    let mut principals = view.principals()?;
    if options.backwards {
        principals.reverse();
    }
    let policies = view.policies()?;
    let wanted = |name: &str| names.is_none_or(|names| names.iter().any(|e| e.is_match(name)));
    for (name, principal) in principals.into_iter().filter(|(name, _)| wanted(name)) {
        let principal = match conversion {
            Some(conversion) => Arc::new(conversion.apply(&principal)?),
            None => principal,
        };
        let account = view.world.account(&principal.realm, &principal.name);
        let account = account.doing("while reading the database")?;
        let policy = policy_of(&principal, &policies);
        let line = dumper.dump(&principal, &account, policy, &mut entropy);
        line.doing("performing dump")?.write(options.version, &mut text);
        if options.verbose {
            err!(tool.streams, "{name}\n");
        }
    }
    for policy in &policies {
        dump_policy(policy).write(options.version, &mut text);
    }
    Ok(text)
}

/// The policy of a principal, when it exists.
pub(super) fn policy_of<'p>(
    principal: &Principal,
    policies: &'p [Arc<Policy>],
) -> Option<&'p Policy> {
    let name = principal.policy.as_ref()?;
    policies.iter().find(|policy| policy.name == *name).map(|policy| &**policy)
}
