//! Keytabs by their names: `FILE:PATH`, `WRFILE:PATH` or a path alone, and `MEMORY:NAME`, which
//! lives as long as its [`Environment`].

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kerbside_krb5::formats::keytab::{Keytab, KeytabError, KeytabFile};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::path_tokens::TokenError;

use super::environment::Environment;
use super::private_file;

/// Which keytab a command takes when none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// That of the host's services.
    Services,
    /// That of the user.
    Client,
}

/// A keytab by its name.
#[derive(Clone)]
pub(super) struct KeytabName {
    /// `FILE`, `WRFILE` or `MEMORY`.
    pub(super) prefix: String,
    /// The path as it was given.
    pub(super) path: String,
    place: Place,
}

#[derive(Clone)]
enum Place {
    File(PathBuf),
    Memory(MemoryKeytabs),
}

/// The keytabs in memory of one environment. Clones are the same ones.
#[derive(Clone, Default)]
pub struct MemoryKeytabs(Arc<Mutex<BTreeMap<String, KeytabFile>>>);

impl MemoryKeytabs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, KeytabFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a keytab cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeytabNameError {
    /// There is none. The words are MIT's.
    #[error("Key table file '{0}' not found")]
    NotFound(String),
    /// Nothing is known of its type.
    #[error("Unknown Key table type {0:?}: name a FILE:PATH")]
    UnknownType(String),
    /// Its name has a token that is unknown.
    #[error(transparent)]
    Name(#[from] TokenError),
    /// It is malformed.
    #[error(transparent)]
    Malformed(#[from] KeytabError),
    /// It could not be read or written.
    #[error("Key table file '{path}': {error}")]
    Io { path: String, error: std::io::Error },
}

impl KeytabName {
    /// The keytab called `name`, else the default one.
    pub(super) fn resolve(
        name: Option<&str>,
        default: Default,
        environment: &Environment,
        conf: &Krb5Conf,
    ) -> Result<Self, KeytabNameError> {
        let defaults = &conf.libdefaults;
        let (variable, relation, fallback) = match default {
            Default::Services => (
                environment.keytab.as_deref(),
                defaults.default_keytab_name.as_deref(),
                "FILE:/etc/krb5.keytab",
            ),
            Default::Client => (
                environment.client_keytab.as_deref(),
                defaults.default_client_keytab_name.as_deref(),
                "FILE:/etc/krb5/user/%{euid}/client.keytab",
            ),
        };
        let name = match name.or(variable) {
            Some(name) => name.to_owned(),
            None => environment.tokens.expand(relation.unwrap_or(fallback))?,
        };
        Self::named(&name, environment)
    }

    /// The keytab called `name`.
    pub(super) fn named(name: &str, environment: &Environment) -> Result<Self, KeytabNameError> {
        let (prefix, path) = match name.split_once(':') {
            Some((prefix @ ("FILE" | "WRFILE" | "MEMORY"), path)) => (prefix, path),
            Some((other, _)) if !other.contains('/') => {
                return Err(KeytabNameError::UnknownType(other.to_owned()));
            }
            _ => ("FILE", name),
        };
        let place = match prefix {
            "MEMORY" => Place::Memory(environment.memory_keytabs.clone()),
            _ => Place::File(environment.path(path)),
        };
        Ok(Self { prefix: prefix.to_owned(), place, path: path.to_owned() })
    }

    /// What the keytab holds.
    pub(super) fn read(&self) -> Result<Keytab, KeytabNameError> {
        Ok(self.image()?.to_keytab())
    }

    /// The file as it stands, or an empty one when there is none in a directory that is there.
    pub(super) fn image_to_change(&self) -> Result<KeytabFile, KeytabNameError> {
        let directory = match &self.place {
            Place::File(path) => path.parent(),
            Place::Memory(_) => None,
        };
        match self.image() {
            Err(KeytabNameError::NotFound(_)) if directory.is_none_or(|path| path.is_dir()) => {
                Ok(KeytabFile::default())
            }
            image => image,
        }
    }

    /// The file as it stands.
    pub(super) fn image(&self) -> Result<KeytabFile, KeytabNameError> {
        match &self.place {
            Place::File(path) => {
                let octets = std::fs::read(path).map_err(|error| self.io(error))?;
                Ok(KeytabFile::from_bytes(&octets, &self.path)?)
            }
            // One that nobody has written yet is empty.
            Place::Memory(keytabs) => {
                Ok(keytabs.lock().get(&self.path).cloned().unwrap_or_default())
            }
        }
    }

    /// Puts `image` in the place of the file.
    pub(super) fn write(&self, image: &KeytabFile) -> Result<(), KeytabNameError> {
        match &self.place {
            Place::File(path) => {
                private_file::rewrite(path, &image.to_bytes()).map_err(|error| self.io(error))
            }
            Place::Memory(keytabs) => {
                keytabs.lock().insert(self.path.clone(), image.clone());
                Ok(())
            }
        }
    }

    fn io(&self, error: std::io::Error) -> KeytabNameError {
        let path = self.path.clone();
        match error.kind() {
            ErrorKind::NotFound => KeytabNameError::NotFound(path),
            _ => KeytabNameError::Io { path, error },
        }
    }
}
