//! What an encryption type and a checksum type consist of (RFC 3961 §3 and §4).
//!
//! A profile is a row of [`crate::registry`]: facts anyone may read, and the algorithms behind a
//! trait object that only [`crate::Key`] calls. An RFC's file implements [`Scheme`] once per family
//! and writes one static profile per number. Leaves out the algorithms themselves.

use core::fmt;
use core::ops::Range;

use crate::{ChecksumType, CryptoError, Enctype, Entropy, KeyUsage};

/// The longest key of any enctype, in octets.
pub(crate) const MAX_KEY_LENGTH: usize = 32;

/// An encryption type that this crate computes.
pub struct EnctypeProfile {
    /// Its number.
    pub enctype: Enctype,
    /// MIT's canonical name, as `klist -e` prints it.
    pub name: &'static str,
    /// Other names that configuration files may use.
    pub aliases: &'static [&'static str],
    /// Octets of a protocol key.
    pub key_length: usize,
    /// Octets that random-to-key makes a key of (RFC 3961's key-generation seed length).
    pub seed_length: usize,
    /// Octets of random data in front of the plaintext.
    pub confounder_length: usize,
    /// Octets of the MAC behind the ciphertext.
    pub mac_length: usize,
    /// A plaintext is padded to a multiple of this many octets (RFC 3961's message block size).
    pub message_block: usize,
    /// Octets that the pseudo-random function puts out.
    pub prf_length: usize,
    /// The string-to-key parameters that hold where none are sent.
    pub default_parameters: &'static [u8],
    /// The checksum type that goes with keys of this enctype (RFC 3961's required checksum).
    pub checksum: &'static ChecksumProfile,
    /// Refused unless a realm allows weak cryptography (RFC 6649).
    pub weak: bool,
    /// Works, but its use is discouraged (RFC 8429).
    pub deprecated: bool,
    pub(crate) scheme: &'static dyn Scheme,
}

impl EnctypeProfile {
    /// Octets of the ciphertext of a plaintext of this length, confounder and MAC included.
    pub fn cipher_length(&self, plain_length: usize) -> usize {
        let sealed = self.confounder_length + plain_length;
        sealed.next_multiple_of(self.message_block) + self.mac_length
    }

    /// Octets of the shortest ciphertext, that of an empty plaintext.
    pub fn minimum_cipher_length(&self) -> usize {
        self.cipher_length(0)
    }
}

impl fmt::Debug for EnctypeProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnctypeProfile({})", self.name)
    }
}

/// A checksum type that this crate computes.
pub struct ChecksumProfile {
    /// Its number.
    pub checksum: ChecksumType,
    /// MIT's canonical name.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// Octets of a checksum.
    pub length: usize,
    /// The enctype that its key must have; `None` where any key, or none, will do.
    pub enctype: Option<Enctype>,
    pub(crate) scheme: &'static dyn ChecksumScheme,
}

impl fmt::Debug for ChecksumProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChecksumProfile({})", self.name)
    }
}

/// A password and what goes into a key with it (RFC 3961 §3, string-to-key).
pub(crate) struct Passphrase<'a> {
    pub(crate) password: &'a [u8],
    pub(crate) salt: &'a [u8],
    pub(crate) parameters: Option<&'a [u8]>,
}

/// The algorithms of an encryption type. Keys, seeds and outputs come in the profile's lengths.
pub(crate) trait Scheme: Sync {
    /// Makes a protocol key of random octets.
    fn random_to_key(&self, seed: &[u8], key: &mut [u8]);

    /// Makes a protocol key of a password.
    fn string_to_key(&self, from: &Passphrase<'_>, key: &mut [u8]) -> Result<(), CryptoError>;

    /// Derives, and expands, the keys that encrypt messages of this usage.
    fn message_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn MessageKey>;

    /// The pseudo-random function.
    fn prf(&self, key: &[u8], input: &[u8]) -> Vec<u8>;
}

/// The derived keys of one usage, ready to encrypt and decrypt.
pub(crate) trait MessageKey: Send + Sync {
    /// Appends the encryption of the concatenated parts to `out`.
    fn encrypt(&self, parts: &[&[u8]], entropy: &mut dyn Entropy, out: &mut Vec<u8>);

    /// Decrypts in place and says where the plaintext lies.
    fn decrypt(&self, message: &mut [u8]) -> Result<Range<usize>, CryptoError>;
}

/// The algorithm of a checksum type.
pub(crate) trait ChecksumScheme: Sync {
    /// Derives, and expands, the key of checksums of this usage.
    fn checksum_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn ChecksumKey>;
}

/// The derived key of one usage, ready to compute checksums.
pub(crate) trait ChecksumKey: Send + Sync {
    /// Appends the checksum of the concatenated parts to `out`.
    fn append(&self, parts: &[&[u8]], out: &mut Vec<u8>);

    /// Whether `mac` is the checksum of the concatenated parts, in constant time.
    fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool;
}
