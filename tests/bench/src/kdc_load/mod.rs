//! An open load generator for Kerberos KDCs: AS with preauthentication, TGS; UDP, TCP.
//!
//! One thread keeps N exchanges in flight, each on a socket of its own, so that replies need no
//! matching and a lost datagram costs one slot. Every request differs from every other (nonce,
//! microseconds, confounder), so that a KDC's lookaside cache never answers. Every reply's tag is
//! looked at; one in [`SAMPLE`] is decrypted and its nonce compared.

pub(crate) mod exchange;
mod meter;
pub(crate) mod service_ticket;
mod slot;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use mio::{Events, Poll};

use crate::figures::{grouped, percentile};
use exchange::{Credentials, Generator, exchange_over_tcp};
use meter::Meter;
use slot::Slot;

/// One reply in this many is decrypted.
const SAMPLE: u64 = 64;

/// An exchange without an answer after this long is counted as lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which exchange is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// AS-REQ with PA-ENC-TIMESTAMP.
    As,
    /// TGS-REQ whose authenticator has a subkey, as MIT's library sends it.
    Tgs,
    /// TGS-REQ without a subkey.
    TgsSessionKey,
}

/// How requests travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transport {
    /// One datagram each way.
    Udp,
    /// A connection for each request, as MIT's library does it.
    Tcp,
    /// Connections that are kept, where the KDC keeps them.
    TcpKept,
}

/// Options of `bench kdc`.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Address of the KDC.
    #[arg(long)]
    kdc: SocketAddr,
    #[arg(long)]
    realm: String,
    #[arg(long)]
    user: String,
    #[arg(long)]
    password: String,
    /// Service that TGS requests ask for.
    #[arg(long)]
    service: String,
    #[arg(long, value_enum, default_value = "udp")]
    transport: Transport,
    #[arg(long, value_enum, default_value = "as")]
    mode: Mode,
    /// Exchanges that are under way at once.
    #[arg(long, default_value_t = 16)]
    in_flight: usize,
    /// The measured window.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Load before the window, not counted.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// Process whose processor time is read before and after.
    #[arg(long)]
    pid: Option<u32>,
}

impl Options {
    /// Loads the KDC that these options name.
    pub(crate) fn run(&self) -> Result<Measured> {
        let target = Target {
            kdc: self.kdc,
            realm: self.realm.clone(),
            user: self.user.clone(),
            password: self.password.clone(),
            service: self.service.clone(),
            transport: self.transport,
            mode: self.mode,
            in_flight: self.in_flight,
        };
        let warm_up = Duration::from_secs_f64(self.warm_up);
        run(&target, self.pid, warm_up, Duration::from_secs_f64(self.seconds))
    }
}

/// A KDC, one user and service of its, and what is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) kdc: SocketAddr,
    pub(crate) realm: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) service: String,
    pub(crate) transport: Transport,
    pub(crate) mode: Mode,
    pub(crate) in_flight: usize,
}

/// What a window of load has shown.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Exchanges that ended in the right reply.
    pub(crate) replies: u64,
    /// Other outcomes, by name.
    pub(crate) errors: BTreeMap<String, u64>,
    /// Length of the window.
    pub(crate) window: Duration,
    /// Processor time of the KDC in the window.
    pub(crate) kdc_time: Option<Duration>,
    /// Processor time of this generator in the window.
    pub(crate) own_time: Duration,
    /// Times from request to reply, sorted, in nanoseconds.
    pub(crate) latencies: Vec<u32>,
}

impl Measured {
    /// Replies per second.
    pub(crate) fn rate(&self) -> f64 {
        self.replies as f64 / self.window.as_secs_f64()
    }

    /// Replies per second of the KDC's processor time.
    pub(crate) fn per_processor_second(&self) -> Option<f64> {
        let seconds = self.kdc_time?.as_secs_f64();
        (seconds > 0.0).then(|| self.replies as f64 / seconds)
    }

    /// A percentile of the times from request to reply, in microseconds.
    pub(crate) fn latency(&self, percent: usize) -> f64 {
        f64::from(percentile(&self.latencies, percent)) / 1_000.0
    }

    /// Everything but the right reply.
    pub(crate) fn failures(&self) -> u64 {
        self.errors.values().sum()
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} replies/s", grouped(self.rate()))?;
        if let (Some(rate), Some(time)) = (self.per_processor_second(), self.kdc_time) {
            let share = 100.0 * time.as_secs_f64() / self.window.as_secs_f64();
            write!(f, ", {} per CPU-second of the KDC ({share:.0} %)", grouped(rate))?;
        }
        let own = 100.0 * self.own_time.as_secs_f64() / self.window.as_secs_f64();
        write!(f, ", p50 {:.0} us, p99 {:.0} us", self.latency(50), self.latency(99))?;
        write!(f, ", generator {own:.0} % of a processor, {} errors", self.failures())?;
        self.errors.iter().try_for_each(|(error, count)| write!(f, "\n  {count} x {error}"))
    }
}

/// Loads the KDC through a warm-up and a measured window.
pub(crate) fn run(
    target: &Target,
    pid: Option<u32>,
    warm_up: Duration,
    window: Duration,
) -> Result<Measured> {
    let credentials =
        Credentials::obtain(target, &mut |request| exchange_over_tcp(target.kdc, request))?;
    let mut generator = Generator::new(credentials, target)?;
    let mut load = Load::start(target, &mut generator)?;
    load.until(Instant::now() + warm_up, &mut generator)?;
    load.meter = Meter::start(pid)?;
    load.until(Instant::now() + window, &mut generator)?;
    load.meter.finish()
}

/// The slots in flight.
struct Load {
    poll: Poll,
    slots: Vec<Slot>,
    meter: Meter,
    looked_for_losses: Instant,
}

impl Load {
    fn start(target: &Target, generator: &mut Generator) -> Result<Self> {
        let poll = Poll::new().context("cannot make an epoll instance")?;
        let mut slots = Vec::with_capacity(target.in_flight);
        for number in 0..target.in_flight {
            let mut slot = Slot::new(number, target.kdc, target.transport);
            slot.send(generator.next()?, poll.registry())?;
            slots.push(slot);
        }
        let meter = Meter::start(None)?;
        Ok(Self { poll, slots, meter, looked_for_losses: Instant::now() })
    }

    fn until(&mut self, end: Instant, generator: &mut Generator) -> Result<()> {
        let mut events = Events::with_capacity(1_024);
        loop {
            let now = Instant::now();
            if now >= end {
                return Ok(());
            }
            let pause = (end - now).min(PATIENCE / 4);
            match self.poll.poll(&mut events, Some(pause)) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other.context("cannot wait for sockets")?,
            }
            for event in &events {
                self.progress(event.token().0, generator)?;
            }
            self.give_up_on_lost(generator)?;
        }
    }

    fn progress(&mut self, number: usize, generator: &mut Generator) -> Result<()> {
        let Some(slot) = self.slots.get_mut(number) else {
            return Ok(());
        };
        let outcome = match slot.advance() {
            Ok(None) => return Ok(()),
            Ok(Some(reply)) => generator.judge(&slot.request, slot.reply(reply), self.meter.seen()),
            Err(error) => Err(error.kind().to_string()),
        };
        self.meter.count(outcome, slot.sent.elapsed());
        slot.send(generator.next()?, self.poll.registry())
    }

    fn give_up_on_lost(&mut self, generator: &mut Generator) -> Result<()> {
        if self.looked_for_losses.elapsed() < PATIENCE / 4 {
            return Ok(());
        }
        self.looked_for_losses = Instant::now();
        for slot in &mut self.slots {
            if slot.sent.elapsed() > PATIENCE {
                self.meter.count(Err("no answer within a second".to_owned()), PATIENCE);
                slot.reset();
                slot.send(generator.next()?, self.poll.registry())?;
            }
        }
        Ok(())
    }
}
