//! A client that sends requests as they are: one connection, SASL/PLAIN (RFC 4616), no retries.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use super::message::{Catalogue, hex};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// ApiVersions, whose response has the header of version 0 in every version (KIP-511).
const API_VERSIONS: i16 = 18;

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was answered.
    Answer(Value),
    /// It was answered, by an API whose response has no schema here.
    Opaque(Vec<u8>),
    /// The broker closed the connection.
    Closed,
}

/// A connection, authenticated.
#[derive(Debug)]
pub struct Client<'a> {
    catalogue: &'a Catalogue,
    stream: TcpStream,
    correlation: i32,
}

impl<'a> Client<'a> {
    /// Connects and authenticates by PLAIN.
    ///
    /// # Errors
    /// When the broker refuses either.
    pub fn connect(
        catalogue: &'a Catalogue,
        address: SocketAddr,
        user: &str,
        password: &str,
    ) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut client = Self { catalogue, stream, correlation: 0 };
        client.expect(17, 1, &json!({"mechanism": "PLAIN"}))?;
        let message = hex(format!("\0{user}\0{password}").as_bytes());
        client.expect(36, 2, &json!({"auth_bytes": message}))?;
        Ok(client)
    }

    fn expect(&mut self, key: i16, version: i16, body: &Value) -> Result<()> {
        match self.call(key, version, body)? {
            Outcome::Answer(answer) if answer["error_code"] == 0 => Ok(()),
            other => bail!("authentication failed at key {key}: {other:?}"),
        }
    }

    /// Sends a request and waits for what becomes of it.
    ///
    /// # Errors
    /// When the request cannot be written, or the answer is none or does not come.
    pub fn call(&mut self, key: i16, version: i16, body: &Value) -> Result<Outcome> {
        let request = match body.as_str() {
            // A message without a schema, as octets.
            Some(raw) => super::message::octets(raw)?,
            None => self.catalogue.request(key, version, body)?,
        };
        self.send(key, version, &request)?;
        let Some(frame) = self.receive()? else { return Ok(Outcome::Closed) };
        let (correlation, mut rest) = frame.split_at_checked(4).context("a short frame")?;
        ensure!(correlation == self.correlation.to_be_bytes(), "an answer to another request");
        if self.catalogue.is_flexible(key, version) && key != API_VERSIONS {
            // No tagged fields in the header.
            rest = rest.strip_prefix(&[0]).context("a header with tagged fields")?;
        }
        if self.catalogue.name(key).is_none() {
            return Ok(Outcome::Opaque(rest.to_vec()));
        }
        let answer = self.catalogue.response(key, version, rest);
        Ok(Outcome::Answer(answer.with_context(|| format!("key {key}, version {version}"))?))
    }

    fn send(&mut self, key: i16, version: i16, request: &[u8]) -> Result<()> {
        self.correlation += 1;
        let mut frame = vec![0; 4];
        frame.extend(key.to_be_bytes());
        frame.extend(version.to_be_bytes());
        frame.extend(self.correlation.to_be_bytes());
        frame.extend(b"\0\x06record");
        if self.catalogue.is_flexible(key, version) {
            frame.push(0);
        }
        frame.extend(request);
        let length = u32::try_from(frame.len() - 4)?;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        Ok(self.stream.write_all(&frame)?)
    }

    fn receive(&mut self) -> Result<Option<Vec<u8>>> {
        let mut length = [0; 4];
        match self.stream.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if is_end(error.kind()) => return Ok(None),
            Err(error) => return Err(error).context("no answer"),
        }
        let length = u32::from_be_bytes(length) as usize;
        ensure!(length <= 16 << 20, "a frame of {length} octets");
        let mut frame = vec![0; length];
        self.stream.read_exact(&mut frame)?;
        Ok(Some(frame))
    }
}

fn is_end(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
}
