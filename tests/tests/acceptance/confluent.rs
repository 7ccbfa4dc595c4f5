//! confluent-kafka, whose wheel has librdkafka and no GSSAPI: every other mechanism, and TLS.

use std::fs;

use acceptance::clients::assert_round_trip;
use acceptance::process::{Finished, Program, package_file};
use acceptance::programs;
use kerbside::client::{Client, SaslMechanism};
use kerbside::oauth::OAuth;
use kerbside::{BlockingTestbed, Builder, Testbed};

fn builder() -> Builder {
    let named = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<kerbside::SaslMechanism>().expect("a mechanism"));
    Testbed::builder().user("alice", "secret").topic("orders", 1).mechanisms(named)
}

fn start(builder: Builder) -> BlockingTestbed {
    builder.start_blocking().expect("a bed starts")
}

/// The program with these settings; the token is what it answers when it is asked for one.
fn confluent(client: &Client, settings: &str, token: &str) -> Finished {
    let path = client.folder.join("confluent.conf");
    fs::write(&path, settings).expect("the settings are written");
    let program = Program::at(programs::python()).user(client);
    let program = program.env("PYTHONDONTWRITEBYTECODE", "1");
    program.arg(package_file("python/confluent.py")).arg(path).arg(token).run()
}

#[test]
fn confluent_kafka_logs_in_with_passwords() {
    for mechanism in [SaslMechanism::Plain, SaslMechanism::ScramSha512] {
        let bed = start(builder());
        let alice = bed.client("alice").with_mechanism(mechanism);
        let finished = confluent(&alice, &alice.librdkafka_file(), "");
        assert_round_trip(&bed, finished, &format!("{mechanism} User:alice"));
    }
}

#[test]
fn confluent_kafka_trusts_the_authority_of_the_bed() {
    let bed = start(builder().tls());
    let alice = bed.client_on("alice", "SASL_SSL").expect("a listener");
    let alice = alice.with_mechanism(SaslMechanism::ScramSha256);
    let finished = confluent(&alice, &alice.librdkafka_file(), "");
    assert_round_trip(&bed, finished, "SCRAM-SHA-256 User:alice");
}

#[test]
fn confluent_kafka_shows_a_token_that_it_is_given() {
    let bed = start(builder().oauth(OAuth::signed()));
    let alice = bed.client("alice").with_mechanism(SaslMechanism::OAuthBearer);
    let token = bed.oauth_token("alice").expect("a token");
    let finished = confluent(&alice, &oauth_settings(&alice, ""), &token);
    assert_round_trip(&bed, finished, "OAUTHBEARER User:alice");
}

#[test]
fn confluent_kafka_fetches_a_token_from_the_issuer() {
    let bed = start(builder().oauth(OAuth::signed()));
    let alice = bed.client("alice").with_mechanism(SaslMechanism::OAuthBearer);
    let oidc = format!(
        "sasl.oauthbearer.method=oidc\nsasl.oauthbearer.client.id=alice\n\
         sasl.oauthbearer.client.secret=secret\nsasl.oauthbearer.token.endpoint.url={}\n",
        bed.issuer().expect("an issuer").token_endpoint()
    );
    let finished = confluent(&alice, &oauth_settings(&alice, &oidc), "");
    assert_round_trip(&bed, finished, "OAUTHBEARER User:alice");
}

/// Those of [`Client::librdkafka_file`] without a token that the client makes itself.
fn oauth_settings(client: &Client, more: &str) -> String {
    let own = client.librdkafka_file();
    let lines = own.lines().filter(|line| !line.contains("oauthbearer"));
    lines.map(|line| format!("{line}\n")).collect::<String>() + more
}

#[test]
fn confluent_kafka_prints_why_a_password_is_refused() {
    let bed = start(builder());
    let alice = bed.client("alice").with_mechanism(SaslMechanism::Plain);
    let settings = alice.librdkafka_file().replace("password=secret", "password=wrong");
    let text = "Authentication failed: Invalid username or password";
    confluent(&alice, &settings, "").failed_with(text);
}

#[test]
fn a_confluent_kafka_that_is_asked_for_gssapi_says_that_it_has_none() {
    let bed = start(Testbed::builder().user("alice", "secret").topic("orders", 1));
    let alice = bed.client("alice");
    let text = "No provider for SASL mechanism GSSAPI: recompile librdkafka with libsasl2 or \
                openssl support.";
    confluent(&alice, &alice.librdkafka_file(), "").failed_with(text);
}
