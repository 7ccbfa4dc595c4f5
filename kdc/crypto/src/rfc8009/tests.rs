//! The vectors of RFC 8009 Appendix A.

use super::*;
use crate::string_to_key;
use crate::vectors::{Scripted, of_kind};

const RFC: &str = include_str!("../../../../fixtures/crypto/rfc8009.txt");

#[test]
fn string_to_key_is_that_of_appendix_a() {
    for vector in of_kind(RFC, "string-to-key") {
        let (password, salt) = (vector.octets("password"), vector.octets("salt"));
        let parameters = vector.number("iterations").to_be_bytes();
        let key = string_to_key(vector.enctype(), &password, &salt, Some(&parameters));
        assert_eq!(key.map(|key| key.as_bytes().to_vec()), Ok(vector.octets("key")));
    }
}

#[test]
fn absent_parameters_mean_32768_iterations() {
    for enctype in [Enctype::AES128_SHA2, Enctype::AES256_SHA2] {
        let explicit = string_to_key(enctype, b"secret", b"salt", Some(&[0, 0, 0x80, 0]));
        assert_eq!(string_to_key(enctype, b"secret", b"salt", None), explicit);
    }
}

#[test]
fn derived_keys_are_those_of_appendix_a() {
    for vector in of_kind(RFC, "derived-key") {
        let (key, constant) = (vector.octets("key"), vector.octets("constant"));
        let expected = vector.octets("derived");
        let mut derived = vec![0; expected.len()];
        match vector.enctype() {
            Enctype::AES128_SHA2 => kdf::<Aes128Sha256>(&key, &constant, &[], &mut derived),
            _ => kdf::<Aes256Sha384>(&key, &constant, &[], &mut derived),
        }
        assert_eq!(derived, expected);
    }
}

#[test]
fn encryption_under_the_given_confounders_is_that_of_appendix_a() {
    for vector in of_kind(RFC, "encryption") {
        let (key, plain) = (vector.key(), vector.octets("plaintext"));
        let mut confounder = Scripted(vector.octets("confounder"));
        let sealed = key.encrypt(vector.usage(), &plain, &mut confounder);
        assert_eq!(sealed, vector.octets("ciphertext"));
        assert_eq!(key.decrypt(vector.usage(), &sealed), Ok(plain));
    }
}

#[test]
fn checksums_are_those_of_appendix_a() {
    for vector in of_kind(RFC, "checksum") {
        let mac = vector.key().checksum(vector.usage(), &vector.octets("plaintext"));
        assert_eq!(mac, vector.octets("checksum"));
    }
}

#[test]
fn pseudo_random_function_is_that_of_appendix_a() {
    for vector in of_kind(RFC, "prf") {
        let out = vector.key().prf(&vector.octets("input"));
        assert_eq!(out, vector.octets("output"));
        assert_eq!(out.len(), vector.key().profile().prf_length);
    }
}
