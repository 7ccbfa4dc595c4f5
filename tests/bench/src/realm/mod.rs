//! Realms to load: MIT's and ours, each in a process of its own, with one user and one service.

pub(crate) mod files;
pub(crate) mod kafka;
pub(crate) mod library;
pub(crate) mod mit;
pub(crate) mod ours;

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::process::Command;

use anyhow::{Context, Result};

/// The realm that every KDC here serves.
pub(crate) const REALM: &str = "BENCH.EXAMPLE.ORG";
/// The user.
pub(crate) const USER: &str = "alice";
/// The user's password.
pub(crate) const PASSWORD: &str = "a password for a bench";
/// The service.
pub(crate) const SERVICE: &str = "host/bench.example.org";

/// The broker's principal.
pub(crate) const BROKER: &str = "kafka/localhost";

/// A KDC that runs and can be loaded.
pub(crate) trait RunningKdc {
    /// What tables call it.
    fn name(&self) -> String;
    /// Where it answers, UDP and TCP.
    fn address(&self) -> SocketAddr;
    /// Its process.
    fn pid(&self) -> u32;
}

/// A broker that runs and can be loaded, beside its KDC in the same process.
pub(crate) trait RunningBroker: RunningKdc {
    /// Where clients begin.
    fn bootstrap(&self) -> &str;
}

/// A broker with a user's environment for client programs.
pub(crate) trait ShellBroker: RunningBroker {
    /// A shell that has the user's environment, KERBSIDE_BOOTSTRAP among it, about to run `script`.
    fn shell(&self, script: &str) -> Command;
}

/// A port of the loopback interface that is free for UDP and TCP at this moment.
fn free_port() -> Result<u16> {
    for _ in 0..64 {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = tcp.local_addr()?.port();
        if UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    None.context("no port is free for both UDP and TCP")
}
