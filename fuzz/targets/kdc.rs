//! The KDC's decision: any octets, by datagram or stream, at one instant, in one realm.
//!
//! The first octet selects the transport. Whatever arrives is decided and sealed; the answer is a
//! message that can be read, or silence, and a datagram keeps its limit.
#![no_main]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use kerbside_crypto::SeededEntropy;
use kerbside_kdc_core::admin::create_realm;
use kerbside_kdc_core::database::{MemoryStore, RealmSettings, World};
use kerbside_kdc_core::exchange::{Arrival, Transport, decide, seal};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{AsRep, Der, KrbError, TgsRep};
use libfuzzer_sys::fuzz_target;

/// When MIT's requests among the fixtures were made, so that their tickets are of the time.
const NOW: i64 = 1_795_326_421;
const DATAGRAM_LIMIT: usize = 4_096;

static STORE: LazyLock<MemoryStore> = LazyLock::new(|| {
    let store = MemoryStore::new();
    let mut entropy = SeededEntropy::new(1);
    let settings = RealmSettings::new("KERBSIDE.TEST");
    let changes = create_realm(settings, Timestamp::from_seconds(NOW), &mut entropy)
        .expect("the changes that make a realm");
    store
        .commit(store.world().generation(), changes)
        .expect("nobody else commits");
    store
});

fuzz_target!(|data: &[u8]| {
    let Some((selector, request)) = data.split_first() else {
        return;
    };
    let (transport, limit) = match selector % 2 {
        0 => (Transport::Udp, Some(DATAGRAM_LIMIT)),
        _ => (Transport::Tcp, None),
    };
    let arrival = Arrival {
        now: Timestamp::from_seconds(NOW),
        from: SocketAddr::from((Ipv4Addr::LOCALHOST, 88)),
        transport,
    };
    let mut entropy = SeededEntropy::new(7);
    let decision = decide(request, &arrival, &STORE.world(), &mut entropy)
        .expect("a store in memory does not fail");
    let mut reply = Vec::new();
    seal(decision, limit, &mut entropy, &mut reply);
    assert!(limit.is_none_or(|limit| reply.len() <= limit));
    let readable = reply.is_empty()
        || KrbError::from_der(&reply).is_ok()
        || AsRep::from_der(&reply).is_ok()
        || TgsRep::from_der(&reply).is_ok();
    assert!(readable, "the answer is no message: {reply:02x?}");
});
