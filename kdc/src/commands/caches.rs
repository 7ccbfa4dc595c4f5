//! Credential caches by their names: `FILE:PATH` or a path alone, `DIR:DIRECTORY`, `DIR::PATH` and
//! `MEMORY:NAME`.
//!
//! A directory is a collection: its file `primary` names the cache that is meant when only the
//! directory is. Caches in memory live as long as their [`Environment`] does. Other types are
//! refused with MIT's words.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kerbside_krb5::formats::ccache::{CcacheError, CcacheFault, Credential, CredentialCache};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::path_tokens::TokenError;
use kerbside_krb5::principal::Principal;

use super::environment::Environment;
use super::private_file;
use super::trace::trace;

/// What the names of caches in a directory begin with.
const IN_DIRECTORY: &str = "tkt";

/// A credential cache by its name.
#[derive(Clone)]
pub(super) struct Cache {
    /// What its messages call it: the path, or the name in memory.
    pub(super) name: String,
    place: Place,
}

#[derive(Clone)]
enum Place {
    File(PathBuf),
    /// A file of the collection in a directory.
    Directory {
        directory: PathBuf,
        file: PathBuf,
    },
    Memory(MemoryCaches),
}

/// The caches in memory of one environment. Clones are the same ones.
#[derive(Clone, Default)]
pub struct MemoryCaches(Arc<Mutex<BTreeMap<String, CredentialCache>>>);

impl MemoryCaches {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, CredentialCache>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a cache cannot be used. The words are MIT's.
#[derive(Debug, thiserror::Error)]
pub(super) enum CacheError {
    /// There is none.
    #[error("No credentials cache found (filename: {0})")]
    NotFound(String),
    /// There is none in memory.
    #[error("No credentials cache found")]
    NotInMemory,
    /// Nothing is known of its type.
    #[error("Unknown credential cache type")]
    UnknownType,
    /// Its directory is not there.
    #[error("Credential cache directory {0} does not exist")]
    NoDirectory(String),
    /// Its directory is something else.
    #[error("Credential cache directory {0} exists but is not a directory")]
    NotADirectory(String),
    /// It has no name that a cache in a directory can have.
    #[error("Subsidiary cache path {0} filename does not begin with \"tkt\"")]
    BadName(String),
    /// No cache of the collection is the principal's.
    #[error("Matching credential not found")]
    NoMatch,
    /// Its name has a token that is unknown.
    #[error(transparent)]
    Name(#[from] TokenError),
    /// It is no cache of a known version.
    #[error("Unsupported credentials cache format version number (filename: {0})")]
    Version(String),
    /// It is malformed.
    #[error(transparent)]
    Malformed(#[from] CcacheError),
    /// It could not be read or written.
    #[error("Credentials cache I/O operation failed (filename: {name}): {error}")]
    Io { name: String, error: std::io::Error },
}

impl CacheError {
    /// Whether there simply is none.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound(_) | Self::NotInMemory)
    }
}

impl Cache {
    /// The cache called `name`, else the one of the environment, of krb5.conf, or
    /// `FILE:/tmp/krb5cc_UID`.
    pub(super) fn resolve(
        name: Option<&str>,
        environment: &Environment,
        conf: &Krb5Conf,
    ) -> Result<Self, CacheError> {
        let name = match name.or(environment.ccache.as_deref()) {
            Some(name) => name.to_owned(),
            None => {
                let default = conf.libdefaults.default_ccache_name.as_deref();
                let default = default.unwrap_or("FILE:/tmp/krb5cc_%{uid}");
                environment.tokens.expand(default)?
            }
        };
        Self::named(&name, environment)
    }

    fn named(name: &str, environment: &Environment) -> Result<Self, CacheError> {
        match name.split_once(':') {
            None => Ok(Self::file(name, environment)),
            Some(("FILE", path)) => Ok(Self::file(path, environment)),
            Some(("DIR", path)) => match path.strip_prefix(':') {
                Some(file) => Self::of_directory(Path::new(file), environment),
                None => Self::primary(path, environment),
            },
            Some(("MEMORY", name)) => {
                let place = Place::Memory(environment.memory_caches.clone());
                Ok(Self { name: name.to_owned(), place })
            }
            // A path may have a colon.
            Some((directory, _)) if directory.contains('/') => Ok(Self::file(name, environment)),
            Some(_) => Err(CacheError::UnknownType),
        }
    }

    fn file(path: &str, environment: &Environment) -> Self {
        Self { name: path.to_owned(), place: Place::File(environment.path(path)) }
    }

    /// A cache of a directory by its path.
    fn of_directory(path: &Path, environment: &Environment) -> Result<Self, CacheError> {
        let name = path.display().to_string();
        let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
        if !file.starts_with(IN_DIRECTORY) {
            return Err(CacheError::BadName(name));
        }
        let file = environment.path(path);
        let directory = file.parent().map(Path::to_owned).unwrap_or_default();
        check_directory(&directory)?;
        Ok(Self { name, place: Place::Directory { directory, file } })
    }

    /// The primary cache of the directory at `path`, which is made when it is not there.
    fn primary(path: &str, environment: &Environment) -> Result<Self, CacheError> {
        let directory = environment.path(path);
        check_directory(&directory)?;
        let named = std::fs::read_to_string(directory.join("primary"));
        let named = match named {
            Ok(text) => text.lines().next().unwrap_or_default().to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                write_primary(&directory, IN_DIRECTORY, path)?;
                IN_DIRECTORY.to_owned()
            }
            Err(error) => return Err(CacheError::Io { name: path.to_owned(), error }),
        };
        Self::of_directory(&Path::new(path).join(named), environment)
    }

    /// Its name with its type: `FILE:/tmp/krb5cc_0`, `DIR::/tmp/d/tkt`, `MEMORY:x`.
    pub(super) fn full_name(&self) -> String {
        let kind = match &self.place {
            Place::File(_) => "FILE:",
            Place::Directory { .. } => "DIR::",
            Place::Memory(_) => "MEMORY:",
        };
        format!("{kind}{}", self.name)
    }

    /// Whether it is one of several among which one is primary.
    pub(super) fn can_switch(&self) -> bool {
        matches!(self.place, Place::Directory { .. })
    }

    /// Every cache of the collection to which this default one belongs, the primary one first.
    pub(super) fn collection(&self, environment: &Environment) -> Result<Vec<Self>, CacheError> {
        match &self.place {
            Place::File(_) => Ok(vec![self.clone()]),
            Place::Memory(caches) => {
                let names: Vec<String> = caches.lock().keys().cloned().collect();
                let cache = |name| Self { name, place: Place::Memory(caches.clone()) };
                Ok(names.into_iter().map(cache).collect())
            }
            Place::Directory { directory, file } => {
                let io = |error| CacheError::Io { name: self.name.clone(), error };
                let mut files = Vec::new();
                for entry in std::fs::read_dir(directory).map_err(io)? {
                    let path = entry.map_err(io)?.path();
                    let name = path.file_name().and_then(|name| name.to_str());
                    // A dot has the file of a writer that is not done.
                    let ours = |name: &str| name.starts_with(IN_DIRECTORY) && !name.contains('.');
                    if name.is_some_and(ours) && path != *file {
                        files.push(path);
                    }
                }
                files.sort();
                let others = files.iter().map(|path| Self::of_directory(path, environment));
                std::iter::once(Ok(self.clone())).chain(others).collect()
            }
        }
    }

    /// The cache of `owner` in the collection of this default one.
    pub(super) fn of_owner(
        &self,
        owner: &Principal,
        environment: &Environment,
    ) -> Result<Self, CacheError> {
        let all = self.collection(environment)?;
        let owned =
            |cache: &Self| cache.read().is_ok_and(|content| content.default_principal.same(owner));
        all.into_iter().find(owned).ok_or(CacheError::NoMatch)
    }

    /// A new name in the collection of this one; nothing is written yet.
    pub(super) fn unique(&self, environment: &Environment) -> Result<Self, CacheError> {
        let Place::Directory { directory, .. } = &self.place else {
            return Ok(self.clone());
        };
        let mut serial = u64::from(std::process::id());
        loop {
            let path = directory.join(format!("{IN_DIRECTORY}{serial:06}"));
            if !path.exists() {
                return Self::of_directory(&path, environment);
            }
            serial += 1;
        }
    }

    /// Makes it the primary one of its collection.
    pub(super) fn switch(&self) -> Result<(), CacheError> {
        let Place::Directory { directory, file } = &self.place else {
            return Ok(());
        };
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        write_primary(directory, name, &self.name)
    }

    pub(super) fn read(&self) -> Result<CredentialCache, CacheError> {
        let path = match self.path() {
            Ok(path) => path,
            Err(caches) => {
                let held = caches.lock().get(&self.name).cloned();
                return held.ok_or(CacheError::NotInMemory);
            }
        };
        let octets = private_file::read(path).map_err(|error| self.io(error))?;
        CredentialCache::from_bytes(&octets, &self.name).map_err(|error| match error.fault {
            CcacheFault::Version(_) | CcacheFault::NotACcache(_) => {
                CacheError::Version(self.name.clone())
            }
            _ => CacheError::Malformed(error),
        })
    }

    /// Puts `cache` in the place of what is there.
    pub(super) fn write(&self, cache: &CredentialCache) -> Result<(), CacheError> {
        match self.path() {
            Err(caches) => {
                caches.lock().insert(self.name.clone(), cache.clone());
                Ok(())
            }
            Ok(path) => {
                let octets = cache.to_bytes()?;
                private_file::replace(path, &octets)
                    .map_err(|error| CacheError::Io { name: self.name.clone(), error })
            }
        }
    }

    /// Puts `cache` in the place of what is there, telling it as MIT's library does, which makes
    /// it in memory first.
    pub(super) fn store(
        &self,
        cache: &CredentialCache,
        environment: &Environment,
    ) -> Result<(), CacheError> {
        if environment.trace.is_on() {
            tell_new(cache, &self.full_name(), environment);
        }
        self.write(cache)
    }

    /// Adds a credential.
    pub(super) fn append(
        &self,
        credential: &Credential,
        environment: &Environment,
    ) -> Result<(), CacheError> {
        let (client, server) = (&credential.client, &credential.server);
        trace!(environment, "Storing {client} -> {server} in {}", self.full_name());
        match self.path() {
            Ok(path) => {
                let octets = credential.to_bytes()?;
                private_file::append(path, &octets).map_err(|error| self.io(error))
            }
            Err(caches) => {
                let mut caches = caches.lock();
                let held = caches.get_mut(&self.name).ok_or(CacheError::NotInMemory)?;
                held.credentials.push(credential.clone());
                Ok(())
            }
        }
    }

    pub(super) fn destroy(&self) -> Result<(), CacheError> {
        match self.path() {
            Ok(path) => private_file::destroy(path).map_err(|error| self.io(error)),
            Err(caches) => {
                caches.lock().remove(&self.name).map(drop).ok_or(CacheError::NotInMemory)
            }
        }
    }

    /// Its file, or the memory that it is in.
    fn path(&self) -> Result<&Path, &MemoryCaches> {
        match &self.place {
            Place::File(path) | Place::Directory { file: path, .. } => Ok(path),
            Place::Memory(caches) => Err(caches),
        }
    }

    fn io(&self, error: std::io::Error) -> CacheError {
        let name = self.name.clone();
        match error.kind() {
            ErrorKind::NotFound => CacheError::NotFound(name),
            _ => CacheError::Io { name, error },
        }
    }
}

/// A directory that is not there is made, its owner's alone; the one above it is not.
fn check_directory(directory: &Path) -> Result<(), CacheError> {
    use std::os::unix::fs::DirBuilderExt;
    let name = || directory.display().to_string();
    match std::fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(CacheError::NotADirectory(name())),
        Err(_) => {
            let made = std::fs::DirBuilder::new().mode(0o700).create(directory);
            made.map_err(|_| CacheError::NoDirectory(name()))
        }
    }
}

fn write_primary(directory: &Path, file: &str, name: &str) -> Result<(), CacheError> {
    let mut line = Vec::new();
    let written = writeln!(line, "{file}")
        .and_then(|()| private_file::replace(&directory.join("primary"), &line));
    written.map_err(|error| CacheError::Io { name: name.to_owned(), error })
}

/// Tells of a cache that MIT's library fills in memory, and then moves to `name`.
pub(super) fn tell_new(cache: &CredentialCache, name: &str, environment: &Environment) {
    let owner = &cache.default_principal;
    // Seven letters, as MIT's library draws them; nothing else depends on them.
    let memory = "MEMORY:kerbsid";
    trace!(environment, "Resolving unique ccache of type MEMORY");
    trace!(environment, "Initializing {memory} with default princ {owner}");
    for credential in &cache.credentials {
        if let Some((key, about)) = credential.config_key() {
            let value = String::from_utf8_lossy(&credential.ticket);
            let about = about.map(|about| format!(" for {about}")).unwrap_or_default();
            trace!(environment, "Storing config in {memory}{about}: {key}: {value}");
        }
        let (client, server) = (&credential.client, &credential.server);
        trace!(environment, "Storing {client} -> {server} in {memory}");
    }
    trace!(environment, "Moving ccache {memory} to {name}");
    trace!(environment, "Destroying ccache {memory}");
}
