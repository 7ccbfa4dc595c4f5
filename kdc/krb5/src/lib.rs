//! The Kerberos 5 protocol, both ends, without IO.
//!
//! * [`wire`]: the messages of RFC 4120 §5 as DER bytes, one file per message.
//! * [`gss`]: contexts of both ends, their tokens, and SASL above them.
//! * [`client`]: the exchanges with a KDC.
//! * [`kpasswd`]: changes of passwords (RFC 3244).
//! * [`kadm5`]: the administration protocol.
//! * [`principal`] and [`time`]: names and instants as the rest of the project uses them.
//!
//! There is no clock, entropy, socket or file in this crate: time and randomness are arguments.
#![forbid(unsafe_code)]

pub mod client;
pub mod formats;
pub mod gss;
pub mod kadm5;
pub mod kpasswd;
pub mod principal;
pub mod time;
pub mod wire;
