//! The messages in `fixtures/wire`, written by MIT krb5 and OpenJDK (its README says how).

use std::fmt::Debug;

use kerbside_crypto::{Enctype, Key, string_to_key};

use crate::wire::*;

macro_rules! fixture {
    ($name:literal) => {
        from_hex(include_str!(concat!("../../../../../fixtures/wire/", $name, ".hex")))
    };
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|c| !c.is_ascii_whitespace()).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

fn survives<T: Der + Debug + PartialEq>(bytes: &[u8]) -> T {
    let value = T::from_der(bytes).unwrap();
    assert_eq!(value.to_der(), bytes, "{value:?}");
    let cut = T::from_der(&bytes[..bytes.len() - 1]).unwrap_err();
    assert_eq!(cut.offset, 0, "{cut}");
    let longer = T::from_der(&[bytes, &[0]].concat()).unwrap_err();
    assert_eq!((longer.offset, &*longer.reason), (bytes.len(), "1 octets too many"));
    value
}

macro_rules! every_octet_survives {
    ($($test:ident: $type:ty { $($name:literal)* })*) => {
        $(#[test]
        fn $test() {
            $(survives::<$type>(&fixture!($name));)*
        })*
    };
}

every_octet_survives! {
    as_reqs: AsReq {
        "mit-as-req-first" "mit-as-req-timestamp" "mit-as-req-utf8"
        "jdk-as-req-first" "jdk-as-req-timestamp"
    }
    as_reps: AsRep { "mit-as-rep" "mit-as-rep-utf8" "mit-as-rep-to-jdk" }
    tgs_reqs: TgsReq { "mit-tgs-req" "mit-tgs-req-renew" "jdk-tgs-req" }
    tgs_reps: TgsRep { "mit-tgs-rep" "mit-tgs-rep-renew" "mit-tgs-rep-to-jdk" }
    parts_for_clients: EncTgsRepPart {
        "mit-enc-as-rep-part" "mit-enc-as-rep-part-aes256-sha2" "mit-enc-tgs-rep-part"
    }
    errors: KrbError {
        "mit-krb-error-preauth-required" "mit-krb-error-preauth-failed"
        "mit-krb-error-client-unknown" "mit-krb-error-server-unknown"
    }
    method_data: MethodData { "mit-method-data" }
    etype_info2: EtypeInfo2 { "mit-etype-info2" }
    encrypted_timestamps: EncryptedData { "mit-pa-enc-timestamp" "jdk-pa-enc-timestamp" }
    timestamps: PaEncTsEnc { "mit-pa-enc-ts-enc" "jdk-pa-enc-ts-enc" }
    tickets: Ticket { "mit-ticket" }
    parts_for_services: EncTicketPart { "mit-enc-ticket-part" }
    ap_reqs: ApReq {
        "mit-gss-ap-req" "mit-gss-plain-ap-req" "mit-gss-delegate-ap-req" "jdk-gss-ap-req"
    }
    authenticators: Authenticator {
        "mit-gss-authenticator" "mit-gss-plain-authenticator" "mit-gss-delegate-authenticator"
        "jdk-gss-authenticator" "mit-tgs-req-authenticator" "jdk-tgs-req-authenticator"
    }
    ap_reps: ApRep { "mit-gss-ap-rep" "mit-gss-delegate-ap-rep" "mit-gss-ap-rep-to-jdk" }
    ap_rep_parts: EncApRepPart { "mit-gss-enc-ap-rep-part" "mit-gss-delegate-enc-ap-rep-part" }
    safe_messages: KrbSafe { "mit-krb-safe" }
    private_messages: KrbPriv { "mit-krb-priv" }
    private_parts: EncKrbPrivPart { "mit-enc-krb-priv-part" }
    credentials: KrbCred { "mit-krb-cred" }
    credential_parts: EncKrbCredPart { "mit-enc-krb-cred-part" }
}

fn alice() -> Key {
    string_to_key(Enctype::AES256_SHA1, b"secret", b"KERBSIDE.TESTalice", None).unwrap()
}

#[test]
fn mit_tags_the_part_of_an_as_rep_as_that_of_a_tgs_rep() {
    let reply: AsRep = survives(&fixture!("mit-as-rep"));
    let plain = reply.0.enc_part.open(&alice(), usage::AS_REP).unwrap();
    assert_eq!(plain, fixture!("mit-enc-as-rep-part"));
    assert!(EncAsRepPart::from_der(&plain).is_err());
    let part = EncKdcRepPart::from_either(&plain).unwrap();
    assert_eq!(part.sname, reply.0.ticket.sname);
    assert!(part.flags.contains(TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT));
    assert_eq!(reply.0.cname, PrincipalName::new(NameType::PRINCIPAL, ["alice"]));
}

#[test]
fn names_beyond_ascii_are_kept() {
    let request: AsReq = survives(&fixture!("mit-as-req-utf8"));
    let name = request.0.req_body.cname.clone().unwrap();
    assert_eq!(name.name_string, ["b\u{e4}r"]);
    let salt = "KERBSIDE.TESTb\u{e4}r".as_bytes();
    let key = string_to_key(Enctype::AES256_SHA2, b"geheim", salt, None).unwrap();
    let reply: AsRep = survives(&fixture!("mit-as-rep-utf8"));
    let plain = reply.0.enc_part.open(&key, usage::AS_REP).unwrap();
    assert_eq!(plain, fixture!("mit-enc-as-rep-part-aes256-sha2"));
}

#[test]
fn checksum_of_a_tgs_req_covers_the_body_as_received() {
    let parts: EncTicketPart = survives(&fixture!("mit-enc-ticket-part"));
    assert_eq!(parts.cname, PrincipalName::new(NameType::PRINCIPAL, ["alice"]));
    let session = EncKdcRepPart::from_either(&fixture!("mit-enc-as-rep-part")).unwrap().key;
    let request: TgsReq = survives(&fixture!("mit-tgs-req"));
    let authenticator: Authenticator = survives(&fixture!("mit-tgs-req-authenticator"));
    let key = session.to_key().unwrap();
    let checksum = authenticator.cksum.unwrap();
    let covered = request.0.req_body.bytes();
    checksum.verify(&key, usage::TGS_REQ_AUTHENTICATOR_CHECKSUM, covered).unwrap();
}

#[test]
fn mit_asks_for_preauthentication_with_salt_and_text() {
    let error: KrbError = survives(&fixture!("mit-krb-error-preauth-required"));
    assert_eq!(error.error_code, ErrorCode::KDC_ERR_PREAUTH_REQUIRED);
    assert_eq!(error.e_text, Some("NEEDED_PREAUTH".into()));
    assert_eq!(&*error.e_data.unwrap(), &fixture!("mit-method-data")[..]);
    let offers: EtypeInfo2 = survives(&fixture!("mit-etype-info2"));
    assert_eq!((offers[0].etype, offers[0].salt.clone()), (18, Some("KERBSIDE.TESTalice".into())));
}
