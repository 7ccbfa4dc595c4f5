//! RFC 8009: aes128-cts-hmac-sha256-128 and aes256-cts-hmac-sha384-192.
//!
//! Key derivation with SP800-108 in counter mode (§3), string-to-key (§4), encryption with the
//! MAC over the ciphertext (§5) and checksums (§6). Leaves out the cipher state that §5 carries
//! on: the initial vector is always zero.

use core::marker::PhantomData;
use core::ops::Range;

use aes::{Aes128, Aes256};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::profile::{ChecksumKey, ChecksumScheme, MAX_KEY_LENGTH, MessageKey, Passphrase, Scheme};
use crate::rfc3961::{Purpose, usage_constant};
use crate::rfc3962::{AES_BLOCK, Aes, AesCts, iterations};
use crate::{
    ChecksumProfile, ChecksumType, CryptoError, Enctype, EnctypeProfile, Entropy, KeyUsage,
};

/// aes128-cts-hmac-sha256-128, number 19 (§7, §8).
pub(crate) static AES128: EnctypeProfile = EnctypeProfile {
    enctype: Aes128Sha256::ENCTYPE,
    name: Aes128Sha256::NAME,
    aliases: &["aes128-sha2"],
    key_length: Aes128Sha256::KEY_LENGTH,
    seed_length: Aes128Sha256::KEY_LENGTH,
    confounder_length: AES_BLOCK,
    mac_length: Aes128Sha256::MAC_LENGTH,
    message_block: 1,
    prf_length: 32,
    default_parameters: &DEFAULT_ITERATIONS.to_be_bytes(),
    checksum: &HMAC_SHA256_128_AES128,
    weak: false,
    deprecated: false,
    scheme: &AesSha2::<Aes128Sha256>(PhantomData),
};

/// aes256-cts-hmac-sha384-192, number 20 (§7, §8).
pub(crate) static AES256: EnctypeProfile = EnctypeProfile {
    enctype: Aes256Sha384::ENCTYPE,
    name: Aes256Sha384::NAME,
    aliases: &["aes256-sha2"],
    key_length: Aes256Sha384::KEY_LENGTH,
    seed_length: Aes256Sha384::KEY_LENGTH,
    confounder_length: AES_BLOCK,
    mac_length: Aes256Sha384::MAC_LENGTH,
    message_block: 1,
    prf_length: 48,
    default_parameters: &DEFAULT_ITERATIONS.to_be_bytes(),
    checksum: &HMAC_SHA384_192_AES256,
    weak: false,
    deprecated: false,
    scheme: &AesSha2::<Aes256Sha384>(PhantomData),
};

/// hmac-sha256-128-aes128, number 19 (§6, §8).
pub(crate) static HMAC_SHA256_128_AES128: ChecksumProfile = ChecksumProfile {
    checksum: ChecksumType::HMAC_SHA256_128_AES128,
    name: "hmac-sha256-128-aes128",
    aliases: &[],
    length: Aes128Sha256::MAC_LENGTH,
    enctype: Some(Aes128Sha256::ENCTYPE),
    scheme: &AesSha2::<Aes128Sha256>(PhantomData),
};

/// hmac-sha384-192-aes256, number 20 (§6, §8).
pub(crate) static HMAC_SHA384_192_AES256: ChecksumProfile = ChecksumProfile {
    checksum: ChecksumType::HMAC_SHA384_192_AES256,
    name: "hmac-sha384-192-aes256",
    aliases: &[],
    length: Aes256Sha384::MAC_LENGTH,
    enctype: Some(Aes256Sha384::ENCTYPE),
    scheme: &AesSha2::<Aes256Sha384>(PhantomData),
};

/// The iteration count where no parameters are sent (§4).
const DEFAULT_ITERATIONS: u32 = 32_768;

/// Octets of the longest hash, SHA-384.
const MAX_HASH_LENGTH: usize = 48;

/// What distinguishes the two enctypes (§7).
trait Parameters: Send + Sync + 'static {
    const ENCTYPE: Enctype;
    /// The name that goes into the salt (§4).
    const NAME: &'static str;
    const KEY_LENGTH: usize;
    /// Octets of the truncated HMAC, and of the keys Ki and Kc (§5).
    const MAC_LENGTH: usize;
    /// Octets that the pseudo-random function puts out: the whole hash (§5).
    const PRF_LENGTH: usize;
    type Aes: Aes;
    type Hmac: Mac + KeyInit + Clone + Send + Sync;

    fn pbkdf2(password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]);
}

struct Aes128Sha256;

impl Parameters for Aes128Sha256 {
    const ENCTYPE: Enctype = Enctype::AES128_SHA2;
    const NAME: &'static str = "aes128-cts-hmac-sha256-128";
    const KEY_LENGTH: usize = 16;
    const MAC_LENGTH: usize = 16;
    const PRF_LENGTH: usize = 32;
    type Aes = Aes128;
    type Hmac = Hmac<Sha256>;

    fn pbkdf2(password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]) {
        pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, out);
    }
}

struct Aes256Sha384;

impl Parameters for Aes256Sha384 {
    const ENCTYPE: Enctype = Enctype::AES256_SHA2;
    const NAME: &'static str = "aes256-cts-hmac-sha384-192";
    const KEY_LENGTH: usize = 32;
    const MAC_LENGTH: usize = 24;
    const PRF_LENGTH: usize = 48;
    type Aes = Aes256;
    type Hmac = Hmac<Sha384>;

    fn pbkdf2(password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]) {
        pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, rounds, out);
    }
}

/// KDF-HMAC-SHA2(key, label, context), as many octets as `out` holds (§3).
///
/// Every key, and the pseudo-random function's output, fits into one block of the hash, so the
/// counter never passes 1.
fn kdf<P: Parameters>(key: &[u8], label: &[u8], context: &[u8], out: &mut [u8]) {
    let mut mac = hmac::<P>(key);
    mac.update(&1u32.to_be_bytes());
    mac.update(label);
    mac.update(&[0]);
    mac.update(context);
    mac.update(&(out.len() as u32 * 8).to_be_bytes());
    out.copy_from_slice(&Zeroizing::new(finish::<P>(mac))[..out.len()]);
}

/// The derived key of a usage and purpose; the first `length` octets count (§5).
fn derive<P: Parameters>(
    key: &[u8],
    usage: KeyUsage,
    purpose: Purpose,
    length: usize,
) -> Zeroizing<[u8; MAX_KEY_LENGTH]> {
    let mut derived = Zeroizing::new([0; MAX_KEY_LENGTH]);
    kdf::<P>(key, &usage_constant(usage, purpose), &[], &mut derived[..length]);
    derived
}

fn hmac<P: Parameters>(key: &[u8]) -> P::Hmac {
    P::Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn finish<P: Parameters>(mac: P::Hmac) -> [u8; MAX_HASH_LENGTH] {
    let mut whole = [0; MAX_HASH_LENGTH];
    let hash = mac.finalize().into_bytes();
    whole[..hash.len()].copy_from_slice(&hash);
    whole
}

/// The encryption and checksum profile of one set of parameters (§7).
struct AesSha2<P>(PhantomData<fn() -> P>);

impl<P: Parameters> Scheme for AesSha2<P> {
    fn random_to_key(&self, seed: &[u8], key: &mut [u8]) {
        key.copy_from_slice(seed);
    }

    /// KDF(PBKDF2(password, enctype name | 0 | salt, iterations), "kerberos") (§4).
    fn string_to_key(&self, from: &Passphrase<'_>, key: &mut [u8]) -> Result<(), CryptoError> {
        let rounds = iterations(from.parameters, DEFAULT_ITERATIONS, P::ENCTYPE)?;
        let salt = [P::NAME.as_bytes(), &[0], from.salt].concat();
        let mut stretched = Zeroizing::new([0; MAX_KEY_LENGTH]);
        let stretched = &mut stretched[..P::KEY_LENGTH];
        P::pbkdf2(from.password, &salt, rounds, stretched);
        kdf::<P>(stretched, b"kerberos", &[], key);
        Ok(())
    }

    fn message_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn MessageKey> {
        Box::new(Sha2MessageKey::<P>::new(key, usage))
    }

    /// KDF-HMAC-SHA2(key, "prf", octet-string) in the hash's length (§5).
    fn prf(&self, key: &[u8], input: &[u8]) -> Vec<u8> {
        let mut out = vec![0; P::PRF_LENGTH];
        kdf::<P>(key, b"prf", input, &mut out);
        out
    }
}

impl<P: Parameters> ChecksumScheme for AesSha2<P> {
    fn checksum_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn ChecksumKey> {
        let kc = derive::<P>(key, usage, Purpose::Checksum, P::MAC_LENGTH);
        Box::new(Sha2ChecksumKey::<P>(hmac::<P>(&kc[..P::MAC_LENGTH])))
    }
}

/// The keys that encrypt and authenticate messages of one usage (§5).
struct Sha2MessageKey<P: Parameters> {
    cipher: AesCts<P::Aes>,
    /// HMAC under Ki with the initial vector of zeros already taken in.
    mac: P::Hmac,
}

impl<P: Parameters> Sha2MessageKey<P> {
    fn new(key: &[u8], usage: KeyUsage) -> Self {
        let ke = derive::<P>(key, usage, Purpose::Encryption, P::KEY_LENGTH);
        let ki = derive::<P>(key, usage, Purpose::Integrity, P::MAC_LENGTH);
        let mut mac = hmac::<P>(&ki[..P::MAC_LENGTH]);
        mac.update(&[0; AES_BLOCK]);
        Self { cipher: AesCts::expand(&ke[..P::KEY_LENGTH]), mac }
    }

    fn authenticate(&self, ciphertext: &[u8]) -> [u8; MAX_HASH_LENGTH] {
        let mut mac = self.mac.clone();
        mac.update(ciphertext);
        finish::<P>(mac)
    }
}

impl<P: Parameters> MessageKey for Sha2MessageKey<P> {
    /// C = E(Ke, confounder | plaintext), then C | HMAC(Ki, IV | C) (§5).
    fn encrypt(&self, parts: &[&[u8]], entropy: &mut dyn Entropy, out: &mut Vec<u8>) {
        let start = out.len();
        let plain_length: usize = parts.iter().map(|part| part.len()).sum();
        out.reserve(AES_BLOCK + plain_length + P::MAC_LENGTH);
        out.resize(start + AES_BLOCK, 0);
        entropy.fill(&mut out[start..]);
        for part in parts {
            out.extend_from_slice(part);
        }
        self.cipher.encrypt_message(&mut out[start..]);
        let tag = self.authenticate(&out[start..]);
        out.extend_from_slice(&tag[..P::MAC_LENGTH]);
    }

    /// Compares the MAC of the ciphertext, then decrypts (§5).
    fn decrypt(&self, message: &mut [u8]) -> Result<Range<usize>, CryptoError> {
        let (minimum, actual) = (AES_BLOCK + P::MAC_LENGTH, message.len());
        if actual < minimum {
            return Err(CryptoError::MessageTooShort { minimum, actual });
        }
        let end = actual - P::MAC_LENGTH;
        let (ciphertext, received) = message.split_at_mut(end);
        let tag = self.authenticate(ciphertext);
        if !bool::from(tag[..P::MAC_LENGTH].ct_eq(received)) {
            return Err(CryptoError::Integrity);
        }
        self.cipher.decrypt_message(ciphertext);
        Ok(AES_BLOCK..end)
    }
}

/// HMAC under Kc, cut to the MAC's length (§6).
struct Sha2ChecksumKey<P: Parameters>(P::Hmac);

impl<P: Parameters> Sha2ChecksumKey<P> {
    fn compute(&self, parts: &[&[u8]]) -> [u8; MAX_HASH_LENGTH] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        finish::<P>(mac)
    }
}

impl<P: Parameters> ChecksumKey for Sha2ChecksumKey<P> {
    fn append(&self, parts: &[&[u8]], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.compute(parts)[..P::MAC_LENGTH]);
    }

    fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.compute(parts)[..P::MAC_LENGTH].ct_eq(mac).into()
    }
}

#[cfg(test)]
mod tests;
