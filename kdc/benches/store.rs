//! Prints what the durable store costs, and requests beside those on the store in memory:
//! `cargo bench -p kerbside-kdc --features store`.
//!
//! A measurement to read, not a test: it asserts nothing about time.
#![expect(clippy::print_stdout, reason = "it prints its measurements")]

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kerbside_crypto::SeededEntropy;
use kerbside_kdc::KdcStore;
use kerbside_kdc::store::master_key::{MasterKeySource, MasterKeys, default_enctype};
use kerbside_kdc::store::{DurableStore, Store, World};
use kerbside_kdc_core::admin::{
    AdminRequest, Caller, CreatePrincipal, NewKey, apply, create_realm,
};
use kerbside_kdc_core::database::{Change, MemoryStore, Principal as Record, RealmSettings};
use kerbside_kdc_core::exchange::{Arrival, Transport, decide, seal};
use kerbside_krb5::client::{AsExchange, AsRequest, ClientSecret, Step, TgsExchange, TgsRequest};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName};

const NOW: Timestamp = Timestamp::from_seconds(1_795_326_421);
const REALM: &str = "EXAMPLE.COM";
const PRINCIPALS: usize = 100_000;
const COMMITS: u32 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let name = folder.path().join("principal");
    let master = MasterKeys::from_password(REALM.into(), default_enctype(), b"masterpw")?;
    let mut entropy = SeededEntropy::new(1);
    let founding = create_realm(RealmSettings::new(REALM), NOW, &mut entropy)?;

    let (store, spent) = timed(|| DurableStore::create(&name, &master, &founding));
    drop(store?);
    println!("create                     {spent:?}");
    let contents = many(&founding)?;
    let (loaded, spent) = timed(|| DurableStore::replace(&name, &master, &contents));
    loaded?;
    println!("load of {PRINCIPALS} principals {spent:?}");
    let source = MasterKeySource::Key(master.newest().1.clone());
    let (store, spent) = timed(|| DurableStore::open(&name, &source));
    let store = store?;
    println!("open, ready                {spent:?}");
    let (committed, spent) = timed(|| commits(&store, &contents));
    committed?;
    println!("commit of one principal    {:?}", spent / COMMITS);

    let memory = MemoryStore::new();
    memory.commit(memory.world().generation(), founding)?;
    for (kind, store) in [("memory", KdcStore::from(memory)), ("files", KdcStore::from(store))] {
        println!("microseconds per request, decided, sealed and counted: {kind}");
        requests(&store)?;
    }
    Ok(())
}

/// The principals of a realm, and very many more.
fn many(founding: &[Change]) -> Result<Vec<Change>, Box<dyn Error>> {
    let model = founding.iter().find_map(|change| match change {
        Change::PutPrincipal(principal) => Some(principal),
        _ => None,
    });
    let model: &Record = model.ok_or("a realm has principals")?;
    let named = |number: usize| {
        let name = PrincipalName::new(NameType::PRINCIPAL, [format!("user{number:06}")]);
        Change::PutPrincipal(Arc::new(Record { name, ..model.clone() }))
    };
    Ok(founding.iter().cloned().chain((0..PRINCIPALS).map(named)).collect())
}

fn commits(store: &DurableStore, contents: &[Change]) -> Result<(), Box<dyn Error>> {
    for change in contents.iter().rev().take(COMMITS as usize) {
        let generation = store.world()?.generation();
        store.commit(generation, vec![change.clone()])?;
    }
    Ok(())
}

fn requests(store: &KdcStore) -> Result<(), Box<dyn Error>> {
    let mut entropy = SeededEntropy::new(2);
    let caller = Caller::local(Principal::parse("root", &REALM.into())?);
    for (name, key) in
        [("alice", NewKey::Password("secret".into())), ("kafka/localhost", NewKey::Random)]
    {
        let create = CreatePrincipal::new(Principal::parse(name, &REALM.into())?, key);
        apply(store, &AdminRequest::CreatePrincipal(create), &caller, NOW, &mut entropy)?;
    }
    let client = Principal::parse("alice", &REALM.into())?;
    let server = Principal::parse("kafka/localhost", &REALM.into())?;
    let request = AsRequest::new(client, ClientSecret::password("secret"));
    let (mut exchange, without) = AsExchange::start(request, NOW, &mut entropy)?;
    let asked = answer(store, &without, &mut entropy)?;
    let Step::Send { message: with, .. } = exchange.receive(&asked, NOW, &mut entropy)? else {
        return Err("preauthentication was not asked for".into());
    };
    let issued = answer(store, &with, &mut entropy)?;
    let Step::Done(tgt) = exchange.receive(&issued, NOW, &mut entropy)? else {
        return Err("no ticket was issued".into());
    };
    let mut clock = AuthenticatorClock::default();
    let request = TgsRequest::new(tgt.credential, server);
    let (_, tgs) = TgsExchange::start(request, &mut clock, NOW, &mut entropy)?;
    for (what, request) in
        [("AS, preauth asked for", without), ("AS, issued", with), ("TGS, issued", tgs)]
    {
        let mut fastest = Duration::MAX;
        for _ in 0..20 {
            let (done, spent) = timed(|| -> Result<(), Box<dyn Error>> {
                for _ in 0..500 {
                    black_box(answer(store, &request, &mut entropy)?);
                }
                Ok(())
            });
            done?;
            fastest = fastest.min(spent);
        }
        println!("  {what:<22} {:>8.2}", fastest.as_secs_f64() * 1e6 / 500.0);
    }
    Ok(())
}

fn answer(
    store: &KdcStore,
    request: &[u8],
    entropy: &mut SeededEntropy,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let from = ([127, 0, 0, 1], 4_000).into();
    let arrival = Arrival { now: NOW, from, transport: Transport::Udp };
    let mut reply = Vec::new();
    let decision = decide(request, &arrival, &store.world()?, entropy)?;
    let effects = seal(decision, Some(4_096), entropy, &mut reply);
    store.apply(&effects)?;
    Ok(reply)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}
