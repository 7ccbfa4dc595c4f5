//! `ktutil`: keytabs read, edited as a list in memory, and written.
//!
//! Requests come line by line from standard input; what does not come from a terminal is shown
//! behind the prompt, as MIT's program does. Its errors never change the exit code. Arguments on
//! the command line are passed over.

mod add_entry;
mod list;
mod requests;

use std::ffi::OsString;

use kerbside_krb5::formats::keytab::KeytabEntry;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;

use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Outcome, Program};
use super::kadmin::words;
use super::streams::{Streams, err, out};
use requests::Found;

const PROGRAM: Program<'static> = Program { name: "ktutil", usage: "", usage_code: 1 };

/// The list, and what its requests need.
struct Ktutil<'a, 's> {
    environment: &'a Environment,
    conf: &'a Krb5Conf,
    streams: &'a mut Streams<'s>,
    entries: Vec<KeytabEntry>,
}

/// Runs `ktutil`; gives its exit code.
pub fn ktutil(_: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(environment: &Environment, streams: &mut Streams<'_>) -> Outcome<u8> {
    let conf = configuration::load(environment).doing("while initializing krb5")?;
    let mut ktutil = Ktutil { environment, conf: &conf, streams, entries: Vec::new() };
    loop {
        out!(ktutil.streams, "ktutil:  ");
        let line = ktutil.streams.line().doing("while reading standard input")?;
        let Some(line) = line else {
            return Ok(0);
        };
        let line = String::from_utf8_lossy(&line).into_owned();
        if !ktutil.streams.interactive() {
            out!(ktutil.streams, "{line}\n");
        }
        let Ok(words) = words::split(&line) else {
            err!(ktutil.streams, "ktutil: Unbalanced quotes in command line\n");
            continue;
        };
        let Some((request, arguments)) = words.split_first() else {
            continue;
        };
        match requests::find(request) {
            Found::Request(perform) => {
                if let Err(said) = perform(&mut ktutil, request, arguments) {
                    err!(ktutil.streams, "{said}\n");
                }
            }
            Found::Quit => return Ok(0),
            Found::Nothing => err!(
                ktutil.streams,
                "ktutil: Unknown request \"{request}\".  Type \"?\" for a request list.\n"
            ),
        }
    }
}
