//! Prints nanoseconds per request decided and sealed: `cargo bench -p kerbside-kdc-core`.
//!
//! A measurement to read, not a test: it asserts nothing about time.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "it measures time")]
#![expect(clippy::print_stdout, reason = "it prints its measurements")]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use kerbside_crypto::SeededEntropy;
use kerbside_kdc_core::admin::{
    AdminRequest, Caller, CreatePrincipal, NewKey, apply, create_realm,
};
use kerbside_kdc_core::database::{MemoryStore, RealmSettings, World};
use kerbside_kdc_core::exchange::{Arrival, Transport, decide, seal};
use kerbside_krb5::client::{AsExchange, AsRequest, ClientSecret, Step, TgsExchange, TgsRequest};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);

fn main() -> Result<(), Box<dyn Error>> {
    let mut kdc = Kdc::new()?;
    let mut entropy = SeededEntropy::new(2);
    let client = Principal::parse("alice", &"EXAMPLE.COM".into())?;
    let server = Principal::parse("kafka/localhost", &"EXAMPLE.COM".into())?;

    let request = AsRequest::new(client, ClientSecret::password("secret"));
    let (mut exchange, without) = AsExchange::start(request, NOW, &mut entropy)?;
    let answer = kdc.answer(&without);
    let Step::Send { message: with, .. } = exchange.receive(&answer, NOW, &mut entropy)? else {
        return Err("preauthentication was not asked for".into());
    };
    let answer = kdc.answer(&with);
    let Step::Done(tgt) = exchange.receive(&answer, NOW, &mut entropy)? else {
        return Err("no ticket was issued".into());
    };
    let mut clock = AuthenticatorClock::default();
    let request = TgsRequest::new(tgt.credential, server);
    let (_, tgs) = TgsExchange::start(request, &mut clock, NOW, &mut entropy)?;

    println!("ns per request, decided and sealed");
    for (what, request) in
        [("AS, preauth asked for", without), ("AS, issued", with), ("TGS, issued", tgs)]
    {
        row(what, || drop(black_box(kdc.answer(&request))));
    }
    Ok(())
}

struct Kdc {
    store: MemoryStore,
    entropy: SeededEntropy,
}

impl Kdc {
    fn new() -> Result<Self, Box<dyn Error>> {
        let (store, mut entropy) = (MemoryStore::new(), SeededEntropy::new(1));
        let changes = create_realm(RealmSettings::new("EXAMPLE.COM"), NOW, &mut entropy)?;
        store.commit(store.world().generation(), changes)?;
        let caller = Caller::local(Principal::parse("root", &"EXAMPLE.COM".into())?);
        for (name, key) in
            [("alice", NewKey::Password("secret".into())), ("kafka/localhost", NewKey::Random)]
        {
            let create = CreatePrincipal::new(Principal::parse(name, &"EXAMPLE.COM".into())?, key);
            let request = AdminRequest::CreatePrincipal(create);
            apply(&store, &request, &caller, NOW, &mut entropy)?;
        }
        Ok(Self { store, entropy })
    }

    fn answer(&mut self, request: &[u8]) -> Vec<u8> {
        let from = ([127, 0, 0, 1], 4_000).into();
        let arrival = Arrival { now: NOW, from, transport: Transport::Udp };
        let mut reply = Vec::new();
        if let Ok(decision) = decide(request, &arrival, &self.store.world(), &mut self.entropy) {
            let effects = seal(decision, Some(4_096), &mut self.entropy, &mut reply);
            self.store.apply(&effects);
        }
        reply
    }
}

/// The fastest of several batches, since whatever disturbs a measurement makes it longer.
fn row(name: &str, mut operation: impl FnMut()) {
    let mut batch = 1u32;
    while time(batch, &mut operation) < Duration::from_millis(5) {
        batch *= 2;
    }
    let fastest = (0..20).map(|_| time(batch, &mut operation)).min().unwrap_or_default();
    println!("  {name:<22} {:>10.1}", fastest.as_nanos() as f64 / f64::from(batch));
}

fn time(batch: u32, operation: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..batch {
        operation();
    }
    start.elapsed()
}
