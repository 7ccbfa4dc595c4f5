//! Sessions against what `FetchManager` of Kafka does with the same requests.

use bytes::Bytes;
use kerbside_kafka_wire::k01_fetch::ForgottenTopic;

use super::*;

const NOW: Monotonic = Monotonic::ZERO;

fn partition(partition: i32, fetch_offset: i64) -> FetchPartition {
    FetchPartition { partition, fetch_offset, ..FetchPartition::default() }
}

fn topic(name: &str, partitions: &[i32]) -> FetchTopic {
    let partitions = partitions.iter().map(|it| partition(*it, 0)).collect();
    FetchTopic { topic: name.into(), partitions, ..FetchTopic::default() }
}

fn request(session_id: i32, session_epoch: i32, topics: Vec<FetchTopic>) -> FetchRequest {
    FetchRequest { session_id, session_epoch, topics, ..FetchRequest::default() }
}

/// An answer in which every partition has this high watermark and these records.
fn answer(fetched: &[FetchTopic], high_watermark: i64, records: &'static str) -> FetchResponse {
    let data = |fetch: &FetchPartition| PartitionData {
        partition_index: fetch.partition,
        high_watermark,
        log_start_offset: 0,
        records: Some(Bytes::from(records)),
        ..PartitionData::default()
    };
    let topic = |topic: &FetchTopic| FetchableTopicResponse {
        topic: topic.topic.clone(),
        topic_id: topic.topic_id,
        partitions: topic.partitions.iter().map(data).collect(),
        ..FetchableTopicResponse::default()
    };
    FetchResponse { responses: fetched.iter().map(topic).collect(), ..FetchResponse::default() }
}

fn names(topics: &[FetchTopic]) -> Vec<String> {
    let one = |topic: &FetchTopic| {
        let numbers = topic.partitions.iter().map(|it| it.partition.to_string());
        format!("{}:{}", topic.topic.as_str(), numbers.collect::<Vec<_>>().join(","))
    };
    topics.iter().map(one).collect()
}

fn answered(response: &FetchResponse) -> Vec<i32> {
    let partitions = response.responses.iter().flat_map(|topic| &topic.partitions);
    partitions.map(|it| it.partition_index).collect()
}

/// A session over these topics, whose id is its number of partitions.
fn full(sessions: &mut FetchSessions, topics: Vec<FetchTopic>, now: Monotonic) -> i32 {
    let size = topics.iter().map(|it| it.partitions.len()).sum::<usize>();
    let (context, fetched) = sessions.begin(request(0, 0, topics), 12, now).expect("full");
    assert_eq!(context, FetchContext::Full);
    let mut response = answer(&fetched, 0, "");
    let id = i32::try_from(size).expect("small");
    sessions.finish(context, &fetched, &mut response, now, || id);
    assert_eq!(answered(&response).len(), size, "the first answer is whole");
    response.session_id
}

/// One incremental fetch; what was fetched and what is told.
fn incremental(
    sessions: &mut FetchSessions,
    request: FetchRequest,
    watermark: i64,
    records: &'static str,
) -> (Vec<String>, Vec<i32>) {
    let id = request.session_id;
    let (context, fetched) = sessions.begin(request, 12, NOW).expect("goes on");
    assert_eq!(sessions.check(context), Ok(()));
    let mut response = answer(&fetched, watermark, records);
    sessions.finish(context, &fetched, &mut response, NOW, || 0);
    assert_eq!(response.session_id, id);
    (names(&fetched), answered(&response))
}

#[test]
fn a_session_fetches_what_it_began_with_and_tells_what_changed() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0, 1]), topic("b", &[0])], NOW);
    let all = vec!["a:0,1".to_owned(), "b:0".to_owned()];
    let mut go = |epoch, watermark, records| {
        incremental(&mut sessions, request(id, epoch, vec![]), watermark, records)
    };
    assert_eq!(go(1, 0, ""), (all.clone(), vec![]));
    assert_eq!(go(2, 7, ""), (all.clone(), vec![0, 1, 0]));
    assert_eq!(go(3, 7, ""), (all.clone(), vec![]));
    assert_eq!(go(4, 7, "records"), (all, vec![0, 1, 0]));
}

#[test]
fn partitions_are_added_changed_and_forgotten() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0, 1])], NOW);
    let mut moved = topic("a", &[1]);
    moved.partitions[0].fetch_offset = 9;
    let mut next = request(id, 1, vec![moved, topic("c", &[3])]);
    next.forgotten_topics_data = vec![ForgottenTopic {
        topic: "a".into(),
        partitions: vec![0],
        ..ForgottenTopic::default()
    }];
    let (context, fetched) = sessions.begin(next, 12, NOW).expect("goes on");
    assert_eq!(context, FetchContext::Incremental { id, next_epoch: 2 });
    assert_eq!(names(&fetched), ["a:1", "c:3"]);
    assert_eq!(fetched[0].partitions[0].fetch_offset, 9);
}

#[test]
fn who_got_records_is_served_last() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0, 1])], NOW);
    let (context, fetched) = sessions.begin(request(id, 1, vec![]), 12, NOW).expect("goes on");
    let mut response = answer(&fetched, 0, "");
    response.responses[0].partitions[0].records = Some(Bytes::from("records"));
    sessions.finish(context, &fetched, &mut response, NOW, || 0);
    assert_eq!(answered(&response), [0]);
    let (_, fetched) = sessions.begin(request(id, 2, vec![]), 12, NOW).expect("goes on");
    assert_eq!(names(&fetched), ["a:1,0"]);
}

#[test]
fn an_error_is_told_each_time_and_so_is_its_end() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0])], NOW);
    let mut go = |epoch, error| {
        let (context, fetched) =
            sessions.begin(request(id, epoch, vec![]), 12, NOW).expect("goes on");
        let mut response = answer(&fetched, 0, "");
        response.responses[0].partitions[0].error_code = error;
        sessions.finish(context, &fetched, &mut response, NOW, || 0);
        answered(&response).len()
    };
    assert_eq!(go(1, ErrorCode::NOT_LEADER_OR_FOLLOWER), 1);
    assert_eq!(go(2, ErrorCode::NOT_LEADER_OR_FOLLOWER), 1);
    assert_eq!(go(3, ErrorCode::NONE), 1);
    assert_eq!(go(4, ErrorCode::NONE), 0);
}

#[test]
fn wrong_ids_epochs_and_kinds_of_names_are_refused() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0])], NOW);
    let mut error = |id, epoch, version| {
        sessions.begin(request(id, epoch, vec![]), version, NOW).expect_err("refused")
    };
    assert_eq!(error(id + 1, 1, 12), ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
    assert_eq!(error(id, 2, 12), ErrorCode::INVALID_FETCH_SESSION_EPOCH);
    assert_eq!(error(id, 1, 13), ErrorCode::FETCH_SESSION_TOPIC_ID_ERROR);
}

#[test]
fn a_fetch_that_was_overtaken_is_not_answered_in_its_session() {
    let mut sessions = FetchSessions::new(10);
    let id = full(&mut sessions, vec![topic("a", &[0])], NOW);
    let (waiting, _) = sessions.begin(request(id, 1, vec![]), 12, NOW).expect("goes on");
    sessions.begin(request(id, 2, vec![]), 12, NOW).expect("goes on");
    assert_eq!(sessions.check(waiting), Err(ErrorCode::INVALID_FETCH_SESSION_EPOCH));
}

#[test]
fn a_session_ends_by_its_final_epoch_a_new_one_or_emptiness() {
    let mut sessions = FetchSessions::new(10);
    for (epoch, context) in [(-1, FetchContext::Sessionless), (0, FetchContext::Full)] {
        let id = full(&mut sessions, vec![topic("a", &[0])], NOW);
        let begun = sessions.begin(request(id, epoch, vec![topic("a", &[0])]), 12, NOW);
        assert_eq!(begun.expect("served").0, context);
        assert_eq!(sessions.count(), 0);
    }
    let id = full(&mut sessions, vec![topic("a", &[0])], NOW);
    let mut last = request(id, 1, vec![]);
    last.forgotten_topics_data = vec![ForgottenTopic {
        topic: "a".into(),
        partitions: vec![0],
        ..ForgottenTopic::default()
    }];
    assert_eq!(sessions.begin(last, 12, NOW).expect("served").0, FetchContext::Sessionless);
    assert_eq!(sessions.count(), 0);
}

#[test]
fn epochs_wrap_to_one() {
    assert_eq!((next_epoch(0), next_epoch(i32::MAX)), (1, 1));
}

#[test]
fn a_full_cache_gives_up_the_stale_and_the_smaller() {
    let mut sessions = FetchSessions::new(2);
    let two = full(&mut sessions, vec![topic("a", &[0, 1])], NOW);
    let three = full(&mut sessions, vec![topic("a", &[0, 1, 2])], NOW);
    assert_eq!((two, three, sessions.count()), (2, 3, 2));
    // As small as the smallest, and smaller: no session.
    assert_eq!(full(&mut sessions, vec![topic("a", &[0, 1])], NOW), 0);
    assert_eq!(full(&mut sessions, vec![topic("a", &[0])], NOW), 0);
    assert_eq!(full(&mut sessions, vec![topic("a", &[0, 1, 2, 3])], NOW), 4);
    assert!(sessions.begin(request(two, 1, vec![]), 12, NOW).is_err());
    let later = NOW.plus(EVICTION + Duration::from_millis(1));
    sessions.begin(request(three, 1, vec![]), 12, later).expect("still there");
    assert_eq!(full(&mut sessions, vec![topic("a", &[0])], later), 1);
    assert!(sessions.begin(request(4, 1, vec![]), 12, later).is_err());
    assert_eq!(full(&mut FetchSessions::new(0), vec![topic("a", &[0])], NOW), 0);
}
