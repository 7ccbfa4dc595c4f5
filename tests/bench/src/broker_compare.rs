//! Our broker beside Apache Kafka, in turn and in the same run: handshakes, records, round trips.
//!
//! Both serve one realm, ours, over SASL_PLAINTEXT with GSSAPI, each in a process of its own. Kafka
//! has the flags of its own start script and is warmed up first: a cold JVM settles after some
//! 20,000 handshakes.

use std::io::Write;
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use crate::broker_load::{Measured, round_trip, topics};
use crate::figures::{Table, grouped, median, percentile};
use crate::handshakes;
use crate::realm::ShellBroker;
use crate::realm::kafka::KafkaBed;
use crate::realm::ours::OurBed;
use crate::records::{self, Lines, Load, Partition};

/// Options of `bench broker-compare`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Rounds, each of which measures every line once for each broker.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The measured window of each load of handshakes.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// How long Kafka is loaded with handshakes before it is measured.
    #[arg(long, default_value_t = 20.0)]
    warm_up: f64,
    /// Octets of records that one load moves.
    #[arg(long, default_value_t = 100_000_000)]
    octets: usize,
    /// Records that are produced one at a time.
    #[arg(long, default_value_t = 5_000)]
    round_trips: usize,
}

/// Partitions of each topic.
const PARTITIONS: u16 = 6;
/// Handshakes under way at once.
const IN_FLIGHT: [usize; 2] = [1, 8];
/// Octets of a record's value.
const SIZES: [usize; 2] = [100, 1_024];

/// Both brokers, ours first.
type Pair<T> = [T; 2];

/// Runs all rounds and prints the tables.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let ours = OurBed::with_partitions(PARTITIONS)?;
    let kafka = KafkaBed::start(&ours, PARTITIONS)?;
    let brokers: Pair<&dyn ShellBroker> = [&ours, &kafka];
    records::log_in(&ours)?;
    let warm = Duration::from_secs_f64(options.warm_up);
    writeln!(out, "warm-up: {}", handshakes::load(&kafka, 8, warm)?)?;
    compare_handshakes(options, brokers, out)?;
    compare_records(options, brokers, out)?;
    compare_round_trips(options, brokers, out)
}

fn compare_handshakes(
    options: &Options,
    brokers: Pair<&dyn ShellBroker>,
    out: &mut dyn Write,
) -> Result<()> {
    let window = Duration::from_secs_f64(options.seconds);
    let mut table = Table::new(&[
        "handshakes in flight",
        "broker",
        "per CPU-second",
        "per user CPU-second",
        "handshakes/s",
        "p50 us",
        "ratio",
        "ratio, user",
    ]);
    for in_flight in IN_FLIGHT {
        let mut results: Pair<Vec<Measured>> = Default::default();
        for _ in 0..options.rounds {
            for (broker, results) in brokers.iter().zip(&mut results) {
                results.push(handshakes::load(*broker, in_flight, window)?);
            }
        }
        let each = |figure: fn(&Measured) -> Option<f64>| -> Pair<f64> {
            results.each_ref().map(|of_one| median(of_one.iter().filter_map(figure)))
        };
        let (all, user) = (each(Measured::per_processor_second), each(Measured::per_user_second));
        let (rate, p50) = (each(|it| Some(it.rate())), each(|it| Some(it.latency(50))));
        for (at, broker) in brokers.iter().enumerate() {
            table.row([
                in_flight.to_string(),
                broker.name(),
                grouped(all[at]),
                grouped(user[at]),
                grouped(rate[at]),
                format!("{:.0}", p50[at]),
                ratio(all[at], all[1]),
                ratio(user[at], user[1]),
            ]);
        }
    }
    Ok(writeln!(out, "\n{table}")?)
}

fn compare_records(
    options: &Options,
    brokers: Pair<&dyn ShellBroker>,
    out: &mut dyn Write,
) -> Result<()> {
    let mut table = Table::new(&[
        "load",
        "partitions",
        "broker",
        "records/s",
        "broker CPU-seconds per million",
        "ratio of rates",
        "ratio of costs",
    ]);
    for size in SIZES {
        let records = options.octets / size;
        let lines = Lines::write(size, records)?;
        for (which, partitions) in [(Partition::First, "1"), (Partition::All, "6")] {
            let mut produced: Pair<Vec<Load>> = Default::default();
            let mut consumed: Pair<Vec<Load>> = Default::default();
            // The first round warms up: the JIT, and the pages of the machine's memory.
            for round in 0..=options.rounds {
                let topic = format!("records-{size}-{partitions}-{round}");
                for (at, broker) in brokers.iter().enumerate() {
                    let produce = records::produce(*broker, &topic, which, &lines)?;
                    let consume = records::consume(*broker, &topic, which, records)?;
                    topics::delete(&handshakes::target(*broker, 1), broker.bootstrap(), &topic)?;
                    if round > 0 {
                        produced[at].push(produce);
                        consumed[at].push(consume);
                    }
                }
            }
            for (what, loads) in [("produce", produced), ("consume", consumed)] {
                let rate = loads.each_ref().map(|of| median(of.iter().map(|it| it.rate())));
                let costs = |of: &Vec<Load>| median(of.iter().map(|it| it.seconds_per_million()));
                let cost = loads.each_ref().map(costs);
                for (at, broker) in brokers.iter().enumerate() {
                    table.row([
                        format!("{what}, {size} B"),
                        partitions.to_owned(),
                        broker.name(),
                        grouped(rate[at]),
                        format!("{:.3}", cost[at]),
                        ratio(rate[at], rate[1]),
                        ratio(cost[at], cost[1]),
                    ]);
                }
            }
        }
    }
    Ok(writeln!(out, "\n{table}")?)
}

fn compare_round_trips(
    options: &Options,
    brokers: Pair<&dyn ShellBroker>,
    out: &mut dyn Write,
) -> Result<()> {
    let mut table = Table::new(&["round trip, 100 B, acks all", "p50 us", "p99 us", "ratio"]);
    let mut results: Pair<Vec<(f64, f64)>> = Default::default();
    for round in 0..=options.rounds {
        for (broker, results) in brokers.iter().zip(&mut results) {
            let target = handshakes::target(*broker, 1);
            let bootstrap = broker.bootstrap();
            let took = round_trip::run(&target, bootstrap, "round-trips", options.round_trips)?;
            let micros = |percent| f64::from(percentile(&took, percent)) / 1_000.0;
            if round > 0 {
                results.push((micros(50), micros(99)));
            }
        }
    }
    let p50 = results.each_ref().map(|of| median(of.iter().map(|it| it.0)));
    let p99 = results.each_ref().map(|of| median(of.iter().map(|it| it.1)));
    for (at, broker) in brokers.iter().enumerate() {
        let (p50s, p99s) = (format!("{:.0}", p50[at]), format!("{:.0}", p99[at]));
        table.row([broker.name(), p50s, p99s, ratio(p50[at], p50[1])]);
    }
    Ok(writeln!(out, "\n{table}")?)
}

/// How many times `reference` a figure is.
fn ratio(figure: f64, reference: f64) -> String {
    format!("{:.2}", figure / reference)
}
