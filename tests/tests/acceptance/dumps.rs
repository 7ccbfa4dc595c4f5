//! A realm moves from MIT to us and back by dumps, and each KDC serves the other's.
//!
//! Also here: `kdb5_util` replayed against what MIT krb5 1.20.1's printed.

use std::path::Path;

use acceptance::mit_tools::{Programs, Stage, Transcript, Verdict};
use acceptance::process::Finished;
use acceptance::realm::{MASTER_PASSWORD, Make, Realm, shims};

/// What `kadmin.local` is asked to put into the realm.
const REQUESTS: &[&[&str]] = &[
    &["addpol", "-minlength", "8", "-minclasses", "2", "-history", "3", "strong"],
    &["addpol", "-maxfailure", "2", "-lockoutduration", "1h", "locking"],
    &["addpol", "-allowedkeysalts", "aes256-cts:normal,aes128-cts:normal", "only-aes"],
    &["addprinc", "-pw", "alicepw", "alice"],
    &["addprinc", "-policy", "strong", "-pw", "Historic1", "historian"],
    &["cpw", "-pw", "Historic2", "historian"],
    &["cpw", "-pw", "Historic3", "historian"],
    &["addprinc", "-policy", "locking", "-pw", "lockedpw", "+requires_preauth", "locked"],
    &["addprinc", "-policy", "only-aes", "-pw", "aespw", "onlyaes"],
    &[
        "addprinc",
        "-e",
        "aes256-sha2:normal,aes128-sha2:special,camellia256-cts:onlyrealm,aes128-cts:norealm",
        "-pw",
        "manypw",
        "many",
    ],
    &["addprinc", "-randkey", "kafka/localhost"],
    &["cpw", "-randkey", "-keepold", "kafka/localhost"],
    &["addprinc", "-expire", "2040-01-01", "-maxlife", "10h", "-pw", "fullpw", "full"],
    &["setstr", "alice", "otp", "[{}]"],
    &["setstr", "alice", "session_enctypes", "aes256-cts"],
    &["addprinc", "-pw", "renpw", "ren1"],
    &["renprinc", "ren1", "ren2"],
    &["addprinc", "-pw", "quirk", r"we ird\/na\@me"],
    &["ktadd", "-k", "kafka.keytab", "-norandkey", "kafka/localhost"],
];

/// Users with their passwords.
const USERS: &[(&str, &str)] = &[
    ("alice", "alicepw"),
    ("historian", "Historic3"),
    ("onlyaes", "aespw"),
    ("many", "manypw"),
    ("full", "fullpw"),
    ("ren2", "renpw"),
    (r"we ird\/na\@me", "quirk"),
];

fn populated() -> Realm {
    let realm = Realm::with(&["max_renewable_life = 7d"]);
    realm.create(Make::Mit);
    for request in REQUESTS {
        realm.administer(Make::Mit, request);
    }
    realm
}

fn kdb5_util(realm: &Realm, make: Make, words: &[&str]) -> Finished {
    realm.program(make, "kdb5_util").args(words).run()
}

fn kinit(realm: &Realm, user: &str, password: &str) -> Finished {
    realm.program(Make::Mit, "kinit").arg(user).input(format!("{password}\n")).run()
}

/// Every password and keytab of the realm, tried by MIT's tools on the KDC of `make`.
fn serves(realm: &Realm, make: Make) {
    let _kdc = realm.krb5kdc(make);
    for (user, password) in USERS {
        let _ = kinit(realm, user, password).well();
        kinit(realm, user, "wrong").failed_with("kinit: Password incorrect");
    }
    let keytab = ["-k", "-t", "kafka.keytab", "kafka/localhost"];
    let _ = realm.program(Make::Mit, "kinit").args(keytab).run().well();
    let asked = ["-k", "kafka.keytab", "kafka/localhost"];
    let asked = realm.program(Make::Mit, "kvno").args(asked).run().well();
    let valid = "kafka/localhost@EXAMPLE.COM: kvno = 2, keytab entry valid\n";
    assert_eq!(asked.out(), valid);
}

/// What a move between folders takes along.
fn carry(from: &Realm, to: &Realm, files: &[&str]) {
    for file in files {
        let copied = std::fs::copy(from.path(file), to.path(file));
        copied.unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a dump but for what each sealing makes anew.
fn unsealed(dump: &str) -> Vec<String> {
    let sealed = ["1000", "2000", "12345c01"];
    let is_sealed = |field: &str| field.len() > 30 && sealed.iter().any(|s| field.starts_with(s));
    let field = |field: &str| if is_sealed(field) { "SEALED".to_owned() } else { field.to_owned() };
    let line = |line: &str| line.split('\t').map(field).collect::<Vec<_>>().join("\t");
    dump.lines().map(line).collect()
}

#[test]
fn a_realm_moves_from_mit_to_us_and_back() {
    let mit = populated();
    let _ = kdb5_util(&mit, Make::Mit, &["dump", "dump"]).well();
    let ours = Realm::with(&["max_renewable_life = 7d"]);
    carry(&mit, &ours, &["dump", "stash", "kafka.keytab"]);
    let _ = kdb5_util(&ours, Make::Ours, &["load", "dump"]).well();
    let _ = kdb5_util(&ours, Make::Ours, &["dump", "again"]).well();
    let _ = kdb5_util(&ours, Make::Ours, &["stash", "-f", "stash-of-ours"]).well();
    assert_eq!(unsealed(&read(&ours.path("again"))), unsealed(&read(&mit.path("dump"))));
    serves(&ours, Make::Ours);

    let back = Realm::with(&["max_renewable_life = 7d"]);
    carry(&ours, &back, &["again", "kafka.keytab"]);
    std::fs::copy(ours.path("stash-of-ours"), back.path("stash")).unwrap();
    let _ = kdb5_util(&back, Make::Mit, &["load", "again"]).well();
    let _ = kdb5_util(&back, Make::Mit, &["dump", "third"]).well();
    // MIT takes our lines as they are.
    assert_eq!(read(&back.path("third")), read(&ours.path("again")));
    // The history is under the history key: passwords of before are refused.
    let reuse = ["cpw", "-pw", "Historic2", "historian"];
    let reused = back.program(Make::Mit, "kadmin.local").args(reuse).run();
    assert!(reused.err().contains("Cannot reuse password"), "{reused}");
    serves(&back, Make::Mit);
}

#[test]
fn an_account_that_mit_locked_is_locked_here() {
    let mit = populated();
    {
        let _kdc = mit.krb5kdc(Make::Mit);
        for _ in 0..2 {
            kinit(&mit, "locked", "wrong").failed_with("Password incorrect");
        }
    }
    let _ = kdb5_util(&mit, Make::Mit, &["dump", "dump"]).well();
    let ours = Realm::files();
    carry(&mit, &ours, &["dump", "stash"]);
    let _ = kdb5_util(&ours, Make::Ours, &["load", "dump"]).well();
    let _kdc = ours.krb5kdc(Make::Ours);
    kinit(&ours, "locked", "lockedpw").failed_with("revoked");
    let _ = kinit(&ours, "alice", "alicepw").well();
}

#[test]
fn older_formats_move_as_well() {
    let mit = populated();
    for option in ["-r18", "-r13"] {
        let _ = kdb5_util(&mit, Make::Mit, &["dump", option, "dump"]).well();
        let ours = Realm::files();
        carry(&mit, &ours, &["dump", "stash", "kafka.keytab"]);
        let _ = kdb5_util(&ours, Make::Ours, &["load", option, "dump"]).well();
        let _ = kdb5_util(&ours, Make::Ours, &["dump", option, "again"]).well();
        assert_eq!(unsealed(&read(&ours.path("again"))), unsealed(&read(&mit.path("dump"))));
    }
}

#[test]
fn a_partial_dump_updates_a_realm_of_the_same_master_password() {
    let mit = populated();
    let words = ["dump", "part", "alice@EXAMPLE.COM", "many@.*"];
    let _ = kdb5_util(&mit, Make::Mit, &words).well();
    let ours = Realm::files();
    ours.create(Make::Ours);
    carry(&mit, &ours, &["part"]);
    let _ = kdb5_util(&ours, Make::Ours, &["load", "-update", "part"]).well();
    let listed = ours.program(Make::Ours, "kadmin.local").arg("listprincs").run().well();
    assert!(listed.out().contains("alice@EXAMPLE.COM\n"), "{listed}");
    assert!(!listed.out().contains("historian@"), "{listed}");
    let _kdc = ours.krb5kdc(Make::Ours);
    let _ = kinit(&ours, "alice", "alicepw").well();
    let _ = kinit(&ours, "many", "manypw").well();
}

#[test]
fn a_dump_that_was_cut_loads_nothing() {
    let mit = populated();
    let _ = kdb5_util(&mit, Make::Mit, &["dump", "dump"]).well();
    let ours = Realm::files();
    carry(&mit, &ours, &["dump", "stash"]);
    let dump = read(&ours.path("dump"));
    ours.write("cut", &dump[..dump.len() / 2]);
    let ran = kdb5_util(&ours, Make::Ours, &["load", "cut"]);
    ran.failed_with("kdb5_util: Kerberos version 5 release 1.11 restore failed");
    assert!(ran.err().starts_with("cut("), "{ran}");
    assert!(!ours.path("principal.mdb").exists());
    let _ = kdb5_util(&ours, Make::Ours, &["load", "dump"]).well();
    let before = kdb5_util(&ours, Make::Ours, &["dump"]).well().out();
    kdb5_util(&ours, Make::Ours, &["load", "cut"]).failed_with("restore failed");
    kdb5_util(&ours, Make::Ours, &["load", "-update", "cut"]).failed_with("restore failed");
    let after = kdb5_util(&ours, Make::Ours, &["dump"]).well().out();
    assert_eq!(unsealed(&after), unsealed(&before));
}

/// A folder with the files of the recorded realm.
fn stage() -> Stage {
    let stage = Stage::new(Programs::Folder(shims().to_owned()));
    let folder = stage.folder().display().to_string();
    let stage = stage.env("KRB5_KDC_PROFILE", &format!("{folder}/kdc.conf"));
    stage.write("krb5.conf", "[libdefaults]\n default_realm = EXAMPLE.COM\n");
    let conf = format!(
        "[realms]\n EXAMPLE.COM = {{\n  database_name = {folder}/principal\n  \
         key_stash_file = {folder}/stash\n  max_renewable_life = 7d\n }}\n"
    );
    stage.write("kdc.conf", conf);
    stage
}

/// The recorded realm, from the lines of its recorded dump.
fn recorded_realm(stage: &Stage) {
    let dumped = Transcript::read("kdb5_dump").commands.into_iter();
    let dumped = dumped.into_iter().find(|recorded| recorded.line == "kdb5_util dump");
    let dump = dumped.expect("a recorded dump").out.join("\n");
    stage.write("recorded", format!("{dump}\n"));
    let load = ["-P", MASTER_PASSWORD, "load", "recorded"];
    stage.prepare("kdb5_util", &load, "");
    stage.prepare("kdb5_util", &["-P", MASTER_PASSWORD, "stash"], "");
}

/// Commands that do something else here, and why.
const KNOWN: &[(&str, &str)] = &[("kdb5_util ark alice", "MIT's crashes")];

fn replay(stage: &Stage, name: &str) {
    let normal = stage.normal();
    let mut wrong = Vec::new();
    for recorded in Transcript::read(name).commands {
        let mut verdict_of = recorded.clone();
        let mut ran = stage.run(&recorded);
        seal(&mut verdict_of.out);
        seal(&mut ran.out);
        let verdict = Verdict::of(&verdict_of, &ran, &normal);
        let known = KNOWN.iter().any(|(line, _)| recorded.line == *line);
        if verdict.is_equal() == known {
            wrong.push(verdict.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn seal(lines: &mut Vec<String>) {
    *lines = unsealed(&lines.join("\n"));
}

#[test]
fn kdb5_util_prints_what_mits_printed() {
    let stage = stage();
    replay(&stage, "kdb5_util");
    let stage = self::stage();
    recorded_realm(&stage);
    replay(&stage, "kdb5_mkey");
    let stage = self::stage();
    recorded_realm(&stage);
    replay(&stage, "kdb5_dump");
}
