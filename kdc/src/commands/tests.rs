//! The commands against a KDC in this process, with a clock that stands.
//!
//! The texts expected are those that MIT krb5 1.20.1's tools printed for the same commands in the
//! same realm, with directories cut from paths to `DIR`; where a text is our own, the test says so.

mod caches;
mod kadmin;
mod kadmin_transcripts;
mod kdestroy;
mod kinit;
mod klist;
mod kpasswd;
mod ktutil;
mod kvno;
mod password_server;
mod trace;

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kerbside_krb5::time::Timestamp;

use super::*;
use crate::{Builder, Clock, Kdc, RealmSettings};

/// 2026-11-22 05:47:01 UTC.
const START: i64 = 1_795_326_421;

/// A clock that stands until it is moved.
struct Standing(AtomicI64);

impl Standing {
    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::Relaxed))
    }
}

/// A realm, and a directory with its krb5.conf in which commands run.
struct Room {
    directory: tempfile::TempDir,
    clock: Arc<Standing>,
    kdc: Kdc,
    environment: Environment,
}

/// What a command did.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ran {
    out: String,
    err: String,
    code: u8,
}

impl Ran {
    fn new(code: u8, out: &str, err: &str) -> Self {
        let (out, err) = (out.to_owned(), err.to_owned());
        Self { out, err, code }
    }

    fn quiet() -> Self {
        Self::new(0, "", "")
    }
}

type Command = fn(&[OsString], &Environment, &mut Streams<'_>) -> u8;

impl Room {
    /// The realm EXAMPLE.COM with alice and kafka/broker.
    fn new() -> Self {
        Self::configured("")
    }

    /// The same with `libdefaults` in krb5.conf.
    fn configured(libdefaults: &str) -> Self {
        Self::of(RealmSettings::new("EXAMPLE.COM"), libdefaults)
    }

    fn of(settings: RealmSettings, libdefaults: &str) -> Self {
        Self::built(settings, libdefaults, |builder| builder)
    }

    /// The same, with more said to the builder of the KDC.
    fn built(
        settings: RealmSettings,
        libdefaults: &str,
        build: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let clock = Arc::new(Standing(AtomicI64::new(START)));
        let kdc = build(Kdc::builder())
            .realm(settings)
            .kpasswd(0)
            .clock(Arc::clone(&clock) as Arc<dyn Clock>)
            .start_blocking()
            .unwrap();
        kdc.admin().add_principal("alice", "alicepw").unwrap();
        kdc.admin().add_service("kafka/broker").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n{libdefaults}\n\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {}\n  kpasswd_server = {}\n }}\n",
            kdc.address(),
            kdc.kpasswd_addresses()[0]
        );
        std::fs::write(directory.path().join("krb5.conf"), conf).unwrap();
        let mut environment = Environment::new(directory.path());
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        environment.ccache = Some(format!("FILE:{}/cc", directory.path().display()));
        environment.clock = Arc::clone(&clock) as Arc<dyn Clock>;
        Self { directory, clock, kdc, environment }
    }

    fn run(&self, command: Command, arguments: &[&str], typed: &str) -> Ran {
        self.run_with(&command, arguments, typed)
    }

    fn run_with(
        &self,
        command: &dyn Fn(&[OsString], &Environment, &mut Streams<'_>) -> u8,
        arguments: &[&str],
        typed: &str,
    ) -> Ran {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut stdin = typed.as_bytes();
        let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
        let code = command(&arguments, &self.environment, &mut streams);
        let directory = self.directory.path().display().to_string();
        let shown = |octets| String::from_utf8(octets).unwrap().replace(&directory, "DIR");
        Ran { out: shown(out), err: shown(err), code }
    }

    /// `kinit alice` with options.
    fn kinit_alice(&self, options: &[&str]) {
        let arguments = [options, &["alice"]].concat();
        let ran = self.run(super::kinit, &arguments, "alicepw\n");
        assert_eq!(ran, Ran::new(0, "Password for alice@EXAMPLE.COM: \n", ""));
    }

    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// The present keys of `principal` as a keytab file.
    fn keytab(&self, name: &str, principal: &str) -> String {
        let keytab = self.kdc.admin().keytab(principal).unwrap();
        let path = self.path(name);
        std::fs::write(&path, keytab.to_bytes().unwrap()).unwrap();
        path
    }
}
