//! One request to a KDC and its answer, by datagram or stream (RFC 4120 §7.2).
//!
//! A datagram is sent again while no answer comes; a stream is opened for each request.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use kerbside_krb5::client::Transport;
use kerbside_krb5::wire::Realm;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::error::KerberosError;
use super::options::Preference;

/// The longest answer that is accepted over TCP. Tickets with a PAC have some ten thousand octets.
const LONGEST: usize = 1 << 20;

/// What carries a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        })
    }
}

/// The way to one KDC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub(super) kdc: SocketAddr,
    pub(super) preference: Preference,
    pub(super) resend_after: Duration,
    pub(super) patience: Duration,
}

/// What went wrong, before it is known for which realm.
enum Trouble {
    Io(io::Error),
    TooLong(usize),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Way {
    /// Sends `message` and waits for the answer.
    pub(super) async fn ask(
        &self,
        message: &[u8],
        transport: Transport,
        realm: &Realm,
    ) -> Result<Vec<u8>, KerberosError> {
        let carrier = match (transport, self.preference) {
            (Transport::Any, Preference::UdpUpTo(limit)) if message.len() <= limit => Carrier::Udp,
            _ => Carrier::Tcp,
        };
        let exchange = async {
            match carrier {
                Carrier::Udp => self.by_datagram(message).await,
                Carrier::Tcp => self.by_stream(message).await,
            }
        };
        let (realm, kdc, waited) = (realm.clone(), self.kdc, self.patience);
        match timeout(self.patience, exchange).await {
            Err(_elapsed) => Err(KerberosError::Silent { realm, kdc, carrier, waited }),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Trouble::Io(source))) => {
                Err(KerberosError::Unreachable { realm, kdc, carrier, source })
            }
            Ok(Err(Trouble::TooLong(announced))) => {
                Err(KerberosError::TooLong { kdc, announced, limit: LONGEST })
            }
        }
    }

    async fn by_datagram(&self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        let any: IpAddr = match self.kdc {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0)).await?;
        // Connected: datagrams of others are not seen, and a closed port is told at once.
        socket.connect(self.kdc).await?;
        let mut answer = vec![0; 65_535];
        loop {
            socket.send(message).await?;
            if let Ok(received) = timeout(self.resend_after, socket.recv(&mut answer)).await {
                answer.truncate(received?);
                return Ok(answer);
            }
        }
    }

    /// RFC 4120 §7.2.2: four octets of length, of which the first bit is reserved.
    async fn by_stream(&self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        let mut stream = TcpStream::connect(self.kdc).await?;
        let length = u32::try_from(message.len()).map_err(io::Error::other)?;
        stream.write_all(&[&length.to_be_bytes(), message].concat()).await?;
        let mut length = [0; 4];
        stream.read_exact(&mut length).await.map_err(closed)?;
        let announced = u32::from_be_bytes(length) as usize;
        if announced > LONGEST {
            return Err(Trouble::TooLong(announced));
        }
        let mut answer = vec![0; announced];
        stream.read_exact(&mut answer).await.map_err(closed)?;
        Ok(answer)
    }
}

fn closed(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::new(error.kind(), "it closed the connection without an answer")
        }
        _ => error,
    }
}
