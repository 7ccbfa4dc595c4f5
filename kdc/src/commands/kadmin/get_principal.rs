//! `get_principal`: what the database has about a principal.

use std::time::Duration;

use kerbside_kdc_core::database::{AccountState, Principal as Record, PrincipalKey, Salt};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::console::{Console, Failed, Performed};
use crate::commands::streams::out;
use crate::commands::times;
use crate::commands::zone::Zone;
use crate::{AdminReply, AdminRequest};

const USAGE: &str = "usage: get_principal [-terse] principal\n";

/// Keys in memory are under no master key; MIT's first one has this number.
const MASTER_KVNO: u32 = 1;

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, shape): (_, Shape) = match arguments {
        [name] => (name, long),
        [terse_option, name] if terse_option == "-terse" => (name, terse),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let principal = console.principal("get_principal", name)?;
    let request = AdminRequest::GetPrincipal { principal: principal.clone() };
    let failed = |why: String| {
        Failed::Said(format!("get_principal: {why} while retrieving \"{principal}\"."))
    };
    let reply = console.ask(&request).map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Principal(record, account) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    let text = shape(&principal, &record, &account, &console.environment.zone);
    out!(console.streams, "{text}");
    Ok(())
}

type Shape = fn(&Principal, &Record, &AccountState, &Zone) -> String;

fn long(name: &Principal, record: &Record, account: &AccountState, zone: &Zone) -> String {
    let time = |time: Option<Timestamp>| match time {
        Some(time) => times::long(time, zone),
        None => "[never]".to_owned(),
    };
    let mut lines = vec![
        format!("Principal: {name}"),
        format!("Expiration date: {}", time(record.expires)),
        format!("Last password change: {}", time(record.last_password_change)),
        format!("Password expiration date: {}", time(record.password_expires)),
        format!("Maximum ticket life: {}", span(record.max_life.unwrap_or_default())),
        format!("Maximum renewable life: {}", span(record.max_renewable_life)),
        format!("Last modified: {} ({})", time(Some(record.modified_at)), record.modified_by),
        format!("Last successful authentication: {}", time(account.last_success)),
        format!("Last failed authentication: {}", time(account.last_failure)),
        format!("Failed password attempts: {}", account.failures),
        format!("Number of keys: {}", record.keys.len()),
    ];
    lines.extend(record.keys.iter().map(|key| format!("Key: {}", described(key))));
    lines.push(format!("MKey: vno {MASTER_KVNO}"));
    let attributes: Vec<&str> =
        ["Attributes:"].into_iter().chain(record.attributes.names()).collect();
    lines.push(attributes.join(" "));
    lines.push(match &record.policy {
        Some(policy) => format!("Policy: {policy} [does not exist]"),
        None => "Policy: [none]".to_owned(),
    });
    lines.join("\n") + "\n"
}

fn described(key: &PrincipalKey) -> String {
    let salt = match key.salt {
        Salt::Normal => String::new(),
        _ => format!(":{}", key.salt.name()),
    };
    format!("vno {}, {}{salt}", key.kvno, key.enctype())
}

/// `1 day 00:00:00`.
fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let days = seconds / 86_400;
    let unit = if days == 1 { "day" } else { "days" };
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{days} {unit} {hours:02}:{minutes:02}:{:02}", seconds % 60)
}

fn terse(name: &Principal, record: &Record, account: &AccountState, _: &Zone) -> String {
    let time = |time: Option<Timestamp>| time.map_or(0, Timestamp::seconds).to_string();
    let mut fields = vec![
        format!("\"{name}\""),
        time(record.expires),
        time(record.last_password_change),
        time(record.password_expires),
        record.max_life.unwrap_or_default().as_secs().to_string(),
        format!("\"{}\"", record.modified_by),
        time(Some(record.modified_at)),
        record.attributes.0.to_string(),
        record.current_kvno().unwrap_or(0).to_string(),
        MASTER_KVNO.to_string(),
        format!("\"{}\"", record.policy.as_deref().unwrap_or("[none]")),
        record.max_renewable_life.as_secs().to_string(),
        time(account.last_success),
        time(account.last_failure),
        account.failures.to_string(),
        record.keys.len().to_string(),
    ];
    for key in &record.keys {
        // The first number of a key is its form: with a salt of its own or without.
        let form = if key.salt == Salt::Normal { 1 } else { 2 };
        fields.push(form.to_string());
        fields.push(key.kvno.to_string());
        fields.push(key.enctype().0.to_string());
        fields.push(key.salt.number().to_string());
    }
    fields.join("\t") + "\n"
}
