//! Clients in Go: franz-go and Sarama with GSSAPI by gokrb5, and kafka-go, which has none.

use acceptance::clients::{assert_round_trip, go};
use kerbside::{BlockingTestbed, Testbed};

fn bed() -> BlockingTestbed {
    let named = ["GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<kerbside::SaslMechanism>().expect("a mechanism"));
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    builder.mechanisms(named).start_blocking().expect("a bed starts")
}

#[track_caller]
fn assert_works(library: &str, mechanism: &str) {
    let bed = bed();
    let finished = go(&bed.client("alice"), library, mechanism, "secret");
    assert_round_trip(&bed, finished, &format!("{mechanism} User:alice"));
}

/// What a library prints when its password is wrong.
#[track_caller]
fn assert_refused(library: &str, mechanism: &str, text: &str) {
    go(&bed().client("alice"), library, mechanism, "wrong").failed_with(text);
}

#[test]
fn franz_go_logs_in_by_gssapi() {
    assert_works("franz-go", "GSSAPI");
}

#[test]
fn franz_go_logs_in_with_passwords() {
    assert_works("franz-go", "PLAIN");
    assert_works("franz-go", "SCRAM-SHA-256");
    assert_works("franz-go", "SCRAM-SHA-512");
}

#[test]
fn sarama_logs_in_by_gssapi() {
    assert_works("sarama", "GSSAPI");
}

#[test]
fn sarama_logs_in_with_passwords() {
    assert_works("sarama", "PLAIN");
    assert_works("sarama", "SCRAM-SHA-256");
    assert_works("sarama", "SCRAM-SHA-512");
}

#[test]
fn kafka_go_logs_in_with_passwords() {
    assert_works("kafka-go", "PLAIN");
    assert_works("kafka-go", "SCRAM-SHA-256");
    assert_works("kafka-go", "SCRAM-SHA-512");
}

#[test]
fn go_clients_print_why_a_password_is_refused() {
    let plain = "Authentication failed: Invalid username or password";
    assert_refused("franz-go", "PLAIN", plain);
    assert_refused("sarama", "PLAIN", plain);
    let scram = "Authentication failed during authentication due to invalid credentials with SASL \
                 mechanism SCRAM-SHA-512";
    assert_refused("franz-go", "SCRAM-SHA-512", scram);
    assert_refused("sarama", "SCRAM-SHA-512", scram);
    assert_refused("kafka-go", "SCRAM-SHA-512", "SASL Authentication Failed");
}
