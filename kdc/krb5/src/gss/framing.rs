//! The frame of a context token (RFC 2743 §3.1) with the token ids of RFC 4121 §4.1.
//!
//! `60 length 06 09 <krb5 OID> id id ...`. Lengths are definite, at most four octets long and must
//! be true; a length that is not in its shortest form is accepted, since MIT's and the JDK's
//! acceptors take it. Leaves out: SPNEGO (RFC 4178), whose tokens are refused by the name of their
//! mechanism, and bare AP-REQs without a frame (DCE style).

use std::fmt;

/// 1.2.840.113554.1.2.2, the Kerberos 5 mechanism (RFC 1964 §1), without tag and length.
pub const KRB5_MECHANISM: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02];

/// TOK_ID, the two octets before the inner message (RFC 4121 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenId(pub u16);

impl TokenId {
    /// KRB_AP_REQ.
    pub const AP_REQ: Self = Self(0x0100);
    /// KRB_AP_REP.
    pub const AP_REP: Self = Self(0x0200);
    /// KRB_ERROR.
    pub const KRB_ERROR: Self = Self(0x0300);
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AP_REQ => f.write_str("AP-REQ (01 00)"),
            Self::AP_REP => f.write_str("AP-REP (02 00)"),
            Self::KRB_ERROR => f.write_str("KRB-ERROR (03 00)"),
            Self(other) => write!(f, "{:02x} {:02x}", other >> 8, other & 0xff),
        }
    }
}

/// A context token taken out of its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framed<'a> {
    /// What the inner message is.
    pub id: TokenId,
    /// The inner message.
    pub body: &'a [u8],
    /// Where in the token the inner message begins.
    pub offset: usize,
}

/// Why a token is not a context token of the Kerberos mechanism.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// The bytes at `offset` are not what RFC 2743 §3.1 wants there.
    #[error("the token is malformed at octet {offset}: {what}")]
    Malformed {
        /// The first octet that is wrong or missing.
        offset: usize,
        /// What was expected and found.
        what: String,
    },
    /// A well-formed frame of another mechanism.
    #[error("the token belongs to the mechanism {mechanism}, not to Kerberos 5")]
    ForeignMechanism {
        /// The object identifier in dotted form.
        mechanism: String,
    },
}

/// Puts `body` into a frame.
pub fn frame(id: TokenId, body: &[u8]) -> Vec<u8> {
    let inner = 2 + KRB5_MECHANISM.len() + 2 + body.len();
    let mut out = Vec::with_capacity(inner + 6);
    out.push(0x60);
    push_length(inner, &mut out);
    out.extend_from_slice(&[0x06, KRB5_MECHANISM.len() as u8]);
    out.extend_from_slice(&KRB5_MECHANISM);
    out.extend_from_slice(&id.0.to_be_bytes());
    out.extend_from_slice(body);
    out
}

/// Takes `token` out of its frame.
pub fn unframe(token: &[u8]) -> Result<Framed<'_>, FramingError> {
    let mut reader = Reader { bytes: token, at: 0 };
    reader.tag(0x60, "the application tag 60 that opens a context token")?;
    let (at, length) = (reader.at, reader.length()?);
    let rest = token.len() - reader.at;
    if length != rest {
        let what = format!("the length says {length} octets, {rest} follow");
        return Err(FramingError::Malformed { offset: at, what });
    }
    reader.tag(0x06, "the tag 06 of the mechanism's object identifier")?;
    let oid_length = reader.length()?;
    let mechanism = reader.take(oid_length, "the mechanism's object identifier")?;
    if mechanism != KRB5_MECHANISM {
        return Err(FramingError::ForeignMechanism { mechanism: dotted(mechanism) });
    }
    let id = match *reader.take(2, "the token id")? {
        [high, low] => TokenId(u16::from_be_bytes([high, low])),
        _ => return Err(reader.missing("the token id")),
    };
    let offset = reader.at;
    let body = token.get(offset..).unwrap_or_default();
    Ok(Framed { id, body, offset })
}

fn push_length(length: usize, out: &mut Vec<u8>) {
    if length < 0x80 {
        out.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let used = octets.iter().skip_while(|octet| **octet == 0);
    out.push(0x80 | used.clone().count() as u8);
    out.extend(used);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn missing(&self, what: &str) -> FramingError {
        let what = format!("{what} is missing: the token ends here");
        FramingError::Malformed { offset: self.at.min(self.bytes.len()), what }
    }

    fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], FramingError> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or_else(|| FramingError::Malformed {
            offset: self.bytes.len(),
            what: format!("the token ends within {what}"),
        })?;
        self.at += count;
        Ok(taken)
    }

    fn octet(&mut self, what: &str) -> Result<u8, FramingError> {
        let octet = self.bytes.get(self.at).copied().ok_or_else(|| self.missing(what))?;
        self.at += 1;
        Ok(octet)
    }

    fn tag(&mut self, wanted: u8, what: &str) -> Result<(), FramingError> {
        let offset = self.at;
        let found = self.octet(what)?;
        if found != wanted {
            let what = format!("{what} is wanted, not {found:02x}");
            return Err(FramingError::Malformed { offset, what });
        }
        Ok(())
    }

    fn length(&mut self) -> Result<usize, FramingError> {
        let offset = self.at;
        let first = self.octet("a length")?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        let count = usize::from(first & 0x7f);
        if !(1..=4).contains(&count) {
            let what = format!("a length of 1 to 4 octets is wanted, not the form {first:02x}");
            return Err(FramingError::Malformed { offset, what });
        }
        let octets = self.take(count, "a length")?;
        Ok(octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)))
    }
}

/// An object identifier as people write it (X.690 §8.19).
fn dotted(oid: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0u64;
    for octet in oid {
        arc = arc.wrapping_shl(7) | u64::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            if arcs.is_empty() {
                let top = (arc / 40).min(2);
                arcs.push(top);
                arc -= top * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn malformed_at(token: &[u8]) -> usize {
        match unframe(token) {
            Err(FramingError::Malformed { offset, .. }) => offset,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn refusals_name_the_octet_that_is_wrong() {
        let oid_of_sequence = [&[0x60, 0x14, 0x30, 0x12, 0x06, 0x09][..], &[0; 16]].concat();
        for (token, offset) in [
            (&b""[..], 0),
            (b"garbage!", 0),
            (b"\x60", 1),
            (b"\x60\x05", 1),
            (b"\x60\x80", 1),
            (b"\x60\x85\0\0\0\0\0", 1),
            (b"\x60\x84\xff\xff\xff\xff", 1),
            (b"\x60\x82\x01", 3),
            (&oid_of_sequence, 2),
            (b"\x60\x02\x06\x09", 4),
            (b"\x60\x0b\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 13),
        ] {
            assert_eq!(malformed_at(token), offset, "{token:02x?}");
        }
    }

    #[test]
    fn a_spnego_token_is_refused_by_its_mechanism() {
        let token = b"\x60\x0a\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x00";
        let foreign = FramingError::ForeignMechanism { mechanism: "1.3.6.1.5.5.2".into() };
        assert_eq!(unframe(token), Err(foreign));
    }

    #[test]
    fn a_length_longer_than_needed_is_accepted() {
        let short = frame(TokenId::AP_REQ, b"x");
        let mut long = vec![0x60, 0x82, 0x00, short[1]];
        long.extend_from_slice(&short[2..]);
        assert_eq!(unframe(&long).unwrap().body, b"x");
    }

    proptest! {
        #[test]
        fn what_is_framed_comes_out_again(
            id: u16,
            body in prop::collection::vec(any::<u8>(), 0..700),
        ) {
            let token = frame(TokenId(id), &body);
            let framed = unframe(&token).unwrap();
            prop_assert_eq!((framed.id, framed.body), (TokenId(id), &body[..]));
            prop_assert_eq!(framed.offset, token.len() - body.len());
        }

        #[test]
        fn octets_of_any_kind_are_answered(token in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = unframe(&token);
        }
    }
}
