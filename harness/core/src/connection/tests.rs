//! Connections without sockets.

mod authentication;
mod gssapi;
mod input;
mod requests;
mod walk;
