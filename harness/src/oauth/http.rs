//! As much of HTTP/1.1 as token endpoints need (RFC 9112): one request with a short body, one
//! response of JSON, then the connection ends.
//!
//! A request may take 16 KiB and ten seconds, 64 are served at once. Left out: chunked bodies,
//! which are refused, and connections that stay.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Octets of a request, head and body.
const REQUEST_LIMIT: usize = 16 * 1024;
/// How long a client may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many clients are served at once.
const AT_ONCE: usize = 64;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`
    pub(super) method: String,
    /// The path, without a query.
    pub(super) path: String,
    /// The fields, their names in lower case.
    pub(super) fields: BTreeMap<String, String>,
    /// The body.
    pub(super) body: String,
}

/// A response, whose body is JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    /// Code and reason, as in `404 Not Found`.
    pub(super) status: &'static str,
    /// A further field, with its value.
    pub(super) field: Option<(&'static str, &'static str)>,
    /// The body.
    pub(super) body: String,
}

impl Response {
    pub(super) fn new(status: &'static str, body: String) -> Self {
        Response { status, field: None, body }
    }
}

/// Serves requests until the future is dropped.
pub(super) async fn serve(
    listener: TcpListener,
    answer: Arc<dyn Fn(Request) -> Response + Send + Sync>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: others need time to give theirs back.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            // A client that is gone or too slow has its answer: none.
            let _ended = tokio::time::timeout(PATIENCE, exchange(stream, &*answer)).await;
            drop(place);
        });
    }
}

async fn exchange(
    mut stream: TcpStream,
    answer: &(dyn Fn(Request) -> Response + Send + Sync),
) -> io::Result<()> {
    let response = match read(&mut stream).await? {
        Ok(request) => answer(request),
        Err(status) => Response::new(status, "{}".to_owned()),
    };
    let field = response.field.map(|(name, value)| format!("{name}: {value}\r\n"));
    let head = format!(
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n{}\r\n",
        response.status,
        response.body.len(),
        field.unwrap_or_default(),
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(response.body.as_bytes()).await?;
    stream.shutdown().await
}

/// A request, or the status that says what is wrong with it.
async fn read(stream: &mut TcpStream) -> io::Result<Result<Request, &'static str>> {
    let mut octets = Vec::new();
    let end = loop {
        if let Some(end) = octets.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if let Some(status) = more(stream, &mut octets, REQUEST_LIMIT).await? {
            return Ok(Err(status));
        }
    };
    let body = octets.split_off(end.saturating_add(4));
    let Some(mut request) = head(&octets) else {
        return Ok(Err("400 Bad Request"));
    };
    if request.fields.contains_key("transfer-encoding") {
        return Ok(Err("411 Length Required"));
    }
    let length = request.fields.get("content-length").map_or(Ok(0), |it| it.parse::<usize>());
    let Ok(length) = length else {
        return Ok(Err("400 Bad Request"));
    };
    if length > REQUEST_LIMIT {
        return Ok(Err("413 Content Too Large"));
    }
    if request.fields.get("expect").is_some_and(|it| it.eq_ignore_ascii_case("100-continue")) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let mut body = body;
    while body.len() < length {
        if let Some(status) = more(stream, &mut body, length).await? {
            return Ok(Err(status));
        }
    }
    body.truncate(length);
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Ok(request))
}

/// Reads more; a status when there is none, or no room for it.
async fn more(
    stream: &mut TcpStream,
    octets: &mut Vec<u8>,
    limit: usize,
) -> io::Result<Option<&'static str>> {
    if octets.len() >= limit {
        return Ok(Some("431 Request Header Fields Too Large"));
    }
    let room = limit - octets.len();
    let read = stream.take(room as u64).read_buf(octets).await?;
    Ok((read == 0).then_some("400 Bad Request"))
}

/// The request line and the fields.
fn head(octets: &[u8]) -> Option<Request> {
    let text = std::str::from_utf8(octets).ok()?;
    let mut lines = text.trim_end_matches("\r\n").split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !version.starts_with("HTTP/1.") {
        return None;
    }
    let mut fields = BTreeMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        fields.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let path = target.split('?').next()?.to_owned();
    Some(Request { method: method.to_owned(), path, fields, body: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read() {
        let read =
            head(b"POST /token?x=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length:  3 \r\n\r\n");
        let read = read.expect("a head");
        assert_eq!((read.method.as_str(), read.path.as_str()), ("POST", "/token"));
        assert_eq!(read.fields["content-length"], "3");
    }

    #[test]
    fn other_heads_are_none() {
        for octets in [
            &b"\r\n"[..],
            b"GET /\r\n",
            b"GET / FTP/1\r\n",
            b"GET / HTTP/1.1 x\r\n",
            b"GET / HTTP/1.1\r\nno field\r\n",
            b"\xff / HTTP/1.1\r\n",
        ] {
            assert_eq!(head(octets), None);
        }
    }
}
