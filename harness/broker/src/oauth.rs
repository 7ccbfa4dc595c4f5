//! Signatures of tokens (RFC 7518 §3), made and checked with `ring`: what the pure crate leaves to
//! its shell. The rest of OAUTHBEARER is in [`kerbside_broker_core::sasl::oauthbearer`].
//!
//! ```
//! use kerbside_broker::oauth::{RingSignatures, SigningKey};
//! use kerbside_broker_core::sasl::OAuthBearer;
//! use kerbside_broker_core::sasl::oauthbearer::{JwksSettings, JwksValidator, parse_jwks};
//! use std::sync::Arc;
//!
//! let key = SigningKey::generate("first")?;
//! let token = key.sign(r#"{"sub":"alice","iat":0,"exp":60}"#)?;
//! assert_eq!(token.split('.').count(), 3);
//! let keys = parse_jwks(&format!(r#"{{"keys":[{}]}}"#, key.jwk()))?;
//! let validator = JwksValidator::new(JwksSettings::default(), keys, Arc::new(RingSignatures));
//! let mechanism = OAuthBearer::new(Arc::new(validator)); // for Builder::mechanism
//! # drop(mechanism);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use kerbside_broker_core::sasl::oauthbearer::{
    Algorithm, CompactJws, PublicKey, SignatureCheck, base64url,
};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
    EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};

/// Checks signatures with `ring`. RSA keys have 2048 bits at least.
#[derive(Clone, Copy, Debug, Default)]
pub struct RingSignatures;

impl SignatureCheck for RingSignatures {
    fn holds(
        &self,
        algorithm: Algorithm,
        key: &PublicKey,
        signed: &[u8],
        signature: &[u8],
    ) -> bool {
        let rsa = |parameters: &'static RsaParameters| match key {
            PublicKey::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(parameters, signed, signature).is_ok()
            }
            PublicKey::P256(_) | PublicKey::P384(_) => false,
        };
        match algorithm {
            Algorithm::Rs256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
            Algorithm::Rs384 => rsa(&RSA_PKCS1_2048_8192_SHA384),
            Algorithm::Rs512 => rsa(&RSA_PKCS1_2048_8192_SHA512),
            Algorithm::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
            Algorithm::Ps384 => rsa(&RSA_PSS_2048_8192_SHA384),
            Algorithm::Ps512 => rsa(&RSA_PSS_2048_8192_SHA512),
            Algorithm::Es256 => match key {
                PublicKey::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .verify(signed, signature)
                    .is_ok(),
                PublicKey::Rsa { .. } | PublicKey::P384(_) => false,
            },
            Algorithm::Es384 => match key {
                PublicKey::P384(point) => UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
                    .verify(signed, signature)
                    .is_ok(),
                PublicKey::Rsa { .. } | PublicKey::P256(_) => false,
            },
        }
    }
}

/// A key could not be made, or not used, for want of entropy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system has no entropy for a key or a signature")]
pub struct NoEntropy;

/// A key that signs tokens by ES256.
pub struct SigningKey {
    id: String,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    /// Makes a key with an id (`kid`).
    ///
    /// # Errors
    /// [`NoEntropy`]
    pub fn generate(id: &str) -> Result<Self, NoEntropy> {
        let (curve, entropy) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(curve, &entropy).map_err(|_| NoEntropy)?;
        let pair = EcdsaKeyPair::from_pkcs8(curve, document.as_ref(), &entropy);
        Ok(SigningKey { id: id.to_owned(), pair: pair.map_err(|_| NoEntropy)? })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The token of these claims, a JSON object.
    ///
    /// # Errors
    /// [`NoEntropy`]
    pub fn sign(&self, claims: &str) -> Result<String, NoEntropy> {
        let header = format!(r#"{{"alg":"ES256","typ":"JWT","kid":{}}}"#, quoted(&self.id));
        let mut failed = false;
        let token = CompactJws::compose(&header, claims, |signed| {
            let signature = self.pair.sign(&SystemRandom::new(), signed);
            failed = signature.is_err();
            signature.map_or_else(|_| Vec::new(), |it| it.as_ref().to_vec())
        });
        if failed { Err(NoEntropy) } else { Ok(token) }
    }

    /// The public key as JWK (RFC 7517).
    pub fn jwk(&self) -> String {
        // An uncompressed point: 4, x, y.
        let coordinates = self.pair.public_key().as_ref().get(1..).unwrap_or_default();
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        format!(
            r#"{{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":{},"x":"{}","y":"{}"}}"#,
            quoted(&self.id),
            base64url::encode(x),
            base64url::encode(y),
        )
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A JSON string (RFC 8259 §7).
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", letter as u32)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
