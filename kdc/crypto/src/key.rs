//! A protocol key and everything that is done with one (RFC 3961 §3 and §4).
//!
//! Clones share one allocation, and with it the derived keys, which are made once per usage and
//! found again without a lock. All of them are wiped when the last clone goes. Leaves out key
//! versions and principals: they belong to whoever stores the key.

use core::fmt;
use std::sync::{Arc, OnceLock};

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::profile::{ChecksumKey, MAX_KEY_LENGTH, MessageKey, Passphrase};
use crate::registry;
use crate::{ChecksumProfile, ChecksumType, CryptoError, Enctype, EnctypeProfile};
use crate::{Entropy, KeyUsage};

/// Makes the key of a password (RFC 3961 §3, string-to-key).
///
/// `salt` is the one that the KDC named, or the default salt of the principal. `parameters` are
/// the octets of `s2kparams`; without them the enctype's default holds.
///
/// # Errors
/// [`CryptoError::UnsupportedEnctype`]; [`CryptoError::StringToKeyParameters`] for parameters of a
/// wrong length; [`CryptoError::IterationCount`] for more than 2^24 iterations, which a count of 0
/// is, since it stands for 2^32 (RFC 3962 §4).
pub fn string_to_key(
    enctype: Enctype,
    password: &[u8],
    salt: &[u8],
    parameters: Option<&[u8]>,
) -> Result<Key, CryptoError> {
    let profile = supported(enctype)?;
    let mut bytes = Zeroizing::new([0; MAX_KEY_LENGTH]);
    let from = Passphrase { password, salt, parameters };
    profile.scheme.string_to_key(&from, &mut bytes[..profile.key_length])?;
    Ok(Key::assemble(profile, bytes))
}

/// A protocol key of a supported enctype.
///
/// Cheap to clone. Two keys are equal when enctype and octets are, compared in constant time.
/// `Debug` shows the enctype only.
#[derive(Clone)]
pub struct Key(Arc<Shared>);

struct Shared {
    profile: &'static EnctypeProfile,
    bytes: Zeroizing<[u8; MAX_KEY_LENGTH]>,
    message_keys: Chain<KeyUsage, dyn MessageKey>,
    checksum_keys: Chain<(KeyUsage, ChecksumType), dyn ChecksumKey>,
}

impl Key {
    /// A key of these octets, as `EncryptionKey.keyvalue` holds them.
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedEnctype`], [`CryptoError::KeyLength`].
    pub fn new(enctype: Enctype, bytes: &[u8]) -> Result<Self, CryptoError> {
        let profile = supported(enctype)?;
        check_length(enctype, profile.key_length, bytes.len())?;
        let mut own = Zeroizing::new([0; MAX_KEY_LENGTH]);
        own[..bytes.len()].copy_from_slice(bytes);
        Ok(Self::assemble(profile, own))
    }

    /// A key of random octets (RFC 3961 §3, random-to-key).
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedEnctype`]; [`CryptoError::KeyLength`] where the seed has not the
    /// enctype's seed length.
    pub fn from_seed(enctype: Enctype, seed: &[u8]) -> Result<Self, CryptoError> {
        let profile = supported(enctype)?;
        check_length(enctype, profile.seed_length, seed.len())?;
        let mut bytes = Zeroizing::new([0; MAX_KEY_LENGTH]);
        profile.scheme.random_to_key(seed, &mut bytes[..profile.key_length]);
        Ok(Self::assemble(profile, bytes))
    }

    /// How MIT's traces name a key without telling it: its enctype, and the first two octets of
    /// the SHA-1 of its octets, as `aes256-cts/B2FA`.
    pub fn trace_name(&self) -> String {
        use sha1::{Digest, Sha1};
        let hash: [u8; 20] = Sha1::digest(self.as_bytes()).into();
        let enctype = self.enctype();
        let name = enctype.short_name().unwrap_or("?");
        format!("{name}/{:02X}{:02X}", hash[0], hash[1])
    }

    /// A fresh key.
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedEnctype`].
    pub fn random(enctype: Enctype, entropy: &mut dyn Entropy) -> Result<Self, CryptoError> {
        let profile = supported(enctype)?;
        let mut seed = Zeroizing::new([0; MAX_KEY_LENGTH]);
        let seed = &mut seed[..profile.seed_length];
        entropy.fill(seed);
        Self::from_seed(enctype, seed)
    }

    fn assemble(profile: &'static EnctypeProfile, bytes: Zeroizing<[u8; MAX_KEY_LENGTH]>) -> Self {
        Self(Arc::new(Shared {
            profile,
            bytes,
            message_keys: Chain::new(),
            checksum_keys: Chain::new(),
        }))
    }

    /// The enctype.
    pub fn enctype(&self) -> Enctype {
        self.0.profile.enctype
    }

    /// The enctype's row of the registry.
    pub fn profile(&self) -> &'static EnctypeProfile {
        self.0.profile
    }

    /// The octets of the key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.bytes[..self.0.profile.key_length]
    }

    /// Encrypts: confounder, ciphertext and MAC, as `EncryptedData.cipher` holds them.
    pub fn encrypt(&self, usage: KeyUsage, plain: &[u8], entropy: &mut dyn Entropy) -> Vec<u8> {
        let mut out = Vec::new();
        self.encrypt_into(usage, plain, entropy, &mut out);
        out
    }

    /// Like [`encrypt`](Self::encrypt), appending to `out`.
    pub fn encrypt_into(
        &self,
        usage: KeyUsage,
        plain: &[u8],
        entropy: &mut dyn Entropy,
        out: &mut Vec<u8>,
    ) {
        self.encrypt_parts_into(usage, &[plain], entropy, out);
    }

    /// Encrypts the concatenation of the parts, appending to `out`.
    pub fn encrypt_parts_into(
        &self,
        usage: KeyUsage,
        parts: &[&[u8]],
        entropy: &mut dyn Entropy,
        out: &mut Vec<u8>,
    ) {
        self.with_message_key(usage, |key| key.encrypt(parts, entropy, out));
    }

    /// Decrypts and checks the MAC.
    ///
    /// # Errors
    /// [`CryptoError::MessageTooShort`], [`CryptoError::Integrity`].
    pub fn decrypt(&self, usage: KeyUsage, cipher: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut out = Vec::new();
        self.decrypt_into(usage, cipher, &mut out)?;
        Ok(out)
    }

    /// Like [`decrypt`](Self::decrypt), appending to `out`, which an error leaves as it was.
    ///
    /// # Errors
    /// [`CryptoError::MessageTooShort`], [`CryptoError::Integrity`].
    pub fn decrypt_into(
        &self,
        usage: KeyUsage,
        cipher: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), CryptoError> {
        let start = out.len();
        out.extend_from_slice(cipher);
        let opened = self.with_message_key(usage, |key| key.decrypt(&mut out[start..]));
        match opened {
            Ok(plain) => {
                let length = plain.len();
                out.copy_within(start + plain.start..start + plain.end, start);
                out.truncate(start + length);
                Ok(())
            }
            Err(error) => {
                out[start..].zeroize();
                out.truncate(start);
                Err(error)
            }
        }
    }

    /// Decrypts within `message`, without a copy, and gives the part that is the plaintext.
    ///
    /// # Errors
    /// [`CryptoError::MessageTooShort`], [`CryptoError::Integrity`]; the message is spoiled then.
    pub fn decrypt_in_place<'a>(
        &self,
        usage: KeyUsage,
        message: &'a mut [u8],
    ) -> Result<&'a mut [u8], CryptoError> {
        let plain = self.with_message_key(usage, |key| key.decrypt(message))?;
        Ok(&mut message[plain])
    }

    /// The type of the checksums that [`checksum`](Self::checksum) makes.
    pub fn checksum_type(&self) -> ChecksumType {
        self.0.profile.checksum.checksum
    }

    /// The checksum that goes with the enctype (RFC 3961 §4).
    pub fn checksum(&self, usage: KeyUsage, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.checksum_parts_into(usage, &[data], &mut out);
        out
    }

    /// The checksum of the concatenation of the parts, appended to `out`.
    pub fn checksum_parts_into(&self, usage: KeyUsage, parts: &[&[u8]], out: &mut Vec<u8>) {
        let profile = self.0.profile.checksum;
        out.reserve(profile.length);
        self.with_checksum_key(usage, profile, |key| key.append(parts, out));
    }

    /// Checks that `mac` is the checksum of `data`, in constant time.
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedChecksum`]; [`CryptoError::ChecksumKey`] where the type wants
    /// another key; [`CryptoError::ChecksumLength`]; [`CryptoError::Integrity`].
    pub fn verify_checksum(
        &self,
        usage: KeyUsage,
        checksum: ChecksumType,
        data: &[u8],
        mac: &[u8],
    ) -> Result<(), CryptoError> {
        self.verify_checksum_parts(usage, checksum, &[data], mac)
    }

    /// Like [`verify_checksum`](Self::verify_checksum) over the concatenation of the parts.
    ///
    /// # Errors
    /// As [`verify_checksum`](Self::verify_checksum).
    pub fn verify_checksum_parts(
        &self,
        usage: KeyUsage,
        checksum: ChecksumType,
        parts: &[&[u8]],
        mac: &[u8],
    ) -> Result<(), CryptoError> {
        let profile = registry::checksum_profile(checksum)
            .ok_or(CryptoError::UnsupportedChecksum(checksum))?;
        let enctype = self.enctype();
        if profile.enctype.is_some_and(|wanted| wanted != enctype) {
            return Err(CryptoError::ChecksumKey { checksum, enctype });
        }
        let (expected, actual) = (profile.length, mac.len());
        if expected != actual {
            return Err(CryptoError::ChecksumLength { checksum, expected, actual });
        }
        match self.with_checksum_key(usage, profile, |key| key.verify(parts, mac)) {
            true => Ok(()),
            false => Err(CryptoError::Integrity),
        }
    }

    /// The pseudo-random function of the enctype (RFC 3961 §3).
    pub fn prf(&self, input: &[u8]) -> Vec<u8> {
        self.0.profile.scheme.prf(self.as_bytes(), input)
    }

    fn with_message_key<R>(
        &self,
        usage: KeyUsage,
        run: impl FnOnce(&(dyn MessageKey + 'static)) -> R,
    ) -> R {
        let derive = || self.0.profile.scheme.message_key(self.as_bytes(), usage);
        self.0.message_keys.with(usage, derive, run)
    }

    fn with_checksum_key<R>(
        &self,
        usage: KeyUsage,
        profile: &ChecksumProfile,
        run: impl FnOnce(&(dyn ChecksumKey + 'static)) -> R,
    ) -> R {
        let derive = || profile.scheme.checksum_key(self.as_bytes(), usage);
        self.0.checksum_keys.with((usage, profile.checksum), derive, run)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.enctype() == other.enctype() && self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.enctype())
    }
}

fn supported(enctype: Enctype) -> Result<&'static EnctypeProfile, CryptoError> {
    registry::profile(enctype).ok_or(CryptoError::UnsupportedEnctype(enctype))
}

fn check_length(enctype: Enctype, expected: usize, actual: usize) -> Result<(), CryptoError> {
    if expected != actual {
        return Err(CryptoError::KeyLength { enctype, expected, actual });
    }
    Ok(())
}

/// The most derived keys that one key remembers; no key meets as many usages in the protocol, and
/// beyond it they are derived anew each time.
const CHAIN_LIMIT: usize = 24;

/// Derived keys in the order in which their usages were first met: only ever appended to, so that
/// finding one takes an atomic load per step and no lock.
struct Chain<I, K: ?Sized> {
    first: OnceLock<Box<Link<I, K>>>,
}

struct Link<I, K: ?Sized> {
    id: I,
    next: OnceLock<Box<Link<I, K>>>,
    key: Box<K>,
}

impl<I: Copy + PartialEq, K: ?Sized> Chain<I, K> {
    const fn new() -> Self {
        Self { first: OnceLock::new() }
    }

    /// Runs with the key of `id`, deriving it where this is its first use.
    fn with<R>(&self, id: I, derive: impl Fn() -> Box<K>, run: impl FnOnce(&K) -> R) -> R {
        let mut place = &self.first;
        for _ in 0..CHAIN_LIMIT {
            let fresh = || Box::new(Link { id, next: OnceLock::new(), key: derive() });
            let link = place.get_or_init(fresh);
            if link.id == id {
                return run(&link.key);
            }
            place = &link.next;
        }
        run(&derive())
    }
}

#[cfg(test)]
mod tests;
