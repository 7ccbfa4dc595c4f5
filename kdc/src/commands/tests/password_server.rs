//! The password server by its sockets, with a client of the library (RFC 3244).

use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::sync::Mutex;
use std::time::Duration;

use kerbside_crypto::SeededEntropy;
use kerbside_kdc_core::admin::{Acl, PrincipalChanges};
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::client::Credential;
use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::kadm5_acl::AclFile;
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::kpasswd::{
    Changed, Outcome, PasswordChange, PasswordChangeRequest, Reply, ResultCode,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{AddressType, Der, HostAddress, KrbError};

use super::super::*;
use super::{Ran, Room, START};
use crate::{AdminRequest, Builder, Event, Observer, RealmSettings};

const PATIENCE: Duration = Duration::from_secs(10);

/// What the observer was told of password requests.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Observer for Notes {
    fn observe(&self, event: Event<'_>) {
        let note = match event {
            Event::PasswordRequest { wish, outcome, error, .. } => {
                let target = wish.map(|wish| wish.target.to_string()).unwrap_or_default();
                format!("{target} {} {}", outcome.code.0, error.unwrap_or("success"))
            }
            Event::Repeated { .. } => "repeated".to_owned(),
            _ => return,
        };
        self.0.lock().unwrap().push(note);
    }
}

impl Room {
    fn with_acl(lines: &str) -> (Self, std::sync::Arc<Notes>) {
        let acl =
            std::sync::Arc::new(Acl::new(AclFile::parse(lines, &"EXAMPLE.COM".into()).unwrap()));
        let notes = std::sync::Arc::new(Notes::default());
        let observer = std::sync::Arc::clone(&notes) as std::sync::Arc<dyn Observer>;
        let build = |builder: Builder| {
            let acl = std::sync::Arc::clone(&acl);
            builder.acl(std::sync::Arc::new(move || std::sync::Arc::clone(&acl))).observer(observer)
        };
        let room = Self::built(RealmSettings::new("EXAMPLE.COM"), "", build);
        room.kdc.admin().add_principal("bob", "bobpw").unwrap();
        (room, notes)
    }

    /// A ticket for the password server, of `kinit` with these words.
    fn changepw_ticket(&self, words: &[&str]) -> Credential {
        let words = [&["-S", "kadmin/changepw", "-c", "changepw"], words].concat();
        assert_eq!(self.run(kinit, &words, "alicepw\n").err, "");
        self.held("changepw", "kadmin/changepw")
    }

    fn held(&self, cache: &str, service: &str) -> Credential {
        let octets = std::fs::read(self.path(cache)).unwrap();
        let cache = CredentialCache::from_bytes(&octets, "cc").unwrap();
        let service = self.kdc.admin().principal(service).unwrap();
        Credential::try_from(cache.ticket_for(&service).unwrap()).unwrap()
    }

    fn name(&self, text: &str) -> Principal {
        self.kdc.admin().principal(text).unwrap()
    }

    fn over_tcp(&self, message: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.kdc.kpasswd_addresses()[0]).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let length = u32::try_from(message.len()).unwrap();
        stream.write_all(&[&length.to_be_bytes(), message].concat()).unwrap();
        let mut length = [0; 4];
        stream.read_exact(&mut length).unwrap();
        let mut reply = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut reply).unwrap();
        reply
    }

    fn over_udp(&self, messages: &[&[u8]]) -> Vec<u8> {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.connect(self.kdc.kpasswd_addresses()[0]).unwrap();
        messages.iter().for_each(|message| assert!(socket.send(message).is_ok()));
        let mut reply = vec![0; 65_536];
        let length = socket.recv(&mut reply).unwrap();
        reply.truncate(length);
        reply
    }
}

fn start(
    ticket: &Credential,
    password: &str,
    target: Option<Principal>,
) -> (PasswordChange, Vec<u8>) {
    let mut entropy = SeededEntropy::new(5);
    // Two requests of one test have authenticators of two times.
    let now = Timestamp::from_seconds(START + i64::from(target.is_some()));
    let mut clock = AuthenticatorClock::default();
    let change = PasswordChange::start(ticket, &mut clock, now, &mut entropy).unwrap();
    let password = password.as_bytes().to_vec().into();
    let request = PasswordChangeRequest { password, target };
    let here = HostAddress { addr_type: AddressType::IPV4, address: vec![127, 0, 0, 1].into() };
    let message = change.message(&request, here, &mut entropy).unwrap();
    (change, message)
}

fn unauthorized() -> Outcome {
    Outcome::new(ResultCode::ACCESS_DENIED, "Unauthorized request")
}

#[test]
fn anothers_password_is_the_lists_affair() {
    for (lines, expected) in [
        ("", unauthorized()),
        ("alice@EXAMPLE.COM i\n", unauthorized()),
        ("alice@EXAMPLE.COM c carol@EXAMPLE.COM\n", unauthorized()),
        ("alice@EXAMPLE.COM c bob@EXAMPLE.COM\n", Outcome::new(ResultCode::SUCCESS, "")),
    ] {
        let (room, notes) = Room::with_acl(lines);
        let ticket = room.changepw_ticket(&["alice"]);
        let (change, message) = start(&ticket, "newbob", Some(room.name("bob")));
        let Changed { outcome, .. } = change.finish(&room.over_tcp(&message)).unwrap();
        assert_eq!(outcome, expected, "{lines}");
        let told = notes.0.lock().unwrap().join("\n");
        assert!(told.starts_with(&format!("bob@EXAMPLE.COM {} ", expected.code.0)), "{told}");
        assert!(!told.contains("newbob"), "{told}");
        let password = if expected.code == ResultCode::SUCCESS { "newbob" } else { "bobpw" };
        let ran = room.run(kinit, &["bob"], &format!("{password}\n"));
        assert_eq!(ran, Ran::new(0, "Password for bob@EXAMPLE.COM: \n", ""), "{lines}");
    }
}

#[test]
fn a_target_that_does_not_exist_is_a_server_error() {
    let (room, _) = Room::with_acl("alice@EXAMPLE.COM *\n");
    let ticket = room.changepw_ticket(&["alice"]);
    let (change, message) = start(&ticket, "x", Some(room.name("nosuch")));
    let outcome = change.finish(&room.over_tcp(&message)).unwrap().outcome;
    assert_eq!(outcome.code, ResultCode::HARD_ERROR);
    assert!(outcome.message().contains("Principal does not exist"), "{}", outcome.message());
}

#[test]
fn ones_own_password_needs_a_ticket_got_with_the_present_one() {
    let (room, _) = Room::with_acl("alice@EXAMPLE.COM *\n");
    // Tickets by way of a ticket-granting ticket are not given for this service otherwise.
    let changes = PrincipalChanges { clear: Attributes::DISALLOW_TGT_BASED, ..Default::default() };
    let principal = room.name("kadmin/changepw");
    room.kdc.admin().perform(&AdminRequest::ModifyPrincipal { principal, changes }).unwrap();
    room.kinit_alice(&[]);
    assert_eq!(room.run(kvno, &["-q", "kadmin/changepw"], ""), Ran::quiet());
    let ticket = room.held("cc", "kadmin/changepw");
    let text = "Ticket must be derived from a password";
    for target in [None, Some(room.name("alice"))] {
        let (change, message) = start(&ticket, "newpw", target);
        let outcome = change.finish(&room.over_tcp(&message)).unwrap().outcome;
        assert_eq!(outcome, Outcome::new(ResultCode::INITIAL_FLAG_NEEDED, text));
    }
}

#[test]
fn a_request_that_comes_again_gets_the_same_reply_and_changes_nothing() {
    let (room, notes) = Room::with_acl("");
    let ticket = room.changepw_ticket(&["alice"]);
    let (change, message) = start(&ticket, "newpw", None);
    let first = room.over_udp(&[&message]);
    assert_eq!(change.finish(&first).unwrap().outcome.code, ResultCode::SUCCESS);
    assert_eq!(room.over_udp(&[&message]), first);
    assert_eq!(*notes.0.lock().unwrap(), ["alice@EXAMPLE.COM 0 success", "repeated"]);
    // By another transport it is a replay.
    let replayed = change.finish(&room.over_tcp(&message)).unwrap().outcome;
    assert_eq!(replayed.code, ResultCode::AUTH_ERROR);
}

#[test]
fn a_stream_is_told_what_is_wrong_and_a_datagram_is_passed_over() {
    let (room, notes) = Room::with_acl("");
    let ticket = room.changepw_ticket(&["alice"]);
    let (change, message) = start(&ticket, "newpw", None);
    let mut strange = message.clone();
    strange[2..4].copy_from_slice(&[0, 9]);
    for (octets, code) in [
        (&b"\0\x03x"[..], ResultCode::MALFORMED),
        (&b"\0\x09\0\x01\0\0"[..], ResultCode::MALFORMED),
        (&strange, ResultCode::BAD_VERSION),
    ] {
        let reply = room.over_tcp(octets);
        let error = KrbError::from_der(Reply::read(&reply).unwrap().body).unwrap();
        assert_eq!(error.e_data.unwrap()[..2], code.0.to_be_bytes());
    }
    notes.0.lock().unwrap().clear();
    // The reply that comes is that of the only request among them.
    let reply = room.over_udp(&[b"garbage", &strange, &message]);
    assert_eq!(change.finish(&reply).unwrap().outcome.code, ResultCode::SUCCESS);
    assert_eq!(notes.0.lock().unwrap().len(), 3);
}

#[test]
fn a_ticket_for_another_service_is_refused() {
    let (room, _) = Room::with_acl("alice@EXAMPLE.COM *\n");
    let words = ["-S", "kafka/broker", "alice"];
    assert_eq!(room.run(kinit, &words, "alicepw\n").err, "");
    let ticket = room.held("cc", "kafka/broker");
    let (change, message) = start(&ticket, "newpw", None);
    let changed = change.finish(&room.over_tcp(&message)).unwrap();
    let expected = Outcome::new(ResultCode::AUTH_ERROR, "Failed reading application request");
    assert_eq!((changed.outcome, changed.ap_rep), (expected, None));
}
