//! Requests that wait, and who wakes them: a record, another member, a timer.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use kerbside_broker::core::event::{ClosedBy, Event, EventKind};
use kerbside_broker::{Cluster, ListenerSettings, Observer};
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchResponse, FetchTopic};
use kerbside_kafka_wire::k11_join_group::{
    JoinGroupRequest, JoinGroupRequestProtocol, JoinGroupResponse,
};
use kerbside_kafka_wire::k12_heartbeat::{HeartbeatRequest, HeartbeatResponse};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::client::{Client, produce_request};

/// Longer than any test takes: whoever is answered was woken.
const LONG_MS: i32 = 15_000;

fn cluster(nodes: u16) -> Cluster {
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT")).nodes(nodes);
    builder.topic("orders", 1).start_blocking().expect("starts")
}

fn connect(cluster: &Cluster) -> Client {
    Client::connect(cluster.nodes()[0].addresses("CLIENT").expect("there")[0])
}

pub(crate) fn fetch(offset: i64, max_wait_ms: i32) -> FetchRequest {
    FetchRequest {
        max_wait_ms,
        min_bytes: 1,
        max_bytes: 1 << 20,
        topics: vec![FetchTopic {
            topic: "orders".into(),
            partitions: vec![FetchPartition {
                partition: 0,
                fetch_offset: offset,
                partition_max_bytes: 1 << 20,
                ..FetchPartition::default()
            }],
            ..FetchTopic::default()
        }],
        ..FetchRequest::default()
    }
}

fn records(response: FetchResponse) -> Bytes {
    assert_eq!(response.error_code, ErrorCode::NONE);
    let partition = response.responses.into_iter().flat_map(|it| it.partitions).next();
    partition.and_then(|it| it.records).unwrap_or_default()
}

#[test]
fn a_record_wakes_a_fetch_that_waits() {
    let cluster = cluster(1);
    let mut consumer = connect(&cluster);
    let mut producer = connect(&cluster);
    for offset in 0..20 {
        consumer.send(&fetch(offset, LONG_MS), 11);
        let value = format!("record {offset}");
        assert_eq!(producer.produce("orders", value.as_bytes()), offset);
        let fetched = records(consumer.receive(11));
        assert!(fetched.windows(value.len()).any(|part| part == value.as_bytes()), "{offset}");
    }
}

#[test]
fn a_record_wakes_everybody_who_waits_for_it() {
    let cluster = cluster(1);
    let mut consumers: Vec<Client> = (0..50).map(|_| connect(&cluster)).collect();
    for consumer in &mut consumers {
        consumer.send(&fetch(0, LONG_MS), 11);
    }
    connect(&cluster).produce("orders", b"for all of them");
    for consumer in &mut consumers {
        assert!(!records(consumer.receive(11)).is_empty());
    }
}

#[test]
fn a_fetch_that_nothing_wakes_ends_at_its_time() {
    let cluster = cluster(1);
    let mut consumer = connect(&cluster);
    assert!(records(consumer.call(&fetch(0, 50), 11)).is_empty());
}

#[test]
fn requests_behind_a_fetch_that_waits_are_answered_after_it() {
    let cluster = cluster(1);
    let mut consumer = connect(&cluster);
    let mut both = consumer.frame(&fetch(0, LONG_MS), 11);
    both.extend(consumer.frame(&ApiVersionsRequest::default(), 0));
    consumer.send_raw(&both);
    connect(&cluster).produce("orders", b"now");
    assert!(!records(consumer.receive_for(1, 11)).is_empty());
    consumer.receive_for::<ApiVersionsResponse>(2, 0);
}

fn join(member: &str, session_timeout_ms: i32) -> JoinGroupRequest {
    let metadata = Bytes::from_static(b"any");
    let protocol =
        JoinGroupRequestProtocol { name: "range".into(), metadata, ..Default::default() };
    JoinGroupRequest {
        group_id: "readers".into(),
        session_timeout_ms,
        rebalance_timeout_ms: LONG_MS,
        member_id: member.into(),
        protocol_type: "consumer".into(),
        protocols: vec![protocol],
        ..JoinGroupRequest::default()
    }
}

/// Joins as a new member does since KIP-394: once for an id, once with it.
fn member_id(client: &mut Client) -> String {
    let refused: JoinGroupResponse = client.call(&join("", LONG_MS), 5);
    assert_eq!(refused.error_code, ErrorCode::MEMBER_ID_REQUIRED);
    refused.member_id.to_string()
}

#[test]
fn a_second_member_is_let_in_when_the_first_comes_again() {
    let cluster = cluster(1);
    let (mut first, mut second) = (connect(&cluster), connect(&cluster));
    let first_id = member_id(&mut first);
    let alone: JoinGroupResponse = first.call(&join(&first_id, LONG_MS), 5);
    assert_eq!((alone.error_code, alone.members.len()), (ErrorCode::NONE, 1));
    let second_id = member_id(&mut second);
    second.send(&join(&second_id, LONG_MS), 5);
    // The first learns by its heartbeat that it shall come again.
    let heartbeat = HeartbeatRequest {
        group_id: "readers".into(),
        generation_id: alone.generation_id,
        member_id: first_id.as_str().into(),
        ..HeartbeatRequest::default()
    };
    loop {
        let beat: HeartbeatResponse = first.call(&heartbeat, 3);
        if beat.error_code == ErrorCode::REBALANCE_IN_PROGRESS {
            break;
        }
        assert_eq!(beat.error_code, ErrorCode::NONE);
    }
    let leads: JoinGroupResponse = first.call(&join(&first_id, LONG_MS), 5);
    let follows: JoinGroupResponse = second.receive(5);
    assert_eq!((leads.error_code, leads.members.len()), (ErrorCode::NONE, 2));
    assert_eq!(follows.generation_id, leads.generation_id);
}

#[test]
fn a_member_that_falls_silent_is_let_go_by_the_timer() {
    let mut settings = kerbside_broker::core::settings::ClusterSettings::default();
    settings.groups.min_session_timeout = std::time::Duration::ZERO;
    let cluster = Cluster::builder()
        .settings(settings)
        .listener(ListenerSettings::plaintext("CLIENT"))
        .start_blocking()
        .expect("starts");
    let (mut silent, mut patient) = (connect(&cluster), connect(&cluster));
    let silent_id = member_id(&mut silent);
    let alone: JoinGroupResponse = silent.call(&join(&silent_id, 100), 5);
    assert_eq!(alone.error_code, ErrorCode::NONE);
    // No request comes any more that could end the session of the silent one.
    let patient_id = member_id(&mut patient);
    let leads: JoinGroupResponse = patient.call(&join(&patient_id, LONG_MS), 5);
    assert_eq!((leads.error_code, leads.members.len()), (ErrorCode::NONE, 1));
    assert_eq!(leads.leader, *patient_id);
}

/// A cluster that tells what happens.
fn watched() -> (Cluster, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT"));
    let cluster = builder.topic("orders", 1).observer(Arc::clone(&recorder) as _);
    (cluster.start_blocking().expect("starts"), recorder)
}

/// Events, for whoever waits for one.
#[derive(Default)]
pub(crate) struct Recorder {
    events: Mutex<Vec<EventKind>>,
    more: Condvar,
}

impl Observer for Recorder {
    fn observe(&self, event: Event) {
        self.events.lock().expect("no panic").push(event.kind);
        self.more.notify_all();
    }
}

impl Recorder {
    /// Waits until so many events are of a kind.
    fn wait_for(&self, count: usize, wanted: impl Fn(&EventKind) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        let mut events = self.events.lock().expect("no panic");
        while events.iter().filter(|it| wanted(it)).count() < count {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{count} events did not come");
            events = self.more.wait_timeout(events, left).expect("no panic").0;
        }
    }

    pub(crate) fn wait_for_requests(&self, count: usize, wanted: ApiKey) {
        self.wait_for(count, |it| matches!(it, EventKind::Request { key, .. } if *key == wanted));
    }

    pub(crate) fn wait_for_departures(&self, count: usize) {
        let left = |it: &EventKind| matches!(it, EventKind::Closed { by: ClosedBy::Client });
        self.wait_for(count, left);
    }
}

#[test]
fn clients_that_leave_while_a_fetch_waits_are_noticed() {
    let (cluster, recorder) = watched();
    let mut consumers: Vec<Client> = (0..20).map(|_| connect(&cluster)).collect();
    for consumer in &mut consumers {
        consumer.send(&fetch(0, i32::MAX), 11);
    }
    recorder.wait_for_requests(20, ApiKey::FETCH);
    for (number, consumer) in consumers.into_iter().enumerate() {
        match number % 2 {
            0 => drop(consumer),
            _ => consumer.reset(),
        }
    }
    recorder.wait_for_departures(20);
    assert_eq!(connect(&cluster).produce("orders", b"for nobody"), 0);
}

#[test]
fn a_member_that_leaves_while_its_join_waits_is_noticed() {
    let (cluster, recorder) = watched();
    let (mut first, mut second) = (connect(&cluster), connect(&cluster));
    let first_id = member_id(&mut first);
    let alone: JoinGroupResponse = first.call(&join(&first_id, LONG_MS), 5);
    assert_eq!(alone.error_code, ErrorCode::NONE);
    let second_id = member_id(&mut second);
    second.send(&join(&second_id, LONG_MS), 5);
    recorder.wait_for_requests(4, ApiKey::JOIN_GROUP);
    drop(second);
    recorder.wait_for_departures(1);
    connect(&cluster).api_versions();
}

#[test]
fn what_was_sent_behind_a_fetch_is_done_although_the_client_is_gone() {
    let (cluster, _recorder) = watched();
    let mut reader = connect(&cluster);
    reader.send(&fetch(0, LONG_MS), 11);
    let mut leaver = connect(&cluster);
    let mut all = leaver.frame(&fetch(5, i32::MAX), 11);
    all.extend(leaver.frame(&produce_request("orders", b"last will"), 9));
    all.extend(leaver.frame(&fetch(5, i32::MAX), 11));
    all.extend(leaver.frame(&produce_request("orders", b"and testament"), 9));
    leaver.send_raw(&all);
    drop(leaver);
    assert!(!records(reader.receive(11)).is_empty());
    reader.send(&fetch(1, LONG_MS), 11);
    assert!(!records(reader.receive(11)).is_empty());
}

#[test]
fn one_who_leaves_with_more_sent_than_is_read_ahead_is_noticed() {
    let (cluster, recorder) = watched();
    let mut leaver = connect(&cluster);
    leaver.send(&fetch(0, i32::MAX), 11);
    recorder.wait_for_requests(1, ApiKey::FETCH);
    let one = leaver.frame(&ApiVersionsRequest::default(), 0);
    // More than is read ahead, and what is left fits into the buffers of the system.
    leaver.send_raw(&one.repeat((1 << 20) / one.len() + 1_000));
    drop(leaver);
    recorder.wait_for_departures(1);
}
