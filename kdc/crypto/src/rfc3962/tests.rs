//! The vectors of RFC 3962 Appendix B, and the bounds of string-to-key parameters.

use super::*;
use crate::string_to_key;
use crate::vectors::of_kind;

const RFC: &str = include_str!("../../../../fixtures/crypto/rfc3962.txt");

#[test]
fn string_to_key_is_that_of_appendix_b() {
    for vector in of_kind(RFC, "string-to-key") {
        let (password, salt) = (vector.octets("password"), vector.octets("salt"));
        let iterations = vector.number("iterations");
        let stretched = vector.octets("pbkdf2");
        let mut out = vec![0; stretched.len()];
        pbkdf2::pbkdf2_hmac::<Sha1>(&password, &salt, iterations, &mut out);
        assert_eq!(out, stretched);
        let parameters = iterations.to_be_bytes();
        let key = string_to_key(vector.enctype(), &password, &salt, Some(&parameters));
        assert_eq!(key.map(|key| key.as_bytes().to_vec()), Ok(vector.octets("key")));
    }
}

#[test]
fn ciphertext_stealing_is_that_of_appendix_b() {
    for vector in of_kind(RFC, "cbc-cs3") {
        let cipher = AesCts::<Aes128>::expand(&vector.octets("key"));
        let plain = vector.octets("plaintext");
        let mut message = plain.clone();
        cipher.encrypt_message(&mut message);
        assert_eq!(message, vector.octets("ciphertext"));
        cipher.decrypt_message(&mut message);
        assert_eq!(message, plain);
    }
}

#[test]
fn one_block_alone_is_plain_cbc() {
    let cipher = AesCts::<Aes128>::expand(b"chicken teriyaki");
    let plain = *b"I would like the";
    let (mut one, mut two) = (plain, [plain, [0; 16]].concat());
    cipher.encrypt_message(&mut one);
    cipher.encrypt_message(&mut two);
    // In CBC-CS3 of two whole blocks the first block of CBC stands last.
    assert_eq!(one, two[16..]);
    cipher.decrypt_message(&mut one);
    assert_eq!(one, plain);
}

#[test]
fn absent_parameters_mean_4096_iterations() {
    for enctype in [Enctype::AES128_SHA1, Enctype::AES256_SHA1] {
        let explicit = string_to_key(enctype, b"secret", b"salt", Some(&[0, 0, 0x10, 0]));
        assert_eq!(string_to_key(enctype, b"secret", b"salt", None), explicit);
    }
}

#[test]
fn iteration_count_zero_is_two_to_the_32nd_and_refused() {
    let refusal = CryptoError::IterationCount { count: 1 << 32, limit: MAX_ITERATIONS };
    for profile in crate::registry::ENCTYPES {
        let key = string_to_key(profile.enctype, b"secret", b"salt", Some(&[0; 4]));
        assert_eq!(key, Err(refusal), "{profile:?}");
    }
}

#[test]
fn iteration_counts_are_bounded() {
    let enctype = Enctype::AES256_SHA1;
    let limit = MAX_ITERATIONS.to_be_bytes();
    assert_eq!(iterations(Some(&limit), 1, enctype), Ok(MAX_ITERATIONS));
    let beyond = (MAX_ITERATIONS + 1).to_be_bytes();
    let count = u64::from(MAX_ITERATIONS) + 1;
    let refusal = CryptoError::IterationCount { count, limit: MAX_ITERATIONS };
    assert_eq!(iterations(Some(&beyond), 1, enctype), Err(refusal));
}

#[test]
fn parameters_that_are_not_four_octets_are_refused() {
    for profile in crate::registry::ENCTYPES {
        let enctype = profile.enctype;
        for actual in [0, 3, 5] {
            let key = string_to_key(enctype, b"secret", b"salt", Some(&vec![1; actual]));
            assert_eq!(key, Err(CryptoError::StringToKeyParameters { enctype, actual }));
        }
    }
}
