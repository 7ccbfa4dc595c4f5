//! Records with their checksums and MACs, whole and damaged.

use super::*;
use kerbside_crypto::Enctype;

fn integrity(octet: u8) -> Integrity {
    Integrity(Key::new(Enctype::AES256_SHA1, &[octet; 32]).unwrap())
}

#[test]
fn a_record_is_good_under_its_key_and_its_mac_alone() {
    let record = integrity(1).frame(b"key", b"content");
    assert_eq!(integrity(1).content(b"key", &record), Ok(&b"content"[..]));
    assert_eq!(integrity(1).content(b"other", &record), Err(Fault::Checksum));
    assert_eq!(integrity(2).content(b"key", &record), Err(Fault::Mac));
    for at in 0..record.len() {
        let mut damaged = record.clone();
        damaged[at] ^= 0x10;
        assert!(integrity(1).content(b"key", &damaged).is_err(), "octet {at}");
        assert!(integrity(1).content(b"key", &record[..at]).is_err(), "{at} octets");
    }
}

#[test]
fn a_record_of_a_newer_format_says_so() {
    let record = unkeyed_as(FORMAT + 1, b"key", b"content");
    assert_eq!(unkeyed_content(b"key", &record), Err(Fault::Newer(FORMAT + 1)));
}

#[test]
fn contents_that_are_cut_or_longer_are_malformed() {
    let policy = kerbside_kdc_core::database::Policy::new("strict");
    let mut content = policy::write(&policy);
    assert_eq!(policy::read(&content), Ok(policy));
    for cut in 0..content.len() {
        assert_eq!(policy::read(&content[..cut]), Err(Malformed), "{cut} octets");
    }
    content.push(0);
    assert_eq!(policy::read(&content), Err(Malformed));
}
