//! The decisions of a Kafka broker with SASL/GSSAPI, without IO
#![forbid(unsafe_code)]

pub mod groups;
pub mod now;
pub mod promise;
pub mod storage;
