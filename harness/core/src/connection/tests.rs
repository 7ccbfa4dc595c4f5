//! Connections without sockets.

mod authentication;
mod gssapi;
mod input;
mod mechanisms;
mod requests;
mod walk;
