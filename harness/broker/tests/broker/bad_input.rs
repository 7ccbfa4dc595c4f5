//! Garbage, half frames, absurd lengths, and clients that do not read: none of them harms others.

use kerbside_broker::core::settings::ConnectionSettings;
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};

use crate::client::{Client, produce_request};

fn cluster() -> Cluster {
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT"));
    builder.topic("orders", 1).start_blocking().expect("starts")
}

fn connect(cluster: &Cluster) -> Client {
    Client::connect(cluster.nodes()[0].addresses("CLIENT").expect("there")[0])
}

#[test]
fn octets_that_are_no_request_end_the_connection() {
    let cluster = cluster();
    // The first is an HTTP request, whose first four octets are an absurd length.
    let absurd: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        &[0xff; 64],
        &[0, 0, 0, 6, 0x7f, 0xff, 0, 0, 0, 0],
        &[0, 0, 0, 1, 0],
    ];
    for octets in absurd {
        let mut client = connect(&cluster);
        client.send_raw(octets);
        assert!(client.is_cut_off(), "{octets:?}");
        connect(&cluster).api_versions();
    }
}

#[test]
fn a_request_that_is_too_long_is_refused_by_its_length_alone() {
    let cluster = cluster();
    for length in [i32::MIN, -1, i32::MAX, 104_857_601] {
        let mut client = connect(&cluster);
        client.send_raw(&length.to_be_bytes());
        assert_eq!(client.last_words(), b"", "{length}");
    }
}

#[test]
fn a_request_may_come_octet_by_octet() {
    let cluster = cluster();
    let mut client = connect(&cluster);
    let frame = client.frame(&ApiVersionsRequest::default(), 0);
    for octet in frame {
        client.send_raw(&[octet]);
    }
    let answer: ApiVersionsResponse = client.receive(0);
    assert!(!answer.api_keys.is_empty());
}

#[test]
fn half_a_request_holds_up_nobody_else() {
    let cluster = cluster();
    let mut half = connect(&cluster);
    let frame = half.frame(&ApiVersionsRequest::default(), 0);
    let (front, back) = frame.split_at(frame.len() / 2);
    half.send_raw(front);
    connect(&cluster).api_versions();
    half.send_raw(back);
    let answer: ApiVersionsResponse = half.receive(0);
    assert!(!answer.api_keys.is_empty());
}

#[test]
fn requests_in_one_write_are_answered_in_their_order() {
    let cluster = cluster();
    let mut client = connect(&cluster);
    let mut all = Vec::new();
    for _ in 0..100 {
        all.extend(client.frame(&ApiVersionsRequest::default(), 0));
    }
    client.send_raw(&all);
    for correlation in 1..=100 {
        client.receive_for::<ApiVersionsResponse>(correlation, 0);
    }
}

#[test]
fn a_client_that_writes_faster_than_it_reads_gets_every_answer() {
    let connections = ConnectionSettings { answers_waiting: 10_000, ..Default::default() };
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT"));
    let cluster = builder.connections(connections).start_blocking().expect("starts");
    let mut client = connect(&cluster);
    // The answers are far more than the sockets' buffers and the outbox hold together; the
    // requests are not.
    const REQUESTS: i32 = 40_000;
    let mut all = Vec::new();
    for _ in 0..REQUESTS {
        all.extend(client.frame(&ApiVersionsRequest::default(), 0));
    }
    std::thread::scope(|scope| {
        let mut writer = client.clone_stream();
        scope.spawn(move || writer.send_raw(&all));
        for correlation in 1..=REQUESTS {
            client.receive_for::<ApiVersionsResponse>(correlation, 0);
        }
    });
}

#[test]
fn a_client_that_leaves_in_the_middle_is_forgotten() {
    let cluster = cluster();
    for _ in 0..50 {
        let mut client = connect(&cluster);
        let frame = client.frame(&produce_request("orders", &[7; 10_000]), 9);
        client.send_raw(&frame[..5_000]);
    }
    assert_eq!(connect(&cluster).produce("orders", b"first"), 0);
}

#[test]
fn memory_for_requests_is_bounded() {
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT"));
    let builder = builder.topic("orders", 1).request_memory(2_000_000);
    let cluster = builder.start_blocking().expect("starts");
    let mut greedy = connect(&cluster);
    let frame = greedy.frame(&produce_request("orders", &vec![7; 20_000_000]), 9);
    let mut writer = greedy.clone_stream();
    // The write fails when the broker has had enough; the cut shows on the reading side.
    let writing = std::thread::spawn(move || writer.try_send_raw(&frame));
    assert!(greedy.is_cut_off());
    assert!(writing.join().expect("no panic").is_err());
    assert_eq!(connect(&cluster).produce("orders", &[7; 900_000]), 0);
}

#[test]
fn a_small_request_for_a_large_answer_harms_nobody() {
    const GROUPS: usize = 4_000_000;
    let cluster = cluster();
    let memory = cluster.state().request_memory();
    let before = memory.left();
    let mut greedy = connect(&cluster);
    // DescribeGroups 5, correlation id, no client id, no tagged fields; then the groups, all of
    // them empty names, a flag and no tagged fields.
    let mut frame = vec![0, 15, 0, 5, 0, 0, 0, 1, 0xff, 0xff, 0];
    frame.extend([0x81, 0x92, 0xf4, 0x01]);
    frame.resize(frame.len() + GROUPS, 1);
    frame.extend([0, 0]);
    let length = u32::try_from(frame.len()).expect("4 MB").to_be_bytes();
    greedy.send_raw(&[&length[..], &frame].concat());
    assert_eq!(greedy.last_words(), b"");
    connect(&cluster).api_versions();
    drop(greedy);
    // What was taken for it came back, but for what the read buffer of a connection keeps.
    assert!(memory.left() + (1 << 20) >= before, "{} of {before}", memory.left());
}
