//! Whom a listener is for: clients and brokers, or those who speak to the controller
//! (`controller.listener.names`, KIP-631, KIP-919).

use kerbside_kafka_wire::ApiKey;

/// Whom a listener is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListenerRole {
    /// Clients and other brokers.
    #[default]
    Broker,
    /// Brokers that look for the controller, and tools with `--bootstrap-controller`.
    Controller,
}

/// The APIs that a controller's listener serves, as far as they exist here: those whose schema in
/// Kafka 4.4.0 (`common/message/*Request.json`) lists `controller` among its listeners.
#[rustfmt::skip]
const OF_CONTROLLERS: [i16; 28] = [
    17, 18, 19, 20, 29, 30, 31, 32, 33, 36, 37, 38, 39, 40, 41, 43, 44, 45, 46, 49, 50, 51, 55,
    57, 60, 64, 80, 81,
];

impl ListenerRole {
    /// Whether a listener of this role serves an API at all.
    pub fn serves(self, key: ApiKey) -> bool {
        match self {
            ListenerRole::Broker => true,
            ListenerRole::Controller => OF_CONTROLLERS.contains(&key.0),
        }
    }
}
