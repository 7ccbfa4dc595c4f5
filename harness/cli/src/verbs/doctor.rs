//! `kerbside doctor`: what this machine's Kerberos configuration says that nothing here heeds.
//!
//! The exit status is 1 when a key is unknown or a value cannot be read.

use kerbside_kdc::commands::{Environment, examine};

use crate::failure::Failure;
use crate::output::Output;

/// Say what in krb5.conf and kdc.conf is unknown, or changes nothing here
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// What was found, as JSON.
#[derive(serde::Serialize)]
struct Report {
    krb5_config: Vec<String>,
    kdc_profile: String,
    unreadable: Vec<String>,
    unknown: Vec<String>,
    without_effect: Vec<String>,
    passed_over: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let environment =
        Environment::of_process().map_err(Failure::system("the current directory"))?;
    let found = examine(&environment);
    let report = Report {
        krb5_config: environment.krb5_config,
        kdc_profile: environment.kdc_profile,
        unreadable: found.unreadable,
        unknown: found.unknown,
        without_effect: found.without_effect,
        passed_over: found.passed_over,
    };
    match arguments.json {
        true => output.json(&report)?,
        false => tell(&report, output)?,
    }
    Ok(u8::from(!report.unknown.is_empty() || !report.unreadable.is_empty()))
}

fn tell(report: &Report, output: &Output) -> Result<(), Failure> {
    output.line(format!("krb5.conf: {}", report.krb5_config.join(", ")))?;
    output.line(format!("kdc.conf: {}", report.kdc_profile))?;
    let lists = [
        ("cannot be read", &report.unreadable),
        ("unknown: a slip?", &report.unknown),
        ("without effect here", &report.without_effect),
        ("passed over", &report.passed_over),
    ];
    for (what, lines) in lists {
        for line in lines {
            output.line(format!("{what}: {line}"))?;
        }
    }
    if lists.iter().all(|(_, lines)| lines.is_empty()) {
        output.line("nothing to remark")?;
    }
    Ok(())
}
