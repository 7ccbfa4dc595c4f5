//! Keys, key-salts, and the shape of keys without their octets.

use super::xdr::{Reader, Writer, XdrError};
use crate::wire::EncryptionKey;

/// krb5_key_salt_tuple: an enctype and the type of a salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySaltTuple {
    /// The enctype's number.
    pub enctype: i32,
    /// The number of the salt's type.
    pub salt_type: i32,
}

/// krb5_key_data without contents: what GET_PRINCIPAL tells of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyShape {
    /// The key's version.
    pub kvno: u16,
    /// The enctype's number.
    pub enctype: i16,
    /// The number of the salt's type, where it is told (key_data_ver 2).
    pub salt_type: Option<i16>,
}

/// kadm5_key_data: a key with its version and salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireKey {
    /// The key's version.
    pub kvno: u32,
    /// The key.
    pub key: EncryptionKey,
    /// The number of the salt's type.
    pub salt_type: i16,
    /// The salt's octets.
    pub salt: Vec<u8>,
}

impl KeySaltTuple {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        Ok(Self { enctype: reader.i32()?, salt_type: reader.i32()? })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.i32(self.enctype);
        writer.i32(self.salt_type);
    }
}

pub(super) fn read_key_salts(reader: &mut Reader<'_>) -> Result<Vec<KeySaltTuple>, XdrError> {
    reader.array(8, KeySaltTuple::read)
}

pub(super) fn write_key_salts(tuples: &[KeySaltTuple], writer: &mut Writer) {
    writer.array(tuples, |writer, tuple| tuple.write(writer));
}

impl KeyShape {
    /// The fewest octets of one.
    pub(super) const SMALLEST: usize = 12;

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        let version = reader.i16()?;
        let (kvno, enctype) = (reader.u16()?, reader.i16()?);
        let salt_type = if version > 1 { Some(reader.i16()?) } else { None };
        Ok(Self { kvno, enctype, salt_type })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.i32(if self.salt_type.is_some() { 2 } else { 1 });
        writer.u32(self.kvno.into());
        writer.i32(self.enctype.into());
        if let Some(salt_type) = self.salt_type {
            writer.i32(salt_type.into());
        }
    }
}

/// krb5_keyblock.
pub(super) fn read_key(reader: &mut Reader<'_>) -> Result<EncryptionKey, XdrError> {
    let keytype = reader.i32()?;
    Ok(EncryptionKey { keytype, keyvalue: reader.opaque()?.to_vec().into() })
}

pub(super) fn write_key(key: &EncryptionKey, writer: &mut Writer) {
    writer.i32(key.keytype);
    writer.opaque(&key.keyvalue);
}

pub(super) fn read_keys(reader: &mut Reader<'_>) -> Result<Vec<EncryptionKey>, XdrError> {
    reader.array(8, read_key)
}

pub(super) fn write_keys(keys: &[EncryptionKey], writer: &mut Writer) {
    writer.array(keys, |writer, key| write_key(key, writer));
}

impl WireKey {
    pub(super) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, XdrError> {
        reader.array(20, Self::read)
    }

    pub(super) fn write_all(keys: &[Self], writer: &mut Writer) {
        writer.array(keys, |writer, key| key.write(writer));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        Ok(Self {
            kvno: reader.u32()?,
            key: read_key(reader)?,
            salt_type: reader.i16()?,
            salt: reader.opaque()?.to_vec(),
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.u32(self.kvno);
        write_key(&self.key, writer);
        writer.i32(self.salt_type.into());
        writer.opaque(&self.salt);
    }
}
