//! The messages of RFC 5802 §7, as far as Kafka's ScramMessages reads and writes them.
//!
//! What Kafka accepts is what its patterns match: user names and values are ASCII, the channel
//! binding is decoded and not compared, and what is signed is put together again from the parts, so
//! that a client's `m=` and the extensions of its last message are not signed.

use std::sync::LazyLock;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use regex::Regex;

/// Like java.util.Base64: bits that are left over are not looked at.
static BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

static CLIENT_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"\An,(?:a=(?<authzid>(?:[\x01-\x7F&&[^=,]]|=2C|=3D)+))?,(?:m=[\x01-\x7F&&[^,]]+,)?",
        r"n=(?<saslname>(?:[\x01-\x7F&&[^=,]]|=2C|=3D)+),r=(?<nonce>[\x21-\x7E&&[^,]]+)",
        r"(?<extensions>(?:,[A-Za-z]+=[\x01-\x7F&&[^,]]+)*)\z",
    );
    Regex::new(pattern).expect("the pattern is a constant")
});

static CLIENT_FINAL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"\Ac=(?<channel>(?:[a-zA-Z0-9/+]{4})*(?:[a-zA-Z0-9/+]{3}=|[a-zA-Z0-9/+]{2}==)?)",
        r",r=(?<nonce>[\x21-\x7E&&[^,]]+)(?:,[A-Za-z]+=[\x01-\x7F&&[^,]]+)*",
        r",p=(?<proof>(?:[a-zA-Z0-9/+]{4})*(?:[a-zA-Z0-9/+]{3}=|[a-zA-Z0-9/+]{2}==)?)\z",
    );
    Regex::new(pattern).expect("the pattern is a constant")
});

/// The client's first message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClientFirst {
    /// As it came, not decoded; empty without one.
    pub(super) authorization_id: String,
    /// The user, or the id of a delegation token.
    pub(super) user: String,
    pub(super) nonce: String,
    pub(super) identity: ClaimedIdentity,
    /// client-first-message-bare
    pub(super) bare: String,
}

/// What the user name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimedIdentity {
    User,
    /// `tokenauth=true` (KIP-48)
    DelegationToken,
}

impl ClientFirst {
    pub(super) fn parse(message: &str) -> Option<Self> {
        let parts = CLIENT_FIRST.captures(message)?;
        let part = |name| parts.name(name).map_or("", |part| part.as_str());
        let (name, nonce, extensions) = (part("saslname"), part("nonce"), part("extensions"));
        let token = extensions
            .split(',')
            .filter_map(|it| it.split_once('='))
            .any(|(key, value)| key == "tokenauth" && value.eq_ignore_ascii_case("true"));
        Some(ClientFirst {
            authorization_id: part("authzid").to_owned(),
            user: name.replace("=2C", ",").replace("=3D", "="),
            nonce: nonce.to_owned(),
            identity: match token {
                true => ClaimedIdentity::DelegationToken,
                false => ClaimedIdentity::User,
            },
            bare: format!("n={name},r={nonce}{extensions}"),
        })
    }
}

/// The server's first message.
pub(super) fn server_first(nonce: &str, salt: &[u8], iterations: i32) -> String {
    format!("r={nonce},s={},i={iterations}", BASE64.encode(salt))
}

/// The client's final message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClientFinal {
    pub(super) nonce: String,
    pub(super) proof: Vec<u8>,
    /// client-final-message-without-proof
    pub(super) without_proof: String,
}

impl ClientFinal {
    pub(super) fn parse(message: &str) -> Option<Self> {
        let parts = CLIENT_FINAL.captures(message)?;
        let part = |name| parts.name(name).map_or("", |part| part.as_str());
        let channel = BASE64.decode(part("channel")).ok()?;
        let nonce = part("nonce");
        Some(ClientFinal {
            nonce: nonce.to_owned(),
            proof: BASE64.decode(part("proof")).ok()?,
            without_proof: format!("c={},r={nonce}", BASE64.encode(channel)),
        })
    }
}

/// The server's final message.
pub(super) fn server_final(signature: &[u8]) -> String {
    format!("v={}", BASE64.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_messages_are_what_kafkas_pattern_matches() {
        let user = |message| ClientFirst::parse(message).map(|it| it.user);
        for (message, expected) in [
            ("n,,n=alice,r=abc", Some("alice")),
            ("n,a=bob,n=alice,r=abc", Some("alice")),
            ("n,,m=x,n=alice,r=abc", Some("alice")),
            ("n,,n=a=2Cb=3Dc,r=abc", Some("a,b=c")),
            ("n,,n=a=3D2C,r=abc", Some("a=2C")),
            ("n,,n=a b,r=abc,x=y", Some("a b")),
            ("y,,n=alice,r=abc", None),
            ("p=tls-unique,,n=alice,r=abc", None),
            ("n,,n=,r=abc", None),
            ("n,,n=a=b,r=abc", None),
            ("n,,n=\u{e4},r=abc", None),
            ("n,,n=alice,r=", None),
            ("n,,n=alice,r=a b", None),
            ("n,,n=alice,r=abc,1=y", None),
            ("n,,n=alice,r=abc\n", None),
            ("", None),
        ] {
            assert_eq!(user(message).as_deref(), expected, "{message}");
        }
    }

    #[test]
    fn a_token_is_announced_by_an_extension() {
        let identity = |message| ClientFirst::parse(message).expect("a message").identity;
        assert_eq!(identity("n,,n=id,r=abc"), ClaimedIdentity::User);
        assert_eq!(identity("n,,n=id,r=abc,tokenauth=false"), ClaimedIdentity::User);
        let token = ClaimedIdentity::DelegationToken;
        assert_eq!(identity("n,,n=id,r=abc,tokenauth=true"), token);
        assert_eq!(identity("n,,n=id,r=abc,x=y,tokenauth=TRUE"), token);
    }

    #[test]
    fn what_is_signed_is_put_together_again() {
        let first = ClientFirst::parse("n,,m=x,n=a=2C,r=abc,tokenauth=true").expect("a message");
        assert_eq!(first.bare, "n=a=2C,r=abc,tokenauth=true");
        let last = ClientFinal::parse("c=biws,r=abc,x=y,p=AAAA").expect("a message");
        assert_eq!((&*last.without_proof, &last.proof[..]), ("c=biws,r=abc", &[0; 3][..]));
        for message in ["c=biws,r=abc", "c=b,r=abc,p=AAAA", "c=biws,r=abc,p=AAAA,x=y", ""] {
            assert_eq!(ClientFinal::parse(message), None, "{message}");
        }
    }
}
