//! Prints nanoseconds per operation of every enctype: `cargo bench -p kerbside-crypto`.
//!
//! A measurement to read, not a test: it asserts nothing about time.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "it measures time")]
#![expect(clippy::print_stdout, reason = "it prints its measurements")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use kerbside_crypto::registry::ENCTYPES;
use kerbside_crypto::{CryptoError, Key, KeyUsage, SeededEntropy, string_to_key};

const PLAIN: [u8; 256] = [0x5A; 256];
const USAGE: KeyUsage = KeyUsage::TICKET;

fn main() -> Result<(), CryptoError> {
    let mut entropy = SeededEntropy::new(1);
    println!("ns per operation; messages of {} octets, derived keys cached", PLAIN.len());
    for profile in ENCTYPES {
        let key = Key::random(profile.enctype, &mut entropy)?;
        let sealed = key.encrypt(USAGE, &PLAIN, &mut entropy);
        let mac = key.checksum(USAGE, &PLAIN);
        let mut out = Vec::new();
        println!("{}", profile.name);
        row("encrypt_into", || {
            out.clear();
            key.encrypt_into(USAGE, &PLAIN, &mut entropy, &mut out);
        });
        row("encrypt", || drop(black_box(key.encrypt(USAGE, &PLAIN, &mut entropy))));
        row("decrypt", || drop(black_box(key.decrypt(USAGE, &sealed))));
        row("checksum", || drop(black_box(key.checksum(USAGE, &PLAIN))));
        row("verify_checksum", || {
            black_box(key.verify_checksum(USAGE, key.checksum_type(), &PLAIN, &mac)).ok();
        });
        row("prf", || drop(black_box(key.prf(&PLAIN[..16]))));
        row("new key, decrypt", || {
            let fresh = Key::new(profile.enctype, key.as_bytes());
            drop(black_box(fresh.and_then(|fresh| fresh.decrypt(USAGE, &sealed))));
        });
        row("string_to_key", || {
            drop(black_box(string_to_key(profile.enctype, b"secret", b"EXAMPLE.ORGalice", None)));
        });
    }
    Ok(())
}

/// The fastest of several batches, since whatever disturbs a measurement makes it longer.
fn row(name: &str, mut operation: impl FnMut()) {
    let mut batch = 1u32;
    while time(batch, &mut operation) < Duration::from_millis(5) {
        batch *= 2;
    }
    let fastest = (0..20).map(|_| time(batch, &mut operation)).min().unwrap_or_default();
    println!("  {name:<18} {:>12.1}", fastest.as_nanos() as f64 / f64::from(batch));
}

fn time(batch: u32, operation: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..batch {
        operation();
    }
    start.elapsed()
}
