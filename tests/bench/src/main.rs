//! `bench`: load programs for a KDC and a broker, and the tables they fill.
//!
//! `bench all` is what `make bench` runs. Each part is a command of its own that can be pointed at
//! any KDC or broker. Nothing here is a test: figures are printed, not asserted.
#![forbid(unsafe_code)]

mod compare;
mod figures;
mod kdc_load;
mod process;
mod realm;

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "bench", about = "Load programs for KDCs and brokers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load a KDC, whichever it is, and count what it answers.
    Kdc(kdc_load::Options),
    /// Our KDC beside MIT's krb5kdc, alternating.
    KdcCompare(compare::Options),
}

fn main() -> Result<()> {
    let out = &mut io::stdout().lock();
    match Arguments::parse().command {
        Command::Kdc(options) => kdc(&options, out),
        Command::KdcCompare(options) => compare::run(&options, out),
    }
}

fn kdc(options: &kdc_load::Options, out: &mut dyn Write) -> Result<()> {
    let warm_up = Duration::from_secs_f64(options.warm_up);
    let window = Duration::from_secs_f64(options.seconds);
    let measured = kdc_load::run(&options.target(), options.pid, warm_up, window)?;
    writeln!(out, "{measured}")?;
    Ok(())
}
