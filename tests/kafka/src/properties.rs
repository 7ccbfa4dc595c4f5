//! The `server.properties` of one node that is broker and controller.
//!
//! The node talks to itself over listeners of its own, in plain text and as User:ANONYMOUS: an
//! authorizer needs that name among its super users.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::Result;

use crate::builder::Builder;
use crate::listener::Listener;

/// The listener between brokers, which is none of the clients'.
const INTERNAL: &str = "INTERNAL";
/// The controller's listener.
const CONTROLLER: &str = "CONTROLLER";

/// What makes one node enough, and its start short.
const FIXED: [(&str, &str); 15] = [
    ("process.roles", "broker,controller"),
    ("node.id", "1"),
    ("controller.listener.names", CONTROLLER),
    ("inter.broker.listener.name", INTERNAL),
    ("sasl.kerberos.service.name", "kafka"),
    ("num.partitions", "1"),
    ("offsets.topic.replication.factor", "1"),
    ("offsets.topic.num.partitions", "1"),
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
    ("transaction.state.log.num.partitions", "1"),
    ("share.coordinator.state.topic.replication.factor", "1"),
    ("share.coordinator.state.topic.min.isr", "1"),
    ("share.coordinator.state.topic.num.partitions", "1"),
    ("group.initial.rebalance.delay.ms", "0"),
];

/// The ports of the listeners: INTERNAL, CONTROLLER, then those of the clients.
pub(crate) struct Ports {
    sockets: Vec<TcpListener>,
    pub(crate) numbers: Vec<u16>,
}

impl Ports {
    /// Asks the system for ports; they stay ours until [`Ports::release`].
    pub(crate) fn choose(clients: usize) -> Result<Self> {
        let bind = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let sockets = (0..clients + 2).map(bind).collect::<Result<Vec<_>, _>>()?;
        let numbers = sockets.iter().map(|socket| Ok(socket.local_addr()?.port()));
        let numbers = numbers.collect::<Result<_>>()?;
        Ok(Self { sockets, numbers })
    }

    /// Leaves them to the broker.
    pub(crate) fn release(&mut self) {
        self.sockets.clear();
    }

    pub(crate) fn of_clients(&self) -> &[u16] {
        self.numbers.get(2..).unwrap_or_default()
    }
}

/// The text of `server.properties`.
pub(crate) fn text(builder: &Builder, ports: &Ports, data: &Path) -> String {
    let names = [INTERNAL, CONTROLLER].into_iter();
    let names = names.chain(builder.listeners.iter().map(|listener| listener.name.as_str()));
    let names: Vec<(&str, u16)> = names.zip(ports.numbers.iter().copied()).collect();
    let addresses = |host: &str| {
        let each = names.iter().map(|(name, port)| format!("{name}://{host}:{port}"));
        each.collect::<Vec<_>>().join(",")
    };
    let protocols = [INTERNAL, CONTROLLER].map(|name| format!("{name}:PLAINTEXT")).into_iter();
    let of_clients = builder.listeners.iter().map(|l| format!("{}:{}", l.name, l.protocol()));
    let protocols: Vec<String> = protocols.chain(of_clients).collect();
    let controller = names.iter().find(|(name, _)| *name == CONTROLLER).map_or(0, |(_, p)| *p);
    let mut lines: Vec<(String, String)> =
        FIXED.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut set = |name: &str, value: String| lines.push((name.to_owned(), value));
    set("listeners", addresses("127.0.0.1"));
    set("advertised.listeners", addresses("localhost"));
    set("listener.security.protocol.map", protocols.join(","));
    set("controller.quorum.bootstrap.servers", format!("localhost:{controller}"));
    set("log.dirs", data.display().to_string());
    for listener in &builder.listeners {
        sasl(listener, &mut set);
    }
    for (name, value) in &builder.properties {
        set(name, value.clone());
    }
    let mut text = String::new();
    for (name, value) in lines {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name}={value}");
    }
    text
}

fn sasl(listener: &Listener, set: &mut impl FnMut(&str, String)) {
    if listener.mechanisms.is_empty() {
        return;
    }
    let prefix = format!("listener.name.{}", listener.name.to_lowercase());
    let names: Vec<&str> = listener.mechanisms.iter().map(|m| m.name).collect();
    set(&format!("{prefix}.sasl.enabled.mechanisms"), names.join(","));
    for mechanism in &listener.mechanisms {
        let name = format!("{prefix}.{}.sasl.jaas.config", mechanism.name.to_lowercase());
        set(&name, mechanism.jaas.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ApacheKafka;

    #[test]
    fn a_listener_with_a_mechanism_gets_its_own_settings() {
        let client = Listener::new("CLIENT").plain([("alice", "word")]);
        let builder = ApacheKafka::builder().listener(client).property("num.partitions", "3");
        let ports = Ports { sockets: Vec::new(), numbers: vec![1, 2, 3] };
        let text = text(&builder, &ports, Path::new("/data"));
        for line in [
            "listeners=INTERNAL://127.0.0.1:1,CONTROLLER://127.0.0.1:2,CLIENT://127.0.0.1:3",
            "listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,\
             CLIENT:SASL_PLAINTEXT",
            "controller.quorum.bootstrap.servers=localhost:2",
            "listener.name.client.sasl.enabled.mechanisms=PLAIN",
            "listener.name.client.plain.sasl.jaas.config=org.apache.kafka.common.security.plain\
             .PlainLoginModule required user_alice=\"word\";",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("num.partitions=3\n"), "{text}");
    }
}
