//! A KDC with its password server: MIT's daemons in a realm of files, or ours in this process.

use std::ffi::OsString;

use acceptance::mit_tools::Stage;
use acceptance::process::Running;
use acceptance::realm::{Make, Realm};
use kerbside_kdc::commands::{Environment, Opened, Streams, kadmin};
use kerbside_kdc::{Kdc, RealmSettings};
use kerbside_kdc_core::database::Attributes;

/// What answers the tools.
pub(super) enum Daemons {
    /// krb5kdc and kadmind.
    Mit(Box<(Realm, Vec<Running>)>),
    /// A KDC of the library; none any more once it was stopped.
    Ours { kdc: Option<Box<Kdc>>, addresses: [String; 2] },
}

impl Daemons {
    pub(super) fn mit() -> Self {
        let realm = Realm::files();
        realm.create(Make::Mit);
        let running = vec![realm.krb5kdc(Make::Mit), realm.kadmind(Make::Mit)];
        Self::Mit(Box::new((realm, running)))
    }

    pub(super) fn ours() -> Self {
        let mut settings = RealmSettings::new("EXAMPLE.COM");
        // MIT's daemons want no preauthentication unless kdc.conf says so.
        settings.default_attributes = Attributes::default();
        let builder = Kdc::builder().realm(settings);
        let kdc = builder.kpasswd(0).start_blocking().expect("a KDC starts");
        let addresses = [kdc.address(), kdc.kpasswd_addresses()[0]].map(|a| a.to_string());
        Self::Ours { kdc: Some(Box::new(kdc)), addresses }
    }

    pub(super) fn krb5_conf(&self, libdefaults: &str) -> String {
        let [kdc, kpasswd] = match self {
            Self::Mit(realm) => {
                [realm.0.kdc, realm.0.kpasswd].map(|port| format!("127.0.0.1:{port}"))
            }
            Self::Ours { addresses, .. } => addresses.clone(),
        };
        format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n dns_lookup_kdc = false\n \
             dns_lookup_realm = false\n dns_canonicalize_hostname = false\n{libdefaults}\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {kdc}\n  kpasswd_server = {kpasswd}\n }}\n"
        )
    }

    /// A request of kadmin.local; files are those of the stage.
    #[track_caller]
    pub(super) fn administer(&self, stage: &Stage, request: &[&str]) {
        match self {
            Self::Mit(realm) => {
                let program = realm.0.program(Make::Mit, "kadmin.local").folder(stage.folder());
                let _ = program.args(request).run().well();
            }
            Self::Ours { kdc, .. } => {
                let words: Vec<OsString> = request.iter().map(OsString::from).collect();
                let (mut out, mut err) = (Vec::new(), Vec::new());
                let mut stdin: &[u8] = &[];
                let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
                let environment = Environment::new(stage.folder());
                let mut admin = kdc.as_ref().expect("the KDC runs").admin();
                let mut opener = Opened(&mut admin);
                let code = kadmin("kadmin.local", &words, &mut opener, &environment, &mut streams);
                assert_eq!(code, 0, "{request:?}: {}", String::from_utf8_lossy(&err));
            }
        }
    }

    /// Nobody listens any more.
    pub(super) fn stop(&mut self) {
        match self {
            Self::Mit(realm) => {
                for running in realm.1.drain(..) {
                    running.terminate();
                    let _ended = running.finish();
                }
            }
            Self::Ours { kdc, .. } => *kdc = None,
        }
    }
}
