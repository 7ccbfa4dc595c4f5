//! The client against our KDC over loopback: logins, refusals, clocks, transports, caches.

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kerbside_kdc::{Event, Kdc, Observer, RealmSettings};
use kerbside_krb5::client::{ClientFailure, Timesync};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::ErrorCode;

use super::*;
use crate::clock::{Shift, WallClock};

const NOON: i64 = 1_795_348_800;

/// A KDC whose clock stands at noon, with one user and one service.
struct World {
    kdc: Kdc,
    notes: Arc<Notes>,
}

/// Which transports requests came by.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Observer for Notes {
    fn observe(&self, event: Event<'_>) {
        if let Event::Answered { summary, .. } = event {
            self.0.lock().unwrap().push(format!("{:?}", summary.facts.arrival.transport));
        }
    }
}

fn standing(at: i64) -> WallClock {
    let clock = WallClock::new();
    clock.set(Timestamp::from_seconds(at));
    clock.freeze();
    // Some time passes between the two; taken back, clocks stand at the same microsecond.
    let passed = clock.now().micros_since(Timestamp::from_seconds(at));
    clock.shift(Shift::back(Duration::from_micros(passed.unsigned_abs())));
    clock
}

fn world_of(change: impl FnOnce(&mut RealmSettings)) -> World {
    let mut settings = RealmSettings::new("EXAMPLE.TEST");
    change(&mut settings);
    let notes = Arc::new(Notes::default());
    let kdc = Kdc::builder().realm(settings).clock(Arc::new(standing(NOON)));
    let kdc = kdc.observer(Arc::clone(&notes) as Arc<dyn Observer>).start_blocking().unwrap();
    kdc.admin().add_principal("alice", "secret").unwrap();
    kdc.admin().add_service("kafka/localhost").unwrap();
    World { kdc, notes }
}

fn world() -> World {
    world_of(|_| {})
}

impl World {
    fn options(&self, ahead: i64) -> KerberosOptions {
        KerberosOptions::new(self.kdc.address()).clock(standing(NOON + ahead))
    }

    /// Alice before her login, her clock `ahead` seconds ahead of the KDC's.
    fn alice(&self, ahead: i64) -> KerberosClient {
        KerberosClient::new(self.options(ahead))
    }

    /// Alice after her login.
    async fn logged_in(&self) -> KerberosClient {
        let alice = self.alice(0);
        alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
        alice
    }
}

fn service(name: &str) -> Principal {
    Principal::parse(name, &"EXAMPLE.TEST".into()).unwrap()
}

#[tokio::test]
async fn a_password_gives_a_ticket_and_a_ticket_gives_others() {
    let world = world();
    let alice = world.logged_in().await;
    assert_eq!(alice.principal().unwrap().to_string(), "alice@EXAMPLE.TEST");
    let kafka = alice.host_service("kafka", "LocalHost").unwrap();
    let ticket = alice.service_ticket(&kafka).await.unwrap();
    assert_eq!(ticket.server.to_string(), "kafka/localhost@EXAMPLE.TEST");
}

#[tokio::test]
async fn a_keytab_gives_a_ticket() {
    let world = world();
    let keytab = world.kdc.admin().keytab("alice").unwrap();
    let alice = world.alice(0);
    alice.login_with_keytab("alice@EXAMPLE.TEST", &keytab).await.unwrap();
    let other = alice.login_with_keytab("bob@EXAMPLE.TEST", &keytab).await.unwrap_err();
    assert_eq!(other.to_string(), "Keytab contains no suitable keys for bob@EXAMPLE.TEST");
    assert_eq!(alice.principal().unwrap().to_string(), "alice@EXAMPLE.TEST");
}

#[tokio::test]
async fn a_service_ticket_is_asked_for_once_until_it_is_over() {
    let world = world_of(|realm| realm.max_life = Duration::from_secs(3600));
    let alice = world.logged_in().await;
    let kafka = service("kafka/localhost");
    let first = alice.service_ticket(&kafka).await.unwrap();
    assert_eq!(alice.service_ticket(&kafka).await.unwrap(), first);
    assert_ne!(alice.fresh_ticket(&kafka).await.unwrap(), first);
    alice.clock().advance(Duration::from_secs(3600));
    let error = alice.service_ticket(&kafka).await.unwrap_err();
    assert!(matches!(error, KerberosError::Expired { .. }), "{error}");
    assert!(error.to_string().starts_with("Ticket expired"), "{error}");
}

#[tokio::test]
async fn a_client_may_leave_the_end_of_its_tickets_to_the_kdc() {
    let world = world_of(|realm| realm.max_life = Duration::from_secs(100));
    let alice = world.logged_in().await;
    let kafka = service("kafka/localhost");
    alice.clock().advance(Duration::from_secs(200));
    let error = alice.service_ticket(&kafka).await.unwrap_err();
    assert!(matches!(error, KerberosError::Expired { .. }), "{error}");
    alice.set_expiry(Expiry::LeftToOthers);
    // By the KDC's clock it is good still.
    let ticket = alice.service_ticket(&kafka).await.unwrap();
    assert_eq!(alice.service_ticket(&kafka).await.unwrap(), ticket);
}

#[tokio::test]
async fn refusals_carry_the_code_the_e_text_and_what_mit_prints() {
    let world = world();
    let alice = world.alice(0);
    let wrong = alice.login_with_password("alice@EXAMPLE.TEST", "guess").await.unwrap_err();
    let unknown = alice.login_with_password("bob@EXAMPLE.TEST", "secret").await.unwrap_err();
    alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
    let server = alice.service_ticket(&service("kafka/127.0.0.1")).await.unwrap_err();
    for (error, code, text) in [
        (wrong, 24, "Preauthentication failed (24) - PREAUTH_FAILED"),
        (
            unknown,
            6,
            "Client 'bob@EXAMPLE.TEST' not found in Kerberos database (6) - CLIENT_NOT_FOUND",
        ),
        (
            server,
            7,
            "Server kafka/127.0.0.1@EXAMPLE.TEST not found in Kerberos database (7) - \
             LOOKING_UP_SERVER",
        ),
    ] {
        assert_eq!(error.code(), Some(ErrorCode(code)));
        assert_eq!(error.to_string(), text);
    }
}

#[tokio::test]
async fn five_minutes_of_skew_pass_and_a_second_more_does_not() {
    let world = world();
    for seconds in [300, -300] {
        let alice = world.alice(seconds);
        alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
        alice.service_ticket(&service("kafka/localhost")).await.unwrap();
    }
    for seconds in [301, -301] {
        let alice = world.alice(seconds);
        let error = alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::KRB_AP_ERR_SKEW), "{error}");
        assert!(error.to_string().starts_with("Clock skew too great (37)"), "{error}");
    }
}

#[tokio::test]
async fn skew_after_the_login_is_refused_by_the_tgs() {
    let world = world();
    let alice = world.logged_in().await;
    alice.clock().advance(Duration::from_secs(301));
    let error = alice.service_ticket(&service("kafka/localhost")).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::KRB_AP_ERR_SKEW), "{error}");
}

#[tokio::test]
async fn a_client_that_follows_the_kdcs_clock_knows_no_skew() {
    let world = world();
    let alice = KerberosClient::new(world.options(-86_400).timesync(Timesync::On));
    alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
    assert_eq!(alice.now().seconds(), NOON);
    alice.service_ticket(&service("kafka/localhost")).await.unwrap();
}

#[tokio::test]
async fn a_frozen_clock_gets_ticket_after_ticket() {
    // The KDC takes an authenticator that it has seen before for a replay.
    let world = world();
    let alice = world.logged_in().await;
    for _ in 0..5 {
        alice.fresh_ticket(&service("kafka/localhost")).await.unwrap();
    }
}

#[tokio::test]
async fn answers_too_big_for_a_datagram_are_fetched_over_tcp() {
    let world = world_of(|realm| realm.datagram_limit = 64);
    let alice = world.logged_in().await;
    alice.service_ticket(&service("kafka/localhost")).await.unwrap();
    let notes = world.notes.0.lock().unwrap().clone();
    assert_eq!(notes, ["Udp", "Tcp", "Tcp", "Udp", "Tcp"]);
}

#[tokio::test]
async fn a_client_may_speak_tcp_alone() {
    let world = world();
    let alice = KerberosClient::new(world.options(0).preference(Preference::Tcp));
    alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
    assert!(world.notes.0.lock().unwrap().iter().all(|note| note == "Tcp"));
}

#[tokio::test]
async fn a_cache_file_brings_the_tickets_back() {
    let world = world();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("krb5cc");
    let alice = KerberosClient::new(world.options(-1000).timesync(Timesync::On));
    assert!(matches!(alice.save_ccache(&path), Err(CacheError::NothingToSave)));
    alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
    let kafka = service("kafka/localhost");
    let ticket = alice.service_ticket(&kafka).await.unwrap();
    alice.save_ccache(&path).unwrap();
    let again = world.alice(-1000);
    again.load_ccache(&path).unwrap();
    assert_eq!(again.granting_ticket(), alice.granting_ticket());
    assert_eq!(again.now().seconds(), NOON);
    assert_eq!(again.service_ticket(&kafka).await.unwrap(), ticket);
}

#[test]
fn unusable_cache_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let alice = KerberosClient::new(KerberosOptions::new(([127, 0, 0, 1], 1).into()));
    let missing = alice.load_ccache(&folder.path().join("none")).unwrap_err();
    assert!(missing.to_string().contains("none cannot be read"), "{missing}");
    let garbage = folder.path().join("garbage");
    std::fs::write(&garbage, b"GET /").unwrap();
    let error = alice.load_ccache(&garbage).unwrap_err();
    assert!(error.to_string().contains("garbage"), "{error}");
}

#[tokio::test]
async fn without_a_login_there_is_no_ticket() {
    let world = world();
    let error = world.alice(0).service_ticket(&service("kafka/localhost")).await.unwrap_err();
    assert!(matches!(error, KerberosError::NotLoggedIn));
}

/// Logs in at `kdc`, where nobody answers as a KDC does.
async fn login_at(kdc: SocketAddr, preference: Preference) -> KerberosError {
    let options = KerberosOptions::new(kdc).patience(Duration::from_millis(200));
    let alice = KerberosClient::new(options.preference(preference));
    alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap_err()
}

#[tokio::test]
async fn a_kdc_that_is_not_there_is_told_at_once() {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for preference in [Preference::default(), Preference::Tcp] {
        let error = login_at(port, preference).await;
        assert!(matches!(error, KerberosError::Unreachable { .. }), "{error}");
        let text = error.to_string();
        assert!(text.starts_with("Cannot contact any KDC for realm 'EXAMPLE.TEST'"), "{text}");
    }
}

#[tokio::test]
async fn a_kdc_that_is_silent_is_given_up() {
    let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
    let streams = TcpListener::bind("127.0.0.1:0").unwrap();
    for (kdc, preference) in [
        (datagrams.local_addr().unwrap(), Preference::default()),
        (streams.local_addr().unwrap(), Preference::Tcp),
    ] {
        let error = login_at(kdc, preference).await;
        assert!(matches!(error, KerberosError::Silent { .. }), "{error}");
    }
}

/// A stream server that answers one request with `answer` and closes.
fn answering(answer: &'static [u8]) -> SocketAddr {
    use std::io::{Read as _, Write as _};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4];
        stream.read_exact(&mut request).unwrap();
        let mut request = vec![0; u32::from_be_bytes(request) as usize];
        stream.read_exact(&mut request).unwrap();
        stream.write_all(answer).unwrap();
    });
    address
}

#[tokio::test]
async fn absurd_answers_are_refused() {
    let endless = login_at(answering(b"\x7f\xff\xff\xff"), Preference::Tcp).await;
    assert!(matches!(endless, KerberosError::TooLong { announced: 0x7fff_ffff, .. }), "{endless}");
    let cut = login_at(answering(b"\0\0\0\x09GET"), Preference::Tcp).await;
    assert!(matches!(cut, KerberosError::Unreachable { .. }), "{cut}");
    let garbage = login_at(answering(b"\0\0\0\x03GET"), Preference::Tcp).await;
    assert!(matches!(&garbage, KerberosError::Exchange(ClientFailure::Malformed(_))), "{garbage}");
}
