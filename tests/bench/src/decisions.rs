//! The KDC's arithmetic without a socket: `decide` and `seal` over requests made beforehand.
//!
//! What is left of a request's cost beside this is the shell's and the system's. Made for a
//! profiler: `perf record target/release/bench decisions`.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use kerbside_crypto::Entropy;
use kerbside_kdc::KdcStore;
use kerbside_kdc_core::database::Store;
use kerbside_kdc_core::exchange::{Arrival, Transport, decide, seal};

use crate::figures::{Table, grouped};
use crate::kdc_load::exchange::{Credentials, Generator, Request, entropy, now};
use crate::kdc_load::{self, Mode, Target};
use crate::realm::library::start_kdc;
use crate::realm::{PASSWORD, REALM, SERVICE, USER};

/// Options of `bench decisions`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// How long each line is measured.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Measure this mode alone.
    #[arg(long, value_enum)]
    mode: Option<Mode>,
}

/// Requests made beforehand; few enough that their memory stays in the cache, as a socket's does.
const REQUESTS: usize = 256;

/// Measures and prints the table.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["exchange", "decisions/s", "us each"]);
    let modes = [Mode::As, Mode::Tgs, Mode::TgsSessionKey];
    for mode in modes.into_iter().filter(|mode| options.mode.is_none_or(|only| only == *mode)) {
        let each = measure(mode, Duration::from_secs_f64(options.seconds))?;
        let micros = each.as_secs_f64() * 1e6;
        table.row([format!("{mode:?}"), grouped(1e6 / micros), format!("{micros:.2}")]);
    }
    writeln!(out, "{table}")?;
    Ok(())
}

fn measure(mode: Mode, window: Duration) -> Result<Duration> {
    let kdc = start_kdc()?;
    let store = kdc.store();
    let target = Target {
        kdc: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        realm: REALM.to_owned(),
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        service: SERVICE.to_owned(),
        transport: kdc_load::Transport::Udp,
        mode,
        in_flight: 1,
    };
    let credentials = Credentials::obtain(&target, &mut |request| answer(store, request))?;
    let mut generator = Generator::new(credentials, &target)?;
    let requests: Vec<Request> = (0..REQUESTS).map(|_| generator.next()).collect::<Result<_>>()?;
    let (started, mut count) = (Instant::now(), 0);
    let mut entropy = entropy();
    let mut reply = Vec::new();
    while started.elapsed() < window {
        for request in &requests {
            answer_into(store, &request.bytes, &mut entropy, &mut reply)?;
        }
        count += REQUESTS as u32;
    }
    let each = started.elapsed() / count;
    for request in &requests {
        let reply = answer(store, &request.bytes)?;
        let verdict = generator.judge(request, &reply, 0);
        ensure!(verdict.is_ok(), "a wrong answer: {verdict:?}");
    }
    Ok(each)
}

fn answer(store: &KdcStore, request: &[u8]) -> Result<Vec<u8>> {
    let mut reply = Vec::new();
    answer_into(store, request, &mut entropy(), &mut reply)?;
    Ok(reply)
}

fn answer_into(
    store: &KdcStore,
    request: &[u8],
    entropy: &mut dyn Entropy,
    reply: &mut Vec<u8>,
) -> Result<()> {
    let from = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let arrival = Arrival { now: now(), from, transport: Transport::Udp };
    let decision = decide(request, &arrival, &store.world()?, entropy)?;
    let effects = seal(decision, Some(4_096), entropy, reply);
    store.apply(&effects)?;
    Ok(())
}
