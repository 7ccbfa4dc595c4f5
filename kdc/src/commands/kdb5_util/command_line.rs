//! kdb5_util's own options, and what kdc.conf says about the realm.

use std::ffi::OsString;
use std::path::PathBuf;

use kerbside_crypto::Enctype;
use kerbside_krb5::formats::kdc_conf::{KdcConf, KdcRealm};
use kerbside_krb5::wire::Realm;
use zeroize::Zeroizing;

use super::{COMMANDS, Command};
use crate::commands::configuration::load_kdc;
use crate::commands::environment::Environment;
use crate::commands::failure::{Doing, Failure, Outcome};

/// A command line, read.
pub(super) struct CommandLine {
    pub(super) parameters: Parameters,
    pub(super) command: Command,
    pub(super) words: Vec<OsString>,
}

/// What every command needs to know.
pub(super) struct Parameters {
    /// The realm.
    pub(super) realm: Realm,
    /// What the files say about it.
    pub(super) settings: KdcRealm,
    /// The files.
    pub(super) conf: KdcConf,
    /// The path that the database's files begin with, as it was written.
    pub(super) database: String,
    /// The stash file.
    pub(super) stash: PathBuf,
    /// The enctype of a master key that is made of a password.
    pub(super) enctype: Enctype,
    /// `-kv`: the version of the master key.
    pub(super) kvno: Option<u32>,
    /// Where the master key comes from.
    pub(super) master: Master,
    /// Database arguments that nobody knows.
    pub(super) unknown_argument: Option<String>,
}

/// Where the master key comes from.
#[derive(Clone)]
pub(super) enum Master {
    /// The stash file.
    Stashed,
    /// `-P`: this password.
    Password(Zeroizing<Vec<u8>>),
    /// `-m`: a password that is asked for.
    Typed,
}

#[derive(Default)]
struct Given {
    realm: Option<String>,
    database: Option<String>,
    stash: Option<String>,
    enctype: Option<Enctype>,
    kvno: Option<u32>,
    master: Option<Master>,
    master_name: Option<String>,
    unknown_argument: Option<String>,
    command: Option<Command>,
    words: Vec<OsString>,
}

/// Reads `arguments` and the configuration.
pub(super) fn read(arguments: &[OsString], environment: &Environment) -> Outcome<CommandLine> {
    let given = Given::read(arguments)?;
    let command = given.command.ok_or(Failure::Usage(None))?;
    let conf = load_kdc(environment).doing("while initializing Kerberos code")?;
    let realm = match given.realm.as_deref().or_else(|| conf.default_realm()) {
        Some(realm) => realm.to_owned(),
        None => {
            let what = "Configuration file does not specify default realm";
            return Err(Failure::new(what, "while getting default realm"));
        }
    };
    let settings = conf.realm(&realm).doing("while retrieving configuration parameters")?;
    let name = given.master_name.as_deref().unwrap_or(&settings.master_key_name);
    if name != "K/M" {
        let what = format!("the master key {name:?} is not supported: K/M is its name here,");
        return Err(Failure::new(what, "while setting up master key name"));
    }
    let stash = given.stash.unwrap_or_else(|| settings.key_stash_file.clone());
    let parameters = Parameters {
        realm: Realm::from(realm),
        database: given.database.unwrap_or_else(|| settings.database_name.clone()),
        stash: environment.path(stash.strip_prefix("FILE:").unwrap_or(&stash)),
        enctype: given.enctype.unwrap_or(settings.master_key_type),
        kvno: given.kvno,
        master: given.master.unwrap_or(Master::Stashed),
        unknown_argument: given.unknown_argument,
        settings,
        conf,
    };
    Ok(CommandLine { parameters, command, words: given.words })
}

impl Given {
    fn read(arguments: &[OsString]) -> Outcome<Self> {
        let mut given = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let word = argument.to_str().unwrap_or_default();
            match word {
                "-m" => given.master = Some(Master::Typed),
                "-P" | "-d" | "-x" | "-r" | "-k" | "-kv" | "-M" | "-sf" => {
                    let value = rest.next().ok_or(Failure::Usage(None))?;
                    given.take(word, value)?;
                }
                // The first name of a command is the command; a file may be called like one.
                _ => match COMMANDS.iter().find(|(name, _)| *name == word) {
                    Some((_, command)) if given.command.is_none() => {
                        given.command = Some(*command);
                    }
                    _ => given.words.push(argument.clone()),
                },
            }
        }
        Ok(given)
    }

    fn take(&mut self, option: &str, value: &OsString) -> Outcome<()> {
        let text = value.to_string_lossy().into_owned();
        match option {
            "-P" => self.master = Some(Master::Password(Zeroizing::new(text.into_bytes()))),
            "-d" => self.database = Some(text),
            "-r" => self.realm = Some(text),
            "-M" => self.master_name = Some(text),
            "-sf" => self.stash = Some(text),
            "-k" => {
                let enctype = Enctype::from_name(&text).filter(|e| e.is_supported());
                let wrong =
                    || Failure::Error(format!("Invalid argument : {text} is an invalid enctype"));
                self.enctype = Some(enctype.ok_or_else(wrong)?);
            }
            "-kv" => {
                let kvno = text.parse().ok().filter(|kvno| *kvno != 0);
                let wrong =
                    || Failure::Error(format!("Invalid argument : {text} is an invalid mkeyVNO"));
                self.kvno = Some(kvno.ok_or_else(wrong)?);
            }
            _ => self.database_argument(&text),
        }
        Ok(())
    }

    /// Those that say how MIT's database locks and stores have no meaning here.
    fn database_argument(&mut self, text: &str) {
        const WITHOUT_EFFECT: [&str; 5] =
            ["temporary", "merge_nra", "hash", "unlockiter", "lockiter"];
        let name = text.split_once('=').map_or(text, |(name, _)| name);
        match text.split_once('=') {
            Some(("dbname", path)) => self.database = Some(path.to_owned()),
            _ if WITHOUT_EFFECT.contains(&name) => {}
            _ => self.unknown_argument = Some(name.to_owned()),
        }
    }
}
