//! Our krb5kdc and kadmind as processes of their own, on a realm of files that our `kdb5_util`
//! made: MIT's clients with them, and how they start, end and follow changes of their files.

use std::net::{TcpListener, UdpSocket};
use std::path::Path;

use acceptance::process::{Finished, Program};
use acceptance::programs::repository;
use acceptance::realm::{Make, Realm, shims};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// A realm with alice, a service and an administrator.
fn realm() -> Realm {
    let realm = Realm::files();
    realm.create(Make::Ours);
    for request in [
        &["addpol", "-minlength", "8", "-history", "2", "strong"][..],
        &["addprinc", "-pw", "alice-pw1", "-policy", "strong", "+requires_preauth", "alice"],
        &["addprinc", "-randkey", "kafka/broker"],
        &["addprinc", "-pw", "adminpw", "admin/admin"],
    ] {
        realm.administer(Make::Ours, request);
    }
    realm
}

/// MIT's `kadmin` asks for something.
fn ask(realm: &Realm, who: &str, password: &str, request: &str) -> Finished {
    let words = ["-p", who, "-w", password, "-q", request];
    realm.program(Make::Mit, "kadmin").args(words).run().well()
}

#[track_caller]
fn kinit(realm: &Realm, who: &str, password: &str) -> Finished {
    realm.program(Make::Mit, "kinit").arg(who).input(format!("{password}\n")).run()
}

#[test]
fn mits_clients_are_served_and_the_daemons_end_with_0() {
    let realm = realm();
    let daemons = [realm.krb5kdc(Make::Ours), realm.kadmind(Make::Ours)];
    let _ = kinit(&realm, "alice", "alice-pw1").well();
    let told = realm.program(Make::Mit, "kvno").arg("kafka/broker").run().well();
    assert_eq!(told.out(), "kafka/broker@EXAMPLE.COM: kvno = 1\n");

    let told = ask(&realm, "admin/admin", "adminpw", "addprinc -policy strong -pw bob-pw-12 bob");
    assert!(told.out().contains("Principal \"bob@EXAMPLE.COM\" created."), "{told}");
    let told = ask(&realm, "admin/admin", "adminpw", "ktadd -k bob.keytab kafka/broker");
    assert!(told.out().contains("kafka/broker with kvno 2"), "{told}");
    let words = ["-k", "-t", "bob.keytab", "kafka/broker"];
    let _ = realm.program(Make::Mit, "kinit").args(words).run().well();

    let kpasswd = |new: &str| {
        let typed = format!("bob-pw-12\n{new}\n{new}\n");
        realm.program(Make::Mit, "kpasswd").arg("bob").input(typed).run()
    };
    kpasswd("short").failed_with("Password change rejected: New password is too short.");
    let told = kpasswd("bob-pw-34").well();
    assert!(told.out().contains("Password changed."), "{told}");
    let _ = kinit(&realm, "bob", "bob-pw-34").well();
    kinit(&realm, "bob", "bob-pw-12").failed_with("Password incorrect");

    for daemon in daemons {
        daemon.terminate();
        assert_eq!(daemon.finish().well().code(), Some(0));
    }
}

/// A daemon in the background, by the file that names it; it is ended when the test ends.
struct Background(Pid);

impl Background {
    fn of(pid_file: &Path) -> Self {
        let text = std::fs::read_to_string(pid_file).expect("the daemon wrote its number");
        let number = text.trim().parse().ok().and_then(Pid::from_raw);
        Self(number.expect("a process's number"))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = kill_process(self.0, Signal::KILL);
    }
}

#[test]
fn daemons_go_into_the_background_and_serve_when_the_command_returns() {
    let realm = realm();
    let mut daemons = Vec::new();
    for name in ["krb5kdc", "kadmind"] {
        let file = realm.path(&format!("{name}.pid"));
        let told = realm.program(Make::Ours, name).arg("-P").arg(&file).run().well();
        daemons.push(Background::of(&file));
        assert_eq!((told.out(), told.err()), (String::new(), String::new()), "{told}");
    }
    let _ = kinit(&realm, "alice", "alice-pw1").well();
    let told = ask(&realm, "admin/admin", "adminpw", "getprinc alice");
    assert!(told.out().contains("Principal: alice@EXAMPLE.COM"), "{told}");
    for Background(pid) in &daemons {
        test_kill_process(*pid).expect("it runs");
        kill_process(*pid, Signal::TERM).expect("it is asked to end");
    }
}

#[test]
fn a_taken_port_is_named_with_the_key_that_changes_it() {
    let realm = realm();
    let at = |port: u16| ("127.0.0.1", port);
    let datagrams = UdpSocket::bind(at(realm.kdc)).expect("the KDC's port");
    let kadmin = TcpListener::bind(at(realm.kadmin)).expect("kadmind's port");
    for (name, foreground, port, key) in [
        ("krb5kdc", "-n", realm.kdc, "kdc_listen"),
        ("kadmind", "-nofork", realm.kadmin, "kadmind_listen"),
    ] {
        for arguments in [&[foreground][..], &[]] {
            let told = realm.program(Make::Ours, name).args(arguments).run();
            told.failed_with(&port.to_string());
            told.failed_with(key);
        }
    }
    drop((datagrams, kadmin));
}

#[test]
fn a_log_that_was_moved_away_is_opened_anew_on_sighup() {
    let realm = realm();
    let daemons = [realm.krb5kdc(Make::Ours), realm.kadmind(Make::Ours)];
    let _ = ask(&realm, "admin/admin", "adminpw", "getprinc alice");
    for name in ["kdc.log", "kadmin.log"] {
        std::fs::rename(realm.path(name), realm.path(&format!("{name}.1"))).expect("a log");
    }
    for daemon in &daemons {
        daemon.hang_up();
    }
    let written = |name: &str| realm.path(name).is_file();
    let both = (0..200).any(|_| {
        // What is asked while the signal is still on its way goes to the old files.
        let _ = ask(&realm, "admin/admin", "adminpw", "getprinc alice");
        written("kdc.log") && written("kadmin.log")
    });
    assert!(both, "the logs were not opened anew");
    let _ = ask(&realm, "admin/admin", "adminpw", "getprinc kafka/broker");
    let text = |name: &str| std::fs::read_to_string(realm.path(name)).expect("a log");
    assert!(text("kdc.log").contains("admin/admin@EXAMPLE.COM for kadmin/admin@EXAMPLE.COM"));
    let asked = "kadm5_get_principal, kafka/broker@EXAMPLE.COM, success";
    assert!(text("kadmin.log").contains(asked));
}

#[test]
fn an_access_list_that_changes_counts_at_once() {
    let realm = realm();
    let _daemons = [realm.krb5kdc(Make::Ours), realm.kadmind(Make::Ours)];
    let asked = || ask(&realm, "alice", "alice-pw1", "listprincs a*");
    let told = asked();
    assert!(told.err().contains("requires ``list'' privilege"), "{told}");
    realm.write("kadm5.acl", "*/admin@EXAMPLE.COM *\nalice@EXAMPLE.COM l\n");
    let told = asked();
    assert!(told.out().contains("alice@EXAMPLE.COM"), "{told}");
    realm.write("kadm5.acl", "*/admin@EXAMPLE.COM *\n");
    let told = asked();
    assert!(told.err().contains("requires ``list'' privilege"), "{told}");
}

/// The script that MIT's guides amount to, with the programs of `folders` first in PATH.
#[track_caller]
fn script(folders: &[&Path]) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = folders.iter().map(|folder| folder.to_path_buf());
    let path = std::env::join_paths(folders.chain(std::env::split_paths(&path)));
    let script = repository().join("docs/examples/mit-script.sh");
    let bash = Program::new("bash").arg(script).env("PATH", path.expect("folders"));
    let told = bash.run().well();
    assert!(told.out().ends_with("mit-script: every step did what it should\n"), "{told}");
}

#[test]
fn the_guides_script_runs_with_our_programs() {
    script(&[shims()]);
}

#[test]
fn the_guides_script_runs_with_mits_programs() {
    script(&["/usr/local/sbin", "/usr/sbin", "/sbin"].map(Path::new));
}
