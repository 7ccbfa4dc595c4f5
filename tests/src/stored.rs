//! What a broker has stored, as it would send it: batches with their headers, still compressed.

use std::sync::Arc;

use kerbside::BlockingTestbed;
use kerbside::client::kafka::{Connection, Gssapi, HostPort, Origin};
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchTopic};
use kerbside_kafka_wire::records::{Batch, batches};

/// The batches of one partition of a bed with one broker, from the beginning, read as `user`.
///
/// # Panics
/// When they cannot be read.
#[must_use]
#[track_caller]
pub fn stored(bed: &BlockingTestbed, user: &str, topic: &str, partition: i32) -> Vec<Batch> {
    bed.wait(async {
        let kerberos = bed.login(user).await.expect("a login");
        let options = Arc::new(bed.connect_options(Gssapi::new(kerberos)));
        let node = &bed.engine().nodes()[0];
        let broker = HostPort::new(node.host.as_str(), node.port);
        let connection = Connection::open(&broker, Origin::Bootstrap, &options).await;
        let mut connection = connection.expect("a connection");
        let mut read: Vec<Batch> = Vec::new();
        loop {
            let next = read.last().map_or(0, |batch| batch.last_offset() + 1);
            let request = request(topic, partition, next);
            let fetched = connection.call(&request).await.expect("an answer");
            let partition = &fetched.responses[0].partitions[0];
            assert_eq!(partition.error_code.0, 0, "{partition:?}");
            // A broker may send as little at once as it likes, but something.
            let more = batches(partition.records.clone().unwrap_or_default());
            read.extend(more.map(|batch| batch.expect("a whole batch")));
            let reached = read.last().map_or(0, |batch| batch.last_offset() + 1);
            if reached == partition.high_watermark {
                return read;
            }
            assert!(reached > next, "nothing at {next}, before {}", partition.high_watermark);
        }
    })
}

fn request(topic: &str, partition: i32, fetch_offset: i64) -> FetchRequest {
    let partition = FetchPartition {
        partition,
        fetch_offset,
        partition_max_bytes: i32::MAX,
        ..FetchPartition::default()
    };
    FetchRequest {
        max_bytes: i32::MAX,
        topics: vec![FetchTopic {
            topic: topic.into(),
            partitions: vec![partition],
            ..FetchTopic::default()
        }],
        ..FetchRequest::default()
    }
}
