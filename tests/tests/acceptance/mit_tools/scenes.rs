//! What stood around each recording: the realm, files, and what happened between the commands.

use acceptance::mit_tools::{Recorded, Stage};
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::EncryptionKey;

/// Requests of kadmin.local as argument lists.
pub(super) type Requests = &'static [&'static [&'static str]];

/// One transcript, and what it was recorded in.
pub(super) struct Scene {
    pub(super) transcript: &'static str,
    /// More lines of krb5.conf.
    pub(super) libdefaults: &'static str,
    /// More of the realm than [`REALM`].
    pub(super) realm: Requests,
    pub(super) files: fn(&Stage),
    /// What happens before the command of that number, from 0.
    pub(super) before: &'static [(usize, Before)],
}

/// What happens between commands.
pub(super) enum Before {
    Kinit(&'static [&'static str], &'static str),
    Administer(&'static [&'static str]),
    Stop,
}

/// The principals of every scene.
pub(super) const REALM: Requests = &[
    &["addprinc", "-pw", "alicepw", "+requires_preauth", "alice"],
    &["addprinc", "-pw", "bobpw", "+requires_preauth", "bob"],
    &["addprinc", "-randkey", "kafka/broker"],
    &["modprinc", "-kvno", "5", "kafka/broker"],
    &["addprinc", "-randkey", "kafka/host.example.com"],
    &["modprinc", "-kvno", "3", "kafka/host.example.com"],
    &["addprinc", "-randkey", "host/host.example.com"],
];

const ALICE: Before = Before::Kinit(&["alice"], "alicepw\n");
const BOB: Before = Before::Kinit(&["bob"], "bobpw\n");

const fn scene(transcript: &'static str) -> Scene {
    Scene { transcript, libdefaults: "", realm: &[], files: |_| {}, before: &[] }
}

pub(super) const SCENES: &[Scene] = &[
    scene("kinit_password"),
    scene("kinit_wrongpw"),
    scene("kinit_unknown_client"),
    scene("kinit_service"),
    scene("kinit_forwardable"),
    Scene {
        before: &[(0, Before::Kinit(&["-f", "-r", "2d", "-l", "1h", "bob"], "bobpw\n")), (2, BOB)],
        ..scene("kinit_renew")
    },
    Scene {
        realm: &[
            &["addprinc", "-pw", "clientpw", "client"],
            &["ktadd", "-k", "client.keytab", "client"],
        ],
        ..scene("kinit_keytab")
    },
    Scene { before: &[(0, ALICE)], ..scene("klist") },
    Scene { before: &[(0, ALICE)], ..scene("kdestroy") },
    Scene {
        realm: &[&["ktadd", "-k", "b.keytab", "-norandkey", "kafka/host.example.com"]],
        before: &[(0, ALICE)],
        ..scene("kvno")
    },
    Scene { before: &[(0, ALICE)], ..scene("kvno_unknown_server") },
    Scene {
        realm: &[
            &["addpol", "-minlength", "8", "-minclasses", "2", "-history", "2", "pol"],
            &["addprinc", "-pw", "Kpass1234", "-policy", "pol", "kpol"],
        ],
        before: &[(0, BOB)],
        ..scene("kpasswd_policy")
    },
    Scene { files: b_keytab, before: &[(2, Before::Stop)], ..scene("ktutil") },
    scene("clock_skew"),
    Scene { libdefaults: " kdc_timesync = 0\n", ..scene("clock_skew_notimesync") },
    Scene {
        realm: &[
            &["addprinc", "-pw", "expw", "-pwexpire", "2020-01-01", "pwexp"],
            &["addprinc", "-pw", "expw", "+needchange", "needch"],
        ],
        ..scene("expired_password")
    },
    Scene {
        realm: &[
            &["addprinc", "-pw", "expw", "-expire", "2020-01-01", "prexp"],
            &["addprinc", "-pw", "expw", "-allow_tix", "notix"],
            &["addprinc", "-pw", "expw", "+requires_hwauth", "hwauth"],
            &["addprinc", "-pw", "expw", "-allow_svr", "nosvr"],
            &["addprinc", "-pw", "expw", "-expire", "2020-01-01", "expsvc"],
        ],
        ..scene("expired_principal")
    },
    Scene {
        realm: &[
            &["addpol", "-maxfailure", "3", "lock3"],
            &["addprinc", "-pw", "lockpw", "-policy", "lock3", "+requires_preauth", "locky"],
        ],
        before: &[(7, Before::Administer(&["modprinc", "-unlock", "locky"]))],
        ..scene("lockout")
    },
    Scene { before: &[(0, BOB), (0, Before::Stop)], ..scene("kdc_down") },
];

/// Whether a command is of a tool that these scenes do not judge.
pub(super) fn is_anothers(recorded: &Recorded) -> bool {
    recorded.program.starts_with("kadmin") || recorded.program.starts_with("kdb5")
}

/// The keytab that ktutil read: the keys do not matter.
fn b_keytab(stage: &Stage) {
    let entry = |(name, kvno, keytype): (&str, u32, i32)| KeytabEntry {
        principal: Principal::parse(name, &"EXAMPLE.COM".into()).expect("a name"),
        timestamp: Timestamp::from_seconds(1_795_326_419),
        kvno,
        key: EncryptionKey {
            keytype,
            keyvalue: vec![7; if keytype == 18 { 32 } else { 16 }].into(),
        },
    };
    let entries = [
        ("kadmin/history", 3, 18),
        ("kafka/host.example.com", 2, 18),
        ("kafka/host.example.com", 2, 17),
        ("kafka/host.example.com", 3, 18),
        ("alice", 1, 18),
        ("alice", 1, 17),
        ("bob", 5, 18),
        ("bob", 5, 17),
    ];
    let keytab = Keytab { entries: entries.map(entry).to_vec() };
    stage.write("b.keytab", keytab.to_bytes().expect("a keytab"));
}
