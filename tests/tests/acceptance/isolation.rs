//! Beds beside each other in one process: nothing of one reaches another, and nothing stays.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::thread;

use acceptance::process::Program;
use kerbside::client::kafka::{Gssapi, KafkaClient, KafkaError};
use kerbside::client::kerberos::KerberosClient;
use kerbside::evidence::{Fact, Party};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker_core::event::EventKind;

#[test]
fn sixty_four_beds_at_once_each_serve_their_own() {
    const THREADS: usize = 8;
    let start = |number: usize| {
        let builder = Testbed::builder().user("alice", "secret");
        let bed = builder.topic(&format!("topic-{number}"), 1).start_blocking();
        bed.expect("a bed starts")
    };
    let beds: Vec<BlockingTestbed> = thread::scope(|scope| {
        let numbers = |thread: usize| (thread * 8..thread * 8 + 8).map(start).collect::<Vec<_>>();
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || numbers(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("its beds start")).collect()
    });
    assert_eq!(beds.len(), 64);
    let mut ports = BTreeSet::new();
    for (number, bed) in beds.iter().enumerate() {
        let client = bed.wait(bed.connect("alice")).expect("an authenticated connection");
        let topics = bed.wait(client.admin().topics()).expect("its topics");
        assert_eq!(topics, [format!("topic-{number}")]);
        ports.extend(sockets(bed).into_iter().map(|address| address.port()));
    }
    assert_eq!(ports.len(), 128, "a KDC and a broker each");
}

/// Where a bed's KDC and brokers listen.
fn sockets(bed: &Testbed) -> Vec<SocketAddr> {
    let brokers = bed.engine().nodes().into_iter().map(|node| node.listens);
    brokers.chain(bed.kdc().addresses().first().copied()).collect()
}

/// A client with tickets of `home` at the brokers of `abroad`.
fn cross(
    home: &BlockingTestbed,
    abroad: &BlockingTestbed,
) -> (KerberosClient, Result<KafkaClient, KafkaError>) {
    let kerberos = home.wait(home.login("alice")).expect("a login at home");
    let options = abroad.connect_options(Gssapi::new(kerberos.clone()));
    (kerberos, abroad.wait(KafkaClient::connect(options)))
}

/// Why the brokers of a bed refused clients, in the words of their log.
fn refusals(bed: &Testbed) -> Vec<String> {
    let records = bed.journal().records();
    let of_brokers = records.iter().filter(|record| matches!(record.party, Party::Broker(_)));
    let refusals = of_brokers.filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::Refused { refusal, .. }, .. } => Some(refusal),
        _ => None,
    });
    refusals.map(ToString::to_string).collect()
}

#[test]
fn a_ticket_of_another_bed_is_refused_with_its_reason() {
    let bed = |realm: &str| {
        let builder = Testbed::builder().realm(realm).user("alice", "secret");
        builder.start_blocking().expect("a bed starts")
    };
    let home = bed("ONE.TEST");
    for (realm, reason) in [
        ("ONE.TEST", "key version 1 does not open the ticket: it is another key"),
        ("OTHER.TEST", "the ticket is of another realm than OTHER.TEST"),
    ] {
        let abroad = bed(realm);
        let (kerberos, connected) = cross(&home, &abroad);
        assert_eq!(kerberos.service_tickets().len(), 1);
        let error = connected.expect_err("the broker refuses");
        assert!(matches!(&error, KafkaError::AuthenticationFailed { .. }), "{error:?}");
        let told = refusals(&abroad);
        assert!(told.len() == 1 && told[0].contains(reason), "{realm}: {told:?}");
        assert!(refusals(&home).is_empty());
        // At home the same ticket is good.
        let options = home.connect_options(Gssapi::new(kerberos));
        home.wait(KafkaClient::connect(options)).expect("it is let in at home");
    }
}

#[test]
fn a_ticket_of_another_bed_gets_no_other_ticket() {
    let bed = || Testbed::builder().user("alice", "secret").start_blocking().unwrap();
    let (home, abroad) = (bed(), bed());
    let (alice, stranger) = (home.client("alice"), abroad.client("alice"));
    let _ = Program::new("kinit").user(&alice).arg("alice").input("secret\n").run().well();
    let crossed = Program::new("kvno").user(&alice).env("KRB5_CONFIG", stranger.krb5_conf());
    crossed.arg("kafka/localhost").run().failed_with("Decrypt integrity check failed");
    let _ = Program::new("kvno").user(&alice).arg("kafka/localhost").run().well();
}

#[test]
fn a_dropped_bed_leaves_neither_ports_nor_files() {
    let builder = Testbed::builder().user("alice", "secret").brokers(2).topic("orders", 1);
    let bed = builder.start_blocking().unwrap();
    bed.wait(bed.connect("alice")).expect("an authenticated connection");
    let (folder, sockets) = (bed.folder().to_owned(), sockets(&bed));
    assert!(folder.join("krb5.conf").exists());
    assert_eq!(sockets.len(), 3);
    drop(bed);
    assert!(!folder.exists());
    for address in sockets {
        // Connections that have ended may linger; who listens anew says that it does not matter,
        // as the standard library does.
        TcpListener::bind(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        UdpSocket::bind(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    }
}

#[test]
fn a_named_folder_stays() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("bed");
    let bed = Testbed::builder().user("alice", "secret").folder(&folder).start_blocking().unwrap();
    drop(bed);
    assert!(folder.join("clients/alice/keytab").exists());
}
