//! Dumps that MIT krb5 1.20.1 wrote, read and written again, and what is wrong with others.

use super::tagged::{
    KadmData, TlType, read_actkvno, read_mkey_aux, read_mod_princ, read_strings, read_u32,
    write_actkvno, write_mkey_aux, write_mod_princ, write_strings,
};
use super::*;

const CURRENT: &[u8] = include_bytes!("../../../../../fixtures/dump/current.dump");
const R18: &[u8] = include_bytes!("../../../../../fixtures/dump/r18.dump");
const R13: &[u8] = include_bytes!("../../../../../fixtures/dump/r13.dump");
const B7: &[u8] = include_bytes!("../../../../../fixtures/dump/b7.dump");
const TWO: &[u8] = include_bytes!("../../../../../fixtures/dump/two-master-keys.dump");

fn read(dump: &[u8]) -> Result<(DumpVersion, Vec<DumpRecord>), DumpError> {
    let mut reader = DumpReader::new("dump");
    let mut records = Vec::new();
    for line in dump.split_inclusive(|octet| *octet == b'\n') {
        records.extend(reader.line(line)?);
    }
    let version = reader.version();
    reader.finish()?;
    Ok((version.unwrap(), records))
}

fn write(version: DumpVersion, records: &[DumpRecord]) -> Vec<u8> {
    let mut out = version.header().as_bytes().to_vec();
    for record in records {
        match record {
            DumpRecord::Principal(principal) => principal.write(version, &mut out),
            DumpRecord::Policy(policy) => policy.write(version, &mut out),
        }
    }
    out
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn principal(dump: &[u8], name: &str) -> DumpPrincipal {
    let of_name = |record| match record {
        DumpRecord::Principal(principal) if principal.name == name.as_bytes() => Some(principal),
        _ => None,
    };
    read(dump).unwrap().1.into_iter().find_map(of_name).unwrap()
}

#[test]
fn what_mit_wrote_is_written_again_octet_by_octet() {
    for (dump, version) in [
        (CURRENT, DumpVersion::R1_11),
        (R18, DumpVersion::R1_8),
        (R13, DumpVersion::R1_3),
        (B7, DumpVersion::Beta7),
        (TWO, DumpVersion::R1_11),
    ] {
        let (found, records) = read(dump).unwrap();
        assert_eq!(found, version);
        assert_eq!(records.len(), 19);
        assert_eq!(text(&write(version, &records)), text(dump));
    }
}

#[test]
fn the_current_dump_is_written_in_each_older_version_as_mit_writes_it() {
    let (_, records) = read(CURRENT).unwrap();
    for (dump, version) in
        [(R18, DumpVersion::R1_8), (R13, DumpVersion::R1_3), (B7, DumpVersion::Beta7)]
    {
        assert_eq!(text(&write(version, &records)), text(dump), "{version:?}");
    }
}

#[test]
fn fields_have_their_meaning() {
    let full = principal(CURRENT, "full@EXAMPLE.COM");
    assert_eq!((full.attributes, full.max_life, full.max_renewable_life), (130, 36_000, 259_200));
    assert_eq!((full.expires, full.password_expires), (2_208_988_800, 2_379_888_000));
    assert!(full.last_success > 1_700_000_000);
    assert_eq!(principal(CURRENT, "locked@EXAMPLE.COM").failures, 2);
    let many = principal(CURRENT, "many@EXAMPLE.COM");
    let keys: Vec<_> = many
        .keys
        .iter()
        .map(|key| (key.key.kind, key.salt.as_ref().map(|salt| (salt.kind, text(&salt.octets)))))
        .collect();
    let realm = Some((3, "EXAMPLE.COM".to_owned()));
    assert_eq!((&keys[0], &keys[2], &keys[3]), (&(20, None), &(26, realm), &(23, None)));
    assert_eq!(keys[4], (17, Some((2, "many".to_owned()))));
    let kafka = principal(CURRENT, "kafka/localhost@EXAMPLE.COM");
    assert_eq!(kafka.keys.iter().map(|key| key.kvno).collect::<Vec<_>>(), [2, 2, 1, 1]);
    assert!(principal(CURRENT, r"we ird\/na\@me@EXAMPLE.COM").keys.len() == 2);
}

#[test]
fn signs_are_those_of_mit() {
    // MIT krb5 1.20.1 loaded these lines and dumped them again.
    let dump = "kdb5_util load_dump version 7\n\
        princ\t38\t15\t3\t1\t0\todd@EXAMPLE.COM\t-1\t-1\t-1\t4294967295\t4000000000\t4000000000\t\
        4000000000\t-5\t-3\t2\t0011\t7\t1\t0a\t4000\t0\t-1\t2\t65535\t-128\t3\tabcdef\t4\t0\t-1\t\
        -1;\n\
        policy\tp\t0\t0\t1\t1\t1\t0\t0\t0\t0\t0\t0\t0\t-\t1\t700\t2\tabcd\n\
        policy\tq\t-1\t-1\t-1\t1\t1\t0\t-1\t-1\t-1\t-1\t-1\t0\t-\t2\t7\t1\t00\t-3\t0\t-1\n";
    let (version, records) = read(dump.as_bytes()).unwrap();
    assert_eq!(text(&write(version, &records)), dump);
    let wrapped = dump.replace("-1\t-1\t-1\t4294967295", "4294967295\t-1\t4294967295\t-1");
    assert_eq!(read(wrapped.as_bytes()).unwrap().1, records);
}

#[test]
fn tagged_data_is_read_and_written_again() {
    for dump in [CURRENT, TWO] {
        for record in read(dump).unwrap().1 {
            let DumpRecord::Principal(principal) = record else { continue };
            for tagged in &principal.tagged {
                let octets = tagged.octets.as_slice();
                let again = match TlType(tagged.kind) {
                    TlType::KADM_DATA => KadmData::read(octets).unwrap().write(),
                    TlType::MOD_PRINC => {
                        read_mod_princ(octets).map(|(time, name)| write_mod_princ(time, name))
                    }
                    TlType::ACTKVNO => read_actkvno(octets).map(|list| write_actkvno(&list)),
                    TlType::MKEY_AUX => write_mkey_aux(&read_mkey_aux(octets).unwrap()),
                    TlType::STRING_ATTRS => Some(write_strings(read_strings(octets).unwrap())),
                    TlType::LAST_PWD_CHANGE | TlType::LAST_ADMIN_UNLOCK => {
                        read_u32(octets).map(|time| time.to_le_bytes().to_vec())
                    }
                    _ => continue,
                };
                assert_eq!(again.as_deref(), Some(octets), "{tagged:?}");
            }
        }
    }
}

#[test]
fn tagged_data_has_its_meaning() {
    let alice = principal(TWO, "alice@EXAMPLE.COM");
    assert_eq!(alice.tagged(TlType::MKVNO), Some(&[2, 0][..]));
    let strings = read_strings(alice.tagged(TlType::STRING_ATTRS).unwrap()).unwrap();
    assert_eq!(strings, [(&b"session_enctypes"[..], &b"aes256-cts"[..]), (b"otp", b"[{}]")]);
    let (_, by) = read_mod_princ(alice.tagged(TlType::MOD_PRINC).unwrap()).unwrap();
    assert_eq!(text(by), "K/M@EXAMPLE.COM");
    let historian = principal(TWO, "historian@EXAMPLE.COM");
    let kadm = KadmData::read(historian.tagged(TlType::KADM_DATA).unwrap()).unwrap();
    assert_eq!((kadm.policy.as_deref(), kadm.history_kvno), (Some(&b"strong"[..]), 2));
    let versions = kadm.oldest_first().map(|old| old.0[0].kvno);
    assert_eq!(versions.collect::<Vec<_>>(), [2, 3]);
    let master = principal(TWO, "K/M@EXAMPLE.COM");
    let active = read_actkvno(master.tagged(TlType::ACTKVNO).unwrap()).unwrap();
    assert_eq!(active.iter().map(|active| active.kvno).collect::<Vec<_>>(), [1, 2]);
    let copies = read_mkey_aux(master.tagged(TlType::MKEY_AUX).unwrap()).unwrap();
    assert_eq!((copies[0].under, copies[0].kvno, copies[0].key.kind), (1, 2, 18));
}

#[test]
fn a_dump_cut_anywhere_within_a_line_is_refused_with_its_line() {
    let length = CURRENT.len();
    for end in (0..length).step_by(3).filter(|end| *end == 0 || CURRENT[end - 1] != b'\n') {
        let error = read(&CURRENT[..end]).unwrap_err();
        let lines = CURRENT[..end].iter().filter(|octet| **octet == b'\n').count();
        let line = if end == 0 { 0 } else { lines + 1 };
        assert_eq!(error.line, line, "{end}: {error}");
    }
}

#[test]
fn a_fault_names_file_line_and_field() {
    let header = "kdb5_util load_dump version 7\n";
    let start = "princ\t38\t5\t1\t1\t0\ta@b@c\t0\t0\t0\t0\t0\t0\t0\t0\t";
    for (line, expected) in [
        ("bogus\tx\n", "dump(2): unknown record type \"bogus\""),
        ("princ\t38\tx\n", "dump(2): cannot match size tokens"),
        ("princ\t38\t4\t0\t0\t0\ta@b@c\t\n", "dump(2): cannot read name string"),
        ("princ\t38\t5\t0\t0\t0\ta@b@c\tq\n", "dump(2): cannot read principal attributes"),
        (&format!("{start}q\t1\n"), "dump(2): cannot read tagged data type and length"),
        (&format!("{start}1\t1\tzz\n"), "dump(2): cannot read tagged data contents"),
        (&format!("{start}1\t1\tab\tq\t1\n"), "dump(2): cannot read key size and version"),
        (&format!("{start}1\t1\tab\t1\t1\tq\n"), "dump(2): cannot read key type and length"),
        (&format!("{start}1\t1\tab\t1\t1\t1\t2\tab\t\n"), "dump(2): cannot read key data"),
        (&format!("{start}1\t1\tab\t3\t1\t1\t1\tab\t-1;\n"), "unsupported key_data_ver version"),
        (&format!("{start}1\t1\tab\t1\t1\t1\t1\tab\t0;\n"), "dump(2): cannot read extra data"),
        (&format!("{start}1\t1\tab\t1\t1\t1\t1\tab\t-1\n"), "cannot read end of record"),
        ("policy\tp\t0\t0\t0\t0\n", "dump(2): cannot parse policy (5 read)"),
    ] {
        let error = read(format!("{header}{line}").as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{line}: {error}");
    }
    for (dump, expected) in
        [("", "can't read dump header in dump"), ("hello\n", "dump header bad in dump")]
    {
        assert_eq!(read(dump.as_bytes()).unwrap_err().to_string(), expected);
    }
    let mut older = DumpReader::new("dump").expecting(DumpVersion::Beta7);
    assert_eq!(older.line(header.as_bytes()).unwrap_err().to_string(), "dump header bad in dump");
}

#[test]
fn counts_that_no_line_can_hold_are_refused_before_anything_is_made() {
    let line = "princ\t38\t5\t2000000000\t2000000000\t2000000000\ta@b@c\t0;\n";
    let dump = format!("{}{line}", DumpVersion::R1_11.header());
    assert_eq!(read(dump.as_bytes()).unwrap_err().fault, DumpFault::Sizes);
    let kadm = [&0x1234_5c01u32.to_be_bytes()[..], &[0; 16], &[0xff; 4]].concat();
    assert_eq!(KadmData::read(&kadm), None);
}
