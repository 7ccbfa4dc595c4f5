//! Public keys as a JWK Set tells them (RFC 7517, RFC 7518 §6).

use serde_json::Value;

use super::base64url;
use super::jws::Algorithm;

/// A key that may verify signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// `kid`
    pub id: Option<String>,
    /// `alg`, when the key is for one algorithm alone.
    pub algorithm: Option<String>,
    /// The key.
    pub key: PublicKey,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// `RSA`: big-endian numbers without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// `EC` on P-256: the point in the uncompressed form of SEC 1 §2.3.3.
    P256(Vec<u8>),
    /// `EC` on P-384, likewise.
    P384(Vec<u8>),
}

impl PublicKey {
    fn fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm as A;
        match self {
            PublicKey::Rsa { .. } => {
                matches!(algorithm, A::Rs256 | A::Rs384 | A::Rs512 | A::Ps256 | A::Ps384 | A::Ps512)
            }
            PublicKey::P256(_) => algorithm == A::Es256,
            PublicKey::P384(_) => algorithm == A::Es384,
        }
    }
}

impl Jwk {
    /// Whether the key can be that of a signature.
    pub(super) fn is_for(&self, algorithm: Algorithm, name: &str, id: Option<&str>) -> bool {
        let named = id.is_none_or(|id| self.id.as_deref() == Some(id));
        let meant = self.algorithm.as_deref().is_none_or(|its| its == name);
        named && meant && self.key.fits(algorithm)
    }
}

/// A document is no JWK Set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// It is no JSON object with a list `keys`.
    #[error("no JWK Set: a JSON object with the list `keys` is one (RFC 7517 §5)")]
    Form,
    /// No key in it is one that could be used.
    #[error("the JWK Set has no key that can be used: RSA keys and EC keys on P-256 and P-384 can")]
    NoKey,
}

/// The keys of a JWK Set. Keys of other types, and keys for encryption, are passed over (RFC 7517
/// §5).
///
/// # Errors
/// [`JwksError`]
pub fn parse_jwks(text: &str) -> Result<Vec<Jwk>, JwksError> {
    let document: Value = serde_json::from_str(text).map_err(|_| JwksError::Form)?;
    let keys = document.get("keys").and_then(Value::as_array).ok_or(JwksError::Form)?;
    let keys: Vec<Jwk> = keys.iter().filter_map(jwk).collect();
    if keys.is_empty() { Err(JwksError::NoKey) } else { Ok(keys) }
}

fn jwk(value: &Value) -> Option<Jwk> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let number = |name: &str| base64url::decode(text(name)?);
    let key = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            let [n, e] = [number("n")?, number("e")?].map(without_leading_zeros);
            PublicKey::Rsa { n, e }
        }
        ("EC", Some("P-256")) => PublicKey::P256(point(number("x")?, number("y")?, 32)?),
        ("EC", Some("P-384")) => PublicKey::P384(point(number("x")?, number("y")?, 48)?),
        _ => return None,
    };
    let owned = |name: &str| text(name).map(str::to_owned);
    Some(Jwk { id: owned("kid"), algorithm: owned("alg"), key })
}

fn without_leading_zeros(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|octet| *octet == 0).collect()
}

/// Coordinates have the full length of the field (RFC 7518 §6.2.1.2).
fn point(x: Vec<u8>, y: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    let whole = x.len() == length && y.len() == length;
    whole.then(|| [vec![4], x, y].concat())
}
