//! A KDC with its password server: daemons of either make in a realm of files, or the library's in
//! this process.

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
    Files(Box<(Realm, Make, Vec<Running>)>),
    /// A KDC of the library; none any more once it was stopped.
    Library { kdc: Option<Box<Kdc>>, addresses: [String; 2] },
}

impl Daemons {
    pub(super) fn mit() -> Self {
        Self::of(Make::Mit)
    }

    pub(super) fn ours() -> Self {
        Self::of(Make::Ours)
    }

    fn of(make: Make) -> Self {
        // As the realm of the recording.
        let realm = Realm::with(&["max_renewable_life = 7d"]);
        realm.create(make);
        let running = vec![realm.krb5kdc(make), realm.kadmind(make)];
        Self::Files(Box::new((realm, make, running)))
    }

    pub(super) fn library() -> Self {
        let mut settings = RealmSettings::new("EXAMPLE.COM");
        // MIT's daemons want no preauthentication unless kdc.conf says so.
        settings.default_attributes = Attributes::default();
        let builder = Kdc::builder().realm(settings);
        let kdc = builder.kpasswd(0).start_blocking().expect("a KDC starts");
        let addresses = [kdc.address(), kdc.kpasswd_addresses()[0]].map(|a| a.to_string());
        Self::Library { kdc: Some(Box::new(kdc)), addresses }
    }

    pub(super) fn krb5_conf(&self, libdefaults: &str) -> String {
        let [kdc, kpasswd] = match self {
            Self::Files(realm) => {
                [realm.0.kdc, realm.0.kpasswd].map(|port| format!("127.0.0.1:{port}"))
            }
            Self::Library { addresses, .. } => addresses.clone(),
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
            Self::Files(realm) => {
                let program = realm.0.program(realm.1, "kadmin.local").folder(stage.folder());
                let _ = program.args(request).run().well();
            }
            Self::Library { kdc, .. } => {
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
            Self::Files(realm) => {
                for running in realm.2.drain(..) {
                    running.terminate();
                    let _ended = running.finish();
                }
            }
            Self::Library { kdc, .. } => *kdc = None,
        }
    }
}
