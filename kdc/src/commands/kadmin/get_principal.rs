//! `get_principal`: what the database has about a principal.

use kerbside_kdc_core::database::{
    AccountState, Attributes, Principal as Record, PrincipalKey, Salt,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::console::{Console, Failed, Performed};
use super::spans;
use crate::commands::streams::out;
use crate::commands::times;
use crate::{AdminReply, AdminRequest};

const USAGE: &str = "usage: get_principal [-terse] principal\n";

pub(super) fn perform(console: &mut Console<'_, '_>, arguments: &[String]) -> Performed {
    let (name, shape): (_, Shape) = match arguments {
        [name] => (name, long),
        [terse_option, name] if terse_option == "-terse" => (name, terse),
        _ => return Err(Failed::Usage(None, USAGE)),
    };
    let principal = console.principal("get_principal", "principal", name)?;
    let request = AdminRequest::GetPrincipal { principal: principal.clone() };
    let failed = |why: String| {
        Failed::Said(format!("get_principal: {why} while retrieving \"{principal}\"."))
    };
    let reply = console.ask(&request).map_err(|denied| failed(denied.to_string()))?;
    let AdminReply::Principal(record, account) = reply else {
        return Err(failed(format!("unexpected reply {reply:?}")));
    };
    let text = shape(console, &record, &account);
    out!(console.streams, "{text}");
    Ok(())
}

type Shape = fn(&mut Console<'_, '_>, &Record, &AccountState) -> String;

/// The name is the record's: that of an alias is not shown.
fn name(record: &Record) -> Principal {
    Principal { name: record.name.clone(), realm: record.realm.clone() }
}

fn long(console: &mut Console<'_, '_>, record: &Record, account: &AccountState) -> String {
    let zone = &console.environment.zone;
    let time = |time: Option<Timestamp>| match time {
        Some(time) => times::long(time, zone),
        None => "[never]".to_owned(),
    };
    let mut lines = vec![
        format!("Principal: {}", name(record)),
        format!("Expiration date: {}", time(record.expires)),
        format!("Last password change: {}", time(record.last_password_change)),
        format!("Password expiration date: {}", time(record.password_expires)),
        format!("Maximum ticket life: {}", spans::long(record.max_life.unwrap_or_default())),
        format!("Maximum renewable life: {}", spans::long(record.max_renewable_life)),
        format!("Last modified: {} ({})", time(Some(record.modified_at)), record.modified_by),
        format!("Last successful authentication: {}", time(account.last_success)),
        format!("Last failed authentication: {}", time(account.last_failure)),
        format!("Failed password attempts: {}", account.failures),
        format!("Number of keys: {}", record.keys.len()),
    ];
    lines.extend(record.keys.iter().map(|key| format!("Key: {}", described(key))));
    lines.push(format!("MKey: vno {}", record.master_kvno));
    lines.push(format!("Attributes:{}", attributes(record.attributes)));
    lines.push(match &record.policy {
        Some(policy) if console.has_policy(policy) => format!("Policy: {policy}"),
        Some(policy) => format!("Policy: {policy} [does not exist]"),
        None => "Policy: [none]".to_owned(),
    });
    lines.join("\n") + "\n"
}

/// Those that have a name by it, the other bits one by one.
fn attributes(attributes: Attributes) -> String {
    let mut shown: String = attributes.names().map(|name| format!(" {name}")).collect();
    let named = Attributes::NAMED.iter().fold(0, |bits, (attribute, _)| bits | attribute.0);
    for bit in (0..u32::BITS).map(|at| 1 << at).filter(|bit| attributes.0 & !named & bit != 0) {
        shown.push_str(&format!(" 0x{bit:08x}"));
    }
    shown
}

fn described(key: &PrincipalKey) -> String {
    let salt = match key.salt {
        Salt::Normal => String::new(),
        _ => format!(":{}", key.salt.name()),
    };
    format!("vno {}, {}{salt}", key.kvno, key.enctype())
}

fn terse(_: &mut Console<'_, '_>, record: &Record, account: &AccountState) -> String {
    let time = |time: Option<Timestamp>| time.map_or(0, Timestamp::seconds).to_string();
    let mut fields = vec![
        format!("\"{}\"", name(record)),
        time(record.expires),
        time(record.last_password_change),
        time(record.password_expires),
        record.max_life.unwrap_or_default().as_secs().to_string(),
        format!("\"{}\"", record.modified_by),
        time(Some(record.modified_at)),
        record.attributes.0.to_string(),
        record.current_kvno().unwrap_or(0).to_string(),
        record.master_kvno.to_string(),
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
