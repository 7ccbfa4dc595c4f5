//! Whatever arrives is answered with nothing or with a valid message, and never with a panic.

use kerbside_krb5::wire::{AsRep, Der, KrbError, TgsRep};
use proptest::prelude::*;

use super::super::{Outcome, seal};
use super::{AsAsk, Bed, NOW, TgsAsk};

fn requests() -> (Bed, Vec<Vec<u8>>) {
    let mut bed = Bed::new();
    let mut preauthenticated = AsAsk::new("alice", "krbtgt/EXAMPLE.COM");
    preauthenticated.padata.push(bed.pa_timestamp("alice", NOW));
    let tgt = bed.tgt("alice", |_| {});
    let tgs = TgsAsk::new(&tgt, "kafka/localhost", NOW).bytes(&mut bed.entropy);
    let plain = AsAsk::new("bob", "krbtgt/EXAMPLE.COM").bytes();
    (bed, vec![plain, preauthenticated.bytes(), tgs])
}

fn check(bed: &mut Bed, request: &[u8]) {
    let decision = bed.decide(request);
    let silent = matches!(decision.outcome, Outcome::Silence);
    let issued = matches!(decision.outcome, Outcome::Issue(_));
    let mut reply = Vec::new();
    let _ = seal(decision, Some(4_096), &mut bed.entropy, &mut reply);
    assert_eq!(reply.is_empty(), silent);
    if issued {
        assert!(AsRep::from_der(&reply).is_ok() || TgsRep::from_der(&reply).is_ok());
    } else if !silent {
        KrbError::from_der(&reply).unwrap();
    }
}

#[test]
fn bytes_that_are_no_request_are_not_answered() {
    let mut bed = Bed::new();
    for garbage in [&b""[..], b"\x6a", b"\x6c\x80", b"GET / HTTP/1.1\r\n", &[0xff; 64]] {
        assert!(matches!(bed.decide(garbage).outcome, Outcome::Silence), "{garbage:?}");
    }
}

#[test]
fn no_prefix_of_a_request_is_answered() {
    let (mut bed, requests) = requests();
    for request in requests {
        for length in 0..request.len() {
            assert!(matches!(bed.decide(&request[..length]).outcome, Outcome::Silence));
        }
    }
}

#[test]
fn any_changed_octet_of_a_request_is_survived() {
    let (mut bed, requests) = requests();
    for request in requests {
        for at in 0..request.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = request.clone();
                changed[at] ^= flip;
                check(&mut bed, &changed);
            }
        }
    }
}

proptest! {
    #[test]
    fn random_octets_are_survived(octets in proptest::collection::vec(any::<u8>(), 0..256)) {
        check(&mut Bed::new(), &octets);
    }

    #[test]
    fn random_octets_within_a_request_are_survived(
        which in 0usize..3,
        at in any::<prop::sample::Index>(),
        octets in proptest::collection::vec(any::<u8>(), 1..8),
    ) {
        let (mut bed, requests) = requests();
        let mut request = requests[which].clone();
        let start = at.index(request.len());
        let end = (start + octets.len()).min(request.len());
        request.splice(start..end, octets);
        check(&mut bed, &request);
    }
}
