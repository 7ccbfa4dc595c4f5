//! `create`: a new database with the principals of a new realm.

use std::ffi::OsString;
use std::sync::Arc;

use kerbside_kdc_core::admin::create_realm;
use kerbside_kdc_core::database::{Attributes, Change, Principal, RealmSettings, TaggedData};
use kerbside_krb5::formats::dump::tagged::{ActiveKvno, TlType, write_actkvno};
use kerbside_krb5::time::Timestamp;

use super::command_line::Master;
use super::files::DatabaseError;
use super::tool::{Tool, system};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::{err, out};
use crate::entropy::OsEntropy;
use crate::store::master_key::{MasterKeyError, MasterKeys, write_stash};

const OPTIONS: &[OptionRow] = &[row('s', Kind::Flag), row('W', Kind::Flag), row('h', Kind::Flag)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let (database, name) = (tool.parameters.database.clone(), tool.master_name());
    let realm = tool.parameters.realm.clone();
    out!(tool.streams, "Initializing database '{database}' for realm '{realm}',\n");
    out!(tool.streams, "master key name '{name}'\n");
    let password = match &tool.parameters.master {
        Master::Password(password) => password.clone(),
        Master::Stashed | Master::Typed => {
            tool.prompt_for_master("while reading master key from keyboard")?
        }
    };
    let key = tool.master_key(tool.parameters.enctype, &password)?;
    let settings = tool.settings()?;
    let kvno = tool.parameters.kvno.unwrap_or(1);
    let master = MasterKeys::new(realm, kvno, key);
    let doing = format!("while creating database '{database}'");
    let changes = create_realm(settings.clone(), tool.now(), &mut OsEntropy::new());
    let mut changes = changes.doing("while adding entries to the database")?;
    set_master_version(&mut changes, kvno);
    let record = master_record(&master, &settings, kvno, tool.now());
    changes.push(Change::PutPrincipal(Arc::new(record)));
    match tool.files.create(&tool.path(), &master, &changes) {
        Ok(()) => {}
        Err(error @ (DatabaseError::Exists | DatabaseError::System(_))) => {
            let what = format!("Cannot open DB2 database '{database}': {error}");
            return Err(Failure::new(what, &doing));
        }
        Err(error) => return Err(Failure::new(error, &doing)),
    }
    if line.has('s') {
        store_key(tool, &master);
    }
    Ok(())
}

/// Writes the stash; a database without one is made all the same.
pub(super) fn store_key(tool: &mut Tool<'_, '_>, master: &MasterKeys) {
    if let Err(error) = write_stash(&tool.parameters.stash, master, tool.now()) {
        let what = match &error {
            MasterKeyError::Stash { error, .. } => system(error),
            error => error.to_string(),
        };
        err!(tool.streams, "{}: {what} while storing key\n", super::NAME);
        out!(tool.streams, "Warning: couldn't stash master key.\n");
    }
}

/// The record of the master key as MIT makes it.
fn master_record(
    master: &MasterKeys,
    settings: &RealmSettings,
    kvno: u32,
    now: Timestamp,
) -> Principal {
    let by = format!("db_creation@{}", settings.realm);
    let active = ActiveKvno { kvno: u16::try_from(kvno).unwrap_or(u16::MAX), time: 0 };
    let octets = write_actkvno(&[active]);
    Principal {
        attributes: Attributes::DISALLOW_ALL_TIX | Attributes::LOCKDOWN_KEYS,
        expires: settings.default_expiration,
        max_life: Some(settings.max_life),
        max_renewable_life: settings.max_renewable_life,
        master_kvno: kvno,
        tagged_data: vec![TaggedData { kind: TlType::ACTKVNO.0, octets }],
        ..master.to_principal(now, &by)
    }
}

/// Seals the new principals under the version that the master key has.
fn set_master_version(changes: &mut [Change], kvno: u32) {
    for change in changes {
        if let Change::PutPrincipal(principal) = change {
            Arc::make_mut(principal).master_kvno = kvno;
        }
    }
}
