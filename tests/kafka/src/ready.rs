//! Whether a broker serves: an ApiVersions request (version 0, KIP-35) that it answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Result, ensure};

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Length, key 18, version 0, correlation id 1, no client id.
const REQUEST: [u8; 14] = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff];

/// Asks once.
pub(crate) fn ask(address: SocketAddr) -> Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, ATTEMPT)?;
    stream.set_read_timeout(Some(ATTEMPT))?;
    stream.write_all(&REQUEST)?;
    let mut answer = [0; 10];
    stream.read_exact(&mut answer)?;
    let [.., c1, c2, c3, c4, e1, e2] = answer;
    ensure!([c1, c2, c3, c4] == [0, 0, 0, 1], "the answer is to another request");
    ensure!([e1, e2] == [0, 0], "the answer is error {}", i16::from_be_bytes([e1, e2]));
    Ok(())
}
