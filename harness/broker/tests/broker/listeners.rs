//! Addresses, ports, several nodes and listeners, and what is advertised.

use std::net::{IpAddr, Ipv4Addr};

use kerbside_broker::{Cluster, ListenerSettings, NodeSettings, StartError};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};

use crate::client::Client;

/// Where a client of `listener` is sent, by node.
fn brokers(cluster: &Cluster, listener: &str) -> Vec<(i32, String, i32)> {
    let address = cluster.nodes()[0].addresses(listener).expect("there")[0];
    let mut client = Client::connect(address);
    let answer: MetadataResponse = client.call(&MetadataRequest::default(), 9);
    let brokers = answer.brokers.into_iter();
    brokers.map(|it| (it.node_id, it.host.to_string(), it.port)).collect()
}

#[test]
fn nodes_of_a_cluster_tell_of_each_other() {
    let listener = ListenerSettings::plaintext("CLIENT");
    let cluster = Cluster::builder().nodes(3).listener(listener).start_blocking().expect("starts");
    let known = brokers(&cluster, "CLIENT");
    for (node, (id, host, port)) in cluster.nodes().iter().zip(&known) {
        assert_eq!((node.id(), "localhost"), (*id, &**host));
        assert_eq!(i32::from(node.addresses("CLIENT").expect("there")[0].port()), *port);
    }
    assert_eq!(known.len(), 3);
}

#[test]
fn each_listener_advertises_its_own_port() {
    let cluster = Cluster::builder()
        .listener(ListenerSettings::plaintext("INSIDE"))
        .listener(ListenerSettings::plaintext("OUTSIDE").advertised_host("broker.example"))
        .start_blocking()
        .expect("starts");
    let port = |name| i32::from(cluster.nodes()[0].addresses(name).expect("there")[0].port());
    assert_eq!(brokers(&cluster, "INSIDE"), [(1, "localhost".to_owned(), port("INSIDE"))]);
    assert_eq!(brokers(&cluster, "OUTSIDE"), [(1, "broker.example".to_owned(), port("OUTSIDE"))]);
}

#[test]
fn what_is_advertised_changes_while_clients_are_connected() {
    let node = NodeSettings::new(7).advertised("CLIENT", "first.example", Some(9092));
    let listener = ListenerSettings::plaintext("CLIENT");
    let cluster = Cluster::builder().node(node).listener(listener).start_blocking();
    let cluster = cluster.expect("starts");
    assert_eq!(brokers(&cluster, "CLIENT"), [(7, "first.example".to_owned(), 9092)]);
    let node = cluster.node(7).expect("there");
    node.advertise("CLIENT", "second.example", 9093).expect("there");
    assert_eq!(brokers(&cluster, "CLIENT"), [(7, "second.example".to_owned(), 9093)]);
    let error = node.advertise("OTHER", "third.example", 1).unwrap_err();
    assert_eq!(error.to_string(), "node 7 has no listener \"OTHER\"; it has [\"CLIENT\"]");
}

#[test]
fn a_listener_may_have_an_address_without_a_name() {
    let second = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
    let addresses = kerbside_broker::LOOPBACK.into_iter().chain([second]);
    let listener = ListenerSettings::plaintext("CLIENT").addresses(addresses);
    let cluster = Cluster::builder().listener(listener).start_blocking().expect("starts");
    let bound = cluster.nodes()[0].addresses("CLIENT").expect("there");
    assert!(bound.iter().any(|address| address.ip() == second));
    assert!(bound.iter().all(|address| address.port() == bound[0].port()));
    assert_eq!(
        cluster.bootstrap("CLIENT").expect("there"),
        format!("localhost:{}", bound[0].port())
    );
    for address in bound {
        Client::connect(*address).api_versions();
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_node_and_remedy() {
    let first = Cluster::builder().start_blocking().expect("starts");
    let taken = first.nodes()[0].addresses("PLAINTEXT").expect("there")[0];
    let listener = ListenerSettings::plaintext("CLIENT").port(taken.port());
    let error = Cluster::builder().listener(listener).start_blocking().unwrap_err().to_string();
    let expected = format!("listener CLIENT of node 1 cannot listen on {taken}: ");
    assert!(error.starts_with(&expected), "{error}");
    assert!(
        error.ends_with("another program has the port: choose another, or 0 for any"),
        "{error}"
    );
}

#[test]
fn settings_that_contradict_each_other_are_named() {
    let plaintext = || ListenerSettings::plaintext("CLIENT");
    let twice = Cluster::builder().listener(plaintext()).listener(plaintext()).start_blocking();
    assert!(matches!(twice, Err(StartError::SameListener(name)) if name == "CLIENT"));
    let node = || NodeSettings::new(4);
    let twice = Cluster::builder().node(node()).node(node()).start_blocking();
    assert!(matches!(twice, Err(StartError::SameNode(4))));
    let keyless = ListenerSettings::sasl_plaintext("CLIENT");
    let keyless = Cluster::builder().listener(keyless).start_blocking();
    assert!(matches!(keyless, Err(StartError::NoKeytab(name)) if name == "CLIENT"));
    let topic = Cluster::builder().topic("no spaces", 1).start_blocking();
    assert!(matches!(topic, Err(StartError::Topic { .. })));
}
