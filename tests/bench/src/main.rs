//! `bench`: load programs for a KDC and a broker, and the tables they fill.
//!
//! `bench all` is what `make bench` runs. Each part is a command of its own; `kdc` and `broker` can
//! be pointed at any KDC and broker. Nothing here is a test: figures are printed, not asserted.
#![forbid(unsafe_code)]

mod admin_compare;
mod bed_start;
mod broker_compare;
mod broker_load;
mod decisions;
mod figures;
mod handshakes;
mod kdc_compare;
mod kdc_load;
mod process;
mod realm;
mod records;

use std::io::{self, Write};

use anyhow::Result;
use clap::{Args, FromArgMatches, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "bench", about = "Load programs for KDCs and brokers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything below with its defaults: what docs/PERFORMANCE.md records.
    All,
    /// Load a KDC, whichever it is, and count what it answers.
    Kdc(kdc_load::Options),
    /// Load a broker, whichever it is, with GSSAPI handshakes.
    Broker(broker_load::Options),
    /// Our KDC beside MIT's krb5kdc, in turn.
    KdcCompare(kdc_compare::Options),
    /// Our administration beside MIT's, in turn: realms, principals, dumps, counted logins.
    AdminCompare(admin_compare::Options),
    /// The KDC's decisions without a socket.
    Decisions(decisions::Options),
    /// How long a test waits for its bed.
    Bed(bed_start::Options),
    /// GSSAPI handshakes against our broker.
    Handshakes(handshakes::Options),
    /// Our broker beside Apache Kafka, in turn: handshakes, records, round trips.
    BrokerCompare(broker_compare::Options),
    /// Produce to our broker and consume from it with kcat.
    Records(records::Options),
    /// One start of a bed, in microseconds.
    #[command(name = bed_start::SUBCOMMAND, hide = true)]
    BedOnce,
    /// Our KDC and broker, until the end of standard input.
    #[command(name = realm::library::SUBCOMMAND, hide = true)]
    ServeLibraries,
}

fn main() -> Result<()> {
    let out = &mut io::stdout().lock();
    match Arguments::parse().command {
        Command::All => all(out),
        Command::Kdc(options) => Ok(writeln!(out, "{}", options.run()?)?),
        Command::Broker(options) => Ok(writeln!(out, "{}", options.run()?)?),
        Command::KdcCompare(options) => kdc_compare::run(&options, out),
        Command::AdminCompare(options) => admin_compare::run(&options, out),
        Command::Decisions(options) => decisions::run(&options, out),
        Command::Bed(options) => bed_start::run(&options, out),
        Command::Handshakes(options) => handshakes::run(&options, out),
        Command::BrokerCompare(options) => broker_compare::run(&options, out),
        Command::Records(options) => records::run(&options, out),
        Command::BedOnce => bed_start::print_once(out),
        Command::ServeLibraries => realm::library::serve(out),
    }
}

fn all(out: &mut dyn Write) -> Result<()> {
    writeln!(out, "# The KDC's decisions, without a socket\n")?;
    decisions::run(&defaults(), out)?;
    writeln!(out, "# KDCs, each in its own process\n")?;
    kdc_compare::run(&defaults(), out)?;
    writeln!(out, "# Administration and databases in files\n")?;
    admin_compare::run(&defaults(), out)?;
    writeln!(out, "# Waiting for a bed, each time in a new process\n")?;
    bed_start::run(&defaults(), out)?;
    writeln!(out, "# GSSAPI handshakes with the broker\n")?;
    handshakes::run(&defaults(), out)?;
    writeln!(out, "# Records through librdkafka\n")?;
    records::run(&defaults(), out)?;
    writeln!(out, "# Our broker beside Apache Kafka\n")?;
    broker_compare::run(&defaults(), out)
}

/// A part's options as its command line has them by default.
fn defaults<O: Args + FromArgMatches>() -> O {
    let command = O::augment_args(clap::Command::new("defaults"));
    let matches = command.get_matches_from(["defaults"]);
    O::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}
