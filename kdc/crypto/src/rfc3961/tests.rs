//! The vectors of RFC 3961 A.1, and those of MIT krb5 for the simplified profile with AES.

use aes::{Aes128, Aes256};

use super::*;
use crate::Enctype;
use crate::rfc3962::AesCts;
use crate::vectors::of_kind;

const RFC: &str = include_str!("../../../../fixtures/crypto/rfc3961.txt");
const MIT: &str = include_str!("../../../../fixtures/crypto/mit-rfc3962.txt");

#[test]
fn n_fold_is_that_of_appendix_a1() {
    for vector in of_kind(RFC, "n-fold") {
        let expected = vector.octets("output");
        let mut out = vec![0; expected.len()];
        n_fold(&vector.octets("input"), &mut out);
        assert_eq!(out, expected, "{}", vector.raw("input"));
    }
}

#[test]
fn n_fold_of_nothing_is_zeros() {
    let mut out = [1; 4];
    n_fold(&[], &mut out);
    assert_eq!(out, [0; 4]);
}

#[test]
fn keys_are_derived_as_mit_derives_them() {
    for vector in of_kind(MIT, "derived-key") {
        let (key, constant) = (vector.octets("key"), vector.octets("constant"));
        let expected = vector.octets("derived");
        let mut derived = vec![0; expected.len()];
        match vector.enctype() {
            Enctype::AES128_SHA1 => {
                derive_key(&AesCts::<Aes128>::new(&key), &constant, &mut derived);
            }
            _ => derive_key(&AesCts::<Aes256>::new(&key), &constant, &mut derived),
        }
        assert_eq!(derived, expected);
    }
}

#[test]
fn what_mit_encrypted_is_decrypted() {
    for vector in of_kind(MIT, "encryption") {
        let plain = vector.key().decrypt(vector.usage(), &vector.octets("ciphertext"));
        assert_eq!(plain, Ok(vector.octets("plaintext")));
    }
}

#[test]
fn checksums_are_those_of_mit() {
    for vector in of_kind(MIT, "checksum") {
        let mac = vector.key().checksum(vector.usage(), &vector.octets("plaintext"));
        assert_eq!(mac, vector.octets("checksum"));
    }
}

#[test]
fn pseudo_random_function_is_that_of_mit() {
    for vector in of_kind(MIT, "prf") {
        let out = vector.key().prf(&vector.octets("input"));
        assert_eq!(out, vector.octets("output"));
        assert_eq!(out.len(), vector.key().profile().prf_length);
    }
}

#[test]
fn a_remembered_constant_is_the_folded_one() {
    for usage in [0, 2, 7, 63, 64, 1024, u32::MAX] {
        for purpose in Purpose::ALL {
            let constant = usage_constant(KeyUsage(usage), purpose);
            for length in [8, 16] {
                let (mut remembered, mut folded) = ([0; 16], [0; 16]);
                for _ in 0..2 {
                    fold_to_block(&constant, &mut remembered[..length]);
                    n_fold(&constant, &mut folded[..length]);
                    assert_eq!(remembered, folded, "usage {usage}, {length} octets");
                }
            }
        }
    }
}
