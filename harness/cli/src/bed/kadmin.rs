//! Runs `kadmin` upon the bed's realm, with the streams of a peer of the control socket.
//!
//! It has a thread of its own: a person who thinks about a password holds nobody up.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, BufRead, Read, Write};

use kerbside::Testbed;
use kerbside_kdc::commands::{self, AdminSession, Echo, EditedLine, Environment, Opened, Terminal};
use tokio::sync::mpsc::{Receiver, Sender};

use crate::control::{Input, Said, Streams, Surroundings, Typed};

/// Starts it; the peer hears of its end.
pub(super) fn start(
    bed: &Testbed,
    arguments: Vec<String>,
    surroundings: Surroundings,
    streams: Streams,
) {
    let session = bed.kdc().admin_session().map_err(|error| error.to_string());
    let said = streams.said.clone();
    let run = move || match session {
        Ok(session) => run(session, &arguments, surroundings, streams),
        Err(error) => end(&streams.said, &error),
    };
    if let Err(error) = std::thread::Builder::new().name("kadmin".into()).spawn(run) {
        // Without room for more is without a peer that listens.
        let _full = said.try_send(Said::Err(format!("kadmin: {error}\n")));
        let _full = said.try_send(Said::Ended(1));
    }
}

fn end(said: &Sender<Said>, error: &str) {
    // The peer may have gone.
    let _gone = said.blocking_send(Said::Err(format!("kadmin: {error}\n")));
    let _gone = said.blocking_send(Said::Ended(1));
}

fn run(
    mut session: Box<dyn AdminSession + Send>,
    arguments: &[String],
    surroundings: Surroundings,
    streams: Streams,
) {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let input = surroundings.input;
    let environment = environment(surroundings);
    let Streams { said, typed } = streams;
    let typed = RefCell::new(typed);
    let mut stdin = Stdin { said: said.clone(), typed: &typed, line: Vec::new(), taken: 0 };
    let mut stdout = Written { said: said.clone(), wrap: Said::Out };
    let mut stderr = Written { said: said.clone(), wrap: Said::Err };
    let mut terminal = FarTerminal { said: said.clone(), typed: &typed };
    let mut streams = commands::Streams::new(&mut stdin, &mut stdout, &mut stderr);
    if input == Input::Typed {
        streams = streams.with_terminal(&mut terminal);
    }
    let mut opener = Opened(&mut *session);
    let status = commands::kadmin("kadmin", &arguments, &mut opener, &environment, &mut streams);
    // The peer may have gone.
    let _gone = said.blocking_send(Said::Ended(status));
}

fn environment(surroundings: Surroundings) -> Environment {
    let here = Environment::of_process();
    let here = here.unwrap_or_else(|_| Environment::new(&surroundings.folder));
    Environment {
        krb5_config: surroundings.krb5_config,
        ccache: surroundings.ccache,
        keytab: surroundings.keytab,
        directory: surroundings.folder,
        ..here
    }
}

/// A stream to the peer.
struct Written {
    said: Sender<Said>,
    wrap: fn(String) -> Said,
}

impl Write for Written {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(octets).into_owned();
        self.said.blocking_send((self.wrap)(text)).map_err(gone)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The peer's standard input, a line at a time and only when one is wanted.
struct Stdin<'a> {
    said: Sender<Said>,
    typed: &'a RefCell<Receiver<Typed>>,
    line: Vec<u8>,
    taken: usize,
}

impl BufRead for Stdin<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.line.len() {
            self.said.blocking_send(Said::Read).map_err(gone)?;
            self.taken = 0;
            self.line = match self.typed.borrow_mut().blocking_recv() {
                Some(Typed::Line(line)) => line.into_bytes(),
                Some(Typed::End) | None => Vec::new(),
            };
        }
        Ok(self.line.get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, octets: usize) {
        self.taken = self.taken.saturating_add(octets);
    }
}

impl Read for Stdin<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = Read::read(&mut self.fill_buf()?, buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// The peer's terminal.
struct FarTerminal<'a> {
    said: Sender<Said>,
    typed: &'a RefCell<Receiver<Typed>>,
}

impl Terminal for FarTerminal<'_> {
    fn echo(&mut self, echo: Echo) -> io::Result<()> {
        let said = match echo {
            Echo::On => Said::EchoOn,
            Echo::Off => Said::EchoOff,
        };
        self.said.blocking_send(said).map_err(gone)
    }

    fn edited_line(&mut self, prompt: &str, completions: &[&str]) -> Option<EditedLine> {
        let said = Said::Edit {
            prompt: prompt.to_owned(),
            completions: completions.iter().map(|name| (*name).to_owned()).collect(),
        };
        if let Err(error) = self.said.blocking_send(said).map_err(gone) {
            return Some(Err(error));
        }
        Some(Ok(match self.typed.borrow_mut().blocking_recv() {
            Some(Typed::Line(line)) => Some(line.strip_suffix('\n').unwrap_or(&line).to_owned()),
            Some(Typed::End) | None => None,
        }))
    }
}

fn gone<T>(_: tokio::sync::mpsc::error::SendError<T>) -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}
