//! The file with a daemon's process number (`-P`).
//!
//! As with MIT's daemons, it stays when the daemon ends: a script may want to know whom it stopped.

use crate::commands::environment::Environment;
use crate::commands::failure::{Failure, Outcome};

/// Writes the file at `path`, when there is to be one.
pub(crate) fn write_pid_file(path: Option<&str>, environment: &Environment) -> Outcome<()> {
    let Some(path) = path else {
        return Ok(());
    };
    let path = environment.path(path);
    std::fs::write(&path, format!("{}\n", std::process::id())).map_err(|error| {
        Failure::Error(format!("{error} while creating PID file {}", path.display()))
    })
}
