//! `kerbside node`: stops and starts broker nodes of a running bed, and moves leaders.

use crate::arguments::Directory;
use crate::control::{Bed, NodeAction, Request};
use crate::failure::Failure;
use crate::output::Output;

/// Stop or start a broker node, or make one the leader of a partition
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    directory: Directory,
    #[command(subcommand)]
    action: Action,
}

const AFTER_HELP: &str = "\
Examples:
  kerbside node stop 2             its clients lose it; others lead what it led
  kerbside node start 2            on the same port
  kerbside node lead 3 orders 0    node 3 leads partition 0 of orders";

/// What to do.
#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Stop a node, as in a controlled shutdown
    Stop {
        /// Its number, from 1
        node: i32,
    },
    /// Start a node that was stopped
    Start {
        /// Its number, from 1
        node: i32,
    },
    /// Make a node the leader of a partition
    Lead {
        /// Its number, from 1
        node: i32,
        /// The topic
        topic: String,
        /// The partition
        partition: i32,
    },
}

pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<u8, Failure> {
    let (action, done) = match &arguments.action {
        Action::Stop { node } => {
            (NodeAction::Stop { node: *node }, format!("node {node} is stopped"))
        }
        Action::Start { node } => (NodeAction::Start { node: *node }, format!("node {node} runs")),
        Action::Lead { node, topic, partition } => {
            let done = format!("node {node} leads {topic}-{partition}");
            (NodeAction::Lead { node: *node, topic: topic.clone(), partition: *partition }, done)
        }
    };
    let () = Bed::find(&arguments.directory.path())?.ask(&Request::Node { action })?;
    output.line(format_args!("{done}"))?;
    Ok(0)
}
