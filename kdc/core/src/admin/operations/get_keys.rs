//! The keys of a principal as they are: `ktadd -norandkey`.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial};
use super::{Operation, Performed};

pub(super) fn perform(operation: &Operation<'_>, principal: &Name, kvno: Option<u32>) -> Performed {
    let found = operation.find(principal)?;
    let keys: Vec<_> = match kvno {
        Some(kvno) => found.keys_of_version(kvno).cloned().collect(),
        None => found.keys.clone(),
    };
    match kvno {
        Some(kvno) if keys.is_empty() => {
            Err(Denial::NoSuchVersion { principal: principal.clone(), kvno })
        }
        _ => Ok((AdminReply::Keys(keys), Vec::new())),
    }
}
