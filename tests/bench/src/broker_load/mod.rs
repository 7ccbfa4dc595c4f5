//! GSSAPI handshakes against a Kafka broker, whichever it is: how many per second of its
//! processor time.
//!
//! A handshake is a connection, ApiVersions, SaslHandshake version 1, SaslAuthenticate three times,
//! Metadata and the end of the connection. The service ticket is taken once. All run on
//! one thread without blocking: a client that sleeps until its answer comes would make the broker
//! pay for waking it.

mod handshake;
pub(crate) mod round_trip;
pub(crate) mod topics;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use tokio::task::JoinSet;

use crate::figures::{grouped, percentile};
use crate::kdc_load::{Mode, Target, Transport, service_ticket};
use crate::process::{ProcessorTime, processor_time};

/// Options of `bench broker`.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Address of a SASL_PLAINTEXT listener.
    #[arg(long)]
    bootstrap: String,
    /// Address of the KDC.
    #[arg(long)]
    kdc: SocketAddr,
    #[arg(long)]
    realm: String,
    #[arg(long)]
    user: String,
    #[arg(long)]
    password: String,
    /// The broker's principal.
    #[arg(long, default_value = "kafka/localhost")]
    service: String,
    /// Handshakes that are under way at once.
    #[arg(long, default_value_t = 8)]
    in_flight: usize,
    /// The measured window.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Load before the window, not counted. A cold JVM settles after some 20,000 handshakes.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// Process whose processor time is read before and after.
    #[arg(long)]
    pid: Option<u32>,
}

impl Options {
    /// Loads the broker that these options name.
    pub(crate) fn run(&self) -> Result<Measured> {
        let target = Target {
            kdc: self.kdc,
            realm: self.realm.clone(),
            user: self.user.clone(),
            password: self.password.clone(),
            service: self.service.clone(),
            transport: Transport::Tcp,
            mode: Mode::Tgs,
            in_flight: self.in_flight,
        };
        let warm_up = Duration::from_secs_f64(self.warm_up);
        let window = Duration::from_secs_f64(self.seconds);
        run(&target, &self.bootstrap, self.pid, warm_up, window)
    }
}

/// What a window of handshakes has shown.
#[derive(Debug)]
pub(crate) struct Measured {
    handshakes: usize,
    errors: BTreeMap<String, u64>,
    window: Duration,
    broker_time: Option<ProcessorTime>,
    /// Sorted, in nanoseconds.
    latencies: Vec<u32>,
}

impl Measured {
    fn sum(shares: Vec<Share>, window: Duration, broker_time: Option<ProcessorTime>) -> Self {
        let mut errors = BTreeMap::new();
        let mut latencies = Vec::new();
        for share in shares {
            latencies.extend(share.latencies);
            for (error, count) in share.errors {
                *errors.entry(error).or_default() += count;
            }
        }
        latencies.sort_unstable();
        Self { handshakes: latencies.len(), errors, window, broker_time, latencies }
    }

    /// Handshakes per second.
    pub(crate) fn rate(&self) -> f64 {
        self.handshakes as f64 / self.window.as_secs_f64()
    }

    /// Handshakes per second of the broker's processor time.
    pub(crate) fn per_processor_second(&self) -> Option<f64> {
        let seconds = self.broker_time?.total().as_secs_f64();
        (seconds > 0.0).then(|| self.handshakes as f64 / seconds)
    }

    /// Handshakes per second of the broker's processor time in its own code.
    pub(crate) fn per_user_second(&self) -> Option<f64> {
        let seconds = self.broker_time?.user.as_secs_f64();
        (seconds > 0.0).then(|| self.handshakes as f64 / seconds)
    }

    /// A percentile of the time that a handshake takes, in microseconds.
    pub(crate) fn latency(&self, percent: usize) -> f64 {
        f64::from(percentile(&self.latencies, percent)) / 1_000.0
    }

    /// Handshakes that failed.
    pub(crate) fn failures(&self) -> u64 {
        self.errors.values().sum()
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} handshakes/s", grouped(self.rate()))?;
        if let Some(rate) = self.per_processor_second() {
            let each = 1e6 / rate;
            write!(f, ", {} per CPU-second of the broker ({each:.0} us)", grouped(rate))?;
        }
        write!(f, ", p50 {:.0} us, p99 {:.0} us", self.latency(50), self.latency(99))?;
        write!(f, ", {} errors", self.failures())?;
        self.errors.iter().try_for_each(|(error, count)| write!(f, "\n  {count} x {error}"))
    }
}

/// Loads the broker at `bootstrap` through a warm-up and a measured window.
pub(crate) fn run(
    target: &Target,
    bootstrap: &str,
    pid: Option<u32>,
    warm_up: Duration,
    window: Duration,
) -> Result<Measured> {
    let broker = address(bootstrap)?;
    let credential = service_ticket::obtain(target)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let credential = Arc::new(credential);
    runtime.block_on(async {
        // One before all others, so that a broker which refuses says so once, with its words.
        handshake::Client::new(broker, Arc::clone(&credential)).shake().await?;
        let phase = Arc::new(Phase::default());
        let mut workers = JoinSet::new();
        for _ in 0..target.in_flight {
            let client = handshake::Client::new(broker, Arc::clone(&credential));
            workers.spawn(work(client, Arc::clone(&phase)));
        }
        let (window, broker_time) = watch(pid, &phase, warm_up, window).await?;
        Ok(Measured::sum(workers.join_all().await, window, broker_time))
    })
}

/// The IPv4 address of the first of the bootstrap servers.
fn address(bootstrap: &str) -> Result<SocketAddr> {
    let first = bootstrap.split(',').next().unwrap_or_default();
    let mut addresses = first.to_socket_addrs().with_context(|| format!("no host: {first}"))?;
    addresses.find(SocketAddr::is_ipv4).context("the broker has no IPv4 address")
}

/// Where the load is: warming up, in the window, or over.
#[derive(Default)]
struct Phase(AtomicU8);

impl Phase {
    const WINDOW: u8 = 1;
    const OVER: u8 = 2;

    fn set(&self, phase: u8) {
        self.0.store(phase, Ordering::Relaxed);
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Lets the phases pass; the length of the window and the broker's processor time in it.
async fn watch(
    pid: Option<u32>,
    phase: &Phase,
    warm_up: Duration,
    window: Duration,
) -> Result<(Duration, Option<ProcessorTime>)> {
    tokio::time::sleep(warm_up).await;
    let before = pid.map(processor_time).transpose()?;
    let started = Instant::now();
    phase.set(Phase::WINDOW);
    tokio::time::sleep(window).await;
    phase.set(Phase::OVER);
    let lasted = started.elapsed();
    let after = pid.map(processor_time).transpose()?;
    Ok((lasted, after.zip(before).map(|(after, before)| after.since(before))))
}

/// What one client has seen in the window.
#[derive(Default)]
struct Share {
    latencies: Vec<u32>,
    errors: BTreeMap<String, u64>,
}

async fn work(mut client: handshake::Client, phase: Arc<Phase>) -> Share {
    let mut share = Share::default();
    loop {
        let started = Instant::now();
        let outcome = client.shake().await;
        match phase.get() {
            Phase::OVER => return share,
            Phase::WINDOW => {}
            _ => continue,
        }
        match outcome {
            Ok(()) => {
                let took = u32::try_from(started.elapsed().as_nanos()).unwrap_or(u32::MAX);
                share.latencies.push(took);
            }
            Err(error) => *share.errors.entry(format!("{error:#}")).or_default() += 1,
        }
    }
}
