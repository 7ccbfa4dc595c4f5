//! Apache Kafka's messages to bytes and back, generated from compact schemas.
//!
//! Each schema file under `schema/` describes one API key, in every version that Kafka ever
//! published; [`generated`] holds one module per file with a plain struct per message. What all
//! messages share is the trait [`Message`]; a broker that learns the key from the wire starts at
//! [`decode_request`].
//!
//! ```
//! use bytes::BytesMut;
//! use kerbside_kafka_wire::{ApiKey, Message, RequestKind, decode_request};
//! use kerbside_kafka_wire::k17_sasl_handshake::SaslHandshakeRequest;
//!
//! let request = SaslHandshakeRequest { mechanism: "GSSAPI".into() };
//! let mut out = BytesMut::new();
//! request.encode(&mut out, 1)?;
//! assert_eq!(&out[..], b"\x00\x06GSSAPI");
//!
//! let (kind, rest) = decode_request(ApiKey::SASL_HANDSHAKE, 1, out.freeze())?;
//! assert_eq!(kind, RequestKind::SaslHandshake(request));
//! assert!(rest.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Decoding copies nothing: strings, bytes and records are slices of the input. No count on the
//! wire makes it allocate more than the octets that follow could fill, nor, where the caller says
//! so, more than an [`Allowance`]. Strings must be UTF-8
//! (Kafka itself replaces what is not).
//!
//! To add an API, add its file to `schema/` (the notation is described in the generator's `parse`
//! module) and run `cargo run -p kerbside-kafka-wire-gen`.
//!
//! Left out: compression. [`records`] reads and patches batch headers of all formats, and reads
//! and builds uncompressed batches. The APIs between brokers and controllers, and those of share
//! and streams groups, have a name in [`ApiKey`] but no schema.

#![forbid(unsafe_code)]

mod allowance;
pub mod api_key;
mod codec;
pub mod error;
pub mod error_code;
pub mod generated;
pub mod message;
pub mod primitives;
pub mod records;

pub use allowance::Allowance;
pub use api_key::ApiKey;
pub use error::{DecodeError, EncodeError};
pub use error_code::ErrorCode;
pub use generated::dispatch::{RequestKind, ResponseKind};
pub use generated::*;
pub use message::{
    Message, Versions, decode_request, decode_response, decode_versioned, encode_versioned,
};
pub use primitives::{StrBytes, Uuid};
