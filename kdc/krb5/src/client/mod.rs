//! The client's exchanges with a KDC, without IO: bytes to send come out, bytes received go in.

pub mod credential;
pub mod error_text;

pub use credential::Credential;
