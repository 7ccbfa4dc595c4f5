//! Agreement of both decoders on valid messages, and where they are known to differ.

use kerbside_krb5::wire::{self, Der, KerberosString, KerberosTime, NameType, Raw};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use crate::{oracle, reread};

fn text() -> impl Strategy<Value = KerberosString> {
    "[A-Za-z0-9.-]{1,20}".prop_map(KerberosString::from)
}

fn name() -> impl Strategy<Value = wire::PrincipalName> {
    (0..12i32, vec(text(), 1..4))
        .prop_map(|(kind, parts)| wire::PrincipalName::new(NameType(kind), parts))
}

/// 1970 to 2106, the times that 32 unsigned bits hold.
fn time() -> impl Strategy<Value = KerberosTime> {
    any::<u32>().prop_map(|seconds| KerberosTime(seconds.into()))
}

/// What both write alike; see the divergences below.
fn uint31() -> impl Strategy<Value = u32> {
    0..=0x7fff_ffffu32
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..200)
}

fn encrypted_data() -> impl Strategy<Value = wire::EncryptedData> {
    (any::<i32>(), of(uint31()), octets()).prop_map(|(etype, kvno, cipher)| wire::EncryptedData {
        etype,
        kvno,
        cipher: cipher.into(),
    })
}

fn ticket() -> impl Strategy<Value = wire::Ticket> {
    (text(), name(), encrypted_data()).prop_map(|(realm, sname, enc_part)| wire::Ticket {
        tkt_vno: 5,
        realm,
        sname,
        enc_part,
    })
}

fn key() -> impl Strategy<Value = wire::EncryptionKey> {
    (any::<i32>(), octets())
        .prop_map(|(keytype, key)| wire::EncryptionKey { keytype, keyvalue: key.into() })
}

fn padata() -> impl Strategy<Value = Option<Vec<wire::PaData>>> {
    let element = (any::<i32>(), octets())
        .prop_map(|(kind, value)| wire::PaData::new(wire::PaDataType(kind), value));
    of(vec(element, 1..3))
}

fn addresses() -> impl Strategy<Value = Option<Vec<wire::HostAddress>>> {
    let address = octets().prop_map(|octets| wire::HostAddress {
        addr_type: wire::AddressType::IPV4,
        address: octets.into(),
    });
    of(vec(address, 1..3))
}

fn kdc_req() -> impl Strategy<Value = wire::KdcReq> {
    let names = (of(name()), text(), of(name()));
    let times = (of(time()), time(), of(time()));
    let rest = (uint31(), vec(any::<i32>(), 1..6), addresses(), of(vec(ticket(), 1..3)));
    let body = (any::<u32>(), names, times, rest, of(encrypted_data())).prop_map(
        |(options, (cname, realm, sname), (from, till, rtime), rest, enc_authorization_data)| {
            wire::KdcReqBody {
                kdc_options: wire::KdcOptions(options),
                cname,
                realm,
                sname,
                from,
                till,
                rtime,
                nonce: rest.0.into(),
                etype: rest.1,
                addresses: rest.2,
                enc_authorization_data,
                additional_tickets: rest.3,
            }
        },
    );
    (padata(), body).prop_map(|(padata, body)| wire::KdcReq {
        pvno: 5,
        msg_type: 10,
        padata,
        req_body: Raw::new(body),
    })
}

fn kdc_rep() -> impl Strategy<Value = wire::KdcRep> {
    (padata(), text(), name(), ticket(), encrypted_data()).prop_map(
        |(padata, crealm, cname, ticket, enc_part)| wire::KdcRep {
            pvno: 5,
            msg_type: 11,
            padata,
            crealm,
            cname,
            ticket,
            enc_part,
        },
    )
}

fn enc_kdc_rep_part() -> impl Strategy<Value = wire::EncKdcRepPart> {
    let last = (0..8i32, time()).prop_map(|(kind, lr_value)| wire::LastReqEntry {
        lr_type: wire::LastReqType(kind),
        lr_value,
    });
    let times = (of(time()), time(), of(time()), time(), of(time()));
    let rest = (text(), name(), addresses(), padata());
    (key(), vec(last, 1..3), uint31(), any::<u32>(), times, rest).prop_map(
        |(key, last_req, nonce, flags, times, rest)| wire::EncKdcRepPart {
            key,
            last_req,
            nonce: nonce.into(),
            key_expiration: times.0,
            flags: wire::TicketFlags(flags),
            authtime: times.1,
            starttime: times.2,
            endtime: times.3,
            renew_till: times.4,
            srealm: rest.0,
            sname: rest.1,
            caddr: rest.2,
            encrypted_pa_data: rest.3,
        },
    )
}

fn enc_ticket_part() -> impl Strategy<Value = wire::EncTicketPart> {
    let times = (time(), of(time()), time(), of(time()));
    let data = (any::<i32>(), octets()).prop_map(|(kind, data)| wire::AuthorizationDataEntry {
        ad_type: wire::AuthorizationDataType(kind),
        ad_data: data.into(),
    });
    (any::<u32>(), key(), text(), name(), times, addresses(), of(vec(data, 1..3))).prop_map(
        |(flags, key, crealm, cname, times, caddr, authorization_data)| wire::EncTicketPart {
            flags: wire::TicketFlags(flags),
            key,
            crealm,
            cname,
            transited: wire::TransitedEncoding::none(),
            authtime: times.0,
            starttime: times.1,
            endtime: times.2,
            renew_till: times.3,
            caddr,
            authorization_data,
        },
    )
}

fn authenticator() -> impl Strategy<Value = wire::Authenticator> {
    let checksum = (any::<i32>(), octets())
        .prop_map(|(cksumtype, octets)| wire::Checksum { cksumtype, checksum: octets.into() });
    (text(), name(), of(checksum), 0..1_000_000i32, time(), of(key()), of(uint31())).prop_map(
        |(crealm, cname, cksum, cusec, ctime, subkey, seq_number)| wire::Authenticator {
            authenticator_vno: 5,
            crealm,
            cname,
            cksum,
            cusec,
            ctime,
            subkey,
            seq_number: seq_number.map(i64::from),
            authorization_data: None,
        },
    )
}

fn krb_error() -> impl Strategy<Value = wire::KrbError> {
    let times = (of(time()), of(0..1_000_000i32), time(), 0..1_000_000i32);
    let names = (of(text()), of(name()), text(), name(), of(text()), of(octets()));
    (times, 0..100i32, names).prop_map(|(times, code, names)| wire::KrbError {
        pvno: 5,
        msg_type: 30,
        ctime: times.0,
        cusec: times.1,
        stime: times.2,
        susec: times.3,
        error_code: wire::ErrorCode(code),
        crealm: names.0,
        cname: names.1,
        realm: names.2,
        sname: names.3,
        e_text: names.4,
        e_data: names.5.map(Into::into),
    })
}

fn same_name(
    theirs: &oracle::PrincipalName,
    ours: &wire::PrincipalName,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(theirs.name_type, ours.name_type.0);
    let components: Vec<&[u8]> = theirs.name_string.iter().map(|part| part.as_bytes()).collect();
    let expected: Vec<&[u8]> = ours.name_string.iter().map(KerberosString::as_bytes).collect();
    prop_assert_eq!(components, expected);
    Ok(())
}

/// The oracle reads `$ours` as `$type` and would write the same octets.
macro_rules! agree {
    ($type:ty, $ours:expr) => {{
        let bytes = $ours.to_der();
        let theirs = reread::<$type>(&bytes).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&theirs.encoding, &bytes);
        theirs.value
    }};
}

proptest! {
    #[test]
    fn as_reqs_agree(ours in kdc_req()) {
        let body = ours.req_body.value().clone();
        let theirs = agree!(oracle::AsReq, wire::AsReq(ours)).req_body;
        prop_assert_eq!(theirs.realm.as_bytes(), body.realm.as_bytes());
        prop_assert_eq!(i64::from(theirs.nonce), body.nonce);
        prop_assert_eq!(theirs.etypes.to_vec(), body.etype);
        prop_assert_eq!(theirs.till.timestamp(), body.till.0);
        prop_assert_eq!(theirs.kdc_options.flags, body.kdc_options.0);
        prop_assert_eq!(theirs.cname.is_some(), body.cname.is_some());
        if let (Some(theirs), Some(ours)) = (&theirs.cname, &body.cname) {
            same_name(theirs, ours)?;
        }
    }

    #[test]
    fn tgs_reqs_agree(ours in kdc_req()) {
        agree!(oracle::TgsReq, wire::TgsReq(ours));
    }

    #[test]
    fn as_reps_agree(ours in kdc_rep()) {
        let theirs = agree!(oracle::AsRep, wire::AsRep(ours.clone()));
        same_name(&theirs.cname, &ours.cname)?;
        same_name(&theirs.ticket.sname, &ours.ticket.sname)?;
        prop_assert_eq!(theirs.enc_part.etype, ours.enc_part.etype);
        prop_assert_eq!(theirs.enc_part.kvno, ours.enc_part.kvno);
    }

    #[test]
    fn tgs_reps_agree(ours in kdc_rep()) {
        agree!(oracle::TgsRep, wire::TgsRep(ours));
    }

    #[test]
    fn parts_for_the_client_agree(ours in enc_kdc_rep_part()) {
        let theirs = agree!(oracle::EncAsRepPart, wire::EncAsRepPart(ours.clone()));
        prop_assert_eq!(theirs.endtime.timestamp(), ours.endtime.0);
        prop_assert_eq!(theirs.flags.flags, ours.flags.0);
        agree!(oracle::EncTgsRepPart, wire::EncTgsRepPart(ours));
    }

    #[test]
    fn parts_for_the_service_agree(ours in enc_ticket_part()) {
        let theirs = agree!(oracle::EncTicketPart, ours);
        same_name(&theirs.cname, &ours.cname)?;
        prop_assert_eq!(theirs.authtime.timestamp(), ours.authtime.0);
        prop_assert_eq!(&theirs.key.keyvalue[..], &ours.key.keyvalue[..]);
    }

    #[test]
    fn ap_reqs_agree(ticket in ticket(), authenticator in encrypted_data(), options: u32) {
        let ap_options = wire::ApOptions(options);
        let ours = wire::ApReq { pvno: 5, msg_type: 14, ap_options, ticket, authenticator };
        let theirs = agree!(oracle::ApReq, ours);
        prop_assert_eq!(theirs.ap_options.flags, options);
    }

    #[test]
    fn authenticators_agree(ours in authenticator()) {
        let theirs = agree!(oracle::Authenticator, ours);
        prop_assert_eq!(theirs.seq_number.map(i64::from), ours.seq_number);
        prop_assert_eq!(theirs.cusec, ours.cusec);
    }

    #[test]
    fn errors_agree(ours in krb_error()) {
        let theirs = agree!(oracle::KrbError, ours);
        prop_assert_eq!(theirs.error_code, ours.error_code.0);
        prop_assert_eq!(theirs.stime.timestamp(), ours.stime.0);
        same_name(&theirs.sname, &ours.sname)?;
    }
}

fn sealed(kvno: u32) -> wire::EncryptedData {
    wire::EncryptedData { etype: 18, kvno: Some(kvno), cipher: b"x".to_vec().into() }
}

/// A UInt32 from 2^31 up takes five octets; the oracle writes four, which read as a negative.
#[test]
fn oracle_writes_large_unsigned_integers_as_negative_ones() {
    let ours = sealed(0x8000_0000);
    let bytes = ours.to_der();
    assert_eq!(bytes[9..16], [2, 5, 0, 0x80, 0, 0, 0][..]);
    let theirs =
        oracle::EncryptedData { etype: 18, kvno: Some(0x8000_0000), cipher: b"x".to_vec() };
    let written = crate::Asn1Object::build(&theirs);
    assert_eq!(written[9..15], [2, 4, 0x80, 0, 0, 0][..]);
    assert_eq!(wire::EncryptedData::from_der(&written), Ok(ours));
}

/// Names beyond ASCII: octets here, refused or altered there.
#[test]
fn oracle_does_not_keep_names_that_are_no_text() {
    let latin1 = KerberosString::from(&b"b\xe4r"[..]);
    let bytes = wire::PrincipalName::new(NameType::PRINCIPAL, [latin1]).to_der();
    let kept = reread::<oracle::PrincipalName>(&bytes).is_ok_and(|r| r.encoding == bytes);
    assert!(!kept);
}
