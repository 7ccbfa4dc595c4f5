//! kadmind and our kadmin, over sockets of this machine; and those who mean it harm.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kerbside_kdc_core::admin::{Acl, AdminRequest, PrincipalChanges};
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::formats::kadm5_acl::AclFile;
use kerbside_krb5::kadm5::record;
use kerbside_krb5::kadm5::rpc::{AuthFlavor, OpaqueAuth, Reply, ReplyBody, Verdict};

use crate::commands::{Environment, Streams, remote_kadmin};
use crate::kpasswd::AclSource;
use crate::logging::kadmind_lines;
use crate::{Event, Kdc, Observer, RealmSettings};

/// The lines that a log would have.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Observer for Lines {
    fn observe(&self, event: Event<'_>) {
        if let Event::Kadmind(event) = event {
            let lines = kadmind_lines(&event).into_iter().map(|(_, line)| line);
            self.0.lock().unwrap().extend(lines);
        }
    }
}

impl Lines {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    #[track_caller]
    fn has(&self, line: &str) {
        let all = self.all();
        assert!(all.iter().any(|one| one == line), "{line} is not in {all:#?}");
    }
}

struct Room {
    kdc: Kdc,
    lines: Arc<Lines>,
    folder: tempfile::TempDir,
    environment: Environment,
}

/// A list that stays as it is.
pub(crate) fn list(text: &str) -> AclSource {
    let acl = Arc::new(Acl::new(AclFile::parse(text, &"EXAMPLE.COM".into()).unwrap()));
    Arc::new(move || Arc::clone(&acl))
}

impl Room {
    /// A realm with `admin/admin` and `alice`, where administrators may do everything.
    fn new() -> Self {
        Self::with("*/admin *e\n")
    }

    fn with(acl: &str) -> Self {
        let mut settings = RealmSettings::new("EXAMPLE.COM");
        settings.default_attributes = Attributes::EMPTY;
        let lines = Arc::new(Lines::default());
        let observer = Arc::clone(&lines) as Arc<dyn Observer>;
        let builder = Kdc::builder().realm(settings).observer(observer);
        let kdc = builder.kadmind(0).acl(list(acl)).start_blocking().unwrap();
        kdc.admin().add_principal("admin/admin", "adminpw").unwrap();
        kdc.admin().add_principal("alice", "alicepw").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let conf = format!(
            "[libdefaults]\n default_realm = EXAMPLE.COM\n\
             [realms]\n EXAMPLE.COM = {{\n  kdc = {}\n  admin_server = {}\n }}\n",
            kdc.address(),
            kdc.kadmind_addresses()[0]
        );
        std::fs::write(folder.path().join("krb5.conf"), conf).unwrap();
        let mut environment = Environment::new(folder.path());
        environment.krb5_config = vec!["krb5.conf".to_owned()];
        Self { kdc, lines, folder, environment }
    }

    /// What `kadmin` prints, both streams and the exit code.
    fn kadmin(&self, arguments: &[&str], typed: &str) -> (String, String, u8) {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut stdin = typed.as_bytes();
        let mut streams = Streams::new(&mut stdin, &mut out, &mut err);
        let environment = &self.environment;
        let code = remote_kadmin(&arguments, environment, &mut streams);
        let text = |octets| {
            let text = String::from_utf8(octets).unwrap();
            text.replace(&self.folder.path().display().to_string(), "DIR")
        };
        (text(out), text(err), code)
    }

    /// One request of `who`, as arguments.
    fn ask(&self, who: &str, password: &str, request: &[&str]) -> (String, String, u8) {
        self.kadmin(&[&["-p", who, "-w", password], request].concat(), "")
    }

    #[track_caller]
    fn admin(&self, request: &[&str]) -> String {
        let (out, err, code) = self.ask("admin/admin", "adminpw", request);
        assert_eq!((err.as_str(), code), ("", 0), "{request:?}: {out}");
        out
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.kdc.kadmind_addresses()[0]).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }
}

/// What a connection answers to octets, until it closes or `length` octets came.
fn answer(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut answer = vec![0; length];
    let mut filled = 0;
    while filled < length {
        match stream.read(&mut answer[filled..]) {
            Ok(0) | Err(_) => break,
            Ok(read) => filled += read,
        }
    }
    answer.truncate(filled);
    answer
}

const ADDR: &str =
    "client=admin/admin@EXAMPLE.COM, service=kadmin/admin@EXAMPLE.COM, addr=127.0.0.1";

#[test]
fn every_request_of_kadmin_goes_over_the_wire() {
    let room = Room::new();
    room.admin(&["addpol", "-minlength", "4", "-maxfailure", "3", "strong"]);
    room.admin(&["modpol", "-minlength", "5", "strong"]);
    assert!(room.admin(&["getpol", "strong"]).contains("Minimum password length: 5\n"));
    assert_eq!(room.admin(&["listpols"]), "strong\n");
    room.admin(&["addprinc", "-pw", "secret", "-policy", "strong", "bob"]);
    room.admin(&["addprinc", "-randkey", "-clearpolicy", "kafka/broker"]);
    room.admin(&["addprinc", "-nokey", "-clearpolicy", "carol"]);
    room.admin(&["modprinc", "+requires_preauth", "-maxlife", "1h", "bob"]);
    let bob = room.admin(&["getprinc", "bob"]);
    for line in [
        "Principal: bob@EXAMPLE.COM\n",
        "Maximum ticket life: 0 days 01:00:00\n",
        "(admin/admin@EXAMPLE.COM)\n",
        "Key: vno 1, aes256-cts-hmac-sha1-96\n",
        "Attributes: REQUIRES_PRE_AUTH\n",
        "Policy: strong\n",
    ] {
        assert!(bob.contains(line), "{line} is not in {bob}");
    }
    room.admin(&["cpw", "-pw", "another", "bob"]);
    room.admin(&["cpw", "-randkey", "-keepold", "kafka/broker"]);
    room.admin(&["setstr", "bob", "session_enctypes", "aes128-cts"]);
    assert_eq!(room.admin(&["getstrs", "bob"]), "session_enctypes: aes128-cts\n");
    room.admin(&["delstr", "bob", "session_enctypes"]);
    let fresh = room.admin(&["ktadd", "-k", "one", "kafka/broker"]);
    assert!(fresh.contains("with kvno 3, encryption type aes256-cts-hmac-sha1-96"), "{fresh}");
    let same = room.admin(&["ktadd", "-norandkey", "-k", "two", "kafka/broker"]);
    assert_eq!(same, fresh.replace("one", "two"));
    room.admin(&["purgekeys", "kafka/broker"]);
    room.admin(&["renprinc", "bob", "robert"]);
    assert!(room.admin(&["listprincs", "r*"]).contains("robert@EXAMPLE.COM\n"));
    room.admin(&["delprinc", "robert"]);
    room.admin(&["delpol", "strong"]);
    let privileges = room.admin(&["getprivs"]);
    assert_eq!(privileges, "current privileges: INQUIRE ADD MODIFY DELETE\n");
    for line in [
        "Request: kadm5_init, admin/admin@EXAMPLE.COM, success, ADDR, vers=4, flavor=6",
        "Request: kadm5_create_policy, strong, success, ADDR",
        "Request: kadm5_rename_principal, bob@EXAMPLE.COM to robert@EXAMPLE.COM, success, ADDR",
        "Request: kadm5_get_principal_keys, kafka/broker@EXAMPLE.COM, success, ADDR",
        "Request: kadm5_get_principals, r*, success, ADDR",
    ] {
        room.lines.has(&line.replace("ADDR", ADDR));
    }
    let told = room.lines.all().join("\n");
    assert!(!told.contains("secret") && !told.contains("another"), "{told}");
}

#[test]
fn a_refusal_is_told_in_its_words_and_logged_without_them() {
    let room = Room::new();
    for (request, text) in [
        (&["addprinc", "-pw", "x", "nope"][..], "Operation requires ``add'' privilege"),
        (&["getprinc", "admin/admin"], "Operation requires ``get'' privilege"),
        (&["delprinc", "admin/admin"], "Operation requires ``delete'' privilege"),
        (&["listprincs"], "Operation requires ``list'' privilege"),
        (&["cpw", "-pw", "x", "admin/admin"], "Operation requires ``change-password'' privilege"),
    ] {
        let (_, err, code) = room.ask("alice", "alicepw", request);
        assert!(err.contains(text) && code == 1, "{request:?}: {err}");
    }
    let who = "client=alice@EXAMPLE.COM, service=kadmin/admin@EXAMPLE.COM, addr=127.0.0.1";
    room.lines
        .has(&format!("Unauthorized request: kadm5_create_principal, nope@EXAMPLE.COM, {who}"));
    let (out, ..) = room.ask("alice", "alicepw", &["getprinc", "alice"]);
    assert!(out.contains("Principal: alice@EXAMPLE.COM"), "{out}");
    let (_, err, _) = room.ask("admin/admin", "adminpw", &["getprinc", "nobody"]);
    assert!(err.contains("Principal does not exist while retrieving"), "{err}");
    room.lines.has(&format!(
        "Request: kadm5_get_principal, nobody@EXAMPLE.COM, Principal does not exist, {ADDR}"
    ));
}

#[test]
fn a_session_that_cannot_be_had_is_told_why() {
    let room = Room::new();
    let asked = |arguments: &[&str], typed: &str| {
        let arguments = [arguments, &["-q", "getprivs"]].concat();
        let (_, err, code) = room.kadmin(&arguments, typed);
        assert_eq!(code, 1, "{arguments:?}");
        err
    };
    let failed = |why: &str| format!("kadmin: {why} while initializing kadmin interface\n");
    let admin = ["-p", "admin/admin", "-w", "adminpw"];
    for (arguments, why) in [
        (vec!["-p", "admin/admin", "-w", "wrong"], "Incorrect password"),
        (vec!["-p", "admin/admin"], "Cannot read password"),
        (
            vec!["-p", "nosuch", "-w", "x"],
            "Client 'nosuch@EXAMPLE.COM' not found in Kerberos database",
        ),
        ([&admin[..], &["-s", "127.0.0.1:1"]].concat(), "Communication failure with server"),
        (
            [&admin[..], &["-s", "nohost.invalid"]].concat(),
            "Cannot resolve network address for admin server in requested realm",
        ),
        (vec!["-p", "alice", "-k", "-t", "nokt"], "Key table file 'nokt' not found"),
    ] {
        assert_eq!(asked(&arguments, ""), failed(why));
    }
    let old = asked(&[&admin[..], &["-O"]].concat(), "");
    assert!(old.contains("-O (the old AUTH_GSSAPI) is not supported: leave it out"), "{old}");
    // The KDC itself is no admin server.
    let kdc = room.kdc.address().to_string();
    let wrong = asked(&[&admin[..], &["-s", &kdc]].concat(), "");
    assert_eq!(wrong, failed("Communication failure with server"));
    let (out, err, code) = room.kadmin(&["-p", "admin/admin", "-q", "getprivs"], "adminpw\n");
    assert!(out.contains("Password for admin/admin@EXAMPLE.COM: \ncurrent"), "{out}{err}");
    assert_eq!(code, 0);
}

#[test]
fn a_keytab_and_the_servers_own_name_serve_as_well() {
    let room = Room::new();
    room.admin(&["addprinc", "-randkey", "robot/admin"]);
    room.admin(&["ktadd", "-k", "robot", "robot/admin"]);
    let by_keytab = ["-k", "-t", "robot", "-p", "robot/admin"];
    let (_, err, code) =
        room.kadmin(&[&by_keytab[..], &["addprinc", "-randkey", "x"]].concat(), "");
    assert_eq!((err.as_str(), code), ("", 0));
    // Without kadmin/admin, kadmin/HOST is asked for.
    let admin = room.kdc.admin();
    admin.add_service("kadmin/127.0.0.1").unwrap();
    let principal = admin.principal("kadmin/admin").unwrap();
    admin.perform(&AdminRequest::DeletePrincipal { principal }).unwrap();
    let privileges = room.admin(&["getprivs"]);
    assert_eq!(privileges, "current privileges: INQUIRE ADD MODIFY DELETE\n");
    let who = ADDR.replace("kadmin/admin@", "kadmin/127.0.0.1@");
    room.lines.has(&format!(
        "Request: kadm5_init, admin/admin@EXAMPLE.COM, success, {who}, vers=4, flavor=6"
    ));
}

#[test]
fn a_locked_down_principal_keeps_its_keys() {
    let room = Room::new();
    let admin = room.kdc.admin();
    let principal = admin.principal("alice").unwrap();
    let changes =
        PrincipalChanges { set: Attributes::LOCKDOWN_KEYS, ..PrincipalChanges::default() };
    admin.perform(&AdminRequest::ModifyPrincipal { principal, changes }).unwrap();
    for (request, text) in [
        (&["delprinc", "alice"][..], "``delete'' privilege"),
        (&["modprinc", "-lockdown_keys", "alice"], "``modify'' privilege"),
        (&["cpw", "-pw", "x", "alice"], "``change-password'' privilege"),
        (&["ktadd", "-norandkey", "-k", "kt", "alice"], "``extract-keys'' privilege"),
    ] {
        let (_, err, _) = room.ask("admin/admin", "adminpw", request);
        assert!(err.contains(text), "{request:?}: {err}");
    }
}

#[test]
fn the_old_authentication_is_refused_at_once() {
    let room = Room::new();
    let mut stream = room.connect();
    let credential = OpaqueAuth { flavor: AuthFlavor::AUTH_GSSAPI, body: &[0; 12] };
    let header = kerbside_krb5::kadm5::rpc::CallHeader::kadm5(7, 1);
    let head = header.with_credential(credential);
    let call = [&head[..], &[0; 8], &[0; 64]].concat();
    stream.write_all(&record::mark(&call)).unwrap();
    let reply = answer(&mut stream, 24);
    let parsed = Reply::parse(&reply[4..]).unwrap();
    let denied = matches!(parsed.body, ReplyBody::Denied(Verdict::AuthError(stat)) if stat.0 == 2);
    assert!(denied, "{parsed:?}");
    room.lines.has("Authentication attempt failed: 127.0.0.1, RPC authentication flavor 300001");
}

#[test]
fn an_oversized_record_ends_its_connection() {
    let room = Room::new();
    let mut stream = room.connect();
    stream.write_all(&[0xff, 0xff, 0xff, 0xff]).unwrap();
    assert!(answer(&mut stream, 1).is_empty());
    room.admin(&["getprivs"]);
}

#[test]
fn octets_that_are_no_call_are_not_answered() {
    let room = Room::new();
    let mut stream = room.connect();
    stream.write_all(&record::mark(b"GET / HTTP/1.1\r\n\r\n")).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert!(answer(&mut stream, 1).is_empty());
}

#[test]
fn many_silent_connections_keep_nobody_out() {
    let room = Room::new();
    let silent: Vec<TcpStream> = (0..400).map(|_| room.connect()).collect();
    room.admin(&["getprivs"]);
    // The oldest gave way.
    let mut first = &silent[0];
    assert_eq!(first.read(&mut [0]).unwrap_or(0), 0);
}

#[test]
fn many_clients_are_served_at_the_same_time() {
    let room = Room::new();
    std::thread::scope(|scope| {
        for client in 0..8 {
            let room = &room;
            scope.spawn(move || {
                for round in 0..4 {
                    room.admin(&["addprinc", "-randkey", &format!("p{client}-{round}")]);
                }
            });
        }
    });
    let listed = room.admin(&["listprincs", "p*"]);
    assert_eq!(listed.lines().count(), 32);
}
