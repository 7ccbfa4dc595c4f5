//! Where everything of a bed is, and the lines to paste.

use std::fmt::Write;

use crate::control::Status;
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
    let further = status.listeners.iter().map(|(name, what)| format!("{name} {what}")).collect();
    let rows = [
        ("realm", status.realm.clone()),
        ("KDC", format!("{} (UDP and TCP)", status.kdc)),
        ("brokers", format!("{} (SASL_PLAINTEXT)", status.bootstrap)),
        ("listeners", list(further)),
        ("users", list(status.users.clone())),
        ("topics", list(topics)),
        ("directory", status.dir.clone()),
        ("process", status.pid.to_string()),
    ];
    let mut text = String::new();
    for (name, value) in rows {
        // Writing to a string does not fail.
        let _infallible = writeln!(text, "{name:<10} {value}");
    }
    text
}

fn lines_to_paste(status: &Status) -> String {
    let dir = quoted(&status.dir);
    let mut text = String::from("Paste into a shell, then use kinit, kcat and others as ever:\n");
    match status.users.first() {
        Some(user) => {
            let user = quoted(user);
            text += &format!("  eval \"$(kerbside env --dir {dir} --user {user})\"\n");
            text += &format!("  kinit {user}    # or, with the keytab: kinit -k -i {user}\n");
            text += "  kcat -b \"$KERBSIDE_BOOTSTRAP\" -L\n";
        }
        None => text += &format!("  export KRB5_CONFIG={dir}/krb5.conf\n"),
    }
    text += "What went wrong, and the end:\n";
    text += &format!("  kerbside explain --dir {dir}\n  kerbside down --dir {dir}\n");
    text
}

/// `text` for a shell, in quotes where it needs them.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@:".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_to_paste_survive_odd_directories() {
        assert_eq!(quoted("/tmp/bed-1"), "/tmp/bed-1");
        assert_eq!(quoted("/tmp/it's a bed"), r"'/tmp/it'\''s a bed'");
        assert_eq!(quoted("$(x)"), "'$(x)'");
    }
}
