//! `k5srvutil`: the keys of a keytab listed, changed and tidied, each in the principal's own name.
//!
//! MIT's is a script around klist and kadmin; so is this. A question is answered by `n` or by
//! anything else. What kadmin says is said here too.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::configuration;
use super::environment::Environment;
use super::kadmin::{SessionOpener, kadmin};
use super::keytabs::{self, KeytabName};
use super::klist::klist;
use super::streams::{Streams, err, out};

const USAGE: &str = "Usage: k5srvutil [-i] [-f file] [-e keysalts] list|change|delete|delold\n";

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    List,
    Change,
    DeleteOld,
    Delete,
}

impl Command {
    fn named(word: &str) -> Option<Self> {
        match word {
            "list" => Some(Self::List),
            "change" => Some(Self::Change),
            "delold" => Some(Self::DeleteOld),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }

    fn question(self) -> &'static str {
        match self {
            Self::List => "",
            Self::Change => "Change key ",
            Self::DeleteOld => "Delete old keys ",
            Self::Delete => "Delete all keys ",
        }
    }

    /// The request of kadmin.
    fn request(self, keytab: &str, key_salts: &str, principal: &str) -> String {
        match self {
            Self::List => String::new(),
            Self::Change => format!("ktadd -k {keytab}{key_salts} {principal}"),
            Self::DeleteOld => format!("ktrem -k {keytab} {principal} old"),
            Self::Delete => format!("ktrem -k {keytab} {principal} all"),
        }
    }
}

/// What the command line asks for.
struct Asked {
    command: Option<Command>,
    keytab: String,
    interactive: bool,
    key_salts: String,
}

/// Runs `k5srvutil`; gives its exit code. `opener` opens kadmin's sessions.
pub fn k5srvutil(
    arguments: &[OsString],
    opener: &mut dyn SessionOpener,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let asked = match read(arguments) {
        Ok(asked) => asked,
        Err(line) => {
            out!(streams, "{line}\n{USAGE}");
            return 1;
        }
    };
    match asked.command {
        None => {
            out!(streams, "{USAGE}");
            0
        }
        Some(Command::List) => {
            klist(&[OsString::from("-k"), asked.keytab.into()], environment, streams)
        }
        Some(command) => each(command, &asked, opener, environment, streams),
    }
}

fn read(arguments: &[OsString]) -> Result<Asked, String> {
    let mut asked = Asked {
        command: None,
        keytab: "/etc/krb5.keytab".to_owned(),
        interactive: false,
        key_salts: String::new(),
    };
    let mut left = arguments.iter().map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = left.next() {
        match (word.as_str(), Command::named(&word)) {
            ("-f", _) => asked.keytab = left.next().unwrap_or_default(),
            ("-i", _) => asked.interactive = true,
            ("-e", _) => {
                let list = left.next().unwrap_or_default();
                asked.key_salts.push_str(&format!(" -e \"{list}\""));
            }
            (_, Some(_)) if asked.command.is_some() => {
                return Err("Only one command can be specified".to_owned());
            }
            (_, Some(command)) => asked.command = Some(command),
            _ => return Err(format!("Illegal option: {word}")),
        }
    }
    Ok(asked)
}

/// Has `command` performed for each principal of the keytab, in the order of their names.
fn each(
    command: Command,
    asked: &Asked,
    opener: &mut dyn SessionOpener,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    let principals = match principals(&asked.keytab, environment) {
        Ok(principals) => principals,
        Err(error) => {
            err!(streams, "klist: {error} while starting keytab scan\n");
            return 0;
        }
    };
    let mut code = 0;
    for principal in principals {
        // To delete all keys is always asked about.
        let asks = asked.interactive || command == Command::Delete;
        if asks && !agreed(command, &principal, streams) {
            continue;
        }
        let request = command.request(&asked.keytab, &asked.key_salts, &principal);
        let words = ["-k", "-t", &asked.keytab, "-p", &principal, "-q", &request];
        let words = words.map(OsString::from);
        code = kadmin("kadmin", &words, &mut *opener, environment, streams);
    }
    code
}

fn principals(name: &str, environment: &Environment) -> Result<BTreeSet<String>, String> {
    let conf = configuration::load(environment).map_err(|error| error.to_string())?;
    let keytab = KeytabName::resolve(Some(name), keytabs::Default::Services, environment, &conf);
    let content = keytab.and_then(|keytab| keytab.read()).map_err(|error| error.to_string())?;
    Ok(content.entries.iter().map(|entry| entry.principal.to_string()).collect())
}

fn agreed(command: Command, principal: &str, streams: &mut Streams<'_>) -> bool {
    out!(streams, "{} for {principal}? [yn]", command.question());
    let answer = streams.line().ok().flatten();
    !answer.is_some_and(|line| matches!(line.first(), Some(b'n' | b'N')))
}
