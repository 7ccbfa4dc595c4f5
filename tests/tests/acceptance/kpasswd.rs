//! Password changes (RFC 3244) by clients that nobody here wrote: Heimdal's kpasswd and gokrb5, at
//! the password server of a KDC in this process. MIT's kpasswd is replayed in `mit_tools`.

use std::fs;

use acceptance::process::{Finished, Program};
use acceptance::programs;
use kerbside_kdc::{AdminRequest, Kdc, RealmSettings};
use kerbside_kdc_core::admin::{
    CreatePrincipal, NewKey, PolicyChange, PolicyChanges, PrincipalChanges,
};
use tempfile::TempDir;

/// A realm with alice, whose policy wants eight characters, and a folder with its krb5.conf.
struct Scene {
    folder: TempDir,
    _kdc: Kdc,
}

impl Scene {
    fn new() -> Self {
        let builder = Kdc::builder().realm(RealmSettings::new("EXAMPLE.COM"));
        let kdc = builder.kpasswd(0).start_blocking().expect("a KDC starts");
        let admin = kdc.admin();
        let changes = PolicyChanges { min_length: Some(8), ..PolicyChanges::default() };
        let policy = AdminRequest::CreatePolicy { name: "long".to_owned(), changes };
        admin.perform(&policy).expect("the policy is made");
        let principal = admin.principal("alice").expect("a name");
        let mut create = CreatePrincipal::new(principal, NewKey::Password("alicepw123".into()));
        let policy = Some(PolicyChange::Set("long".to_owned()));
        create.changes = PrincipalChanges { policy, ..PrincipalChanges::default() };
        admin.perform(&AdminRequest::CreatePrincipal(create)).expect("alice is made");
        let folder = TempDir::with_prefix("kpasswd.").expect("a folder");
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n dns_lookup_kdc = false\n\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {}\n  kpasswd_server = {}\n }}\n",
            kdc.address(),
            kdc.kpasswd_addresses()[0]
        );
        fs::write(folder.path().join("krb5.conf"), conf).expect("krb5.conf is written");
        Self { folder, _kdc: kdc }
    }

    /// A program with the realm's krb5.conf and a cache of its own.
    fn program(&self, program: Program) -> Program {
        let path = |name: &str| self.folder.path().join(name);
        let cache = format!("FILE:{}", path("cc").display());
        program.env("KRB5_CONFIG", path("krb5.conf")).env("KRB5CCNAME", cache)
    }

    #[track_caller]
    fn assert_password(&self, password: &str) {
        let kinit = self.program(Program::new("kinit")).arg("alice");
        let _ = kinit.input(format!("{password}\n")).run().well();
    }
}

/// Heimdal's kpasswd asks the terminal; in a session without one, its standard input.
fn heimdals(scene: &Scene, typed: &str) -> Finished {
    let program = scene.program(Program::new("setsid")).arg("--wait");
    program.arg(programs::heimdal_kpasswd()).arg("alice").input(typed).run()
}

#[test]
fn heimdals_kpasswd_changes_a_password() {
    let scene = Scene::new();
    let ended = heimdals(&scene, "alicepw123\nalicepw456\nalicepw456\n").well();
    assert!(ended.out().contains("Success"), "{ended}");
    scene.assert_password("alicepw456");
}

#[test]
fn heimdals_kpasswd_shows_the_words_of_the_policy() {
    let scene = Scene::new();
    let ended = heimdals(&scene, "alicepw123\nshort\nshort\n");
    let told = "Soft error : New password is too short.\n\
                Please choose a password which is at least 8 characters long.";
    assert!((ended.out() + &ended.err()).contains(told), "{ended}");
    scene.assert_password("alicepw123");
}

fn gokrb5(scene: &Scene, new: &str) -> Finished {
    let settings = [
        ("krb5.conf", scene.folder.path().join("krb5.conf").display().to_string()),
        ("user", "alice".to_owned()),
        ("realm", "EXAMPLE.COM".to_owned()),
        ("password", "alicepw123".to_owned()),
        ("new password", new.to_owned()),
    ];
    let path = scene.folder.path().join("go.settings");
    let lines = settings.map(|(name, value)| format!("{name}={value}\n"));
    fs::write(&path, lines.concat()).expect("the settings are written");
    scene.program(Program::at(programs::go_clients())).arg("kpasswd").arg(path).run()
}

#[test]
fn gokrb5_changes_a_password_and_logs_in_with_it() {
    let scene = Scene::new();
    let ended = gokrb5(&scene, "alicepw456").well();
    assert_eq!(ended.out(), "changed: true\nlogged in with the new password\n", "{ended}");
    scene.assert_password("alicepw456");
}

#[test]
fn gokrb5_is_told_the_words_of_the_policy() {
    let scene = Scene::new();
    gokrb5(&scene, "short").failed_with("New password is too short.");
    scene.assert_password("alicepw123");
}
