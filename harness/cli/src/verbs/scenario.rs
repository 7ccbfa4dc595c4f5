//! `kerbside scenario`: famous failures, reproduced, met by our client and explained.

mod hold;
mod show;

use kerbside::scenario::{FAMILIES, Family, Member, Report, find};
use kerbside::{BedError, Testbed};

pub(super) use show::{indented, told};

use crate::failure::Failure;
use crate::output::Output;

/// The e-text of an unknown server, as Active Directory's users and others know it.
pub(super) const UNKNOWN_SERVER: &str = "UNKNOWN_SERVER";

/// Reproduce famous failures, and explain them
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the families of failures and their members
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Reproduce a family of failures: each member on a bed of its own
    Run(Run),
}

/// What to run.
#[derive(Debug, clap::Args)]
struct Run {
    /// The family, as `kerbside scenario list` names it
    family: String,
    /// Only this member of it
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// Keep the beds, still broken, until Ctrl-C: point your own client at them
    #[arg(long)]
    hold: bool,
    /// What the KDC says of a server that it does not know
    #[arg(long, value_name = "TEXT", default_value = UNKNOWN_SERVER)]
    e_text: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    match &arguments.action {
        Action::List { json } => show::list(*json, output).map(|()| 0),
        Action::Run(wanted) => {
            let (family, members) = chosen(wanted)?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(Failure::system("the runtime of the scenario"))?;
            runtime.block_on(perform(wanted, family, members, output))
        }
    }
}

/// Reproduces `member` on a fresh bed whose KDC says `e_text` of servers that it does not know.
pub(super) async fn reproduce(member: &Member, e_text: &str) -> Result<Report, BedError> {
    member.run(Testbed::builder().unknown_server_text(e_text)).await
}

async fn perform(
    wanted: &Run,
    family: &Family,
    members: Vec<Member>,
    output: &Output,
) -> Result<u8, Failure> {
    let mut reports = Vec::new();
    for member in members {
        let report = reproduce(&member, &wanted.e_text).await?;
        if !wanted.json {
            output.line(format_args!("{}", told(family, &report)))?;
            output.flush()?;
        }
        reports.push(report);
    }
    if wanted.json {
        output.json(&show::json(family, &wanted.e_text, &reports))?;
    }
    let failed: Vec<&str> = reports
        .iter()
        .filter(|report| !report.is_as_planned())
        .map(|report| report.member.name)
        .collect();
    let failed = failed.join(", ");
    if wanted.hold {
        hold::until_interrupted(reports, output).await?;
    }
    match failed.is_empty() {
        true => Ok(0),
        false => Err(Failure::Unexpected(format!("not as it should have been: {failed}"))),
    }
}

fn chosen(wanted: &Run) -> Result<(&'static Family, Vec<Member>), Failure> {
    let family = find(&wanted.family).ok_or_else(|| {
        let known: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
        let (name, known) = (&wanted.family, known.join(", "));
        Failure::Usage(format!("there is no family {name:?}: there are {known}"))
    })?;
    let Some(name) = &wanted.member else {
        return Ok((family, family.members.to_vec()));
    };
    match family.members.iter().find(|member| member.name == name) {
        Some(member) => Ok((family, vec![*member])),
        None => {
            let known: Vec<&str> = family.members.iter().map(|member| member.name).collect();
            let (family, known) = (family.name, known.join(", "));
            Err(Failure::Usage(format!("{family} has no member {name:?}: it has {known}")))
        }
    }
}
