//! Administration over the network: MIT's `kadmin` with a bed's kadmind, and our `kadmin` with
//! MIT's kadmind.
//!
//! The sentences are those of MIT krb5 1.20.1.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use acceptance::process::{Finished, Program};
use acceptance::realm::{Make, Realm};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_kdc::commands::{Environment, Streams, remote_kadmin};
use kerbside_kdc_core::admin::{AdminRequest, CreatePrincipal, NewKey, PolicyChanges};
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire;

/// What every judge is asked, in this order: a line for each request of kadmin. Lines fit a
/// terminal: MIT's line editor shows longer ones with its own wraps.
const REQUESTS: &str = "\
getprivs
addpol -maxlife 90d -minlife 1h -minlength 6 -history 3 strong
modpol -minclasses 2 strong
modpol -minlength 7 -maxfailure 5 strong
modpol -failurecountinterval 10m -lockoutduration 5m strong
modpol -allowedkeysalts aes256-cts:normal,aes128-cts strong
getpol strong
getpol weak
listpols
addprinc -randkey kafka/broker
addprinc -policy strong -pw Secret-1 -e aes256-cts bob
modprinc -expire 2030-01-01 bob
addprinc -policy strong -pw short bob2
addprinc -nokey -clearpolicy -maxlife 8h +requires_preauth carol
addprinc -pw Secret-1 bob
getprinc nobody
modprinc -maxrenewlife 7d -pwexpire 2031-01-01 -unlock bob
modprinc -clearpolicy +ok_as_delegate bob
getprinc -terse carol
cpw -pw Secret-2 bob
cpw -keepold -pw Secret-3 -e aes128-cts:normal bob
cpw -randkey kafka/broker
cpw -pw x nobody
setstr bob session_enctypes aes128-cts
getstrs bob
delstr bob session_enctypes
getstrs bob
ktadd -k kt1 kafka/broker
ktadd -norandkey -k kt2 kafka/broker
ktadd -k kt1 nobody
purgekeys -keepkvno 3 kafka/broker
purgekeys bob
renprinc -force bob robert
listprincs r*
listprincs *nobody*
delprinc -force robert
delprinc -force robert
delpol -force strong
delpol -force strong
quit
";

/// A bed with an administrator and `alice`, and the defaults of a realm of MIT's.
fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().realm("EXAMPLE.COM").kadmind_with_acl("*/admin *e\n");
    let builder = builder.realm_settings(|settings| {
        settings.default_attributes = Attributes::EMPTY;
        settings.max_renewable_life = Duration::ZERO;
    });
    let bed = builder.user("alice", "alicepw").start_blocking().expect("a bed starts");
    let realm = wire::Realm::from(bed.realm());
    let principal = Principal::parse("admin/admin", &realm).expect("a principal's name");
    let create = CreatePrincipal::new(principal, NewKey::Password("adminpw".into()));
    bed.wait(bed.admin(AdminRequest::CreatePrincipal(create))).expect("an administrator");
    bed
}

/// MIT's `kadmin` with the bed's files.
fn kadmin(bed: &Testbed, arguments: &[&str], typed: &str) -> Finished {
    let program = Program::new("kadmin").folder(bed.folder());
    let program = program.env("KRB5_CONFIG", bed.folder().join("krb5.conf"));
    program.args(arguments).input(typed).run()
}

const ADMIN: [&str; 4] = ["-p", "admin/admin", "-w", "adminpw"];

fn admin(bed: &Testbed, query: &str) -> Finished {
    kadmin(bed, &[&ADMIN[..], &["-q", query]].concat(), "")
}

fn alice(bed: &Testbed, query: &str) -> Finished {
    kadmin(bed, &["-p", "alice", "-w", "alicepw", "-q", query], "")
}

/// A realm of MIT's with the same two, served by MIT's daemons until the value is dropped.
struct Mit {
    realm: Realm,
    _daemons: [acceptance::process::Running; 2],
}

impl Mit {
    fn new() -> Self {
        let realm = Realm::files();
        realm.write("kadm5.acl", "*/admin@EXAMPLE.COM *e\n");
        realm.create(Make::Mit);
        for (password, name) in [("alicepw", "alice"), ("adminpw", "admin/admin")] {
            realm.administer(Make::Mit, &["addprinc", "-pw", password, name]);
        }
        let daemons = [realm.krb5kdc(Make::Mit), realm.kadmind(Make::Mit)];
        Self { realm, _daemons: daemons }
    }

    fn theirs(&self, arguments: &[&str], typed: &str) -> (String, String, u8) {
        let ended = self.realm.program(Make::Mit, "kadmin").args(arguments).input(typed).run();
        let code = ended.code().and_then(|code| u8::try_from(code).ok()).expect("an exit status");
        (ended.out(), ended.err(), code)
    }

    fn ours(&self, arguments: &[&str], typed: &str) -> (String, String, u8) {
        our_kadmin(self.realm.folder(), arguments, typed)
    }
}

/// Our `kadmin` in the folder of a krb5.conf.
fn our_kadmin(folder: &Path, arguments: &[&str], typed: &str) -> (String, String, u8) {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let mut environment = Environment::new(folder);
    environment.krb5_config = vec!["krb5.conf".to_owned()];
    environment.ccache = Some("FILE:cc".to_owned());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = typed.as_bytes();
    let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
    let code = remote_kadmin(&arguments, &environment, &mut streams);
    let text = |octets| String::from_utf8(octets).expect("UTF-8 text");
    (text(out), text(err), code)
}

/// The lines of both streams without what differs from run to run.
fn lines(text: &str) -> Vec<String> {
    let line = |line: &str| line.split('\t').map(timeless).collect::<Vec<_>>().join("\t");
    text.lines().map(line).collect()
}

/// A second of these years, as `getprinc -terse` has it, is any.
fn timeless(word: &str) -> &str {
    let time = word.len() == 10 && word.bytes().all(|digit| digit.is_ascii_digit());
    if time { "TIME" } else { word }
}

#[test]
fn mits_kadmin_hears_from_a_bed_what_it_hears_from_mits_kadmind() {
    let (bed, mit) = (bed(), Mit::new());
    let ours = kadmin(&bed, &ADMIN, REQUESTS);
    let (out, err, code) = mit.theirs(&ADMIN, REQUESTS);
    assert_eq!(lines(&ours.err()), lines(&err));
    assert_eq!(lines(&ours.out()), lines(&out));
    assert_eq!(ours.code(), Some(code.into()));
}

#[test]
fn our_kadmin_tells_of_mits_kadmind_what_mits_kadmin_tells() {
    let (one, other) = (Mit::new(), Mit::new());
    let (out, err, code) = one.ours(&ADMIN, REQUESTS);
    let theirs = other.theirs(&ADMIN, REQUESTS);
    assert_eq!(lines(&err), lines(&theirs.1));
    assert_eq!(lines(&out), lines(&theirs.0));
    assert_eq!(code, theirs.2);
}

#[test]
fn what_getprinc_shows_came_over_the_wire() {
    let (bed, mit) = (bed(), Mit::new());
    let make = "addprinc -pw Secret-1 -expire 2030-01-01 -maxlife 8h +requires_preauth dora";
    admin(&bed, make);
    let _made = mit.theirs(&[&ADMIN[..], &["-q", make]].concat(), "");
    let shown = |text: String| {
        let times = ["Last password change", "Last modified"];
        let lines = text.lines().filter(|line| !times.iter().any(|head| line.starts_with(head)));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let asked = [&ADMIN[..], &["-q", "getprinc dora"]].concat();
    let theirs = shown(mit.theirs(&asked, "").0);
    assert_eq!(shown(admin(&bed, "getprinc dora").out()), theirs);
    assert_eq!(shown(mit.ours(&asked, "").0), theirs);
}

#[test]
fn sessions_that_cannot_be_had_are_told_in_mits_words() {
    let (bed, mit) = (bed(), Mit::new());
    let wrong = |arguments: &[&str], why: &str| {
        let arguments = [arguments, &["-q", "getprivs"]].concat();
        let line = format!("kadmin: {why} while initializing kadmin interface\n");
        let with_bed = kadmin(&bed, &arguments, "");
        assert_eq!((with_bed.err(), with_bed.code()), (line.clone(), Some(1)));
        let (_, err, code) = mit.ours(&arguments, "");
        assert_eq!((err, code), (line, 1), "our kadmin, {arguments:?}");
    };
    wrong(
        &["-p", "nosuch", "-w", "x"],
        "Client 'nosuch@EXAMPLE.COM' not found in Kerberos database",
    );
    let elsewhere = [&ADMIN[..], &["-s", "127.0.0.1:1"]].concat();
    wrong(&elsewhere, "Communication failure with server");
    let nowhere = [&ADMIN[..], &["-s", "nohost.invalid"]].concat();
    let unresolved = "Cannot resolve network address for admin server in requested realm";
    wrong(&nowhere, unresolved);
    wrong(&["-k", "-t", "nokt", "-p", "alice"], "Key table file 'nokt' not found");
    wrong(&["-p", "admin/admin", "-w", "wrong"], "Incorrect password");
    let _ = admin(&bed, "modprinc +requires_preauth alice");
    let require = ["-q", "modprinc +requires_preauth alice"];
    let _made = mit.theirs(&[&ADMIN[..], &require].concat(), "");
    wrong(&["-p", "alice", "-w", "wrong"], "Preauthentication failed");
}

#[test]
fn the_old_authentication_is_refused_at_once() {
    let bed = bed();
    let old = kadmin(&bed, &[&ADMIN[..], &["-O", "-q", "getprivs"]].concat(), "");
    old.failed_with("GSS-API (or Kerberos) error while initializing kadmin interface");
    let told = bed.journal().to_jsonl();
    assert!(told.contains("RPC authentication flavor 300001"), "{told}");
    let listed = bed.explain().to_string();
    assert!(listed.contains("RPC authentication flavor 300001"), "{listed}");
    let new = kadmin(&bed, &[&ADMIN[..], &["-N", "-q", "getprivs"]].concat(), "");
    assert!(new.out().contains("current privileges: INQUIRE ADD MODIFY DELETE"), "{new}");
}

#[test]
fn who_has_no_right_may_still_look_at_itself_and_change_its_password() {
    let bed = bed();
    for (query, right) in [
        ("addprinc -pw x nope", "add"),
        ("getprinc admin/admin", "get"),
        ("delprinc -force admin/admin", "delete"),
        ("modprinc -maxlife 1h alice", "modify"),
        ("cpw -pw x admin/admin", "change-password"),
        ("ktadd -norandkey -k kt alice", "extract-keys"),
        ("listprincs", "list"),
        ("addpol p", "add"),
    ] {
        let refused = alice(&bed, query);
        let words = format!("Operation requires ``{right}'' privilege");
        assert!(refused.err().contains(&words), "{query}: {refused}");
    }
    assert!(alice(&bed, "getprinc alice").out().contains("Principal: alice@EXAMPLE.COM"));
    let changed = alice(&bed, "cpw -pw another alice");
    assert!(changed.out().contains("Password for \"alice@EXAMPLE.COM\" changed."), "{changed}");
    alice(&bed, "getprivs").failed_with("Incorrect password");
}

#[test]
fn a_keytab_opens_a_session_of_either_make() {
    let bed = bed();
    let make = admin(&bed, "addprinc -randkey robot/admin");
    assert!(make.out().contains("created"), "{make}");
    let keytab = bed.folder().join("robot.keytab").display().to_string();
    let _ = admin(&bed, &format!("ktadd -k {keytab} robot/admin"));
    let asked = ["-k", "-t", &keytab, "-p", "robot/admin", "-q", "getprivs"];
    let theirs = kadmin(&bed, &asked, "");
    let (out, err, code) = our_kadmin(bed.folder(), &asked, "");
    assert_eq!((out, err, code), (theirs.out(), theirs.err(), 0));
}

#[test]
fn many_mit_clients_are_served_at_once() {
    let bed = bed();
    std::thread::scope(|scope| {
        for client in 0..8 {
            let bed = &bed;
            scope.spawn(move || {
                for round in 0..3 {
                    let made = admin(bed, &format!("addprinc -randkey p{client}-{round}"));
                    assert!(made.out().contains("created"), "{made}");
                }
            });
        }
    });
    let listed = admin(&bed, "listprincs p*");
    assert_eq!(listed.out().lines().filter(|line| line.starts_with('p')).count(), 24);
}

#[test]
fn a_policy_that_is_missing_is_told_by_its_code() {
    let bed = bed();
    let request = AdminRequest::CreatePolicy {
        name: "of-the-bed".to_owned(),
        changes: PolicyChanges { min_length: Some(9), ..PolicyChanges::default() },
    };
    bed.wait(bed.admin(request)).expect("a policy is made");
    let shown = admin(&bed, "getpol of-the-bed");
    assert!(shown.out().contains("Minimum password length: 9"), "{shown}");
    let missing = admin(&bed, "getpol nowhere");
    assert!(missing.err().contains("Policy does not exist"), "{missing}");
}
