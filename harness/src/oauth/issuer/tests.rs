//! The issuer through its socket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use kerbside_krb5::time::Timestamp;

use super::*;

fn issuer() -> Issuer {
    let issuer = Issuer::start(JwksSettings::default(), WallClock::new()).expect("an issuer");
    issuer.put_client("alice", "s&cret");
    issuer
}

/// Sends octets; what comes back until the end.
fn exchange(issuer: &Issuer, octets: &[u8]) -> String {
    let mut stream = TcpStream::connect(issuer.state.address).expect("a connection");
    stream.write_all(octets).expect("sent");
    let mut answer = String::new();
    // A server that refuses early may reset what it did not read.
    let _ended = stream.read_to_string(&mut answer);
    answer
}

fn get(issuer: &Issuer, path: &str) -> String {
    exchange(issuer, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())
}

fn post(issuer: &Issuer, fields: &str, body: &str) -> String {
    let length = body.len();
    let text = format!("POST /token HTTP/1.1\r\nContent-Length: {length}\r\n{fields}\r\n{body}");
    exchange(issuer, text.as_bytes())
}

/// Status line, and body.
fn parts(answer: &str) -> (&str, Value) {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a response");
    let status = head.lines().next().expect("a status line");
    (status, serde_json::from_str(body).expect("JSON"))
}

/// `alice:s&cret`, as it is and form-encoded, by `base64` of coreutils 9.1.
const BASIC: [&str; 2] =
    ["Authorization: Basic YWxpY2U6cyZjcmV0\r\n", "Authorization: basic YWxpY2U6cyUyNmNyZXQ=\r\n"];

#[test]
fn a_client_gets_a_token_that_brokers_take() {
    let issuer = issuer();
    let in_body = "client_id=alice&client_secret=s%26cret&grant_type=client_credentials";
    let requests = [
        (BASIC[0], "grant_type=client_credentials&scope=read+write"),
        (BASIC[1], "grant_type=client_credentials&scope=read%20write"),
        ("", &format!("{in_body}&scope=read+write")),
    ];
    for (fields, body) in requests {
        let answer = post(&issuer, fields, body);
        let (status, body) = parts(&answer);
        assert_eq!(status, "HTTP/1.1 200 OK");
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(body["scope"], json!("read write"));
        let token = body["access_token"].as_str().expect("a token");
        let now = Timestamp::from_seconds(issuer.clock().now().seconds());
        let verified = issuer.verifier().verify(token, now).expect("a good token");
        assert_eq!(&*verified.principal, "alice");
        assert_eq!(verified.scopes.into_iter().collect::<Vec<_>>(), ["read", "write"]);
    }
}

#[test]
fn others_are_refused_in_the_words_of_the_rfc() {
    let issuer = issuer();
    let grant = "grant_type=client_credentials";
    let wrong = format!("{grant}&client_id=alice&client_secret=x");
    for (fields, body, status, error) in [
        ("", grant, "401 Unauthorized", "invalid_client"),
        ("", &wrong, "401 Unauthorized", "invalid_client"),
        ("Authorization: Basic !\r\n", grant, "401 Unauthorized", "invalid_client"),
        (BASIC[0], "grant_type=password", "400 Bad Request", "unsupported_grant_type"),
        (BASIC[0], "", "400 Bad Request", "invalid_request"),
    ] {
        let answer = post(&issuer, fields, body);
        let (told, body) = parts(&answer);
        assert_eq!(told, format!("HTTP/1.1 {status}"));
        assert_eq!(body["error"], json!(error));
    }
}

#[test]
fn keys_and_endpoints_are_where_the_metadata_says() {
    let issuer = issuer();
    let answer = get(&issuer, "/.well-known/openid-configuration");
    let metadata = parts(&answer).1;
    assert_eq!(metadata["issuer"], json!(issuer.url()));
    assert_eq!(metadata["jwks_uri"], json!(issuer.jwks_endpoint()));
    assert_eq!(metadata["token_endpoint"], json!(issuer.token_endpoint()));
    let answer = get(&issuer, "/jwks?now");
    let keys = parts(&answer).1;
    assert_eq!(keys["keys"][0]["kid"], json!("key-1"));
    assert_eq!(keys["keys"][0]["d"], Value::Null);
}

#[test]
fn after_a_rotation_old_tokens_are_refused() {
    let issuer = issuer();
    let old = issuer.token("alice").expect("a token");
    let now = issuer.clock().now();
    assert!(issuer.verifier().verify(&old, now).is_ok());
    issuer.rotate_key().expect("another key");
    assert!(issuer.verifier().verify(&old, now).is_err());
    let new = issuer.token("alice").expect("a token");
    assert!(issuer.verifier().verify(&new, now).is_ok());
    let answer = get(&issuer, "/jwks");
    assert_eq!(parts(&answer).1["keys"][0]["kid"], json!("key-2"));
}

#[test]
fn the_issuers_clock_and_lifetime_stand_in_its_tokens() {
    let issuer = issuer();
    issuer.clock().set(Timestamp::from_seconds(1_000_000));
    issuer.clock().freeze();
    issuer.set_lifetime(Duration::from_secs(60));
    let token = issuer.token("alice").expect("a token");
    let verified = issuer.verifier().verify(&token, Timestamp::from_seconds(1_000_050));
    assert_eq!(verified.expect("a good token").expires, Timestamp::from_seconds(1_000_060));
    assert!(issuer.verifier().verify(&token, Timestamp::from_seconds(1_000_100)).is_err());
}

#[test]
fn claims_of_ones_own_are_an_object() {
    let issuer = issuer();
    assert!(issuer.sign(r#"{"sub":"alice"}"#).is_ok());
    assert!(matches!(issuer.sign("[]"), Err(IssuerError::Claims(_))));
}

#[test]
fn bad_requests_are_answered_within_bounds() {
    let issuer = issuer();
    let long = vec![b'a'; 20_000];
    let large = "POST /token HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n";
    for (octets, status) in [
        (&b"hello\r\n\r\n"[..], "400 Bad Request"),
        (b"GET /other HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"DELETE /jwks HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
        (b"POST /token HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400 Bad Request"),
        (b"POST /token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "411 Length Required"),
        (large.as_bytes(), "413 Content Too Large"),
    ] {
        let answer = exchange(&issuer, octets);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
    }
    // Sent whole before the refusal is read: the end of the connection is all that is sure.
    exchange(&issuer, &long);
    assert!(get(&issuer, "/jwks").starts_with("HTTP/1.1 200 OK"));
}

#[test]
fn the_port_is_free_when_the_issuer_is_gone() {
    let issuer = issuer();
    let address = issuer.state.address;
    drop(issuer);
    assert!(TcpStream::connect(address).is_err());
}
