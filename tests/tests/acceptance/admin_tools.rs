//! Kafka's own tools administer a bed of three nodes: topics, elections, reassignments, the quorum,
//! features. Clients go on when a node is stopped and started.

use acceptance::java::{compiled, java};
use acceptance::kcat::kcat;
use acceptance::process::Finished;
use acceptance::programs::kafka_tools_class_path;
use kerbside::client::kafka::{KafkaClient, KafkaError};
use kerbside::{BlockingTestbed, Testbed};

fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().user("admin", "secret").brokers(3).topic("t", 1);
    builder.start_blocking().expect("a bed starts")
}

/// Runs tools one after the other, with the bed's address and a client's settings in place of
/// `BED`; what each printed.
#[track_caller]
fn tools(bed: &BlockingTestbed, lines: &[&str]) -> (Finished, Vec<String>) {
    let admin = bed.client("admin");
    let config = admin.folder.join("client.properties").display().to_string();
    let of_bed = format!("--bootstrap-server {} --command-config {config}", bed.bootstrap());
    let line = |line: &&str| format!("org.apache.kafka.tools.{}", line.replace("BED", &of_bed));
    let lines: Vec<String> = lines.iter().map(line).collect();
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(&admin);
    let program = program.args(admin.java().jvm_options()).arg("Tools");
    let told = program.input(lines.join("\n")).run().well();
    let parts = told.out().split("=== ").map(str::to_owned).collect();
    (told, parts)
}

/// As Apache Kafka 4.4.0 answers them (recorded with the tools of 4.3.1), but for ids and ports.
#[test]
fn topics_elections_and_the_quorum_are_shown_as_at_kafka() {
    let bed = bed();
    let create = "--create --topic smoke --partitions 3 --replication-factor 1";
    let (told, parts) = tools(
        &bed,
        &[
            &format!("TopicCommand BED {create} --config retention.ms=3600000"),
            "TopicCommand BED --describe --topic smoke",
            "LeaderElectionCommand BED --election-type PREFERRED --topic smoke --partition 0",
            "MetadataQuorumCommand BED describe --status",
            "FeatureCommand BED describe",
            "reassign.ReassignPartitionsCommand BED --list",
            "ClusterTool list-endpoints BED",
        ],
    );
    for (at, text) in [
        (0, "Created topic smoke.\n"),
        (1, "PartitionCount: 3\tReplicationFactor: 1\tConfigs: min.insync.replicas=1,"),
        (1, "retention.ms=3600000\n"),
        (
            1,
            "\tTopic: smoke\tPartition: 0\tLeader: 2\tReplicas: 2\tIsr: 2\tElr: \tLastKnownElr: \n",
        ),
        (2, "Valid replica already elected for partitions smoke-0\n"),
        (3, "LeaderId:               1\n"),
        (3, "MaxFollowerLag:         0\n"),
        (3, "CurrentObservers:       []\n"),
        (4, "Feature: eligible.leader.replicas.version          SupportedMinVersion: 0"),
        (4, "Feature: kraft.version                             SupportedMinVersion: 0"),
        (5, "No partition reassignments found.\n"),
        (6, "unfenced   broker"),
    ] {
        assert!(parts[at].contains(text), "{text:?} is not in {:?} of {told}", parts[at]);
    }
}

#[test]
fn a_partition_is_reassigned_and_a_stopped_node_is_fenced() {
    let bed = bed();
    let plan = bed.folder().join("plan.json");
    let moves = r#"{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[3,2]}]}"#;
    std::fs::write(&plan, moves).expect("written");
    let reassign = format!(
        "reassign.ReassignPartitionsCommand BED --reassignment-json-file {} --",
        plan.display()
    );
    let (told, parts) = tools(
        &bed,
        &[
            &format!("{reassign}execute"),
            &format!("{reassign}verify"),
            "TopicCommand BED --describe --topic t",
        ],
    );
    assert!(parts[0].contains("Successfully started partition reassignment for t-0"), "{told}");
    assert!(parts[1].contains("Reassignment of partition t-0 is completed."), "{told}");
    assert!(parts[2].contains("Leader: 3\tReplicas: 3,2\tIsr: 3,2\t"), "{told}");
    bed.wait(bed.nodes().stop(3)).expect("stops");
    let (told, parts) = tools(
        &bed,
        &[
            "TopicCommand BED --describe --topic t",
            "ClusterTool list-endpoints BED --include-fenced-brokers",
        ],
    );
    assert!(parts[0].contains("Leader: 2\tReplicas: 3,2\tIsr: 2\t"), "{told}");
    assert_eq!(parts[1].matches("unfenced   broker").count(), 2, "{told}");
    assert_eq!(parts[1].matches(" fenced     broker").count(), 1, "{told}");
}

/// A bed whose topic `r` is on all three nodes, and node 1 leads it.
fn replicated() -> BlockingTestbed {
    let builder = Testbed::builder().user("admin", "secret").brokers(3).topic("r", 1);
    let builder = builder.engine_settings(|it| it.cluster.default_replication_factor = 3);
    builder.start_blocking().expect("a bed starts")
}

#[test]
fn our_client_loses_a_stopped_node_and_follows_the_leader() {
    let bed = replicated();
    bed.wait(async {
        let client: KafkaClient = bed.connect("admin").await.expect("a client");
        client.produce("r", ["first"]).await.expect("sent");
        bed.nodes().stop(1).await.expect("stops");
        let lost = client.produce("r", ["lost"]).await.expect_err("the leader is gone");
        assert!(
            matches!(
                lost,
                KafkaError::Connect { .. } | KafkaError::Closed { .. } | KafkaError::Io { .. }
            ),
            "{lost}"
        );
        let other: KafkaClient = bed.connect("admin").await.expect("another client");
        other.produce("r", ["second"]).await.expect("sent to node 2");
        bed.nodes().start(1).await.expect("starts");
        // What it knows is stale: node 2 leads no more, and says who does.
        other.produce("r", ["third"]).await.expect("sent to node 1 again");
        bed.nodes().move_leader("r", 0, 3).await.expect("moved");
        other.produce("r", ["fourth"]).await.expect("sent to node 3");
    });
    let read = kcat(&bed.client("admin")).args(["-C", "-t", "r", "-e", "-q"]).run().well();
    assert_eq!(read.out(), "first\nsecond\nthird\nfourth\n");
}

#[test]
fn kcat_writes_and_reads_while_a_node_is_stopped() {
    let bed = replicated();
    let admin = bed.client("admin");
    bed.wait(bed.nodes().stop(1)).expect("stops");
    let _sent = kcat(&admin).args(["-P", "-t", "r"]).input("one\n").run().well();
    bed.wait(bed.nodes().start(1)).expect("starts");
    bed.wait(bed.nodes().stop(2)).expect("stops");
    let _sent = kcat(&admin).args(["-P", "-t", "r"]).input("two\n").run().well();
    let read = kcat(&admin).args(["-C", "-t", "r", "-e", "-q"]).run().well();
    assert_eq!(read.out(), "one\ntwo\n");
}
