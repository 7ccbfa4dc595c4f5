//! The compact serialisation of a JWS (RFC 7515 §3.1), and the algorithms of RFC 7518 §3.1 that
//! are known here.

use super::base64url;
use super::claims::{Claim, Claims};

/// A token in its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct CompactJws<'t> {
    /// Header and payload as they came: what is signed.
    pub signed: &'t str,
    /// The header's parameters.
    pub header: Claims,
    /// The claims.
    pub claims: Claims,
    /// The signature.
    pub signature: Vec<u8>,
}

impl<'t> CompactJws<'t> {
    /// Takes a token apart; `None` when it is no JWS.
    pub fn parse(token: &'t str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        if payload.contains('.') {
            return None;
        }
        Some(CompactJws {
            signed,
            header: Claims::parse(&base64url::decode(header)?)?,
            claims: Claims::parse(&base64url::decode(payload)?)?,
            signature: base64url::decode(signature)?,
        })
    }

    /// A parameter of the header that is a text.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        match self.header.get(name)? {
            Claim::Text(text) => Some(text),
            Claim::Number(_) | Claim::List(_) => None,
        }
    }

    /// Puts a token together: `sign` gets what is to be signed and returns the signature.
    pub fn compose(header: &str, claims: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
        let [header, claims] = [header, claims].map(|part| base64url::encode(part.as_bytes()));
        let signed = format!("{header}.{claims}");
        let signature = base64url::encode(&sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
}

impl Algorithm {
    /// All of them, with their names.
    pub const ALL: [(Algorithm, &str); 8] = [
        (Algorithm::Rs256, "RS256"),
        (Algorithm::Rs384, "RS384"),
        (Algorithm::Rs512, "RS512"),
        (Algorithm::Ps256, "PS256"),
        (Algorithm::Ps384, "PS384"),
        (Algorithm::Ps512, "PS512"),
        (Algorithm::Es256, "ES256"),
        (Algorithm::Es384, "ES384"),
    ];

    /// The algorithm of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Algorithm::ALL.into_iter().find(|(_, its)| *its == name).map(|(algorithm, _)| algorithm)
    }
}
