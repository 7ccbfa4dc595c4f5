//! The command's end of the control socket.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kerbside_kdc::commands::Echo;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::PidfdFlags;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::dialogue::{Said, Typed};
use super::{Answer, LONGEST_ANSWER, LONGEST_REQUEST, Request};
use crate::bed::{self, SOCKET};
use crate::failure::Failure;

/// How long a bed may take to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a bed may take to say where everything is, which costs it nothing.
const SHORT_PATIENCE: Duration = Duration::from_secs(10);

/// Who has the streams of a program that runs in the bed.
pub(crate) trait Console {
    /// Writes to standard output.
    fn out(&mut self, text: &str) -> Result<(), Failure>;
    /// Writes to standard error.
    fn err(&mut self, text: &str);
    /// The next line of standard input.
    fn line(&mut self) -> Result<Typed, Failure>;
    /// A line that a person edits behind `prompt`, or the next one of standard input.
    fn edited_line(&mut self, prompt: &str, completions: &[String]) -> Result<Typed, Failure>;
    /// Lets what is typed be seen, or not.
    fn echo(&mut self, echo: Echo) -> Result<(), Failure>;
}

/// A bed of this machine that is asked.
#[derive(Debug)]
pub(crate) struct Bed {
    directory: PathBuf,
    stream: BufReader<UnixStream>,
}

impl Bed {
    /// Finds the bed of `directory`.
    ///
    /// # Errors
    /// [`Failure::NoBed`], or [`Failure::Silent`] when there is one that does not answer.
    pub(crate) fn find(directory: &Path) -> Result<Self, Failure> {
        let full = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
        let Ok(stream) = UnixStream::connect(full.join(SOCKET)) else {
            return Err(match bed::holder(&full) {
                Some(pid) => Failure::Silent { directory: full, pid },
                None => Failure::NoBed(full),
            });
        };
        stream
            .set_read_timeout(Some(PATIENCE))
            .and_then(|()| stream.set_write_timeout(Some(PATIENCE)))
            .map_err(Failure::system("a time limit for the control socket"))?;
        Ok(Self { directory: full, stream: BufReader::new(stream) })
    }

    /// Its directory, in full.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// [`Failure::Refused`] with the bed's words, or that it broke off.
    pub(crate) fn ask<T: DeserializeOwned>(&mut self, request: &Request) -> Result<T, Failure> {
        if *request == Request::Status {
            let limited = self.stream.get_ref().set_read_timeout(Some(SHORT_PATIENCE));
            limited.map_err(Failure::system("a time limit for the control socket"))?;
        }
        self.send(request)?;
        match self.read()? {
            Answer::Error(text) => Err(Failure::Refused(text)),
            Answer::Ok(value) => serde_json::from_value(value).map_err(|error| {
                self.broken(format!("it answered something else ({error}): is it another version?"))
            }),
        }
    }

    /// Has a program run in the bed with the streams of `console`; its exit status.
    ///
    /// # Errors
    /// What the console could not do, or that the bed broke off.
    pub(crate) fn run(
        &mut self,
        request: &Request,
        console: &mut dyn Console,
    ) -> Result<u8, Failure> {
        self.send(request)?;
        // Ends: with the program, or with the bed.
        loop {
            match self.read()? {
                Said::Out(text) => console.out(&text)?,
                Said::Err(text) => console.err(&text),
                Said::EchoOn => console.echo(Echo::On)?,
                Said::EchoOff => console.echo(Echo::Off)?,
                Said::Read => {
                    let typed = console.line()?;
                    self.send(&typed)?;
                }
                Said::Edit { prompt, completions } => {
                    let typed = console.edited_line(&prompt, &completions)?;
                    self.send(&typed)?;
                }
                Said::Ended(status) => return Ok(status),
            }
        }
    }

    /// Ends the bed, and returns when its process is gone.
    ///
    /// # Errors
    /// When it says that something of it is left, or it does not end.
    pub(crate) fn end<T: DeserializeOwned>(mut self) -> Result<T, Failure> {
        let process = self.process();
        let answer = self.ask(&Request::Down);
        if let Some(process) = process {
            self.wait_for(&process)?;
        }
        answer
    }

    /// The bed's process, which cannot be mistaken for a later one of the same number.
    fn process(&self) -> Option<OwnedFd> {
        let peer = rustix::net::sockopt::socket_peercred(self.stream.get_ref()).ok()?;
        rustix::process::pidfd_open(peer.pid, PidfdFlags::empty()).ok()
    }

    fn wait_for(&self, process: &OwnedFd) -> Result<(), Failure> {
        let limit = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
        let mut watched = [PollFd::new(process, PollFlags::IN)];
        // Ends: a signal that interrupts the wait starts it anew, and signals here end the process.
        loop {
            match poll(&mut watched, Some(&limit)) {
                Ok(0) => return Err(self.broken("it said that it ends, and has not ended".into())),
                Ok(_) => return Ok(()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(Failure::system("waiting for the bed's end")(error)),
            }
        }
    }

    fn send(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(value)
            .map_err(|error| self.broken(format!("the request cannot be written: {error}")))?;
        line.push(b'\n');
        if line.len() > LONGEST_REQUEST {
            let most = LONGEST_REQUEST >> 10;
            return Err(Failure::Refused(format!("the request is longer than {most} KiB")));
        }
        let sent = self.stream.get_mut().write_all(&line);
        sent.map_err(|error| self.broken(error.to_string()))
    }

    fn read<T: DeserializeOwned>(&mut self) -> Result<T, Failure> {
        let mut line = Vec::new();
        let read = Read::take(&mut self.stream, LONGEST_ANSWER).read_until(b'\n', &mut line);
        match read {
            Ok(_) if line.last() == Some(&b'\n') => serde_json::from_slice(&line)
                .map_err(|error| self.broken(format!("it answered something else: {error}"))),
            Ok(_) => Err(self.broken("it ended before it had answered".into())),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err(Failure::Silent {
                directory: self.directory.clone(),
                pid: bed::holder(&self.directory).flatten(),
            }),
            Err(error) => Err(self.broken(error.to_string())),
        }
    }

    fn broken(&self, reason: String) -> Failure {
        Failure::BrokenOff { directory: self.directory.clone(), reason }
    }
}
