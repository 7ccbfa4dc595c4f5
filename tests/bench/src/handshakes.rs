//! GSSAPI handshakes against our broker in its own process, one and eight at a time.

use std::io::Write;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::broker_load::{self, Measured};
use crate::figures::{Table, grouped, median};
use crate::kdc_load::{Mode, Target, Transport};
use crate::realm::library::LibraryBed;
use crate::realm::ours::OurBed;
use crate::realm::{BROKER, PASSWORD, REALM, RunningBroker, USER};

/// A broker to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Who {
    /// Our test bed: KDC, broker and journal.
    Bed,
    /// Our libraries without harness and journal.
    Libraries,
}

/// Options of `bench handshakes`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Rounds, each of which measures every line once.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The measured window of each load.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    #[arg(long, value_enum, default_value = "bed")]
    who: Who,
}

/// Handshakes under way at once.
const LINES: [usize; 2] = [1, 8];

/// Runs all rounds and prints the table.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let bed: Box<dyn RunningBroker> = match options.who {
        Who::Bed => Box::new(OurBed::start()?),
        Who::Libraries => Box::new(LibraryBed::start()?),
    };
    let mut results: Vec<Vec<Measured>> = LINES.iter().map(|_| Vec::new()).collect();
    for round in 1..=options.rounds {
        for (in_flight, results) in LINES.iter().zip(&mut results) {
            let measured = load(&*bed, *in_flight, Duration::from_secs_f64(options.seconds))?;
            writeln!(out, "round {round}, {in_flight} in flight: {measured}")?;
            results.push(measured);
        }
    }
    writeln!(out, "\n{}", table(&results))?;
    Ok(())
}

/// Loads a broker with handshakes for a window, after a second's warm-up.
pub(crate) fn load(
    bed: &dyn RunningBroker,
    in_flight: usize,
    window: Duration,
) -> Result<Measured> {
    let warm_up = Duration::from_secs(1);
    broker_load::run(&target(bed, in_flight), bed.bootstrap(), Some(bed.pid()), warm_up, window)
}

/// The broker of a bed, and its user's way to it.
pub(crate) fn target(bed: &dyn RunningBroker, in_flight: usize) -> Target {
    Target {
        kdc: bed.address(),
        realm: REALM.to_owned(),
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        service: BROKER.to_owned(),
        transport: Transport::Tcp,
        mode: Mode::Tgs,
        in_flight,
    }
}

fn table(results: &[Vec<Measured>]) -> Table {
    let mut table = Table::new(&[
        "handshakes in flight",
        "per CPU-second",
        "handshakes/s",
        "p50 us",
        "p99 us",
        "errors",
    ]);
    for (in_flight, measured) in LINES.iter().zip(results) {
        table.row([
            in_flight.to_string(),
            grouped(median(measured.iter().filter_map(Measured::per_processor_second))),
            grouped(median(measured.iter().map(Measured::rate))),
            format!("{:.0}", median(measured.iter().map(|m| m.latency(50)))),
            format!("{:.0}", median(measured.iter().map(|m| m.latency(99)))),
            measured.iter().map(Measured::failures).sum::<u64>().to_string(),
        ]);
    }
    table
}
