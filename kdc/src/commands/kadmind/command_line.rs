//! kadmind's command line, whose options are words behind one hyphen.

use std::ffi::OsString;

use crate::commands::failure::{Failure, Outcome};
use crate::commands::kadmin::MasterKey;

pub(super) const USAGE: &str = "\
Usage: kadmind [-x db_args]* [-r realm] [-m] [-nofork] [-port port-number]
\t\t[-proponly] [-p path-to-kdb5_util] [-F dump-file]
\t\t[-K path-to-kprop] [-k kprop-port] [-P pid_file]

where,
\t[-x db_args]* - any number of database specific arguments.
\t\t\tLook at each database documentation for supported arguments
";

/// What the command line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CommandLine {
    pub(super) realm: Option<String>,
    pub(super) master_key: MasterKey,
    pub(super) port: Option<u16>,
    pub(super) pid_file: Option<String>,
}

pub(super) fn read(arguments: &[OsString]) -> Outcome<CommandLine> {
    let mut line = CommandLine::default();
    let mut words = arguments.iter().map(|word| word.to_str().ok_or(Failure::Usage(None)));
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or(Err(Failure::Usage(None)));
        match word? {
            "-nofork" => {}
            "-m" => line.master_key = MasterKey::Typed,
            "-r" => line.realm = Some(value()?.to_owned()),
            "-P" => line.pid_file = Some(value()?.to_owned()),
            "-port" => {
                let text = value()?;
                let wrong =
                    || Failure::Error(format!("-port {text}: want a number from 1 to 65535"));
                line.port = Some(text.parse().map_err(|_| wrong())?);
            }
            "-proponly" => {
                let text = "-proponly (propagation) is not supported: leave it out";
                return Err(Failure::Error(text.to_owned()));
            }
            // Of the database, and of propagation: nothing here asks for them.
            "-x" | "-p" | "-F" | "-K" | "-k" => drop(value()?),
            _ => return Err(Failure::Usage(None)),
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Outcome<CommandLine> {
        super::read(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_words() {
        let line = read(&["-nofork", "-r", "R", "-port", "749", "-x", "a=b", "-P", "p", "-m"]);
        let expected = CommandLine {
            realm: Some("R".to_owned()),
            master_key: MasterKey::Typed,
            port: Some(749),
            pid_file: Some("p".to_owned()),
        };
        assert_eq!(line, Ok(expected));
    }

    #[test]
    fn wrong_words_end_in_the_usage() {
        for words in [&["-h"][..], &["extra"], &["-r"], &["-nofork", "-P"]] {
            assert_eq!(read(words), Err(Failure::Usage(None)), "{words:?}");
        }
        let Err(Failure::Error(text)) = read(&["-port", "x"]) else { panic!() };
        assert!(text.contains("-port x"), "{text}");
    }
}
