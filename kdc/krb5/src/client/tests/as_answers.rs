//! What a client makes of an AS's answers.

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use proptest::prelude::*;

use super::small_kdc::{Draft, ENCTYPE, NOW, SmallKdc, at, done, message, principal};
use crate::client::*;
use crate::formats::keytab::{Keytab, KeytabEntry};
use crate::time::Timestamp;
use crate::wire::{
    AsReq, Der, EncryptionKey, ErrorCode, KdcOptions, KerberosTime, PaDataType, TicketFlags,
};

fn request() -> AsRequest {
    AsRequest::new(principal("alice"), ClientSecret::password("secret"))
}

fn entropy() -> SeededEntropy {
    SeededEntropy::new(11)
}

fn start(request: AsRequest) -> (AsExchange, Vec<u8>) {
    AsExchange::start(request, at(0), &mut entropy()).unwrap()
}

/// The answer to a first request that needs no preauthentication, altered on its way.
fn answer(request: AsRequest, alter: impl FnOnce(&mut Draft)) -> Result<Issued, ClientFailure> {
    answer_of(&mut SmallKdc::new(), request, alter)
}

fn answer_of(
    kdc: &mut SmallKdc,
    request: AsRequest,
    alter: impl FnOnce(&mut Draft),
) -> Result<Issued, ClientFailure> {
    let (mut exchange, sent) = start(request);
    let mut draft = kdc.draft_as(&sent);
    alter(&mut draft);
    let reply = kdc.seal_as(draft);
    exchange.receive(&reply, at(0), &mut entropy()).map(done)
}

fn refused(code: ErrorCode, e_text: Option<&str>) -> ClientFailure {
    let (mut exchange, _) = start(request());
    let error = SmallKdc::new().error(code, e_text).to_der();
    exchange.receive(&error, at(0), &mut entropy()).unwrap_err()
}

#[test]
fn preauthentication_follows_salt_and_parameters_of_the_kdc() {
    let mut kdc = SmallKdc::new();
    let (mut exchange, first) = start(request());
    assert_eq!(SmallKdc::claimed_time(&first, "secret"), None);
    let required = kdc.preauth_required();
    let second = message(exchange.receive(&required, at(1), &mut entropy()).unwrap());
    assert_eq!(SmallKdc::claimed_time(&second, "secret"), Some(at(1)));
    let padata = AsReq::from_der(&second).unwrap().0.padata.unwrap();
    let kinds: Vec<_> = padata.iter().map(|data| data.padata_type).collect();
    let expected = [PaDataType::ENC_TIMESTAMP, PaDataType::FX_COOKIE, PaDataType::REQ_ENC_PA_REP];
    assert_eq!(kinds, expected);
    let draft = kdc.draft_as(&second);
    let session = draft.part.key.clone();
    let reply = kdc.seal_as(draft);
    let issued = done(exchange.receive(&reply, at(1), &mut entropy()).unwrap());
    assert_eq!(issued.credential.client, principal("alice"));
    assert_eq!(issued.credential.server, principal("krbtgt/EXAMPLE.TEST"));
    assert_eq!(EncryptionKey::from(&issued.credential.key), session);
    assert_eq!(issued.credential.endtime, Timestamp::from_seconds(NOW + 1 + 86_400));
    assert_eq!(issued.reply_enctype, ENCTYPE);
    let again = exchange.receive(&reply, at(1), &mut entropy());
    assert_eq!(again, Err(ClientFailure::Ended));
}

#[test]
fn a_ticket_without_preauthentication_is_taken() {
    let issued = answer(request(), |_| {}).unwrap();
    assert_eq!(issued.offset, ClockOffset(0));
    assert_eq!(issued.encrypted_pa_data.len(), 1);
}

#[test]
fn a_credential_survives_the_form_of_a_cache() {
    let credential = answer(request(), |_| {}).unwrap().credential;
    assert_eq!(Credential::try_from(&credential.to_ccache()), Ok(credential));
}

#[test]
fn failures_read_as_those_of_mit() {
    for (code, sentence) in [
        (
            ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN,
            "Client 'alice@EXAMPLE.TEST' not found in Kerberos database",
        ),
        (ErrorCode::KDC_ERR_PREAUTH_FAILED, "Preauthentication failed"),
        (ErrorCode::KDC_ERR_CLIENT_REVOKED, "Client's credentials have been revoked"),
        (ErrorCode::KDC_ERR_KEY_EXPIRED, "Password has expired"),
        (ErrorCode::KDC_ERR_ETYPE_NOSUPP, "KDC has no support for encryption type"),
        (ErrorCode::KRB_AP_ERR_SKEW, "Clock skew too great"),
        (ErrorCode::KDC_ERR_NAME_EXP, "Client's entry in database has expired"),
    ] {
        let failure = refused(code, Some("TEXT"));
        assert_eq!(failure.to_string(), sentence);
        assert_eq!(failure.code(), Some(code));
        assert_eq!(failure.e_text().as_deref(), Some("TEXT"));
    }
}

#[test]
fn a_wrong_password_is_told_by_the_reply() {
    let mut wrong = request();
    wrong.secret = ClientSecret::password("wrong");
    let failure = answer(wrong, |_| {}).unwrap_err();
    assert_eq!(failure, ClientFailure::WrongKey { enctype: ENCTYPE });
    assert_eq!(failure.to_string(), "Password incorrect");
}

#[test]
fn a_keytab_asks_for_what_it_has_and_proves_with_it() {
    let entry = |name: &str, kvno, key: &Key| KeytabEntry {
        principal: principal(name),
        timestamp: at(0),
        kvno,
        key: EncryptionKey::from(key),
    };
    let (old, key) = (SmallKdc::client_key("old"), SmallKdc::client_key("secret"));
    let keytab = Keytab { entries: vec![entry("alice", 1, &old), entry("alice", 2, &key)] };
    let mut with_keytab = request();
    with_keytab.secret = ClientSecret::keytab(&keytab, &principal("alice"));
    let (_, sent) = start(with_keytab.clone());
    assert_eq!(AsReq::from_der(&sent).unwrap().0.req_body.etype, [ENCTYPE.0]);
    answer(with_keytab.clone(), |_| {}).unwrap();

    with_keytab.secret = ClientSecret::keytab(&keytab, &principal("bob"));
    with_keytab.client = principal("bob");
    let failure = AsExchange::start(with_keytab, at(0), &mut entropy()).unwrap_err();
    let sentence = "Keytab contains no suitable keys for bob@EXAMPLE.TEST";
    assert_eq!(failure.to_string(), sentence);
}

#[test]
fn a_reply_that_is_not_ours_is_refused() {
    let alterations: [fn(&mut Draft); 10] = [
        |draft| draft.part.nonce += 1,
        |draft| draft.reply.cname = principal("bob").name,
        |draft| draft.reply.crealm = "OTHER.TEST".into(),
        |draft| draft.part.sname = principal("kafka/localhost").name,
        |draft| draft.reply.ticket.sname = principal("kafka/localhost").name,
        |draft| draft.part.srealm = "OTHER.TEST".into(),
        |draft| draft.part.endtime = KerberosTime(draft.part.endtime.0 + 1),
        |draft| draft.part.encrypted_pa_data = None,
        |draft| {
            draft.part.encrypted_pa_data.as_mut().unwrap()[0].padata_value =
                crate::wire::Checksum { cksumtype: 15, checksum: vec![0; 12].into() }
                    .to_der()
                    .into()
        },
        |draft| {
            draft.reply.ticket.realm = "OTHER.TEST".into();
        },
    ];
    for (at, alter) in alterations.into_iter().enumerate() {
        let failure = answer(request(), alter).unwrap_err();
        assert!(matches!(failure, ClientFailure::ReplyModified { .. }), "{at}: {failure:?}");
        assert_eq!(failure.to_string(), "KDC reply did not match expectations");
    }
    // Nobody promised a checksum without the flag.
    answer(request(), |draft| {
        draft.part.flags = TicketFlags::EMPTY;
        draft.part.encrypted_pa_data = None;
    })
    .unwrap();
}

#[test]
fn canonical_names_are_taken_where_they_were_asked_for() {
    let mut canonical = request();
    canonical.options.flags = KdcOptions::CANONICALIZE;
    let issued = answer(canonical, |draft| draft.reply.cname = principal("Alice").name).unwrap();
    assert_eq!(issued.credential.client, principal("Alice"));
}

#[test]
fn the_clock_of_the_reply_may_differ_by_the_limit_and_no_more() {
    for direction in [-1, 1] {
        let with_skew = |seconds: i64| {
            let mut kdc = SmallKdc::new();
            kdc.ahead = seconds * direction;
            answer_of(&mut kdc, request(), |_| {})
        };
        with_skew(300).unwrap();
        let failure = with_skew(301).unwrap_err();
        assert_eq!(failure.to_string(), "Clock skew too great in KDC reply");
    }
}

#[test]
fn timesync_follows_the_clock_of_the_kdc() {
    let mut kdc = SmallKdc::new();
    kdc.ahead = 3_600;
    let (mut exchange, _) = start(AsRequest { timesync: Timesync::On, ..request() });
    let required = kdc.preauth_required();
    let second = message(exchange.receive(&required, at(0), &mut entropy()).unwrap());
    assert_eq!(SmallKdc::claimed_time(&second, "secret"), Some(at(3_600)));
    let draft = kdc.draft_as(&second);
    let reply = kdc.seal_as(draft);
    let issued = done(exchange.receive(&reply, at(0), &mut entropy()).unwrap());
    assert_eq!(issued.offset, ClockOffset(3_600_000_000));

    let without_preauth = AsRequest { timesync: Timesync::On, ..request() };
    let issued = answer_of(&mut kdc, without_preauth, |_| {}).unwrap();
    assert_eq!(issued.offset.apply(at(0)).seconds(), NOW + 3_600);
}

#[test]
fn timesync_corrects_once_after_the_kdc_refused_the_clock() {
    let mut kdc = SmallKdc::new();
    let (mut exchange, _) = start(AsRequest { timesync: Timesync::On, ..request() });
    let required = kdc.preauth_required();
    exchange.receive(&required, at(0), &mut entropy()).unwrap();
    kdc.ahead = -3_600;
    let skew = kdc.error(ErrorCode::KRB_AP_ERR_SKEW, None).to_der();
    let third = message(exchange.receive(&skew, at(0), &mut entropy()).unwrap());
    assert_eq!(SmallKdc::claimed_time(&third, "secret"), Some(at(-3_600)));
    let failure = exchange.receive(&skew, at(0), &mut entropy()).unwrap_err();
    assert_eq!(failure.code(), Some(ErrorCode::KRB_AP_ERR_SKEW));
}

#[test]
fn too_big_an_answer_is_fetched_over_tcp_once() {
    let (mut exchange, first) = start(request());
    let too_big = SmallKdc::new().error(ErrorCode::KRB_ERR_RESPONSE_TOO_BIG, None).to_der();
    let step = exchange.receive(&too_big, at(0), &mut entropy()).unwrap();
    let transport = Transport::TcpOnly;
    assert_eq!(step, Step::Send { message: first, transport });
    let required = SmallKdc::new().preauth_required();
    let step = exchange.receive(&required, at(0), &mut entropy()).unwrap();
    assert!(matches!(step, Step::Send { transport: Transport::TcpOnly, .. }));
    let failure = exchange.receive(&too_big, at(0), &mut entropy()).unwrap_err();
    assert_eq!(failure, ClientFailure::TooBigOverTcp);
}

#[test]
fn wishes_travel_in_the_request() {
    let mut wishing = request();
    wishing.options.flags = KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE;
    wishing.options.lifetime = 600;
    wishing.options.renewable_for = Some(7_200);
    wishing.options.start_in = Some(60);
    wishing.service = principal("kadmin/changepw").name;
    let (_, sent) = start(wishing.clone());
    let body = AsReq::from_der(&sent).unwrap().0.req_body.into_value();
    let flags = KdcOptions::FORWARDABLE
        | KdcOptions::PROXIABLE
        | KdcOptions::RENEWABLE
        | KdcOptions::ALLOW_POSTDATE
        | KdcOptions::POSTDATED;
    assert_eq!(body.kdc_options, flags);
    assert_eq!(body.from, Some(KerberosTime(NOW + 60)));
    assert_eq!(body.till, KerberosTime(NOW + 660));
    assert_eq!(body.rtime, Some(KerberosTime(NOW + 7_260)));
    assert_eq!(body.addresses, None);
    let issued = answer(wishing, |_| {}).unwrap();
    assert_eq!(issued.credential.server, principal("kadmin/changepw"));
    assert_eq!(issued.credential.renew_till, Some(Timestamp::from_seconds(NOW + 7_260)));
}

#[test]
fn the_expiry_of_the_password_is_told() {
    let issued = answer(request(), |draft| draft.part.key_expiration = Some(KerberosTime(NOW)));
    assert_eq!(issued.unwrap().key_expiration, Some(Timestamp::from_seconds(NOW)));
}

#[test]
fn a_kdc_without_a_known_mechanism_is_named() {
    let (mut exchange, _) = start(request());
    let mut error = SmallKdc::new().error(ErrorCode::KDC_ERR_PREAUTH_REQUIRED, None);
    let spake = crate::wire::PaData::new(PaDataType::SPAKE, Vec::new());
    error.e_data = Some(vec![spake].to_der().into());
    let failure = exchange.receive(&error.to_der(), at(0), &mut entropy()).unwrap_err();
    assert_eq!(failure, ClientFailure::NoPreauth { offered: vec![PaDataType::SPAKE] });
}

#[test]
fn another_realm_of_the_client_is_reported() {
    let (mut exchange, _) = start(request());
    let mut error = SmallKdc::new().error(ErrorCode::KDC_ERR_WRONG_REALM, None);
    error.crealm = Some("OTHER.TEST".into());
    let failure = exchange.receive(&error.to_der(), at(0), &mut entropy()).unwrap_err();
    assert_eq!(failure, ClientFailure::ClientReferral { realm: "OTHER.TEST".into() });
}

#[test]
fn a_reply_in_an_enctype_not_asked_for_is_refused() {
    let mut narrow = request();
    narrow.options.enctypes = vec![Enctype::AES256_SHA1];
    let failure = answer(narrow, |_| {}).unwrap_err();
    assert!(matches!(failure, ClientFailure::ReplyModified { .. }), "{failure:?}");
}

proptest! {
    #[test]
    fn octets_of_any_kind_are_answered(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let (mut exchange, _) = start(request());
        prop_assert!(exchange.receive(&octets, at(0), &mut entropy()).is_err());
    }
}
