//! `purgekeys`: old keys of a principal go.

use super::console::{Console, Failed, Performed};
use super::numbers;
use crate::AdminRequest;

const USAGE: &str = "usage: purgekeys [-all|-keepkvno oldest_kvno_to_keep] principal\n";

/// A version above all others, which is what MIT's asks to keep for `-all`.
const ABOVE_ALL: u32 = i32::MAX.unsigned_abs();

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, keep_from) = match arguments {
        [name] => (name, None),
        [all, name] if all == "-all" => (name, Some(ABOVE_ALL)),
        [keep, from, name] if keep == "-keepkvno" => {
            (name, u32::try_from(numbers::leading(from)).ok())
        }
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let principal = console.principal("purgekeys", "principal", name)?;
    let request = AdminRequest::PurgeKeys { principal: principal.clone(), keep_from };
    console.ask(&request).map_err(|denied| {
        let doing = format!("while purging keys for principal \"{principal}\"");
        Failed::Said(format!("purgekeys: {denied} {doing}"))
    })?;
    console.tell(&match keep_from {
        Some(ABOVE_ALL) => format!("All keys for principal \"{principal}\" removed."),
        _ => format!("Old keys for principal \"{principal}\" purged."),
    });
    Ok(())
}
