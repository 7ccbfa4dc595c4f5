//! `getstrs`, `setstr` and `delstr`: string attributes.

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::super::AdminReply;
use super::{Operation, Performed};
use crate::database::Change;

pub(super) fn get(operation: &Operation<'_>, principal: &Name) -> Performed {
    let found = operation.find(principal)?;
    let strings = found.strings.iter().map(|(key, value)| (key.clone(), value.clone()));
    Ok((AdminReply::Strings(strings.collect()), Vec::new()))
}

/// Sets `key`, or removes it, which need not be there.
pub(super) fn set(
    operation: &Operation<'_>,
    principal: &Name,
    key: &str,
    value: Option<&str>,
) -> Performed {
    let mut found = operation.find_to_change(principal)?;
    match value {
        Some(value) => found.strings.insert(key.to_owned(), value.to_owned()),
        None => found.strings.remove(key),
    };
    Ok((AdminReply::Done, vec![Change::PutPrincipal(Arc::new(found))]))
}
