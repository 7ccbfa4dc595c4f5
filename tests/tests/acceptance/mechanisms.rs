//! PLAIN and SCRAM, judged by kafka-clients on the JVM, kcat and kafka-python.

use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::process::{Program, package_file};
use acceptance::programs::{kafka_client_class_path, python};
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, SaslMechanism, Testbed};
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_broker_core::dialect::{Dialect, SaslHabits};
use kerbside_broker_core::event::EventKind;
use kerbside_broker_core::refusal::Attempt;
use kerbside_broker_core::sasl::scram::ScramMechanism;

/// A bed whose brokers enable everything, with sessions of two seconds.
fn bed() -> BlockingTestbed {
    let mechanisms = [
        SaslMechanism::Gssapi,
        SaslMechanism::Plain,
        SaslMechanism::Scram(ScramMechanism::SHA_256),
        SaslMechanism::Scram(ScramMechanism::SHA_512),
    ];
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let builder = builder.mechanisms(mechanisms).sasl_lifetime(Duration::from_secs(2));
    builder.start_blocking().expect("a bed starts")
}

/// The mechanism and principal of each authentication of this kind, once.
fn authenticated(bed: &Testbed, attempt: Attempt) -> Vec<String> {
    let mut seen = Vec::new();
    for record in bed.journal().records() {
        if let Fact::Connection { event: EventKind::Authenticated(event), .. } = record.fact
            && event.attempt == attempt
        {
            let principal = event.principal.map_or("-".to_owned(), |it| it.to_string());
            seen.push(format!("{} {principal}", event.mechanism));
        }
    }
    seen.sort();
    seen.dedup();
    seen
}

#[test]
fn kafka_clients_administer_and_use_credentials() {
    let bed = bed();
    let program = java(&compiled("Mechanisms", &kafka_client_class_path()));
    let told = program.args(["Mechanisms", &bed.bootstrap()]).run().well();
    let expected = [
        "alice SCRAM_SHA_256 4096",
        "alice SCRAM_SHA_512 4096",
        "carol SCRAM_SHA_512 8192",
        "UnacceptableCredentialException: Too few iterations",
        "UnacceptableCredentialException: Too many iterations",
        "ResourceNotFoundException: Attempt to delete a user credential that does not exist",
        "ResourceNotFoundException: Attempt to describe a user credential that does not exist: \
         dave",
        "failed again 0",
        "deleted",
        "SaslAuthenticationException: Authentication failed: Invalid username or password",
        "SaslAuthenticationException: Authentication failed during authentication due to invalid \
         credentials with SASL mechanism SCRAM-SHA-512",
        "SaslAuthenticationException: Authentication failed during authentication due to invalid \
         credentials with SASL mechanism SCRAM-SHA-512",
    ];
    assert_eq!(told.out().lines().collect::<Vec<_>>(), expected, "{told}");
    let first = authenticated(&bed, Attempt::Authentication);
    assert_eq!(first, ["PLAIN User:alice", "SCRAM-SHA-512 User:carol"]);
    let again = authenticated(&bed, Attempt::ReAuthentication);
    assert!(again.contains(&"SCRAM-SHA-512 User:carol".to_owned()), "{again:?}");
}

#[test]
fn kcat_and_kafka_python_log_in_with_passwords() {
    let bed = bed();
    let kcat = || {
        let settings =
            ["security.protocol=SASL_PLAINTEXT", "sasl.mechanisms=PLAIN", "sasl.username=alice"];
        let program = Program::new("kcat").args(["-b", &bed.bootstrap(), "-t", "orders"]);
        settings.iter().fold(program, |program, setting| program.args(["-X", setting]))
    };
    let right = ["-X", "sasl.password=secret"];
    let _ = kcat().args(right).arg("-P").input("by kcat\n").run().well();
    let arguments = format!(
        "{{'bootstrap_servers': '{}', 'security_protocol': 'SASL_PLAINTEXT', 'sasl_mechanism': \
         'SCRAM-SHA-256', 'sasl_plain_username': 'alice', 'sasl_plain_password': 'secret'}}",
        bed.bootstrap()
    );
    let script = |name: &str| {
        let program = Program::at(python()).env("PYTHONDONTWRITEBYTECODE", "1");
        program.arg(package_file("python").join(name)).arg(&arguments)
    };
    let told = script("consume.py").args(["orders", "readers", "1"]).run().well();
    let value = acceptance::records::hex(b"by kcat");
    assert!(told.out().contains(&value), "{told}");
    let first = authenticated(&bed, Attempt::Authentication);
    assert_eq!(first, ["PLAIN User:alice", "SCRAM-SHA-256 User:alice"]);
    let text = "Authentication failed: Invalid username or password";
    let refused = kcat().args(["-X", "sasl.password=wrong", "-L", "-m", "2"]).run();
    assert!(refused.err().contains(text), "{refused}");
}

#[test]
fn any_librdkafka_proves_itself_by_scram_to_kafka_3_9() {
    let cluster = Cluster::builder()
        .dialect(Dialect::default().with_sasl_habits(SaslHabits::KAFKA_3_9))
        .mechanisms([SaslMechanism::Scram(ScramMechanism::SHA_512)])
        .user("alice", "secret")
        .listener(ListenerSettings::sasl_plaintext("SASL"))
        .start_blocking()
        .expect("starts");
    let settings = [
        "security.protocol=SASL_PLAINTEXT",
        "sasl.mechanisms=SCRAM-SHA-512",
        "sasl.username=alice",
        "sasl.password=secret",
    ];
    let bootstrap = cluster.bootstrap("SASL").expect("there");
    let program = Program::new("kcat").args(["-b", &bootstrap, "-L"]);
    let listed = settings
        .iter()
        .fold(program, |program, setting| program.args(["-X", setting]))
        .run()
        .well();
    assert!(listed.out().contains(" 1 brokers:\n"), "{listed}");
}
