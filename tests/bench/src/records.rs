//! Produce and consume through librdkafka: kcat, over GSSAPI, against our broker in its own
//! process.
//!
//! kcat reads lines from a file and writes them to a pipe: it, not the broker, bounds the rate. The
//! figure that says something of the broker is its processor time per million records.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use tempfile::TempDir;

use crate::figures::{Table, grouped, median};
use crate::process::{complete, missing, total_time};
use crate::realm::ours::{OurBed, TOPIC};
use crate::realm::{PASSWORD, ShellBroker, USER};

/// Options of `bench records`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Rounds, each with a bed of its own.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Octets of records that one load moves.
    #[arg(long, default_value_t = 100_000_000)]
    octets: usize,
}

/// Octets of a record's value.
const SIZES: [usize; 2] = [100, 1_024];

/// One load: how long it took, and what it cost the broker.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    records: usize,
    took: Duration,
    broker_time: Duration,
}

impl Load {
    /// Records per second.
    pub(crate) fn rate(self) -> f64 {
        self.records as f64 / self.took.as_secs_f64()
    }

    /// Seconds of the broker's processor time for a million records.
    pub(crate) fn seconds_per_million(self) -> f64 {
        self.broker_time.as_secs_f64() * 1e6 / self.records as f64
    }
}

/// Runs all rounds and prints the table.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<()> {
    complete(Command::new("kcat").arg("-V"), "kcat libsasl2-modules-gssapi-mit")?;
    let mut table = Table::new(&["load", "records/s", "MB/s", "broker CPU-seconds per million"]);
    for size in SIZES {
        let (mut produced, mut consumed) = (Vec::new(), Vec::new());
        for round in 1..=options.rounds {
            let (produce, consume) = both_ways(size, options.octets / size)?;
            for (what, load) in [("produce", produce), ("consume", consume)] {
                let (rate, cost) = (grouped(load.rate()), load.seconds_per_million());
                writeln!(out, "round {round}, {what}, {size} B: {rate} records/s, {cost:.2} s/M")?;
            }
            produced.push(produce);
            consumed.push(consume);
        }
        for (what, loads) in [("produce", produced), ("consume", consumed)] {
            let rate = median(loads.iter().map(|load| load.rate()));
            let cost = median(loads.iter().map(|load| load.seconds_per_million()));
            table.row([
                format!("{what}, {size} B"),
                grouped(rate),
                grouped(rate * size as f64 / 1e6),
                format!("{cost:.2}"),
            ]);
        }
    }
    writeln!(out, "\n{table}")?;
    Ok(())
}

fn both_ways(size: usize, records: usize) -> Result<(Load, Load)> {
    let bed = OurBed::start()?;
    let lines = Lines::write(size, records)?;
    log_in(&bed)?;
    let partition = Partition::First;
    Ok((produce(&bed, TOPIC, partition, &lines)?, consume(&bed, TOPIC, partition, records)?))
}

/// Which partitions of a topic a load is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Partition {
    /// The first alone.
    First,
    /// All of them.
    All,
}

/// A file of records, one in each line.
pub(crate) struct Lines {
    records: usize,
    path: PathBuf,
    _directory: TempDir,
}

impl Lines {
    /// Writes a file of so many records of this size.
    pub(crate) fn write(size: usize, records: usize) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("bench-records-").tempdir()?;
        let path = directory.path().join("lines");
        write_lines(&path, size, records)?;
        Ok(Self { records, path, _directory: directory })
    }
}

/// Gets the user of the broker's shell a ticket.
pub(crate) fn log_in(broker: &dyn ShellBroker) -> Result<()> {
    let kinit = &mut broker.shell(r#"printf '%s\n' "$1" | kinit "$2" >/dev/null"#);
    complete(kinit.args([PASSWORD, USER]), "krb5-user").map(drop)
}

/// Writes all lines into a topic, with acks all.
pub(crate) fn produce(
    broker: &dyn ShellBroker,
    topic: &str,
    partition: Partition,
    lines: &Lines,
) -> Result<Load> {
    let script = r#"exec kcat -b "$KERBSIDE_BOOTSTRAP" -P -t "$1" -p "$2" -l "$3""#;
    let number = match partition {
        Partition::First => "0",
        Partition::All => "-1",
    };
    measure(broker, lines.records, || {
        complete(broker.shell(script).args([topic, number]).arg(&lines.path), "kcat").map(drop)
    })
}

/// Reads a topic from its beginning, where there are so many records.
pub(crate) fn consume(
    broker: &dyn ShellBroker,
    topic: &str,
    partition: Partition,
    records: usize,
) -> Result<Load> {
    let which = match partition {
        Partition::First => " -p 0",
        Partition::All => "",
    };
    // With fewer records or octets queued than there are, librdkafka pauses for half a second and
    // more; it waits once at the end.
    let script = format!(
        r#"exec kcat -b "$KERBSIDE_BOOTSTRAP" -C -t "$1"{which} -o beginning -e -q \
            -X queued.min.messages=10000000 -X queued.max.messages.kbytes=2000000 \
            -X fetch.wait.max.ms=10"#
    );
    measure(broker, records, || {
        let read = count_lines(broker.shell(&script).arg(topic))?;
        ensure!(read == records, "{records} records were produced, {read} consumed");
        Ok(())
    })
}

fn measure(
    broker: &dyn ShellBroker,
    records: usize,
    run: impl FnOnce() -> Result<()>,
) -> Result<Load> {
    let (before, started) = (total_time(broker.pid())?, Instant::now());
    run()?;
    let took = started.elapsed();
    let broker_time = total_time(broker.pid())?.saturating_sub(before);
    Ok(Load { records, took, broker_time })
}

fn write_lines(path: &Path, size: usize, records: usize) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut file = BufWriter::new(file);
    for number in 0..records {
        writeln!(file, "{number:0size$}")?;
    }
    Ok(file.flush()?)
}

/// Runs `command` to its end and counts the lines that it writes.
fn count_lines(command: &mut Command) -> Result<usize> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| missing(error, "bash", "bash"))?;
    let mut stdout = child.stdout.take().context("the child has no stdout")?;
    let mut buffer = vec![0; 1 << 18];
    let mut lines = 0;
    loop {
        match stdout.read(&mut buffer)? {
            0 => break,
            count => lines += buffer[..count].iter().filter(|&&octet| octet == b'\n').count(),
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "kcat failed: {status}");
    Ok(lines)
}
