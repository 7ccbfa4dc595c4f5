//! Ten thousand connections that never authenticate, from a process of their own, while a client
//! that does goes on.

use std::fs;

use acceptance::kcat::{consume, kcat, produce};
use acceptance::process::{Program, package_file};
use acceptance::programs;
use acceptance::records::{Record, assert_same};
use kerbside::Testbed;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Connections of the crowd.
const CROWD: usize = 10_000;

/// Memory that one of them may take at the broker: a small read buffer and its task, twice over.
const OCTETS_EACH: usize = 32 << 10;

/// Files that this process needs besides.
const OTHER_FILES: u64 = 4_000;

#[test]
fn ten_thousand_who_never_authenticate_keep_nobody_out() {
    allow_files(CROWD as u64 + OTHER_FILES);
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let bed = builder.start_blocking().expect("a bed starts");
    let address = bed.engine().nodes()[0].listens;
    let before = resident_octets();
    let (host, port) = (address.ip().to_string(), address.port().to_string());
    let crowd = Program::at(programs::python())
        .arg(package_file("python/crowd.py"))
        .args([host, port, CROWD.to_string()])
        .start();
    let all = format!("open {CROWD}");
    crowd.wait_for("ten thousand connections", |out, _| out.contains(&all));

    let value = Some(b"through the crowd".to_vec());
    let key = Some(b"key".to_vec());
    let record = Record { partition: 0, key, value, headers: Vec::new() };
    let client = bed.client("alice");
    produce(kcat(&client), "orders", std::slice::from_ref(&record));
    assert_same(&[record], &consume(kcat(&client), "orders"));
    let grown = resident_octets().saturating_sub(before);
    assert!(grown < CROWD * OCTETS_EACH, "{grown} octets for {CROWD} connections");
}

#[test]
fn ten_thousand_who_never_authenticate_keep_no_administrator_out() {
    allow_files(CROWD as u64 + OTHER_FILES);
    let builder = Testbed::builder().user("alice", "secret").kadmind();
    let bed = builder.start_blocking().expect("a bed starts");
    let address = bed.kdc().admin_server().expect("a bed with kadmind");
    let before = resident_octets();
    let (host, port) = (address.ip().to_string(), address.port().to_string());
    let crowd = Program::at(programs::python())
        .arg(package_file("python/crowd.py"))
        .args([host, port, CROWD.to_string()])
        .start();
    let all = format!("open {CROWD}");
    crowd.wait_for("ten thousand connections", |out, _| out.contains(&all));

    let kadmin = Program::new("kadmin").user(&bed.client("alice"));
    let asked = kadmin.args(["-p", "alice", "-w", "secret", "-q", "getprinc alice"]).run().well();
    assert!(asked.out().contains("Principal: alice@"), "{asked}");
    let grown = resident_octets().saturating_sub(before);
    assert!(grown < CROWD * OCTETS_EACH, "{grown} octets for {CROWD} connections");
}

/// Raises this process's limit of open files.
fn allow_files(count: u64) {
    let limit = getrlimit(Resource::Nofile);
    let enough = |limit: Option<u64>| limit.is_none_or(|limit| limit >= count);
    if enough(limit.current) {
        return;
    }
    let hard = limit.maximum;
    assert!(enough(hard), "the limit of open files is {hard:?}: {count} are needed (ulimit -Hn)");
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(count), maximum: hard });
    raised.expect("a process may raise its limit up to the hard one");
}

/// What this process holds of memory (proc(5), VmRSS).
fn resident_octets() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kib = line.trim().trim_end_matches("kB").trim();
    kib.parse::<usize>().expect("a number") * 1024
}
