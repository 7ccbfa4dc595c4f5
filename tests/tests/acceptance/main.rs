//! Beds under programs that nobody here wrote: each test starts a bed of its own and looks at what
//! happened to tickets, topics and records.

mod acls;
mod admin_tools;
mod authorization;
mod bad_input;
mod codec_judge;
mod confluent;
mod crowds;
mod dialects;
mod dumps;
mod explain;
mod faults;
mod formats;
mod go;
mod goldens;
mod groups;
mod isolation;
mod java;
mod k5srvutil;
mod kadmin;
mod kafka_tools;
mod kcat;
mod kpasswd;
mod mechanisms;
mod mit;
mod mit_tools;
mod node;
mod oauth;
mod python;
mod realms;
mod rust_clients;
mod stored_formats;
mod tls;
mod tokens;
mod transactions;
