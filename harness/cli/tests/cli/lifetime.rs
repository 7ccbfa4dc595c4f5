//! Beds begin, end, are killed, and leave nothing.

use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::place::{Place, Running, kill, names, pid, watch};

#[test]
fn a_detached_bed_answers_until_it_is_told_to_end() {
    let place = Place::new();
    let started = place.up(&["--user", "alice:secret", "--topic", "orders:3"]);
    let status = place.at_bed("status", &["--json"]).json();
    for field in ["pid", "realm", "kdc", "bootstrap", "users", "topics", "dir"] {
        assert_eq!(status[field], started[field], "{field}");
    }
    let kdc = status["kdc"].as_str().expect("text").to_owned();
    TcpStream::connect(&kdc).expect("the KDC answers");
    let process = watch(pid(&status));
    place.at_bed("down", &[]).ok();
    process.wait();
    TcpStream::connect(&kdc).expect_err("the KDC is gone");
    assert!(!place.bed().exists());
    let complaint = place.at_bed("status", &[]).failed(1);
    assert!(complaint.contains(&place.bed().display().to_string()), "{complaint}");
    assert!(complaint.contains("kerbside up"), "{complaint}");
}

#[test]
fn status_has_the_documented_fields() {
    let place = Place::new();
    let status = place.up(&[
        "--realm",
        "ODD.TEST",
        "--user",
        "alice:secret",
        "--user",
        "bob",
        "--topic",
        "orders:3",
        "--brokers",
        "2",
    ]);
    assert!(status["pid"].is_u64());
    assert_eq!(status["realm"], "ODD.TEST");
    let kdc = status["kdc"].as_str().expect("text");
    assert!(kdc.starts_with("127.0.0.1:"), "{kdc}");
    let bootstrap = status["bootstrap"].as_str().expect("text");
    let brokers: Vec<&str> = bootstrap.split(',').collect();
    assert_eq!(brokers.len(), 2);
    assert!(brokers.iter().all(|broker| broker.starts_with("localhost:")), "{bootstrap}");
    assert_eq!(status["users"], serde_json::json!(["alice", "bob"]));
    assert_eq!(status["topics"], serde_json::json!({"orders": 3}));
    assert_eq!(status["dir"], place.bed().display().to_string());
}

#[test]
fn a_bed_is_the_persons_alone() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    let mode = |name: &str| {
        let metadata = std::fs::metadata(place.bed().join(name)).expect(name);
        metadata.permissions().mode() & 0o777
    };
    for (name, expected) in [(".", 0o700), ("control.sock", 0o600), ("broker.keytab", 0o600)] {
        assert_eq!(mode(name), expected, "{name}");
    }
}

#[test]
fn a_bed_in_the_foreground_ends_by_signals_and_leaves_nothing() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let place = Place::new();
        let mut command = place.command();
        command.args(["up", "--user", "alice:secret", "--dir"]).arg(place.bed());
        let running = Running::start(command);
        running.until("runs until Ctrl-C");
        place.at_bed("status", &[]).ok();
        assert_eq!(running.end(signal).code(), Some(0), "{signal:?}");
        assert!(!place.bed().exists(), "{signal:?}");
    }
}

#[test]
fn a_bed_in_the_foreground_ends_by_down_too() {
    let place = Place::new();
    let mut command = place.command();
    command.args(["up", "--dir"]).arg(place.bed());
    let running = Running::start(command);
    running.until("runs until Ctrl-C");
    place.at_bed("down", &[]).ok();
    running.until("the bed has ended");
    assert!(!place.bed().exists());
}

#[test]
fn a_second_bed_in_the_directory_is_refused_and_the_first_goes_on() {
    let place = Place::new();
    let status = place.up(&[]);
    for mode in [&["--detach"][..], &[]] {
        let complaint = place.at_bed("up", mode).failed(1);
        assert!(complaint.contains("runs in"), "{complaint}");
        assert!(complaint.contains(&pid(&status).to_string()), "{complaint}");
        assert!(complaint.contains("kerbside down"), "{complaint}");
    }
    assert_eq!(place.at_bed("status", &["--json"]).json()["pid"], status["pid"]);
}

#[test]
fn a_killed_bed_makes_room_for_the_next() {
    let place = Place::new();
    let killed = place.up(&["--user", "alice:secret"]);
    let process = watch(pid(&killed));
    kill(pid(&killed), Signal::KILL);
    process.wait();
    assert!(place.bed().join("control.sock").exists());
    let complaint = place.at_bed("status", &[]).failed(1);
    assert!(complaint.contains("no bed runs"), "{complaint}");
    let next = place.up(&["--user", "bob:secret"]);
    assert_ne!(next["pid"], killed["pid"]);
    assert_eq!(names(&place.bed().join("clients")), ["bob"]);
    place.at_bed("down", &[]).ok();
    assert!(!place.bed().exists());
}

#[test]
fn down_clears_up_after_a_killed_bed() {
    let place = Place::new();
    let killed = place.up(&["--user", "alice:secret"]);
    let process = watch(pid(&killed));
    kill(pid(&killed), Signal::KILL);
    process.wait();
    let told = place.at_bed("down", &[]).ok();
    assert!(told.contains("killed"), "{told}");
    assert!(!place.bed().exists());
    place.at_bed("down", &[]).failed(1);
}

#[test]
fn files_that_the_bed_did_not_make_stay() {
    let place = Place::new();
    std::fs::create_dir(place.bed()).expect("made");
    std::fs::write(place.bed().join("before.txt"), "mine").expect("written");
    place.up(&["--user", "alice:secret"]);
    std::fs::write(place.bed().join("clients/alice/after.txt"), "mine").expect("written");
    let told = place.at_bed("down", &[]).ok();
    assert!(told.contains("stays"), "{told}");
    assert_eq!(names(&place.bed()), ["before.txt", "clients"]);
    assert_eq!(names(&place.bed().join("clients/alice")), ["after.txt"]);
}

#[test]
fn the_default_directory_is_below_the_runtime_directory() {
    let place = Place::new();
    let status = place.run(&["up", "--detach", "--json"]).json();
    assert_eq!(status["dir"], place.path().join("run/kerbside").display().to_string());
    assert_eq!(place.run(&["status", "--json"]).json()["pid"], status["pid"]);
    place.run(&["down"]).ok();
    assert!(names(&place.path().join("run")).is_empty());
}

#[test]
fn a_link_in_the_folder_of_a_killed_bed_is_not_followed() {
    let place = Place::new();
    let status = place.up(&["--user", "alice:secret"]);
    let gone = watch(pid(&status));
    kill(pid(&status), Signal::KILL);
    gone.wait();
    let (folder, elsewhere) = (place.bed().join("clients/alice"), place.path().join("elsewhere"));
    std::fs::rename(&folder, &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, &folder).expect("linked");
    for verb in ["up", "down"] {
        let complaint = place.at_bed(verb, &[]).failed(1);
        assert!(complaint.contains("clients/alice is a symbolic link"), "{verb}: {complaint}");
        assert!(elsewhere.join("keytab").is_file(), "{verb}");
    }
}

#[test]
fn a_bed_that_may_open_no_more_files_still_answers() {
    let place = Place::new();
    let mut command = place.command();
    let program = command.get_program().to_owned();
    drop(command);
    command = std::process::Command::new("sh");
    command.env_clear().current_dir(place.path()).env("TZ", "UTC");
    command.args(["-c", "ulimit -n 64; exec \"$0\" up --dir \"$1\" --user alice:secret"]);
    command.arg(program).arg(place.bed());
    command.stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let running = Running::start(command);
    running.until("kerbside down");
    let status = place.at_bed("status", &["--json"]).json();
    let broker = status["bootstrap"].as_str().expect("text");
    // Each costs the bed a file, until it has none for those that come next.
    let clients: Vec<_> = (0..80).map(|_| TcpStream::connect(broker).expect("connected")).collect();
    assert_eq!(place.at_bed("status", &["--json"]).json()["users"][0], "alice");
    let socket = place.bed().join("control.sock");
    let connect = || std::os::unix::net::UnixStream::connect(&socket).expect("connected");
    let peers: Vec<_> = (0..3).map(|_| connect()).collect();
    assert_eq!(place.at_bed("status", &["--json"]).json()["users"][0], "alice");
    drop((clients, peers));
    running.end(Signal::TERM);
}
