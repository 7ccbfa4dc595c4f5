//! Generated values of every message type.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use rasn::types::OctetString;

use crate::wire::*;

fn octets() -> impl Strategy<Value = OctetString> {
    vec(any::<u8>(), 0..40).prop_map(OctetString::from)
}

fn text() -> impl Strategy<Value = KerberosString> {
    prop_oneof![
        "[A-Za-z0-9./-]{0,16}".prop_map(KerberosString::from),
        vec(any::<u8>(), 0..200).prop_map(KerberosString::from),
    ]
}

fn time() -> impl Strategy<Value = KerberosTime> {
    prop_oneof![
        any::<u32>().prop_map(|seconds| KerberosTime(seconds.into())),
        (-62_167_219_200i64..253_402_300_800).prop_map(KerberosTime),
    ]
}

/// A UInt32, or a negative number of RFC 1510's time.
fn int32() -> impl Strategy<Value = i64> {
    i64::from(i32::MIN)..=i64::from(u32::MAX)
}

fn name() -> impl Strategy<Value = PrincipalName> {
    (any::<i32>(), vec(text(), 0..4))
        .prop_map(|(kind, name)| PrincipalName::new(NameType(kind), name))
}

fn address() -> impl Strategy<Value = HostAddress> {
    (any::<i32>(), octets())
        .prop_map(|(kind, address)| HostAddress { addr_type: AddressType(kind), address })
}

/// OPTIONAL SEQUENCE OF: absent or with elements, which is all that is ever written.
fn list<S: Strategy>(element: S) -> impl Strategy<Value = Option<Vec<S::Value>>> {
    of(vec(element, 1..3))
}

pub(super) fn pa_data() -> impl Strategy<Value = PaData> {
    (any::<i32>(), octets())
        .prop_map(|(kind, padata_value)| PaData { padata_type: PaDataType(kind), padata_value })
}

pub(super) fn encrypted_data() -> impl Strategy<Value = EncryptedData> {
    (any::<i32>(), of(any::<u32>()), octets()).prop_map(|(etype, kvno, cipher)| EncryptedData {
        etype,
        kvno,
        cipher,
    })
}

fn checksum() -> impl Strategy<Value = Checksum> {
    (any::<i32>(), octets()).prop_map(|(cksumtype, checksum)| Checksum { cksumtype, checksum })
}

fn key() -> impl Strategy<Value = EncryptionKey> {
    (any::<i32>(), octets()).prop_map(|(keytype, keyvalue)| EncryptionKey { keytype, keyvalue })
}

fn authorization_data() -> impl Strategy<Value = AuthorizationDataEntry> {
    (any::<i32>(), octets()).prop_map(|(kind, ad_data)| AuthorizationDataEntry {
        ad_type: AuthorizationDataType(kind),
        ad_data,
    })
}

fn ticket_flags() -> impl Strategy<Value = TicketFlags> {
    any::<u32>().prop_map(TicketFlags)
}

pub(super) fn ticket() -> impl Strategy<Value = Ticket> {
    (any::<i32>(), text(), name(), encrypted_data())
        .prop_map(|(tkt_vno, realm, sname, enc_part)| Ticket { tkt_vno, realm, sname, enc_part })
}

fn kdc_req_body() -> impl Strategy<Value = KdcReqBody> {
    let first = (any::<u32>(), of(name()), text(), of(name()), of(time()), time());
    let second = (of(time()), int32(), vec(any::<i32>(), 0..8), list(address()));
    (first, second, of(encrypted_data()), list(ticket())).prop_map(|(a, b, c, d)| KdcReqBody {
        kdc_options: KdcOptions(a.0),
        cname: a.1,
        realm: a.2,
        sname: a.3,
        from: a.4,
        till: a.5,
        rtime: b.0,
        nonce: b.1,
        etype: b.2,
        addresses: b.3,
        enc_authorization_data: c,
        additional_tickets: d,
    })
}

pub(super) fn kdc_req() -> impl Strategy<Value = KdcReq> {
    (any::<i32>(), any::<i32>(), list(pa_data()), kdc_req_body()).prop_map(
        |(pvno, msg_type, padata, body)| KdcReq {
            pvno,
            msg_type,
            padata,
            req_body: Raw::new(body),
        },
    )
}

pub(super) fn kdc_rep() -> impl Strategy<Value = KdcRep> {
    (any::<i32>(), any::<i32>(), list(pa_data()), text(), name(), ticket(), encrypted_data())
        .prop_map(|(pvno, msg_type, padata, crealm, cname, ticket, enc_part)| KdcRep {
            pvno,
            msg_type,
            padata,
            crealm,
            cname,
            ticket,
            enc_part,
        })
}

pub(super) fn enc_kdc_rep_part() -> impl Strategy<Value = EncKdcRepPart> {
    let last_req = (any::<i32>(), time())
        .prop_map(|(kind, lr_value)| LastReqEntry { lr_type: LastReqType(kind), lr_value });
    let first = (key(), vec(last_req, 0..3), int32(), of(time()), ticket_flags(), time());
    let second = (of(time()), time(), of(time()), text(), name(), list(address()));
    (first, second, list(pa_data())).prop_map(|(a, b, encrypted_pa_data)| EncKdcRepPart {
        key: a.0,
        last_req: a.1,
        nonce: a.2,
        key_expiration: a.3,
        flags: a.4,
        authtime: a.5,
        starttime: b.0,
        endtime: b.1,
        renew_till: b.2,
        srealm: b.3,
        sname: b.4,
        caddr: b.5,
        encrypted_pa_data,
    })
}

pub(super) fn enc_ticket_part() -> impl Strategy<Value = EncTicketPart> {
    let transited = (any::<i32>(), octets())
        .prop_map(|(tr_type, contents)| TransitedEncoding { tr_type, contents });
    let first = (ticket_flags(), key(), text(), name(), transited, time());
    let second = (of(time()), time(), of(time()), list(address()), list(authorization_data()));
    (first, second).prop_map(|(a, b)| EncTicketPart {
        flags: a.0,
        key: a.1,
        crealm: a.2,
        cname: a.3,
        transited: a.4,
        authtime: a.5,
        starttime: b.0,
        endtime: b.1,
        renew_till: b.2,
        caddr: b.3,
        authorization_data: b.4,
    })
}

pub(super) fn ap_req() -> impl Strategy<Value = ApReq> {
    (any::<i32>(), any::<i32>(), any::<u32>(), ticket(), encrypted_data()).prop_map(
        |(pvno, msg_type, options, ticket, authenticator)| ApReq {
            pvno,
            msg_type,
            ap_options: ApOptions(options),
            ticket,
            authenticator,
        },
    )
}

pub(super) fn authenticator() -> impl Strategy<Value = Authenticator> {
    let first = (any::<i32>(), text(), name(), of(checksum()), any::<i32>(), time());
    (first, of(key()), of(int32()), list(authorization_data())).prop_map(|(a, b, c, d)| {
        Authenticator {
            authenticator_vno: a.0,
            crealm: a.1,
            cname: a.2,
            cksum: a.3,
            cusec: a.4,
            ctime: a.5,
            subkey: b,
            seq_number: c,
            authorization_data: d,
        }
    })
}

pub(super) fn ap_rep() -> impl Strategy<Value = ApRep> {
    (any::<i32>(), any::<i32>(), encrypted_data()).prop_map(|(pvno, msg_type, enc_part)| ApRep {
        pvno,
        msg_type,
        enc_part,
    })
}

pub(super) fn enc_ap_rep_part() -> impl Strategy<Value = EncApRepPart> {
    (time(), any::<i32>(), of(key()), of(int32())).prop_map(|(ctime, cusec, subkey, seq_number)| {
        EncApRepPart { ctime, cusec, subkey, seq_number }
    })
}

pub(super) fn krb_error() -> impl Strategy<Value = KrbError> {
    let first = (any::<i32>(), any::<i32>(), of(time()), of(any::<i32>()), time(), any::<i32>());
    let second = (any::<i32>(), of(text()), of(name()), text(), name(), of(text()), of(octets()));
    (first, second).prop_map(|(a, b)| KrbError {
        pvno: a.0,
        msg_type: a.1,
        ctime: a.2,
        cusec: a.3,
        stime: a.4,
        susec: a.5,
        error_code: ErrorCode(b.0),
        crealm: b.1,
        cname: b.2,
        realm: b.3,
        sname: b.4,
        e_text: b.5,
        e_data: b.6,
    })
}

pub(super) fn krb_safe() -> impl Strategy<Value = KrbSafe> {
    let body = (octets(), of(time()), of(any::<i32>()), of(int32()), address(), of(address()));
    (any::<i32>(), any::<i32>(), body, checksum()).prop_map(|(pvno, msg_type, b, cksum)| KrbSafe {
        pvno,
        msg_type,
        safe_body: Raw::new(KrbSafeBody {
            user_data: b.0,
            timestamp: b.1,
            usec: b.2,
            seq_number: b.3,
            s_address: b.4,
            r_address: b.5,
        }),
        cksum,
    })
}

pub(super) fn krb_priv() -> impl Strategy<Value = KrbPriv> {
    (any::<i32>(), any::<i32>(), encrypted_data()).prop_map(|(pvno, msg_type, enc_part)| KrbPriv {
        pvno,
        msg_type,
        enc_part,
    })
}

pub(super) fn enc_krb_priv_part() -> impl Strategy<Value = EncKrbPrivPart> {
    (octets(), of(time()), of(any::<i32>()), of(int32()), address(), of(address())).prop_map(
        |(user_data, timestamp, usec, seq_number, s_address, r_address)| EncKrbPrivPart {
            user_data,
            timestamp,
            usec,
            seq_number,
            s_address,
            r_address,
        },
    )
}

pub(super) fn krb_cred() -> impl Strategy<Value = KrbCred> {
    (any::<i32>(), any::<i32>(), vec(ticket(), 0..3), encrypted_data()).prop_map(
        |(pvno, msg_type, tickets, enc_part)| KrbCred { pvno, msg_type, tickets, enc_part },
    )
}

pub(super) fn enc_krb_cred_part() -> impl Strategy<Value = EncKrbCredPart> {
    let first = (key(), of(text()), of(name()), of(ticket_flags()), of(time()), of(time()));
    let second = (of(time()), of(time()), of(text()), of(name()), list(address()));
    let info = (first, second).prop_map(|(a, b)| KrbCredInfo {
        key: a.0,
        prealm: a.1,
        pname: a.2,
        flags: a.3,
        authtime: a.4,
        starttime: a.5,
        endtime: b.0,
        renew_till: b.1,
        srealm: b.2,
        sname: b.3,
        caddr: b.4,
    });
    let rest = (of(time()), of(any::<i32>()), of(address()), of(address()));
    (vec(info, 0..3), of(int32()), rest).prop_map(|(ticket_info, nonce, rest)| EncKrbCredPart {
        ticket_info,
        nonce,
        timestamp: rest.0,
        usec: rest.1,
        s_address: rest.2,
        r_address: rest.3,
    })
}

pub(super) fn etype_info2() -> impl Strategy<Value = EtypeInfo2> {
    let entry = (any::<i32>(), of(text()), of(octets()))
        .prop_map(|(etype, salt, s2kparams)| EtypeInfo2Entry { etype, salt, s2kparams });
    vec(entry, 0..4)
}

pub(super) fn pa_enc_ts_enc() -> impl Strategy<Value = PaEncTsEnc> {
    (time(), of(any::<i32>())).prop_map(|(patimestamp, pausec)| PaEncTsEnc { patimestamp, pausec })
}
