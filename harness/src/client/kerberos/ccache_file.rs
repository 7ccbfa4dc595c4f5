//! Credential caches of type FILE, as whole files: read at once, replaced at once, mode 0600.

use std::io::{self, Write as _};
use std::path::Path;

use kerbside_krb5::client::Credential;
use kerbside_krb5::formats::ccache::{self, CredentialCache};

use super::error::CacheError;
use super::tickets::{Tickets, from_time_offset, is_granting};

/// Takes over what the file `path` holds.
pub(super) fn load(path: &Path, into: &mut Tickets) -> Result<(), CacheError> {
    let bytes =
        std::fs::read(path).map_err(|source| CacheError::Read { path: path.to_owned(), source })?;
    let cache = CredentialCache::from_bytes(&bytes, &path.display().to_string())?;
    let usable = |cached: &ccache::Credential| {
        Credential::try_from(cached).map_err(|source| CacheError::Ticket {
            path: path.to_owned(),
            server: cached.server.clone(),
            source: Box::new(source),
        })
    };
    let granting = cache.tickets().find(|cached| is_granting(cached));
    let granting = granting.ok_or_else(|| CacheError::NoTicket { path: path.to_owned() })?;
    let services = cache.tickets().filter(|cached| !is_granting(cached));
    let services = services.map(usable).collect::<Result<Vec<_>, _>>()?;
    into.replace(usable(granting)?, cache.time_offset.map(from_time_offset).unwrap_or_default());
    into.services = services;
    Ok(())
}

/// Writes all tickets to the file `path`, which another program may be reading.
pub(super) fn save(path: &Path, tickets: &Tickets) -> Result<(), CacheError> {
    let bytes = tickets.to_cache().ok_or(CacheError::NothingToSave)?.to_bytes()?;
    replace(path, &bytes).map_err(|source| CacheError::Write { path: path.to_owned(), source })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}
