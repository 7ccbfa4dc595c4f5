//! Lines of a KDC in this process, beside those that MIT krb5 1.20.1's krb5kdc wrote for the same
//! requests of kinit and kvno.

use std::sync::Arc;

use kerbside_krb5::formats::kdc_conf::LogTarget;

use super::*;
use crate::commands::{Environment, Streams, Zone, kinit, kvno};
use crate::{Clock, Kdc, RealmSettings};

struct Room {
    directory: tempfile::TempDir,
    environment: Environment,
    _kdc: Kdc,
}

struct Standing;

impl Clock for Standing {
    fn now(&self) -> kerbside_krb5::time::Timestamp {
        kerbside_krb5::time::Timestamp::from_seconds(1_795_326_421)
    }
}

impl Room {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut environment = Environment::new(directory.path());
        environment.clock = Arc::new(Standing);
        environment.zone = Zone::utc();
        environment.host = "host".to_owned();
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        environment.ccache = Some(format!("FILE:{}", directory.path().join("cc").display()));
        let targets = [LogTarget::AppendTo("kdc.log".to_owned())];
        let log = Log::open("krb5kdc", &targets, &environment).unwrap();
        let kdc = Kdc::builder()
            .realm(RealmSettings::new("EXAMPLE.COM"))
            .clock(Arc::new(Standing))
            .observer(Arc::new(KdcLog::new(Arc::new(log))))
            .start_blocking()
            .unwrap();
        kdc.admin().add_principal("alice", "alicepw").unwrap();
        kdc.admin().add_service("kafka/broker").unwrap();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n dns_lookup_kdc = false\n\
             dns_canonicalize_hostname = false\n\
             permitted_enctypes = aes256-cts aes128-cts des3 rc4\n\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {}\n }}\n",
            kdc.address()
        );
        std::fs::write(directory.path().join("krb5.conf"), conf).unwrap();
        Self { directory, environment, _kdc: kdc }
    }

    fn run(
        &self,
        command: fn(&[std::ffi::OsString], &Environment, &mut Streams<'_>) -> u8,
        arguments: &[&str],
        stdin: &str,
    ) {
        let arguments: Vec<_> = arguments.iter().map(Into::into).collect();
        let (mut stdin, mut out, mut err) = (stdin.as_bytes(), Vec::new(), Vec::new());
        command(&arguments, &self.environment, &mut Streams::new(&mut stdin, &mut out, &mut err));
    }

    /// The lines, with this process's number as `PID`.
    fn lines(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.directory.path().join("kdc.log")).unwrap();
        let process = format!("[{}]", std::process::id());
        text.lines().map(|line| line.replace(&process, "[PID]")).collect()
    }
}

const HEAD: &str = "Nov 22 05:47:01 host krb5kdc[PID](info): ";
const ETYPES: &str =
    "(2 etypes {aes256-cts-hmac-sha1-96(18), aes128-cts-hmac-sha1-96(17)}) 127.0.0.1: ";
const CHOSEN: &str = "etypes {rep=aes256-cts-hmac-sha1-96(18), \
                      tkt=aes256-cts-hmac-sha1-96(18), ses=aes256-cts-hmac-sha1-96(18)}";

#[test]
fn logins_and_tickets_are_told_as_mit_tells_them() {
    let room = Room::new();
    room.run(kinit, &["alice"], "alicepw\n");
    room.run(kvno, &["kafka/broker"], "");
    let tgs = "krbtgt/EXAMPLE.COM@EXAMPLE.COM";
    assert_eq!(
        room.lines(),
        [
            format!(
                "{HEAD}AS_REQ {ETYPES}NEEDED_PREAUTH: alice@EXAMPLE.COM for {tgs}, Additional \
             pre-authentication required"
            ),
            format!(
                "{HEAD}AS_REQ {ETYPES}ISSUE: authtime 1795326421, {CHOSEN}, alice@EXAMPLE.COM for \
             {tgs}"
            ),
            format!(
                "{HEAD}TGS_REQ {ETYPES}ISSUE: authtime 1795326421, {CHOSEN}, alice@EXAMPLE.COM for \
             kafka/broker@EXAMPLE.COM"
            ),
        ]
    );
}

#[test]
fn refusals_are_told_as_mit_tells_them() {
    let room = Room::new();
    room.run(kinit, &["nosuch"], "x\n");
    room.run(kinit, &["alice"], "wrong\n");
    room.run(kinit, &["alice"], "alicepw\n");
    room.run(kvno, &["nosuch/svc"], "");
    let lines = room.lines();
    let tgs = "krbtgt/EXAMPLE.COM@EXAMPLE.COM";
    for line in [
        format!(
            "{HEAD}AS_REQ {ETYPES}CLIENT_NOT_FOUND: nosuch@EXAMPLE.COM for {tgs}, Client not \
             found in Kerberos database"
        ),
        format!("{HEAD}preauth (encrypted_timestamp) verify failure: Preauthentication failed"),
        format!(
            "{HEAD}AS_REQ {ETYPES}PREAUTH_FAILED: alice@EXAMPLE.COM for {tgs}, Preauthentication \
             failed"
        ),
        format!(
            "{HEAD}TGS_REQ {ETYPES}LOOKING_UP_SERVER: authtime 0, etypes {{rep=UNSUPPORTED:(0)}} \
             alice@EXAMPLE.COM for nosuch/svc@EXAMPLE.COM, Server not found in Kerberos database"
        ),
    ] {
        assert!(lines.contains(&line), "{line}\n{lines:#?}");
    }
}

#[test]
fn a_file_that_was_moved_away_is_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let environment = Environment::new(directory.path());
    let log = Log::open("kadmind", &[LogTarget::AppendTo("a".into())], &environment).unwrap();
    log.write(Severity::Notice, format_args!("one"));
    let (path, old) = (directory.path().join("a"), directory.path().join("a.1"));
    std::fs::rename(&path, &old).unwrap();
    log.reopen().unwrap();
    log.write(Severity::Info, format_args!("two"));
    assert!(std::fs::read_to_string(old).unwrap().ends_with("(Notice): one\n"));
    assert!(std::fs::read_to_string(path).unwrap().ends_with("(info): two\n"));
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let environment = Environment::new("/nonexistent");
    let refused = Log::open("krb5kdc", &[LogTarget::AppendTo("x/kdc.log".into())], &environment);
    let text = refused.err().unwrap().to_string();
    assert!(text.contains("/nonexistent/x/kdc.log") && text.contains("[logging]"), "{text}");
}
