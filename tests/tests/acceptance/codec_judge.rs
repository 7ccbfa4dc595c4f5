//! The Kafka codec judged by the message classes of Apache's own clients, of two generations: the
//! newest one, and the last one that still knows the oldest versions.

use acceptance::java::{compiled, java};
use acceptance::programs::{kafka_client_class_path, old_kafka_class_path};

#[path = "../../../harness/wire/examples/dump_corpus.rs"]
#[expect(dead_code, reason = "its main function writes the same to standard output")]
mod dump_corpus;

/// The judge's verdict on every message in every version that the jars have.
fn judge(jars: &str) {
    let corpus = dump_corpus::corpus().expect("the schemas are there");
    let program = java(&compiled("CodecJudge", jars)).arg("CodecJudge");
    let judged = program.input(corpus).run().well();
    let verdict = judged.out();
    let numbers: Vec<usize> =
        verdict.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    let &[count, _passed_over, wrong] = numbers.as_slice() else { panic!("{judged}") };
    assert!(count > 10_000 && wrong == 0, "{judged}");
}

#[test]
fn kafka_4_4_reads_and_writes_every_message_as_we_do() {
    judge(&kafka_client_class_path());
}

#[test]
fn kafka_3_9_reads_and_writes_every_message_as_we_do() {
    judge(&old_kafka_class_path());
}
