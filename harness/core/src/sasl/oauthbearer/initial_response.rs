//! The client's first message (RFC 7628 §3.1) as Kafka's OAuthBearerClientInitialResponse reads
//! it: `n,a=AUTHZID,^Aauth=Bearer TOKEN^ANAME=VALUE^A^A`.

use std::collections::BTreeMap;

const SEPARATOR: char = '\u{1}';

/// A first message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialResponse {
    /// Whom the client wants to be; empty when it does not say. Escapes stay, as in Kafka.
    pub authorization_id: String,
    /// The token.
    pub token: String,
    /// SASL extensions (KIP-342). Of a name that comes twice the last value counts.
    pub extensions: BTreeMap<String, String>,
}

/// Why a first message cannot be read. The texts are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadInitialResponse {
    /// It has another form.
    #[error("Invalid OAUTHBEARER client first message")]
    Form,
    /// It has no `auth`.
    #[error("Invalid OAUTHBEARER client first message: 'auth' not specified")]
    NoAuth,
    /// `auth` is not a scheme and a token.
    #[error("Invalid OAUTHBEARER client first message: invalid 'auth' format")]
    Auth,
    /// The scheme is not `Bearer`.
    #[error("Invalid scheme in OAUTHBEARER client first message: {0}")]
    Scheme(String),
}

impl InitialResponse {
    /// Reads a message.
    ///
    /// # Errors
    /// [`BadInitialResponse`]
    pub fn parse(octets: &[u8]) -> Result<Self, BadInitialResponse> {
        // Everything in it is ASCII.
        let text = std::str::from_utf8(octets).map_err(|_| BadInitialResponse::Form)?;
        let (authorization_id, pairs) = split(text).ok_or(BadInitialResponse::Form)?;
        let mut pairs = pairs;
        let auth = pairs.remove("auth").ok_or(BadInitialResponse::NoAuth)?;
        let (scheme, token) = scheme_and_token(&auth).ok_or(BadInitialResponse::Auth)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(BadInitialResponse::Scheme(scheme.to_owned()));
        }
        Ok(InitialResponse {
            authorization_id: authorization_id.to_owned(),
            token: token.to_owned(),
            extensions: pairs,
        })
    }
}

/// `n,(a=AUTHZID)?,^A(NAME=VALUE^A)*^A`
fn split(text: &str) -> Option<(&str, BTreeMap<String, String>)> {
    let text = text.strip_prefix("n,")?;
    let (authorization_id, rest) = match text.strip_prefix("a=") {
        Some(text) => {
            let (name, rest) = text.split_once(',')?;
            is_saslname(name).then_some((name, rest))?
        }
        None => ("", text.strip_prefix(',')?),
    };
    let pairs = rest.strip_prefix(SEPARATOR)?.strip_suffix(SEPARATOR)?;
    let mut found = BTreeMap::new();
    if pairs.is_empty() {
        return Some((authorization_id, found));
    }
    for pair in pairs.strip_suffix(SEPARATOR)?.split(SEPARATOR) {
        let (name, value) = pair.split_once('=')?;
        let fine = is_name(name) && is_value(value);
        fine.then(|| found.insert(name.to_owned(), value.to_owned()))?;
    }
    Some((authorization_id, found))
}

/// ASCII without NUL; `=` and `,` only as `=3D` and `=2C`.
fn is_saslname(text: &str) -> bool {
    let plain = |c: char| c.is_ascii() && c != '\0' && c != '=';
    let mut parts = text.split('=');
    let first = parts.next().unwrap_or_default();
    let escaped = |part: &str| {
        let rest = part.strip_prefix("2C").or_else(|| part.strip_prefix("3D"));
        rest.is_some_and(|rest| rest.chars().all(plain))
    };
    !text.is_empty() && first.chars().all(plain) && parts.all(escaped)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn is_value(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || " \t\r\n".contains(c))
}

/// Word characters, blanks, and b64token of RFC 6750 §2.1.
fn scheme_and_token(auth: &str) -> Option<(&str, &str)> {
    let (scheme, token) = auth.split_once(' ')?;
    let token = token.trim_start_matches(' ');
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_~+/.".contains(c);
    let body = token.trim_end_matches('=');
    let fine = !scheme.is_empty()
        && scheme.chars().all(word)
        && !body.is_empty()
        && body.chars().all(letter);
    fine.then_some((scheme, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_is_read() {
        // RFC 7628 §4.1, with the authorization identity of its form but not its extensions'
        // names, which Kafka wants to be letters.
        let message = b"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01\
                        auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
        let read = InitialResponse::parse(message).expect("a message");
        assert_eq!(read.authorization_id, "user@example.com");
        assert_eq!(read.token, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        let extensions: Vec<_> = read.extensions.into_iter().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(extensions, [pair("host", "server.example.com"), pair("port", "143")]);
    }

    #[test]
    fn a_message_without_authorization_identity_and_extensions_is_read() {
        let read = InitialResponse::parse(b"n,,\x01auth=bEaReR   a.b.\x01\x01").expect("a message");
        assert_eq!((read.authorization_id.as_str(), read.token.as_str()), ("", "a.b."));
        assert!(read.extensions.is_empty());
    }

    #[test]
    fn the_last_value_of_a_name_counts() {
        let read = InitialResponse::parse(b"n,,\x01auth=Bearer a\x01x=1\x01x=2=3\x01\x01");
        assert_eq!(read.expect("a message").extensions["x"], "2=3");
    }

    #[test]
    fn escapes_of_an_authorization_identity_stay() {
        let read = InitialResponse::parse(b"n,a=a=2Cb=3D,\x01auth=Bearer a\x01\x01");
        assert_eq!(read.expect("a message").authorization_id, "a=2Cb=3D");
    }

    #[test]
    fn other_messages_are_refused_with_kafkas_texts() {
        let form = "Invalid OAUTHBEARER client first message";
        let auth = "Invalid OAUTHBEARER client first message: invalid 'auth' format";
        for (message, text) in [
            (&b""[..], form),
            (b"\x01", form),
            (b"n,,\x01auth=Bearer a\x01", form),
            (b"n,,auth=Bearer a\x01\x01", form),
            (b"y,,\x01auth=Bearer a\x01\x01", form),
            (b"n,a=,\x01auth=Bearer a\x01\x01", form),
            (b"n,a=x=y,\x01auth=Bearer a\x01\x01", form),
            (b"n,a=\xc3\xa9,\x01auth=Bearer a\x01\x01", form),
            (b"n,a=\xff,\x01auth=Bearer a\x01\x01", form),
            (b"n,,\x01auth=Bearer a\x01x1=y\x01\x01", form),
            (b"n,,\x01auth=Bearer a\x01x=\x01\x01", form),
            (b"n,,\x01auth=Bearer a\x01\x01\x01", form),
            (b"n,,\x01\x01", "Invalid OAUTHBEARER client first message: 'auth' not specified"),
            (
                b"n,,\x01x=y\x01\x01",
                "Invalid OAUTHBEARER client first message: 'auth' not specified",
            ),
            (b"n,,\x01auth=Bearer\x01\x01", auth),
            (b"n,,\x01auth=Bearer a b\x01\x01", auth),
            (b"n,,\x01auth=Bearer ===\x01\x01", auth),
            (b"n,,\x01auth=Bearer a=b\x01\x01", auth),
            (
                b"n,,\x01auth=Basic a\x01\x01",
                "Invalid scheme in OAUTHBEARER client first message: Basic",
            ),
        ] {
            let refused = InitialResponse::parse(message).map_err(|why| why.to_string());
            let shown = String::from_utf8_lossy(message);
            assert_eq!(refused.map(drop), Err(text.to_owned()), "{shown:?}");
        }
    }
}
