//! What dialects show, against their tables, and where they differ.

use bytes::BytesMut;
use kerbside_kafka_wire::k18_api_versions::{
    ApiVersionsRequest, ApiVersionsResponse, FinalizedFeatureKey,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode, Message, Versions};

use super::*;
use crate::connection::Flow;
use crate::testing::{Plan, World};

fn world(dialect: Dialect) -> World {
    World::with(Plan { dialect, ..Plan::default() })
}

fn ask(dialect: Dialect, version: i16) -> ApiVersionsResponse {
    let request = ApiVersionsRequest {
        client_software_name: "tester".into(),
        client_software_version: "1".into(),
        ..ApiVersionsRequest::default()
    };
    world(dialect).plain_client().call(version, &request)
}

fn ranges(response: &ApiVersionsResponse) -> Vec<(ApiKey, Versions)> {
    let range = |it: &kerbside_kafka_wire::k18_api_versions::ApiVersion| {
        (it.api_key, Versions::new(it.min_version, it.max_version))
    };
    response.api_keys.iter().map(range).collect()
}

#[test]
fn api_versions_tells_the_table_octet_by_octet() {
    for profile in PROFILES {
        let dialect = Dialect::of(profile);
        if dialect.versions(ApiKey::API_VERSIONS).is_none() {
            continue;
        }
        let mut client = world(dialect.clone()).plain_client();
        assert_eq!(client.send_request(0, &ApiVersionsRequest::default()), Flow::Read);
        let known = profile.versions.iter().filter(|(key, _, _)| api::find(ApiKey(*key)).is_some());
        let rows: Vec<[i16; 3]> = known.map(|(key, min, max)| [*key, *min, *max]).collect();
        let mut expected = vec![0, 0, 0, 1, 0, 0];
        expected.extend(u32::try_from(rows.len()).expect("few").to_be_bytes());
        expected.extend(rows.iter().flatten().flat_map(|number| number.to_be_bytes()));
        assert_eq!(client.frames(), [expected], "{}", dialect.name());
    }
}

#[test]
fn every_table_is_in_order_and_within_what_is_supported() {
    for profile in PROFILES {
        let keys: Vec<i16> = profile.versions.iter().map(|(key, _, _)| *key).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{}", profile.name);
        let dialect = Dialect::of(profile);
        for (key, min, max) in profile.versions {
            let Some(entry) = api::find(ApiKey(*key)) else {
                continue;
            };
            // Where a release is cut, the code lacks a version.
            assert!(entry.supported.contains(*min), "{} {key}", profile.name);
            assert!(entry.supported.contains(*max), "{} {key}", profile.name);
            assert_eq!(dialect.versions(ApiKey(*key)), Some(Versions::new(*min, *max)));
        }
    }
}

#[test]
fn a_name_that_is_unknown_is_told_which_there_are() {
    assert!(Dialect::names().all(|name| Dialect::by_name(name).is_ok_and(|it| it.name() == name)));
    let error = Dialect::by_name("kafka-2.7").expect_err("no such dialect");
    assert_eq!(
        error.to_string(),
        "there is no dialect \"kafka-2.7\"; there are kafka-0.9, kafka-1.1, kafka-2.8, kafka-3.9, \
         kafka-4.0, kafka-4.4, redpanda"
    );
}

#[test]
fn an_unknown_version_of_api_versions_is_told_what_the_release_tells() {
    for (dialect, keys) in [
        (Dialect::kafka_1_1(), 0),
        (Dialect::kafka_2_8(), 1),
        (Dialect::kafka_4_4(), 1),
        (Dialect::redpanda(), Dialect::redpanda().advertised().len()),
    ] {
        let mut client = world(dialect).plain_client();
        let mut body = BytesMut::new();
        ApiVersionsRequest::default().encode(&mut body, 5).expect("a request");
        assert_eq!(client.send_raw(ApiKey::API_VERSIONS, 99, &body), Flow::Read);
        let response: ApiVersionsResponse = client.response(0);
        assert_eq!(response.error_code, ErrorCode::UNSUPPORTED_VERSION);
        assert_eq!(response.api_keys.len(), keys);
    }
}

#[test]
fn features_are_told_by_releases_that_have_them() {
    let told = |dialect| {
        let response = ask(dialect, 3);
        let name = |it: &FinalizedFeatureKey| (it.name.to_string(), it.max_version_level);
        let finalized: Vec<_> = response.finalized_features.iter().map(name).collect();
        (finalized, response.finalized_features_epoch)
    };
    assert_eq!(told(Dialect::kafka_2_8()), (vec![], 0));
    assert_eq!(told(Dialect::kafka_3_9()), (vec![], 0));
    assert_eq!(told(Dialect::redpanda()), (vec![], -1));
    for dialect in [Dialect::kafka_4_0(), Dialect::kafka_4_4()] {
        assert!(told(dialect).0.contains(&("transaction.version".to_owned(), 2)));
    }
}

#[test]
fn kafka_3_9_with_zookeeper_shows_consumer_groups_and_has_none() {
    use kerbside_kafka_wire::k68_consumer_group_heartbeat::*;
    let world = world(Dialect::kafka_3_9());
    let request = ConsumerGroupHeartbeatRequest::default();
    let response: ConsumerGroupHeartbeatResponse = world.plain_client().call(0, &request);
    assert_eq!(response.error_code, ErrorCode::UNSUPPORTED_VERSION);
}

#[test]
fn kafka_0_9_closes_on_requests_that_it_does_not_know() {
    let world = world(Dialect::kafka_0_9());
    for (key, version) in
        [(ApiKey::API_VERSIONS, 0), (ApiKey::SASL_HANDSHAKE, 0), (ApiKey::METADATA, 1)]
    {
        assert_eq!(world.plain_client().send_raw(key, version, &[0; 16]), Flow::Close, "{key}");
    }
}

#[test]
fn a_range_may_be_given_as_a_text() {
    let dialect = |text: &str| {
        let wanted = text.parse().expect("a range");
        Dialect::kafka_4_4().with_override(wanted)
    };
    let produce = |text| dialect(text).versions(ApiKey::PRODUCE);
    assert_eq!(produce("Produce=0-5"), Some(Versions::new(0, 5)));
    assert_eq!(produce("Produce=7"), Some(Versions::new(7, 7)));
    assert_eq!(produce("Produce=none"), None);
    assert_eq!(ranges(&ask(dialect("Metadata=0-4"), 0))[3].1, Versions::new(0, 4));
    for (text, expected) in [
        (
            "Produce",
            "\"Produce\" is no range of versions: write it as Produce=0-5, Metadata=8 or \
                     Metadata=none",
        ),
        (
            "Produce=5-0",
            "\"Produce=5-0\" is no range of versions: write it as Produce=0-5, \
                         Metadata=8 or Metadata=none",
        ),
        (
            "Product=1",
            "there is no API \"Product\"; names are Kafka's, as Produce, ListOffsets or \
                       ApiVersions",
        ),
        ("SaslHandshake=0-2", "\"0-2\" is more than can be served of SaslHandshake: 0 to 1"),
    ] {
        let error = text.parse::<VersionOverride>().expect_err(text);
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn what_cannot_be_served_is_not_advertised_whoever_asks_for_it() {
    let all = Some(Versions::new(0, 99));
    let dialect = Dialect::default().with_versions(ApiKey::SASL_HANDSHAKE, all);
    assert_eq!(dialect.versions(ApiKey::SASL_HANDSHAKE), Some(Versions::new(0, 1)));
    let dialect = Dialect::default().with_versions(ApiKey(9_999), all);
    assert_eq!(dialect.versions(ApiKey(9_999)), None);
}
