//! Replies of the TGS, decrypted, field by field.

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use kerbside_krb5::wire::{
    AuthorizationDataEntry, AuthorizationDataType, Der, KdcOptions, KerberosTime, TicketFlags,
};

use super::super::{ClientTimeSource, Exchange};
use super::{Bed, DAY, HOUR, NOW, REALM, TgsAsk, addresses, name};
use crate::admin::{AdminRequest, Caller, CreatePrincipal, NewKey, OldKeys, apply};
use crate::database::{Attributes, RealmSettings};

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";
const KAFKA: &str = "kafka/localhost";

#[test]
fn a_service_ticket_has_every_field_as_asked() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |_| {});
    bed.now = NOW.plus_seconds(60);
    let held = bed.ticket(&tgt, KAFKA, |ask| ask.body.till = KerberosTime(NOW.seconds() + HOUR));
    let (rep, part, ticket) = (held.rep(), held.part(), bed.open(&held.ticket));
    let flags =
        TicketFlags::PRE_AUTHENT | TicketFlags::ENC_PA_REP | TicketFlags::TRANSITED_POLICY_CHECKED;

    assert_eq!((rep.pvno, rep.msg_type, &rep.padata), (5, 13, &None));
    assert_eq!((&rep.crealm, &rep.cname), (&REALM.into(), &name("alice").name));
    assert_eq!((rep.enc_part.etype, rep.enc_part.kvno), (18, None));
    assert_eq!(held.ticket.sname, name(KAFKA).name);
    assert_eq!(held.ticket.enc_part.kvno, Some(1));
    assert_eq!(ticket.key, part.key);
    assert_ne!(ticket.key, tgt.session);
    assert_eq!((ticket.flags, part.flags), (flags, flags), "INITIAL is the AS's alone");
    assert_eq!((&ticket.crealm, &ticket.cname), (&rep.crealm, &rep.cname));
    assert_eq!(ticket.authtime.0, NOW.seconds());
    assert_eq!(ticket.starttime, Some(KerberosTime(NOW.seconds() + 60)));
    assert_eq!(part.starttime, ticket.starttime);
    assert_eq!(ticket.endtime.0, NOW.seconds() + HOUR);
    assert_eq!((ticket.renew_till, &ticket.caddr), (None, &None));
    assert_eq!(part.nonce, 0x1234_5678);
    assert_eq!((&part.srealm, &part.sname), (&REALM.into(), &name(KAFKA).name));
}

#[test]
fn the_reply_is_under_the_subkey_when_there_is_one() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |_| {});
    for enctype in [Enctype::AES256_SHA1, Enctype::AES128_SHA2] {
        let subkey = Key::random(enctype, &mut SeededEntropy::new(7)).unwrap();
        let held = bed.ticket(&tgt, KAFKA, |ask| ask.subkey = Some(subkey));
        assert_eq!(held.rep().enc_part.enctype(), enctype);
    }
}

#[test]
fn authorization_data_of_ticket_and_request_is_copied() {
    let entry =
        |ad_type, data: &[u8]| AuthorizationDataEntry { ad_type, ad_data: data.to_vec().into() };
    let own = entry(AuthorizationDataType(4_000), b"of the ticket");
    let asked = entry(AuthorizationDataType(4_001), b"of the request");
    let forged = entry(AuthorizationDataType::WIN2K_PAC, b"forged");
    let wrapped = entry(AuthorizationDataType::IF_RELEVANT, &vec![forged.clone()].to_der());
    let harmless = entry(AuthorizationDataType::IF_RELEVANT, &vec![asked.clone()].to_der());
    for subkey in [None, Some(Key::random(Enctype::AES128_SHA1, &mut SeededEntropy::new(3)))] {
        let subkey = subkey.transpose().unwrap();
        let mut bed = Bed::new();
        let tgt = bed.forge(KRBTGT, |t| t.authorization_data = Some(vec![own.clone()]));
        let held = bed.ticket(&tgt, KAFKA, |ask| {
            let data = [&forged, &wrapped, &asked, &harmless].map(Clone::clone);
            ask.authorization_data = Some(data.to_vec());
            ask.subkey = subkey;
        });
        let copied = bed.open(&held.ticket).authorization_data.unwrap();
        assert_eq!(copied, [own.clone(), asked.clone(), harmless.clone()]);
    }
}

#[test]
fn a_renewed_ticket_starts_now_and_lives_as_long_again() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |ask| {
        ask.body.kdc_options = KdcOptions::RENEWABLE | KdcOptions::FORWARDABLE;
        ask.body.rtime = Some(KerberosTime(NOW.seconds() + 2 * DAY));
    });
    assert_eq!(tgt.part().renew_till.unwrap().0, NOW.seconds() + 2 * DAY);
    bed.now = NOW.plus_seconds(9 * HOUR);
    let renewed = bed.ticket(&tgt, KRBTGT, |ask| ask.options(KdcOptions::RENEW));
    let part = renewed.part();
    assert_eq!(part.authtime.0, NOW.seconds());
    assert_eq!(part.starttime.unwrap().0, bed.now.seconds());
    assert_eq!(part.endtime.0, bed.now.seconds() + 10 * HOUR);
    assert_eq!(part.renew_till, tgt.part().renew_till);
    // As MIT's klist shows a renewed ticket: FRIAT.
    let flags = TicketFlags::FORWARDABLE
        | TicketFlags::RENEWABLE
        | TicketFlags::INITIAL
        | TicketFlags::PRE_AUTHENT
        | TicketFlags::TRANSITED_POLICY_CHECKED
        | TicketFlags::ENC_PA_REP;
    assert_eq!(part.flags, flags);

    // The last renewal ends with renew-till.
    let mut last = renewed;
    for hours in [18, 27, 36, 45] {
        bed.now = NOW.plus_seconds(hours * HOUR);
        last = bed.ticket(&last, KRBTGT, |ask| ask.options(KdcOptions::RENEW));
    }
    assert_eq!(last.part().endtime.0, NOW.seconds() + 2 * DAY);
}

#[test]
fn a_service_ticket_is_renewed_for_its_own_service() {
    let mut bed = Bed::new();
    let held = bed.initial("alice", KAFKA, NOW, |ask| {
        ask.body.kdc_options = KdcOptions::RENEWABLE;
        ask.body.rtime = Some(KerberosTime(NOW.seconds() + DAY));
    });
    bed.now = NOW.plus_seconds(HOUR);
    let renewed = bed.ticket(&held, KAFKA, |ask| ask.options(KdcOptions::RENEW));
    assert_eq!(renewed.part().endtime.0, bed.now.seconds() + 10 * HOUR);
}

#[test]
fn an_invalid_ticket_is_validated_with_its_times() {
    let mut bed = Bed::new();
    let tgt = bed.forge(KRBTGT, |t| t.flags = t.flags.with(TicketFlags::INVALID));
    bed.now = NOW.plus_seconds(60);
    let valid = bed.ticket(&tgt, KRBTGT, |ask| ask.options(KdcOptions::VALIDATE));
    assert!(!valid.part().flags.contains(TicketFlags::INVALID));
    assert_eq!(valid.part().endtime.0, NOW.seconds() + HOUR);
}

#[test]
fn a_forwarded_ticket_is_for_the_addresses_asked_for() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |ask| {
        ask.body.kdc_options = KdcOptions::FORWARDABLE;
        ask.body.addresses = Some(addresses(1));
    });
    let held = bed.ticket(&tgt, KRBTGT, |ask| {
        ask.options(KdcOptions::FORWARDED | KdcOptions::FORWARDABLE);
        ask.body.addresses = Some(addresses(9));
    });
    let wanted = TicketFlags::FORWARDED | TicketFlags::FORWARDABLE;
    assert!(held.part().flags.contains(wanted));
    assert_eq!(bed.open(&held.ticket).caddr, Some(addresses(9)));
    // Without FORWARDED the addresses are those of the ticket.
    let held = bed.ticket(&tgt, KAFKA, |ask| ask.body.addresses = Some(addresses(9)));
    assert_eq!(bed.open(&held.ticket).caddr, Some(addresses(1)));
}

#[test]
fn flags_that_the_tgt_lacks_are_not_granted() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |_| {});
    let options = KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE | KdcOptions::RENEWABLE;
    let held = bed.ticket(&tgt, KAFKA, |ask| ask.options(options));
    let flags = TicketFlags::FORWARDABLE | TicketFlags::PROXIABLE | TicketFlags::RENEWABLE;
    assert!(!held.part().flags.intersects(flags));
}

#[test]
fn ok_as_delegate_is_said_of_a_trusted_service() {
    let mut bed = Bed::new();
    bed.change(KAFKA, |p| p.attributes = p.attributes.with(Attributes::OK_AS_DELEGATE));
    let tgt = bed.tgt("alice", |_| {});
    let held = bed.ticket(&tgt, KAFKA, |_| {});
    assert!(held.part().flags.contains(TicketFlags::OK_AS_DELEGATE));
}

#[test]
fn a_tgt_under_an_old_key_is_good_while_the_key_is_kept() {
    for (old_keys, good) in [(OldKeys::Keep, true), (OldKeys::Discard, false)] {
        let mut bed = Bed::new();
        let tgt = bed.tgt("alice", |_| {});
        let rotate =
            AdminRequest::RandomizeKeys { principal: name(KRBTGT), key_salts: None, old_keys };
        let caller = Caller::local(name("root/admin"));
        apply(&bed.store, &rotate, &caller, bed.now, &mut bed.entropy).unwrap();
        let request = TgsAsk::new(&tgt, KAFKA, bed.now).bytes(&mut bed.entropy);
        assert_eq!(bed.decide(&request).reason.is_none(), good, "{old_keys:?}");
        // New tickets are under the new key.
        assert_eq!(bed.tgt("alice", |_| {}).ticket.enc_part.kvno, Some(2));
    }
}

#[test]
fn the_tgt_of_a_trusted_realm_is_issued_and_taken_there() {
    let mut bed = Bed::new();
    bed.add_realm(RealmSettings::new("B.TEST"));
    bed.create(CreatePrincipal::new(name("krbtgt/B.TEST"), NewKey::Random));
    bed.create(CreatePrincipal::new(name("kafka/b@B.TEST"), NewKey::Random));
    let tgt = bed.tgt("alice", |_| {});
    let cross = bed.ticket(&tgt, "krbtgt/B.TEST", |_| {});
    assert_eq!(cross.ticket.realm, REALM);
    let held = bed.ticket(&cross, "kafka/b@B.TEST", |_| {});
    assert_eq!((&held.ticket.realm, &held.client), (&"B.TEST".into(), &name("alice")));
    let renewed = bed.open(&held.ticket);
    assert_eq!(renewed.crealm, REALM);
}

#[test]
fn three_hundred_seconds_of_skew_pass_in_the_authenticator() {
    for seconds in [-300, 300] {
        let mut bed = Bed::new();
        let tgt = bed.tgt("alice", |_| {});
        let held = bed.ticket(&tgt, KAFKA, |ask| ask.client_time = NOW.plus_seconds(seconds));
        assert_eq!(held.ticket.sname, name(KAFKA).name, "{seconds}");
    }
}

#[test]
fn the_journal_learns_the_presented_ticket() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |_| {});
    let request = TgsAsk::new(&tgt, KAFKA, bed.now).bytes(&mut bed.entropy);
    let summary = bed.decide(&request).summary();
    let header = summary.facts.header_ticket.as_ref().unwrap();
    assert_eq!(header.id, kerbside_krb5::gss::ticket_id(&tgt.ticket));
    assert_eq!((header.kvno, &header.server), (Some(1), &name(KRBTGT)));
    assert_eq!(header.times.unwrap().end, NOW.plus_seconds(10 * HOUR).plus_micros(-250_000));
    let told = summary.facts.client_time.unwrap();
    assert_eq!((told.at, told.source), (NOW, ClientTimeSource::Authenticator));
    assert_eq!(summary.facts.exchange, Exchange::Tgs);
    assert_eq!(summary.facts.client, Some(name("alice")));
    assert_eq!(summary.enctypes.unwrap().session, Enctype::AES256_SHA1);
}
