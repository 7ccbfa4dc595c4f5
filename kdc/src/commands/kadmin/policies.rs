//! `add_policy`, `modify_policy`, `delete_policy`, `get_policy` and `list_policies`.

use std::time::Duration;

use kerbside_kdc_core::admin::PolicyChanges;
use kerbside_kdc_core::database::Policy;

use super::console::{Confirmed, Console, Failed, Performed};
use super::{numbers, principal_options, spans};
use crate::commands::streams::out;
use crate::{AdminReply, AdminRequest};

/// The usage of `add_policy` and `modify_policy`.
macro_rules! usage {
    ($request:literal) => {
        concat!(
            "usage; ",
            $request,
            " [options] policy
\toptions are:
\t\t[-maxlife time] [-minlife time] [-minlength length]
\t\t[-minclasses number] [-history number]
\t\t[-maxfailure number] [-failurecountinterval time]
\t\t[-allowedkeysalts keysalts]
\t\t[-lockoutduration time]
"
        )
    };
}

pub(super) fn add(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, changes) = read(console, arguments, "add_policy", usage!("add_policy"))?;
    let request = AdminRequest::CreatePolicy { name: name.clone(), changes };
    console.ask(&request).map(drop).map_err(|denied| {
        Failed::Said(format!("add_policy: {denied} while creating policy \"{name}\"."))
    })
}

pub(super) fn modify(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, changes) = read(console, arguments, "modify_policy", usage!("modify_policy"))?;
    let request = AdminRequest::ModifyPolicy { name: name.clone(), changes };
    console.ask(&request).map(drop).map_err(|denied| {
        Failed::Said(format!("modify_policy: {denied} while modifying policy \"{name}\"."))
    })
}

fn read(
    console: &Console<'_, '_>,
    arguments: &[String],
    request: &str,
    usage: &'static str,
) -> Result<(String, PolicyChanges), Failed> {
    let Some((name, options)) = arguments.split_last() else {
        return Err(Failed::Usage(Some(format!("{request}: parser lost count!")), usage));
    };
    let mut changes = PolicyChanges::default();
    let mut left = options.iter();
    while let Some(option) = left.next() {
        let value = left.next().ok_or(Failed::Usage(None, usage))?;
        let interval = || principal_options::interval(console, value, usage);
        // A number below zero is as wrong as zero, but for failures: those are of 32 bits.
        let number = || u32::try_from(numbers::leading(value)).unwrap_or(0);
        match option.as_str() {
            "-maxlife" => changes.max_password_life = Some(interval()?),
            "-minlife" => changes.min_password_life = Some(interval()?),
            "-minlength" => changes.min_length = Some(number()),
            "-minclasses" => changes.min_classes = Some(number()),
            "-history" => changes.history = Some(number()),
            "-maxfailure" => {
                changes.max_failures = Some(numbers::leading(value).cast_unsigned());
            }
            "-failurecountinterval" => changes.failure_count_interval = Some(interval()?),
            "-lockoutduration" => changes.lockout_duration = Some(interval()?),
            "-allowedkeysalts" => {
                let all = value == "-";
                changes.allowed_key_salts = Some((!all).then(|| value.clone()));
            }
            _ => return Err(Failed::Usage(None, usage)),
        }
    }
    Ok((name.clone(), changes))
}

pub(super) fn delete(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, confirmed) = match arguments {
        [name] => (name, Confirmed::NotYet),
        [force, name] if force == "-force" => (name, Confirmed::ByForce),
        _ => return Err(Failed::Usage(None, "usage: delete_policy [-force] policy\n")),
    };
    let question = format!("Are you sure you want to delete the policy \"{name}\"?");
    console.confirm(confirmed, &question, &format!("Policy \"{name}\" not deleted."))?;
    console.ask(&AdminRequest::DeletePolicy { name: name.clone() }).map(drop).map_err(|denied| {
        // The second colon is MIT's.
        Failed::Said(format!("delete_policy:: {denied} while deleting policy \"{name}\""))
    })
}

pub(super) fn get(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, shape): (_, fn(&Policy) -> String) = match arguments {
        [name] => (name, long),
        [terse_option, name] if terse_option == "-terse" => (name, terse),
        _ => return Err(Failed::Usage(None, "usage: get_policy [-terse] policy\n")),
    };
    let failed = |why: String| {
        Failed::Said(format!("get_policy: {why} while retrieving policy \"{name}\"."))
    };
    let reply = console.ask(&AdminRequest::GetPolicy { name: name.clone() });
    let reply = reply.map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Policy(policy) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    out!(console.streams, "{}", shape(&policy));
    Ok(())
}

fn long(policy: &Policy) -> String {
    let mut lines = vec![
        format!("Policy: {}", policy.name),
        format!("Maximum password life: {}", spans::long(policy.max_password_life)),
        format!("Minimum password life: {}", spans::long(policy.min_password_life)),
        format!("Minimum password length: {}", policy.min_length),
        format!("Minimum number of password character classes: {}", policy.min_classes),
        format!("Number of old keys kept: {}", policy.history),
        format!("Maximum password failures before lockout: {}", policy.max_failures),
        format!(
            "Password failure count reset interval: {}",
            spans::long(policy.failure_count_interval)
        ),
        format!("Password lockout duration: {}", spans::long(policy.lockout_duration)),
    ];
    if let Some(allowed) = &policy.allowed_key_salts {
        lines.push(format!("Allowed key/salt types: {allowed}"));
    }
    lines.join("\n") + "\n"
}

fn terse(policy: &Policy) -> String {
    let seconds = |span: Duration| span.as_secs().to_string();
    let fields = [
        format!("\"{}\"", policy.name),
        seconds(policy.max_password_life),
        seconds(policy.min_password_life),
        policy.min_length.to_string(),
        policy.min_classes.to_string(),
        policy.history.to_string(),
        // The principals that have the policy, which MIT does not count any more.
        0.to_string(),
        policy.max_failures.to_string(),
        seconds(policy.failure_count_interval),
        seconds(policy.lockout_duration),
        policy.allowed_key_salts.clone().unwrap_or_else(|| "-".to_owned()),
    ];
    fields.join("\t") + "\n"
}

pub(super) fn list(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let pattern = match arguments {
        [] => None,
        [pattern] => Some(pattern.clone()),
        _ => return Err(Failed::Usage(None, "usage: get_policies [expression]\n")),
    };
    let failed = |why: String| Failed::Said(format!("get_policies: {why} while retrieving list."));
    let reply = console.ask(&AdminRequest::ListPolicies { pattern });
    let reply = reply.map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Policies(names) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    for name in names {
        out!(console.streams, "{name}\n");
    }
    Ok(())
}
