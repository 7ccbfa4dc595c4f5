//! `update_princ_encryption`: seals the principals' keys under the master key in use.

use std::ffi::OsString;
use std::sync::Arc;

use kerbside_kdc_core::database::{Change, Principal};

use super::database::{View, name};
use super::tool::Tool;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::commands::streams::out;
use crate::store::KdcStore;
use crate::store::master_key::master_principal;

const OPTIONS: &[OptionRow] = &[row('f', Kind::Flag), row('n', Kind::Flag), row('v', Kind::Flag)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let pattern = match line.operands.as_slice() {
        [] => "*".to_owned(),
        [pattern] => pattern.clone(),
        _ => return Err(Failure::Usage(None)),
    };
    let database = tool.open_readable()?;
    let pattern = glob(&pattern)?;
    let (dry, verbose) = (line.has('n'), line.has('v'));
    let (active, _) = database.view()?.keys()?.active(tool.now());
    if !line.has('f') && !dry {
        out!(
            tool.streams,
            "Re-encrypt all keys not using master key vno {active}?\n(type 'yes' to confirm)? "
        );
        if !tool.says_yes() {
            out!(tool.streams, "OK, doing nothing.\n");
            tool.status = 1;
            return Ok(());
        }
    }
    if verbose && dry {
        let what = "Principals whose keys WOULD BE re-encrypted to master key vno";
        out!(tool.streams, "{what} {active}:\n");
    } else if verbose {
        let what = "Principals whose keys are being re-encrypted to master key vno";
        out!(tool.streams, "{what} {active} if necessary:\n");
    }
    let matching = |view: &View| -> Outcome<Vec<(String, Arc<Principal>)>> {
        let mut principals = view.principals()?;
        principals.retain(|(name, principal)| {
            !principal.name.same_components(&master_principal()) && pattern.is_match(name)
        });
        Ok(principals)
    };
    let (now, by) = (tool.now(), tool.master_name().to_string());
    let seen = database.change("trying to process principal database", |view| {
        let seen = matching(view)?;
        let reseal = |(_, principal): &(String, Arc<Principal>)| {
            let resealed = Principal {
                master_kvno: active,
                modified_at: now,
                modified_by: by.clone(),
                ..(**principal).clone()
            };
            Change::PutPrincipal(Arc::new(resealed))
        };
        let old = seen.iter().filter(|(_, principal)| principal.master_kvno != active);
        let changes = if dry { Vec::new() } else { old.map(reseal).collect() };
        Ok((changes, seen))
    })?;
    if let (KdcStore::Durable(store), false) = (&database.store, dry) {
        // A store on a disk seals a record under the version that it had, unless it is told.
        let chosen = |principal: &Principal| pattern.is_match(&name(principal).to_string());
        store.reseal(chosen).doing("trying to process principal database")?;
    }
    report(tool, &seen, active, Report { dry, verbose });
    Ok(())
}

struct Report {
    dry: bool,
    verbose: bool,
}

fn report(
    tool: &mut Tool<'_, '_>,
    seen: &[(String, Arc<Principal>)],
    active: u32,
    Report { dry, verbose }: Report,
) {
    let mut current = 0;
    for (name, principal) in seen {
        let is_current = principal.master_kvno == active;
        current += usize::from(is_current);
        let what = match (is_current, dry) {
            (true, true) => "would skip:   ",
            (true, false) => "skipping: ",
            (false, true) => "would update: ",
            (false, false) => "updating: ",
        };
        if verbose {
            out!(tool.streams, "{what}{name}\n");
        }
    }
    let (all, updated) = (seen.len(), seen.len() - current);
    let verb = if dry { "would be updated" } else { "updated" };
    out!(tool.streams, "{all} principals processed: {updated} {verb}, {current} already current\n");
}

/// A shell's pattern as a regular expression; without `@` it is about names of every realm.
fn glob(pattern: &str) -> Outcome<regex::Regex> {
    let mut expression = "^".to_owned();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '?' => expression.push('.'),
            '*' => expression.push_str(".*"),
            '[' | ']' => expression.push(character),
            '\\' => match characters.next() {
                Some(quoted) => expression.push_str(&regex::escape(&quoted.to_string())),
                None => {
                    let what = format!(
                        "Cannot allocate memory converting glob pattern '{pattern}' to regular \
                         expression"
                    );
                    return Err(Failure::Error(what));
                }
            },
            plain => expression.push_str(&regex::escape(&plain.to_string())),
        }
    }
    if !pattern.contains('@') {
        expression.push_str("@.*");
    }
    expression.push('$');
    regex::Regex::new(&expression)
        .map_err(|_| Failure::Error(format!("error compiling converted regexp '{expression}'")))
}
