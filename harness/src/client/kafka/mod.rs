//! A small Kafka client: for readiness checks, demonstrations, scenarios and tests.
//!
//! It authenticates as Java's client does (ApiVersions, SaslHandshake, then the ticket, then
//! SaslAuthenticate; KIP-43, KIP-152, KIP-368), follows advertised host names, and asks for the
//! service `kafka/<host as it connects>`, so that whatever is wrong with a name, a ticket or a
//! clock shows here as it does there, but with its reason.
//!
//! ```no_run
//! # use kerbside::client::kafka::{ConnectOptions, KafkaClient};
//! # use kerbside::client::kerberos::{KerberosClient, KerberosOptions};
//! # async fn example(kdc: std::net::SocketAddr) -> Result<(), Box<dyn std::error::Error>> {
//! let alice = KerberosClient::new(KerberosOptions::new(kdc));
//! alice.login_with_password("alice@EXAMPLE.TEST", "secret").await?;
//! let client = KafkaClient::connect(ConnectOptions::gssapi("localhost:9092", alice)).await?;
//! client.admin().create_topic("orders", 3).await?;
//! client.produce("orders", ["one", "two"]).await?;
//! assert_eq!(client.consume("orders", 2).await?.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! * [`KafkaClient`]: topics, records, offsets; [`GroupMember`]: a classic consumer group.
//! * [`Connection`]: one connection, step by step, for tests that misbehave.
//!
//! Everything ends after a time that [`ConnectOptions`] says, and no frame is read that is longer
//! than 100 MiB. Leaves out: compression, idempotence,
//! transactions, the consumer protocol of KIP-848, requests in parallel on one connection.

mod admin;
mod authentication;
mod call;
mod connection;
mod error;
mod fetch;
mod frame;
mod group;
mod group_offsets;
mod host_port;
mod kafka_client;
mod observer;
mod offsets;
mod options;
mod partitioner;
mod password;
mod patience;
mod produce;
mod range_assignor;
mod resolver;
mod stream;
#[cfg(feature = "tls")]
mod tls;
mod topology;

#[cfg(test)]
mod tests;

pub use admin::{Admin, ClusterDescription};
pub use call::Call;
pub use connection::{Connection, Session};
pub use error::{Doing, KafkaError, Malformed};
pub use fetch::{ConsumedRecord, Fetched};
pub use group::{GroupMember, GroupOptions, Membership};
pub use host_port::HostPort;
pub use kafka_client::KafkaClient;
pub use observer::{ClientEvent, ClientObserver, Origin};
pub use offsets::{Isolation, OffsetAt};
pub use options::{AutoCreate, ConnectOptions, Framing, Gssapi, Mutual, Security};
pub use password::{ScramHash, Secret};
pub use produce::{ProduceRecord, Produced};
pub use resolver::Resolver;
#[cfg(feature = "tls")]
pub use tls::{ClientTls, ClientTlsError};
pub use topology::Topology;
