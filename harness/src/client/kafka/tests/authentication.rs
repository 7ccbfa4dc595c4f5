//! GSSAPI against the broker: both shapes, both handshakes, and what is refused where.

use std::net::Ipv4Addr;
use std::time::Duration;

use kerbside_broker::core::settings::ConnectionSettings;
use kerbside_kafka_wire::ErrorCode;

use super::world::{Plan, World};
use crate::client::kafka::*;
use crate::client::kerberos::{Expiry, KerberosError};
use crate::clock::Shift;

async fn refused(options: ConnectOptions) -> KafkaError {
    KafkaClient::connect(options).await.unwrap_err()
}

const INVALID: &str = "SASL_AUTHENTICATION_FAILED (58): Authentication failed during \
                       authentication due to invalid credentials with SASL mechanism GSSAPI";

#[tokio::test]
async fn both_shapes_and_both_handshakes_lead_in() {
    let world = World::new();
    for mutual in [Mutual::Requested, Mutual::NotRequested] {
        for framing in [Framing::Authenticate, Framing::Raw] {
            let gssapi = Gssapi { mutual, framing, ..Gssapi::new(world.alice().await) };
            let client = KafkaClient::connect(world.options_with(gssapi)).await.unwrap();
            let cluster = client.admin().describe_cluster().await.unwrap();
            assert_eq!(cluster.brokers.len(), 1, "{mutual:?} {framing:?}");
        }
    }
}

#[tokio::test]
async fn the_observer_learns_names_and_services() {
    let world = World::new();
    let client = world.client().await;
    client.admin().create_topic("orders", 1).await.unwrap();
    let (wants, knows) = ("wants kafka/localhost", "knows kafka/localhost");
    assert_eq!(
        world.seen.all(),
        ["Bootstrap localhost", wants, knows, "Advertised localhost", wants, knows]
    );
}

#[tokio::test]
async fn a_bootstrap_address_is_no_name_that_the_kdc_knows() {
    let world = World::new();
    let options = ConnectOptions {
        bootstrap: format!("127.0.0.1:{}", world.port()),
        ..world.options().await
    };
    let error = refused(options).await;
    assert_eq!(
        error.to_string(),
        "Server kafka/127.0.0.1@EXAMPLE.TEST not found in Kerberos database (7) - \
         LOOKING_UP_SERVER"
    );
    assert!(matches!(error.kerberos(), Some(KerberosError::Exchange(_))));
}

#[tokio::test]
async fn an_advertised_name_without_a_principal_fails_at_the_first_request_to_it() {
    let world = World::new();
    world.cluster.nodes()[0].advertise("SASL", "node1.local", world.port()).unwrap();
    let resolver = Resolver::new().with("node1.local", Ipv4Addr::LOCALHOST.into());
    let options = world.options().await.resolver(resolver);
    let client = KafkaClient::connect(options.clone()).await.unwrap();
    let error = client.admin().create_topic("orders", 1).await.unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("Server kafka/node1.local@EXAMPLE.TEST not found"), "{text}");
    world.kdc.admin().add_service("kafka/node1.local").unwrap();
    // The KDC knows it now, the broker's keytab does not.
    let client = KafkaClient::connect(options).await.unwrap();
    let error = client.admin().create_topic("orders", 1).await.unwrap_err();
    assert_eq!(error.to_string(), INVALID);
}

#[tokio::test]
async fn a_wrong_service_name_is_an_unknown_server() {
    let world = World::new();
    let gssapi = Gssapi { service_name: "kafkaclient".into(), ..Gssapi::new(world.alice().await) };
    let error = refused(world.options_with(gssapi)).await;
    assert!(error.to_string().starts_with("Server kafkaclient/localhost@"), "{error}");
}

#[tokio::test]
async fn a_broker_refuses_skew_and_expired_tickets_without_a_word() {
    let world = World::new();
    world.broker_clock.offset(Shift::seconds(-360));
    let error = refused(world.options().await).await;
    assert_eq!((error.code(), error.to_string().as_str()), (Some(ErrorCode(58)), INVALID));
    assert!(world.refusals.last().ends_with("more than 300 s apart"));
    let alice = world.alice().await;
    let kafka = alice.host_service("kafka", "localhost").unwrap();
    alice.service_ticket(&kafka).await.unwrap();
    alice.clock().advance(Duration::from_hours(48));
    world.broker_clock.offset(Shift::ahead(Duration::from_hours(48)));
    alice.set_expiry(Expiry::LeftToOthers);
    let error = refused(world.options_with(Gssapi::new(alice))).await;
    assert_eq!(error.to_string(), INVALID);
    assert!(world.refusals.last().starts_with("GSSAPI: the ticket ended at"));
}

#[tokio::test]
async fn a_broker_with_an_old_key_refuses() {
    let world = World::new();
    let other = World::new();
    let keytab = other.kdc.admin().keytab("kafka/localhost").unwrap();
    world.cluster.replace_keytab(&keytab);
    let error = refused(world.options().await).await;
    assert_eq!(error.to_string(), INVALID);
    assert_eq!(world.seen.all().last().unwrap(), &format!("failed: {INVALID}"));
}

#[tokio::test]
async fn a_mechanism_that_is_not_there_is_named_with_those_that_are() {
    let world = World::new();
    let gssapi = Gssapi { mechanism: "PLAIN".into(), ..Gssapi::new(world.alice().await) };
    let error = refused(world.options_with(gssapi)).await;
    assert_eq!(
        error.to_string(),
        "UNSUPPORTED_SASL_MECHANISM (33): Client SASL mechanism 'PLAIN' not enabled in the \
         server, enabled mechanisms are [GSSAPI]"
    );
}

#[tokio::test]
async fn a_plain_client_at_a_sasl_listener_sees_a_closed_connection() {
    let world = World::new();
    let error = refused(ConnectOptions::plaintext(world.bootstrap())).await;
    assert!(matches!(error, KafkaError::Closed { .. }), "{error}");
}

#[tokio::test]
async fn a_sasl_client_at_a_plain_listener_is_told_of_its_state() {
    let world = World::new();
    let options = ConnectOptions {
        bootstrap: world.cluster.bootstrap("PLAIN").unwrap(),
        ..world.options().await
    };
    let error = refused(options).await;
    assert_eq!(error.code(), Some(ErrorCode::ILLEGAL_SASL_STATE), "{error}");
}

#[tokio::test]
async fn a_session_is_renewed_before_it_ends() {
    let connections = ConnectionSettings {
        max_reauth: Some(Duration::from_secs(3600)),
        ..Plan::default().connections
    };
    let world = World::of(Plan { connections, ..Plan::default() });
    let client = world.client().await;
    let authentications = || world.seen.all().iter().filter(|e| e.starts_with("knows")).count();
    assert_eq!(authentications(), 1);
    for clock in [&client.options().clock, &world.broker_clock] {
        clock.advance(Duration::from_secs(3300));
    }
    client.admin().topics().await.unwrap();
    assert_eq!(authentications(), 2);
    assert_eq!(world.seen.all().iter().filter(|e| e.starts_with("Boot")).count(), 1);
}

#[tokio::test]
async fn an_expired_session_is_closed_and_the_next_request_connects_anew() {
    let connections = ConnectionSettings {
        max_reauth: Some(Duration::from_secs(3600)),
        ..Plan::default().connections
    };
    let world = World::of(Plan { connections, ..Plan::default() });
    let client = world.client().await;
    world.broker_clock.advance(Duration::from_secs(3601));
    let error = client.admin().topics().await.unwrap_err();
    assert!(matches!(error, KafkaError::Closed { doing: Doing::Request(_), .. }), "{error}");
    world.broker_clock.offset(Shift::seconds(0));
    client.admin().topics().await.unwrap();
}
