//! `list`: the entries, with their times, enctypes and keys when asked for.

use super::super::klist::enctype;
use super::super::streams::out;
use super::super::times;
use super::Ktutil;

pub(super) fn perform(
    ktutil: &mut Ktutil<'_, '_>,
    called: &str,
    arguments: &[String],
) -> Result<(), String> {
    let known = ["-t", "-k", "-e"];
    if arguments.iter().any(|argument| !known.contains(&argument.as_str())) {
        return Err(format!("{called}: usage: {called} [-t] [-k] [-e]"));
    }
    let shown = |option: &str| arguments.iter().any(|argument| argument == option);
    let (head, rule) = match shown("-t") {
        true => {
            ("KVNO Timestamp         Principal", format!("{} {}", "-".repeat(17), "-".repeat(51)))
        }
        false => ("KVNO Principal", "-".repeat(69)),
    };
    out!(ktutil.streams, "slot {head}\n---- ---- {rule}\n");
    for (index, entry) in ktutil.entries.iter().enumerate() {
        let mut line = format!("{:4} {:4} ", index + 1, entry.kvno);
        if shown("-t") {
            line.push_str(&times::short(entry.timestamp, &ktutil.environment.zone));
            line.push(' ');
        }
        line.push_str(&format!("{:>40}", entry.principal.to_string()));
        if shown("-e") {
            line.push_str(&format!(" ({}) ", enctype(entry.key.enctype())));
        }
        if shown("-k") {
            let key = entry.key.keyvalue.iter();
            let key = key.fold(String::new(), |text, octet| format!("{text}{octet:02x}"));
            line.push_str(&format!(" (0x{key})"));
        }
        out!(ktutil.streams, "{line}\n");
    }
    Ok(())
}
