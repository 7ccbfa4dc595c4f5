//! The SASL mechanism GSSAPI (RFC 4752), both ends, as Kafka's brokers and clients speak it.
//!
//! Leaves out: integrity and confidentiality layers above the handshake. They can be offered and
//! chosen, and the result says so, but whoever frames the traffic has to wrap it.

mod client;
mod security_layer;
mod server;

#[cfg(test)]
mod tests;

pub use client::{ClientError, ClientOptions, ClientStep, GssapiClient};
pub use security_layer::{Choice, Offer, SecurityLayer, SecurityLayers};
pub use server::{Authenticated, GssapiServer, OneWayAnswer, ServerRefusal, ServerStep};
