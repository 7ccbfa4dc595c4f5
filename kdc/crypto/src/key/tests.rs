//! What holds for keys of every enctype.

use proptest::prelude::*;

use super::*;
use crate::SeededEntropy;
use crate::registry::ENCTYPES;

fn keys() -> Vec<Key> {
    let mut entropy = SeededEntropy::new(1);
    let random = |profile: &&EnctypeProfile| Key::random(profile.enctype, &mut entropy);
    ENCTYPES.iter().map(random).collect::<Result<_, _>>().expect("profiles of the registry")
}

#[test]
fn every_short_plaintext_comes_back() {
    let mut entropy = SeededEntropy::new(2);
    for key in keys() {
        for length in 0..=100 {
            let plain: Vec<u8> = (0..length).collect();
            let sealed = key.encrypt(KeyUsage::TICKET, &plain, &mut entropy);
            assert_eq!(sealed.len(), key.profile().cipher_length(plain.len()));
            assert_eq!(key.decrypt(KeyUsage::TICKET, &sealed), Ok(plain));
        }
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let mut entropy = SeededEntropy::new(3);
    for key in keys() {
        for length in [0, 1, 16, 20] {
            let sealed = key.encrypt(KeyUsage::AS_REP, &vec![7; length], &mut entropy);
            for bit in 0..sealed.len() * 8 {
                let mut altered = sealed.clone();
                altered[bit / 8] ^= 1 << (bit % 8);
                let opened = key.decrypt(KeyUsage::AS_REP, &altered);
                assert_eq!(opened, Err(CryptoError::Integrity), "{key:?} {length} {bit}");
            }
        }
    }
}

#[test]
fn every_cut_is_refused() {
    let mut entropy = SeededEntropy::new(4);
    for key in keys() {
        let minimum = key.profile().minimum_cipher_length();
        let sealed = key.encrypt(KeyUsage::AS_REP, &[7; 40], &mut entropy);
        for actual in 0..sealed.len() {
            let refusal = match actual < minimum {
                true => CryptoError::MessageTooShort { minimum, actual },
                false => CryptoError::Integrity,
            };
            assert_eq!(key.decrypt(KeyUsage::AS_REP, &sealed[..actual]), Err(refusal));
        }
    }
}

proptest! {
    #[test]
    fn parts_are_encrypted_as_their_concatenation(
        first in proptest::collection::vec(any::<u8>(), 0..60),
        second in proptest::collection::vec(any::<u8>(), 0..60),
        usage in 1u32..1024,
        seed: u64,
    ) {
        let (usage, whole) = (KeyUsage(usage), [first.clone(), second.clone()].concat());
        for key in keys() {
            let mut sealed = Vec::new();
            let parts: [&[u8]; 2] = [&first, &second];
            key.encrypt_parts_into(usage, &parts, &mut SeededEntropy::new(seed), &mut sealed);
            prop_assert_eq!(&sealed, &key.encrypt(usage, &whole, &mut SeededEntropy::new(seed)));
            prop_assert_eq!(key.decrypt(usage, &sealed), Ok(whole.clone()));
            let mut mac = Vec::new();
            key.checksum_parts_into(usage, &parts, &mut mac);
            prop_assert_eq!(&mac, &key.checksum(usage, &whole));
            prop_assert_eq!(
                key.verify_checksum_parts(usage, key.checksum_type(), &parts, &mac),
                Ok(())
            );
        }
    }

    #[test]
    fn arbitrary_octets_are_refused(
        octets in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        for key in keys() {
            prop_assert!(key.decrypt(KeyUsage::TICKET, &octets).is_err());
        }
    }
}

#[test]
fn another_usage_or_key_is_refused() {
    let mut entropy = SeededEntropy::new(5);
    for key in keys() {
        let sealed = key.encrypt(KeyUsage::TICKET, b"part", &mut entropy);
        assert_eq!(key.decrypt(KeyUsage::AS_REP, &sealed), Err(CryptoError::Integrity));
        let other = Key::random(key.enctype(), &mut entropy).expect("a supported enctype");
        assert_eq!(other.decrypt(KeyUsage::TICKET, &sealed), Err(CryptoError::Integrity));
    }
}

#[test]
fn appending_keeps_what_was_there_and_a_refusal_changes_nothing() {
    let mut entropy = SeededEntropy::new(6);
    for key in keys() {
        let mut out = b"head".to_vec();
        key.encrypt_into(KeyUsage::TICKET, b"part", &mut entropy, &mut out);
        let mut sealed = out.split_off(4);
        key.decrypt_into(KeyUsage::TICKET, &sealed, &mut out).expect("our own ciphertext");
        assert_eq!(out, b"headpart");
        assert!(key.decrypt_into(KeyUsage::AS_REP, &sealed, &mut out).is_err());
        assert_eq!(out, b"headpart");
        let plain = key.decrypt_in_place(KeyUsage::TICKET, &mut sealed);
        assert_eq!(plain.map(|plain| plain.to_vec()), Ok(b"part".to_vec()));
    }
}

#[test]
fn checksums_are_verified_against_type_length_and_octets() {
    let usage = KeyUsage::TGS_REQ_CHECKSUM;
    for key in keys() {
        let (checksum, enctype) = (key.checksum_type(), key.enctype());
        let mac = key.checksum(usage, b"body");
        assert_eq!(key.verify_checksum(usage, checksum, b"body", &mac), Ok(()));
        let other_data = key.verify_checksum(usage, checksum, b"bodY", &mac);
        assert_eq!(other_data, Err(CryptoError::Integrity));
        let (expected, actual) = (mac.len(), mac.len() - 1);
        let cut = key.verify_checksum(usage, checksum, b"body", &mac[..actual]);
        assert_eq!(cut, Err(CryptoError::ChecksumLength { checksum, expected, actual }));
        let unknown = ChecksumType::RSA_MD5;
        let refusal = key.verify_checksum(usage, unknown, b"body", &mac);
        assert_eq!(refusal, Err(CryptoError::UnsupportedChecksum(unknown)));
        for other in ENCTYPES.iter().filter(|profile| profile.enctype != enctype) {
            let checksum = other.checksum.checksum;
            let refusal = key.verify_checksum(usage, checksum, b"body", &mac);
            assert_eq!(refusal, Err(CryptoError::ChecksumKey { checksum, enctype }));
        }
    }
}

#[test]
fn keys_of_unknown_enctypes_and_wrong_lengths_are_refused() {
    let rc4 = Enctype::RC4;
    assert_eq!(Key::new(rc4, &[0; 16]), Err(CryptoError::UnsupportedEnctype(rc4)));
    let key = string_to_key(rc4, b"secret", b"", None);
    assert_eq!(key, Err(CryptoError::UnsupportedEnctype(rc4)));
    for profile in ENCTYPES {
        let (enctype, expected) = (profile.enctype, profile.key_length);
        for actual in [0, expected - 1, expected + 1, 64] {
            let refusal = Err(CryptoError::KeyLength { enctype, expected, actual });
            assert_eq!(Key::new(enctype, &vec![0; actual]), refusal);
        }
    }
}

#[test]
fn more_usages_than_are_remembered_work_too() {
    let mut entropy = SeededEntropy::new(7);
    for key in keys() {
        let usages = || (0..2 * CHAIN_LIMIT as u32).map(KeyUsage);
        let sealed: Vec<_> =
            usages().map(|usage| key.encrypt(usage, b"part", &mut entropy)).collect();
        let again = Key::new(key.enctype(), key.as_bytes()).expect("octets of a key");
        for (usage, sealed) in usages().zip(sealed) {
            assert_eq!(key.decrypt(usage, &sealed), Ok(b"part".to_vec()));
            assert_eq!(again.decrypt(usage, &sealed), Ok(b"part".to_vec()));
        }
    }
}

#[test]
fn threads_that_share_a_key_derive_the_same_keys() {
    for key in keys() {
        let mac = |usage| key.checksum(KeyUsage(usage), b"data");
        let all = || (0..12).map(mac).collect::<Vec<_>>();
        let (one, two) = std::thread::scope(|scope| {
            let (one, two) = (scope.spawn(all), scope.spawn(all));
            (one.join(), two.join())
        });
        assert_eq!(one.expect("no panic"), two.expect("no panic"));
    }
}

#[test]
fn debug_shows_no_octet_of_the_key() {
    let key = Key::new(Enctype::AES128_SHA1, &[0xAB; 16]).expect("16 octets");
    assert_eq!(format!("{key:?}"), "Key(aes128-cts-hmac-sha1-96)");
}

#[test]
fn keys_are_equal_when_enctype_and_octets_are() {
    let key = |enctype, octet| Key::new(enctype, &[octet; 16]).expect("16 octets");
    let one = key(Enctype::AES128_SHA1, 1);
    assert_eq!(one, key(Enctype::AES128_SHA1, 1));
    assert_ne!(one, key(Enctype::AES128_SHA1, 2));
    assert_ne!(one, key(Enctype::AES128_SHA2, 1));
}

/// The password is bob's in a recorded trace of MIT krb5 1.20.1.
#[test]
fn a_key_is_named_as_in_traces_of_mit() {
    let key = string_to_key(Enctype::AES256_SHA1, b"bobpw", b"EXAMPLE.COMbob", None).unwrap();
    assert_eq!(key.trace_name(), "aes256-cts/B2FA");
}
