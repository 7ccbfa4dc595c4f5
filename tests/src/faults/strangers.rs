//! Strangers at the ports of kadmind, the password server and the KDC: octets without sense,
//! absurd lengths, fragments without end, messages that do not end, crowds that say nothing, and
//! administrators that are killed amid a call. Honest people are served meanwhile and afterwards,
//! and the daemons end when they are told to.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use super::chance::Chance;
use super::writer::introduce;
use crate::process::{Program, Running, package_file};
use crate::programs;
use crate::realm::{Make, Realm};

/// How long an honest person may have to wait: much less than a silent connection is kept.
const PATIENCE: Duration = Duration::from_secs(15);

/// The most memory that a daemon may have used, in KiB.
const MEMORY: u64 = 200 << 10;

/// What strangers found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stood {
    /// The longest that an honest kadmin took while and after strangers were there.
    pub slowest: Duration,
}

/// A realm with its daemons.
struct Room {
    realm: Realm,
    krb5kdc: Running,
    kadmind: Running,
    chance: Chance,
    stood: Stood,
}

/// Has strangers come to every port; `crowd` of them say nothing at all.
///
/// # Panics
/// When somebody honest is not served, or a daemon ends, panics, or takes too much memory.
#[must_use]
pub fn withstand(crowd: usize, seed: u64) -> Stood {
    let realm = Realm::files();
    realm.create(Make::Ours);
    realm.administer(Make::Ours, &["addprinc", "-pw", "adminpw", "admin/admin"]);
    realm.administer(Make::Ours, &["addprinc", "-pw", "alicepw", "alice"]);
    let (krb5kdc, kadmind) = (realm.krb5kdc(Make::Ours), realm.kadmind(Make::Ours));
    introduce(&realm);
    let (chance, stood) = (Chance::new(seed), Stood::default());
    let mut room = Room { realm, krb5kdc, kadmind, chance, stood };
    for port in [room.realm.kadmin, room.realm.kpasswd, room.realm.kdc] {
        room.senseless_octets(port);
        room.absurd_lengths(port);
        room.unfinished_messages(port);
    }
    room.fragments_without_end();
    room.senseless_datagrams();
    room.killed_administrators();
    for port in [room.realm.kadmin, room.realm.kpasswd, room.realm.kdc] {
        room.silent_crowd(port, crowd);
    }
    room.close()
}

impl Room {
    /// An administrator, somebody who changes a password, and a user are served.
    fn honest(&mut self) {
        let begun = Instant::now();
        let kadmin = self.realm.program(Make::Ours, "kadmin").args(["-p", "admin/admin", "-c"]);
        let kadmin = kadmin.arg(self.realm.path("admin.cc")).args(["getprinc", "alice"]);
        let told = kadmin.patience(PATIENCE).run().well();
        self.stood.slowest = self.stood.slowest.max(begun.elapsed());
        assert!(told.out().contains("Principal: alice@"), "{told}");
        let kpasswd = self.realm.program(Make::Ours, "kpasswd").arg("alice");
        let _ = kpasswd.input("alicepw\nalicepw\nalicepw\n").patience(PATIENCE).run().well();
        let kinit = self.realm.program(Make::Ours, "kinit").arg("alice");
        let _ = kinit.input("alicepw\n").patience(PATIENCE).run().well();
    }

    fn octets(&mut self, most: usize) -> Vec<u8> {
        let count = self.chance.below(most);
        (0..count).map(|_| u8::try_from(self.chance.below(256)).expect("an octet")).collect()
    }

    fn senseless_octets(&mut self, port: u16) {
        for _ in 0..200 {
            let octets = self.octets(4_000);
            say(&mut connect(port), &octets);
        }
        // The same as whole records, and as calls of kadmind's program.
        for _ in 0..200 {
            let body = self.octets(400);
            let length = u32::try_from(body.len()).expect("a short body");
            let mark = if port == self.realm.kadmin { length | 0x8000_0000 } else { length };
            let call = [1, 0, 2, 2112, 2, 0, 6].map(u32::to_be_bytes).concat();
            say(&mut connect(port), &[&mark.to_be_bytes()[..], &body].concat());
            let length = mark + u32::try_from(call.len()).expect("a short call");
            say(&mut connect(port), &[&length.to_be_bytes()[..], &call, &body].concat());
        }
        self.honest();
    }

    fn absurd_lengths(&mut self, port: u16) {
        let mut held = Vec::new();
        for length in [u32::MAX, 0x7fff_ffff, 0x8010_0001, 0x8000_0000, 0x800f_ffff, 0x000f_ffff] {
            for _ in 0..20 {
                let mut stream = connect(port);
                say(&mut stream, &length.to_be_bytes());
                say(&mut stream, &[0; 64]);
                held.push(stream);
            }
        }
        self.honest();
    }

    fn unfinished_messages(&mut self, port: u16) {
        let mut held: Vec<TcpStream> = (0..300).map(|_| connect(port)).collect();
        for octet in [0x80, 0, 4] {
            held.iter_mut().for_each(|stream| say(stream, &[octet]));
        }
        self.honest();
    }

    fn fragments_without_end(&mut self) {
        for fragment in [&[0, 0, 0, 0][..], &[0, 0, 0, 1, 7]] {
            let mut stream = connect(self.realm.kadmin);
            let chunk = fragment.repeat(4_096);
            let sent = (0..10_000).take_while(|_| stream.write_all(&chunk).is_ok()).count();
            assert!(sent < 10_000, "{fragment:?} may be sent without end");
            assert!(matches!(stream.read(&mut [0; 16]), Ok(0) | Err(_)), "it was answered");
        }
        self.honest();
    }

    fn senseless_datagrams(&mut self) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        for port in [self.realm.kpasswd, self.realm.kdc] {
            for number in 0..2_000 {
                let mut octets = self.octets(1_500);
                if number % 2 == 0 && octets.len() > 6 {
                    // A head of RFC 3244 that fits, or nearly.
                    let length = u16::try_from(octets.len()).expect("a short datagram");
                    octets[..2].copy_from_slice(&length.to_be_bytes());
                    octets[2..4].copy_from_slice(&[0, 1]);
                    octets[4] = 0;
                }
                // What the system drops is lost on its way.
                let _dropped = socket.send_to(&octets, ("127.0.0.1", port));
            }
        }
        self.honest();
    }

    fn killed_administrators(&mut self) {
        let script = "getprinc alice\nlistprincs\n".repeat(40);
        for _ in 0..20 {
            let kadmin = self.realm.program(Make::Ours, "kadmin").args(["-p", "admin/admin", "-c"]);
            let kadmin = kadmin.arg(self.realm.path("admin.cc")).input(script.clone()).start();
            self.chance.moment(Duration::from_millis(40));
            kadmin.kill();
        }
        self.honest();
    }

    /// A second process holds connections on which it says nothing.
    fn silent_crowd(&mut self, port: u16, count: usize) {
        let strangers = Program::at(programs::python()).arg(package_file("python/strangers.py"));
        let strangers = strangers.args([port.to_string(), count.to_string()]).start();
        let held = format!("holds {count}");
        strangers.wait_for(&held, |out, _| out.contains(&held));
        self.honest();
        strangers.kill();
        self.honest();
    }

    fn close(self) -> Stood {
        for (daemon, log) in [(self.krb5kdc, "kdc.log"), (self.kadmind, "kadmin.log")] {
            assert!(!daemon.has_ended(), "a daemon has ended");
            let peak = daemon.peak_memory();
            assert!(peak < MEMORY, "{log}: {peak} KiB were used");
            daemon.terminate();
            let finished = daemon.finish().well();
            assert!(!finished.err().contains("panicked"), "{finished}");
        }
        self.stood
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    stream.set_write_timeout(Some(PATIENCE)).expect("a socket");
    stream
}

/// Says `octets`; a server may have hung up.
fn say(stream: &mut TcpStream, octets: &[u8]) {
    let _hung_up = stream.write_all(octets);
}
