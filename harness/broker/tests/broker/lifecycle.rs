//! Starting, stopping, many clusters at once, and what the observer hears of it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use kerbside_broker::core::event::{ClosedBy, Event, EventKind};
use kerbside_broker::{Cluster, ListenerSettings, Observer};

use crate::client::Client;

fn start() -> Cluster {
    let builder = Cluster::builder().listener(ListenerSettings::plaintext("CLIENT"));
    builder.topic("orders", 1).start_blocking().expect("starts")
}

/// A listener on a loopback address that no other test uses: a port that it leaves is not taken by
/// a neighbour.
fn secluded(last: u8) -> ListenerSettings {
    ListenerSettings::plaintext("CLIENT").addresses([Ipv4Addr::new(127, 0, 3, last).into()])
}

fn addresses(cluster: &Cluster) -> Vec<SocketAddr> {
    let nodes = cluster.nodes().iter();
    nodes.flat_map(|node| node.addresses("CLIENT").expect("there")).copied().collect()
}

#[test]
fn a_cluster_answers_when_start_returns() {
    let cluster = start();
    for address in addresses(&cluster) {
        Client::connect(address).api_versions();
    }
}

#[test]
fn a_dropped_cluster_leaves_its_ports_and_its_clients() {
    let cluster = Cluster::builder().listener(secluded(1)).start_blocking().expect("starts");
    let all = addresses(&cluster);
    let mut client = Client::connect(all[0]);
    client.api_versions();
    drop(cluster);
    assert!(client.is_cut_off());
    for address in all {
        assert!(TcpStream::connect(address).is_err(), "{address} still answers");
    }
}

#[test]
fn a_stopped_cluster_is_started_again_on_its_port() {
    let port = {
        let cluster = Cluster::builder().listener(secluded(2)).start_blocking().expect("starts");
        Client::connect(addresses(&cluster)[0]).api_versions();
        addresses(&cluster)[0].port()
    };
    for _ in 0..3 {
        let listener = secluded(2).port(port);
        let cluster = Cluster::builder().listener(listener).start_blocking().expect("starts");
        assert_eq!(addresses(&cluster)[0].port(), port);
        Client::connect(addresses(&cluster)[0]).api_versions();
    }
}

#[tokio::test]
async fn a_cluster_on_a_given_runtime_is_gone_when_stop_returns() {
    let listener = secluded(3);
    let runtime = tokio::runtime::Handle::current();
    let cluster = Cluster::builder().listener(listener).runtime(runtime).start().await;
    let cluster = cluster.expect("starts");
    let all = addresses(&cluster);
    let asking = all[0];
    let asked = tokio::task::spawn_blocking(move || Client::connect(asking).api_versions());
    asked.await.expect("no panic");
    cluster.stop().await;
    for address in all {
        TcpListener::bind(address).expect("the port is free");
    }
}

#[test]
fn sixty_four_clusters_live_in_one_process() {
    let clusters: Vec<Cluster> = (0..64).map(|_| start()).collect();
    let ids: std::collections::BTreeSet<_> = clusters.iter().map(|it| it.state().id()).collect();
    assert_eq!(ids.len(), 64);
    for (offset, cluster) in (0u8..).zip(&clusters) {
        let mut client = Client::connect(addresses(cluster)[0]);
        // Each has records of its own.
        assert_eq!(client.produce("orders", &[offset]), 0);
    }
}

#[derive(Default)]
struct Journal(Mutex<Vec<Event>>);

impl Observer for Journal {
    fn observe(&self, event: Event) {
        self.0.lock().expect("no panic").push(event);
    }
}

#[test]
fn the_observer_hears_of_a_connection_from_its_beginning_to_its_end() {
    let journal = Arc::new(Journal::default());
    let cluster = Cluster::builder()
        .listener(ListenerSettings::plaintext("CLIENT"))
        .observer(Arc::clone(&journal) as Arc<dyn Observer>)
        .start_blocking()
        .expect("starts");
    let mut client = Client::connect(addresses(&cluster)[0]);
    client.api_versions();
    drop(cluster);
    assert!(client.is_cut_off());
    let events = journal.0.lock().expect("no panic");
    let kinds: Vec<&EventKind> = events.iter().map(|event| &event.kind).collect();
    assert!(matches!(kinds.first(), Some(EventKind::Opened { .. })), "{kinds:?}");
    assert!(kinds.iter().any(|it| matches!(it, EventKind::Request { .. })), "{kinds:?}");
    let last = kinds.last().expect("some");
    assert!(matches!(last, EventKind::Closed { by: ClosedBy::Shutdown }), "{kinds:?}");
}
