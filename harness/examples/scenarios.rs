//! Runs every scenario and prints what is seen and what is explained.

use std::io::Write;

use kerbside::{Testbed, scenario};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for family in scenario::FAMILIES {
        for member in family.members {
            let report = member.run(Testbed::builder()).await?;
            writeln!(out, "== {}/{}: {}", family.name, member.name, member.title)?;
            writeln!(out, "client: {}", report.client_saw.as_deref().unwrap_or("no failure"))?;
            writeln!(out, "{}", report.explanation)?;
        }
    }
    Ok(())
}
