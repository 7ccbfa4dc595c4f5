//! Keytabs: golden files of MIT, properties, damage.

use super::*;
use crate::time::Timestamp;
use crate::wire::EncryptionKey;
use proptest::prelude::*;

/// Written by MIT krb5 1.20.1 (keytabs/make.sh), or changed from such files (keytabs/README.md).
macro_rules! golden {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../../../keytabs/", $name)))),*]
    };
}

const GOLDENS: &[(&str, &[u8])] = golden![
    "alice.keytab",
    "enctypes.keytab",
    "escapes.keytab",
    "hole-reused.keytab",
    "hole.keytab",
    "kafka.keytab",
    "ktutil.keytab",
    "kvno-300.keytab",
    "rotated.keytab",
    "unknown-enctype.keytab",
    "v1-big.keytab",
    "v1-little.keytab",
];

const BROKEN: &[(&str, &[u8])] = golden![
    "broken/absurd-component-count.keytab",
    "broken/absurd-key-length.keytab",
    "broken/absurd-record-length.keytab",
    "broken/ccache.keytab",
    "broken/cut-in-key.keytab",
    "broken/cut-in-length.keytab",
    "broken/empty.keytab",
    "broken/hole-too-long.keytab",
    "broken/least-length.keytab",
    "broken/text.keytab",
    "broken/version-9.keytab",
];

/// What each of [`BROKEN`] is refused for.
const FAULTS: &[&str] = &[
    "offset 36: a component of the name needs 813 octets where 42 are left",
    "offset 42: the key needs 65535 octets where 36 are left",
    "offset 2: a record of 2147483647 octets starts where 132 are left",
    "offset 1: it is of version 4, versions 1 and 2 are known",
    "offset 2: a record of 72 octets starts where 54 are left",
    "offset 2: a record's length needs 4 octets where 2 are left",
    "offset 0: the file is empty",
    "offset 138: a record of 1000 octets starts where 10 are left",
    "offset 138: a record of 2147483648 octets starts where 0 are left",
    "offset 0: it starts with octet 0x61, a keytab starts with 0x05",
    "offset 1: it is of version 9, versions 1 and 2 are known",
];

fn bytes(name: &str) -> &'static [u8] {
    GOLDENS.iter().chain(BROKEN).find(|(n, _)| *n == name).unwrap().1
}

fn golden(name: &str) -> Keytab {
    Keytab::from_bytes(bytes(name), name).unwrap()
}

fn principal(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.TEST".into()).unwrap()
}

#[test]
fn images_of_golden_files_keep_their_bytes() {
    for (name, bytes) in GOLDENS {
        let image = KeytabFile::from_bytes(bytes, name).unwrap();
        assert_eq!(image.to_bytes(), *bytes, "{name}");
    }
}

#[test]
fn content_is_written_as_mit_writes_a_fresh_file() {
    for (name, bytes) in GOLDENS {
        let image = KeytabFile::from_bytes(bytes, name).unwrap();
        let fresh = image.version() == KeytabVersion::V2
            && image.holes() == 0
            && *name != "hole-reused.keytab";
        if fresh {
            assert_eq!(image.to_keytab().to_bytes().unwrap(), *bytes, "{name}");
        }
    }
}

#[test]
fn keys_of_passwords_are_those_of_the_documented_realm() {
    let keytab = golden("alice.keytab");
    for entry in keytab.of(&principal("alice")) {
        let key = kerbside_crypto::string_to_key(
            entry.key.enctype(),
            b"alice-password",
            b"EXAMPLE.TESTalice",
            None,
        );
        assert_eq!(key.unwrap().as_bytes(), entry.key.keyvalue.as_ref());
    }
    assert_eq!(keytab.entries.len(), 2);
}

#[test]
fn versions_above_255_are_read_and_written_whole() {
    assert_eq!(golden("kvno-300.keytab").current_kvno(&principal("wide/kvno")), Some(300));
    let versions: Vec<_> = golden("ktutil.keytab").entries.iter().map(|e| e.kvno).collect();
    assert_eq!(versions, [65_537, 256]);
}

#[test]
fn quoted_names_are_read_as_their_components() {
    let keytab = golden("escapes.keytab");
    let name = &keytab.entries[0].principal.name.name_string;
    assert_eq!(name.as_slice(), ["odd/name", "with@at"]);
    assert!(keytab.lookup(&principal(r"odd\/name/with\@at"), None, None).is_ok());
}

#[test]
fn unknown_enctypes_and_negative_ones_are_kept() {
    let enctypes = |name| golden(name).entries.iter().map(|e| e.key.keytype).collect::<Vec<_>>();
    assert_eq!(enctypes("unknown-enctype.keytab"), [18, 999, -133]);
    assert_eq!(enctypes("enctypes.keytab"), [20, 19, 18, 17, 26, 25, 16, 23]);
}

#[test]
fn version_1_reads_in_either_order_of_octets() {
    let little = golden("v1-little.keytab");
    assert_eq!(little, golden("v1-big.keytab"));
    assert_eq!(little, golden("alice.keytab"));
}

#[test]
fn removing_makes_the_hole_mit_makes() {
    let mut image = KeytabFile::from_bytes(bytes("rotated.keytab"), "rotated.keytab").unwrap();
    assert_eq!(image.remove(|entry| entry.kvno == 2), 2);
    assert_eq!(image.to_bytes(), bytes("hole.keytab"));
    assert_eq!(image.holes(), 2);
}

#[test]
fn adding_fills_the_holes_mit_fills() {
    let after = KeytabFile::from_bytes(bytes("hole-reused.keytab"), "after").unwrap();
    let mut image = KeytabFile::from_bytes(bytes("hole.keytab"), "hole.keytab").unwrap();
    for entry in after.entries().take(2) {
        image.add(entry).unwrap();
    }
    assert_eq!(image.to_bytes(), bytes("hole-reused.keytab"));
}

#[test]
fn a_record_takes_the_place_of_the_ending_zero_length() {
    let with_end = [bytes("alice.keytab"), &[0; 4]].concat();
    let mut image = KeytabFile::from_bytes(&with_end, "f").unwrap();
    assert_eq!(image.to_bytes(), with_end);
    let entry = golden("kafka.keytab").entries[0].clone();
    image.add(&entry).unwrap();
    let again = Keytab::from_bytes(&image.to_bytes(), "f").unwrap();
    assert_eq!(again.entries.len(), 3);
    assert!(image.to_bytes().ends_with(&[0; 4]));
}

#[test]
fn lookup_says_what_is_missing() {
    let keytab = golden("rotated.keytab");
    let service = principal("rotated/service");
    let find = |kvno, enctype: Option<i32>| keytab.lookup(&service, kvno, enctype.map(Enctype));
    assert_eq!(find(None, None).map(|e| (e.kvno, e.key.keytype)), Ok((3, 18)));
    assert_eq!(find(Some(2), Some(17)).map(|e| (e.kvno, e.key.keytype)), Ok((2, 17)));
    assert_eq!(find(Some(4), None), Err(KeytabMiss::Kvno { wanted: 4, held: vec![2, 3] }));
    assert_eq!(find(Some(3), Some(23)), Err(KeytabMiss::Enctype { held: vec![18, 17] }));
    assert_eq!(find(None, Some(23)), Err(KeytabMiss::Enctype { held: vec![18, 17] }));
    let held = vec!["rotated/service@EXAMPLE.TEST".to_owned(), "alice@EXAMPLE.TEST".to_owned()];
    assert_eq!(keytab.lookup(&principal("bob"), None, None), Err(KeytabMiss::Principal { held }));
}

fn entry(kvno: u32, seconds: i64) -> KeytabEntry {
    KeytabEntry {
        principal: principal("a"),
        timestamp: Timestamp::from_seconds(seconds),
        kvno,
        key: EncryptionKey { keytype: 18, keyvalue: vec![0; 32].into() },
    }
}

#[test]
fn a_small_version_written_after_a_large_one_is_newer() {
    let current = |entries: [KeytabEntry; 2]| {
        Keytab { entries: entries.to_vec() }.current_kvno(&principal("a"))
    };
    assert_eq!(current([entry(255, 10), entry(1, 11)]), Some(1));
    assert_eq!(current([entry(1, 11), entry(255, 10)]), Some(1));
    assert_eq!(current([entry(255, 12), entry(1, 11)]), Some(255));
    assert_eq!(current([entry(7, 10), entry(8, 9)]), Some(8));
}

#[test]
fn a_version_kept_in_8_bits_answers_for_the_whole_one() {
    let keytab = Keytab { entries: vec![entry(300 & 0xff, 0)] };
    assert_eq!(keytab.lookup(&principal("a"), Some(300), None).map(|e| e.kvno), Ok(44));
}

#[test]
fn broken_files_are_refused_with_place_and_remedy() {
    assert_eq!(BROKEN.len(), FAULTS.len());
    for ((name, bytes), fault) in BROKEN.iter().zip(FAULTS) {
        let error = Keytab::from_bytes(bytes, name).unwrap_err();
        let text = format!("keytab {name}, {fault}; {}", error.fault.remedy());
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn fields_too_long_for_their_length_are_refused() {
    let mut long = entry(1, 0);
    long.key.keyvalue = vec![0; 65_536].into();
    let error = Keytab { entries: vec![long] }.to_bytes().unwrap_err();
    assert!(matches!(error.fault, KeytabFault::Unwritable { length: 65_536, .. }), "{error}");
}

fn entries() -> impl Strategy<Value = KeytabEntry> {
    let octets = || prop::collection::vec(any::<u8>(), 0..20);
    let name = (any::<i32>(), prop::collection::vec(octets(), 0..4), octets());
    (name, any::<u32>(), any::<u32>(), any::<i16>(), octets()).prop_map(
        |((name_type, components, realm), seconds, kvno, keytype, keyvalue)| KeytabEntry {
            principal: Principal {
                name: crate::wire::PrincipalName::new(crate::wire::NameType(name_type), components),
                realm: realm.into(),
            },
            timestamp: Timestamp::from_seconds(i64::from(seconds)),
            kvno,
            key: EncryptionKey { keytype: i32::from(keytype), keyvalue: keyvalue.into() },
        },
    )
}

proptest! {
    #[test]
    fn written_entries_read_back(entries in prop::collection::vec(entries(), 0..6)) {
        let keytab = Keytab { entries };
        let bytes = keytab.to_bytes().unwrap();
        prop_assert_eq!(&Keytab::from_bytes(&bytes, "f").unwrap(), &keytab);
        prop_assert_eq!(KeytabFile::from_bytes(&bytes, "f").unwrap().to_bytes(), bytes);
    }

    #[test]
    fn adding_and_removing_leaves_a_readable_file(
        before in prop::collection::vec(entries(), 0..5),
        added in prop::collection::vec(entries(), 0..5),
        removed in any::<u8>(),
    ) {
        let bytes = Keytab { entries: before }.to_bytes().unwrap();
        let mut image = KeytabFile::from_bytes(&bytes, "f").unwrap();
        let mut at = 0;
        image.remove(|_| { at += 1; removed & (1 << at) != 0 });
        for entry in &added {
            image.add(entry).unwrap();
        }
        let again = Keytab::from_bytes(&image.to_bytes(), "f").unwrap();
        prop_assert_eq!(again, image.to_keytab());
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        version in 0u8..4,
        body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let bytes = [&[5, version], body.as_slice()].concat();
        if let Ok(image) = KeytabFile::from_bytes(&bytes, "f") {
            prop_assert_eq!(image.to_bytes(), bytes);
        }
    }

    #[test]
    fn changed_golden_files_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        octet in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let (_, golden) = which.get(GOLDENS);
        let mut bytes = golden.to_vec();
        *at.get_mut(&mut bytes) = octet;
        if let Ok(image) = KeytabFile::from_bytes(&bytes, "f")
            && image.version() == KeytabVersion::V2
        {
            prop_assert_eq!(image.to_bytes(), bytes.clone());
        }
        bytes.truncate(cut.index(bytes.len()));
        Keytab::from_bytes(&bytes, "f").ok();
    }
}
