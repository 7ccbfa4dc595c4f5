//! The bed in the background: the command starts itself anew, in a session of its own.
//!
//! The child has the parent's standard error until it is ready, so that its errors are read where
//! the command was typed. Then it sends its status up a pipe and writes to its log from there on.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::bed::{LOG, Report};
use crate::control::Status;
use crate::failure::Failure;
use crate::output::Output;

/// How long a bed may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest status, in octets.
const LONGEST: u64 = 64 << 20;

/// Starts a bed in the background with the arguments of this process, and waits until it answers.
///
/// # Errors
/// [`Failure::Background`] when it ended; it has told why.
pub(super) fn start(output: &Output) -> Result<Status, Failure> {
    let program = std::env::current_exe().map_err(Failure::system("this program's path"))?;
    let mut child = Command::new(program)
        .args(std::env::args_os().skip(1))
        .arg("--background")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Failure::system("starting the bed in the background"))?;
    let Some(pipe) = child.stdout.take() else {
        return Err(Failure::Background(1));
    };
    match status(pipe)? {
        Heard::Status(status) => Ok(*status),
        Heard::Nothing => {
            let ended = child.wait().map_err(Failure::system("waiting for the bed"))?;
            Err(Failure::Background(code(ended, output)))
        }
        Heard::Late => {
            end(&mut child)?;
            output.remark("the bed did not answer within a minute and was ended");
            Err(Failure::Background(1))
        }
    }
}

enum Heard {
    Status(Box<Status>),
    Nothing,
    Late,
}

fn status(pipe: ChildStdout) -> Result<Heard, Failure> {
    let limit = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
    let mut watched = [PollFd::new(&pipe, PollFlags::IN)];
    let failed = Failure::system("waiting for the bed");
    if poll(&mut watched, Some(&limit)).map_err(failed)? == 0 {
        return Ok(Heard::Late);
    }
    let mut line = Vec::new();
    BufReader::new(pipe.take(LONGEST))
        .read_until(b'\n', &mut line)
        .map_err(Failure::system("reading from the bed"))?;
    match serde_json::from_slice(&line) {
        Ok(status) => Ok(Heard::Status(Box::new(status))),
        Err(_) => Ok(Heard::Nothing),
    }
}

/// The exit status of a bed that ended; one that was killed could not tell.
fn code(ended: ExitStatus, output: &Output) -> u8 {
    match ended.code().and_then(|code| u8::try_from(code).ok()) {
        Some(0) => {
            output.remark("the bed was told to end while it started");
            1
        }
        Some(code) => code,
        None => {
            output.remark(format_args!("the bed ended before it answered: {ended}"));
            1
        }
    }
}

fn end(child: &mut Child) -> Result<(), Failure> {
    let ended = child.kill().and_then(|()| child.wait());
    ended.map(drop).map_err(Failure::system("ending the bed"))
}

/// Leaves the session of the terminal.
///
/// # Errors
/// When the system refuses.
pub(super) fn enter() -> Result<(), Failure> {
    rustix::process::setsid().map(drop).map_err(Failure::system("a session of its own"))
}

/// Tells the parent, which waits at the other end of standard output.
pub(super) struct ToParent;

impl Report for ToParent {
    fn ready(&mut self, status: &Status) -> Result<(), Failure> {
        let directory = Path::new(&status.dir);
        let path = directory.join(LOG);
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600);
        let mut log = options.open(&path).map_err(Failure::file(&path))?;
        writeln!(log, "{} ready at {}", status.realm, status.kdc).map_err(Failure::file(&path))?;
        let redirected = Failure::system("writing to the log from now on");
        let line = serde_json::to_string(status)
            .map_err(|error| Failure::Output(std::io::Error::other(error)))?;
        // The person's folder shall not be held by a program of which they see nothing.
        std::env::set_current_dir("/").map_err(Failure::file("/"))?;
        Output::new().line(line)?;
        Output::new().flush()?;
        let both = rustix::stdio::dup2_stderr(&log).and_then(|()| rustix::stdio::dup2_stdout(&log));
        both.map_err(redirected)
    }
}
