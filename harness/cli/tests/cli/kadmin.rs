//! The realm of a running bed is administered; clients see it at their next request.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::place::{Place, finish};

fn bed() -> Place {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place
}

#[test]
fn a_principal_that_was_added_logs_in_without_files_of_its_own() {
    let place = bed();
    place.as_user("alice", &["kinit", "carol"], "carols\n").failed(1);
    place.at_bed("kadmin", &["addprinc", "-pw", "carols", "carol"]).ok();
    place.as_user("alice", &["kinit", "carol"], "carols\n").ok();
    let list = place.as_user("alice", &["klist"], "").ok();
    assert!(list.contains("Default principal: carol@KERBSIDE.TEST"), "{list}");
    place.at_bed("kadmin", &["delprinc", "-force", "carol"]).ok();
    place.as_user("alice", &["kinit", "carol"], "carols\n").failed(1);
}

#[test]
fn queries_and_piped_requests_are_answered_as_arguments_are() {
    let place = bed();
    let told = place.at_bed("kadmin", &["-q", "addprinc -randkey HTTP/localhost"]).ok();
    assert!(told.contains("HTTP/localhost@KERBSIDE.TEST"), "{told}");
    let told = place.piped("kadmin", &[], "addprinc -pw x dave\nlistprincs\n").ok();
    let list = place.at_bed("kadmin", &["listprincs"]).ok();
    for principal in ["HTTP/localhost@KERBSIDE.TEST", "dave@KERBSIDE.TEST"] {
        assert!(told.contains(principal), "{told}");
        assert!(list.lines().any(|line| line == principal), "{list}");
    }
}

#[test]
fn a_password_that_is_asked_for_is_read_from_standard_input() {
    let place = bed();
    place.piped("kadmin", &["-q", "addprinc erin"], "erins\nerins\n").ok();
    place.as_user("alice", &["kinit", "erin"], "erins\n").ok();
}

#[test]
fn a_keytab_is_written_where_the_person_is() {
    let place = bed();
    place.at_bed("kadmin", &["addprinc", "-randkey", "frank"]).ok();
    place.at_bed("kadmin", &["ktadd", "-k", "frank.keytab", "frank"]).ok();
    assert!(place.path().join("frank.keytab").is_file());
    place.as_user("alice", &["kinit", "-k", "-t", "frank.keytab", "frank"], "").ok();
}

#[test]
fn what_kadmin_refuses_is_told_with_its_status() {
    let place = bed();
    let complaint = place.at_bed("kadmin", &["getprinc", "nobody"]).failed(1);
    assert!(complaint.contains("nobody@KERBSIDE.TEST"), "{complaint}");
    let complaint = place.at_bed("kadmin", &["addprinc", "-pw", "x", "alice"]).failed(1);
    assert!(complaint.contains("alice@KERBSIDE.TEST"), "{complaint}");
    let complaint = place.at_bed("kadmin", &["frobnicate"]).failed(1);
    assert!(complaint.contains("frobnicate"), "{complaint}");
}

#[test]
fn who_leaves_kadmin_waiting_holds_nobody_up() {
    let place = bed();
    let mut stream = UnixStream::connect(place.bed().join("control.sock")).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let folder = place.path().display().to_string();
    let request = serde_json::json!({
        "verb": "kadmin",
        "arguments": [],
        "surroundings": {
            "folder": folder, "krb5_config": [], "ccache": null, "keytab": null, "input": "typed",
        },
    });
    stream.write_all(format!("{request}\n").as_bytes()).expect("sent");
    let said = BufReader::new(&stream).lines().map_while(Result::ok);
    assert!(said.take_while(|line| line != "\"read\"").count() > 0);
    place.at_bed("kadmin", &["listprincs"]).ok();
    place.at_bed("down", &[]).ok();
    assert!(!place.bed().exists());
}

#[test]
fn a_bed_with_an_admin_server_is_administered_over_the_network() {
    let place = Place::new();
    let status = place.up(&["--user", "alice:secret", "--admin-acl", "alice *"]);
    for server in ["admin_server", "kpasswd_server"] {
        let address = status[server].as_str().expect("an address");
        assert!(address.starts_with("127.0.0.1:"), "{server} {address}");
    }
    let text = place.at_bed("status", &[]).ok();
    assert!(text.contains("kadmind    127.0.0.1:") && text.contains("kpasswd    127"), "{text}");
    let programs = place.path().join("programs");
    place.run(&["shims", programs.to_str().expect("text")]).ok();
    let remote = |arguments: &[&str], input: &str| {
        let mut command = std::process::Command::new(programs.join(arguments[0]));
        command.env_clear().env("KRB5_CONFIG", place.bed().join("krb5.conf"));
        command.env("KRB5CCNAME", place.path().join("cc")).current_dir(place.path());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command.args(&arguments[1..]);
        finish(command, input).ok()
    };
    let said = remote(&["kpasswd", "alice"], "secret\nnew-secret\nnew-secret\n");
    assert!(said.contains("Password changed."), "{said}");
    let query = "addprinc -randkey HTTP/localhost";
    let said = remote(&["kadmin", "-p", "alice", "-w", "new-secret", "-q", query], "");
    let realm = status["realm"].as_str().expect("a realm");
    assert!(said.contains(&format!("Principal \"HTTP/localhost@{realm}\" created.")), "{said}");
}

#[test]
fn a_malformed_line_of_the_access_list_is_refused() {
    let place = Place::new();
    let complaint = place.at_bed("up", &["--detach", "--admin-acl", "alice"]).failed(1);
    assert!(complaint.contains("the access control list is malformed"), "{complaint}");
}
