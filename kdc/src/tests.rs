//! The shell through its sockets: transports, framing, garbage, the reply cache, start and stop.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kerbside_krb5::wire::{
    AsReq, Der, ErrorCode, KdcOptions, KdcReq, KdcReqBody, KerberosTime, KrbError, NameType,
    PrincipalName, Raw, Realm,
};

use super::*;

const PATIENCE: Duration = Duration::from_secs(10);

/// What was observed, as short words.
#[derive(Default)]
struct Notes(Mutex<Vec<&'static str>>);

impl Notes {
    fn taken(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Notes {
    fn observe(&self, event: Event<'_>) {
        self.0.lock().unwrap().push(match event {
            Event::Answered { .. } => "answered",
            Event::Repeated { .. } => "repeated",
            Event::TooLong { .. } => "too long",
            Event::DatabaseFailed { .. } => "database failed",
            Event::PasswordRequest { .. } => "password",
            Event::Kadmind(_) => "kadmind",
            Event::Administered { operation, .. } => operation,
        });
    }
}

fn kdc() -> (Kdc, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let builder = Kdc::builder().realm(RealmSettings::new("EXAMPLE.TEST"));
    let kdc = builder.observer(Arc::clone(&notes) as Arc<dyn Observer>).start_blocking().unwrap();
    (kdc, notes)
}

fn as_req(client: &str, nonce: i64) -> Vec<u8> {
    let realm = Realm::from("EXAMPLE.TEST");
    let body = KdcReqBody {
        kdc_options: KdcOptions::EMPTY,
        cname: Some(PrincipalName::new(NameType::PRINCIPAL, [client])),
        sname: Some(PrincipalName::krbtgt(&realm)),
        realm,
        from: None,
        till: KerberosTime(4_000_000_000),
        rtime: None,
        nonce,
        etype: vec![18, 17],
        addresses: None,
        enc_authorization_data: None,
        additional_tickets: None,
    };
    AsReq(KdcReq { pvno: 5, msg_type: 10, padata: None, req_body: Raw::new(body) }).to_der()
}

fn ask_udp(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let socket = UdpSocket::bind((address.ip(), 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.send_to(request, address).unwrap();
    let mut reply = vec![0; 65_535];
    let length = socket.recv(&mut reply).unwrap();
    reply.truncate(length);
    reply
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn send_framed(stream: &mut TcpStream, request: &[u8]) {
    let length = u32::try_from(request.len()).unwrap();
    stream.write_all(&[&length.to_be_bytes(), request].concat()).unwrap();
}

fn receive_framed(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut reply = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut reply).unwrap();
    reply
}

fn code(reply: &[u8]) -> ErrorCode {
    KrbError::from_der(reply).unwrap().error_code
}

#[test]
fn every_address_answers_on_both_transports() {
    let (kdc, _) = kdc();
    kdc.admin().add_principal("alice", "secret").unwrap();
    for address in kdc.addresses() {
        let reply = ask_udp(*address, &as_req("alice", 1));
        assert_eq!(code(&reply), ErrorCode::KDC_ERR_PREAUTH_REQUIRED);
        let mut stream = connect(*address);
        send_framed(&mut stream, &as_req("nobody", 2));
        let reply = receive_framed(&mut stream);
        assert_eq!(code(&reply), ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN);
    }
}

#[test]
fn a_connection_answers_pipelined_requests_in_order() {
    let (kdc, _) = kdc();
    kdc.admin().add_principal("alice", "secret").unwrap();
    let mut stream = connect(kdc.address());
    for (nonce, client) in ["alice", "nobody", "alice"].into_iter().enumerate() {
        send_framed(&mut stream, &as_req(client, i64::try_from(nonce).unwrap()));
    }
    let codes: Vec<ErrorCode> = (0..3).map(|_| code(&receive_framed(&mut stream))).collect();
    let needed = ErrorCode::KDC_ERR_PREAUTH_REQUIRED;
    assert_eq!(codes, [needed, ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN, needed]);
}

#[test]
fn an_absurd_length_is_refused_by_its_code_and_the_connection_closed() {
    let (kdc, notes) = kdc();
    for length in [u32::MAX, 0x8000_0001, 1 << 21] {
        let mut stream = connect(kdc.address());
        stream.write_all(&length.to_be_bytes()).unwrap();
        assert_eq!(code(&receive_framed(&mut stream)), ErrorCode::KRB_ERR_FIELD_TOOLONG);
        assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    }
    assert_eq!(notes.taken(), ["too long"; 3]);
}

#[test]
fn garbage_gets_no_answer_and_does_no_harm() {
    let (kdc, _) = kdc();
    let mut stream = connect(kdc.address());
    send_framed(&mut stream, b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for garbage in [&b""[..], b"\x6a", &[0xff; 2_000]] {
        socket.send_to(garbage, kdc.address()).unwrap();
    }
    let reply = ask_udp(kdc.address(), &as_req("nobody", 1));
    assert_eq!(code(&reply), ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN);
}

#[test]
fn a_repeated_request_gets_the_same_bytes_until_the_database_changes() {
    let (kdc, notes) = kdc();
    let request = as_req("nobody", 7);
    let first = ask_udp(kdc.address(), &request);
    assert_eq!(ask_udp(kdc.address(), &request), first);
    kdc.admin().add_principal("nobody", "somebody").unwrap();
    let after = ask_udp(kdc.address(), &request);
    assert_eq!(code(&after), ErrorCode::KDC_ERR_PREAUTH_REQUIRED);
    assert_eq!(notes.taken(), ["answered", "repeated", "add_principal", "answered"]);
}

#[test]
fn a_dropped_kdc_frees_its_port() {
    let (kdc, _) = kdc();
    let address = kdc.address();
    drop(kdc);
    let again = Kdc::builder().port(address.port()).addresses([address.ip()]);
    let again = again.realm(RealmSettings::new("EXAMPLE.TEST")).start_blocking().unwrap();
    assert_eq!(again.address(), address);
}

#[test]
fn several_realms_are_served_by_one_kdc() {
    let builder = Kdc::builder().realm(RealmSettings::new("EXAMPLE.TEST"));
    let kdc = builder.realm(RealmSettings::new("OTHER.TEST")).start_blocking().unwrap();
    kdc.admin().add_principal("alice@OTHER.TEST", "secret").unwrap();
    kdc.admin().add_principal("alice", "another").unwrap();
    let keytab = kdc.admin().keytab("alice@OTHER.TEST").unwrap();
    assert_eq!(keytab.entries.len(), 2);
    assert_ne!(keytab, kdc.admin().keytab("alice").unwrap());
}

#[test]
fn a_snapshot_brings_a_deleted_principal_back() {
    let (kdc, _) = kdc();
    let admin = kdc.admin();
    admin.add_principal("alice", "secret").unwrap();
    let before = kdc.snapshot().unwrap();
    let principal = admin.principal("alice").unwrap();
    admin.perform(&AdminRequest::DeletePrincipal { principal }).unwrap();
    assert!(admin.keytab("alice").is_err());
    kdc.restore(&before).unwrap();
    assert!(admin.keytab("alice").is_ok());
}

#[test]
fn a_blocked_runtime_does_not_block_the_kdc() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let builder = Kdc::builder().realm(RealmSettings::new("EXAMPLE.TEST"));
        let kdc = builder.start().await.unwrap();
        let reply = ask_udp(kdc.address(), &as_req("nobody", 1));
        assert_eq!(code(&reply), ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN);
    });
}

#[cfg(feature = "store")]
#[test]
fn a_kdc_on_files_answers_from_what_others_commit_and_says_when_they_destroy_it() {
    use crate::store::master_key::{MasterKeySource, MasterKeys, default_enctype};
    use crate::store::{DurableStore, Store, World};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("principal");
    let realm = Realm::from("EXAMPLE.TEST");
    let master = MasterKeys::from_password(realm, default_enctype(), b"masterpw").unwrap();
    let store = DurableStore::create(&path, &master, &[]).unwrap();
    let notes = Arc::new(Notes::default());
    let builder = Kdc::builder().store(store).realm(RealmSettings::new("EXAMPLE.TEST"));
    let kdc = builder.observer(Arc::clone(&notes) as Arc<dyn Observer>).start_blocking().unwrap();
    let reply = ask_udp(kdc.address(), &as_req("alice", 1));
    assert_eq!(code(&reply), ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN);

    let source = MasterKeySource::Key(master.newest().1.clone());
    let other = DurableStore::open(&path, &source).unwrap();
    let world = other.world().unwrap();
    let krbtgt = PrincipalName::krbtgt(&Realm::from("EXAMPLE.TEST"));
    let model = world.principal(&"EXAMPLE.TEST".into(), &krbtgt).unwrap().unwrap();
    let mut alice = (*model).clone();
    alice.name = PrincipalName::new(NameType::PRINCIPAL, ["alice"]);
    alice.attributes = kerbside_kdc_core::database::Attributes::REQUIRES_PRE_AUTH;
    let change = kerbside_kdc_core::database::Change::PutPrincipal(Arc::new(alice));
    other.commit(world.generation(), vec![change]).unwrap();
    let reply = ask_udp(kdc.address(), &as_req("alice", 1));
    assert_eq!(code(&reply), ErrorCode::KDC_ERR_PREAUTH_REQUIRED);

    DurableStore::destroy(&path).unwrap();
    let reply = ask_udp(kdc.address(), &as_req("alice", 1));
    assert_eq!(code(&reply), ErrorCode::KRB_ERR_GENERIC);
    assert!(notes.taken().contains(&"database failed"), "{:?}", notes.taken());
}
