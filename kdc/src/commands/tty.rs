//! The terminal on this process' standard input.

use std::io::{self, IsTerminal};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::streams::{Echo, Terminal};

/// The terminal on standard input.
pub struct Tty {
    modes: Termios,
}

impl Tty {
    /// The terminal, when standard input is one.
    pub fn of_stdin() -> Option<Self> {
        let stdin = io::stdin();
        if !stdin.is_terminal() {
            return None;
        }
        tcgetattr(&stdin).ok().map(|modes| Self { modes })
    }
}

impl Terminal for Tty {
    fn echo(&mut self, echo: Echo) -> io::Result<()> {
        let mut modes = self.modes.clone();
        if echo == Echo::Off {
            modes.local_modes.remove(LocalModes::ECHO);
        }
        tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
        Ok(())
    }
}
