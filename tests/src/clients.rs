//! What the programs of `tests/go`, `tests/node` and `tests/python/confluent.py` have in common:
//! each sends three records to the topic `orders` of a bed, reads them back and lists the topics.

use std::fs;

use kerbside::Testbed;
use kerbside::client::Client;
use kerbside::evidence::Fact;
use kerbside_broker_core::event::EventKind;

use crate::process::{Finished, Program};
use crate::programs;

/// What each prints when all goes well.
const FACTS: &str = "record 0 one\nrecord 1 two\nrecord 2 three\ntopic orders\n";

/// Checks that a program sent, read and listed, and that the broker knows it as `who`, such as
/// `GSSAPI User:alice`, and by no other mechanism or name.
///
/// # Panics
/// When it failed, or the broker saw somebody else.
#[track_caller]
pub fn assert_round_trip(bed: &Testbed, finished: Finished, who: &str) {
    let told = finished.well();
    assert_eq!(told.out(), FACTS, "{told}");
    assert_eq!(authenticated(bed), [who], "{told}");
}

/// The mechanism and principal of each login that a bed's brokers accepted, once.
#[must_use]
pub fn authenticated(bed: &Testbed) -> Vec<String> {
    let records = bed.journal().records().into_iter();
    let mut seen: Vec<String> = records
        .filter_map(|record| match record.fact {
            Fact::Connection { event: EventKind::Authenticated(done), .. } => {
                let principal = done.principal.map_or("-".to_owned(), |it| it.to_string());
                Some(format!("{} {principal}", done.mechanism))
            }
            _ => None,
        })
        .collect();
    seen.sort();
    seen.dedup();
    seen
}

/// Runs a client of `tests/go` as a user.
///
/// # Panics
/// When it has not been built or does not end in time.
#[must_use]
#[track_caller]
pub fn go(client: &Client, library: &str, mechanism: &str, password: &str) -> Finished {
    let settings = [
        ("bootstrap", client.bootstrap.clone()),
        ("keytab", client.keytab().display().to_string()),
        ("krb5.conf", client.krb5_conf().display().to_string()),
        ("mechanism", mechanism.to_owned()),
        ("password", password.to_owned()),
        ("realm", client.realm.clone()),
        ("service", client.service_name.clone()),
        ("user", client.user.clone()),
    ];
    let path = client.folder.join("go.settings");
    let lines = settings.map(|(name, value)| format!("{name}={value}\n"));
    fs::write(&path, lines.concat()).expect("the settings are written");
    Program::at(programs::go_clients()).user(client).arg(library).arg(path).run()
}
