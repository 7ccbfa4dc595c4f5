//! What is otherwise than in the recording, and why.

/// A command that differs.
pub(super) struct Known {
    pub(super) transcript: &'static str,
    /// How its line begins.
    pub(super) line: &'static str,
    pub(super) reason: &'static str,
}

const fn known(transcript: &'static str, line: &'static str, reason: &'static str) -> Known {
    Known { transcript, line, reason }
}

const BUFFERED: &str = "add_alias is of release 1.22; MIT's buffer puts the heading last";
const ALIASES: &str = "aliases are of release 1.22";
const KEYS_STAY: &str =
    "MIT's ktadd makes new keys before it finds that it cannot write the keytab";
const NO_DATABASE: &str = "no Berkeley database is missing; the remedy is named";
const ENCTYPES: &str = "enctypes that are not implemented here are not asked for";

/// What our daemons and the programs beside them do otherwise than MIT's.
pub(super) const HOST: &[Known] = &[
    known("kadmin_help", "kadmin.local -q \\?", BUFFERED),
    known("kadmin_help", "kadmin.local -q list_requests", BUFFERED),
    known("kdb5_dump", "kdb5_util dump", "histories are sealed by the newest history key; ktadd"),
    known("kvno", "kvno kafka/broker", KEYS_STAY),
    known("kdb5_mkey", "kdb5_util ark alice", "MIT's crashes"),
    known("kadmin_argmode", "kadmin.local add_alias al svc/y", ALIASES),
    known("kadmin_argmode", "kadmin.local getprinc al", ALIASES),
    known("kadmin_argmode", "kadmin.local -q add_alias\\ al2\\ svc/y", ALIASES),
    known("kadmin_argmode", "kadmin.local -q listprincs", NO_DATABASE),
    known("kadmin_argmode", "krb5kdc -n", NO_DATABASE),
    known("kadmin_argmode", "kadmind -nofork", NO_DATABASE),
];

/// What our clients do otherwise than MIT's.
pub(super) const CLIENTS: &[Known] = &[
    known("klist", "klist -V", "the version is our own"),
    known("kvno", "kvno kafka/broker", ENCTYPES),
    known("kvno_unknown_server", "kvno nosuch/host", ENCTYPES),
    known("kinit_renew", "kinit -R", ENCTYPES),
    known("expired_principal", "kvno nosvr", ENCTYPES),
    known("expired_principal", "kvno expsvc", ENCTYPES),
    known("clock_skew_notimesync", "kvno kafka/broker", ENCTYPES),
    known("kdc_down", "kvno kafka/broker2", ENCTYPES),
];
