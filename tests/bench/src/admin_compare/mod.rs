//! Our administration beside MIT's: both through the same commands, on the same file system, in
//! turn, medians over the rounds.
//!
//! Wall-clock time is what somebody waits; processor time is that of all processes that a
//! measurement starts, daemons included, summed over the rounds.

mod dumps;
mod realms;

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;

use crate::figures::{Table, grouped, median};
use crate::kdc_load::{self, Measured, Mode, Target, Transport};
use crate::process::children_time;
use crate::realm::files::{Make, Place, Serving};
use crate::realm::{PASSWORD, REALM, RunningKdc, SERVICE, USER};

/// Both, in the order of the columns.
const MAKES: [Make; 2] = [Make::Ours, Make::Mit];

/// Options of `bench admin-compare`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Rounds, each of which measures both in turn; loads of a dump take a third of them.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Principals that one piped session of kadmin.local makes.
    #[arg(long, default_value_t = 200)]
    piped: usize,
    /// Principals that are made by a kadmin.local each.
    #[arg(long, default_value_t = 10)]
    single: usize,
    /// Principals of the dump.
    #[arg(long, default_value_t = 100_000)]
    principals: usize,
    /// The measured window of a load of logins.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Logins in flight.
    #[arg(long, default_value_t = 16)]
    in_flight: usize,
    /// Where the realms lie; a temporary folder of the system by default.
    #[arg(long)]
    at: Option<PathBuf>,
}

/// What a measurement took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    wall: Duration,
    processor: Duration,
}

/// One line of the table: what both took, round by round.
struct Line {
    name: String,
    spent: [Vec<Spent>; 2],
}

/// Runs all rounds and prints the tables.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    let place = Place::new(&options.at.clone().unwrap_or_else(std::env::temp_dir))?;
    let thirds = options.rounds.div_ceil(3);
    let mut table = Table::new(&[
        "what",
        "Kerbside ms",
        "MIT ms",
        "ratio",
        "Kerbside CPU ms",
        "MIT CPU ms",
        "ratio, CPU",
    ]);
    let mut finish = |line: Line| -> Result<()> {
        let row = line.row();
        writeln!(out, "{}", row.join(", "))?;
        table.row(row);
        Ok(())
    };
    let nothing = "realm from nothing to a ticket";
    finish(compare(nothing, options.rounds, |make| realms::from_nothing(&place, make))?)?;
    let piped = format!("addprinc -randkey x {}, one session", options.piped);
    finish(compare(&piped, options.rounds, |make| realms::piped(&place, make, options.piped))?)?;
    let single = format!("addprinc -randkey x {}, a process each", options.single);
    finish(compare(&single, options.rounds, |make| realms::single(&place, make, options.single))?)?;
    let dump = dumps::make(&place, options.principals)?;
    let load = format!("load of {} principals", grouped(options.principals as f64));
    finish(compare(&load, thirds, |make| dumps::load(&place, make, &dump))?)?;
    let loaded = [dumps::loaded(&place, MAKES[0], &dump)?, dumps::loaded(&place, MAKES[1], &dump)?];
    let of = |make: Make| &loaded[usize::from(make != MAKES[0])];
    finish(compare("KDC ready on it", options.rounds, |make| dumps::ready(of(make)))?)?;
    writeln!(out, "\n{table}")?;

    let small = [realms::small(&place, MAKES[0])?, realms::small(&place, MAKES[1])?];
    for (what, realms) in [("a small realm", &small), ("the loaded realm", &loaded)] {
        writeln!(out, "Logins with counters kept, UDP, {what}:\n")?;
        let [ours, mit] = realms;
        logins(&[ours.serve()?, mit.serve()?], options, thirds, out)?;
    }
    Ok(())
}

fn compare(
    name: &str,
    rounds: usize,
    mut measure: impl FnMut(Make) -> Result<Spent>,
) -> Result<Line> {
    let mut spent = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (make, spent) in MAKES.into_iter().zip(&mut spent) {
            spent.push(measure(make)?);
        }
    }
    Ok(Line { name: name.to_owned(), spent })
}

/// What `work` took, up to what it returns; its daemons end before their processor time is read.
fn spent<T>(work: impl FnOnce() -> Result<T>) -> Result<Spent> {
    let (before, started) = (children_time()?, Instant::now());
    let result = work()?;
    let wall = started.elapsed();
    drop(result);
    Ok(Spent { wall, processor: children_time()?.saturating_sub(before) })
}

impl Line {
    fn row(&self) -> Vec<String> {
        let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
        let wall = self.spent.each_ref().map(|spent| median(spent.iter().map(|s| millis(s.wall))));
        // The kernel counts in ticks of 10 ms: only their sum means something.
        let processor = self.spent.each_ref().map(|spent| {
            spent.iter().map(|s| millis(s.processor)).sum::<f64>() / spent.len().max(1) as f64
        });
        let mut row = vec![self.name.clone()];
        for [ours, mit] in [wall, processor] {
            row.extend([format!("{ours:.1}"), format!("{mit:.1}")]);
            row.push(format!("{:.2}", if mit > 0.0 { ours / mit } else { 0.0 }));
        }
        row
    }
}

fn logins(
    kdcs: &[Serving; 2],
    options: &Options,
    rounds: usize,
    out: &mut dyn Write,
) -> Result<()> {
    let mut measured: [Vec<Measured>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (kdc, measured) in kdcs.iter().zip(&mut measured) {
            let target = Target {
                kdc: kdc.address(),
                realm: REALM.to_owned(),
                user: USER.to_owned(),
                password: PASSWORD.to_owned(),
                service: SERVICE.to_owned(),
                transport: Transport::Udp,
                mode: Mode::As,
                in_flight: options.in_flight,
            };
            let (warm_up, window) = (Duration::from_secs(1), options.seconds);
            let window = Duration::from_secs_f64(window);
            measured.push(kdc_load::run(&target, Some(kdc.pid()), warm_up, window)?);
        }
    }
    let per_second =
        |measured: &[Measured]| median(measured.iter().filter_map(Measured::per_processor_second));
    let mit = per_second(&measured[1]);
    let headings = ["KDC", "per CPU-second", "replies/s", "p50 us", "p99 us", "errors", "ratio"];
    let mut table = Table::new(&headings);
    for (kdc, measured) in kdcs.iter().zip(&measured) {
        let rate = per_second(measured);
        table.row([
            kdc.name(),
            grouped(rate),
            grouped(median(measured.iter().map(Measured::rate))),
            format!("{:.0}", median(measured.iter().map(|m| m.latency(50)))),
            format!("{:.0}", median(measured.iter().map(|m| m.latency(99)))),
            measured.iter().map(Measured::failures).sum::<u64>().to_string(),
            format!("{:.2}", if mit > 0.0 { rate / mit } else { 0.0 }),
        ]);
    }
    writeln!(out, "{table}")?;
    Ok(())
}
