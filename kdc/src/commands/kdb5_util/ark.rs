//! `ark`: adds random keys to a principal and keeps those that it has.
//!
//! MIT krb5 1.20.1's crashes; this is what its manual says.

use std::ffi::OsString;

use kerbside_kdc_core::admin::{AdminRequest, Caller, OldKeys, apply};
use kerbside_kdc_core::database::{KeySalt, Salt};
use kerbside_krb5::formats::enctype_list::{EnctypeList, WeakCrypto};
use kerbside_krb5::principal::Principal as Name;

use super::tool::Tool;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::options::{Kind, Operands, OptionRow, parse, row};
use crate::entropy::OsEntropy;

const OPTIONS: &[OptionRow] = &[row('e', Kind::Value)];

pub(super) fn run(tool: &mut Tool<'_, '_>, words: &[OsString]) -> Outcome<()> {
    let line = parse(super::NAME, OPTIONS, Operands::Mixed, words)?;
    let [text] = line.operands.as_slice() else {
        return Err(Failure::Usage(None));
    };
    let database = tool.open_readable()?;
    let principal = Name::parse(text, &tool.parameters.realm)
        .doing(&format!("while parsing principal name '{text}'"))?;
    let doing = format!("while fetching principal {text}");
    if database.view()?.principal(&principal).doing(&doing)?.is_none() {
        return Err(Failure::new("No such entry in the database", &doing));
    }
    let key_salts = line.value('e').map(key_salts);
    let request = AdminRequest::RandomizeKeys { principal, key_salts, old_keys: OldKeys::Keep };
    let caller = Caller::local(tool.master_name());
    apply(&database.store, &request, &caller, tool.now(), &mut OsEntropy::new())
        .doing("while randomizing principal's key")?;
    Ok(())
}

fn key_salts(list: &str) -> Vec<KeySalt> {
    let enctypes = EnctypeList::parse(list, WeakCrypto::Refused).enctypes;
    enctypes.into_iter().map(|enctype| KeySalt { enctype, salt: Salt::Normal }).collect()
}
