//! What a client makes of a TGS's answers.

use kerbside_crypto::{KeyUsage, SeededEntropy};

use super::small_kdc::{Draft, NOW, SmallKdc, at, done, principal};
use crate::client::*;
use crate::gss::AuthenticatorClock;
use crate::time::Timestamp;
use crate::wire::{Der, ErrorCode, KdcOptions, KerberosTime, TgsReq, TicketFlags};

fn entropy() -> SeededEntropy {
    SeededEntropy::new(12)
}

fn tgt(kdc: &mut SmallKdc) -> Credential {
    let mut request = AsRequest::new(principal("alice"), ClientSecret::password("secret"));
    request.timesync = Timesync::On;
    let (mut exchange, sent) = AsExchange::start(request, at(0), &mut entropy()).unwrap();
    let draft = kdc.draft_as(&sent);
    let reply = kdc.seal_as(draft);
    done(exchange.receive(&reply, at(0), &mut entropy()).unwrap()).credential
}

fn start(request: TgsRequest) -> (TgsExchange, Vec<u8>) {
    let mut clock = AuthenticatorClock::default();
    TgsExchange::start(request, &mut clock, at(0), &mut entropy()).unwrap()
}

fn kafka(kdc: &mut SmallKdc) -> TgsRequest {
    TgsRequest::new(tgt(kdc), principal("kafka/localhost"))
}

fn answer(
    kdc: &mut SmallKdc,
    request: TgsRequest,
    alter: impl FnOnce(&mut Draft),
) -> Result<Issued, ClientFailure> {
    let ticket = request.ticket.clone();
    let (mut exchange, sent) = start(request);
    let mut draft = kdc.draft_tgs(&sent, &ticket);
    alter(&mut draft);
    let reply = kdc.seal_tgs(draft);
    exchange.receive(&reply, at(0)).map(done)
}

#[test]
fn a_service_ticket_comes_under_the_subkey_or_the_session_key() {
    let mut kdc = SmallKdc::new();
    for subkey in [TgsSubkey::Fresh, TgsSubkey::None] {
        let request = TgsRequest { subkey, ..kafka(&mut kdc) };
        let issued = answer(&mut kdc, request, |_| {}).unwrap();
        assert_eq!(issued.credential.server, principal("kafka/localhost"));
        assert_eq!(issued.credential.client, principal("alice"));
    }
    let request = kafka(&mut kdc);
    let session = request.ticket.key.clone();
    answer(&mut kdc, request, |draft| {
        draft.key = session;
        draft.usage = KeyUsage::TGS_REP_SESSION;
    })
    .unwrap();
}

#[test]
fn a_reply_that_is_not_ours_is_refused() {
    let alterations: [fn(&mut Draft); 6] = [
        |draft| draft.part.nonce += 1,
        |draft| draft.reply.cname = principal("bob").name,
        |draft| draft.part.sname = principal("kafka/other").name,
        |draft| draft.reply.ticket.sname = principal("kafka/other").name,
        |draft| {
            draft.part.sname = principal("kafka/other").name;
            draft.reply.ticket.sname = principal("kafka/other").name;
        },
        |draft| draft.part.endtime = KerberosTime(draft.part.endtime.0 + 1),
    ];
    for alter in alterations {
        let mut kdc = SmallKdc::new();
        let request = kafka(&mut kdc);
        let failure = answer(&mut kdc, request, alter).unwrap_err();
        assert!(matches!(failure, ClientFailure::ReplyModified { .. }), "{failure:?}");
    }
    let mut kdc = SmallKdc::new();
    let (request, key) = (kafka(&mut kdc), kdc.ticket_key.clone());
    let failure = answer(&mut kdc, request, |draft| draft.key = key).unwrap_err();
    assert_eq!(failure.to_string(), "Decrypt integrity check failed");
}

#[test]
fn a_referral_is_named() {
    let mut kdc = SmallKdc::new();
    let mut request = kafka(&mut kdc);
    request.options.flags = KdcOptions::CANONICALIZE;
    let failure = answer(&mut kdc, request, |draft| {
        draft.part.sname = principal("krbtgt/OTHER.TEST").name;
        draft.reply.ticket.sname = principal("krbtgt/OTHER.TEST").name;
    });
    let realm = "OTHER.TEST".into();
    assert_eq!(failure, Err(ClientFailure::ServiceReferral { realm }));
}

#[test]
fn refusals_name_the_service() {
    for (code, e_text, sentence) in [
        (
            ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN,
            Some("LOOKING_UP_SERVER"),
            "Server kafka/localhost@EXAMPLE.TEST not found in Kerberos database",
        ),
        (ErrorCode::KRB_ERR_GENERIC, Some("PROCESS_TGS"), "KDC returned error string: PROCESS_TGS"),
        (ErrorCode::KRB_AP_ERR_TKT_EXPIRED, None, "Ticket expired"),
        (ErrorCode::KDC_ERR_BADOPTION, None, "KDC can't fulfill requested option"),
    ] {
        let mut kdc = SmallKdc::new();
        let (mut exchange, _) = start(kafka(&mut kdc));
        let failure = exchange.receive(&kdc.error(code, e_text).to_der(), at(0)).unwrap_err();
        assert_eq!(failure.to_string(), sentence);
        assert_eq!(failure.e_text().as_deref(), e_text);
        assert_eq!(exchange.receive(b"", at(0)), Err(ClientFailure::Ended));
    }
}

#[test]
fn too_big_an_answer_is_fetched_over_tcp_once() {
    let mut kdc = SmallKdc::new();
    let (mut exchange, message) = start(kafka(&mut kdc));
    let too_big = kdc.error(ErrorCode::KRB_ERR_RESPONSE_TOO_BIG, None).to_der();
    let step = exchange.receive(&too_big, at(0)).unwrap();
    assert_eq!(step, Step::Send { message, transport: Transport::TcpOnly });
    assert_eq!(exchange.receive(&too_big, at(0)), Err(ClientFailure::TooBigOverTcp));
}

#[test]
fn renewal_and_forwarding_ask_for_the_same_service_again() {
    let mut kdc = SmallKdc::new();
    let mut ticket = tgt(&mut kdc);
    ticket.flags = TicketFlags::FORWARDABLE | TicketFlags::RENEWABLE | TicketFlags::INITIAL;
    let kept = KdcOptions::FORWARDABLE | KdcOptions::RENEWABLE;
    for (request, option) in [
        (TgsRequest::renewal(ticket.clone()), KdcOptions::RENEW),
        (TgsRequest::validation(ticket.clone()), KdcOptions::VALIDATE),
        (TgsRequest::forwarding(ticket.clone()), KdcOptions::FORWARDED),
    ] {
        let (_, sent) = start(request.clone());
        let body = TgsReq::from_der(&sent).unwrap().0.req_body.into_value();
        assert_eq!(body.kdc_options, kept | option);
        assert_eq!(body.sname, Some(ticket.server.name.clone()));
        let issued = answer(&mut kdc, request, |_| {}).unwrap();
        assert_eq!(issued.credential.server, ticket.server);
    }
}

#[test]
fn a_ticket_is_not_asked_to_outlive_the_one_shown() {
    let mut kdc = SmallKdc::new();
    let mut request = kafka(&mut kdc);
    request.ticket.endtime = Timestamp::from_seconds(NOW + 100);
    let (_, sent) = start(request);
    let body = TgsReq::from_der(&sent).unwrap().0.req_body.into_value();
    assert_eq!(body.till, KerberosTime(NOW + 100));
}

#[test]
fn the_offset_of_the_as_exchange_moves_every_time() {
    let mut kdc = SmallKdc::new();
    kdc.ahead = 3_600;
    let request = TgsRequest { offset: ClockOffset(3_600_000_000), ..kafka(&mut kdc) };
    let ticket = request.ticket.clone();
    let (_, sent) = start(request.clone());
    let asked = TgsReq::from_der(&sent).unwrap().0;
    let authenticator = SmallKdc::authenticator(&asked, &ticket);
    assert_eq!(authenticator.ctime.with_usec(Some(authenticator.cusec)), at(3_600));
    answer(&mut kdc, request.clone(), |_| {}).unwrap();
    let uncorrected = TgsRequest { offset: ClockOffset(0), ..request };
    let failure = answer(&mut kdc, uncorrected, |_| {}).unwrap_err();
    assert_eq!(failure.to_string(), "Clock skew too great in KDC reply");
}

#[test]
fn two_requests_at_one_instant_have_two_times() {
    let mut kdc = SmallKdc::new();
    let request = kafka(&mut kdc);
    let mut clock = AuthenticatorClock::default();
    let mut time = || {
        let started = TgsExchange::start(request.clone(), &mut clock, at(0), &mut entropy());
        let asked = TgsReq::from_der(&started.unwrap().1).unwrap().0;
        SmallKdc::authenticator(&asked, &request.ticket).cusec
    };
    assert_ne!(time(), time());
}
