//! A client and a server of this crate.

use super::specimen::Ends;
use crate::gss::tests::specimen::{Specimen, at, principal};
use crate::gss::{AcceptorOptions, AuthenticatorClock};
use crate::kadm5::client::{Client, ClientError, Session, Step};
use crate::kadm5::rpc::{AcceptStat, AuthStat};
use crate::kadm5::rpcsec_gss::{Arrived, ConnectionError, Service};
use crate::kadm5::xdr::Writer;
use crate::kadm5::*;

#[test]
fn arguments_and_results_travel_under_either_protection() {
    for service in [Service::INTEGRITY, Service::PRIVACY] {
        let (mut ends, mut client) = Ends::met(service);
        for round in 0..200u8 {
            let message =
                client.call(Procedure::GET_PRINCS, &[round; 40], &mut ends.entropy).unwrap();
            assert_eq!(contains(&message, &[round; 40]), service == Service::INTEGRITY);
            let call = ends.call(&message);
            assert!(!format!("{call:?}").contains(&format!("{round}, {round}")));
            assert_eq!((call.procedure, call.arguments), (Procedure::GET_PRINCS, vec![round; 40]));
            assert_eq!(call.peer.client.to_string(), "alice@EXAMPLE.TEST");
            assert_eq!(call.peer.service.to_string(), "kadmin/admin@EXAMPLE.TEST");
            assert!(call.peer.flags.contains(crate::wire::TicketFlags::INITIAL));
            let reply = ends.server.succeed(&call.pending, &[round; 4], &mut ends.entropy);
            assert_eq!(client.results(&reply).unwrap(), [round; 4]);
        }
    }
}

fn contains(message: &[u8], part: &[u8]) -> bool {
    message.windows(part.len()).any(|window| window == part)
}

#[test]
fn calls_may_arrive_out_of_order() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let entropy = &mut kerbside_crypto::SeededEntropy::new(5);
    let messages: Vec<Vec<u8>> =
        (0..10).map(|_| client.call(Procedure::INIT, &[], entropy).unwrap()).collect();
    for message in messages.iter().rev() {
        ends.call(message);
    }
}

#[test]
fn a_context_ends_by_its_last_call() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let message = client.destroy(&mut ends.entropy).unwrap();
    let reply = ends.reply(&message);
    assert_eq!(client.results(&reply), Ok(Vec::new()));
    assert!(!ends.server.is_authenticated());
    let message = client.call(Procedure::INIT, &[], &mut ends.entropy).unwrap();
    let reply = ends.reply(&message);
    let denied = ConnectionError::Denied(AuthStat::CREDENTIAL_PROBLEM);
    assert_eq!(client.results(&reply), Err(denied));
}

#[test]
fn a_call_that_cannot_be_performed_is_answered_with_its_reason() {
    let (mut ends, mut client) = Ends::met(Service::PRIVACY);
    let message = client.call(Procedure(99), &[], &mut ends.entropy).unwrap();
    let call = ends.call(&message);
    let reply = ends.server.fail(&call.pending, AcceptStat::PROCEDURE_UNAVAILABLE);
    let expected = ConnectionError::NotPerformed(AcceptStat::PROCEDURE_UNAVAILABLE);
    assert_eq!(client.results(&reply), Err(expected));
}

/// A server that knows the versions up to `newest` answers INIT until a session stands.
fn session(newest: ApiVersion) -> (Ends, Result<Session, ClientError>) {
    let (mut ends, ..) = Ends::strangers(Service::PRIVACY);
    let mut specimen = Specimen::sha1();
    specimen.service = principal("kadmin/admin");
    let credential = specimen.credential();
    ends.acceptor.0 = specimen.acceptor(AcceptorOptions::default());
    let mut clock = AuthenticatorClock::default();
    let (mut client, mut message) =
        Client::start(&credential, &mut clock, at(0), &mut ends.entropy).unwrap();
    loop {
        let reply = match ends.receive(&message) {
            Arrived::Reply { message, .. } => message,
            Arrived::Call(call) => {
                let (version, request) =
                    Request::read(call.procedure, &call.arguments).unwrap().unwrap();
                assert_eq!(request, Request::Init);
                let outcome = match version <= newest {
                    true => Ok(Response::Done),
                    false => Err(Code::NEW_SERVER_API_VERSION),
                };
                let mut writer = Writer::new();
                Response::write(call.procedure, version, &outcome, &mut writer);
                ends.server.succeed(&call.pending, writer.as_bytes(), &mut ends.entropy)
            }
            other => panic!("{other:?}"),
        };
        match client.receive(&reply, &mut ends.entropy) {
            Ok(Step::Send(next, text)) => (client, message) = (next, text),
            Ok(Step::Ready(session)) => return (ends, Ok(session)),
            Err(error) => return (ends, Err(error)),
        }
    }
}

#[test]
fn an_old_server_is_met_in_its_version() {
    for version in ApiVersion::OFFERED {
        let (_, session) = session(version);
        assert_eq!(session.unwrap().version(), version);
    }
    let (_, ancient) = session(ApiVersion(0x1234_5701));
    assert_eq!(ancient.unwrap_err().code(), Code::NEW_SERVER_API_VERSION);
}

#[test]
fn a_refusal_is_the_servers_code() {
    let (mut ends, session) = session(ApiVersion::V4);
    let mut session = session.unwrap();
    let request = Request::DeletePrincipal { principal: "bob".into() };
    let message = session.ask(&request, &mut ends.entropy).unwrap();
    let call = ends.call(&message);
    let mut writer = Writer::new();
    let outcome = Err(Code::AUTH_DELETE);
    Response::write(call.procedure, ApiVersion::V4, &outcome, &mut writer);
    let reply = ends.server.succeed(&call.pending, writer.as_bytes(), &mut ends.entropy);
    assert_eq!(session.answer(&reply), Err(ClientError::Refused(Code::AUTH_DELETE)));
}
