//! The broker through real sockets, spoken to in frames made by hand.

mod bad_input;
mod client;
mod documents;
mod kerberos;
mod lifecycle;
mod listeners;
mod mechanisms;
mod nodes;
mod robustness;
#[cfg(feature = "tls")]
mod tls;
mod waiting;
