//! `purgekeys`: the keys of old versions are removed.

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::super::AdminReply;
use super::{Operation, Performed};
use crate::database::Change;

pub(super) fn perform(
    operation: &Operation<'_>,
    principal: &Name,
    keep_from: Option<u32>,
) -> Performed {
    let mut found = operation.find_to_change(principal)?;
    let keep_from = keep_from.or(found.current_kvno()).unwrap_or(0);
    found.keys.retain(|key| key.kvno >= keep_from);
    Ok((AdminReply::Done, vec![Change::PutPrincipal(Arc::new(found))]))
}
