//! The frames of requests and replies (RFC 3244 §2): lengths and a version before the messages.

use std::fmt;

/// The protocol version number of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(pub u16);

impl Version {
    /// The original protocol, for one's own password; also the version of every reply.
    pub const CHANGE: Self = Self(1);
    /// RFC 3244's, with a [`ChangePasswdData`](super::ChangePasswdData).
    pub const SET: Self = Self(0xff80);
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({:#06x})", self.0)
    }
}

/// Why octets are no frame. The texts are those of MIT's server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// There is not even a length and a version.
    #[error("Request was truncated")]
    Truncated,
    /// The length is not that of the message.
    #[error("Request length was inconsistent")]
    Length,
    /// The version is not known.
    #[error("Request contained unknown protocol version number {}", .0.0)]
    UnknownVersion(Version),
    /// The message ends within the AP-REQ, or with it.
    #[error("Request was truncated in AP-REQ")]
    ApReq,
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The protocol version.
    pub version: Version,
    /// The AP-REQ.
    pub ap_req: &'a [u8],
    /// The KRB-PRIV.
    pub krb_priv: &'a [u8],
}

/// A reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// The AP-REP; empty when `body` is a KRB-ERROR.
    pub ap_rep: &'a [u8],
    /// The KRB-PRIV or KRB-ERROR.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// Reads a request.
    ///
    /// # Errors
    /// What is wrong with its frame.
    pub fn read(octets: &'a [u8]) -> Result<Self, Malformed> {
        let (version, ap_req, krb_priv) = read(octets)?;
        let version = Version(version);
        if ![Version::CHANGE, Version::SET].contains(&version) {
            return Err(Malformed::UnknownVersion(version));
        }
        // A reply with a KRB-ERROR that came here by mistake or by malice has no AP-REQ.
        if ap_req.is_empty() || krb_priv.is_empty() {
            return Err(Malformed::ApReq);
        }
        Ok(Self { version, ap_req, krb_priv })
    }

    /// The request's octets; none when a part is longer than a frame can say.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        write(self.version, self.ap_req, self.krb_priv)
    }
}

impl<'a> Reply<'a> {
    /// Reads a reply. A bare KRB-ERROR, as some servers send it, is one too.
    ///
    /// # Errors
    /// What is wrong with its frame.
    pub fn read(octets: &'a [u8]) -> Result<Self, Malformed> {
        const KRB_ERROR: u8 = 0x7e;
        if octets.first() == Some(&KRB_ERROR) {
            return Ok(Self { ap_rep: &[], body: octets });
        }
        match read(octets)? {
            // Microsoft's servers answer with the version of the request.
            (1 | 0xff80, ap_rep, body) => Ok(Self { ap_rep, body }),
            (other, ..) => Err(Malformed::UnknownVersion(Version(other))),
        }
    }

    /// The reply's octets; none when a part is longer than a frame can say.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        write(Version::CHANGE, self.ap_rep, self.body)
    }
}

/// Version, first part and the rest.
fn read(octets: &[u8]) -> Result<(u16, &[u8], &[u8]), Malformed> {
    let (length, rest) = number(octets).ok_or(Malformed::Truncated)?;
    let (version, rest) = number(rest).ok_or(Malformed::Truncated)?;
    if usize::from(length) != octets.len() {
        return Err(Malformed::Length);
    }
    let (first, rest) = number(rest).ok_or(Malformed::ApReq)?;
    let (first, rest) = rest.split_at_checked(first.into()).ok_or(Malformed::ApReq)?;
    Ok((version, first, rest))
}

fn number(octets: &[u8]) -> Option<(u16, &[u8])> {
    let (number, rest) = octets.split_first_chunk()?;
    Some((u16::from_be_bytes(*number), rest))
}

fn write(version: Version, first: &[u8], rest: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(6 + first.len() + rest.len()).ok()?;
    let first_length = u16::try_from(first.len()).ok()?;
    let head = [length.to_be_bytes(), version.0.to_be_bytes(), first_length.to_be_bytes()];
    Some([head.as_flattened(), first, rest].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_read_as_they_were_written() {
        for version in [Version::CHANGE, Version::SET] {
            let request = Request { version, ap_req: b"ap-req", krb_priv: b"priv" };
            let octets = request.to_bytes().unwrap();
            assert_eq!(octets[..6], [0, 16, octets[2], octets[3], 0, 6]);
            assert_eq!(Request::read(&octets), Ok(request));
        }
        let reply = Reply { ap_rep: b"", body: b"error" };
        assert_eq!(Reply::read(&reply.to_bytes().unwrap()), Ok(reply));
        assert_eq!(Reply::read(b"\x7e...").unwrap().body, b"\x7e...");
    }

    #[test]
    fn what_is_no_frame_is_refused_by_what_is_wrong() {
        for (octets, fault) in [
            (&[0, 4, 0][..], Malformed::Truncated),
            (&[0, 9, 0, 1, 0, 0], Malformed::Length),
            (&[0, 8, 0, 2, 0, 1, 9, 9], Malformed::UnknownVersion(Version(2))),
            (&[0, 4, 0, 1], Malformed::ApReq),
            (&[0, 8, 0, 1, 0, 3, 9, 9], Malformed::ApReq),
            (&[0, 8, 0, 1, 0, 2, 9, 9], Malformed::ApReq),
            (&[0, 8, 0, 1, 0, 0, 9, 9], Malformed::ApReq),
        ] {
            assert_eq!(Request::read(octets), Err(fault), "{octets:?}");
        }
        let long = vec![0; 70_000];
        let request = Request { version: Version::SET, ap_req: b"x", krb_priv: &long };
        assert_eq!(request.to_bytes(), None);
    }
}
