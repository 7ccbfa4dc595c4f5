//! A session of MIT krb5 1.20.1's kadmin with its kadmind (`fixtures/kadm5`): every call and reply
//! is read, and is written again as it was.

use std::collections::BTreeSet;

use crate::gss::SecurityContext;
use crate::gss::tests::foreign::contexts;
use crate::kadm5::record::{LONGEST, RecordReader};
use crate::kadm5::rpc::{Call, Reply, ReplyBody};
use crate::kadm5::rpcsec_gss::{GssCredential, GssProcedure, Service, unprotect};
use crate::kadm5::xdr::{Reader, Writer};
use crate::kadm5::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../../fixtures/kadm5/", $name))
    };
}

fn records(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = RecordReader::new(LONGEST);
    reader.push(stream);
    let records = std::iter::from_fn(|| reader.next_record().unwrap()).collect();
    assert!(!reader.is_within());
    records
}

/// Call and reply, opened: the procedure, its arguments and its results.
struct Exchange {
    procedure: Procedure,
    arguments: Vec<u8>,
    results: Vec<u8>,
}

fn opened(initiator: &mut SecurityContext, acceptor: &mut SecurityContext) -> Vec<Exchange> {
    let (calls, replies) =
        (records(fixture!("session.calls")), records(fixture!("session.replies")));
    assert_eq!(calls.len(), replies.len());
    let pairs = calls.iter().zip(&replies).skip(1);
    let open = |(call, reply): (&Vec<u8>, &Vec<u8>)| {
        let (call, reply) = (Call::parse(call).unwrap(), Reply::parse(reply).unwrap());
        let credential = GssCredential::parse(call.credential.body).unwrap();
        assert_eq!((credential.service, credential.handle), (Service::PRIVACY, &b"xxxx"[..]));
        acceptor.verify_mic(call.covered, call.verifier.body).unwrap();
        let ReplyBody::Accepted { verifier, results, .. } = reply.body else {
            panic!("a call was denied: {reply:?}");
        };
        let sequence = credential.sequence;
        initiator.verify_mic(&sequence.to_be_bytes(), verifier.body).unwrap();
        let arguments = unprotect(acceptor, Service::PRIVACY, sequence, call.body).unwrap();
        let results = unprotect(initiator, Service::PRIVACY, sequence, results).unwrap();
        let procedure = Procedure(call.header.procedure);
        let data = credential.procedure == GssProcedure::DATA;
        data.then_some(Exchange { procedure, arguments, results })
    };
    pairs.filter_map(open).collect()
}

fn exchanges() -> Vec<Exchange> {
    let first = records(fixture!("session.calls")).remove(0);
    let call = Call::parse(&first).unwrap();
    let token = Reader::new(call.body).opaque().unwrap();
    let answer = records(fixture!("session.replies")).remove(0);
    let ReplyBody::Accepted { results, verifier, .. } = Reply::parse(&answer).unwrap().body else {
        panic!("the context was refused");
    };
    let mut reader = Reader::new(results);
    reader.opaque().unwrap();
    let [_major, _minor, window] = [(); 3].map(|()| reader.u32().unwrap());
    let reply = reader.opaque().unwrap();
    let keytab = fixture!("service.keytab");
    let (mut initiator, mut acceptor) = contexts(keytab, token, Some(reply));
    initiator.verify_mic(&window.to_be_bytes(), verifier.body).unwrap();
    opened(&mut initiator, &mut acceptor)
}

#[test]
fn every_call_of_the_session_is_written_as_it_was_read() {
    for Exchange { procedure, arguments, .. } in exchanges() {
        let (version, request) = Request::read(procedure, &arguments).unwrap().unwrap();
        assert_eq!((version, request.procedure()), (ApiVersion::V4, procedure));
        let mut writer = Writer::new();
        request.write(version, &mut writer);
        assert_eq!(writer.as_bytes(), arguments, "{request:?}");
    }
}

#[test]
fn every_reply_of_the_session_is_written_as_it_was_read() {
    for Exchange { procedure, results, .. } in exchanges() {
        let outcome = Response::read(procedure, ApiVersion::V4, &results).unwrap();
        let mut writer = Writer::new();
        Response::write(procedure, ApiVersion::V4, &outcome, &mut writer);
        assert_eq!(writer.as_bytes(), results, "{procedure:?}: {outcome:?}");
    }
}

#[test]
fn the_session_has_the_procedures_that_kadmin_uses() {
    let met: BTreeSet<u32> = exchanges().iter().map(|exchange| exchange.procedure.0).collect();
    let expected = (1..=6).chain(8..=15).chain(18..=20).chain(22..=24).chain([26]);
    assert_eq!(met, expected.collect());
}

#[test]
fn the_meaning_of_the_session_is_what_kadmin_printed() {
    let exchanges = exchanges();
    let of = |procedure: Procedure| {
        let found = exchanges.iter().filter(move |exchange| exchange.procedure == procedure);
        found.map(move |one| {
            let (_, request) = Request::read(procedure, &one.arguments).unwrap().unwrap();
            (request, Response::read(procedure, ApiVersion::V4, &one.results).unwrap())
        })
    };
    let policies: Vec<_> = of(Procedure::GET_POLICY).map(|(_, outcome)| outcome).collect();
    assert!(policies.contains(&Err(Code::UNK_POLICY)));
    let Some(Ok(Response::Policy(strong))) = policies.first() else {
        panic!("{policies:?}");
    };
    assert_eq!((strong.min_length, strong.min_classes, strong.history), (7, 2, 3));
    assert_eq!((strong.max_failures, strong.lockout_duration), (5, 300));
    let allowed = "aes256-cts:normal,aes128-cts:normal";
    assert_eq!(strong.allowed_key_salts.as_deref(), Some(allowed));
    let (_, names) = of(Procedure::GET_PRINCS).next().unwrap();
    assert!(
        matches!(names, Ok(Response::Names(names)) if names.contains(&"K/M@EXAMPLE.COM".into()))
    );
    let (_, bob) = of(Procedure::GET_PRINCIPAL).next().unwrap();
    let Ok(Response::Principal(bob)) = bob else {
        panic!("{bob:?}");
    };
    assert_eq!(
        (bob.principal.as_str(), bob.policy.as_deref()),
        ("bob@EXAMPLE.COM", Some("strong"))
    );
    assert_eq!(bob.keys, [KeyShape { kvno: 1, enctype: 18, salt_type: None }]);
    let (_, keys) = of(Procedure::EXTRACT_KEYS).next().unwrap();
    assert!(matches!(keys, Ok(Response::Keys(keys)) if keys.len() >= 2));
    let (request, _) = of(Procedure::CHPASS_PRINCIPAL3).next().unwrap();
    assert!(!format!("{request:?}").contains("Secret-"), "{request:?}");
}
