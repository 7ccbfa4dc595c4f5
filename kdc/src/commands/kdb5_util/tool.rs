//! What every command has at hand: the parameters, the streams, the files, and the exit status.

use std::io;
use std::path::PathBuf;

use kerbside_crypto::Key;
use kerbside_kdc_core::database::RealmSettings;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use zeroize::Zeroizing;

use super::NAME;
use super::command_line::{Master, Parameters};
use super::database::Database;
use super::files::{DatabaseError, DatabaseFiles};
use crate::commands::environment::Environment;
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::realm_settings;
use crate::commands::streams::{Streams, err, out};
use crate::store::master_key::{MasterKeyError, MasterKeySource, master_principal};

/// A command at work.
pub(super) struct Tool<'a, 's> {
    pub(super) files: &'a dyn DatabaseFiles,
    pub(super) environment: &'a Environment,
    pub(super) streams: &'a mut Streams<'s>,
    pub(super) parameters: Parameters,
    /// How often something went wrong: the exit status.
    pub(super) status: u8,
}

/// What was opened.
pub(super) enum Opened {
    /// A database that can be read.
    Readable(Database),
    /// One whose master key is not at hand; this was said.
    Sealed,
}

impl Tool<'_, '_> {
    /// The present second.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.environment.clock.now().seconds())
    }

    /// Says what went wrong, and goes on.
    pub(super) fn complain(&mut self, text: &str) {
        err!(self.streams, "{NAME}: {text}\n");
        self.status = self.status.saturating_add(1);
    }

    /// `K/M@REALM`.
    pub(super) fn master_name(&self) -> Name {
        Name::new(master_principal(), self.parameters.realm.clone())
    }

    /// The path that the database's files begin with.
    pub(super) fn path(&self) -> PathBuf {
        self.environment.path(&self.parameters.database)
    }

    /// The realm's settings.
    pub(super) fn settings(&self) -> Outcome<RealmSettings> {
        realm_settings(&self.parameters.conf, &self.parameters.settings, self.environment)
            .doing("while retrieving configuration parameters")
    }

    /// Opens the database with the master key that the command line names. A missing master key
    /// is said as MIT says it.
    pub(super) fn open(&mut self) -> Outcome<Opened> {
        self.check_exists()?;
        let source = self.source()?;
        match self.open_with(&source) {
            Ok(database) => Ok(Opened::Readable(database)),
            Err(DatabaseError::MasterKey(error)) => {
                self.say_sealed(&error);
                Ok(Opened::Sealed)
            }
            Err(error @ DatabaseError::NoRealm(_)) => {
                Err(Failure::new(error, "while retrieving master entry"))
            }
            Err(error) => Err(Failure::new(error, "while initializing database")),
        }
    }

    /// The database, for commands that can do nothing without its master key.
    pub(super) fn open_readable(&mut self) -> Outcome<Database> {
        match self.open()? {
            Opened::Readable(database) => Ok(database),
            Opened::Sealed => Err(Failure::Error("master keylist not initialized".to_owned())),
        }
    }

    pub(super) fn open_with(&self, source: &MasterKeySource) -> Result<Database, DatabaseError> {
        let settings = self.settings().map_err(|failure| {
            let Failure::Error(line) = failure else { return DatabaseError::Missing };
            DatabaseError::System(io::Error::other(line))
        })?;
        let store = self.files.open(&self.path(), settings, source)?;
        Ok(Database { store, realm: self.parameters.realm.clone() })
    }

    /// Whether there is a database, and arguments for it that are known.
    pub(super) fn check_exists(&self) -> Outcome<()> {
        if let Some(argument) = &self.parameters.unknown_argument {
            let what = format!("Unsupported argument \"{argument}\" for db2");
            return Err(Failure::new(what, "while initializing database"));
        }
        if self.files.exists(&self.path()) {
            return Ok(());
        }
        let database = &self.parameters.database;
        let what = format!("Cannot open DB2 database '{database}': No such file or directory");
        Err(Failure::new(what, "while initializing database"))
    }

    fn say_sealed(&mut self, error: &MasterKeyError) {
        match error {
            MasterKeyError::Wrong => {
                self.complain(&format!("{error}\n while getting master key list"));
                err!(self.streams, "{NAME}: Warning: proceeding without master key list\n");
            }
            error => {
                let why = reason(error);
                self.complain(&format!(
                    "Can not fetch master key (error: {why}). while reading master key"
                ));
                err!(self.streams, "{NAME}: Warning: proceeding without master key\n");
            }
        }
    }

    /// Where the master key comes from; `-m` asks for it.
    pub(super) fn source(&mut self) -> Outcome<MasterKeySource> {
        Ok(match self.parameters.master.clone() {
            Master::Stashed => MasterKeySource::Stash(self.parameters.stash.clone()),
            Master::Password(password) => self.of_password(password),
            Master::Typed => {
                let password = self.ask("Enter KDC database master key")?;
                let typed = password.ok_or_else(|| {
                    Failure::new("Cannot read password", "while reading master key")
                })?;
                self.of_password(typed)
            }
        })
    }

    pub(super) fn of_password(&self, password: Zeroizing<Vec<u8>>) -> MasterKeySource {
        MasterKeySource::Password { password, enctype: self.parameters.enctype }
    }

    /// Asks for a secret; nothing at the end of input.
    pub(super) fn ask(&mut self, prompt: &str) -> Outcome<Option<Zeroizing<Vec<u8>>>> {
        self.streams
            .secret(prompt)
            .map_err(|error| Failure::new(system(&error), "while reading master key"))
    }

    /// Asks for a new master password twice.
    pub(super) fn new_password(&mut self, doing: &str) -> Outcome<Zeroizing<Vec<u8>>> {
        let first = self.ask("Enter KDC database master key")?;
        let first = first.ok_or_else(|| Failure::new("Cannot read password", doing))?;
        let second = self.ask("Re-enter KDC database master key to verify")?;
        match second {
            Some(second) if *second == *first => Ok(first),
            _ => Err(Failure::new("Password mismatch", doing)),
        }
    }

    /// Says what a master password is worth, and asks for a new one.
    pub(super) fn prompt_for_master(&mut self, doing: &str) -> Outcome<Zeroizing<Vec<u8>>> {
        let what = if doing.contains("new") { "a new" } else { "the" };
        out!(self.streams, "You will be prompted for {what} database Master Password.\n");
        out!(self.streams, "It is important that you NOT FORGET this password.\n");
        self.new_password(doing)
    }

    /// The master key that a password stands for.
    pub(super) fn master_key(
        &self,
        enctype: kerbside_crypto::Enctype,
        password: &[u8],
    ) -> Outcome<Key> {
        let name = self.master_name();
        let salt = kerbside_kdc_core::database::Salt::Normal.octets(&name.name, &name.realm);
        kerbside_crypto::string_to_key(enctype, password, &salt, None)
            .doing("while transforming master key from password")
    }

    /// Whether the next line of standard input is `yes`.
    pub(super) fn says_yes(&mut self) -> bool {
        matches!(self.streams.line(), Ok(Some(line)) if *line == b"yes")
    }
}

/// What MIT says of a master key that cannot be read.
pub(super) fn reason(error: &MasterKeyError) -> String {
    match error {
        MasterKeyError::Stash { error, .. } => system(error),
        other => other.to_string(),
    }
}

/// What the system said, without the number of the error.
pub(super) fn system(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}
