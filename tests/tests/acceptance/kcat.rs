//! `kcat` (librdkafka with Cyrus SASL) against a bed: metadata, records both ways, groups.

use std::collections::BTreeSet;

use acceptance::kcat::{FORMAT, consume, kcat, parse, produce};
use acceptance::process::{Program, Running};
use acceptance::records::{Record, assert_same, sample};
use acceptance::stored::stored;
use kerbside::client::Client;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_kafka_wire::records::Compression;

fn bed(partitions: u32) -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", partitions);
    builder.start_blocking().expect("a bed starts")
}

/// What kcat can send to one partition: no nulls, the same headers on every record.
fn for_kcat(count: usize, partition: i32) -> Vec<Record> {
    let headers = vec![
        ("origin".to_owned(), b"kcat".to_vec()),
        ("partition".to_owned(), partition.to_string().into_bytes()),
    ];
    let fit = |record: Record| Record {
        partition,
        key: Some(record.key.unwrap_or_default()),
        value: Some(record.value.unwrap_or_else(|| b"not null".to_vec())),
        headers: headers.clone(),
    };
    sample(count, 1).into_iter().map(fit).collect()
}

#[test]
fn metadata_names_brokers_topics_and_partitions() {
    let builder = Testbed::builder().user("alice", "secret").brokers(3);
    let bed = builder.topic("orders", 3).topic("payments", 1).start_blocking().unwrap();
    let listed = kcat(&bed.client("alice")).arg("-L").run().well();
    let out = listed.out();
    assert!(out.contains(" 3 brokers:\n"), "{listed}");
    for node in bed.engine().nodes() {
        assert!(
            out.contains(&format!("broker {} at {}", node.node, node.advertised())),
            "{listed}"
        );
    }
    assert!(out.contains("topic \"orders\" with 3 partitions:"), "{listed}");
    assert!(out.contains("topic \"payments\" with 1 partitions:"), "{listed}");
    for partition in 0..3 {
        assert!(out.contains(&format!("    partition {partition}, leader ")), "{listed}");
    }
}

#[test]
fn a_thousand_records_come_back_as_they_were_sent() {
    let bed = bed(4);
    let alice = bed.client("alice");
    let sent: Vec<Record> = (0..4).flat_map(|partition| for_kcat(250, partition)).collect();
    for records in sent.chunks(250) {
        produce(kcat(&alice), "orders", records);
    }
    assert_same(&sent, &consume(kcat(&alice), "orders"));
}

#[test]
fn a_ticket_of_kinit_does_in_place_of_a_keytab() {
    let bed = bed(1);
    let alice = bed.client("alice");
    let with_ticket = || {
        let settings = [
            "security.protocol=SASL_PLAINTEXT",
            "sasl.mechanisms=GSSAPI",
            // librdkafka would run kinit with a keytab otherwise.
            "sasl.kerberos.kinit.cmd=true",
        ];
        let program = kcat(&alice).env("KCAT_CONFIG", "/dev/null").args(["-b", &bed.bootstrap()]);
        // The library would get a ticket with the keytab by itself otherwise.
        let program = program.env("KRB5_CLIENT_KTNAME", "FILE:/nonexistent");
        settings.into_iter().fold(program, |program, setting| program.args(["-X", setting]))
    };
    assert!(!alice.ccache().exists());
    with_ticket().args(["-L", "-m", "2"]).run().failed_with("No Kerberos credentials available");
    let _ = Program::new("kinit").user(&alice).arg("alice").input("secret\n").run().well();
    let sent = for_kcat(100, 0);
    produce(with_ticket(), "orders", &sent);
    assert_same(&sent, &consume(with_ticket(), "orders"));
}

#[test]
fn compressed_records_come_back_as_they_were_sent() {
    for (codec, compression) in [
        ("gzip", Compression::GZIP),
        ("snappy", Compression::SNAPPY),
        ("lz4", Compression::LZ4),
        ("zstd", Compression::ZSTD),
    ] {
        let bed = bed(1);
        let alice = bed.client("alice");
        let sent = for_kcat(200, 0);
        produce(kcat(&alice).args(["-z", codec]), "orders", &sent);
        // The broker keeps batches as they are; kcat sends those plain that do not shrink.
        let stored: Vec<Compression> =
            stored(&bed, "alice", "orders", 0).iter().map(|batch| batch.compression()).collect();
        assert!(stored.contains(&compression), "{stored:?}");
        assert!(stored.iter().all(|c| [compression, Compression::NONE].contains(c)), "{stored:?}");
        assert_same(&sent, &consume(kcat(&alice), "orders"));
    }
}

#[test]
fn an_idempotent_producer_gets_an_id_and_sends_every_record_once() {
    let bed = bed(1);
    let alice = bed.client("alice");
    let sent = for_kcat(500, 0);
    let idempotent = kcat(&alice).args(["-X", "enable.idempotence=true"]);
    // Many small batches: sequence numbers go on from batch to batch.
    produce(idempotent.args(["-X", "batch.num.messages=20"]), "orders", &sent);
    let batches = stored(&bed, "alice", "orders", 0);
    assert!(batches.len() >= 25, "{:?}", batches.iter().map(|b| b.count()).collect::<Vec<_>>());
    for batch in &batches {
        assert!(batch.producer_id() >= 0 && batch.producer_id() == batches[0].producer_id());
        assert_eq!(i64::from(batch.base_sequence()), batch.base_offset());
    }
    assert_same(&sent, &consume(kcat(&alice), "orders"));
}

#[test]
fn records_go_over_several_brokers() {
    let builder = Testbed::builder().user("alice", "secret").brokers(3).topic("orders", 6);
    let bed = builder.start_blocking().unwrap();
    let alice = bed.client("alice");
    let sent: Vec<Record> = (0..6).flat_map(|partition| for_kcat(20, partition)).collect();
    for records in sent.chunks(20) {
        produce(kcat(&alice), "orders", records);
    }
    assert_same(&sent, &consume(kcat(&alice), "orders"));
}

#[test]
fn offsets_are_found_by_time() {
    let bed = bed(1);
    let alice = bed.client("alice");
    produce(kcat(&alice), "orders", &for_kcat(7, 0));
    for (time, offset) in [("-1", 7), ("-2", 0)] {
        let asked = kcat(&alice).args(["-Q", "-t", &format!("orders:0:{time}")]).run().well();
        assert!(asked.out().contains(&format!("orders [0] offset {offset}")), "{asked}");
    }
}

/// A member of the group `billing` that reads on until it is ended.
fn member(alice: &Client) -> Running {
    let quick = ["-X", "heartbeat.interval.ms=200", "-X", "session.timeout.ms=10000"];
    let program = kcat(alice).args(["-u", "-f", FORMAT]).args(quick);
    program.args(["-X", "auto.offset.reset=earliest", "-G", "billing", "orders"]).start()
}

/// The partitions that a member was given last.
fn assigned(stderr: &str) -> BTreeSet<&str> {
    let last = stderr.lines().rev().find_map(|line| line.split_once("assigned: "));
    let partitions = last.map(|(_, partitions)| partitions.split(", ").collect());
    partitions.unwrap_or_default()
}

#[test]
fn two_members_of_a_group_share_the_partitions_and_one_takes_over() {
    let bed = bed(4);
    let alice = bed.client("alice");
    let (one, two) = (member(&alice), member(&alice));
    for member in [&one, &two] {
        member.wait_for("two partitions", |_, stderr| assigned(stderr).len() == 2);
    }
    let sent: Vec<Record> = (0..4).flat_map(|partition| for_kcat(100, partition)).collect();
    for records in sent.chunks(100) {
        produce(kcat(&alice), "orders", records);
    }
    let count = |stdout: &str| stdout.matches("<~next~>").count();
    for member in [&one, &two] {
        member.wait_for("half of the records", |stdout, _| count(stdout) == 200);
    }
    two.terminate();
    let two = two.finish();
    one.wait_for("all partitions", |_, stderr| assigned(stderr).len() == 4);
    let late = for_kcat(50, 3);
    produce(kcat(&alice), "orders", &late);
    one.wait_for("the late records", |stdout, _| count(stdout) == 250);
    one.terminate();
    let one = one.finish();
    // What came after the takeover came to the first member, whoever had the partition before.
    let received = [parse(&two.stdout), parse(&one.stdout)].map(|records| records.expect("whole"));
    assert_same(&[sent, late].concat(), &received.concat());
}
