//! `load`: a dump becomes the database, or is added to it (`-update`).
//!
//! The dump is read twice: whoever finds it cut or malformed loads nothing of it, and the keys that
//! open the others (`K/M`, `kadmin/history`) are known before the first record is made.

use std::ffi::OsString;
use std::sync::Arc;

use kerbside_crypto::Key;
use kerbside_kdc_core::database::{AccountState, Change, PrincipalKey};
use kerbside_kdc_core::dump::{Keyring, LoadFault, Loaded, Loader, load_policy};
use kerbside_krb5::formats::dump::{
    DumpError, DumpFault, DumpPrincipal, DumpReader, DumpRecord, DumpVersion,
};

use super::database::Database;
use super::tool::{Tool, reason, system};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::streams::err;
use crate::store::master_key::{MasterKeyError, MasterKeys};

/// What the command line says.
#[derive(Default)]
struct Options {
    version: Option<DumpVersion>,
    verbose: bool,
    update: bool,
    file: String,
}

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let options = read(words)?;
    let path = tool.environment.path(&options.file);
    let dump = std::fs::read(path).map_err(|error| {
        Failure::new(system(&error), &format!("while opening {}", options.file))
    })?;
    let checked = check(&options, &dump).map_err(|error| refuse(tool, &error))?;
    if options.update {
        update(tool, &options, &dump, &checked)
    } else {
        replace(tool, &options, &dump, &checked)
    }
}

fn read(words: &[OsString]) -> Outcome<Options> {
    let mut options = Options::default();
    let mut words = words.iter().map(|word| word.to_string_lossy().into_owned());
    for word in words.by_ref() {
        match word.as_str() {
            "-b7" => options.version = Some(DumpVersion::Beta7),
            "-r13" => options.version = Some(DumpVersion::R1_3),
            "-r18" => options.version = Some(DumpVersion::R1_8),
            "-verbose" => options.verbose = true,
            "-update" => options.update = true,
            // How MIT's database is laid out; here there is one way.
            "-hash" => {}
            _ => {
                options.file = word;
                break;
            }
        }
    }
    match words.next() {
        None if !options.file.is_empty() => Ok(options),
        _ => Err(Failure::Usage(None)),
    }
}

/// What the first reading found.
struct Checked {
    version: DumpVersion,
    master: Option<DumpPrincipal>,
    history: Option<DumpPrincipal>,
}

/// Reads the whole dump.
fn check(options: &Options, dump: &[u8]) -> Result<Checked, DumpError> {
    let (mut master, mut history) = (None, None);
    let reader = records(options, dump, |record, _| {
        if let DumpRecord::Principal(principal) = record {
            if principal.name.starts_with(b"K/M@") {
                master = Some(principal);
            } else if principal.name.starts_with(b"kadmin/history@") {
                history = Some(principal);
            }
        }
        Ok::<(), DumpError>(())
    })?;
    let version = reader.version().unwrap_or_default();
    reader.finish()?;
    Ok(Checked { version, master, history })
}

fn records<E: From<DumpError>>(
    options: &Options,
    dump: &[u8],
    mut each: impl FnMut(DumpRecord, usize) -> Result<(), E>,
) -> Result<DumpReader, E> {
    let mut reader = DumpReader::new(options.file.clone());
    if let Some(version) = options.version {
        reader = reader.expecting(version);
    }
    for line in dump.split_inclusive(|octet| *octet == b'\n') {
        if let Some(record) = reader.line(line)? {
            each(record, reader.lines())?;
        }
    }
    Ok(reader)
}

/// Says what is wrong with a dump as MIT says it; the last line is the failure.
fn refuse(tool: &mut Tool<'_, '_>, error: &DumpError) -> Failure {
    let (name, file) = (super::NAME, &error.file);
    match &error.fault {
        fault @ DumpFault::NoHeader(_) => {
            err!(tool.streams, "{name}: {fault}\n");
            Failure::Error(format!("dump header bad in {file}"))
        }
        DumpFault::Header(_) => Failure::Error(format!("dump header bad in {file}")),
        _ => {
            err!(tool.streams, "{error}\n");
            err!(tool.streams, "{name}: error processing line {} of {file}\n", error.line);
            restore_failed(DumpVersion::default())
        }
    }
}

fn restore_failed(version: DumpVersion) -> Failure {
    Failure::Error(format!("{} restore failed", version.name()))
}

/// Why the second reading ended.
enum Stopped {
    Dump(DumpError),
    Record { line: usize, fault: LoadFault },
}

impl From<DumpError> for Stopped {
    fn from(error: DumpError) -> Self {
        Self::Dump(error)
    }
}

/// The changes that the records stand for, the master key's first.
fn changes(
    tool: &mut Tool<'_, '_>,
    options: &Options,
    dump: &[u8],
    checked: &Checked,
    keyring: &Keyring,
) -> Outcome<Vec<Change>> {
    let history = history(checked, keyring);
    let loader = Loader { master: keyring, history: &history };
    let (mut changes, mut masters) = (Vec::new(), Vec::new());
    let read = records(options, dump, |record, line| {
        let stopped = |fault| Stopped::Record { line, fault };
        match record {
            DumpRecord::Principal(record) => {
                let Loaded { principal, account } = loader.load(&record).map_err(stopped)?;
                let (realm, name) = (principal.realm.clone(), principal.name.clone());
                let is_master = record.name.starts_with(b"K/M@");
                let list = if is_master { &mut masters } else { &mut changes };
                list.push(Change::PutPrincipal(Arc::new(principal)));
                // A new database has an account that was never used for each anyway.
                if options.update || account != AccountState::default() {
                    list.push(Change::PutAccount { realm, name, account });
                }
                if options.verbose {
                    err!(tool.streams, "{}\n", String::from_utf8_lossy(&record.name));
                }
            }
            DumpRecord::Policy(record) => {
                let policy = load_policy(&record).map_err(stopped)?;
                if options.verbose {
                    err!(tool.streams, "created policy {}\n", policy.name);
                }
                let realm = tool.parameters.realm.clone();
                changes.push(Change::PutPolicy { realm, policy: Arc::new(policy) });
            }
        }
        Ok(())
    });
    match read {
        Ok(_) => {
            masters.append(&mut changes);
            Ok(masters)
        }
        Err(Stopped::Dump(error)) => Err(refuse(tool, &error)),
        Err(Stopped::Record { line, fault }) => {
            let (name, file) = (super::NAME, &options.file);
            err!(tool.streams, "{name}: {fault}\n{name}: error processing line {line} of {file}\n");
            Err(restore_failed(checked.version))
        }
    }
}

/// The keys of the dump's history principal; without one, earlier passwords stay behind.
fn history(checked: &Checked, keyring: &Keyring) -> Vec<PrincipalKey> {
    let loader = Loader { master: keyring, history: &[] };
    let loaded = checked.history.as_ref().and_then(|record| loader.load(record).ok());
    loaded.map(|loaded| loaded.principal.keys).unwrap_or_default()
}

fn replace(
    tool: &mut Tool<'_, '_>,
    options: &Options,
    dump: &[u8],
    checked: &Checked,
) -> Outcome<()> {
    let Some(record) = &checked.master else {
        let name = tool.master_name();
        let file = &options.file;
        err!(
            tool.streams,
            "{}: {file} has no master key {name}: add it to a database with -update\n",
            super::NAME
        );
        return Err(restore_failed(checked.version));
    };
    let keyring = open_master(tool, record)?;
    let loader = Loader { master: &keyring, history: &[] };
    let doing = "while getting master key list";
    let master = loader.load(record).doing(doing)?.principal;
    let master = MasterKeys::from_principal(&master).doing(doing)?;
    let mut changes = changes(tool, options, dump, checked, &keyring)?;
    changes.insert(0, Change::PutRealm(Arc::new(tool.settings()?)));
    tool.files
        .replace(&tool.path(), &master, &changes)
        .doing(&format!("while replacing database '{}'", tool.parameters.database))
}

/// The master keys of a dump by the stash, or by a password that is asked for.
fn open_master(tool: &mut Tool<'_, '_>, record: &DumpPrincipal) -> Outcome<Keyring> {
    let doing = "while getting master key list";
    let source = tool.source()?;
    let known = match source.keys(&tool.parameters.realm) {
        Ok(known) => known,
        Err(MasterKeyError::Stash { .. }) => typed(tool)?,
        Err(error) => {
            let what = format!("Can not fetch master key (error: {}).", reason(&error));
            return Err(Failure::new(what, "while reading master key"));
        }
    };
    Keyring::open(record, &known).map_err(|error| {
        Failure::Error(format!(
            "{error} {doing}\n{}: the dump has another master key: give its password with \
             `{0} -m load`, then keep it with `{0} -m stash`",
            super::NAME
        ))
    })
}

fn typed(tool: &mut Tool<'_, '_>) -> Outcome<Vec<Key>> {
    let doing = "while reading master key";
    let password = tool.ask("Enter KDC database master key")?;
    let password = password.ok_or_else(|| Failure::new("Cannot read password", doing))?;
    tool.of_password(password).keys(&tool.parameters.realm).doing(doing)
}

fn update(
    tool: &mut Tool<'_, '_>,
    options: &Options,
    dump: &[u8],
    checked: &Checked,
) -> Outcome<()> {
    let database = tool.open_readable()?;
    let keyring = present_or_dumped(&database, checked)?;
    let mut changes = changes(tool, options, dump, checked, &keyring)?;
    database.change("while loading the database", |_| Ok((std::mem::take(&mut changes), ())))
}

/// The dump's own master keys, when the database's open them, else the database's.
fn present_or_dumped(database: &Database, checked: &Checked) -> Outcome<Keyring> {
    let view = database.view()?;
    let keys = view.keys()?;
    match &checked.master {
        Some(record) => {
            let known: Vec<Key> = keys.versions().map(|(_, key, _)| key.clone()).collect();
            Keyring::open(record, &known).doing("while getting master key list")
        }
        None => view.keyring(),
    }
}
