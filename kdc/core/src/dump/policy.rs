//! A line of a dump becomes a policy, and a policy a line.

use std::time::Duration;

use kerbside_krb5::formats::dump::{DumpPolicy, Typed};

use super::LoadFault;
use super::dumper::seconds;
use crate::database::{Attributes, Policy, TaggedData};

/// The policy of a line.
///
/// # Errors
/// [`LoadFault::Policy`] when its name is no text.
pub fn load_policy(record: &DumpPolicy) -> Result<Policy, LoadFault> {
    let fault = || LoadFault::Policy(String::from_utf8_lossy(&record.name).into_owned());
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).map_err(|_| fault());
    let duration = |seconds: u32| Duration::from_secs(seconds.into());
    let tagged =
        |Typed { kind, octets }: &Typed| TaggedData { kind: *kind, octets: octets.clone() };
    Ok(Policy {
        min_password_life: duration(record.min_password_life),
        max_password_life: duration(record.max_password_life),
        min_length: record.min_length,
        min_classes: record.min_classes,
        history: record.history,
        max_failures: record.max_failures,
        lockout_duration: duration(record.lockout_duration),
        failure_count_interval: duration(record.failure_count_interval),
        allowed_key_salts: record.allowed_key_salts.as_deref().map(text).transpose()?,
        attributes: Attributes(record.attributes),
        max_life: duration(record.max_life),
        max_renewable_life: duration(record.max_renewable_life),
        tagged_data: record.tagged.iter().map(tagged).collect(),
        ..Policy::new(text(&record.name)?)
    })
}

/// The line of a policy.
pub fn dump_policy(policy: &Policy) -> DumpPolicy {
    DumpPolicy {
        name: policy.name.clone().into_bytes(),
        min_password_life: seconds(policy.min_password_life),
        max_password_life: seconds(policy.max_password_life),
        min_length: policy.min_length,
        min_classes: policy.min_classes,
        history: policy.history,
        references: 0,
        max_failures: policy.max_failures,
        failure_count_interval: seconds(policy.failure_count_interval),
        lockout_duration: seconds(policy.lockout_duration),
        attributes: policy.attributes.0,
        max_life: seconds(policy.max_life),
        max_renewable_life: seconds(policy.max_renewable_life),
        allowed_key_salts: policy.allowed_key_salts.clone().map(String::into_bytes),
        tagged: policy
            .tagged_data
            .iter()
            .map(|tagged| Typed::new(tagged.kind, tagged.octets.clone()))
            .collect(),
    }
}
