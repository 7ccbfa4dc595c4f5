//! Our KDC beside MIT's: each in its own process, loaded in turn, medians over the rounds.

use std::io::Write;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::figures::{Table, grouped, median};
use crate::kdc_load::{self, Measured, Mode, Target, Transport};
use crate::realm::library::LibraryBed;
use crate::realm::mit::MitKdc;
use crate::realm::ours::OurBed;
use crate::realm::{PASSWORD, REALM, RunningKdc, SERVICE, USER};

/// MIT's krb5kdc listens with a backlog of five: more connections at once would wait a second for
/// their next attempt, and the figures would show that.
const TCP_IN_FLIGHT: usize = 5;

/// A KDC to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Who {
    /// Our test bed: KDC, broker and journal.
    Bed,
    /// Our libraries without harness and journal.
    Libraries,
    /// MIT's krb5kdc.
    Mit,
}

impl Who {
    fn start(self) -> Result<Box<dyn RunningKdc>> {
        Ok(match self {
            Self::Bed => Box::new(OurBed::start()?),
            Self::Libraries => Box::new(LibraryBed::start()?),
            Self::Mit => Box::new(MitKdc::start()?),
        })
    }
}

/// Options of `bench kdc-compare`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Rounds, each of which loads every KDC once per exchange and transport.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// The measured window of each load.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Load before each window, not counted.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// Exchanges in flight over UDP.
    #[arg(long, default_value_t = 16)]
    in_flight: usize,
    /// The KDCs, in this order; ratios are to the last.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "bed,libraries,mit")]
    who: Vec<Who>,
}

/// One line of the table: an exchange over a transport.
const LINES: [(Mode, Transport, &str); 5] = [
    (Mode::As, Transport::Udp, "AS, UDP"),
    (Mode::Tgs, Transport::Udp, "TGS, UDP"),
    (Mode::TgsSessionKey, Transport::Udp, "TGS without subkey, UDP"),
    (Mode::As, Transport::Tcp, "AS, TCP"),
    (Mode::Tgs, Transport::Tcp, "TGS, TCP"),
];

/// Runs all rounds and prints the table.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let kdcs: Vec<_> = options.who.iter().map(|who| who.start()).collect::<Result<_>>()?;
    let mut results: Vec<Vec<Vec<Measured>>> =
        LINES.iter().map(|_| kdcs.iter().map(|_| Vec::new()).collect()).collect();
    for round in 1..=options.rounds {
        for ((mode, transport, line), results) in LINES.iter().zip(&mut results) {
            for (kdc, results) in kdcs.iter().zip(results) {
                let measured = load(kdc.as_ref(), *mode, *transport, options)?;
                writeln!(out, "round {round}, {line}, {}: {measured}", kdc.name())?;
                results.push(measured);
            }
        }
    }
    writeln!(out, "\n{}", table(&kdcs, &results))?;
    Ok(())
}

fn load(
    kdc: &dyn RunningKdc,
    mode: Mode,
    transport: Transport,
    options: &Options,
) -> Result<Measured> {
    let target = Target {
        kdc: kdc.address(),
        realm: REALM.to_owned(),
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        service: SERVICE.to_owned(),
        transport,
        mode,
        in_flight: if transport == Transport::Udp { options.in_flight } else { TCP_IN_FLIGHT },
    };
    let warm_up = Duration::from_secs_f64(options.warm_up);
    kdc_load::run(&target, Some(kdc.pid()), warm_up, Duration::from_secs_f64(options.seconds))
}

fn table(kdcs: &[Box<dyn RunningKdc>], results: &[Vec<Vec<Measured>>]) -> Table {
    let mut table = Table::new(&[
        "exchange",
        "KDC",
        "per CPU-second",
        "replies/s",
        "p50 us",
        "p99 us",
        "errors",
        "ratio",
    ]);
    for ((.., line), results) in LINES.iter().zip(results) {
        let per_second = |measured: &[Measured]| {
            median(measured.iter().filter_map(Measured::per_processor_second))
        };
        let last = results.last().map_or(0.0, |measured| per_second(measured));
        for (kdc, measured) in kdcs.iter().zip(results) {
            let rate = per_second(measured);
            table.row([
                (*line).to_owned(),
                kdc.name(),
                grouped(rate),
                grouped(median(measured.iter().map(Measured::rate))),
                format!("{:.0}", median(measured.iter().map(|m| m.latency(50)))),
                format!("{:.0}", median(measured.iter().map(|m| m.latency(99)))),
                measured.iter().map(Measured::failures).sum::<u64>().to_string(),
                format!("{:.2}", if last > 0.0 { rate / last } else { 0.0 }),
            ]);
        }
    }
    table
}
