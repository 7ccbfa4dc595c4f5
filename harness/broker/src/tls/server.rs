//! The server's side of a handshake, and the two directions of the connection that it makes.

use std::io::{self, IoSlice, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::task::{Context, Poll};

use bytes::Buf;
use kerbside_broker_core::connection::{Outbox, TlsFacts};
use kerbside_broker_core::distinguished_name;
use rustls::crypto::CryptoProvider;
use rustls::server::{NoClientAuth, WebPkiClientVerifier, danger::ClientCertVerifier};
use rustls::{ProtocolVersion, RootCertStore, ServerConfig, ServerConnection};
use tokio::io::{AsyncRead, Interest, ReadBuf, Ready};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsAcceptor;

use super::clock::NodeTime;
use super::{ClientAuth, TlsError, TlsSettings, TlsVersion};
use crate::clock::Clock;
use crate::connection::{Receiving, Sending, Written};

/// The TLS of one listener of one node.
pub(crate) struct TlsServer {
    state: RwLock<State>,
    clock: Arc<dyn Clock>,
}

#[derive(Clone)]
struct State {
    config: Arc<ServerConfig>,
    timeout: std::time::Duration,
}

/// A handshake that broke: why, and the socket, over which the client is told.
pub(crate) struct Unsecured {
    pub(crate) reason: Arc<str>,
    pub(crate) socket: Option<TcpStream>,
}

/// A connection whose handshake is done.
pub(crate) struct Secured {
    socket: TcpStream,
    session: Mutex<ServerConnection>,
}

impl TlsServer {
    /// # Errors
    /// [`TlsError`], which names the setting.
    pub(crate) fn new(settings: &TlsSettings, clock: &Arc<dyn Clock>) -> Result<Self, TlsError> {
        let clock = Arc::clone(clock);
        Ok(TlsServer { state: RwLock::new(state(settings, &clock)?), clock })
    }

    /// Whether settings would do.
    ///
    /// # Errors
    /// [`TlsError`]
    pub(crate) fn try_out(&self, settings: &TlsSettings) -> Result<(), TlsError> {
        state(settings, &self.clock).map(|_| ())
    }

    /// Uses other settings for handshakes from now on.
    ///
    /// # Errors
    /// [`TlsError`]; the old settings stay.
    pub(crate) fn replace(&self, settings: &TlsSettings) -> Result<(), TlsError> {
        let state = state(settings, &self.clock)?;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        Ok(())
    }

    /// Makes the handshake.
    pub(crate) async fn accept(&self, socket: TcpStream) -> Result<Secured, Unsecured> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        let end = Instant::now() + state.timeout;
        let handshake = TlsAcceptor::from(state.config).accept(socket).into_fallible();
        match timeout_at(end, handshake).await {
            Ok(Ok(stream)) => {
                let (socket, session) = stream.into_inner();
                Ok(Secured { socket, session: Mutex::new(session) })
            }
            Ok(Err((error, socket))) => {
                Err(Unsecured { reason: Arc::from(error.to_string()), socket: Some(socket) })
            }
            Err(_) => {
                let reason = format!("the handshake was not done after {:?}", state.timeout);
                Err(Unsecured { reason: Arc::from(reason), socket: None })
            }
        }
    }
}

fn state(settings: &TlsSettings, clock: &Arc<dyn Clock>) -> Result<State, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let enabled = |version: &TlsVersion| settings.versions.contains(version);
    let known = [
        (TlsVersion::Tls12, &rustls::version::TLS12),
        (TlsVersion::Tls13, &rustls::version::TLS13),
    ];
    let versions: Vec<_> = known.iter().filter(|(it, _)| enabled(it)).map(|(_, it)| *it).collect();
    if versions.is_empty() {
        return Err(TlsError::NoVersion);
    }
    let verifier = verifier(settings, &provider)?;
    let time = Arc::new(NodeTime(Arc::clone(clock)));
    let config = ServerConfig::builder_with_details(provider, time)
        .with_protocol_versions(&versions)
        .map_err(TlsError::Keys)?
        .with_client_cert_verifier(verifier)
        .with_single_cert(settings.keys.chain.clone(), settings.keys.key.clone_key())
        .map_err(TlsError::Keys)?;
    Ok(State { config: Arc::new(config), timeout: settings.handshake_timeout })
}

fn verifier(
    settings: &TlsSettings,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    if settings.client_auth == ClientAuth::None {
        return Ok(Arc::new(NoClientAuth));
    }
    let mut roots = RootCertStore::empty();
    for root in &settings.trust.roots {
        roots.add(root.clone()).map_err(TlsError::Trust)?;
    }
    let builder =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let builder = match settings.client_auth {
        ClientAuth::Required => builder,
        ClientAuth::None | ClientAuth::Requested => builder.allow_unauthenticated(),
    };
    // What can be wrong with them is that there are none.
    builder.build().map(|it| it as _).map_err(|_| TlsError::NothingTrusted)
}

impl Secured {
    /// What the handshake proved.
    pub(crate) fn facts(&self) -> TlsFacts {
        let session = lock(&self.session);
        let certificate = session.peer_certificates().and_then(|chain| chain.first());
        let subject = certificate.and_then(|it| distinguished_name::subject(it));
        let version = match session.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            _ => "",
        };
        let suite = session.negotiated_cipher_suite().and_then(|it| it.suite().as_str());
        TlsFacts { subject: subject.map(Arc::from), version, cipher_suite: suite.unwrap_or("") }
    }

    /// The two directions.
    pub(crate) fn split(&mut self) -> (TlsReader<'_>, TlsWriter<'_>) {
        let (reader, writer) = self.socket.split();
        let session = &self.session;
        (TlsReader { socket: reader, session }, TlsWriter { socket: writer, session })
    }

    /// Says goodbye (`close_notify`), as far as the socket takes it at once, and gives the socket
    /// back.
    pub(crate) fn finish(self) -> TcpStream {
        let Secured { mut socket, session } = self;
        let mut session = session.into_inner().unwrap_or_else(PoisonError::into_inner);
        session.send_close_notify();
        let (_, writer) = socket.split();
        // A client that does not read learns of the end from the socket.
        let _missed = flush(&writer, &mut session);
        socket
    }
}

fn lock(session: &Mutex<ServerConnection>) -> MutexGuard<'_, ServerConnection> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the client sends, decrypted.
pub(crate) struct TlsReader<'s> {
    socket: ReadHalf<'s>,
    session: &'s Mutex<ServerConnection>,
}

impl AsyncRead for TlsReader<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        /// The largest record (RFC 8446 §5.1).
        const RECORD: usize = 1 << 14;
        let session = self.session;
        loop {
            let mut session = lock(session);
            let room = out.remaining().min(RECORD);
            match session.reader().read(out.initialize_unfilled_to(room)) {
                Ok(count) => {
                    out.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // A client that leaves without a goodbye has left.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Poll::Ready(Ok(()));
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
            let mut incoming = Incoming { socket: &mut self.socket, context };
            match session.read_tls(&mut incoming) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
                Err(error) => return Poll::Ready(Err(error)),
            }
            if let Err(error) = session.process_new_packets() {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, error)));
            }
        }
    }
}

impl Receiving for TlsReader<'_> {
    async fn ready(&self) -> io::Result<Ready> {
        self.socket.ready(Interest::READABLE).await
    }
}

/// The socket as rustls reads it; what is not there yet wakes the task when it comes.
struct Incoming<'a, 'c, 's> {
    socket: &'a mut ReadHalf<'s>,
    context: &'a mut Context<'c>,
}

impl Read for Incoming<'_, '_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut out = ReadBuf::new(out);
        match Pin::new(&mut *self.socket).poll_read(self.context, &mut out) {
            Poll::Ready(result) => result.map(|()| out.filled().len()),
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

/// What is sent to the client.
pub(crate) struct TlsWriter<'s> {
    socket: WriteHalf<'s>,
    session: &'s Mutex<ServerConnection>,
}

impl Sending for TlsWriter<'_> {
    fn write(&self, outbox: &mut Outbox) -> io::Result<Written> {
        const SLICES: usize = 16;
        let mut session = lock(self.session);
        loop {
            if flush(&self.socket, &mut session)? == Written::Some {
                return Ok(Written::Some);
            }
            if !outbox.has_remaining() {
                return Ok(Written::All);
            }
            let mut slices = [IoSlice::new(&[]); SLICES];
            let filled = outbox.chunks_vectored(&mut slices);
            let slices = slices.get(..filled).unwrap_or_default();
            let taken = session.writer().write_vectored(slices)?;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            outbox.advance(taken);
        }
    }

    async fn writable(&self) -> io::Result<()> {
        self.socket.writable().await
    }
}

/// Writes the records that are made.
fn flush(socket: &WriteHalf<'_>, session: &mut ServerConnection) -> io::Result<Written> {
    while session.wants_write() {
        match session.write_tls(&mut Outgoing(socket)) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Written::Some),
            Err(error) => return Err(error),
        }
    }
    Ok(Written::All)
}

/// The socket as rustls writes to it.
struct Outgoing<'a, 's>(&'a WriteHalf<'s>);

impl Write for Outgoing<'_, '_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.try_write(octets)
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(slices)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
