//! Refusals that no family knows: they are listed, so that nothing that failed is passed over.
//!
//! Left out: denials of an authorizer, all of which have a family, and what every login begins
//! with (RFC 4120 §3.1.3: preauthentication is required).

use std::collections::HashSet;

use kerbside_broker_core::event::EventKind;
use kerbside_kdc_core::exchange::Reason;
use kerbside_krb5::kpasswd::ResultCode;

use super::case::Case;
use crate::evidence::{Fact, Record};

/// The numbers of the records of refusals that are not among those `explained`.
pub(super) fn refusals<'c>(
    case: &'c Case<'_>,
    explained: &'c HashSet<u64>,
) -> impl Iterator<Item = u64> + 'c {
    let numbers = case.records.iter().filter(|record| is_refusal(record));
    numbers.map(|record| record.number).filter(|number| !explained.contains(number))
}

fn is_refusal(record: &Record) -> bool {
    match &record.fact {
        Fact::Answered(answered) => {
            !matches!(answered.summary.reason, None | Some(Reason::PreauthRequired))
        }
        // Every addition asks for the policy `default` first, and mostly there is none.
        Fact::AdminCall { operation: "kadm5_get_policy", target, .. } if **target == *"default" => {
            false
        }
        Fact::AdminCall { client, outcome, .. } => client.is_none() || **outcome != *"success",
        Fact::PasswordRequest { code, .. } => *code != ResultCode::SUCCESS,
        Fact::TooLong { .. } | Fact::DatabaseFailed { .. } => true,
        Fact::Connection { event, .. } => {
            matches!(event, EventKind::Refused { .. } | EventKind::HandshakeFailed { .. })
        }
        _ => false,
    }
}
