//! Master keys beside MIT's: passwords, stash files, versions.

use super::*;
use kerbside_crypto::SeededEntropy;

const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);

fn keys() -> MasterKeys {
    MasterKeys::from_password("EXAMPLE.TEST".into(), default_enctype(), b"masterpw").unwrap()
}

#[test]
fn a_stash_file_gives_every_version_back_and_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stash");
    let mut entropy = SeededEntropy::new(3);
    let second = Key::random(default_enctype(), &mut entropy).unwrap();
    let master = keys().to_principal(NOW, "test");
    let (master, kvno) = add_version(&master, second.clone(), &mut entropy).unwrap();
    assert_eq!(kvno, 2);
    let both = MasterKeys::from_principal(&master).unwrap();
    write_stash(&path, &both, NOW).unwrap();
    let read = read_stash(&path, &"EXAMPLE.TEST".into()).unwrap();
    assert_eq!(read, [(2, second), (1, keys().newest().1.clone())]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let error = read_stash(&path, &"OTHER.TEST".into()).unwrap_err().to_string();
    assert!(error.contains("K/M@OTHER.TEST"), "{error}");
}

#[test]
fn an_older_stash_file_is_read_in_both_byte_orders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stash");
    let key = keys().newest().1.clone();
    for header in [[18, 0, 32, 0, 0, 0], [0, 18, 0, 0, 0, 32]] {
        std::fs::write(&path, [&header[..], key.as_bytes()].concat()).unwrap();
        assert_eq!(read_stash(&path, &"R".into()).unwrap(), [(0, key.clone())]);
    }
    for broken in [&b""[..], b"\x12", b"\x12\0\x20\0\0\0short"] {
        std::fs::write(&path, broken).unwrap();
        assert!(matches!(read_stash(&path, &"R".into()), Err(MasterKeyError::Malformed { .. })));
    }
}

// MIT krb5 1.20.1: kdb5_util create -s -P masterpw for EXAMPLE.TEST, its stash file; then
// kdb5_util add_mkey with the password "second", and K/M's keys and tagged data in its dump.
const MIT_KEY: &str = "6a22837ff88243cc04ef2c155ccfdd12995abaec63e9908800b2fd42374f9269";
const MIT_SEALED: [(u32, &str); 2] = [
    (
        2,
        "200092eb176ddd9187f3565f7cd070e3baefae20eb42552f8feeac37196658162eff6ebb04210c5a0419fbf52\
         2e6bb1c81364f42211640ebf02a0f3178b1",
    ),
    (
        1,
        "20005a545ad691d962469547b6b03feceef9eaf1556f2d1a36c81cc81f839d9c9da5fadfb71529b2bd6327679\
         c6ac211d43a0864cc617bb5000b3501e40d",
    ),
];
const MIT_COPIES: &str = "01000100020012003e002000904086c164152798a1ffa7158c8c577607743a8c996cafea0\
                          2ee746552dbd96abbcdb3ecfd98f0dc4c50a5f47427ec75cebf70047abfa160cf28ffc6";

fn octets(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[test]
fn a_password_stands_for_the_key_that_mit_makes_of_it() {
    assert_eq!(keys().newest().1.as_bytes(), octets(MIT_KEY));
}

#[test]
fn the_newest_key_of_mit_is_found_from_an_older_one() {
    let key = |password| {
        let realm = Realm::from("EXAMPLE.TEST");
        MasterKeys::from_password(realm, default_enctype(), password).unwrap().newest().1.clone()
    };
    let [first, second, wrong] = [&b"masterpw"[..], b"second", b"wrong"].map(key);
    let sealed = MIT_SEALED.map(|(kvno, hex)| (kvno, octets(hex)));
    let sealed = sealed.each_ref().map(|(kvno, octets)| SealedVersion {
        kvno: *kvno,
        enctype: default_enctype(),
        octets,
    });
    let copies = octets(MIT_COPIES);
    for (known, newest) in [(&second, Some(&second)), (&first, Some(&second)), (&wrong, None)] {
        let found = MasterKeys::newest_of(std::slice::from_ref(known), &sealed, Some(&copies));
        assert_eq!(found.as_ref(), newest);
    }
}

#[test]
fn a_version_is_used_from_its_time_on_and_the_last_one_cannot_go() {
    let mut entropy = SeededEntropy::new(3);
    let key = Key::random(default_enctype(), &mut entropy).unwrap();
    let (master, _) = add_version(&keys().to_principal(NOW, "t"), key, &mut entropy).unwrap();
    let active = |master: &Principal, at| MasterKeys::from_principal(master).unwrap().active(at).0;
    assert_eq!(active(&master, NOW), 1);
    let later = use_version(&master, 2, NOW.plus_seconds(60), NOW).unwrap();
    assert_eq!((active(&later, NOW), active(&later, NOW.plus_seconds(60))), (1, 2));
    let used = use_version(&master, 2, NOW, NOW).unwrap();
    assert_eq!(active(&used, NOW), 2);
    assert!(matches!(
        purge_versions(&used, &[2], NOW, &mut entropy),
        Err(MasterKeyError::InUse(2))
    ));
    let purged = purge_versions(&used, &[1], NOW, &mut entropy).unwrap();
    assert_eq!(purged.keys.len(), 1);
    assert!(matches!(use_version(&purged, 1, NOW, NOW), Err(MasterKeyError::NoSuchVersion(1))));
}

#[test]
fn debug_shows_no_key() {
    let text = format!("{:?}", keys());
    assert_eq!(text, "MasterKeys { realm: \"EXAMPLE.TEST\", versions: [1], .. }");
}
