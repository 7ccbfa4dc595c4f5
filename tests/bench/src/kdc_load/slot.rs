//! One exchange in flight on a socket of its own (RFC 4120 §7.2: UDP, and TCP with a length
//! prefix), without blocking.
//!
//! TCP connections are closed by reset, for every KDC alike: thousands of closed connections per
//! second in TIME_WAIT would use up the ports of the loopback interface.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use mio::net::{TcpStream, UdpSocket};
use mio::{Interest, Registry, Token};

use super::Transport;
use super::exchange::Request;

/// Longer than any reply that a request of ours asks for.
const REPLY_LIMIT: usize = 16 * 1024;

enum Socket {
    None,
    Udp(UdpSocket),
    Tcp(TcpStream),
}

/// An exchange in flight.
pub(crate) struct Slot {
    number: usize,
    kdc: SocketAddr,
    transport: Transport,
    socket: Socket,
    /// What was asked.
    pub(crate) request: Request,
    /// When it was asked; a connection's making counts.
    pub(crate) sent: Instant,
    outgoing: Vec<u8>,
    incoming: Box<[u8; REPLY_LIMIT]>,
    received: usize,
}

impl Slot {
    /// A slot in which nothing is under way.
    pub(crate) fn new(number: usize, kdc: SocketAddr, transport: Transport) -> Self {
        Self {
            number,
            kdc,
            transport,
            socket: Socket::None,
            request: Request::default(),
            sent: Instant::now(),
            outgoing: Vec::new(),
            incoming: Box::new([0; REPLY_LIMIT]),
            received: 0,
        }
    }

    /// Sends `request`, on a new connection where the transport wants one.
    pub(crate) fn send(&mut self, request: Request, registry: &Registry) -> Result<()> {
        self.request = request;
        self.received = 0;
        self.sent = Instant::now();
        if self.transport == Transport::Tcp {
            self.reset();
        }
        if matches!(self.socket, Socket::None) {
            self.open(registry).with_context(|| format!("cannot reach {}", self.kdc))?;
        }
        if self.transport != Transport::Udp {
            let length = u32::try_from(self.request.bytes.len()).context("a request of 4 GiB")?;
            self.outgoing.clear();
            self.outgoing.extend_from_slice(&length.to_be_bytes());
            self.outgoing.extend_from_slice(&self.request.bytes);
        }
        self.write().or_else(unless_waiting).context("cannot send")
    }

    /// Forgets the socket.
    pub(crate) fn reset(&mut self) {
        self.socket = Socket::None;
    }

    fn open(&mut self, registry: &Registry) -> io::Result<()> {
        let token = Token(self.number);
        if self.transport == Transport::Udp {
            let mut socket = UdpSocket::bind(SocketAddr::new(self.kdc.ip(), 0))?;
            socket.connect(self.kdc)?;
            registry.register(&mut socket, token, Interest::READABLE)?;
            self.socket = Socket::Udp(socket);
        } else {
            let mut stream = TcpStream::connect(self.kdc)?;
            stream.set_nodelay(true)?;
            socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
            registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
            self.socket = Socket::Tcp(stream);
        }
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        match &mut self.socket {
            Socket::Udp(socket) => socket.send(&self.request.bytes).map(drop),
            Socket::Tcp(stream) => {
                while !self.outgoing.is_empty() {
                    let written = stream.write(&self.outgoing)?;
                    self.outgoing.drain(..written);
                }
                Ok(())
            }
            Socket::None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Goes on after the socket became ready; where the reply is, when it is whole.
    pub(crate) fn advance(&mut self) -> io::Result<Option<Range<usize>>> {
        let outcome = match self.transport {
            Transport::Udp => self.receive_datagram(),
            Transport::Tcp | Transport::TcpKept => self.receive_record(),
        };
        match outcome {
            Ok(range) => Ok(range),
            Err(error) if waiting(&error) => Ok(None),
            Err(error) => {
                self.reset();
                Err(error)
            }
        }
    }

    /// The octets that [`advance`](Self::advance) spoke of; none for a range beyond the buffer.
    pub(crate) fn reply(&self, range: Range<usize>) -> &[u8] {
        self.incoming.get(range).unwrap_or_default()
    }

    fn receive_datagram(&mut self) -> io::Result<Option<Range<usize>>> {
        let Socket::Udp(socket) = &self.socket else {
            return Ok(None);
        };
        socket.recv(&mut self.incoming[..]).map(|length| Some(0..length))
    }

    fn receive_record(&mut self) -> io::Result<Option<Range<usize>>> {
        if !self.outgoing.is_empty() {
            self.write()?;
        }
        let Socket::Tcp(stream) = &mut self.socket else {
            return Ok(None);
        };
        loop {
            let count = stream.read(&mut self.incoming[self.received..])?;
            self.received += count;
            if let Some(prefix) = self.incoming[..self.received].first_chunk::<4>() {
                let end = u32::from_be_bytes(*prefix) as usize + 4;
                if self.received >= end {
                    return Ok(Some(4..end));
                }
            }
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

fn waiting(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotConnected)
}

fn unless_waiting(error: io::Error) -> io::Result<()> {
    if waiting(&error) { Ok(()) } else { Err(error) }
}
