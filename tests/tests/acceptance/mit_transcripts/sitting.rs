//! The order in which MIT's programs were recorded, with what nobody recorded between.
//!
//! The order follows from the processes and times of the traces, and from the principals that each
//! output knows. What stands between is what later outputs show to have happened.

/// One step of the sitting.
pub(super) enum Step {
    /// Every command of a transcript.
    All(&'static str),
    /// The commands of a transcript from one number up to another.
    Part(&'static str, usize, usize),
    /// A command that nobody recorded, with its input; it ends well.
    Unrecorded(&'static [&'static str], &'static str),
    /// The same, of a command that is refused.
    Refused(&'static [&'static str]),
    /// The daemons start.
    Serve,
    /// The KDC ends.
    StopKdc,
    /// Clients stop, or begin again, to reckon with the KDC's clock.
    Timesync(u8),
}

use Step::{All, Part, Refused, Serve, StopKdc, Timesync, Unrecorded};

/// The realm that was filled, and then served.
pub(super) const REALM: &[Step] = &[
    All("kdb5_util"),
    All("kadmin_help"),
    All("kadmin_usage"),
    All("kadmin_usage_cmds"),
    All("addprinc"),
    All("getprinc"),
    All("listprincs"),
    All("modprinc"),
    All("cpw"),
    All("delprinc"),
    All("policy"),
    All("renprinc"),
    All("strings"),
    All("ktadd"),
    // Its last command finds no KDC: this was before the daemons started.
    All("ktutil"),
    // Its principals are those of ktadd, its keys are still sealed by the first master key.
    All("kdb5_dump"),
    Part("kdb5_mkey", 0, 8),
    // ktadd gave bob random keys; later he has a password, and his first request is refused with
    // NEEDED_PREAUTH.
    Unrecorded(&["kadmin.local", "cpw", "-pw", "bobpw", "bob"], ""),
    Unrecorded(&["kadmin.local", "modprinc", "+requires_preauth", "bob"], ""),
    // kinit_keytab and kadmin_remote_keytab read its keytab.
    Unrecorded(&["kadmin.local", "addprinc", "-randkey", "client"], ""),
    Unrecorded(&["kadmin.local", "ktadd", "-k", "client.keytab", "client"], ""),
    Serve,
    All("kinit_password"),
    All("klist"),
    All("kvno"),
    All("kvno_unknown_server"),
    All("kdestroy"),
    All("kinit_keytab"),
    All("kinit_forwardable"),
    Part("kinit_renew", 0, 2),
    // The second ticket cannot be renewed.
    Unrecorded(&["kinit", "bob"], "bobpw\n"),
    Part("kinit_renew", 2, 3),
    All("kinit_wrongpw"),
    All("kinit_unknown_client"),
    All("kinit_service"),
    // The KDC's log holds a request of an anonymous client between the unknown one and pwexp.
    Refused(&["kinit", "WELLKNOWN/ANONYMOUS"]),
    // The passwords are those that are typed; the attributes and dates are what the KDC says.
    Unrecorded(
        &["kadmin.local", "addprinc", "-pw", "expw", "-pwexpire", "2020-01-01", "pwexp"],
        "",
    ),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "+needchange", "needch"], ""),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "-expire", "2020-01-01", "prexp"], ""),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "-allow_tix", "notix"], ""),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "+requires_hwauth", "hwauth"], ""),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "-allow_svr", "nosvr"], ""),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "expw", "-expire", "2020-01-01", "expsvc"], ""),
    All("expired_password"),
    All("expired_principal"),
    // getprinc locky shows the policy, and that preauthentication is required.
    Unrecorded(&["kadmin.local", "addpol", "-maxfailure", "3", "lock3"], ""),
    Unrecorded(
        &[
            "kadmin.local",
            "addprinc",
            "-pw",
            "lockpw",
            "-policy",
            "lock3",
            "+requires_preauth",
            "locky",
        ],
        "",
    ),
    All("lockout"),
    All("clock_skew"),
    Timesync(0),
    All("clock_skew_notimesync"),
    Timesync(1),
    // What the refusals of kpasswd say about the policy; listpols shows its name.
    Unrecorded(
        &["kadmin.local", "addpol", "-minlength", "8", "-minclasses", "2", "-history", "2", "kp"],
        "",
    ),
    Unrecorded(&["kadmin.local", "addprinc", "-pw", "Kpass1234", "-policy", "kp", "kpol"], ""),
    All("kpasswd_policy"),
    All("kadmin_remote"),
    All("kadmin_remote_err"),
    All("kadmin_remote_keytab"),
    StopKdc,
    All("kdc_down"),
    // MIT's crashes here and changes nothing; elsewhere alice gets a random key, which the other
    // commands have to be spared.
    Part("kdb5_mkey", 8, 9),
];

/// A fresh realm, which is destroyed at the end.
pub(super) const ARGUMENTS: &[Step] = &[
    Unrecorded(&["kdb5_util", "create", "-s", "-r", "EXAMPLE.COM", "-P", "masterpw"], ""),
    All("kadmin_argmode"),
];
