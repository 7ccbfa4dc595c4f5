//! The demonstration and the scenarios, as a person runs them.

use rustix::process::Signal;

use crate::place::{Place, Running};

#[test]
fn the_demonstration_shows_records_and_both_failures() {
    let place = Place::new();
    let text = place.run(&["demo"]).ok();
    let told = [
        "alice@KERBSIDE.TEST",
        "read the same 3 records back",
        "Clock skew too great (37)",
        "360 s",
        "not found in Kerberos database (7) - UNKNOWN_SERVER",
        "All of this happened as it should",
    ];
    for words in told {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "colours, and this is no terminal");
}

#[test]
fn the_demonstration_leaves_nothing_behind() {
    let place = Place::new();
    place.run(&["demo"]).ok();
    assert!(crate::place::names(&place.path()).is_empty());
}

#[test]
fn the_list_has_both_families() {
    let place = Place::new();
    let list = place.run(&["scenario", "list"]).ok();
    assert!(list.contains("clock-skew: ") && list.contains("unknown-server: "), "{list}");
    let families = place.run(&["scenario", "list", "--json"]).json();
    assert!(families[0]["members"][0]["name"].is_string(), "{families}");
}

#[test]
fn each_family_happens_as_planned() {
    let place = Place::new();
    for family in ["clock-skew", "unknown-server"] {
        let told = place.run(&["scenario", "run", family, "--json"]).json();
        let members = told["members"].as_array().expect("a list");
        assert!(members.len() > 1, "{told}");
        for member in members {
            assert_eq!(member["as_planned"], true, "{member}");
            assert!(member["client_saw"].is_string(), "{member}");
        }
    }
}

#[test]
fn the_text_for_unknown_servers_is_as_one_likes() {
    let place = Place::new();
    let run = |options: &[&str]| {
        let member = ["scenario", "run", "unknown-server", "--member", "principal-missing"];
        place.run(&[&member, options].concat()).ok()
    };
    assert!(run(&[]).contains("(7) - UNKNOWN_SERVER"));
    assert!(run(&["--e-text", "LOOKING_UP_SERVER"]).contains("(7) - LOOKING_UP_SERVER"));
}

#[test]
fn beds_that_are_held_answer_until_they_are_told_to_end() {
    let place = Place::new();
    let mut command = place.command();
    command.args(["scenario", "run", "unknown-server", "--member", "bootstrap-by-ip", "--hold"]);
    let running = Running::start(command);
    let seen = running.until("held, bootstrap-by-ip");
    running.until("Ctrl-C ends the beds");
    let script = seen.last().and_then(|line| line.split('\'').nth(1)).expect("a path");
    assert!(std::path::Path::new(script).is_file(), "{script}");
    assert_eq!(running.end(Signal::INT).code(), Some(0));
    assert!(crate::place::names(&place.path()).is_empty());
}
