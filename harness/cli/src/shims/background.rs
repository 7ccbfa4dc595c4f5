//! Daemons in the background.
//!
//! The program is started again, in the foreground and in a session of its own; what it says is
//! passed on until it says that it is starting, and then this process ends with exit code 0, or
//! with the other's when it ends first. A script that goes on finds the daemon ready.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Set for the process in the background, and for nobody else.
const MARK: &str = "KERBSIDE_BACKGROUND";

/// When a program stays in the foreground.
pub(super) enum Foreground {
    /// It is no daemon.
    Always,
    /// With this option.
    By(&'static str),
}

impl Foreground {
    /// The option that would keep the program in the foreground and is not there.
    pub(super) fn wants_background(&self, arguments: &[OsString]) -> Option<&'static str> {
        match self {
            Self::Always => None,
            Self::By(option) => {
                (!arguments.iter().any(|argument| argument == option)).then_some(*option)
            }
        }
    }
}

/// Starts `name` in the background, with `option` before its `arguments`.
pub(super) fn start(
    name: &'static str,
    option: &'static str,
    arguments: &[OsString],
) -> Result<u8, Failure> {
    let system = Failure::system("starting in the background");
    let program = std::env::current_exe().map_err(Failure::system("this program's own path"))?;
    let mut child = Command::new(program)
        .arg0(name)
        .arg(option)
        .args(arguments)
        .env(MARK, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(system)?;
    let starting = format!("{name}: starting...");
    for line in child.stderr.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(Failure::system("what the daemon says"))?;
        if line == starting {
            return Ok(0);
        }
        // There is nobody left to tell that standard error is closed.
        let _unheard = writeln!(std::io::stderr(), "{line}");
    }
    let ended = child.wait().map_err(Failure::system("waiting for the daemon"))?;
    let of_signal = ended.signal().map_or(1, |signal| 128 + signal);
    Ok(u8::try_from(ended.code().unwrap_or(of_signal)).unwrap_or(1))
}

/// In the process that [`start`] made: a session of its own, so that the end of a terminal does
/// not end it.
pub(super) fn leave_the_terminal() {
    if std::env::var_os(MARK).is_some() {
        // A process that leads a session already stays where it is.
        let _leads_already = rustix::process::setsid();
    }
}
