//! What is accepted though it is unusual, and what is refused though some decoders accept it.

use crate::wire::*;

/// `tag`, a length and `parts`.
fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    [&[tag, u8::try_from(contents.len()).unwrap()][..], &contents].concat()
}

fn integer(octets: &[u8]) -> Vec<u8> {
    value(2, &[octets])
}

fn encrypted_data(kvno: &[u8]) -> Vec<u8> {
    let kvno = value(0xa1, &[&integer(kvno)]);
    let etype = value(0xa0, &[&integer(&[18])]);
    value(0x30, &[&etype, &kvno, &value(0xa2, &[&value(4, &[b"x"])])])
}

fn pa_enc_ts_enc(time: &str, rest: &[u8]) -> Vec<u8> {
    let time = value(0xa0, &[&value(0x18, &[time.as_bytes()])]);
    value(0x30, &[&time, rest])
}

#[test]
fn negative_kvno_is_read_as_the_unsigned_number_of_the_same_bits() {
    let read = EncryptedData::from_der(&encrypted_data(&[0xff, 0xff, 0xff, 0xfe])).unwrap();
    assert_eq!(read.kvno, Some(0xffff_fffe));
    assert_eq!(read.to_der(), encrypted_data(&[0, 0xff, 0xff, 0xff, 0xfe]));
    assert_eq!(EncryptedData::from_der(&read.to_der()), Ok(read));
}

#[test]
fn integers_of_more_than_32_bits_are_refused() {
    for octets in [&[1, 0, 0, 0, 0][..], &[0xff, 0x7f, 0xff, 0xff, 0xff], &[0; 9], &[]] {
        let error = EncryptedData::from_der(&encrypted_data(octets)).unwrap_err();
        assert_eq!(error.offset, 9, "{error}");
    }
}

#[test]
fn nonce_is_kept_in_either_sign() {
    for (nonce, octets) in [
        (-2, &[0xfe][..]),
        (i64::from(i32::MIN), &[0x80, 0, 0, 0]),
        (0xffff_fffe, &[0, 0xff, 0xff, 0xff, 0xfe]),
    ] {
        let body = KdcReqBody { nonce, ..body() };
        let bytes = body.to_der();
        let field = value(0xa7, &[&integer(octets)]);
        assert!(bytes.windows(field.len()).any(|window| window == field));
        assert_eq!(KdcReqBody::from_der(&bytes).unwrap().nonce, nonce);
    }
}

fn body() -> KdcReqBody {
    KdcReqBody {
        kdc_options: KdcOptions::FORWARDABLE,
        cname: None,
        realm: "R".into(),
        sname: None,
        from: None,
        till: KerberosTime(0),
        rtime: None,
        nonce: 1,
        etype: vec![18],
        addresses: None,
        enc_authorization_data: None,
        additional_tickets: None,
    }
}

#[test]
fn flags_of_any_length_are_read() {
    for (contents, flags) in [
        (&[0][..], Some(0)),
        (&[6, 0x40], Some(0x4000_0000)),
        (&[6, 0x7f], Some(0x4000_0000)),
        (&[0, 0x40, 0, 0, 0x10], Some(0x4000_0010)),
        (&[0, 0x40, 0, 0, 0x10, 0xff], Some(0x4000_0010)),
        (&[4, 0x40, 0, 0, 0x10, 0xf0, 0xf0], Some(0x4000_0010)),
        (&[], None),
        (&[1], None),
        (&[8, 0x40], None),
    ] {
        let read = KdcOptions::from_der(&value(3, &[contents])).ok();
        assert_eq!(read, flags.map(KdcOptions), "{contents:02x?}");
    }
    assert_eq!(KdcOptions::FORWARDABLE.to_der(), [3, 5, 0, 0x40, 0, 0, 0]);
}

#[test]
fn body_with_short_flags_keeps_its_octets() {
    let bytes = body().to_der();
    let flags = value(0xa0, &[&value(3, &[&[6, 0x40]])]);
    let received = value(0x30, &[&flags, &bytes[2 + 9..]]);
    let request = [
        value(0xa1, &[&integer(&[5])]),
        value(0xa2, &[&integer(&[10])]),
        value(0xa4, &[&received]),
    ];
    let request = value(0x6a, &[&value(0x30, &[&request.concat()])]);
    let read = AsReq::from_der(&request).unwrap();
    assert_eq!(read.0.req_body.bytes(), received);
    assert_eq!(read.0.req_body.value(), &body());
    assert_eq!(read.to_der(), request);
}

#[test]
fn times_are_whole_seconds_in_utc() {
    for (text, seconds) in [
        ("20261122054701Z", Some(1_795_326_421)),
        ("19691231235959Z", Some(-1)),
        ("21060207062815Z", Some(i64::from(u32::MAX))),
        ("99991231235959Z", Some(253_402_300_799)),
        ("20261122054701.5Z", None),
        ("20261122054701", None),
        ("20261122054701+0100", None),
        ("20261322054701Z", None),
        ("20260229000000Z", None),
        ("2026112205470\u{b2}", None),
        ("", None),
    ] {
        let read = PaEncTsEnc::from_der(&pa_enc_ts_enc(text, &[]));
        assert_eq!(read.as_ref().ok().map(|r| r.patimestamp.0), seconds, "{text}");
        match read {
            Ok(read) => assert_eq!(read.to_der(), pa_enc_ts_enc(text, &[])),
            Err(error) => assert_eq!(error.offset, 4, "{error}"),
        }
    }
}

#[test]
fn times_without_a_text_become_the_nearest_that_has_one() {
    for (seconds, nearest) in [(i64::MIN, "00000101000000Z"), (i64::MAX, "99991231235959Z")] {
        assert_eq!(KerberosTime(seconds).to_der(), value(0x18, &[nearest.as_bytes()]));
    }
}

#[test]
fn names_of_any_octets_are_kept() {
    let latin1 = KerberosString::from(&b"b\xe4r"[..]);
    let name = PrincipalName::new(NameType::PRINCIPAL, [latin1.clone()]);
    assert_eq!(PrincipalName::from_der(&name.to_der()).unwrap().name_string, [latin1]);
}

#[test]
fn elements_behind_the_last_known_one_are_ignored() {
    let usec = value(0xa1, &[&integer(&[7])]);
    let addition = value(0xa5, &[&integer(&[1])]);
    let rest = [usec.clone(), addition.clone()].concat();
    let read = PaEncTsEnc::from_der(&pa_enc_ts_enc("20261122054701Z", &rest)).unwrap();
    assert_eq!(read.pausec, Some(7));
    for disorder in [[&usec[..], &usec].concat(), [&addition[..], &usec].concat(), vec![5, 0]] {
        let bytes = pa_enc_ts_enc("20261122054701Z", &disorder);
        let error = PaEncTsEnc::from_der(&bytes).unwrap_err();
        assert!(error.reason.ends_with("does not belong here"), "{error}");
    }
}

#[test]
fn lists_without_elements_are_left_out() {
    let (absent, empty) = (body(), KdcReqBody { addresses: Some(vec![]), ..body() });
    assert_eq!(empty.to_der(), absent.to_der());
    let request = |padata| KdcReq { pvno: 5, msg_type: 10, padata, req_body: Raw::new(body()) };
    assert_eq!(request(Some(vec![])).to_der(), request(None).to_der());
    assert_ne!(
        request(Some(vec![PaData::new(PaDataType::TGS_REQ, vec![])])).to_der(),
        request(None).to_der()
    );
}

#[test]
fn encodings_that_are_not_der_are_refused_where_they_start() {
    let time = value(0xa0, &[&value(0x18, &[b"20261122054701Z"])]);
    let with_length = |length: &[u8]| [&[0x30][..], length, &time].concat();
    let cases: &[(Vec<u8>, usize, &str)] = &[
        (with_length(&[0x81, 19]), 0, "a length not in its shortest form"),
        (with_length(&[0x82, 0, 19]), 0, "a length not in its shortest form"),
        ([with_length(&[0x80]), vec![0, 0]].concat(), 0, "a length of indefinite form"),
        (with_length(&[0x85, 0, 0, 0, 0, 19]), 0, "a length of 5 octets"),
        (with_length(&[0x84, 0xff, 0xff, 0xff, 0xff]), 0, "4294967276 octets are missing"),
        (with_length(&[0x82]), 0, "40960 octets are missing"),
        (vec![0x30, 0x82, 1], 0, "the length is cut off"),
        (with_length(&[18]), 2, "1 octets are missing"),
        (with_length(&[20]), 0, "1 octets are missing"),
        (vec![0x30], 0, "the length is missing"),
        (vec![], 0, "SEQUENCE is missing"),
        (vec![0x30, 0], 2, "[0] is missing"),
        (vec![0x31, 0], 0, "[UNIVERSAL 17] instead of SEQUENCE"),
        (vec![0x10, 0], 0, "SEQUENCE in the wrong form"),
        (vec![0x3f, 0], 0, "a tag number above 30"),
        (vec![0x30, 4, 0xa0, 2, 2, 0], 4, "INTEGER instead of GeneralizedTime"),
        (vec![0x30, 2, 0xa0, 0], 4, "GeneralizedTime is missing"),
    ];
    for (bytes, offset, reason) in cases {
        let error = PaEncTsEnc::from_der(bytes).unwrap_err();
        assert_eq!((error.offset, error.reason.as_str()), (*offset, *reason), "{bytes:02x?}");
    }
}

#[test]
fn refusal_names_message_field_and_offset() {
    let request = KdcReq { pvno: 5, msg_type: 10, padata: None, req_body: Raw::new(body()) };
    let mut bytes = AsReq(request).to_der();
    let nonce = bytes.windows(2).rposition(|pair| pair == [0xa7, 3]).unwrap();
    bytes[nonce + 2] = 4;
    assert_eq!(
        AsReq::from_der(&bytes).unwrap_err().to_string(),
        format!(
            "AsReq is malformed at offset {}: OCTET STRING instead of INTEGER (KdcReqBody.nonce)",
            nonce + 2
        )
    );
}
