//! The state of one run of kadmin, and its three ways to get requests.

use kerbside_kdc_core::database::KeySalt;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::requests::{self, Found};
use super::session::{AdminSession, Denied, Lock};
use super::words;
use crate::commands::environment::Environment;
use crate::commands::streams::{Streams, err, out};
use crate::{AdminReply, AdminRequest};

/// Where requests come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One, by `-q`.
    Query,
    /// One, as arguments: a script's.
    Arguments,
    /// From standard input, which is no terminal.
    Piped,
    /// From a person.
    Typed,
}

/// How a request fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// With a sentence.
    Said(String),
    /// With a sentence, and yet MIT's exit code is 0.
    Tolerated(String),
    /// It was written wrongly: a sentence, when there is one, then the usage.
    Usage(Option<String>, &'static str),
}

pub(super) type Performed = Result<(), Failed>;

pub(super) struct Console<'a, 's> {
    pub(super) name: &'a str,
    pub(super) session: &'a mut dyn AdminSession,
    pub(super) environment: &'a Environment,
    pub(super) streams: &'a mut Streams<'s>,
    pub(super) realm: Realm,
    pub(super) caller: Principal,
    /// The key-salts of `-e` on kadmin's own command line.
    pub(super) key_salts: Option<Vec<KeySalt>>,
    pub(super) mode: Mode,
    /// Whether this session has the database for itself.
    pub(super) lock: Lock,
}

/// Whether somebody has said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirmed {
    NotYet,
    /// By `-force`.
    ByForce,
}

impl Console<'_, '_> {
    /// One request; gives the exit code.
    pub(super) fn query(&mut self, words: &[String]) -> u8 {
        let Some((request, arguments)) = words.split_first() else {
            return 0;
        };
        match requests::find(request) {
            Found::Request(perform) => {
                let succeeded = self.perform_and_tell(perform, arguments);
                u8::from(!succeeded && self.mode == Mode::Arguments)
            }
            Found::Quit => 0,
            Found::Nothing => {
                err!(self.streams, "{}: Command not found {request}\n", self.name);
                1
            }
        }
    }

    /// Requests line by line, to the end of input or to `quit`. What does not come from a
    /// terminal is shown behind the prompt.
    pub(super) fn lines(&mut self) -> u8 {
        let completions: Vec<&str> = requests::names().collect();
        loop {
            let prompt = format!("{}:  ", self.name);
            let line = match self.streams.edited_line(&prompt, &completions) {
                Ok(Some(line)) => String::from_utf8_lossy(&line).into_owned(),
                Ok(None) => return 0,
                Err(error) => {
                    err!(self.streams, "{}: standard input: {error}\n", self.name);
                    return 1;
                }
            };
            if self.mode == Mode::Piped {
                out!(self.streams, "{line}\n");
            }
            let words = match words::split(&line) {
                Ok(words) => words,
                Err(error) => {
                    err!(self.streams, "{}: {error}\n", self.name);
                    continue;
                }
            };
            let Some((request, arguments)) = words.split_first() else {
                continue;
            };
            match requests::find(request) {
                Found::Request(perform) => {
                    self.perform_and_tell(perform, arguments);
                }
                Found::Quit => return 0,
                Found::Nothing => err!(
                    self.streams,
                    "{}: Unknown request \"{request}\".  Type \"?\" for a request list.\n",
                    self.name
                ),
            }
        }
    }

    /// Lets go of what is held.
    pub(super) fn quit(&mut self) {
        if self.lock == Lock::Exclusive
            && let Err(denied) = self.session.lock(Lock::None)
        {
            err!(self.streams, "quit: {denied} while unlocking locked database\n");
        }
    }

    /// Performs a request, prints how it failed, and says whether it counts as a success.
    fn perform_and_tell(&mut self, perform: requests::Perform, arguments: &[String]) -> bool {
        match perform(self, arguments) {
            Ok(()) => true,
            Err(Failed::Tolerated(line)) => {
                err!(self.streams, "{line}\n");
                true
            }
            Err(Failed::Said(line)) => {
                err!(self.streams, "{line}\n");
                false
            }
            Err(Failed::Usage(line, usage)) => {
                if let Some(line) = line {
                    err!(self.streams, "{line}\n");
                }
                err!(self.streams, "{usage}");
                false
            }
        }
    }

    /// Has a request performed.
    pub(super) fn ask(&mut self, request: &AdminRequest) -> Result<AdminReply, Denied> {
        self.session.perform(&self.caller, request)
    }

    /// Whether there is a policy called `name`, as far as the caller may know.
    pub(super) fn has_policy(&mut self, name: &str) -> bool {
        self.ask(&AdminRequest::GetPolicy { name: name.to_owned() }).is_ok()
    }

    /// Parses the name of a principal, which is `what` to `request`.
    pub(super) fn principal(
        &self,
        request: &str,
        what: &str,
        text: &str,
    ) -> Result<Principal, Failed> {
        Principal::parse(text, &self.realm).map_err(|error| {
            Failed::Said(format!(
                "{request}: Malformed representation of principal: {error}; while parsing {what}"
            ))
        })
    }

    /// Asks `question`, where somebody can answer it; `no` is told when the answer is not yes.
    pub(super) fn confirm(&mut self, confirmed: Confirmed, question: &str, no: &str) -> Performed {
        if confirmed == Confirmed::ByForce || self.mode == Mode::Arguments {
            return Ok(());
        }
        out!(self.streams, "{question} (yes/no): ");
        match self.streams.line() {
            Ok(Some(answer)) if answer.as_slice() == b"yes" => Ok(()),
            Ok(_) => Err(Failed::Said(no.to_owned())),
            Err(error) => Err(Failed::Said(format!("{no}: standard input: {error}"))),
        }
    }

    /// Warns, which scripts do not hear of.
    pub(super) fn warn(&mut self, line: &str) {
        if self.mode != Mode::Arguments {
            err!(self.streams, "{line}\n");
        }
    }

    /// Tells of a success, which scripts do not hear of.
    pub(super) fn tell(&mut self, line: &str) {
        if self.mode != Mode::Arguments {
            out!(self.streams, "{line}\n");
        }
    }

    /// Asks for a new password twice.
    pub(super) fn new_password(&mut self, request: &str, of: &Principal) -> NewPassword {
        let failed = |why: &str| {
            Failed::Said(format!("{request}: {why} while reading password for \"{of}\"."))
        };
        let mut ask = |prompt: String| match self.streams.secret(&prompt) {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) | Err(_) => Err(failed("Cannot read password")),
        };
        let first = ask(format!("Enter password for principal \"{of}\""))?;
        let second = ask(format!("Re-enter password for principal \"{of}\""))?;
        if *first != *second {
            return Err(failed("Password mismatch"));
        }
        Ok(kerbside_kdc_core::admin::Password(first.to_vec()))
    }
}

type NewPassword = Result<kerbside_kdc_core::admin::Password, Failed>;
