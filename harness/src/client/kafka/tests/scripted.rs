//! Brokers that misbehave, each by a few lines of script.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::world::World;
use crate::client::kafka::*;

/// A broker that does `script` with its first connection; its address.
fn broker(script: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || script(listener.accept().unwrap().0));
    format!("localhost:{port}")
}

/// Reads a frame; the key, the version and the correlation id of the request.
fn request(stream: &mut TcpStream) -> (i16, i16, [u8; 4]) {
    let content = frame(stream);
    let key = i16::from_be_bytes([content[0], content[1]]);
    let version = i16::from_be_bytes([content[2], content[3]]);
    (key, version, content[4..8].try_into().unwrap())
}

fn frame(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut content = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut content).unwrap();
    content
}

fn answer(stream: &mut TcpStream, correlation: [u8; 4], body: &[u8]) {
    let length = u32::try_from(4 + body.len()).unwrap().to_be_bytes();
    stream.write_all(&[&length, &correlation, body].concat()).unwrap();
}

/// Waits until the client goes away.
fn linger(mut stream: TcpStream) {
    let _gone = stream.read_to_end(&mut Vec::new());
}

async fn connect(bootstrap: String) -> KafkaError {
    let options = ConnectOptions::plaintext(bootstrap);
    let options = options.request_timeout(Duration::from_millis(300));
    KafkaClient::connect(options).await.unwrap_err()
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_told_with_its_address() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = connect(format!("localhost:{port}")).await;
    assert!(matches!(error, KafkaError::Connect { .. }), "{error}");
    assert!(error.to_string().starts_with(&format!("Connection to localhost:{port}")), "{error}");
}

#[tokio::test]
async fn the_next_bootstrap_address_is_tried() {
    let world = World::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let bootstrap = format!("localhost:{port},{}", world.cluster.bootstrap("PLAIN").unwrap());
    KafkaClient::connect(ConnectOptions::plaintext(bootstrap)).await.unwrap();
}

#[tokio::test]
async fn unusable_bootstrap_lists_are_refused() {
    assert!(matches!(connect(String::new()).await, KafkaError::NoBootstrap));
    assert!(matches!(connect("localhost".into()).await, KafkaError::Address(_)));
}

#[tokio::test]
async fn a_silent_broker_is_given_up() {
    let error = connect(broker(linger)).await;
    assert!(matches!(error, KafkaError::Timeout { doing: Doing::Request(_), .. }), "{error}");
    assert!(error.to_string().ends_with("timed out after 300 ms: ApiVersions"), "{error}");
}

#[tokio::test]
async fn a_frame_that_does_not_end_is_given_up() {
    let error = connect(broker(|mut stream| {
        request(&mut stream);
        stream.write_all(b"\0\0\x04\0half").unwrap();
        linger(stream);
    }))
    .await;
    assert!(matches!(error, KafkaError::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn absurd_frames_are_refused() {
    for length in [-1i32, (100 << 20) + 1, i32::MAX] {
        let error = connect(broker(move |mut stream| {
            request(&mut stream);
            stream.write_all(&length.to_be_bytes()).unwrap();
            linger(stream);
        }))
        .await;
        let source = match error {
            KafkaError::Malformed { source, .. } => source,
            other => panic!("{other}"),
        };
        assert_eq!(source, Malformed::FrameLength { announced: length, limit: 100 << 20 });
    }
}

#[tokio::test]
async fn answers_to_another_request_and_garbage_are_refused() {
    let other = connect(broker(|mut stream| {
        request(&mut stream);
        answer(&mut stream, [9; 4], b"");
        linger(stream);
    }))
    .await;
    assert!(other.to_string().contains("correlation id"), "{other}");
    let garbage = connect(broker(|mut stream| {
        let (_, _, correlation) = request(&mut stream);
        answer(&mut stream, correlation, b"\0\0\xff\xff\xff\xff");
        linger(stream);
    }))
    .await;
    assert!(garbage.to_string().contains("ApiVersionsResponse"), "{garbage}");
}

#[tokio::test]
async fn an_old_broker_is_asked_in_version_0() {
    let error = connect(broker(|mut stream| {
        let (_, version, correlation) = request(&mut stream);
        assert_eq!(version, 3);
        answer(&mut stream, correlation, b"\0\x23\0\0\0\0");
        let (_, version, correlation) = request(&mut stream);
        assert_eq!(version, 0);
        // It has Metadata in version 0 and nothing else.
        answer(&mut stream, correlation, b"\0\0\0\0\0\x01\0\x03\0\0\0\0");
        linger(stream);
    }))
    .await;
    assert!(matches!(error, KafkaError::Unsupported { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("has the versions 0 to 0, this client 1 to 12 of Metadata"), "{text}");
}

#[tokio::test]
async fn a_broker_that_closes_during_authentication_is_told_apart() {
    let world = World::new();
    let closes = broker(|mut stream| {
        let (_, _, correlation) = request(&mut stream);
        // SaslHandshake 0 to 1 and SaslAuthenticate 0 to 2, in the flexible form.
        let api = |key: u8, max: u8| [0, key, 0, 0, 0, max, 0];
        let body = [&[0, 0, 3][..], &api(17, 1), &api(36, 2), &[0, 0, 0, 0, 0]].concat();
        answer(&mut stream, correlation, &body);
        let (key, _, correlation) = request(&mut stream);
        assert_eq!(key, 17);
        answer(&mut stream, correlation, b"\0\0\0\0\0\x01\0\x06GSSAPI");
        assert_eq!(request(&mut stream).0, 36);
    });
    let options = ConnectOptions { bootstrap: closes, ..world.options().await };
    let error = KafkaClient::connect(options).await.unwrap_err();
    assert!(
        matches!(error, KafkaError::Closed { doing: Doing::Authenticating { tokens: 1 }, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("terminated during authentication"), "{error}");
}

#[tokio::test]
async fn a_client_of_kafka_0_9_begins_with_a_bare_token() {
    let world = World::new();
    let (send, first) = std::sync::mpsc::channel();
    let notes = broker(move |mut stream| send.send(frame(&mut stream)).unwrap());
    let gssapi = Gssapi { framing: Framing::Bare, ..Gssapi::new(world.alice().await) };
    let options = ConnectOptions { bootstrap: notes, ..world.options_with(gssapi) };
    let error = KafkaClient::connect(options).await.unwrap_err();
    assert!(matches!(error, KafkaError::Closed { .. }), "{error}");
    assert_eq!(first.recv().unwrap()[0], 0x60);
}

#[tokio::test]
async fn a_connection_can_be_driven_by_hand() {
    let world = World::new();
    let options = std::sync::Arc::new(world.options().await);
    let address = world.bootstrap().parse().unwrap();
    let mut connection = Connection::dial(&address, Origin::Bootstrap, &options).await.unwrap();
    connection.send_frame(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let closed = connection.receive_frame().await.unwrap_err();
    assert!(matches!(closed, KafkaError::Closed { doing: Doing::Frame, .. }), "{closed}");
    let mut connection = Connection::dial(&address, Origin::Bootstrap, &options).await.unwrap();
    connection.negotiate().await.unwrap();
    connection.authenticate().await.unwrap();
    assert!(connection.session().unwrap().lifetime.is_none());
}
