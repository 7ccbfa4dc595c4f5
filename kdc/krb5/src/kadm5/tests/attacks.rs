//! Messages that a server must not believe.

use super::specimen::Ends;
use crate::kadm5::procedure::Procedure;
use crate::kadm5::rpc::{
    AcceptStat, AuthFlavor, AuthStat, CallHeader, OpaqueAuth, Reply, ReplyBody, Verdict,
    assemble_call,
};
use crate::kadm5::rpcsec_gss::{
    Arrived, Connection, Dropped, GssCredential, GssProcedure, Service, Trouble,
};

fn stat(reply: &[u8]) -> Verdict {
    match Reply::parse(reply).unwrap().body {
        ReplyBody::Accepted { status, .. } => Verdict::Accepted(status),
        ReplyBody::Denied(verdict) => verdict,
    }
}

fn call(ends: &mut Ends, client: &mut Connection) -> Vec<u8> {
    client.call(Procedure::INIT, &[0x12, 0x34, 0x57, 4], &mut ends.entropy).unwrap()
}

#[test]
fn no_octet_of_a_call_may_change() {
    for service in [Service::INTEGRITY, Service::PRIVACY] {
        let (mut ends, mut client) = Ends::met(service);
        let message = call(&mut ends, &mut client);
        for at in 0..message.len() {
            let (mut ends, mut client) = Ends::met(service);
            let mut message = call(&mut ends, &mut client);
            message[at] ^= 1;
            let arrived = ends.receive(&message);
            assert!(!matches!(arrived, Arrived::Call(_)), "octet {at}: {arrived:?}");
        }
    }
}

#[test]
fn a_bad_mic_is_a_credential_problem_and_moves_no_window() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let good = call(&mut ends, &mut client);
    let mut forged = good.clone();
    // The header has 24 octets, the credential 32; the verifier's body follows 8 octets later.
    let mic = 24 + 32 + 8 + 16;
    forged[mic] ^= 0x80;
    match ends.receive(&forged) {
        Arrived::Reply { message, trouble: Some(Trouble::BadMic(Procedure::INIT, peer)) } => {
            assert_eq!(stat(&message), Verdict::AuthError(AuthStat::CREDENTIAL_PROBLEM));
            assert_eq!(peer.client.to_string(), "alice@EXAMPLE.TEST");
        }
        other => panic!("{other:?}"),
    }
    ends.call(&good);
}

#[test]
fn a_replayed_call_is_dropped() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let first = call(&mut ends, &mut client);
    ends.call(&first);
    assert!(matches!(ends.receive(&first), Arrived::Dropped(Dropped::Repeated(1))));
    for _ in 0..200 {
        let message = call(&mut ends, &mut client);
        ends.call(&message);
    }
    assert!(matches!(ends.receive(&first), Arrived::Dropped(Dropped::Below(1))));
}

#[test]
fn a_replayed_token_makes_no_second_context() {
    let (mut ends, _, message) = Ends::strangers(Service::PRIVACY);
    ends.reply(&message);
    match ends.receive(&message) {
        Arrived::Reply { message, trouble: Some(Trouble::TokenRefused(_)) } => {
            assert_eq!(stat(&message), Verdict::AuthError(AuthStat::REJECTED_CREDENTIAL));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_without_protection_is_too_weak() {
    let (mut ends, _) = Ends::met(Service::PRIVACY);
    let credential = GssCredential {
        procedure: GssProcedure::DATA,
        sequence: 9,
        service: Service::NONE,
        handle: &[0, 0, 0, 1],
    };
    let expected = Verdict::AuthError(AuthStat::TOO_WEAK);
    assert_eq!(stat(&ends.reply(&with(&credential))), expected);
    let unknown = GssCredential { service: Service(7), ..credential };
    let expected = Verdict::AuthError(AuthStat::BAD_CREDENTIAL);
    assert_eq!(stat(&ends.reply(&with(&unknown))), expected);
    let stranger = GssCredential { service: Service::PRIVACY, handle: b"none", ..credential };
    let expected = Verdict::AuthError(AuthStat::CREDENTIAL_PROBLEM);
    assert_eq!(stat(&ends.reply(&with(&stranger))), expected);
}

fn with(credential: &GssCredential<'_>) -> Vec<u8> {
    let body = credential.to_body();
    let head = CallHeader::kadm5(1, 13).with_credential(OpaqueAuth::gss(&body));
    assemble_call(head, OpaqueAuth::gss(&[0; 28]), &[])
}

#[test]
fn other_authentications_are_refused() {
    let (mut ends, ..) = Ends::strangers(Service::PRIVACY);
    for (flavor, expected) in [
        (AuthFlavor::AUTH_GSSAPI, AuthStat::REJECTED_CREDENTIAL),
        (AuthFlavor(1), AuthStat::REJECTED_CREDENTIAL),
        (AuthFlavor::NONE, AuthStat::TOO_WEAK),
    ] {
        let credential = OpaqueAuth { flavor, body: &[0; 12] };
        let head = CallHeader::kadm5(1, 1).with_credential(credential);
        let reply = ends.reply(&assemble_call(head, OpaqueAuth::NONE, &[0; 40]));
        assert_eq!(stat(&reply), Verdict::AuthError(expected), "{flavor:?}");
    }
}

#[test]
fn a_body_of_another_call_is_garbage() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let (first, second) = (call(&mut ends, &mut client), call(&mut ends, &mut client));
    // Head, credential and verifier of the second with the body of the first.
    let proof = 24 + 32 + 8 + 28;
    let mixed = [&second[..proof], &first[proof..]].concat();
    match ends.receive(&mixed) {
        Arrived::Reply { message, trouble: Some(Trouble::Body(..)) } => {
            let expected = Verdict::Accepted(AcceptStat::GARBAGE_ARGUMENTS);
            assert_eq!(stat(&message), expected);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_programs_and_versions_are_named() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    for (program, version, expected) in
        [(100_423, 1, AcceptStat::PROGRAM_UNAVAILABLE), (2112, 3, AcceptStat::PROGRAM_MISMATCH)]
    {
        let message = client.message_of(program, version, &mut ends.entropy);
        assert_eq!(stat(&ends.reply(&message)), Verdict::Accepted(expected));
    }
    let header = CallHeader { rpc_version: 3, ..CallHeader::kadm5(1, 0) };
    let message = assemble_call(header.with_credential(OpaqueAuth::NONE), OpaqueAuth::NONE, &[]);
    assert_eq!(stat(&ends.reply(&message)), Verdict::RpcMismatch);
}

#[test]
fn the_contexts_of_a_connection_are_bounded() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let message = call(&mut ends, &mut client);
    ends.call(&message);
    for second in 1..=8 {
        let token = ends.another_token(second);
        ends.reply(&token);
    }
    let message = call(&mut ends, &mut client);
    let reply = ends.reply(&message);
    assert_eq!(stat(&reply), Verdict::AuthError(AuthStat::CREDENTIAL_PROBLEM));
}
