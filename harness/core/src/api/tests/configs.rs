//! Configurations are changed and described with the codes, texts, sources and synonyms that
//! Apache Kafka 4.4.0 (one KRaft node of two, id 1) answered to the same requests.

use kerbside_kafka_wire::k32_describe_configs::*;
use kerbside_kafka_wire::k33_alter_configs as k33;
use kerbside_kafka_wire::k44_incremental_alter_configs::*;
use kerbside_kafka_wire::k74_list_config_resources::*;

use crate::testing::{Client, World};

const TOPIC: i8 = 2;
const BROKER: i8 = 4;
const LOGGER: i8 = 8;
const METRICS: i8 = 16;
const GROUP: i8 = 32;

/// A world with the topic `t` in which node 1 shows its settings.
fn world() -> World {
    let world = World::new();
    world.node.note_static_configs();
    world.topic("t", 1);
    world
}

/// A change written as `=name=value`, `+name=value`, `-name=value` or `!name`.
fn change(text: &str) -> AlterableConfig {
    let (operation, rest) = text.split_at(1);
    let (name, value) = match rest.split_once('=') {
        Some((name, value)) => (name, Some(value.into())),
        None => (rest, None),
    };
    let config_operation = match operation {
        "=" => 0,
        "!" => 1,
        "+" => 2,
        "-" => 3,
        _ => 9,
    };
    AlterableConfig { name: name.into(), config_operation, value, ..Default::default() }
}

fn resource(kind: i8, name: &str, changes: &[&str]) -> AlterConfigsResource {
    AlterConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configs: changes.iter().map(|it| change(it)).collect(),
        ..AlterConfigsResource::default()
    }
}

fn alter(client: &mut Client, kind: i8, name: &str, changes: &[&str]) -> (i16, String) {
    let resources = vec![resource(kind, name, changes)];
    let request = IncrementalAlterConfigsRequest { resources, ..Default::default() };
    let answer: IncrementalAlterConfigsResponse = client.call(1, &request);
    let first = &answer.responses[0];
    assert_eq!((first.resource_type, &*first.resource_name), (kind, name));
    (first.error_code.0, first.error_message.as_deref().unwrap_or_default().to_owned())
}

fn describe(client: &mut Client, kind: i8, name: &str) -> DescribeConfigsResult {
    let resource = DescribeConfigsResource {
        resource_type: kind,
        resource_name: name.into(),
        configuration_keys: None,
        ..DescribeConfigsResource::default()
    };
    let request = DescribeConfigsRequest {
        resources: vec![resource],
        include_synonyms: true,
        ..DescribeConfigsRequest::default()
    };
    let mut answer: DescribeConfigsResponse = client.call(4, &request);
    answer.results.remove(0)
}

/// A configuration as `value source ro|rw type name=value@source,...`.
fn shown(client: &mut Client, kind: i8, resource: &str, name: &str) -> String {
    let described = describe(client, kind, resource);
    assert_eq!(described.error_code.0, 0, "{:?}", described.error_message);
    let config = described.configs.iter().find(|it| it.name == *name);
    let Some(config) = config else {
        return "absent".to_owned();
    };
    let text = |value: &Option<kerbside_kafka_wire::StrBytes>| {
        value.as_deref().unwrap_or("null").to_owned()
    };
    let synonym = |it: &DescribeConfigsSynonym| {
        format!("{}={}@{}", it.name.as_str(), text(&it.value), it.source)
    };
    let synonyms: Vec<_> = config.synonyms.iter().map(synonym).collect();
    let access = if config.read_only { "ro" } else { "rw" };
    let (value, source, kind) = (text(&config.value), config.config_source, config.config_type);
    format!("{value} {source} {access} {kind} {}", synonyms.join(","))
}

#[test]
fn changes_are_refused_in_kafkas_words() {
    let world = world();
    let mut client = world.plain_client();
    let read_only = "Cannot update these configs dynamically: ";
    let listener = "These security configs can be dynamically updated only per-listener using the \
                    listener prefix: [ssl.keystore.location]";
    let levels = "Cannot set the log level of kafka.server.KafkaApis to debug as it is not a \
                  supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN";
    let default = "Cannot update these configs at default cluster level, broker id must be \
                   specified: [sasl.enabled.mechanisms]";
    let session = "consumer.session.timeout.ms must be in the range 45000 to 60000 inclusive.";
    let both = "[num.partitions, auto.create.topics.enable]";
    let lags = "conflict topic config setting min.compaction.lag.ms (100) > \
                max.compaction.lag.ms (50)";
    #[rustfmt::skip]
    let cases: &[(i8, &str, &[&str], i16, &str)] = &[
        (TOPIC, "t", &["+retention.ms=1"], 40,
            "Can't APPEND to key retention.ms because its type is not LIST."),
        (TOPIC, "t", &["-nonsense=1"], 40,
            "Can't SUBTRACT to key nonsense because its type is not LIST."),
        (TOPIC, "t", &["=nonsense=1"], 40, "Unknown topic config name: nonsense"),
        (TOPIC, "t", &["!nonsense"], 0, ""),
        (TOPIC, "t", &["?retention.ms=1"], -1, ""),
        (TOPIC, "t", &["=retention.ms"], 42, "Null value not supported for : retention.ms"),
        (TOPIC, "t", &["=retention.ms=-5"], 40,
            "Invalid value -5 for configuration retention.ms: Value must be at least -1"),
        (TOPIC, "t", &["=min.compaction.lag.ms=100", "=max.compaction.lag.ms=50"], 40, lags),
        (TOPIC, "t", &["=cleanup.policy=compact, delete,,compact"], 40,
            "Configuration 'cleanup.policy' values must not be empty."),
        (TOPIC, "absent", &["=retention.ms=1"], 3, "The topic 'absent' does not exist."),
        (TOPIC, "", &["=retention.ms=1"], 42, "Default topic resources are not allowed."),
        (TOPIC, "t", &["=flush.ms=1", "=flush.ms=2"], 42, "Error due to duplicate config keys"),
        (3, "g", &["=retention.ms=77"], 42, "Unknown resource type 3"),
        (BROKER, "1", &["=node.id=7"], 42, &format!("{read_only}[node.id]")),
        (BROKER, "1", &["=auto.create.topics.enable=false", "=num.partitions=7"], 42,
            &format!("{read_only}{both}")),
        (BROKER, "1", &["=message.max.bytes=-1"], 42,
            "Invalid value -1 for configuration message.max.bytes: Value must be at least 0"),
        (BROKER, "2", &["=log.retention.ms=9"], 42,
            "Unexpected broker id, expected 1, but received 2"),
        (BROKER, "x", &["=log.retention.ms=9"], 42, "Node id must be an integer, but it is: x"),
        (BROKER, "1", &["=ssl.keystore.location=/x"], 42, listener),
        (BROKER, "", &["=sasl.enabled.mechanisms=PLAIN"], 42, default),
        (BROKER, "1", &["+log.retention.ms=1"], 40,
            "Config value append is not allowed for config key: log.retention.ms"),
        (BROKER, "1", &["+unknown.conf=1"], 40, "Unknown config name: unknown.conf"),
        (BROKER, "1", &["!node.id"], 0, ""),
        (BROKER, "", &["!min.insync.replicas"], 40,
            "Cluster-level min.insync.replicas cannot be removed while ELR is enabled."),
        (BROKER, "1", &["=min.insync.replicas=2"], 40,
            "Broker-level min.insync.replicas cannot be altered while ELR is enabled."),
        (BROKER, "1", &["=num.io.threads=100"], 42,
            "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count \
             update validation failed for num.io.threads=100, value should not be greater than \
             double the current value 8 for configuration Invalid dynamic configuration"),
        (LOGGER, "1", &["=kafka.server.KafkaApis=debug"], 40, levels),
        (LOGGER, "1", &["=nonsense=INFO"], 40, "Logger nonsense does not exist!"),
        (LOGGER, "1", &["!root"], 42, "Removing the log level of the root logger is not allowed"),
        (LOGGER, "1", &["+root=INFO"], 42,
            "APPEND operation is not allowed for the BROKER_LOGGER resource"),
        (LOGGER, "2", &["=root=INFO"], 42, "Unexpected node id. Expected 1, but received 2"),
        (GROUP, "g", &["=consumer.session.timeout.ms=5"], 40, session),
        (GROUP, "g", &["=nonsense=5"], 40, "Unknown group config name: nonsense"),
        (GROUP, "g", &["=streams.num.standby.replicas=100"], 40,
            "streams.num.standby.replicas must be less than or equal to 2"),
        (GROUP, "", &["=consumer.session.timeout.ms=50000"], 42,
            "Default group resources are not allowed."),
        (METRICS, "m", &["=interval.ms=5"], 42,
            "Invalid value 5 for interval.ms, interval must be between 100 and 3600000 (1 hour)"),
        (METRICS, "m", &["=nonsense=5"], 42, "Unknown client metrics configuration: nonsense"),
        (METRICS, "m", &["=match=foo=bar"], 40, "Illegal client matching pattern: foo=bar"),
        (METRICS, "", &["=interval.ms=500"], 42, "Subscription name can't be empty"),
    ];
    for (kind, name, changes, code, text) in cases {
        let answer = alter(&mut client, *kind, name, changes);
        assert_eq!(answer, (*code, (*text).to_owned()), "{kind} {name} {changes:?}");
    }
}

#[test]
fn lists_grow_and_shrink_from_their_default() {
    let world = world();
    let mut client = world.plain_client();
    let mut after = |change: &str| {
        assert_eq!(alter(&mut client, TOPIC, "t", &[change]), (0, String::new()));
        shown(&mut client, TOPIC, "t", "cleanup.policy")
    };
    let with = |value: &str, source: i8| {
        format!("{value} {source} rw 7 cleanup.policy={value}@1,log.cleanup.policy=delete@5")
    };
    assert_eq!(after("+cleanup.policy=compact"), with("delete,compact", 1));
    assert_eq!(after("-cleanup.policy=delete"), with("compact", 1));
    assert_eq!(after("!cleanup.policy"), "delete 5 rw 7 log.cleanup.policy=delete@5");
}

#[test]
fn a_topic_shows_every_place_its_values_could_come_from() {
    let world = world();
    let mut client = world.plain_client();
    let min = "1 3 rw 3 min.insync.replicas=1@3,min.insync.replicas=1@5";
    assert_eq!(shown(&mut client, TOPIC, "t", "min.insync.replicas"), min);
    // Of `log.retention.hours` nothing is shown unless `log.retention.ms` is set.
    assert_eq!(shown(&mut client, TOPIC, "t", "retention.ms"), "604800000 5 rw 5 ");
    for (kind, name, change) in [
        (BROKER, "", "=message.max.bytes=500000"),
        (BROKER, "1", "=message.max.bytes=400000"),
        (BROKER, "1", "=log.retention.ms=12345"),
        (TOPIC, "t", "=max.message.bytes=300000"),
        (TOPIC, "t", "=retention.ms=1000"),
    ] {
        assert_eq!(alter(&mut client, kind, name, &[change]), (0, String::new()), "{change}");
    }
    let all = "message.max.bytes=400000@2,message.max.bytes=500000@3,message.max.bytes=1048588@5";
    assert_eq!(
        shown(&mut client, TOPIC, "t", "max.message.bytes"),
        format!("300000 1 rw 3 max.message.bytes=300000@1,{all}")
    );
    assert_eq!(
        shown(&mut client, BROKER, "1", "message.max.bytes"),
        format!("400000 2 rw 3 {all}")
    );
    assert_eq!(
        shown(&mut client, TOPIC, "t", "retention.ms"),
        "1000 1 rw 5 retention.ms=1000@1,log.retention.ms=12345@2,log.retention.hours=168@5"
    );
    let hours = "168 5 ro 3 log.retention.hours=168@5";
    assert_eq!(shown(&mut client, BROKER, "1", "log.retention.hours"), hours);
}

#[test]
fn secrets_and_unknown_settings_are_never_shown() {
    let world = world();
    let mut client = world.plain_client();
    let secret = "listener.name.sasl.ssl.keystore.password";
    for change in [&*format!("={secret}=hush"), "=unknown.conf=hush"] {
        assert_eq!(alter(&mut client, BROKER, "1", &[change]), (0, String::new()));
    }
    assert_eq!(shown(&mut client, BROKER, "1", secret), format!("null 2 ro 9 {secret}=null@2"));
    let unknown = "null 2 ro 0 unknown.conf=null@2";
    assert_eq!(shown(&mut client, BROKER, "1", "unknown.conf"), unknown);
    let described = format!("{:?}", describe(&mut client, BROKER, "1"));
    assert!(!described.contains("hush"));
}

#[test]
fn a_broker_describes_what_kafka_describes() {
    let world = world();
    let mut client = world.plain_client();
    let broker = describe(&mut client, BROKER, "1");
    assert_eq!(broker.configs.len(), 350);
    assert_eq!(broker.error_message.as_deref(), Some(""));
    assert_eq!(shown(&mut client, BROKER, "1", "node.id"), "1 4 ro 3 node.id=1@4");
    let all = describe(&mut client, BROKER, "");
    assert_eq!(all.configs.len(), 1);
    assert_eq!(
        shown(&mut client, BROKER, "", "min.insync.replicas"),
        "1 3 rw 3 min.insync.replicas=1@3"
    );
    for (kind, name, count) in [(TOPIC, "t", 37), (GROUP, "g", 21), (METRICS, "m", 3)] {
        assert_eq!(describe(&mut client, kind, name).configs.len(), count, "{kind}");
    }
    for (kind, name, code, text) in [
        (BROKER, "2", 42, "Unexpected broker id, expected 1 or empty string, but received 2"),
        (BROKER, "x", 42, "Broker id must be an integer, but it is: x"),
        (LOGGER, "2", 42, "Unexpected broker id, expected 1 but received 2"),
        (LOGGER, "", 42, "Broker id must not be empty"),
        (GROUP, "", 42, "Group name must not be empty"),
        (METRICS, "", 42, "Client metrics subscription name must not be empty"),
        (TOPIC, "absent", 3, ""),
        (TOPIC, "", 17, "Topic name is invalid: the empty string is not allowed"),
    ] {
        let refused = describe(&mut client, kind, name);
        let answer = (refused.error_code.0, refused.error_message.as_deref());
        assert_eq!(answer, (code, Some(text)), "{kind} {name}");
    }
}

#[test]
fn groups_loggers_and_subscriptions_keep_what_is_set() {
    let world = world();
    let mut client = world.plain_client();
    for (kind, name, change, config, after) in [
        (
            GROUP,
            "g",
            "=consumer.session.timeout.ms=50000",
            "consumer.session.timeout.ms",
            "50000 8 rw 3 consumer.session.timeout.ms=50000@8,\
             group.consumer.session.timeout.ms=45000@5",
        ),
        (METRICS, "m", "=interval.ms=5000", "interval.ms", "5000 7 rw 3 interval.ms=5000@7"),
        (LOGGER, "1", "=root=WARN", "kafka.server.KafkaApis", "WARN 6 rw 0 "),
    ] {
        assert_eq!(alter(&mut client, kind, name, &[change]), (0, String::new()));
        assert_eq!(shown(&mut client, kind, name, config), after);
    }
    let in_force = |group| {
        world.node.cluster.group_config(1, group, "consumer.session.timeout.ms").expect("a value")
    };
    assert_eq!((&*in_force("g"), &*in_force("other")), ("50000", "45000"));
    let list = |client: &mut Client, version, kinds: &[i8]| {
        let request = ListConfigResourcesRequest {
            resource_types: kinds.to_vec(),
            ..ListConfigResourcesRequest::default()
        };
        let answer: ListConfigResourcesResponse = client.call(version, &request);
        let name = |it: &ConfigResource| format!("{}:{}", it.resource_type, &*it.resource_name);
        let names: Vec<_> = answer.config_resources.iter().map(name).collect();
        (answer.error_code.0, names.join(" "))
    };
    let all = "32:g 16:m 8:1 8:2 4:1 4:2 2:t".to_owned();
    assert_eq!(list(&mut client, 1, &[]), (0, all));
    assert_eq!(list(&mut client, 1, &[2, 32]), (0, "32:g 2:t".to_owned()));
    assert_eq!(list(&mut client, 1, &[99]), (35, String::new()));
    assert_eq!(list(&mut client, 0, &[]), (0, "16:m".to_owned()));
}

#[test]
fn settings_of_topics_and_brokers_take_effect_at_once() {
    let world = world();
    world.node.cluster.remove_node(2);
    let mut client = world.plain_client();
    let limit = || world.node.cluster.topic("t").expect("there").settings.max_message_bytes;
    for (kind, name, change, after) in [
        (BROKER, "", "=message.max.bytes=500000", 500_000),
        (BROKER, "1", "=message.max.bytes=400000", 400_000),
        (TOPIC, "t", "=max.message.bytes=300000", 300_000),
        (TOPIC, "t", "!max.message.bytes", 400_000),
        (BROKER, "1", "!message.max.bytes", 500_000),
        (BROKER, "", "!message.max.bytes", 1_048_588),
    ] {
        assert_eq!(alter(&mut client, kind, name, &[change]), (0, String::new()));
        assert_eq!(limit(), after, "{change}");
    }
}

#[test]
fn what_is_only_checked_is_not_changed_and_resources_come_once() {
    let world = world();
    let mut client = world.plain_client();
    let request = IncrementalAlterConfigsRequest {
        resources: vec![resource(TOPIC, "t", &["=retention.ms=77"])],
        validate_only: true,
        ..IncrementalAlterConfigsRequest::default()
    };
    let answer: IncrementalAlterConfigsResponse = client.call(1, &request);
    assert_eq!(answer.responses[0].error_code.0, 0);
    assert_eq!(shown(&mut client, TOPIC, "t", "retention.ms"), "604800000 5 rw 5 ");
    let twice = IncrementalAlterConfigsRequest {
        resources: vec![resource(TOPIC, "t", &[]), resource(TOPIC, "t", &[])],
        ..IncrementalAlterConfigsRequest::default()
    };
    let answer: IncrementalAlterConfigsResponse = client.call(0, &twice);
    for response in &answer.responses {
        let text = response.error_message.as_deref();
        assert_eq!(text, Some("Each resource must appear at most once."));
    }
}

#[test]
fn alter_configs_replaces_all_that_is_set() {
    let world = world();
    let mut client = world.plain_client();
    assert_eq!(alter(&mut client, TOPIC, "t", &["=flush.ms=5"]), (0, String::new()));
    let mut replace = |kind: i8, name: &str, configs: &[(&str, Option<&str>)]| {
        let config = |(name, value): &(&str, Option<&str>)| k33::AlterableConfig {
            name: (*name).into(),
            value: value.map(Into::into),
            ..k33::AlterableConfig::default()
        };
        let resource = k33::AlterConfigsResource {
            resource_type: kind,
            resource_name: name.into(),
            configs: configs.iter().map(config).collect(),
            ..k33::AlterConfigsResource::default()
        };
        let request = k33::AlterConfigsRequest { resources: vec![resource], ..Default::default() };
        let answer: k33::AlterConfigsResponse = client.call(2, &request);
        let first = &answer.responses[0];
        (first.error_code.0, first.error_message.as_deref().unwrap_or_default().to_owned())
    };
    assert_eq!(replace(TOPIC, "t", &[("retention.ms", Some("1000"))]), (0, String::new()));
    for (kind, name, configs, code, text) in [
        (TOPIC, "t", ("retention.ms", None), 42, "Null value not supported for : retention.ms"),
        (TOPIC, "t", ("nonsense", Some("x")), 40, "Unknown topic config name: nonsense"),
        (LOGGER, "1", ("root", Some("INFO")), 42, "Unknown resource type 8"),
        (
            BROKER,
            "1",
            ("node.id", Some("3")),
            42,
            "Cannot update these configs dynamically: [node.id]",
        ),
        (
            BROKER,
            "2",
            ("log.retention.ms", Some("3")),
            42,
            "Unexpected broker id, expected 1, but received 2",
        ),
    ] {
        assert_eq!(replace(kind, name, &[configs]), (code, text.to_owned()));
    }
    let topic = world.node.cluster.topic("t").expect("there");
    assert_eq!(topic.configs.keys().map(|it| &**it).collect::<Vec<_>>(), ["retention.ms"]);
}
