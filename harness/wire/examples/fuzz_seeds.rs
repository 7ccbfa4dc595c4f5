//! Writes the seeds of the fuzz targets `kafka` and `broker` (`fuzz/targets`): every request and
//! response in every version, and dialogs of SASL.
//!
//! `fuzz_seeds CORPUS AP-REQ`: the folder that has a folder for each target, and the DER of an
//! AP-REQ in hexadecimal, with comments behind `#`.

#![expect(clippy::disallowed_methods, reason = "an example is its own shell")]

use std::path::Path;
use std::{env, fs};

use anyhow::Context as _;
use bytes::{BufMut as _, Bytes, BytesMut};
use kerbside_kafka_wire::k03_metadata::MetadataRequest;
use kerbside_kafka_wire::k17_sasl_handshake::SaslHandshakeRequest;
use kerbside_kafka_wire::k18_api_versions::ApiVersionsRequest;
use kerbside_kafka_wire::k36_sasl_authenticate::SaslAuthenticateRequest;
use kerbside_kafka_wire::{ApiKey, Message};
use kerbside_kafka_wire_gen::schema::Role;
use kerbside_kafka_wire_gen::specimen::{Filling, specimen};
use kerbside_kafka_wire_gen::{load, schema_directory};

fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let corpus = arguments.next().context("the folder of the corpus")?;
    let ap_req = hex(&fs::read_to_string(arguments.next().context("an AP-REQ")?)?)?;
    specimens(Path::new(&corpus))?;
    dialogs(&Path::new(&corpus).join("broker"), &ap_req)
}

/// Each message of each key, alone and as what a client sends.
fn specimens(corpus: &Path) -> anyhow::Result<()> {
    let fillings = [Filling::Defaults, Filling::Populated, Filling::Tagged, Filling::Nulls];
    let fillings = fillings.into_iter().chain((1..=8).map(Filling::Random));
    for schema in load(&schema_directory())? {
        let Some((key, _)) = schema.api else { continue };
        for message in &schema.messages {
            let (side, selector) = match message.role {
                Role::Request => ("request", 0),
                Role::Response => ("response", 1),
                Role::Header | Role::Data => continue,
            };
            for version in message.versions.iter() {
                for (number, filling) in fillings.clone().enumerate() {
                    let body = specimen(message, version, filling);
                    let start = [selector, u8::try_from(key)?, u8::try_from(version)?];
                    let name = format!("{side}-{key}-{version}-{number}");
                    fs::write(corpus.join("kafka").join(name), [&start, &body[..]].concat())?;
                    if message.role == Role::Request {
                        let frame = frame(ApiKey(key), version, &body);
                        let name = format!("{key}-{version}-{number}");
                        fs::write(corpus.join("broker").join(name), [&[0], &frame[..]].concat())?;
                    }
                }
            }
        }
    }
    for version in 0..3 {
        let octets = [2, 0, version, 0, 3, 0, 9, 0, 0, 0, 7, 0, 1, b'f', 0];
        fs::write(corpus.join("kafka").join(format!("header-{version}")), octets)?;
    }
    Ok(())
}

/// What clients send to a listener with SASL, in one to eight pieces: users of each mechanism, some
/// of whom go on, authenticate again, fail, or come too early.
fn dialogs(folder: &Path, ap_req: &[u8]) -> anyhow::Result<()> {
    let versions = request(3, &ApiVersionsRequest::default())?;
    let metadata = request(9, &MetadataRequest::default())?;
    let plain = [handshake(1, "PLAIN")?, token(2, b"\0u\0p")?].concat();
    let scram = [handshake(1, "SCRAM-SHA-256")?, token(1, b"n,,n=u,r=nonce")?].concat();
    let proof = token(1, b"c=biws,r=nonce,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")?;
    let gssapi = framed(ap_req)?;
    let shown = token(2, &gssapi)?;
    let bare = |octets: &[u8]| -> anyhow::Result<Vec<u8>> {
        Ok([&u32::try_from(octets.len())?.to_be_bytes(), octets].concat())
    };
    let each = [
        ("plain", [versions.clone(), plain.clone(), metadata.clone()].concat()),
        ("plain-again", [plain.clone(), plain.clone(), metadata.clone()].concat()),
        ("plain-wrong", [handshake(1, "PLAIN")?, token(0, b"\0u\0wrong")?].concat()),
        ("plain-bare", [handshake(0, "PLAIN")?, bare(b"\0u\0p")?, metadata.clone()].concat()),
        ("plain-then-scram", [plain, scram.clone()].concat()),
        ("scram", [scram, proof].concat()),
        (
            "gssapi",
            [handshake(1, "GSSAPI")?, shown, token(2, b"")?, token(2, b"\x05\x04")?].concat(),
        ),
        ("gssapi-bare", [bare(&gssapi)?, bare(b"")?].concat()),
        ("unknown", handshake(1, "NONE")?),
        ("misplaced", [handshake(1, "PLAIN")?, metadata.clone()].concat()),
        ("too-early", metadata),
        ("versions", (0..=4).flat_map(|it| frame(ApiKey::API_VERSIONS, it, &[0; 3])).collect()),
    ];
    for (name, octets) in each {
        for pieces in 0..8_u8 {
            // An odd selector is the listener with SASL.
            let input = [&[pieces * 2 + 1], &octets[..]].concat();
            fs::write(folder.join(format!("sasl-{name}-{pieces}")), input)?;
        }
    }
    Ok(())
}

fn handshake(version: i16, mechanism: &str) -> anyhow::Result<Vec<u8>> {
    request(version, &SaslHandshakeRequest { mechanism: mechanism.into() })
}

fn token(version: i16, octets: &[u8]) -> anyhow::Result<Vec<u8>> {
    let auth_bytes = Bytes::copy_from_slice(octets);
    request(version, &SaslAuthenticateRequest { auth_bytes, ..SaslAuthenticateRequest::default() })
}

/// A frame with a request.
fn request<M: Message>(version: i16, body: &M) -> anyhow::Result<Vec<u8>> {
    let mut out = BytesMut::new();
    body.encode(&mut out, version)?;
    Ok(frame(M::API_KEY.context("a request has a key")?, version, &out))
}

/// A frame with the header that the request has: correlation id 7, client id "f".
fn frame(key: ApiKey, version: i16, body: &[u8]) -> Vec<u8> {
    let mut out = BytesMut::new();
    out.put_i16(key.0);
    out.put_i16(version);
    out.put_i32(7);
    let header = key.request_header_version(version).unwrap_or(1);
    if header >= 1 {
        out.put_slice(&[0, 1, b'f']);
    }
    if header >= 2 {
        out.put_u8(0);
    }
    out.put_slice(body);
    let size = u32::try_from(out.len()).unwrap_or(u32::MAX);
    [&size.to_be_bytes(), &out[..]].concat()
}

/// The initial token of Kerberos V5 (RFC 4121 §4.1) around an AP-REQ.
fn framed(ap_req: &[u8]) -> anyhow::Result<Vec<u8>> {
    const MECHANISM: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00";
    let length = u16::try_from(MECHANISM.len() + ap_req.len())?;
    Ok([&[0x60, 0x82], &length.to_be_bytes()[..], MECHANISM, ap_req].concat())
}

fn hex(text: &str) -> anyhow::Result<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let digits: Vec<char> = lines.flat_map(str::chars).filter(|it| !it.is_whitespace()).collect();
    let octets =
        digits.chunks(2).map(|pair| Ok(u8::from_str_radix(&pair.iter().collect::<String>(), 16)?));
    octets.collect()
}
