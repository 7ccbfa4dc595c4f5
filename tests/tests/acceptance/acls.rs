//! Who may do what at a bed with Kafka's authorizer: our client, kcat and Kafka's own tools are
//! told what no ACL allows, and the journal names the ACL that decided.

use acceptance::java::{compiled, java};
use acceptance::kcat::kcat;
use acceptance::programs::kafka_tools_class_path;
use kerbside::acls::{AclFilter, Because, Operation, ResourceType, Wish};
use kerbside::client::kafka::KafkaClient;
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker_core::event::EventKind;
use kerbside_kafka_wire::ErrorCode;

const ALICE: &str = "User:alice";

fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").user("admin", "secret");
    let builder = builder.super_user("User:admin").topic("t", 1).topic("secret", 1);
    builder.start_blocking().expect("a bed starts")
}

/// Connects, sends a record to `topic`; the broker's code.
fn produce(bed: &BlockingTestbed, user: &str, topic: &str) -> Option<ErrorCode> {
    let sent = bed.wait(async {
        let client: KafkaClient = bed.connect(user).await.expect("a client");
        client.produce(topic, ["x"]).await
    });
    sent.err().map(|error| error.code().expect("a code of the broker"))
}

#[test]
fn our_client_may_do_what_acls_allow() {
    let bed = bed();
    let denied = Some(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    assert_eq!(produce(&bed, "alice", "t"), denied);
    assert_eq!(produce(&bed, "admin", "t"), None);
    bed.wait(bed.acls().producer(ALICE, "t")).expect("allowed");
    assert_eq!(produce(&bed, "alice", "t"), None);
    assert_eq!(produce(&bed, "alice", "secret"), denied);
    let (write, topic) = (Operation::WRITE, ResourceType::TOPIC);
    bed.wait(bed.acls().deny("User:*", write, topic, "t")).expect("denied");
    assert_eq!(produce(&bed, "alice", "t"), denied);
    assert_eq!(produce(&bed, "admin", "t"), None);
    let why = bed.wait(bed.acls().why(&Wish::new("alice", write, topic, "t"))).expect("decided");
    assert_eq!(
        why.because.to_string(),
        "MatchingAcl(acl=StandardAcl[resourceType=TOPIC, resourceName=t, patternType=LITERAL, \
         principal=User:*, host=*, operation=WRITE, permissionType=DENY])"
    );
    let everything = AclFilter::default();
    assert_eq!(bed.wait(bed.acls().remove(&everything)).expect("removed").len(), 4);
    assert!(bed.wait(bed.acls().list()).expect("listed").is_empty());
}

#[test]
fn the_journal_names_what_decided() {
    let bed = bed();
    bed.wait(bed.acls().producer(ALICE, "t")).expect("allowed");
    produce(&bed, "alice", "t");
    produce(&bed, "alice", "secret");
    produce(&bed, "admin", "t");
    let records = bed.journal().records();
    let decisions: Vec<(String, &Because)> = records
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::Connection {
                event: EventKind::Authorization { name, authorization, .. },
                ..
            } => Some((name.to_string(), &authorization.because)),
            _ => None,
        })
        .collect();
    let decided = |topic: &str, expected: fn(&Because) -> bool| {
        decisions.iter().any(|(name, because)| name == topic && expected(because))
    };
    assert!(decided("t", |it| matches!(it, Because::MatchingAcl(acl) if *acl.name == *"t")));
    assert!(decided("secret", |it| *it == Because::DefaultDeny));
    assert!(decided("t", |it| *it == Because::SuperUser));
    let shown = records.iter().map(ToString::to_string);
    let line = "User:alice may not Describe Topic secret, by DefaultDeny";
    assert!(shown.into_iter().any(|it| it.contains(line)), "{decisions:?}");
}

/// The texts of librdkafka at Apache Kafka 4.4.0, golden F75.
#[test]
fn kcat_is_told_what_it_may_not() {
    let bed = bed();
    let alice = bed.client("alice");
    let quick = ["-m", "4", "-X", "message.timeout.ms=6000"];
    let sent = kcat(&alice).args(["-P", "-t", "t"]).args(quick).input("x\n").run();
    sent.failed_with("% Delivery failed for message: Broker: Topic authorization failed");
    let listed = kcat(&alice).args(["-L", "-t", "t", "-m", "4"]).run().well();
    let text = "topic \"t\" with 0 partitions: Broker: Topic authorization failed";
    assert!(listed.out().contains(text), "{listed}");
    let all = kcat(&alice).args(["-L", "-m", "4"]).run().well();
    assert!(all.out().contains(" 0 topics:"), "{all}");
    let reads = || kcat(&alice).args(["-G", "golden", "-e", "t", "-m", "4"]).run();
    let text =
        "% ERROR: Consumer error: FindCoordinator response error: Group authorization failed.";
    reads().failed_with(text);
    let (read, topic) = (Operation::READ, ResourceType::TOPIC);
    bed.wait(bed.acls().allow(ALICE, read, topic, "t")).expect("allowed");
    reads().failed_with(text);
}

const ACLS: &str = "org.apache.kafka.tools.AclCommand";

/// What Kafka's kafka-acls prints at Apache Kafka 4.4.0.
#[test]
fn kafka_acls_adds_lists_and_removes() {
    let bed = bed();
    let admin = bed.client("admin");
    let config = admin.folder.join("client.properties").display().to_string();
    let tool = format!("{ACLS} --bootstrap-server {} --command-config {config}", bed.bootstrap());
    let allow = format!("{tool} --add --allow-principal User:alice");
    let steps = [
        format!("{allow} --producer --topic smoke"),
        format!("{allow} --consumer --topic smoke --group g1"),
        format!("{tool} --add --deny-principal User:bob --operation Read --topic smoke"),
        format!("{allow} --operation Write --topic pre --resource-pattern-type prefixed"),
        format!("{tool} --list"),
        format!("{tool} --list --topic prefix --resource-pattern-type match"),
        format!("{tool} --remove --force --deny-principal User:bob --operation Read --topic smoke"),
        format!("{tool} --list --topic smoke"),
    ];
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(&admin);
    let program = program.args(admin.java().jvm_options()).arg("Tools");
    let told = program.input(steps.join("\n")).run().well();
    let out = told.out();
    let part = |at: usize| out.split("=== ").nth(at).unwrap_or_default().to_owned();
    let lists = |at: usize, lines: &[&str]| {
        let part = part(at);
        for line in lines {
            assert!(part.contains(line), "{line:?} is not in {part:?} of {told}");
        }
    };
    let smoke = "resource `ResourcePattern(resourceType=TOPIC, name=smoke, patternType=LITERAL)`:";
    let alices = |operation| {
        format!("\t(principal=User:alice, host=*, operation={operation}, permissionType=ALLOW)\n")
    };
    let [write, describe, create, read] = ["WRITE", "DESCRIBE", "CREATE", "READ"].map(alices);
    let deny = "\t(principal=User:bob, host=*, operation=READ, permissionType=DENY)\n";
    lists(0, &[&format!("Adding ACLs for {smoke}"), &write, &describe, &create]);
    let there = "entry=(principal=User:alice, host=*, operation=DESCRIBE, permissionType=ALLOW)) \
                 already exists.";
    lists(1, &["resourceType=GROUP, name=g1, patternType=LITERAL", there, &read]);
    lists(2, &[&format!("Adding ACLs for {smoke}"), deny]);
    lists(4, &[&format!("Current ACLs for {smoke}"), deny, &write, &describe, &create, &read]);
    lists(4, &["name=g1, patternType=LITERAL", "name=pre, patternType=PREFIXED"]);
    lists(5, &["name=pre, patternType=PREFIXED"]);
    assert!(!part(5).contains("smoke"), "{told}");
    lists(7, &[&format!("Current ACLs for {smoke}"), &write]);
    assert!(!part(7).contains("User:bob"), "{told}");
}
