//! `add_mkey`: another version of the master key, which `use_mkey` puts to use.

use std::ffi::OsString;
use std::sync::Arc;

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{Change, Principal};
use kerbside_krb5::time::Timestamp;

use super::create::store_key;
use super::tool::Tool;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::out;
use crate::entropy::OsEntropy;
use crate::store::master_key::{MasterKeys, add_version};

const OPTIONS: &[OptionRow] = &[row('e', Kind::Value), row('s', Kind::Flag)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let database = tool.open_readable()?;
    let enctype = match line.value('e') {
        Some(name) => {
            let wrong = || format!("Invalid argument {name} is an invalid enctype");
            let known = Enctype::from_name(name).filter(|enctype| enctype.is_supported());
            known.ok_or_else(|| Failure::Error(wrong()))?
        }
        None => tool.parameters.enctype,
    };
    let name = tool.master_name();
    out!(tool.streams, "Creating new master key for master key principal '{name}'\n");
    let password = tool.prompt_for_master("while reading new master key from keyboard")?;
    let key = tool.master_key(enctype, &password)?;
    let now = tool.now();
    let (entropy, by) = (&mut OsEntropy::new(), name.to_string());
    let doing = "while adding master key entry to the database";
    let kvno = database.change(doing, |view| {
        let added = add_version(&*view.master()?, key.clone(), entropy);
        let (master, kvno) = added.doing("adding new master key to master principal")?;
        Ok((vec![put(changed(master, &by, now))], kvno))
    })?;
    if line.has('s') {
        // The stash has the new key alone, as MIT's, until `stash` writes all of them.
        store_key(tool, &MasterKeys::new(tool.parameters.realm.clone(), kvno, key));
    }
    Ok(())
}

/// The record of the master key, changed by itself.
pub(super) fn changed(mut master: Principal, by: &str, now: Timestamp) -> Principal {
    master.master_kvno = master.keys.iter().map(|key| key.kvno).max().unwrap_or(1);
    master.modified_at = now;
    by.clone_into(&mut master.modified_by);
    master
}

pub(super) fn put(principal: Principal) -> Change {
    Change::PutPrincipal(Arc::new(principal))
}
