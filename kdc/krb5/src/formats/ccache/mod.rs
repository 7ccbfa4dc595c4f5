//! Credential caches of type FILE (MIT `ccache_file_format.rst`).
//!
//! Version 4 is written, as MIT writes it; versions 1 to 3 are read too, the first two in either
//! order of octets. A cache grows at its end: the bytes of a new credential are
//! [`Credential::to_bytes`], which a shell may append to the file as MIT does.
//!
//! Left out: opening, locking and permissions of files, and the other cache types.

mod config;
mod credential;
mod error;
mod header;
#[cfg(test)]
mod tests;

use crate::formats::cursor::{ByteOrder, Cursor};
use crate::principal::Principal;

pub use credential::{Credential, Times};
pub use error::{CcacheError, CcacheFault};
pub use header::TimeOffset;

/// The content of a credential cache.
///
/// ```
/// use kerbside_krb5::formats::ccache::CredentialCache;
/// use kerbside_krb5::principal::Principal;
///
/// let mut cache = CredentialCache::new(Principal::parse("alice", &"EXAMPLE.TEST".into())?);
/// cache.set_config("proxy_impersonator", None, b"broker@EXAMPLE.TEST");
/// let again = CredentialCache::from_bytes(&cache.to_bytes()?, "/tmp/krb5cc_0")?;
/// assert_eq!(again.config("proxy_impersonator", None), Some(&b"broker@EXAMPLE.TEST"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialCache {
    /// Whose credentials these are, unless one says otherwise.
    pub default_principal: Principal,
    /// How far the KDC's clock is ahead of the client's, as the client measured it.
    pub time_offset: Option<TimeOffset>,
    /// Fields of the header whose tags are not known here, written after the time offset.
    pub other_header_fields: Vec<(u16, Vec<u8>)>,
    /// The credentials and configuration entries, in file order.
    pub credentials: Vec<Credential>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1,
    V2,
    V3,
    V4,
}

/// How the fields of one file are stored.
#[derive(Clone, Copy, Debug)]
struct Form<'a> {
    version: Version,
    file: &'a str,
}

impl CredentialCache {
    /// An empty cache of `default_principal`.
    pub fn new(default_principal: Principal) -> Self {
        Self {
            default_principal,
            time_offset: None,
            other_header_fields: Vec::new(),
            credentials: Vec::new(),
        }
    }

    /// Reads a cache of versions 1 to 4. `file` names it in errors.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<Self, CcacheError> {
        let fault = |offset, fault| Err(CcacheError::new(file, offset, fault));
        let read = |version, order, rest| {
            Self::decode(Form { version, file }, Cursor::new(rest, 2, order))
        };
        // Versions 1 and 2 do not tell their order of octets: the one under which they read is it.
        let read_either = |version, rest| {
            read(version, ByteOrder::Little, rest)
                .or_else(|e| read(version, ByteOrder::Big, rest).or(Err(e)))
        };
        match bytes {
            [] => fault(0, CcacheFault::Empty),
            [5, 1, rest @ ..] => read_either(Version::V1, rest),
            [5, 2, rest @ ..] => read_either(Version::V2, rest),
            [5, 3, rest @ ..] => read(Version::V3, ByteOrder::Big, rest),
            [5, 4, rest @ ..] => read(Version::V4, ByteOrder::Big, rest),
            [5, version, ..] => fault(1, CcacheFault::Version(*version)),
            [5] => fault(1, CcacheFault::Truncated { field: "the version", needed: 1, left: 0 }),
            [other, ..] => fault(0, CcacheFault::NotACcache(*other)),
        }
    }

    fn decode(form: Form<'_>, mut cursor: Cursor<'_>) -> Result<Self, CcacheError> {
        let header = match form.version {
            Version::V4 => header::decode(form, &mut cursor)?,
            Version::V1 | Version::V2 | Version::V3 => header::Header::default(),
        };
        let default_principal = credential::principal(form, &mut cursor, "the default principal")?;
        let mut credentials = Vec::new();
        while !cursor.is_empty() {
            credentials.push(credential::decode(form, &mut cursor)?);
        }
        Ok(Self {
            default_principal,
            time_offset: header.time_offset,
            other_header_fields: header.others,
            credentials,
        })
    }

    /// The bytes MIT writes for this content, in version 4.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CcacheError> {
        let mut out = vec![5, 4];
        let unwritable = |fault| CcacheError::new("to be written", 0, fault);
        header::encode(&mut out, self.time_offset, &self.other_header_fields)
            .and_then(|()| credential::put_principal(&mut out, &self.default_principal))
            .map_err(unwritable)?;
        for credential in &self.credentials {
            out.extend(credential.to_bytes()?);
        }
        Ok(out)
    }

    /// The credentials in force: no configuration entry, none that was removed.
    pub fn tickets(&self) -> impl Iterator<Item = &Credential> {
        self.credentials.iter().filter(|c| !c.is_config() && !c.is_removed())
    }

    /// The first credential in force for `server`, whatever its name type.
    pub fn ticket_for(&self, server: &Principal) -> Option<&Credential> {
        self.tickets().find(|credential| credential.server.same(server))
    }
}
