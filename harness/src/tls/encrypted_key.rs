//! PKCS#8 EncryptedPrivateKeyInfo (RFC 5208 §6) by pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 §C),
//! the scheme that every JDK since 8 and OpenSSL read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use sha1::{Digest, Sha1};

use super::CertificateError;

const ITERATIONS: u16 = 2_048;
const SALT: usize = 8;

/// SHA-1's output and block (`u` and `v` of RFC 7292 §B.2), in octets.
const OUTPUT: usize = 20;
const BLOCK: usize = 64;

/// 1.2.840.113549.1.12.1.3
const SCHEME: [u8; 12] = [0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x03];

const SEQUENCE: u8 = 0x30;
const OCTET_STRING: u8 = 0x04;
const INTEGER: u8 = 0x02;

pub(super) fn pem(key: &[u8], password: &str) -> Result<String, CertificateError> {
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(CertificateError::Entropy)?;
    let der = encrypt(key, password, &salt);
    Ok(pem_of("ENCRYPTED PRIVATE KEY", &der))
}

fn encrypt(key: &[u8], password: &str, salt: &[u8; SALT]) -> Vec<u8> {
    let password: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let secret: [u8; 24] = derive(1, &password, salt);
    let iv: [u8; 8] = derive(2, &password, salt);
    let cipher = cbc::Encryptor::<des::TdesEde3>::new(&secret.into(), &iv.into());
    let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(key);
    let iterations = tlv(INTEGER, &ITERATIONS.to_be_bytes());
    let parameters = tlv(SEQUENCE, &[tlv(OCTET_STRING, salt), iterations].concat());
    let algorithm = tlv(SEQUENCE, &[&SCHEME[..], &parameters].concat());
    tlv(SEQUENCE, &[algorithm, tlv(OCTET_STRING, &encrypted)].concat())
}

/// RFC 7292 §B.2: a key (`id` 1) or an initial vector (`id` 2).
fn derive<const N: usize>(id: u8, password: &[u8], salt: &[u8]) -> [u8; N] {
    let filled = |text: &[u8]| -> Vec<u8> {
        let length = text.len().div_ceil(BLOCK) * BLOCK;
        text.iter().copied().cycle().take(length).collect()
    };
    let mut input = [filled(salt), filled(password)].concat();
    let mut out = Vec::new();
    while out.len() < N {
        let mut hash = [0; OUTPUT];
        hash.copy_from_slice(
            &Sha1::new().chain_update([id; BLOCK]).chain_update(&input).finalize(),
        );
        for _ in 1..ITERATIONS {
            let again = Sha1::digest(hash);
            hash.copy_from_slice(&again);
        }
        out.extend_from_slice(&hash);
        let stretched: Vec<u8> = hash.iter().copied().cycle().take(BLOCK).collect();
        for block in input.chunks_mut(BLOCK) {
            add_one_more(block, &stretched);
        }
    }
    let mut key = [0; N];
    key.copy_from_slice(&out[..N]);
    key
}

/// `block + addend + 1`, as numbers of 64 octets.
fn add_one_more(block: &mut [u8], addend: &[u8]) {
    let mut carry = 1_u16;
    for (octet, more) in block.iter_mut().zip(addend).rev() {
        let sum = u16::from(*octet) + u16::from(*more) + carry;
        [_, *octet] = sum.to_be_bytes();
        carry = sum >> 8;
    }
}

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let octets = length.to_be_bytes();
    let significant: Vec<u8> = octets.iter().copied().skip_while(|it| *it == 0).collect();
    let mut der = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => der.push(short),
        _ => {
            // A length of eight octets at most.
            der.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            der.extend(significant);
        }
    }
    der.extend_from_slice(contents);
    der
}

/// RFC 7468.
fn pem_of(label: &str, der: &[u8]) -> String {
    const LINE: usize = 64;
    let text: Vec<char> = STANDARD.encode(der).chars().collect();
    let lines: String =
        text.chunks(LINE).map(|line| line.iter().collect::<String>() + "\n").collect();
    format!("-----BEGIN {label}-----\n{lines}-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:changeit` (OpenSSL 3.0.19).
    #[test]
    fn a_key_is_encrypted_as_openssl_does() {
        let hex = |text: &str| -> Vec<u8> {
            let digits: Vec<u8> =
                text.chars().filter_map(|it| it.to_digit(16)).map(|it| it as u8).collect();
            digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
        };
        let salt: [u8; SALT] = hex(include_str!("encrypted_key/salt.hex")).try_into().unwrap();
        let plain = hex(include_str!("encrypted_key/plain.hex"));
        let encrypted = hex(include_str!("encrypted_key/encrypted.hex"));
        assert_eq!(encrypt(&plain, "changeit", &salt), encrypted);
    }
}
