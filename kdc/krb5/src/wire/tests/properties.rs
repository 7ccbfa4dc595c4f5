//! What holds for every value, and for every octet string.

use std::fmt::Debug;

use proptest::prelude::*;

use super::arbitrary as values;
use crate::wire::*;

type Verdict = Result<(), TestCaseError>;

/// Where and how an encoding is damaged.
fn damage() -> impl Strategy<Value = (usize, u8, u8)> {
    (any::<usize>(), any::<u8>(), 0u8..4)
}

/// A value survives its encoding, which is rasn's; a damaged encoding is refused or read as some
/// value that survives.
fn survives<T>(value: &T, damage: (usize, u8, u8)) -> Verdict
where
    T: rasn::Decode + rasn::Encode + Debug + PartialEq,
{
    let bytes = value.to_der();
    prop_assert_eq!(&bytes, &rasn::der::encode(value).unwrap());
    let read = T::from_der(&bytes);
    prop_assert_eq!(read.as_ref(), Ok(value));
    prop_assert_eq!(read.unwrap().to_der(), &bytes[..]);
    is_refused_or_stable::<T>(&damaged(bytes, damage))
}

fn damaged(mut bytes: Vec<u8>, (at, with, how): (usize, u8, u8)) -> Vec<u8> {
    let at = at % bytes.len();
    match how {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= with | 1,
        2 => bytes.insert(at, with),
        _ => {
            bytes.remove(at);
        }
    }
    bytes
}

fn is_refused_or_stable<T: Der + Debug + PartialEq>(bytes: &[u8]) -> Verdict {
    match T::from_der(bytes) {
        Ok(value) => {
            let again = value.to_der();
            prop_assert_eq!(T::from_der(&again).unwrap().to_der(), again);
        }
        Err(error) => prop_assert!(error.offset <= bytes.len(), "{}", error),
    }
    Ok(())
}

macro_rules! every_value_survives {
    ($($test:ident: $values:expr;)*) => {
        proptest! {
            $(#[test]
            fn $test(value in $values, damage in damage()) {
                survives(&value, damage)?;
            })*
        }
    };
}

every_value_survives! {
    as_req_survives: values::kdc_req().prop_map(AsReq);
    tgs_req_survives: values::kdc_req().prop_map(TgsReq);
    as_rep_survives: values::kdc_rep().prop_map(AsRep);
    tgs_rep_survives: values::kdc_rep().prop_map(TgsRep);
    enc_as_rep_part_survives: values::enc_kdc_rep_part().prop_map(EncAsRepPart);
    enc_tgs_rep_part_survives: values::enc_kdc_rep_part().prop_map(EncTgsRepPart);
    ticket_survives: values::ticket();
    enc_ticket_part_survives: values::enc_ticket_part();
    ap_req_survives: values::ap_req();
    authenticator_survives: values::authenticator();
    ap_rep_survives: values::ap_rep();
    enc_ap_rep_part_survives: values::enc_ap_rep_part();
    krb_error_survives: values::krb_error();
    krb_safe_survives: values::krb_safe();
    krb_priv_survives: values::krb_priv();
    enc_krb_priv_part_survives: values::enc_krb_priv_part();
    krb_cred_survives: values::krb_cred();
    enc_krb_cred_part_survives: values::enc_krb_cred_part();
    pa_data_survives: values::pa_data();
    encrypted_data_survives: values::encrypted_data();
    etype_info2_survives: values::etype_info2();
    pa_enc_ts_enc_survives: values::pa_enc_ts_enc();
}

proptest! {
    #[test]
    fn octets_of_any_kind_are_refused_or_stable(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        for (_, check) in EVERY_TYPE {
            check(&bytes)?;
        }
    }

    /// The first octets are right, so that the reader gets further.
    #[test]
    fn octets_behind_a_right_tag_are_refused_or_stable(
        bytes in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        for (tag, check) in EVERY_TYPE {
            let inner = [&[0x30, bytes.len() as u8][..], &bytes].concat();
            check(&[&[*tag, inner.len() as u8][..], &inner].concat())?;
            check(&inner)?;
        }
    }
}

type Check = fn(&[u8]) -> Verdict;

/// The first octet and the check of every message.
const EVERY_TYPE: &[(u8, Check)] = &[
    (0x61, is_refused_or_stable::<Ticket>),
    (0x62, is_refused_or_stable::<Authenticator>),
    (0x63, is_refused_or_stable::<EncTicketPart>),
    (0x6a, is_refused_or_stable::<AsReq>),
    (0x6b, is_refused_or_stable::<AsRep>),
    (0x6c, is_refused_or_stable::<TgsReq>),
    (0x6d, is_refused_or_stable::<TgsRep>),
    (0x6e, is_refused_or_stable::<ApReq>),
    (0x6f, is_refused_or_stable::<ApRep>),
    (0x74, is_refused_or_stable::<KrbSafe>),
    (0x75, is_refused_or_stable::<KrbPriv>),
    (0x76, is_refused_or_stable::<KrbCred>),
    (0x79, is_refused_or_stable::<EncAsRepPart>),
    (0x7a, is_refused_or_stable::<EncTgsRepPart>),
    (0x7b, is_refused_or_stable::<EncApRepPart>),
    (0x7c, is_refused_or_stable::<EncKrbPrivPart>),
    (0x7d, is_refused_or_stable::<EncKrbCredPart>),
    (0x7e, is_refused_or_stable::<KrbError>),
    (0x30, is_refused_or_stable::<MethodData>),
    (0x30, is_refused_or_stable::<EtypeInfo2>),
    (0x30, is_refused_or_stable::<EncryptedData>),
    (0x30, is_refused_or_stable::<PaEncTsEnc>),
    (0x30, is_refused_or_stable::<AuthorizationData>),
];
