//! Every reason is provoked by bytes, and answered with MIT's code and text.

use std::collections::BTreeSet;
use std::time::Duration;

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use kerbside_krb5::wire::{
    Checksum, Der, EncryptedData, KdcOptions, KerberosTime, KrbError, PaData, PaDataType, Realm,
    TicketFlags, usage,
};

use super::super::{Outcome, Reason, database_failure, seal};
use super::{AsAsk, Bed, DAY, HOUR, Held, NOW, REALM, TgsAsk, addresses, name};
use crate::admin::{CreatePrincipal, NewKey};
use crate::database::{Attributes, Change, Policy, RealmSettings, SESSION_ENCTYPES};

type Provoke = fn(&mut Bed) -> Vec<u8>;

/// Reason, code, e-text, and how to provoke it.
type Row = (Reason, i32, &'static str, Provoke);

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";
const KAFKA: &str = "kafka/localhost";

fn as_req(ask: impl FnOnce(&mut AsAsk)) -> Vec<u8> {
    let mut asked = AsAsk::new("bob", KRBTGT);
    ask(&mut asked);
    asked.bytes()
}

fn preauthenticated(bed: &mut Bed, seconds_off: i64) -> Vec<u8> {
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", bed.now.plus_seconds(seconds_off)));
    ask.bytes()
}

fn with_attribute(bed: &Bed, principal: &str, attribute: Attributes) {
    bed.change(principal, |p| p.attributes = p.attributes.with(attribute));
}

fn tgs_with(bed: &mut Bed, held: &Held, server: &str, ask: impl FnOnce(&mut TgsAsk)) -> Vec<u8> {
    let mut asked = TgsAsk::new(held, server, bed.now);
    ask(&mut asked);
    asked.bytes(&mut bed.entropy)
}

/// A TGS-REQ by a good TGT.
fn tgs(bed: &mut Bed, ask: impl FnOnce(&mut TgsAsk)) -> Vec<u8> {
    let tgt = bed.tgt("alice", |_| {});
    tgs_with(bed, &tgt, KAFKA, ask)
}

/// A TGS-REQ with `options` by a good TGT, for the TGS itself.
fn tgs_for_tgt(bed: &mut Bed, options: KdcOptions) -> Vec<u8> {
    let tgt = bed.tgt("alice", |_| {});
    tgs_with(bed, &tgt, KRBTGT, |ask| ask.options(options))
}

const AS_ROWS: &[Row] = &[
    (Reason::UnsupportedVersion, 3, "BAD_PVNO", |_| as_req(|a| a.pvno = 4)),
    (Reason::WrongMessageType, 40, "BAD_MSG_TYPE", |_| as_req(|a| a.msg_type = 12)),
    (Reason::NoServerName, 7, "NO_SERVER_NAME", |_| as_req(|a| a.body.sname = None)),
    (Reason::NoClientName, 6, "NO_CLIENT_NAME", |_| as_req(|a| a.body.cname = None)),
    (Reason::RealmNotServed, 6, "CLIENT_NOT_FOUND", |_| {
        as_req(|a| a.body.realm = "OTHER.TEST".into())
    }),
    (Reason::ClientUnknown, 6, "CLIENT_NOT_FOUND", |_| AsAsk::new("nosuch", KRBTGT).bytes()),
    (Reason::AsServerUnknown, 7, "SERVER_NOT_FOUND", |_| AsAsk::new("bob", "no/such").bytes()),
    (Reason::InvalidAsOptions, 13, "BAD_AS_OPTIONS", |_| {
        as_req(|a| a.body.kdc_options = KdcOptions::RENEW)
    }),
    (Reason::ClientExpired, 1, "CLIENT EXPIRED", |bed| {
        bed.change("bob", |p| p.expires = Some(NOW.plus_seconds(-1)));
        as_req(|_| {})
    }),
    (Reason::ClientKeyExpired, 23, "CLIENT KEY EXPIRED", |bed| {
        bed.change("bob", |p| p.password_expires = Some(NOW.plus_seconds(-1)));
        as_req(|_| {})
    }),
    (Reason::AsServerExpired, 2, "SERVICE EXPIRED", |bed| {
        bed.change(KAFKA, |p| p.expires = Some(NOW.plus_seconds(-1)));
        AsAsk::new("bob", KAFKA).bytes()
    }),
    (Reason::PasswordChangeRequired, 23, "REQUIRED PWCHANGE", |bed| {
        with_attribute(bed, "bob", Attributes::REQUIRES_PWCHANGE);
        as_req(|_| {})
    }),
    (Reason::CannotPostdate, 10, "CANNOT_POSTDATE", |_| {
        as_req(|a| a.body.kdc_options = KdcOptions::POSTDATED)
    }),
    (Reason::CannotPostdate, 10, "CANNOT_POSTDATE", |bed| {
        with_attribute(bed, "bob", Attributes::DISALLOW_POSTDATED);
        as_req(|a| a.body.kdc_options = KdcOptions::ALLOW_POSTDATE)
    }),
    (Reason::ClientLocked, 18, "CLIENT LOCKED OUT", |bed| {
        with_attribute(bed, "bob", Attributes::DISALLOW_ALL_TIX);
        as_req(|_| {})
    }),
    (Reason::AsServerLocked, 7, "SERVICE LOCKED OUT", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_ALL_TIX);
        AsAsk::new("bob", KAFKA).bytes()
    }),
    (Reason::AsServerNotAllowed, 27, "SERVICE NOT ALLOWED", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_SVR);
        AsAsk::new("bob", KAFKA).bytes()
    }),
    (Reason::ClientLockedOut, 18, "LOCKED_OUT", locked_out),
    (Reason::NoCommonSessionEnctype, 14, "BAD_ENCRYPTION_TYPE", |_| {
        as_req(|a| a.body.etype = vec![23, 16])
    }),
    (Reason::HardwarePreauthRequired, 25, "NEEDED_HW_PREAUTH", |bed| {
        with_attribute(bed, "alice", Attributes::REQUIRES_HW_AUTH);
        preauthenticated(bed, 0)
    }),
    (Reason::PreauthRequired, 25, "NEEDED_PREAUTH", |_| AsAsk::new("alice", KRBTGT).bytes()),
    (Reason::PreauthRequired, 25, "NEEDED_PREAUTH", |bed| {
        with_attribute(bed, KAFKA, Attributes::REQUIRES_PRE_AUTH);
        AsAsk::new("bob", KAFKA).bytes()
    }),
    (Reason::PreauthKeyMissing, 24, "PREAUTH_FAILED", |bed| {
        let request = preauthenticated(bed, 0);
        bed.change("alice", |p| p.keys.retain(|k| k.enctype() == Enctype::AES128_SHA1));
        request
    }),
    (Reason::PreauthBad, 24, "PREAUTH_FAILED", |bed| {
        let mut ask = AsAsk::new("alice", KRBTGT);
        ask.padata.push(bed.pa_timestamp("bob", NOW));
        ask.bytes()
    }),
    (Reason::PreauthSkew, 37, "PREAUTH_FAILED", |bed| preauthenticated(bed, 301)),
    (Reason::PreauthSkew, 37, "PREAUTH_FAILED", |bed| preauthenticated(bed, -301)),
    (Reason::NoClientKey, 14, "CANT_FIND_CLIENT_KEY", |bed| {
        bed.change("bob", |p| p.keys.retain(|k| k.enctype() == Enctype::AES128_SHA1));
        as_req(|a| a.body.etype = vec![18])
    }),
    (Reason::NoServerKey, 60, "NO_SERVER_KEY", |bed| {
        bed.create(CreatePrincipal::new(name("keyless"), NewKey::None));
        bed.change("keyless", |p| {
            p.attributes = Attributes::EMPTY;
            p.strings.insert(SESSION_ENCTYPES.into(), "aes256-cts".into());
        });
        AsAsk::new("bob", "keyless").bytes()
    }),
    (Reason::NeverValid, 11, "NEVER_VALID", |_| {
        as_req(|a| a.body.till = KerberosTime(NOW.seconds() - 1))
    }),
];

fn locked_out(bed: &mut Bed) -> Vec<u8> {
    let policy = Policy {
        max_failures: 3,
        lockout_duration: Duration::from_secs(300),
        ..Policy::new("three")
    };
    bed.commit(Change::PutPolicy { realm: REALM.into(), policy: policy.into() });
    bed.change("alice", |p| p.policy = Some("three".into()));
    for _ in 0..3 {
        let mut ask = AsAsk::new("alice", KRBTGT);
        ask.padata.push(bed.pa_timestamp("bob", NOW));
        assert_eq!(bed.error(&ask.bytes()).error_code.0, 24);
    }
    preauthenticated(bed, 0)
}

const AP_ROWS: &[Row] = &[
    (Reason::NoPaTgsReq, 16, "PROCESS_TGS", |_| {
        let req = kerbside_krb5::wire::KdcReq {
            pvno: 5,
            msg_type: 12,
            padata: None,
            req_body: kerbside_krb5::wire::Raw::new(super::body(&name(KAFKA))),
        };
        kerbside_krb5::wire::TgsReq(req).to_der()
    }),
    (Reason::ApReqMalformed, 60, "PROCESS_TGS", |_| {
        let garbage = PaData::new(PaDataType::TGS_REQ, b"not an AP-REQ".to_vec());
        let req = kerbside_krb5::wire::KdcReq {
            pvno: 5,
            msg_type: 12,
            padata: Some(vec![garbage]),
            req_body: kerbside_krb5::wire::Raw::new(super::body(&name(KAFKA))),
        };
        kerbside_krb5::wire::TgsReq(req).to_der()
    }),
    (Reason::TicketServerUnknown, 35, "PROCESS_TGS", |bed| {
        tgs(bed, |a| a.ticket.sname = name("no/such").name)
    }),
    (Reason::TicketKeyMissing, 60, "PROCESS_TGS", |bed| {
        tgs(bed, |a| a.ticket.enc_part.kvno = Some(2))
    }),
    (Reason::TicketIntegrity, 31, "PROCESS_TGS", |bed| {
        tgs(bed, |a| {
            let mut cipher = a.ticket.enc_part.cipher.to_vec();
            cipher[20] ^= 1;
            a.ticket.enc_part.cipher = cipher.into();
        })
    }),
    (Reason::AuthenticatorIntegrity, 31, "PROCESS_TGS", |bed| {
        let other = Key::random(Enctype::AES256_SHA1, &mut SeededEntropy::new(9)).unwrap();
        tgs(bed, |a| a.session = other)
    }),
    (Reason::ClientMismatch, 36, "PROCESS_TGS", |bed| tgs(bed, |a| a.client = name("bob"))),
    (Reason::AddressMismatch, 38, "PROCESS_TGS", |bed| {
        let tgt = bed.tgt("alice", |a| a.body.addresses = Some(addresses(7)));
        tgs_with(bed, &tgt, KAFKA, |_| {})
    }),
    (Reason::TicketNotYetValid, 33, "PROCESS_TGS", |bed| {
        let tgt = bed.tgt("alice", |_| {});
        bed.now = NOW.plus_seconds(-301);
        tgs_with(bed, &tgt, KAFKA, |a| a.client_time = NOW)
    }),
    (Reason::TicketExpired, 32, "PROCESS_TGS", |bed| {
        let tgt = bed.tgt("alice", |_| {});
        bed.now = NOW.plus_seconds(10 * HOUR + 301);
        tgs_with(bed, &tgt, KAFKA, |_| {})
    }),
    (Reason::TicketExpired, 32, "PROCESS_TGS", |bed| {
        let tgt = bed.tgt("alice", |_| {});
        bed.now = NOW.plus_seconds(10 * HOUR + 10);
        tgs_with(bed, &tgt, KAFKA, |_| {})
    }),
    (Reason::TicketInvalid, 33, "PROCESS_TGS", |bed| {
        let tgt = bed.forge(KRBTGT, |t| t.flags = t.flags.with(TicketFlags::INVALID));
        tgs_with(bed, &tgt, KAFKA, |_| {})
    }),
    (Reason::AuthenticatorSkew, 37, "PROCESS_TGS", |bed| {
        let tgt = bed.tgt("alice", |_| {});
        bed.now = NOW.plus_seconds(301);
        tgs_with(bed, &tgt, KAFKA, |a| a.client_time = NOW)
    }),
    (Reason::BodyChecksumInappropriate, 50, "PROCESS_TGS", |bed| {
        tgs(bed, |a| a.checksum = |_, _| None)
    }),
    (Reason::BodyChecksumInappropriate, 50, "PROCESS_TGS", |bed| {
        // RSA-MD5 has no key.
        tgs(bed, |a| {
            a.checksum = |_, _| Some(Checksum { cksumtype: 7, checksum: vec![0; 16].into() });
        })
    }),
    (Reason::BodyModified, 41, "PROCESS_TGS", |bed| {
        tgs(bed, |a| {
            a.checksum = |key, _| {
                let usage = usage::TGS_REQ_AUTHENTICATOR_CHECKSUM;
                Some(Checksum::make(key, usage, b"another body"))
            };
        })
    }),
    (Reason::AuthorizationDataBad, 31, "BAD_AUTHORIZATION_DATA", |bed| {
        let mut entropy = SeededEntropy::new(9);
        let other = Key::random(Enctype::AES256_SHA1, &mut entropy).unwrap();
        let usage = usage::TGS_REQ_AD_SESSION_KEY;
        let sealed = EncryptedData::seal(&other, usage, None, b"x", &mut entropy);
        tgs(bed, |a| a.body.enc_authorization_data = Some(sealed))
    }),
];

const TGS_ROWS: &[Row] = &[
    (Reason::NoServerName, 7, "NO_SERVER_NAME", |bed| tgs(bed, |a| a.body.sname = None)),
    (Reason::TgsServerUnknown, 7, "LOOKING_UP_SERVER", |bed| {
        tgs(bed, |a| a.body.sname = Some(name("kafka/127.0.0.1").name))
    }),
    (Reason::TgsServerUnknown, 7, "LOOKING_UP_SERVER", |bed| {
        tgs(bed, |a| a.body.realm = "OTHER.TEST".into())
    }),
    (Reason::TgsRealmUnknown, 7, "UNKNOWN_SERVER", |bed| {
        tgs(bed, |a| a.body.sname = Some(name("krbtgt/OTHER.TEST").name))
    }),
    (Reason::NotForwardable, 13, "TICKET NOT FORWARDABLE", |bed| {
        tgs_for_tgt(bed, KdcOptions::FORWARDED)
    }),
    (Reason::NotProxiable, 13, "TICKET NOT PROXIABLE", |bed| tgs_for_tgt(bed, KdcOptions::PROXY)),
    (Reason::NotPostdatable, 13, "TICKET NOT POSTDATABLE", |bed| {
        tgs_for_tgt(bed, KdcOptions::ALLOW_POSTDATE)
    }),
    (Reason::ValidatesValid, 13, "TICKET NOT INVALID", |bed| {
        tgs_for_tgt(bed, KdcOptions::VALIDATE)
    }),
    (Reason::NotRenewable, 13, "TICKET NOT RENEWABLE", |bed| tgs_for_tgt(bed, KdcOptions::RENEW)),
    (Reason::RenewTillPassed, 32, "RENEW_TILL_PASSED", |bed| {
        let tgt = bed.forge(KRBTGT, |t| {
            t.flags = t.flags.with(TicketFlags::RENEWABLE);
            t.renew_till = Some(KerberosTime(NOW.seconds() - 1));
        });
        tgs_with(bed, &tgt, KRBTGT, |a| a.options(KdcOptions::RENEW))
    }),
    (Reason::CannotPostdate, 10, "CANNOT_POSTDATE", |bed| {
        let tgt = bed.tgt("alice", |a| a.body.kdc_options = KdcOptions::ALLOW_POSTDATE);
        tgs_with(bed, &tgt, KAFKA, |a| a.options(KdcOptions::POSTDATED))
    }),
    (Reason::OptionNotImplemented, 13, "OPTION_NOT_IMPLEMENTED", |bed| {
        tgs(bed, |a| a.options(KdcOptions::ENC_TKT_IN_SKEY))
    }),
    (Reason::OptionNotImplemented, 13, "OPTION_NOT_IMPLEMENTED", |bed| {
        tgs(bed, |a| a.padata.push(PaData::new(PaDataType::FOR_USER, Vec::new())))
    }),
    (Reason::ServiceForbidsRenewable, 12, "SERVER NOT RENEWABLE", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_RENEWABLE);
        tgs(bed, |a| a.options(KdcOptions::RENEWABLE))
    }),
    (Reason::ServiceForbidsPostdated, 10, "SERVER NOT POSTDATABLE", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_POSTDATED);
        let tgt = bed.tgt("alice", |a| a.body.kdc_options = KdcOptions::ALLOW_POSTDATE);
        tgs_with(bed, &tgt, KAFKA, |a| a.options(KdcOptions::ALLOW_POSTDATE))
    }),
    (Reason::TgsServerLocked, 7, "SERVER LOCKED OUT", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_ALL_TIX);
        tgs(bed, |_| {})
    }),
    (Reason::TgsServerNotAllowed, 27, "SERVER NOT ALLOWED", |bed| {
        with_attribute(bed, KAFKA, Attributes::DISALLOW_SVR);
        tgs(bed, |_| {})
    }),
    (Reason::TgtBasedNotAllowed, 12, "SERVER NOT BY TGT", |bed| {
        let tgt = bed.tgt("alice", |_| {});
        tgs_with(bed, &tgt, "kadmin/admin", |_| {})
    }),
    (Reason::TicketWithoutHardwarePreauth, 60, "TICKET WITHOUT HW PREAUTH", |bed| {
        with_attribute(bed, KAFKA, Attributes::REQUIRES_HW_AUTH);
        tgs(bed, |_| {})
    }),
    (Reason::TicketWithoutPreauth, 60, "TICKET WITHOUT PREAUTH", |bed| {
        with_attribute(bed, KAFKA, Attributes::REQUIRES_PRE_AUTH);
        let tgt = bed.forge(KRBTGT, |t| t.flags = TicketFlags::INITIAL);
        tgs_with(bed, &tgt, KAFKA, |_| {})
    }),
    (Reason::TgsServerExpired, 2, "SERVICE EXPIRED", |bed| {
        bed.change(KAFKA, |p| p.expires = Some(NOW.plus_seconds(-1)));
        tgs(bed, |_| {})
    }),
    (Reason::ServerMismatch, 26, "SERVER MISMATCH", |bed| {
        let tgt = bed.tgt("alice", |a| a.body.kdc_options = KdcOptions::FORWARDABLE);
        tgs_with(bed, &tgt, KAFKA, |a| a.options(KdcOptions::FORWARDED))
    }),
    (Reason::ProxyOfTgt, 13, "PROXY OF TGT", |bed| {
        let tgt = bed.tgt("alice", |a| a.body.kdc_options = KdcOptions::PROXIABLE);
        tgs_with(bed, &tgt, KRBTGT, |a| a.options(KdcOptions::PROXY))
    }),
    (Reason::NotTicketGranting, 35, "NOT A TGT", |bed| {
        let service = bed.initial("alice", KAFKA, NOW, |_| {});
        tgs_with(bed, &service, KAFKA, |_| {})
    }),
    (Reason::PathNotAccepted, 28, "BAD_TRANSIT", |bed| {
        bed.add_realm(RealmSettings::new("B.TEST"));
        bed.create(CreatePrincipal::new(name("krbtgt/B.TEST"), NewKey::Random));
        let tgt = bed.forge("krbtgt/B.TEST", |t| t.crealm = "C.TEST".into());
        tgs_with(bed, &tgt, "krbtgt/B.TEST@B.TEST", |_| {})
    }),
    (Reason::NoCommonSessionEnctype, 14, "BAD_ENCRYPTION_TYPE", |bed| {
        bed.change(KAFKA, |p| {
            p.strings.insert(SESSION_ENCTYPES.into(), "aes128-cts-hmac-sha1-96".into());
        });
        tgs(bed, |a| a.body.etype = vec![18])
    }),
    (Reason::NeverValid, 11, "NEVER_VALID", |bed| {
        tgs(bed, |a| a.body.till = KerberosTime(NOW.seconds() - DAY))
    }),
];

fn rows() -> impl Iterator<Item = &'static Row> {
    AS_ROWS.iter().chain(AP_ROWS).chain(TGS_ROWS)
}

#[test]
fn every_refusal_has_its_reason_code_and_text() {
    for (reason, code, e_text, provoke) in rows() {
        let mut bed = Bed::new();
        let request = provoke(&mut bed);
        let decision = bed.decide(&request);
        assert_eq!(decision.reason, Some(*reason), "{e_text}");
        let error = bed.error(&request);
        assert_eq!(error.error_code.0, *code, "{reason:?}");
        assert_eq!(error.e_text, Some((*e_text).into()), "{reason:?}");
        assert_eq!((error.stime.0, error.susec), (bed.now.seconds(), 250_000), "{reason:?}");
    }
}

#[test]
fn every_reason_is_provoked() {
    // The last variant bounds them all; a failed database is provoked elsewhere.
    let provoked: BTreeSet<usize> = rows().map(|row| row.0 as usize).collect();
    let all: BTreeSet<usize> = (1..=Reason::PathNotAccepted as usize).collect();
    assert_eq!(provoked, all);
}

#[test]
fn a_failed_database_is_a_generic_error() {
    let mut bed = Bed::new();
    let decision = database_failure(&as_req(|_| {}), &bed.arrival());
    assert_eq!(decision.reason, Some(Reason::DatabaseFailure));
    let mut reply = Vec::new();
    seal(decision, None, &mut bed.entropy, &mut reply);
    assert_eq!(KrbError::from_der(&reply).unwrap().error_code.0, 60);
    let decision = database_failure(b"garbage", &bed.arrival());
    assert!(matches!(decision.outcome, Outcome::Silence));
}

#[test]
fn an_error_names_client_and_server_of_the_request() {
    let mut bed = Bed::new();
    let error = bed.error(&AsAsk::new("nosuch", KAFKA).bytes());
    assert_eq!(error.crealm, Some(Realm::from(REALM)));
    assert_eq!(error.cname, Some(name("nosuch").name));
    assert_eq!((error.realm, error.sname), (Realm::from(REALM), name(KAFKA).name));
}

#[test]
fn a_tgs_error_names_the_client_once_the_ticket_told_it() {
    let mut bed = Bed::new();
    let request = tgs(&mut bed, |a| a.body.sname = Some(name("no/such").name));
    assert_eq!(bed.error(&request).cname, Some(name("alice").name));
    let request = tgs(&mut bed, |a| a.ticket.enc_part.kvno = Some(2));
    assert_eq!(bed.error(&request).cname, None);
}

#[test]
fn the_text_of_an_unknown_server_is_a_setting_per_exchange() {
    let mut bed = Bed::new();
    bed.settings(|settings| {
        settings.e_texts.as_unknown_server = "AS_TEXT".into();
        settings.e_texts.tgs_unknown_server = "UNKNOWN_SERVER".into();
    });
    let error = bed.error(&AsAsk::new("bob", "no/such").bytes());
    assert_eq!(error.e_text, Some("AS_TEXT".into()));
    let request = tgs(&mut bed, |a| a.body.sname = Some(name("no/such").name));
    assert_eq!(bed.error(&request).e_text, Some("UNKNOWN_SERVER".into()));
}

#[test]
fn an_expired_password_still_opens_the_password_changing_service() {
    let mut bed = Bed::new();
    bed.change("alice", |p| {
        p.password_expires = Some(NOW.plus_seconds(-1));
        p.attributes = p.attributes.with(Attributes::REQUIRES_PWCHANGE);
    });
    let held = bed.initial("alice", "kadmin/changepw", NOW, |_| {});
    assert_eq!(held.ticket.sname, name("kadmin/changepw").name);
}
