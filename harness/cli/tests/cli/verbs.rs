//! What verbs print upon a running bed.

use crate::place::Place;

#[test]
fn env_prints_one_export_line_for_each_variable() {
    let place = Place::new();
    let status = place.up(&["--user", "alice:secret", "--user", "bob:secret"]);
    let lines = place.at_bed("env", &["--user", "bob"]).ok();
    let names: Vec<&str> = lines
        .lines()
        .filter_map(|line| line.strip_prefix("export ")?.split_once('=').map(|(name, _)| name))
        .collect();
    let expected =
        ["KRB5_CONFIG", "KRB5CCNAME", "KRB5_CLIENT_KTNAME", "KERBSIDE_BOOTSTRAP", "KCAT_CONFIG"];
    assert_eq!(names, expected);
    let bootstrap = status["bootstrap"].as_str().expect("text");
    assert!(lines.contains(&format!("KERBSIDE_BOOTSTRAP='{bootstrap}'")), "{lines}");
    for file in ["krb5.conf", "keytab", "librdkafka.conf"] {
        let path = place.bed().join("clients/bob").join(file);
        assert!(path.is_file() && lines.contains(&path.display().to_string()), "{file}\n{lines}");
    }
}

#[test]
fn env_needs_no_user_where_there_is_one_alone() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    assert!(place.at_bed("env", &[]).ok().contains("clients/alice"));
}

#[test]
fn env_names_the_users_when_the_wrong_one_is_asked_for() {
    let place = Place::new();
    place.up(&["--user", "alice:secret", "--user", "bob"]);
    let complaint = place.at_bed("env", &["--user", "carol"]).failed(1);
    assert!(complaint.contains("\"carol\"") && complaint.contains("alice, bob"), "{complaint}");
    let complaint = place.at_bed("env", &[]).failed(1);
    assert!(complaint.contains("--user alice or bob"), "{complaint}");
}

#[test]
fn up_prints_lines_to_paste() {
    let place = Place::new();
    let text = place.at_bed("up", &["--detach", "--user", "alice:secret"]).ok();
    for line in ["eval \"$(kerbside env --dir", "kinit alice", "kerbside down --dir"] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
}

#[test]
fn explain_names_no_cause_on_a_healthy_bed() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    let explanation = place.at_bed("explain", &["--json"]).json();
    assert_eq!(explanation["causes"], serde_json::json!([]));
    assert!(explanation["schema"].is_u64());
    assert!(!place.at_bed("explain", &[]).ok().trim().is_empty());
}

#[test]
fn completions_are_made_for_each_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).ok();
        assert!(script.contains("kerbside") && script.contains("scenario"), "{shell}");
    }
}

#[test]
fn help_names_every_verb() {
    let help = Place::new().run(&["--help"]).ok();
    let verbs = [
        "demo",
        "up",
        "down",
        "env",
        "status",
        "kadmin",
        "kinit",
        "klist",
        "kvno",
        "kdestroy",
        "clock",
        "explain",
        "scenario",
        "completions",
    ];
    for verb in verbs {
        assert!(help.contains(&format!("\n  {verb} ")), "{verb} is missing in\n{help}");
    }
}

#[test]
fn a_user_whom_kadmin_added_has_an_environment_that_goes_with_the_bed() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place.at_bed("kadmin", &["addprinc", "-pw", "secret", "carol"]).ok();
    let lines = place.at_bed("env", &["--user", "carol"]).ok();
    assert!(lines.contains("clients/carol/krb5.conf"), "{lines}");
    assert!(place.bed().join("clients/carol/keytab").is_file());
    place.at_bed("env", &["--user", "dave"]).failed(1);
    place.as_user("carol", &["kinit", "-k", "-i", "carol"], "").ok();
    place.at_bed("down", &[]).ok();
    assert!(!place.bed().exists());
}

#[test]
fn explain_names_a_wrong_password_with_the_command_that_mends_it() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place.as_user("alice", &["kinit", "alice"], "wrong\n").failed(1);
    let text = place.at_bed("explain", &[]).ok();
    assert!(text.starts_with("1. credentials: wrong-password\n"), "{text}");
    let command = format!("kerbside kadmin --dir {} cpw -pw PASSWORD alice", place.bed().display());
    assert!(text.contains(&command), "{text}");
    let json = place.at_bed("explain", &["--json"]).json();
    assert_eq!(json["causes"][0]["code"], "wrong-password", "{json}");
}
