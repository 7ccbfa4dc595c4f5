//! Our initiator against our acceptor, in every shape.

use kerbside_crypto::{Enctype, SeededEntropy};

use super::specimen::{NOW, Specimen, at, principal};
use crate::gss::*;
use crate::time::Timestamp;

const ENCTYPES: [Enctype; 4] =
    [Enctype::AES128_SHA1, Enctype::AES256_SHA1, Enctype::AES128_SHA2, Enctype::AES256_SHA2];

/// Both ends of a context.
struct Ends {
    initiator: SecurityContext,
    acceptor: SecurityContext,
    accepted: Accepted,
}

fn establish(enctype: Enctype, initiator: &InitiatorOptions, acceptor: AcceptorOptions) -> Ends {
    let mut specimen = Specimen::new(enctype);
    let credential = specimen.credential();
    let mut clock = AuthenticatorClock::default();
    let entropy = &mut SeededEntropy::new(1);
    let initiated = initiate(&credential, initiator, &mut clock, at(0), entropy).unwrap();
    let (Initiated::Established { token, .. } | Initiated::AwaitsReply { token, .. }) = &initiated;
    let accepted = specimen.acceptor(acceptor).decide(token, at(0)).unwrap().seal(entropy);
    let context = match initiated {
        Initiated::Established { context, .. } => {
            assert_eq!(accepted.output, None);
            context
        }
        Initiated::AwaitsReply { awaits, .. } => {
            awaits.finish(accepted.output.as_deref().unwrap()).unwrap()
        }
    };
    Ends { initiator: context, acceptor: accepted.context.clone(), accepted }
}

fn exchange_messages(ends: &mut Ends) {
    let entropy = &mut SeededEntropy::new(2);
    for protection in [Protection::Integrity, Protection::Confidentiality] {
        for message in [&b""[..], b"x", &[7; 300]] {
            let there = ends.initiator.wrap(message, protection, entropy);
            let back = ends.acceptor.wrap(message, protection, entropy);
            for unwrapped in [ends.acceptor.unwrap(&there), ends.initiator.unwrap(&back)] {
                let unwrapped = unwrapped.unwrap();
                assert_eq!(unwrapped.message, message);
                assert_eq!(unwrapped.protection, protection);
                assert_eq!(unwrapped.sequence, SequenceStatus::InOrder);
            }
            assert_eq!(ends.acceptor.unwrap(&back), Err(MessageError::WrongDirection));
            let mic = ends.initiator.mic(message);
            assert_eq!(ends.acceptor.verify_mic(message, &mic), Ok(SequenceStatus::InOrder));
            let repeated = ends.acceptor.verify_mic(message, &mic);
            assert_eq!(repeated, Ok(SequenceStatus::Duplicate));
            let other = ends.acceptor.verify_mic(b"other", &mic);
            assert_eq!(other, Err(MessageError::BadIntegrity));
        }
    }
}

#[test]
fn both_ends_agree_in_every_shape() {
    let default = InitiatorOptions::default();
    let one_way = default.flags.without(ContextFlags::MUTUAL);
    for enctype in ENCTYPES {
        for flags in [default.flags, one_way] {
            for subkey in [InitiatorSubkey::Fresh, InitiatorSubkey::None] {
                for acceptor_subkey in [AcceptorSubkey::None, AcceptorSubkey::Fresh] {
                    let initiator = InitiatorOptions { flags, subkey, bindings: None };
                    let acceptor =
                        AcceptorOptions { subkey: acceptor_subkey, ..AcceptorOptions::default() };
                    let mut ends = establish(enctype, &initiator, acceptor);
                    assert_eq!(ends.initiator.key(), ends.acceptor.key());
                    assert_eq!(ends.acceptor.flags(), flags);
                    exchange_messages(&mut ends);
                }
            }
        }
    }
}

#[test]
fn the_facts_of_the_ticket_are_reported() {
    let ends = establish(ENCTYPES[0], &InitiatorOptions::default(), AcceptorOptions::default());
    let presented = ends.accepted.presented;
    let mut specimen = Specimen::new(ENCTYPES[0]);
    assert_eq!(presented.ticket, Some(ticket_id(&specimen.sealed_ticket())));
    assert_eq!(ends.accepted.client, principal("alice"));
    assert_eq!(presented.client, Some(principal("alice")));
    assert_eq!(presented.server, Some(principal("kafka/localhost")));
    assert_eq!((presented.kvno, presented.opened_with), (Some(2), Some(2)));
    assert_eq!(presented.enctype, Some(ENCTYPES[0]));
    assert_eq!(presented.endtime, Some(Timestamp::from_seconds(NOW + 36_000)));
    assert_eq!(presented.client_time, Some(at(0)));
}

#[test]
fn the_same_seed_gives_the_same_octets() {
    let token = |seed| {
        let credential = Specimen::sha1().credential();
        let options = InitiatorOptions::default();
        let mut clock = AuthenticatorClock::default();
        let entropy = &mut SeededEntropy::new(seed);
        match initiate(&credential, &options, &mut clock, at(0), entropy).unwrap() {
            Initiated::AwaitsReply { token, .. } | Initiated::Established { token, .. } => token,
        }
    };
    assert_eq!(token(1), token(1));
    assert_ne!(token(1), token(2));
}

#[test]
fn equal_channel_bindings_pass() {
    let bindings = Some(ChannelBindings::of_application_data(*b"tls-server-end-point:hash"));
    let initiator = InitiatorOptions { bindings: bindings.clone(), ..Default::default() };
    let acceptor = AcceptorOptions { bindings, ..Default::default() };
    establish(ENCTYPES[0], &initiator, acceptor);
    establish(ENCTYPES[0], &initiator, AcceptorOptions::default());
}

#[test]
fn the_answer_to_another_request_is_refused() {
    let mut specimen = Specimen::sha1();
    let credential = specimen.credential();
    let acceptor = specimen.acceptor(AcceptorOptions::default());
    let options = InitiatorOptions::default();
    let (mut clock, entropy) = (AuthenticatorClock::default(), &mut SeededEntropy::new(1));
    let mut start = || match initiate(&credential, &options, &mut clock, at(0), entropy) {
        Ok(Initiated::AwaitsReply { token, awaits }) => (token, awaits),
        other => panic!("{other:?}"),
    };
    let ((token, _), (_, second)) = (start(), start());
    let entropy = &mut SeededEntropy::new(3);
    let answer = acceptor.decide(&token, at(0)).unwrap().seal(entropy).output.unwrap();
    let refused = second.finish(&answer).unwrap_err();
    assert!(matches!(refused, InitiatorError::MutualFailed(_)), "{refused}");
}

#[test]
fn a_frozen_client_clock_makes_no_replays() {
    let mut specimen = Specimen::sha1();
    let credential = specimen.credential();
    let acceptor = specimen.acceptor(AcceptorOptions::default());
    let mut clock = AuthenticatorClock::default();
    let mut times = std::collections::BTreeSet::new();
    for seed in 0..50 {
        let entropy = &mut SeededEntropy::new(seed);
        let options = InitiatorOptions::default();
        let initiated = initiate(&credential, &options, &mut clock, at(0), entropy).unwrap();
        let Initiated::AwaitsReply { token, .. } = initiated else { panic!("mutual") };
        let accepted = acceptor.decide(&token, at(0)).unwrap();
        times.insert(accepted.presented().client_time);
    }
    assert_eq!(times.len(), 50);
}

#[test]
fn an_error_token_tells_the_initiator_the_code() {
    let mut specimen = Specimen::sha1();
    let credential = specimen.credential();
    let acceptor = specimen.acceptor(AcceptorOptions::default());
    let (mut clock, entropy) = (AuthenticatorClock::default(), &mut SeededEntropy::new(1));
    let options = InitiatorOptions::default();
    let initiated = initiate(&credential, &options, &mut clock, at(0), entropy).unwrap();
    let Initiated::AwaitsReply { token, awaits } = initiated else { panic!("mutual") };
    let refused = acceptor.decide(&token, at(900)).unwrap_err();
    let error = awaits.finish(&refused.error_token(at(900)).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "the acceptor refused: Clock skew too great");
}
