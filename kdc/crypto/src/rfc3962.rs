//! RFC 3962: aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96.
//!
//! String-to-key (§4), AES in CBC mode with ciphertext stealing (§5) and the two profiles (§6),
//! which are RFC 3961's simplified profile. RFC 8009 takes its CBC-CS3 and the reading of
//! string-to-key parameters from here. Leaves out the cipher state that §5 carries on.

use core::marker::PhantomData;

use aes::{Aes128, Aes256};
use cipher::common::InnerIvInit;
use cipher::consts::U16;
use cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit};
use cts::CbcCs3;
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::profile::{ChecksumKey, ChecksumScheme, MAX_KEY_LENGTH, MessageKey, Passphrase, Scheme};
use crate::rfc3961::{self, SimplifiedChecksumKey, SimplifiedCipher, SimplifiedMessageKey};
use crate::{ChecksumProfile, ChecksumType, CryptoError, Enctype, EnctypeProfile, KeyUsage};

/// aes128-cts-hmac-sha1-96, number 17 (§7).
pub(crate) static AES128: EnctypeProfile = EnctypeProfile {
    enctype: Enctype::AES128_SHA1,
    name: "aes128-cts-hmac-sha1-96",
    aliases: &["aes128-cts", "aes128-sha1"],
    key_length: 16,
    seed_length: 16,
    confounder_length: AES_BLOCK,
    mac_length: MAC_LENGTH,
    message_block: 1,
    prf_length: AES_BLOCK,
    default_parameters: &DEFAULT_ITERATIONS.to_be_bytes(),
    checksum: &HMAC_SHA1_96_AES128,
    weak: false,
    deprecated: false,
    scheme: &AesSha1::<Aes128>(PhantomData),
};

/// aes256-cts-hmac-sha1-96, number 18 (§7).
pub(crate) static AES256: EnctypeProfile = EnctypeProfile {
    enctype: Enctype::AES256_SHA1,
    name: "aes256-cts-hmac-sha1-96",
    aliases: &["aes256-cts", "aes256-sha1"],
    key_length: 32,
    seed_length: 32,
    confounder_length: AES_BLOCK,
    mac_length: MAC_LENGTH,
    message_block: 1,
    prf_length: AES_BLOCK,
    default_parameters: &DEFAULT_ITERATIONS.to_be_bytes(),
    checksum: &HMAC_SHA1_96_AES256,
    weak: false,
    deprecated: false,
    scheme: &AesSha1::<Aes256>(PhantomData),
};

/// hmac-sha1-96-aes128, number 15 (§7).
pub(crate) static HMAC_SHA1_96_AES128: ChecksumProfile = ChecksumProfile {
    checksum: ChecksumType::HMAC_SHA1_96_AES128,
    name: "hmac-sha1-96-aes128",
    aliases: &[],
    length: MAC_LENGTH,
    enctype: Some(Enctype::AES128_SHA1),
    scheme: &AesSha1::<Aes128>(PhantomData),
};

/// hmac-sha1-96-aes256, number 16 (§7).
pub(crate) static HMAC_SHA1_96_AES256: ChecksumProfile = ChecksumProfile {
    checksum: ChecksumType::HMAC_SHA1_96_AES256,
    name: "hmac-sha1-96-aes256",
    aliases: &[],
    length: MAC_LENGTH,
    enctype: Some(Enctype::AES256_SHA1),
    scheme: &AesSha1::<Aes256>(PhantomData),
};

/// Octets of an AES block.
pub(crate) const AES_BLOCK: usize = 16;

/// Octets of HMAC-SHA1-96.
const MAC_LENGTH: usize = 12;

/// The iteration count where no parameters are sent (§4).
const DEFAULT_ITERATIONS: u32 = 4096;

/// The most PBKDF2 iterations that are computed, 2^24 as in MIT krb5: the count comes from the
/// network, and §4 asks for a bound against a peer that would have us compute for hours.
pub(crate) const MAX_ITERATIONS: u32 = 0x0100_0000;

/// Reads string-to-key parameters: an iteration count in four octets, big-endian (§4).
///
/// 0 stands for 2^32 (§4), which is beyond the bound, and must not be taken for "none".
pub(crate) fn iterations(
    parameters: Option<&[u8]>,
    default: u32,
    enctype: Enctype,
) -> Result<u32, CryptoError> {
    let Some(parameters) = parameters else {
        return Ok(default);
    };
    let octets: [u8; 4] = parameters
        .try_into()
        .map_err(|_| CryptoError::StringToKeyParameters { enctype, actual: parameters.len() })?;
    let count = match u32::from_be_bytes(octets) {
        0 => 1 << 32,
        count => u64::from(count),
    };
    match u32::try_from(count) {
        Ok(count) if count <= MAX_ITERATIONS => Ok(count),
        _ => Err(CryptoError::IterationCount { count, limit: MAX_ITERATIONS }),
    }
}

/// An AES of either key size, as the `aes` crate provides it.
pub(crate) trait Aes:
    BlockCipherEncrypt
    + BlockCipherDecrypt
    + BlockSizeUser<BlockSize = U16>
    + KeyInit
    + Send
    + Sync
    + 'static
{
    /// The enctype of RFC 3962 with this key size.
    const ENCTYPE: Enctype;
}

impl Aes for Aes128 {
    const ENCTYPE: Enctype = Enctype::AES128_SHA1;
}

impl Aes for Aes256 {
    const ENCTYPE: Enctype = Enctype::AES256_SHA1;
}

/// An expanded AES key, used in CBC-CS3 mode with an initial vector of zeros (§5).
pub(crate) struct AesCts<A>(A);

impl<A: Aes> AesCts<A> {
    /// Expands a key of the AES's key size.
    pub(crate) fn expand(key: &[u8]) -> Self {
        Self(A::new_from_slice(key).expect("the profile prescribes the AES key length"))
    }

    /// Encrypts in place. A message of one block alone is plain CBC, with nothing to steal (§5).
    pub(crate) fn encrypt_message(&self, message: &mut [u8]) {
        if let Ok(block) = <&mut Block<A>>::try_from(&mut *message) {
            return self.0.encrypt_block(block);
        }
        cts::Encrypt::encrypt(self.mode(), message).expect("a confounder makes a whole block");
    }

    /// Decrypts in place what [`encrypt_message`](Self::encrypt_message) made.
    pub(crate) fn decrypt_message(&self, message: &mut [u8]) {
        if let Ok(block) = <&mut Block<A>>::try_from(&mut *message) {
            return self.0.decrypt_block(block);
        }
        cts::Decrypt::decrypt(self.mode(), message).expect("short messages are refused before");
    }

    fn mode(&self) -> CbcCs3<&A> {
        CbcCs3::inner_iv_init(&self.0, &Block::<A>::default())
    }
}

impl<A: Aes> SimplifiedCipher for AesCts<A> {
    const BLOCK_LENGTH: usize = AES_BLOCK;
    // Ciphertext stealing needs no padding (§6).
    const MESSAGE_BLOCK: usize = 1;
    const KEY_LENGTH: usize = <A::KeySize as cipher::typenum::Unsigned>::USIZE;
    const SEED_LENGTH: usize = Self::KEY_LENGTH;
    const MAC_LENGTH: usize = MAC_LENGTH;

    fn new(key: &[u8]) -> Self {
        Self::expand(key)
    }

    fn random_to_key(seed: &[u8], key: &mut [u8]) {
        key.copy_from_slice(seed);
    }

    fn encrypt(&self, message: &mut [u8]) {
        self.encrypt_message(message);
    }

    fn decrypt(&self, message: &mut [u8]) {
        self.decrypt_message(message);
    }

    /// CBC of the block and zeros is E(block), E(E(block)); the stealing swaps the two. One call
    /// instead of two, each of which would prepare the round keys for long messages.
    fn iterate(&self, block: &mut [u8], out: &mut [u8]) {
        let (first, second) = out.split_at_mut(AES_BLOCK.min(out.len()));
        first.copy_from_slice(&block[..first.len()]);
        second.fill(0);
        self.encrypt_message(out);
        if out.len() == 2 * AES_BLOCK {
            out.rotate_left(AES_BLOCK);
        }
    }
}

/// The encryption and checksum profile of one AES key size (§6).
struct AesSha1<A>(PhantomData<fn() -> A>);

impl<A: Aes> Scheme for AesSha1<A> {
    fn random_to_key(&self, seed: &[u8], key: &mut [u8]) {
        AesCts::<A>::random_to_key(seed, key);
    }

    /// DK(random-to-key(PBKDF2(password, salt, iterations)), "kerberos") (§4).
    fn string_to_key(&self, from: &Passphrase<'_>, key: &mut [u8]) -> Result<(), CryptoError> {
        let rounds = iterations(from.parameters, DEFAULT_ITERATIONS, A::ENCTYPE)?;
        let mut stretched = Zeroizing::new([0; MAX_KEY_LENGTH]);
        let stretched = &mut stretched[..AesCts::<A>::KEY_LENGTH];
        pbkdf2::pbkdf2_hmac::<Sha1>(from.password, from.salt, rounds, stretched);
        rfc3961::derive_key(&AesCts::<A>::expand(stretched), b"kerberos", key);
        Ok(())
    }

    fn message_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn MessageKey> {
        Box::new(SimplifiedMessageKey::<AesCts<A>>::new(key, usage))
    }

    fn prf(&self, key: &[u8], input: &[u8]) -> Vec<u8> {
        rfc3961::prf::<AesCts<A>>(key, input)
    }
}

impl<A: Aes> ChecksumScheme for AesSha1<A> {
    fn checksum_key(&self, key: &[u8], usage: KeyUsage) -> Box<dyn ChecksumKey> {
        Box::new(SimplifiedChecksumKey::new::<AesCts<A>>(key, usage))
    }
}

#[cfg(test)]
mod tests;
