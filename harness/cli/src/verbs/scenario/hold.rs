//! Beds that stay broken until a person has seen enough.

use kerbside::scenario::{PASSWORD, Report, TOPIC, USER};
use tokio::signal::unix::{SignalKind, signal};

use super::indented;
use crate::failure::Failure;
use crate::output::Output;

/// Says how to reach the beds, waits for Ctrl-C or SIGTERM, and tells what else went wrong there.
pub(super) async fn until_interrupted(
    reports: Vec<Report>,
    output: &Output,
) -> Result<(), Failure> {
    let listen = |kind| signal(kind).map_err(Failure::system("listening to signals"));
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    for report in &reports {
        if let Some(client) = report.bed.find_client(USER) {
            let script = client.folder.join("env.sh");
            let (name, script) = (report.member.name, script.display());
            output.remark(format_args!("held, {name}: . '{script}'"));
        }
    }
    output.remark(format_args!(
        "the user is {USER} with the password {PASSWORD}, the topic {TOPIC}; Ctrl-C ends the beds"
    ));
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    for report in &reports {
        let now = report.bed.explain().to_string();
        if now != report.explanation.to_string() {
            let name = report.member.name;
            output.remark(format_args!("{name}, since then:\n{}", indented(&now)));
        }
    }
    Ok(())
}
