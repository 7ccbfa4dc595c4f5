//! Credential caches by their names: `FILE:PATH`, or a path alone.
//!
//! Leaves out the other types, which are refused by name.

use std::io::ErrorKind;
use std::path::PathBuf;

use kerbside_krb5::formats::ccache::{CcacheError, Credential, CredentialCache};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::formats::path_tokens::TokenError;

use super::environment::Environment;
use super::private_file;

/// Types that MIT krb5 knows beside FILE.
const OTHER_TYPES: [&str; 6] = ["DIR", "MEMORY", "KEYRING", "KCM", "API", "MSLSA"];

/// A credential cache of type FILE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cache {
    /// The path as it was given.
    pub(super) name: String,
    path: PathBuf,
}

/// Why a cache cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum CacheError {
    /// There is none.
    #[error("No credentials cache found (filename: {0})")]
    NotFound(String),
    /// Nothing is known of its type.
    #[error("Unknown credential cache type")]
    UnknownType,
    /// It is of a type that is not supported.
    #[error("credential caches of type {0} are not supported: name a FILE:PATH")]
    UnsupportedType(String),
    /// Its name has a token that is unknown.
    #[error(transparent)]
    Name(#[from] TokenError),
    /// It is malformed.
    #[error(transparent)]
    Malformed(#[from] CcacheError),
    /// It could not be read or written.
    #[error("Credentials cache I/O operation failed (filename: {name}): {error}")]
    Io { name: String, error: std::io::Error },
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
        let path = match name.split_once(':') {
            None => name.as_str(),
            Some(("FILE", path)) => path,
            // A path may have a colon.
            Some((directory, _)) if directory.contains('/') => name.as_str(),
            Some((other, _)) if OTHER_TYPES.contains(&other) => {
                return Err(CacheError::UnsupportedType(other.to_owned()));
            }
            Some(_) => return Err(CacheError::UnknownType),
        };
        Ok(Self { path: environment.path(path), name: path.to_owned() })
    }

    pub(super) fn read(&self) -> Result<CredentialCache, CacheError> {
        let octets = std::fs::read(&self.path).map_err(|error| self.io(error))?;
        Ok(CredentialCache::from_bytes(&octets, &self.name)?)
    }

    /// Puts `cache` in the place of what is there.
    pub(super) fn write(&self, cache: &CredentialCache) -> Result<(), CacheError> {
        let octets = cache.to_bytes()?;
        private_file::replace(&self.path, &octets)
            .map_err(|error| CacheError::Io { name: self.name.clone(), error })
    }

    /// Adds a credential.
    pub(super) fn append(&self, credential: &Credential) -> Result<(), CacheError> {
        let octets = credential.to_bytes()?;
        private_file::append(&self.path, &octets).map_err(|error| self.io(error))
    }

    pub(super) fn destroy(&self) -> Result<(), CacheError> {
        private_file::destroy(&self.path).map_err(|error| self.io(error))
    }

    fn io(&self, error: std::io::Error) -> CacheError {
        let name = self.name.clone();
        match error.kind() {
            ErrorKind::NotFound => CacheError::NotFound(name),
            _ => CacheError::Io { name, error },
        }
    }
}
