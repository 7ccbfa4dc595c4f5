//! Where each record lies: the keys of the database, in the order of the names.
//!
//! A key is a letter for the kind, then the realm and the components of the name, each ended by
//! `00 01`; an octet 0 within is `00 FF`. A key longer than the database takes keeps its beginning
//! and the digest of the whole.

use kerbside_crypto::{Enctype, Key, KeyUsage};
use kerbside_krb5::wire::{KerberosString, PrincipalName, Realm};

use super::{Malformed, Reader, Writer};

/// The record that makes a file our database.
pub(crate) const FOUNDATION: &[u8] = b"\0kerbside";
/// A database that was destroyed while somebody had it open has this record.
pub(crate) const DESTROYED: &[u8] = b"\0destroyed";
/// Counts commits that change nothing else, so that each makes a generation.
pub(crate) const GENERATION: &[u8] = b"\0generation";

/// The longest key: LMDB's limit is 511.
const LONGEST: usize = 511;

/// The kinds of records, by the first octet of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Alias,
    Policy,
    Principal,
    Realm,
}

impl Kind {
    /// What the key of every record of this kind begins with.
    pub(crate) fn prefix(self) -> [u8; 1] {
        match self {
            Self::Alias => *b"a",
            Self::Policy => *b"o",
            Self::Principal => *b"p",
            Self::Realm => *b"r",
        }
    }

    pub(crate) fn of_realm(self, realm: &Realm) -> Vec<u8> {
        let mut key = Vec::with_capacity(64);
        key.extend(self.prefix());
        part(&mut key, realm.as_bytes());
        key
    }

    pub(crate) fn of_name(self, realm: &Realm, name: &PrincipalName) -> Vec<u8> {
        let mut key = self.of_realm(realm);
        for component in &name.name_string {
            part(&mut key, component.as_bytes());
        }
        bounded(key)
    }

    pub(crate) fn of_text(self, realm: &Realm, name: &str) -> Vec<u8> {
        let mut key = self.of_realm(realm);
        part(&mut key, name.as_bytes());
        bounded(key)
    }
}

fn part(key: &mut Vec<u8>, octets: &[u8]) {
    for octet in octets {
        key.push(*octet);
        if *octet == 0 {
            key.push(0xff);
        }
    }
    key.extend([0, 1]);
}

/// Names that differ only in what a digest replaced are told apart by the name in the record.
fn bounded(mut key: Vec<u8>) -> Vec<u8> {
    if key.len() > LONGEST {
        let digest = digest(&key);
        key.truncate(LONGEST - digest.len());
        key.extend(digest);
    }
    key
}

/// 12 octets that depend on all of `octets`: a keyed checksum under a constant.
fn digest(octets: &[u8]) -> Vec<u8> {
    // The length is that of the enctype, which is always implemented.
    let constant = Key::new(Enctype::AES256_SHA1, b"kerbside: names that are long...");
    constant.map(|key| key.checksum(KeyUsage(1_025), octets)).unwrap_or_default()
}

pub(crate) fn write(out: &mut Writer, name: &PrincipalName) {
    out.i32(name.name_type.0);
    out.count(name.name_string.len());
    for component in &name.name_string {
        out.octets(component.as_bytes());
    }
}

pub(crate) fn read(from: &mut Reader<'_>) -> Result<PrincipalName, Malformed> {
    let name_type = kerbside_krb5::wire::NameType(from.i32()?);
    let name_string: Vec<KerberosString> = from.list(Reader::string)?;
    Ok(PrincipalName { name_type, name_string })
}
