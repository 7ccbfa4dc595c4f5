//! Where everything of a bed is, and the lines to paste.

use std::fmt::Write;

use kerbside::evidence::shell_word;

use crate::control::{ListenerStatus, Status};
use crate::failure::Failure;
use crate::output::Output;

/// For whom it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// People.
    Text,
    /// Programs.
    Json,
}

/// Prints it.
pub(super) fn print(status: &Status, form: Form, output: &Output) -> Result<(), Failure> {
    match form {
        Form::Json => output.json(status),
        Form::Text => output.text(&format!("{}\n{}", table(status), lines_to_paste(status))),
    }
}

/// Where everything is, a line each.
pub(crate) fn table(status: &Status) -> String {
    let list = |items: Vec<String>| match items.is_empty() {
        true => "none".to_owned(),
        false => items.join(", "),
    };
    let topics = status.topics.iter().map(|(name, count)| format!("{name}:{count}")).collect();
    let optional = |server: &Option<String>| server.clone().unwrap_or_default();
    let rows = [
        ("realm", status.realm.clone()),
        ("KDC", format!("{} (UDP and TCP)", status.kdc)),
        ("kadmind", optional(&status.admin_server)),
        ("kpasswd", optional(&status.kpasswd_server)),
        ("brokers", status.bootstrap.clone()),
        ("listeners", listeners(&status.listeners)),
        ("dialect", status.dialect.clone()),
        ("authorizer", authorizer(status)),
        ("users", list(status.users.clone())),
        ("topics", list(topics)),
        ("directory", status.dir.clone()),
        ("process", status.pid.to_string()),
    ];
    let mut text = String::new();
    for (name, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a string does not fail.
        let _infallible = writeln!(text, "{name:<10} {value}");
    }
    text
}

/// A line each: `SASL_PLAINTEXT  localhost:9092  SASL_PLAINTEXT with GSSAPI, PLAIN`.
fn listeners(all: &[ListenerStatus]) -> String {
    let width = |text: fn(&ListenerStatus) -> usize| all.iter().map(text).max().unwrap_or(0);
    let names = width(|it| it.name.len());
    let places = width(|it| it.addresses.join(",").len());
    let line = |it: &ListenerStatus| {
        let with = if it.mechanisms.is_empty() { "" } else { " with " };
        let (name, addresses, protocol) = (&it.name, it.addresses.join(","), &it.protocol);
        let mechanisms = it.mechanisms.join(", ");
        format!("{name:<names$}  {addresses:<places$}  {protocol}{with}{mechanisms}")
    };
    let lines: Vec<String> = all.iter().map(line).collect();
    lines.join(&format!("\n{:<10} ", ""))
}

fn authorizer(status: &Status) -> String {
    if status.authorizer == "none" {
        return "none: everybody may do everything".to_owned();
    }
    let mut text = "ACLs (StandardAuthorizer)".to_owned();
    if !status.super_users.is_empty() {
        text += &format!(", super users {}", status.super_users.join(", "));
    }
    if status.allow_everyone_if_no_acl_found {
        text += ", everybody where there is no ACL";
    }
    text
}

fn lines_to_paste(status: &Status) -> String {
    let dir = shell_word(&status.dir);
    let mut text = String::from("Paste into a shell, then use kcat and others as ever:\n");
    let has_gssapi =
        status.listeners.iter().any(|it| it.mechanisms.iter().any(|it| it == "GSSAPI"));
    match status.users.first() {
        Some(user) => {
            let word = shell_word(user);
            text += &format!("  eval \"$(kerbside env --dir {dir} --user {word})\"\n");
            if has_gssapi && status.users_without_password.contains(user) {
                text += &format!("  kinit -k -i {word}\n");
            } else if has_gssapi {
                text += &format!("  kinit {word}    # or, with the keytab: kinit -k -i {word}\n");
            }
            text += "  kcat -b \"$KERBSIDE_BOOTSTRAP\" -L\n";
        }
        None => text += &format!("  export KRB5_CONFIG={dir}/krb5.conf\n"),
    }
    text += "What went wrong, and the end:\n";
    text += &format!("  kerbside explain --dir {dir}\n  kerbside down --dir {dir}\n");
    text
}
