//! Garbage, truncated, oversized and slow input on every socket, while real clients go on; ports
//! and folders that cannot be had.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use acceptance::kcat::{consume, kcat, produce};
use acceptance::process::Program;
use acceptance::programs::repository;
use acceptance::records::{Record, assert_same, from_hex};
use kerbside::client::Client;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_krb5::wire::{Der as _, ErrorCode, KrbError};

const PATIENCE: Duration = Duration::from_secs(20);

fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    builder.start_blocking().expect("a bed starts")
}

fn kdc(bed: &Testbed) -> SocketAddr {
    bed.kdc().addresses()[0]
}

fn broker(bed: &Testbed) -> SocketAddr {
    bed.engine().nodes()[0].listens
}

/// An AS-REQ for a realm that no bed serves, as MIT's kinit sent it.
fn as_req() -> Vec<u8> {
    let path = repository().join("fixtures/wire/mit-as-req-first.hex");
    let text = std::fs::read_to_string(path).expect("a fixture");
    let digits = text.lines().filter(|line| !line.starts_with('#')).collect::<String>();
    from_hex(&digits.replace(char::is_whitespace, "")).expect("hexadecimal digits")
}

/// A frame as both protocols have it: four octets of length before the message.
fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a short message");
    [&length.to_be_bytes()[..], message].concat()
}

/// Octets without meaning.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |_| {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..count).map(next).collect()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends `input`, says that nothing follows, and returns all that comes back until the end.
fn throw(address: SocketAddr, input: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // A server that has seen enough may close before it has read everything.
    let _reset = stream.write_all(input).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    match stream.take(1 << 20).read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("no end of the connection after {:?}: {error}", input.escape_ascii()),
    }
    answer
}

/// Input that is nothing in any protocol here, or nothing whole.
fn nonsense() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        vec![0],
        vec![0, 0, 0],
        // Lengths: none, negative, the largest, more than follows.
        vec![0; 4],
        vec![0xff; 4],
        vec![0x7f, 0xff, 0xff, 0xff],
        vec![0x80, 0, 0, 1, 0],
        vec![0, 0, 1, 0, b'x'],
        frame(&[0]),
        frame(&noise(37)),
        frame(&noise(3000)),
        noise(100_000),
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        // The beginning of a TLS ClientHello.
        [&[0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3][..], &noise(194)].concat(),
    ]
}

#[track_caller]
fn kinit_works(client: &Client) {
    let program = Program::new("kinit").user(client).arg("alice").input("secret\n");
    let _ = program.run().well();
}

#[track_caller]
fn kafka_works(client: &Client) {
    let record = Record {
        partition: 0,
        key: Some(b"key".to_vec()),
        value: Some(b"value".to_vec()),
        headers: Vec::new(),
    };
    produce(kcat(client), "orders", std::slice::from_ref(&record));
    let stored = consume(kcat(client), "orders");
    assert_same(&[record], &stored[stored.len() - 1..]);
}

#[test]
fn nonsense_on_the_kdcs_stream_ends_its_connection_only() {
    let bed = bed();
    for input in nonsense() {
        let answer = throw(kdc(&bed), &input);
        // Nothing, or a framed KRB-ERROR.
        if let Some(error) = answer.get(4..) {
            KrbError::from_der(error).expect("what is answered is a KRB-ERROR");
        }
    }
    kinit_works(&bed.client("alice"));
}

#[test]
fn a_length_that_no_request_has_is_answered_with_field_too_long() {
    let bed = bed();
    for length in [[0x80, 0, 0, 1], [0xff; 4], [0x7f, 0xff, 0xff, 0xff]] {
        let answer = throw(kdc(&bed), &length);
        let error = KrbError::from_der(&answer[4..]).unwrap();
        // RFC 4120 §7.2.2
        assert_eq!(error.error_code, ErrorCode::KRB_ERR_FIELD_TOOLONG);
    }
    kinit_works(&bed.client("alice"));
}

#[test]
fn requests_cut_or_changed_anywhere_do_no_harm() {
    let bed = bed();
    let whole = as_req();
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let changed = (0..whole.len()).map(|at| {
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        changed
    });
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for input in cut.chain(changed).step_by(2) {
        socket.send_to(&input, kdc(&bed)).unwrap();
        let answer = throw(kdc(&bed), &frame(&input));
        if let Some(error) = answer.get(4..) {
            KrbError::from_der(error).expect("what is answered is a KRB-ERROR");
        }
    }
    kinit_works(&bed.client("alice"));
}

#[test]
fn nonsense_in_datagrams_does_no_harm() {
    let bed = bed();
    let alice = bed.client("alice");
    let conf = std::fs::read_to_string(alice.krb5_conf()).unwrap();
    let conf = conf.replace("udp_preference_limit = 1\n", "udp_preference_limit = 32700\n");
    std::fs::write(alice.krb5_conf(), conf).unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for input in nonsense() {
        socket.send_to(&input[..input.len().min(65_000)], kdc(&bed)).unwrap();
    }
    kinit_works(&alice);
}

#[test]
fn nonsense_to_the_broker_ends_its_connection_only() {
    let bed = bed();
    for input in nonsense() {
        throw(broker(&bed), &input);
    }
    kafka_works(&bed.client("alice"));
}

#[test]
fn requests_out_of_place_end_the_connection_before_any_data() {
    let bed = bed();
    // A header of version 1: key, version, correlation id, no client id.
    let header = |key: i16, version: i16| {
        [&key.to_be_bytes()[..], &version.to_be_bytes(), &[0, 0, 0, 7], &[0xff, 0xff]].concat()
    };
    let handshake = frame(&[header(17, 0), b"\0\x06GSSAPI".to_vec()].concat());
    for input in [
        // Metadata and Produce before authentication, keys and versions that nobody has.
        frame(&[header(3, 1), vec![0xff; 4]].concat()),
        frame(&[header(0, 3), noise(60)].concat()),
        frame(&header(-1, 0)),
        frame(&header(999, 0)),
        frame(&header(3, -1)),
        // A handshake whose string is longer than the request.
        frame(&[header(17, 1), vec![0x7f, 0xff, b'G']].concat()),
        // After the handshake: noise for a token, a token too long, another request.
        [handshake.clone(), frame(&noise(500))].concat(),
        [handshake.clone(), vec![0x00, 0x10, 0, 0]].concat(),
        [handshake.clone(), frame(&header(3, 1))].concat(),
    ] {
        let answer = throw(broker(&bed), &input);
        assert!(!answer.windows(6).any(|window| window == b"orders"), "{answer:?}");
    }
    kafka_works(&bed.client("alice"));
}

#[test]
fn octet_by_octet_is_slow_but_good_and_holds_nobody_up() {
    const CROWD: usize = 40;
    let bed = bed();
    let request = frame(&as_req());
    // A crowd at each socket that has begun to speak.
    let mut at_the_kdc: Vec<TcpStream> = (0..CROWD).map(|_| connect(kdc(&bed))).collect();
    let mut at_the_broker: Vec<TcpStream> = (0..CROWD).map(|_| connect(broker(&bed))).collect();
    for stream in at_the_kdc.iter_mut().chain(&mut at_the_broker) {
        stream.write_all(&request[..1]).unwrap();
    }
    kinit_works(&bed.client("alice"));
    kafka_works(&bed.client("alice"));
    for at in 1..request.len() {
        for stream in &mut at_the_kdc {
            stream.write_all(&request[at..=at]).unwrap();
        }
    }
    for stream in &mut at_the_kdc {
        let mut length = [0; 4];
        stream.read_exact(&mut length).expect("the answer comes when the request is whole");
        let mut answer = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut answer).unwrap();
        KrbError::from_der(&answer).unwrap();
    }
    // At the broker, ApiVersions of version 0 is a request of ten octets.
    let api_versions = frame(&[0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff]);
    for at in 1..api_versions.len() {
        for stream in &mut at_the_broker {
            stream.write_all(&api_versions[at..=at]).unwrap();
        }
    }
    for stream in &mut at_the_broker {
        let mut answer = [0; 10];
        stream.read_exact(&mut answer).expect("the answer comes when the request is whole");
        // The correlation id, and no error.
        assert_eq!(answer[4..10], [0, 0, 0, 7, 0, 0]);
    }
}

#[test]
fn a_record_larger_than_the_broker_takes_is_refused_and_the_next_one_taken() {
    let bed = bed();
    let alice = bed.client("alice");
    let large = kcat(&alice).args(["-P", "-t", "orders", "-X", "message.max.bytes=8000000"]);
    let refused = large.input("x".repeat(3_000_000)).run();
    let told = refused.err();
    assert!(told.contains("Message size too large"), "{refused}");
    kafka_works(&alice);
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for builder in [Testbed::builder().kdc_port(port), Testbed::builder().broker_port(port)] {
        let error = builder.start_blocking().expect_err("the port is taken").to_string();
        for part in [&format!("127.0.0.1:{port}"), "another program has the port", "choose another"]
        {
            assert!(error.contains(part), "{part:?} is missing: {error}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let parent = tempfile::NamedTempFile::new().unwrap();
    // A file stands where a folder is wanted: root may write everywhere else.
    let folder = parent.path().join("bed");
    let error = Testbed::builder().folder(&folder).start_blocking().expect_err("no such folder");
    let error = error.to_string();
    assert!(error.contains(&folder.display().to_string()), "{error}");
    assert!(error.contains("Not a directory"), "{error}");
}

#[test]
fn names_that_cannot_be_are_refused_with_what_they_must_be() {
    for user in ["", "alice@ELSEWHERE", "../alice", "alice/admin"] {
        let error = Testbed::builder().user(user, "secret").start_blocking().expect_err(user);
        assert!(error.to_string().contains("must be a plain file name"), "{error}");
    }
    let error = Testbed::builder().realm("A REALM").start_blocking().expect_err("blanks");
    assert!(error.to_string().contains("letters, digits"), "{error}");
    let error = Testbed::builder().topic("a topic", 1).start_blocking().expect_err("a blank");
    assert!(error.to_string().contains("\"a topic\""), "{error}");
}
