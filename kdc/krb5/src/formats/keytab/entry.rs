//! One entry of a keytab and its record: what stands after the record's length.

use super::error::{KeytabError, KeytabFault};
use super::file::KeytabVersion;
use crate::formats::cursor::{ByteOrder, Cursor, Short};
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{EncryptionKey, KerberosString, NameType, PrincipalName};

/// A key of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeytabEntry {
    /// Whose key it is.
    pub principal: Principal,
    /// When the entry was written, in whole seconds from 1970 to 2106.
    pub timestamp: Timestamp,
    /// The key version number.
    pub kvno: u32,
    /// The key; its enctype is kept even when it is unknown here.
    pub key: EncryptionKey,
}

/// The newer of two entries, the first one when neither is.
///
/// A version stored in 8 bits wraps: one below 128 that was written no earlier than one above 240
/// is the newer.
pub(super) fn newer<'a>(first: &'a KeytabEntry, second: &'a KeytabEntry) -> &'a KeytabEntry {
    let wrapped = |young: &KeytabEntry, old: &KeytabEntry| {
        young.kvno < 128 && old.kvno > 240 && young.timestamp >= old.timestamp
    };
    let second_is_newer = if wrapped(second, first) {
        true
    } else if wrapped(first, second) {
        false
    } else {
        second.kvno > first.kvno
    };
    if second_is_newer { second } else { first }
}

/// Reads the record `bytes`, which starts `offset` octets into `file`.
pub(super) fn decode(
    bytes: &[u8],
    offset: usize,
    version: KeytabVersion,
    file: &str,
) -> Result<KeytabEntry, KeytabError> {
    let mut cursor = Cursor::new(bytes, offset, version.byte_order());
    let in_field = |field| move |short: Short| KeytabError::truncated(file, field, short);
    let counted = |cursor: &mut Cursor<'_>, field| -> Result<Vec<u8>, KeytabError> {
        let length = cursor.u16().map_err(in_field(field))?;
        Ok(cursor.take(usize::from(length)).map_err(in_field(field))?.to_vec())
    };
    let counted_components = cursor.u16().map_err(in_field("the number of components"))?;
    let components = match version {
        KeytabVersion::V2 => Some(counted_components),
        // Version 1 counts the realm.
        KeytabVersion::V1Big | KeytabVersion::V1Little => counted_components.checked_sub(1),
    };
    let components =
        components.ok_or_else(|| KeytabError::new(file, offset, KeytabFault::NoRealm))?;
    let realm = counted(&mut cursor, "the realm")?;
    let mut name_string = Vec::new();
    for _ in 0..components {
        name_string.push(KerberosString::from(counted(&mut cursor, "a component of the name")?));
    }
    let name_type = match version {
        KeytabVersion::V2 => NameType(cursor.i32().map_err(in_field("the name type"))?),
        KeytabVersion::V1Big | KeytabVersion::V1Little => NameType::PRINCIPAL,
    };
    let seconds = cursor.u32().map_err(in_field("the timestamp"))?;
    let low_kvno = cursor.u8().map_err(in_field("the key version"))?;
    let keytype = cursor.u16().map_err(in_field("the enctype"))?;
    let keyvalue = counted(&mut cursor, "the key")?;
    // Four octets or more after the key start with the version in 32 bits; zero is the filling of a
    // hole that was used again.
    let kvno = match cursor.u32() {
        Ok(0) | Err(_) => u32::from(low_kvno),
        Ok(wide) => wide,
    };
    Ok(KeytabEntry {
        principal: Principal {
            name: PrincipalName { name_type, name_string },
            realm: realm.into(),
        },
        timestamp: Timestamp::from_seconds(i64::from(seconds)),
        kvno,
        key: EncryptionKey {
            // The field is signed: enctypes of private use are negative.
            keytype: i32::from(keytype as i16),
            keyvalue: keyvalue.into(),
        },
    })
}

/// The record of `entry`, without its length.
pub(super) fn encode(entry: &KeytabEntry, version: KeytabVersion) -> Result<Vec<u8>, KeytabFault> {
    let order = version.byte_order();
    let name = &entry.principal.name;
    let mut out = Vec::new();
    let components = name.name_string.len() + usize::from(version != KeytabVersion::V2);
    put_u16(&mut out, order, count(components, "the list of components")?);
    put_counted(&mut out, order, entry.principal.realm.as_bytes(), "the realm")?;
    for component in &name.name_string {
        put_counted(&mut out, order, component.as_bytes(), "a component of the name")?;
    }
    if version == KeytabVersion::V2 {
        put_u32(&mut out, order, name.name_type.0 as u32);
    }
    let seconds = entry.timestamp.seconds().clamp(0, i64::from(u32::MAX));
    put_u32(&mut out, order, seconds as u32);
    out.push(entry.kvno as u8);
    put_u16(&mut out, order, entry.key.keytype as u16);
    put_counted(&mut out, order, &entry.key.keyvalue, "the key")?;
    put_u32(&mut out, order, entry.kvno);
    Ok(out)
}

fn count(length: usize, field: &'static str) -> Result<u16, KeytabFault> {
    let most = usize::from(u16::MAX);
    u16::try_from(length).map_err(|_| KeytabFault::Unwritable { field, length, most })
}

fn put_u16(out: &mut Vec<u8>, order: ByteOrder, number: u16) {
    out.extend(match order {
        ByteOrder::Big => number.to_be_bytes(),
        ByteOrder::Little => number.to_le_bytes(),
    });
}

pub(super) fn put_u32(out: &mut Vec<u8>, order: ByteOrder, number: u32) {
    out.extend(match order {
        ByteOrder::Big => number.to_be_bytes(),
        ByteOrder::Little => number.to_le_bytes(),
    });
}

fn put_counted(
    out: &mut Vec<u8>,
    order: ByteOrder,
    octets: &[u8],
    field: &'static str,
) -> Result<(), KeytabFault> {
    put_u16(out, order, count(octets.len(), field)?);
    out.extend(octets);
    Ok(())
}
