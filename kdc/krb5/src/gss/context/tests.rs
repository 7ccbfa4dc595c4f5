//! Per-message tokens under rotation, alteration and noise.

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use proptest::prelude::*;

use super::*;

fn ends(enctype: Enctype, subkey: Option<Enctype>) -> (SecurityContext, SecurityContext) {
    let mut entropy = SeededEntropy::new(5);
    let base = Key::random(enctype, &mut entropy).unwrap();
    let acceptor_subkey = subkey.map(|enctype| Key::random(enctype, &mut entropy).unwrap());
    let end = |role, send, receive| {
        SecurityContext::new(Agreed {
            role,
            flags: ContextFlags::default(),
            base: base.clone(),
            acceptor_subkey: acceptor_subkey.clone(),
            send,
            receive,
        })
    };
    (end(Role::Initiator, 10, 20), end(Role::Acceptor, 20, 10))
}

fn any_enctype() -> impl Strategy<Value = Enctype> {
    prop::sample::select(vec![Enctype::AES128_SHA1, Enctype::AES256_SHA2])
}

fn any_protection() -> impl Strategy<Value = Protection> {
    prop::sample::select(vec![Protection::Integrity, Protection::Confidentiality])
}

#[test]
fn an_unsealed_token_shows_its_message_after_the_header() {
    let (mut initiator, _) = ends(Enctype::AES256_SHA1, None);
    let token = initiator.wrap(&[1, 0, 0, 0], Protection::Integrity, &mut SeededEntropy::new(0));
    let header = [5, 4, 0, 0xff, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10];
    assert_eq!(token.len(), 32);
    assert_eq!(token[..16], header);
    assert_eq!(token[16..20], [1, 0, 0, 0]);
}

#[test]
fn extra_octets_of_a_sealed_token_are_taken_off() {
    let (initiator, mut acceptor) = ends(Enctype::AES256_SHA1, None);
    let header = wrap_header(SEALED, 3, 0, 10);
    let mut token = header.to_vec();
    let plain = [&b"message"[..], &[0; 3], &header].concat();
    let usage = KeyUsage::GSS_INITIATOR_SEAL;
    initiator.key().encrypt_into(usage, &plain, &mut SeededEntropy::new(0), &mut token);
    assert_eq!(acceptor.unwrap(&token).unwrap().message, b"message");
}

#[test]
fn the_key_follows_the_flag_of_the_acceptors_subkey() {
    let (mut initiator, mut acceptor) = ends(Enctype::AES128_SHA1, Some(Enctype::AES256_SHA1));
    let (mut without, _) = ends(Enctype::AES128_SHA1, None);
    let entropy = &mut SeededEntropy::new(0);
    let flagged = initiator.wrap(b"m", Protection::Integrity, entropy);
    let unflagged = without.wrap(b"m", Protection::Integrity, entropy);
    assert_eq!((flagged[2], unflagged[2]), (ACCEPTOR_SUBKEY, 0));
    assert_eq!(acceptor.unwrap(&flagged).unwrap().message, b"m");
    assert_eq!(acceptor.unwrap(&unflagged).unwrap().message, b"m");
}

proptest! {
    #[test]
    fn any_rotation_is_undone(
        enctype in any_enctype(),
        subkey in prop::option::of(any_enctype()),
        protection in any_protection(),
        rotation: u16,
        message in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let (mut initiator, mut acceptor) = ends(enctype, subkey);
        let entropy = &mut SeededEntropy::new(0);
        let token = initiator.wrap_rotated(&message, protection, rotation, entropy);
        prop_assert_eq!(&token[6..8], &rotation.to_be_bytes());
        let unwrapped = acceptor.unwrap(&token).unwrap();
        prop_assert_eq!(unwrapped.message, message);
        prop_assert_eq!(unwrapped.protection, protection);
    }

    #[test]
    fn an_altered_token_is_refused(
        protection in any_protection(),
        place in any::<prop::sample::Index>(),
        change in 1u8..,
    ) {
        let (mut initiator, mut acceptor) = ends(Enctype::AES256_SHA1, None);
        let mut token = initiator.wrap(&[7; 40], protection, &mut SeededEntropy::new(0));
        let place = place.index(token.len());
        token[place] ^= change;
        match acceptor.unwrap(&token) {
            // The rotation is not authenticated: a whole turn more is none.
            Ok(unwrapped) => {
                prop_assert!((6..8).contains(&place));
                prop_assert_eq!(unwrapped.message, vec![7; 40]);
            }
            Err(MessageError::WrongDirection) => prop_assert_eq!(place, 2),
                    Err(_) => {}
        }
    }

    #[test]
    fn octets_of_any_kind_are_answered(
        kind in prop::sample::select(vec![[5, 4], [4, 4]]),
        noise in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let (_, mut acceptor) = ends(Enctype::AES256_SHA1, None);
        let token = [&kind[..], &noise].concat();
        prop_assert!(acceptor.unwrap(&token).is_err());
        prop_assert!(acceptor.verify_mic(b"", &token).is_err());
        prop_assert!(acceptor.unwrap(&noise).is_err());
    }
}
