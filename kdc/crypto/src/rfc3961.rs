//! RFC 3961: n-fold (§5.1), key derivation DK (§5.1) and the simplified profile (§5.3).
//!
//! The simplified profile is generic over its block cipher; an enctype that uses it implements
//! [`SimplifiedCipher`] in the file of its own RFC. Leaves out the enctypes of RFC 3961 itself
//! (§6: single DES and des3), and the cipher state carried from message to message (§5.3), with
//! which no Kerberos message is encrypted.

use core::ops::Range;
use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::profile::{ChecksumKey, MAX_KEY_LENGTH, MessageKey};
use crate::{CryptoError, Entropy, KeyUsage};

/// The longest block of a cipher in the simplified profile, in octets.
const MAX_BLOCK_LENGTH: usize = 16;

/// Octets of SHA-1, the hash of every simplified profile that has numbers assigned.
const SHA1_LENGTH: usize = 20;

/// The last octet of a key derivation constant: what the derived key is for (RFC 3961 §5.3).
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Kc, for checksums.
    Checksum = 0x99,
    /// Ke, for encryption.
    Encryption = 0xAA,
    /// Ki, for the MAC of an encryption.
    Integrity = 0x55,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Checksum, Self::Encryption, Self::Integrity];
}

/// The well-known constant of a usage and purpose (RFC 3961 §5.3; RFC 8009 §5 uses the same).
pub(crate) fn usage_constant(usage: KeyUsage, purpose: Purpose) -> [u8; 5] {
    let [a, b, c, d] = usage.0.to_be_bytes();
    [a, b, c, d, purpose as u8]
}

/// A block cipher in CBC mode, with or without ciphertext stealing, under the simplified profile.
pub(crate) trait SimplifiedCipher: Sized + Send + Sync + 'static {
    /// Octets of a cipher block, which is also the confounder.
    const BLOCK_LENGTH: usize;
    /// A message is padded to a multiple of this (the message block size, m).
    const MESSAGE_BLOCK: usize;
    /// Octets of a protocol key.
    const KEY_LENGTH: usize;
    /// Octets of a key-generation seed.
    const SEED_LENGTH: usize;
    /// Octets of the truncated HMAC (h).
    const MAC_LENGTH: usize;

    /// Expands a protocol key of `KEY_LENGTH` octets.
    fn new(key: &[u8]) -> Self;
    /// Makes a protocol key of a seed of `SEED_LENGTH` octets.
    fn random_to_key(seed: &[u8], key: &mut [u8]);
    /// Encrypts with the initial cipher state, in place. There is at least one block.
    fn encrypt(&self, message: &mut [u8]);
    /// Decrypts with the initial cipher state, in place. There is at least one block.
    fn decrypt(&self, message: &mut [u8]);

    /// E(block), E(E(block)), ... as many octets as `out` has; `block` is spoiled.
    fn iterate(&self, block: &mut [u8], out: &mut [u8]) {
        for chunk in out.chunks_mut(Self::BLOCK_LENGTH) {
            self.encrypt(block);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// DK(base, constant), into a key of `C::KEY_LENGTH` octets (§5.1).
pub(crate) fn derive_key<C: SimplifiedCipher>(base: &C, constant: &[u8], key: &mut [u8]) {
    let mut seed = Zeroizing::new([0; MAX_KEY_LENGTH]);
    let seed = &mut seed[..C::SEED_LENGTH];
    derive_random(base, constant, seed);
    C::random_to_key(seed, key);
}

/// DR(base, constant): K1 = E(n-fold(constant)), K2 = E(K1), ... as many octets as asked (§5.1).
fn derive_random<C: SimplifiedCipher>(base: &C, constant: &[u8], out: &mut [u8]) {
    let mut block = Zeroizing::new([0; MAX_BLOCK_LENGTH]);
    let block = &mut block[..C::BLOCK_LENGTH];
    fold_to_block(constant, block);
    base.iterate(block, out);
}

/// Key usages whose folded constants are remembered: all that RFC 4120 §7.5.1 assigns, and more.
const REMEMBERED_USAGES: usize = 64;

/// The constants of each usage and purpose, folded to 16 octets. They are no secret, and folding
/// takes longer than the two or three cipher blocks that make a key of the result.
static FOLDED: [[OnceLock<[u8; MAX_BLOCK_LENGTH]>; 3]; REMEMBERED_USAGES] =
    [const { [const { OnceLock::new() }; 3] }; REMEMBERED_USAGES];

/// `n_fold`, from memory where the constant is that of a usage and the block has 16 octets.
fn fold_to_block(constant: &[u8], block: &mut [u8]) {
    if let [0, 0, 0, usage, purpose] = *constant
        && block.len() == MAX_BLOCK_LENGTH
        && let Some(purposes) = FOLDED.get(usize::from(usage))
        && let Some(purpose) = Purpose::ALL.iter().position(|known| *known as u8 == purpose)
    {
        let folded = purposes[purpose].get_or_init(|| {
            let mut folded = [0; MAX_BLOCK_LENGTH];
            n_fold(constant, &mut folded);
            folded
        });
        return block.copy_from_slice(folded);
    }
    n_fold(constant, block);
}

/// The key of one usage and purpose, ready to be expanded.
fn derive_for_usage<C: SimplifiedCipher>(
    base: &C,
    usage: KeyUsage,
    purpose: Purpose,
) -> Zeroizing<[u8; MAX_KEY_LENGTH]> {
    let mut key = Zeroizing::new([0; MAX_KEY_LENGTH]);
    derive_key(base, &usage_constant(usage, purpose), &mut key[..C::KEY_LENGTH]);
    key
}

/// Stretches or shrinks `input` to the length of `out`, both in whole octets (§5.1).
///
/// The input is repeated, each time rotated right by 13 bits more than before, until the length is
/// a multiple of both; the pieces of the output's length are then added in ones' complement. That
/// addition is associative, so columns are summed first and carries are settled at the end.
pub(crate) fn n_fold(input: &[u8], out: &mut [u8]) {
    let mut columns = [0u32; MAX_KEY_LENGTH];
    let columns = &mut columns[..out.len()];
    if input.is_empty() || out.is_empty() {
        return out.fill(0);
    }
    let bits = input.len() * 8;
    let mut rotation = 0;
    let mut column = 0;
    for _ in 0..least_common_multiple(input.len(), out.len()) / input.len() {
        // The first bit of a rotation by n to the right is bit -n of the input.
        let start = (bits - rotation) % bits;
        let (mut at, shift) = (start / 8, 8 - start % 8);
        for _ in 0..input.len() {
            let next = if at + 1 == input.len() { 0 } else { at + 1 };
            let pair = u32::from(input[at]) << 8 | u32::from(input[next]);
            columns[column] += pair >> shift & 0xFF;
            column = if column + 1 == out.len() { 0 } else { column + 1 };
            at = next;
        }
        rotation = (rotation + 13) % bits;
    }
    settle_carries(columns, out);
}

/// Writes column sums as octets; a carry out of the top comes back in at the bottom.
fn settle_carries(columns: &mut [u32], out: &mut [u8]) {
    let mut carry = 0;
    loop {
        for column in columns.iter_mut().rev() {
            carry += *column;
            *column = carry & 0xFF;
            carry >>= 8;
        }
        if carry == 0 {
            break;
        }
    }
    for (octet, column) in out.iter_mut().zip(columns) {
        *octet = *column as u8;
    }
}

fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}

/// The keys that encrypt and authenticate messages of one usage (§5.3).
pub(crate) struct SimplifiedMessageKey<C> {
    cipher: C,
    mac: Hmac<Sha1>,
}

impl<C: SimplifiedCipher> SimplifiedMessageKey<C> {
    /// Derives Ke and Ki of a usage.
    pub(crate) fn new(key: &[u8], usage: KeyUsage) -> Self {
        let base = C::new(key);
        let ke = derive_for_usage(&base, usage, Purpose::Encryption);
        let ki = derive_for_usage(&base, usage, Purpose::Integrity);
        Self { cipher: C::new(&ke[..C::KEY_LENGTH]), mac: hmac_sha1(&ki[..C::KEY_LENGTH]) }
    }
}

impl<C: SimplifiedCipher> MessageKey for SimplifiedMessageKey<C> {
    /// E(Ke, confounder | plaintext | pad) | HMAC(Ki, confounder | plaintext | pad) (§5.3).
    fn encrypt(&self, parts: &[&[u8]], entropy: &mut dyn Entropy, out: &mut Vec<u8>) {
        let start = out.len();
        let plain_length: usize = parts.iter().map(|part| part.len()).sum();
        let sealed = (C::BLOCK_LENGTH + plain_length).next_multiple_of(C::MESSAGE_BLOCK);
        out.reserve(sealed + C::MAC_LENGTH);
        out.resize(start + C::BLOCK_LENGTH, 0);
        entropy.fill(&mut out[start..]);
        for part in parts {
            out.extend_from_slice(part);
        }
        out.resize(start + sealed, 0);
        let tag = authenticate(&self.mac, &[&out[start..]]);
        self.cipher.encrypt(&mut out[start..]);
        out.extend_from_slice(&tag[..C::MAC_LENGTH]);
    }

    /// Decrypts, then compares the MAC of what came out (§5.3). A pad stays with the plaintext.
    fn decrypt(&self, message: &mut [u8]) -> Result<Range<usize>, CryptoError> {
        let minimum = C::BLOCK_LENGTH.next_multiple_of(C::MESSAGE_BLOCK) + C::MAC_LENGTH;
        let actual = message.len();
        if actual < minimum {
            return Err(CryptoError::MessageTooShort { minimum, actual });
        }
        let end = actual - C::MAC_LENGTH;
        if !end.is_multiple_of(C::MESSAGE_BLOCK) {
            return Err(CryptoError::Integrity);
        }
        let (sealed, received) = message.split_at_mut(end);
        self.cipher.decrypt(sealed);
        let tag = authenticate(&self.mac, &[sealed]);
        if !bool::from(tag[..C::MAC_LENGTH].ct_eq(received)) {
            return Err(CryptoError::Integrity);
        }
        Ok(C::BLOCK_LENGTH..end)
    }
}

/// The key Kc that computes checksums of one usage (§5.3).
pub(crate) struct SimplifiedChecksumKey {
    mac: Hmac<Sha1>,
    length: usize,
}

impl SimplifiedChecksumKey {
    /// Derives Kc of a usage.
    pub(crate) fn new<C: SimplifiedCipher>(key: &[u8], usage: KeyUsage) -> Self {
        let kc = derive_for_usage(&C::new(key), usage, Purpose::Checksum);
        Self { mac: hmac_sha1(&kc[..C::KEY_LENGTH]), length: C::MAC_LENGTH }
    }
}

impl ChecksumKey for SimplifiedChecksumKey {
    fn append(&self, parts: &[&[u8]], out: &mut Vec<u8>) {
        out.extend_from_slice(&authenticate(&self.mac, parts)[..self.length]);
    }

    fn verify(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        authenticate(&self.mac, parts)[..self.length].ct_eq(mac).into()
    }
}

/// E(DK(key, "prf"), H(input) cut to whole cipher blocks) (§5.3).
pub(crate) fn prf<C: SimplifiedCipher>(key: &[u8], input: &[u8]) -> Vec<u8> {
    let mut derived = Zeroizing::new([0; MAX_KEY_LENGTH]);
    let derived = &mut derived[..C::KEY_LENGTH];
    derive_key(&C::new(key), b"prf", derived);
    let whole = SHA1_LENGTH / C::BLOCK_LENGTH * C::BLOCK_LENGTH;
    let mut out = Sha1::digest(input)[..whole].to_vec();
    C::new(derived).encrypt(&mut out);
    out
}

fn hmac_sha1(key: &[u8]) -> Hmac<Sha1> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn authenticate(mac: &Hmac<Sha1>, parts: &[&[u8]]) -> [u8; SHA1_LENGTH] {
    let mut mac = mac.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
