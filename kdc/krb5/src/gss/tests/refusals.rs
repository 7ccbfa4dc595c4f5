//! Every reason of refusal, provoked.

use std::sync::Arc;

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use proptest::prelude::*;

use super::specimen::{NOW, Specimen, at, principal, token};
use crate::gss::framing::{TokenId, frame};
use crate::gss::*;
use crate::time::Timestamp;
use crate::wire::{ApOptions, Checksum, Der, EncryptionKey, ErrorCode, TicketFlags};

/// A token and an acceptor, and what the acceptor says to it at [`NOW`].
struct Case {
    specimen: Specimen,
    options: AcceptorOptions,
    keys: Option<Vec<(&'static str, u32, Key)>>,
}

impl Case {
    fn new() -> Self {
        let options = AcceptorOptions::default();
        Self { specimen: Specimen::sha1(), options, keys: None }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn acceptor(&self) -> Acceptor {
        let Some(keys) = &self.keys else {
            return self.specimen.acceptor(self.options.clone());
        };
        let entries: Vec<_> = keys
            .iter()
            .map(|(name, kvno, key)| (principal(name), *kvno, EncryptionKey::from(key)))
            .collect();
        let keys = AcceptorKeys::new(entries.iter().map(|(name, kvno, key)| (name, *kvno, key)));
        Acceptor::new(Arc::new(keys), self.options.clone())
    }

    fn refuse(&self, token: &[u8]) -> Refused {
        self.acceptor().decide(token, at(0)).unwrap_err()
    }

    /// The refusal of the token that the specimen makes.
    fn reason(mut self) -> Refusal {
        let token = self.specimen.token();
        *self.refuse(&token).reason
    }
}

fn key(enctype: Enctype) -> Key {
    Key::random(enctype, &mut SeededEntropy::new(99)).unwrap()
}

fn second(offset: i64) -> Timestamp {
    Timestamp::from_seconds(NOW + offset)
}

const AES128: Enctype = Enctype::AES128_SHA1;
const AES256: Enctype = Enctype::AES256_SHA1;

#[test]
fn the_choice_of_keys_names_what_is_missing() {
    let with_keys = |keys: Vec<(&'static str, u32, Key)>| {
        Case::new().with(|case| case.keys = Some(keys)).reason()
    };
    let kafka = "kafka/localhost";
    let rows = [
        (vec![], Refusal::NoKeyForPrincipal { served: vec![] }, ErrorCode::KRB_AP_ERR_NOKEY),
        (
            vec![("kafka/other", 2, key(AES256))],
            Refusal::NoKeyForPrincipal { served: vec![principal("kafka/other")] },
            ErrorCode::KRB_AP_ERR_NOKEY,
        ),
        (
            vec![("kafka/localhost@OTHER.TEST", 2, key(AES256))],
            Refusal::WrongRealm { served: "OTHER.TEST".into() },
            ErrorCode::KRB_AP_ERR_NOT_US,
        ),
        (
            vec![(kafka, 1, key(AES256)), (kafka, 3, key(AES256)), (kafka, 3, key(AES128))],
            Refusal::KvnoMissing { want: 2, have: vec![3, 1] },
            ErrorCode::KRB_AP_ERR_BADKEYVER,
        ),
        (
            vec![(kafka, 2, key(AES128)), (kafka, 1, key(AES256))],
            Refusal::EnctypeMissing { want: AES256, have: vec![AES128] },
            ErrorCode::KRB_AP_ERR_NOKEY,
        ),
        (
            vec![(kafka, 2, key(AES256))],
            Refusal::CannotDecrypt { tried: 2 },
            ErrorCode::KRB_AP_ERR_BAD_INTEGRITY,
        ),
    ];
    for (keys, expected, code) in rows {
        let reason = with_keys(keys);
        assert_eq!(reason, expected);
        assert_eq!(reason.code(), code);
    }
}

#[test]
fn the_fallback_of_the_jdk_tries_its_highest_version() {
    let stale = |fallback, kvno| {
        Case::new()
            .with(|case| {
                case.options.fallback = fallback;
                case.keys = Some(vec![("kafka/localhost", kvno, key(AES256))]);
            })
            .reason()
    };
    let missing = Refusal::KvnoMissing { want: 2, have: vec![1] };
    assert_eq!(stale(KeyFallback::Strict, 1), missing);
    assert_eq!(stale(KeyFallback::HighestKvno, 1), Refusal::CannotDecrypt { tried: 1 });

    let mut specimen = Specimen::sha1();
    specimen.kvno = Some(9);
    let token = specimen.token();
    let options = AcceptorOptions { fallback: KeyFallback::HighestKvno, ..Default::default() };
    let accepted = specimen.acceptor(options).decide(&token, at(0)).unwrap();
    assert_eq!(accepted.presented().opened_with, Some(2));
}

#[test]
fn a_ticket_without_a_key_version_is_tried_with_every_version() {
    let mut case = Case::new();
    case.specimen.kvno = None;
    let token = case.specimen.token();
    let good = case.specimen.service_key.clone();
    let kafka = "kafka/localhost";
    case.keys = Some(vec![(kafka, 3, key(AES256)), (kafka, 2, good), (kafka, 2, key(AES128))]);
    let accepted = case.acceptor().decide(&token, at(0)).unwrap();
    assert_eq!(accepted.presented().opened_with, Some(2));
}

#[test]
fn an_acceptor_of_one_principal_takes_no_ticket_for_another() {
    let pinned = |name: &str| {
        let ours = principal(name);
        Case::new().with(|case| case.options.principal = Some(ours)).reason()
    };
    let host = principal("host/localhost");
    assert_eq!(pinned("host/localhost"), Refusal::WrongPrincipal { served: host });
    let realm = "OTHER.TEST".into();
    assert_eq!(pinned("kafka/localhost@OTHER.TEST"), Refusal::WrongRealm { served: realm });
}

#[test]
fn the_clocks_may_differ_by_the_limit_and_no_more() {
    for limit in [0, 300, 17] {
        for direction in [-1, 1] {
            let decide = |seconds: i64| {
                let mut specimen = Specimen::sha1();
                let options = AcceptorOptions { skew: limit, ..Default::default() };
                let acceptor = specimen.acceptor(options);
                acceptor.decide(&specimen.token(), second(seconds * direction))
            };
            decide(limit).unwrap();
            let refused = decide(limit + 1).unwrap_err();
            let now = second((limit + 1) * direction);
            assert_eq!(*refused.reason, Refusal::Skew { client_time: at(0), now, limit });
            assert_eq!(refused.reason.code(), ErrorCode::KRB_AP_ERR_SKEW);
            assert_eq!(refused.presented.client, Some(principal("alice")));
        }
    }
}

#[test]
fn an_authenticator_is_taken_once() {
    let mut specimen = Specimen::sha1();
    let token = specimen.token();
    let acceptor = specimen.acceptor(AcceptorOptions::default());
    acceptor.decide(&token, at(0)).unwrap();
    let refused = acceptor.clone().decide(&token, at(5)).unwrap_err();
    assert_eq!(*refused.reason, Refusal::Replay { client_time: at(0) });
    assert_eq!(refused.reason.code(), ErrorCode::KRB_AP_ERR_REPEAT);
    let rekeyed = acceptor.with_keys(specimen.keys()).decide(&token, at(6)).unwrap_err();
    assert_eq!(*rekeyed.reason, Refusal::Replay { client_time: at(0) });

    let ignore = AcceptorOptions { replay: ReplayPolicy::Ignore, ..Default::default() };
    let acceptor = specimen.acceptor(ignore);
    acceptor.decide(&token, at(0)).unwrap();
    acceptor.decide(&token, at(0)).unwrap();
}

#[test]
fn a_ticket_is_good_between_its_times_widened_by_the_skew() {
    let with_times = |start: i64, end: i64, flags: TicketFlags| {
        let mut case = Case::new();
        case.specimen.ticket.starttime = Some(second(start).into());
        case.specimen.ticket.endtime = second(end).into();
        case.specimen.ticket.flags = flags;
        let token = case.specimen.token();
        case.acceptor().decide(&token, at(0)).map(drop).map_err(|refused| *refused.reason)
    };
    let none = TicketFlags::EMPTY;
    assert_eq!(with_times(300, 900, none), Ok(()));
    let early = Refusal::NotYetValid { starttime: second(301), now: at(0) };
    assert_eq!(early.code(), ErrorCode::KRB_AP_ERR_TKT_NYV);
    assert_eq!(with_times(301, 900, none), Err(early));
    assert_eq!(with_times(-900, -300, none), Ok(()));
    let late = Refusal::Expired { endtime: second(-301), now: at(0) };
    assert_eq!(late.code(), ErrorCode::KRB_AP_ERR_TKT_EXPIRED);
    assert_eq!(with_times(-900, -301, none), Err(late));
    let invalid = with_times(-900, 900, TicketFlags::INVALID);
    assert_eq!(invalid, Err(Refusal::InvalidTicket));
}

#[test]
fn a_ticket_without_start_begins_with_the_authentication() {
    let mut case = Case::new();
    case.specimen.ticket.starttime = None;
    case.specimen.ticket.authtime = second(400).into();
    let early = Refusal::NotYetValid { starttime: second(400), now: at(0) };
    assert_eq!(case.reason(), early);
}

#[test]
fn an_altered_authenticator_is_refused_by_what_was_altered() {
    let mut case = Case::new();
    let good = case.specimen.authenticator();
    let mut refuse = |change: &dyn Fn(&mut crate::wire::Authenticator)| {
        let mut authenticator = good.clone();
        change(&mut authenticator);
        let token = token(&case.specimen.request(&authenticator));
        *case.refuse(&token).reason
    };
    let claimed = principal("bob");
    let name = claimed.name.clone();
    assert_eq!(refuse(&move |part| part.cname = name.clone()), Refusal::Badmatch { claimed });
    assert_eq!(
        refuse(&|part| part.crealm = "OTHER.TEST".into()).code(),
        ErrorCode::KRB_AP_ERR_BADMATCH
    );
    let bad_key = EncryptionKey { keytype: 23, keyvalue: vec![0; 16].into() };
    let enctype = Enctype::RC4;
    if !enctype.is_supported() {
        let refused = refuse(&move |part| part.subkey = Some(bad_key.clone()));
        assert_eq!(refused, Refusal::BadSubkey { enctype });
    }
    assert_eq!(refuse(&|part| part.cksum = None), Refusal::InappropriateChecksum { found: None });
    let other = |part: &mut crate::wire::Authenticator| {
        part.cksum = Some(Checksum { cksumtype: 16, checksum: vec![0; 12].into() });
    };
    assert_eq!(refuse(&other), Refusal::InappropriateChecksum { found: Some(16) });
    let short = |part: &mut crate::wire::Authenticator| {
        part.cksum = Some(Checksum { cksumtype: 0x8003, checksum: vec![16, 0, 0].into() });
    };
    assert!(matches!(refuse(&short), Refusal::BadChecksum { .. }));
}

#[test]
fn bindings_and_mutual_authentication_are_demanded_where_configured() {
    let ours = ChannelBindings::of_application_data(*b"channel");
    let bound = Case::new().with(|case| case.options.bindings = Some(ours));
    assert_eq!(bound.reason(), Refusal::BadBindings);
    let mutual = Case::new().with(|case| case.options.mutual = MutualPolicy::Required);
    assert_eq!(mutual.reason(), Refusal::MissingMutual);
}

#[test]
fn an_altered_request_is_refused_by_what_was_altered() {
    let mut case = Case::new();
    let authenticator = case.specimen.authenticator();
    let good = case.specimen.request(&authenticator);
    let refuse = |change: &dyn Fn(&mut crate::wire::ApReq)| {
        let mut request = good.clone();
        change(&mut request);
        *case.refuse(&token(&request)).reason
    };
    assert_eq!(refuse(&|request| request.pvno = 4), Refusal::BadVersion { found: 4 });
    let old = |request: &mut crate::wire::ApReq| request.ticket.tkt_vno = 4;
    assert_eq!(refuse(&old), Refusal::BadVersion { found: 4 });
    assert_eq!(refuse(&|request| request.msg_type = 15), Refusal::BadMessageType { found: 15 });
    let user_to_user =
        |request: &mut crate::wire::ApReq| request.ap_options = ApOptions::USE_SESSION_KEY;
    assert_eq!(refuse(&user_to_user), Refusal::UserToUser);
    let stranger = |request: &mut crate::wire::ApReq| {
        request.authenticator.cipher = vec![0; 100].into();
    };
    assert_eq!(refuse(&stranger), Refusal::CannotDecryptAuthenticator);
}

#[test]
fn what_is_no_message_is_malformed() {
    let mut case = Case::new();
    let authenticator = case.specimen.authenticator();
    let ticket = case.specimen.sealed_ticket_around(b"\x30\x00");
    let request = case.specimen.request_with(ticket, &authenticator.to_der());
    let refused = *case.refuse(&token(&request)).reason;
    assert!(matches!(refused, Refusal::Malformed { message: "EncTicketPart", .. }), "{refused}");

    let ticket = case.specimen.sealed_ticket();
    let request = case.specimen.request_with(ticket, b"\x62\x05");
    let refused = *case.refuse(&token(&request)).reason;
    assert!(matches!(refused, Refusal::Malformed { message: "Authenticator", .. }), "{refused}");

    let framed = |id, body: &[u8]| *case.refuse(&frame(id, body)).reason;
    let found = TokenId::AP_REP;
    assert_eq!(framed(found, b""), Refusal::WrongToken { found });
    let cut = framed(TokenId::AP_REQ, b"\x6e\x03\x30\x00\x00");
    assert!(matches!(cut, Refusal::Malformed { message: "AP-REQ", offset: 15.., .. }), "{cut:?}");
    let empty = *case.refuse(b"").reason;
    assert!(matches!(empty, Refusal::Malformed { message: "token", offset: 0, .. }), "{empty}");
    let spnego = *case.refuse(b"\x60\x0a\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x00").reason;
    assert_eq!(spnego, Refusal::ForeignMechanism { mechanism: "1.3.6.1.5.5.2".into() });
}

#[test]
fn a_session_key_of_an_unknown_enctype_is_named() {
    let mut case = Case::new();
    case.specimen.ticket.key = EncryptionKey { keytype: 4711, keyvalue: vec![0; 16].into() };
    assert_eq!(case.reason(), Refusal::EnctypeUnsupported { enctype: Enctype(4711) });
}

#[test]
fn a_refused_ticket_has_an_id() {
    let mut case = Case::new();
    let authenticator = case.specimen.authenticator();
    let request = case.specimen.request(&authenticator);
    case.keys = Some(vec![]);
    let refused = case.refuse(&token(&request));
    assert_eq!(refused.presented.ticket, Some(ticket_id(&request.ticket)));
    assert_eq!(refused.presented.client, None);
    assert_eq!(format!("{:#}", ticket_id(&request.ticket)).len(), 64);
}

proptest! {
    #[test]
    fn octets_of_any_kind_are_answered(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let case = Case::new();
        case.refuse(&octets);
        case.refuse(&frame(TokenId::AP_REQ, &octets));
    }

    #[test]
    fn an_altered_token_is_accepted_with_its_own_ticket_or_refused(
        at_octet in any::<prop::sample::Index>(),
        octet: u8,
        cut in any::<prop::sample::Index>(),
    ) {
        let mut case = Case::new();
        let mut token = case.specimen.token();
        case.refuse(&token[..cut.index(token.len())]);
        let place = at_octet.index(token.len());
        token[place] = octet;
        if let Ok(accepted) = case.acceptor().decide(&token, at(0)) {
            prop_assert_eq!(accepted.client(), &principal("alice"));
        }
    }
}
