//! The connection to the admin server: one record out, one record in.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use kerbside_krb5::kadm5::record::{self, RecordReader};
use kerbside_krb5::kadm5::{Code, PORT};

use super::opener::refused;
use crate::commands::kadmin::Denied;

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(10);

/// How long a reply may take: a server with a large database takes its time over a list.
const REPLY: Duration = Duration::from_secs(120);

/// A stream of records.
pub(super) struct Link {
    stream: TcpStream,
    records: RecordReader,
}

impl Link {
    /// Connects to `server`, a host with or without a port.
    pub(super) fn open(server: &str) -> Result<Self, Denied> {
        let addresses = host_and_port(server).to_socket_addrs();
        let addresses = addresses.map_err(|_| refused(Code::CANT_RESOLVE))?;
        for address in addresses {
            // Another address of the host may answer; that none does is what is told.
            if let Ok(stream) = TcpStream::connect_timeout(&address, CONNECTING) {
                let records = RecordReader::new(record::LONGEST);
                return Ok(Self { stream, records });
            }
        }
        Err(refused(Code::RPC_ERROR))
    }

    /// Sends a message and waits for the reply.
    pub(super) fn ask(&mut self, message: &[u8]) -> Result<Vec<u8>, Denied> {
        self.exchange(message).map_err(|_| refused(Code::RPC_ERROR))
    }

    /// Sends a message whose reply nobody needs.
    pub(super) fn send(&mut self, message: &[u8]) -> io::Result<()> {
        self.stream.set_write_timeout(Some(REPLY))?;
        self.stream.write_all(&record::mark(message))
    }

    fn exchange(&mut self, message: &[u8]) -> io::Result<Vec<u8>> {
        self.send(message)?;
        let deadline = Instant::now() + REPLY;
        let mut chunk = [0; 16 << 10];
        loop {
            if let Some(reply) = self.records.next_record().map_err(io::Error::other)? {
                return Ok(reply);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(&mut chunk)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => self.records.push(chunk.get(..read).unwrap_or_default()),
            }
        }
    }
}

/// Splits `host:port`; without a port it is that of the service.
pub(super) fn host_and_port(text: &str) -> (&str, u16) {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = rest.strip_prefix(':').and_then(|port| port.parse().ok());
        return (host, port.unwrap_or(PORT));
    }
    match text.rsplit_once(':') {
        // More than one colon without brackets is an address of version 6.
        Some((host, port)) if !host.contains(':') => (host, port.parse().unwrap_or(PORT)),
        _ => (text, PORT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_have_their_ports() {
        for (text, expected) in [
            ("kdc.test", ("kdc.test", 749)),
            ("kdc.test:8749", ("kdc.test", 8749)),
            ("[::1]:750", ("::1", 750)),
            ("::1", ("::1", 749)),
        ] {
            assert_eq!(host_and_port(text), expected, "{text}");
        }
    }
}
