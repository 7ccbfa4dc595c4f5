//! Scenarios and what came of them, for people and for programs.

use kerbside::scenario::{FAMILIES, Family, Report};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;

/// Lists the families and their members.
pub(super) fn list(as_json: bool, output: &Output) -> Result<(), Failure> {
    if as_json {
        let member = |it: &kerbside::scenario::Member| json!({"name": it.name, "title": it.title});
        let families = FAMILIES.iter().map(|family| {
            let members: Vec<Value> = family.members.iter().map(member).collect();
            json!({"name": family.name, "title": family.title, "members": members})
        });
        return output.json(&families.collect::<Vec<Value>>());
    }
    for family in FAMILIES {
        output.line(format_args!("{}: {}", family.name, family.title))?;
        for member in family.members {
            output.line(format_args!("  {:<31} {}", member.name, member.title))?;
        }
    }
    Ok(())
}

/// What came of a member, for people.
pub(crate) fn told(family: &Family, report: &Report) -> String {
    let mut text = format!("== {}: {} ==\n\n", family.name, report.member.name);
    text += &format!("What is wrong: {}\n\n", report.member.title);
    text += "What the client sees:\n";
    match &report.client_saw {
        Some(seen) => text += &indented(seen),
        None => text += &indented("no failure at all, against the plan"),
    }
    text += "\nWhat the evidence says:\n";
    text += &indented(&report.explanation.to_string());
    if !report.is_as_planned() {
        text += "\nThis is not as it should have been.\n";
    }
    text
}

/// Each line of `text` a little to the right.
pub(crate) fn indented(text: &str) -> String {
    let line = |line: &str| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("  {line}\n"),
    };
    text.trim_end().lines().map(line).collect()
}

/// What came of members, for programs.
pub(super) fn json(family: &Family, e_text: &str, reports: &[Report]) -> Value {
    let member = |report: &Report| {
        json!({
            "name": report.member.name,
            "title": report.member.title,
            "client_saw": report.client_saw,
            "explanation": report.explanation,
            "as_planned": report.is_as_planned(),
            "dir": report.bed.folder(),
        })
    };
    json!({
        "family": family.name,
        "title": family.title,
        "e_text": e_text,
        "members": reports.iter().map(member).collect::<Vec<Value>>(),
    })
}
