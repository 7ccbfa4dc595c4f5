//! Replies of the AS, decrypted, field by field.

use kerbside_crypto::Enctype;
use kerbside_krb5::gss::ticket_id;
use kerbside_krb5::wire::{
    Checksum, Der, EtypeInfo2, KdcOptions, KerberosTime, LastReqEntry, LastReqType, PaData,
    PaDataType, TicketFlags, usage,
};

use super::super::{Check, Effect, Exchange};
use super::{AsAsk, Bed, HOUR, NOW, REALM, addresses, name};
use crate::database::Attributes;

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";

#[test]
fn a_ticket_granting_ticket_has_every_field_as_asked() {
    let mut bed = Bed::new();
    let held = bed.tgt("alice", |ask| ask.body.addresses = Some(addresses(1)));
    let (rep, part, ticket) = (held.rep(), held.part(), bed.open(&held.ticket));
    let now = KerberosTime(NOW.seconds());
    let flags = TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT | TicketFlags::ENC_PA_REP;

    assert_eq!((rep.pvno, rep.msg_type), (5, 11));
    assert_eq!((&rep.crealm, &rep.cname), (&REALM.into(), &name("alice").name));
    assert_eq!((rep.enc_part.etype, rep.enc_part.kvno), (18, Some(1)));
    assert_eq!((held.ticket.tkt_vno, &held.ticket.realm), (5, &REALM.into()));
    assert_eq!(held.ticket.sname, name(KRBTGT).name);
    assert_eq!((held.ticket.enc_part.etype, held.ticket.enc_part.kvno), (18, Some(1)));

    assert_eq!(ticket.key, part.key);
    assert_eq!(part.key.enctype(), Enctype::AES256_SHA1);
    assert_eq!((ticket.flags, part.flags), (flags, flags));
    assert_eq!((&ticket.crealm, &ticket.cname), (&rep.crealm, &rep.cname));
    assert_eq!(ticket.transited.tr_type, 1);
    assert!(ticket.transited.contents.is_empty());
    assert_eq!((ticket.authtime, part.authtime), (now, now));
    assert_eq!((ticket.starttime, part.starttime), (None, None));
    let end = KerberosTime(now.0 + 10 * HOUR);
    assert_eq!((ticket.endtime, part.endtime), (end, end));
    assert_eq!((ticket.renew_till, part.renew_till), (None, None));
    assert_eq!((&ticket.caddr, &part.caddr), (&Some(addresses(1)), &Some(addresses(1))));
    assert_eq!(ticket.authorization_data, None);

    assert_eq!(part.nonce, 0x1234_5678);
    let none = LastReqEntry { lr_type: LastReqType::NONE, lr_value: KerberosTime(0) };
    assert_eq!(part.last_req, [none]);
    assert_eq!(part.key_expiration, None);
    assert_eq!((&part.srealm, &part.sname), (&REALM.into(), &name(KRBTGT).name));
    assert_eq!(part.encrypted_pa_data, None);
}

#[test]
fn the_reply_tells_enctype_and_salt_again() {
    let mut bed = Bed::new();
    let held = bed.tgt("alice", |_| {});
    let padata = held.rep().padata.as_deref().unwrap();
    let [info] = padata else { panic!("{padata:?}") };
    assert_eq!(info.padata_type, PaDataType::ETYPE_INFO2);
    let info = EtypeInfo2::from_der(&info.padata_value).unwrap();
    assert_eq!(info[0].salt, Some("EXAMPLE.COMalice".into()));
}

#[test]
fn the_reply_key_is_of_the_first_enctype_offered_that_the_client_has() {
    let mut bed = Bed::new();
    let held = bed.tgt("alice", |ask| ask.body.etype = vec![20, 17, 18]);
    assert_eq!(held.rep().enc_part.etype, 17);
    assert_eq!(held.part().key.enctype(), Enctype::AES128_SHA1);
    assert_eq!(held.ticket.enc_part.etype, 18, "the service's first key, whatever is offered");
}

#[test]
fn a_client_that_asks_for_it_gets_a_checksum_over_its_request() {
    let mut bed = Bed::new();
    let mut ask = AsAsk::new("bob", KRBTGT);
    ask.padata.push(PaData::new(PaDataType::REQ_ENC_PA_REP, Vec::new()));
    let request = ask.bytes();
    let (reply, _) = bed.answer(&request);
    let rep = kerbside_krb5::wire::AsRep::from_der(&reply).unwrap().0;
    let key = bed.key("bob");
    let plain = rep.enc_part.open(&key, usage::AS_REP).unwrap();
    let part = kerbside_krb5::wire::EncKdcRepPart::from_either(&plain).unwrap();
    let padata = part.encrypted_pa_data.unwrap();
    let [element] = padata.as_slice() else { panic!("{padata:?}") };
    assert_eq!(element.padata_type, PaDataType::REQ_ENC_PA_REP);
    let checksum = Checksum::from_der(&element.padata_value).unwrap();
    checksum.verify(&key, usage::AS_REQ_CHECKSUM, &request).unwrap();
}

#[test]
fn the_as_issues_for_any_service() {
    let mut bed = Bed::new();
    let held = bed.initial("alice", "kadmin/changepw", NOW, |_| {});
    assert!(bed.open(&held.ticket).flags.contains(TicketFlags::INITIAL));
    assert_eq!(held.part().endtime.0, NOW.seconds() + 300, "the service's own limit");
}

#[test]
fn flags_are_granted_where_neither_client_nor_server_forbids_them() {
    let options = KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE | KdcOptions::ALLOW_POSTDATE;
    let granted = TicketFlags::FORWARDABLE | TicketFlags::PROXIABLE | TicketFlags::MAY_POSTDATE;
    let mut bed = Bed::new();
    let held = bed.tgt("alice", |ask| ask.body.kdc_options = options);
    assert!(held.part().flags.contains(granted));
    for principal in ["alice", KRBTGT] {
        let mut bed = Bed::new();
        let forbids = Attributes::DISALLOW_FORWARDABLE | Attributes::DISALLOW_PROXIABLE;
        bed.change(principal, |p| p.attributes = p.attributes.with(forbids));
        let held = bed.tgt("alice", |ask| {
            ask.body.kdc_options = KdcOptions::FORWARDABLE | KdcOptions::PROXIABLE;
        });
        assert!(!held.part().flags.intersects(granted), "{principal}");
    }
}

#[test]
fn key_expiration_is_the_first_of_both_expiries() {
    let mut bed = Bed::new();
    bed.change("alice", |p| {
        p.password_expires = Some(NOW.plus_seconds(200));
        p.expires = Some(NOW.plus_seconds(100));
    });
    let held = bed.tgt("alice", |_| {});
    assert_eq!(held.part().key_expiration, Some(KerberosTime(NOW.seconds() + 100)));
}

#[test]
fn a_nonce_is_echoed_as_it_came() {
    for nonce in [0, -1, i64::from(u32::MAX)] {
        let mut bed = Bed::new();
        let held = bed.tgt("alice", |ask| ask.body.nonce = nonce);
        assert_eq!(held.part().nonce, nonce);
    }
}

#[test]
fn the_issue_is_an_effect_that_names_the_ticket() {
    let mut bed = Bed::new();
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW));
    let request = ask.bytes();
    let summary = bed.decide(&request).summary();
    assert_eq!(summary.reason, None);
    assert_eq!(summary.passed.last(), Some(&Check::ClockSkew));
    let (reply, effects) = bed.answer(&request);
    let [Effect::Issued(issued)] = effects.as_slice() else { panic!("{effects:?}") };
    let rep = kerbside_krb5::wire::AsRep::from_der(&reply).unwrap().0;
    assert_eq!(issued.ticket_id, ticket_id(&rep.ticket));
    assert_eq!((&issued.client, &issued.server), (&name("alice"), &name(KRBTGT)));
    assert_eq!((issued.exchange, issued.at), (Exchange::As, NOW));
}
