//! The functions of RFC 5802 §3: Hi, HMAC, H, and what is made of them; Kafka's ScramFormatter.
//!
//! Normalize is the identity, as in Kafka: passwords are not prepared with SASLprep.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};

use super::ScramMechanism;

/// `SaltedPassword := Hi(Normalize(password), salt, i)`
pub(super) fn salted_password(
    mechanism: ScramMechanism,
    password: &str,
    salt: &[u8],
    iterations: u32,
) -> Option<Vec<u8>> {
    match mechanism {
        ScramMechanism::SHA_256 => {
            let mut out = vec![0; 32];
            pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut out);
            Some(out)
        }
        ScramMechanism::SHA_512 => {
            let mut out = vec![0; 64];
            pbkdf2::pbkdf2_hmac::<Sha512>(password.as_bytes(), salt, iterations, &mut out);
            Some(out)
        }
        _ => None,
    }
}

/// `StoredKey := H(HMAC(SaltedPassword, "Client Key"))`
pub(super) fn stored_key(mechanism: ScramMechanism, salted: &[u8]) -> Option<Vec<u8>> {
    hash(mechanism, &hmac(mechanism, salted, b"Client Key")?)
}

/// `ServerKey := HMAC(SaltedPassword, "Server Key")`
pub(super) fn server_key(mechanism: ScramMechanism, salted: &[u8]) -> Option<Vec<u8>> {
    hmac(mechanism, salted, b"Server Key")
}

/// `H(str)`
pub(super) fn hash(mechanism: ScramMechanism, octets: &[u8]) -> Option<Vec<u8>> {
    match mechanism {
        ScramMechanism::SHA_256 => Some(Sha256::digest(octets).to_vec()),
        ScramMechanism::SHA_512 => Some(Sha512::digest(octets).to_vec()),
        _ => None,
    }
}

/// `HMAC(key, str)`
pub(super) fn hmac(mechanism: ScramMechanism, key: &[u8], octets: &[u8]) -> Option<Vec<u8>> {
    match mechanism {
        ScramMechanism::SHA_256 => {
            let mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
            Some(mac.chain_update(octets).finalize().into_bytes().to_vec())
        }
        ScramMechanism::SHA_512 => {
            let mac = Hmac::<Sha512>::new_from_slice(key).ok()?;
            Some(mac.chain_update(octets).finalize().into_bytes().to_vec())
        }
        _ => None,
    }
}
