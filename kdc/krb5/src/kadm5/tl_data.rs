//! Tagged data: what the database keeps of a principal or policy beside its fields.

use super::xdr::{Reader, Writer, XdrError};

/// The type of a tagged datum (MIT's kdb.h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TlType(pub i16);

impl TlType {
    /// The first type that a client may set: those below are the database's own.
    pub const FIRST_OF_CLIENTS: Self = Self(256);
    /// When an administrator last unlocked the account: four octets, little-endian.
    pub const LAST_ADMIN_UNLOCK: Self = Self(0x700);
    /// `-x`: an argument for the database's module.
    pub const DB_ARGS: Self = Self(0x7fff);
}

/// A tagged datum.
#[derive(Clone, PartialEq, Eq)]
pub struct TlData {
    /// Its type.
    pub tl_type: TlType,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// Nobody here knows what the octets are: their number is shown.
impl std::fmt::Debug for TlData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TlData({}, {} octets)", self.tl_type.0, self.octets.len())
    }
}

/// nulltype(list): a flag that there is none; else items, each with a flag before it that it comes.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Vec<TlData>, XdrError> {
    let mut list = Vec::new();
    if reader.boolean()? {
        return Ok(list);
    }
    while reader.boolean()? {
        let tl_type = TlType(reader.i16()?);
        list.push(TlData { tl_type, octets: reader.opaque()?.to_vec() });
    }
    Ok(list)
}

pub(super) fn write(list: &[TlData], writer: &mut Writer) {
    writer.boolean(list.is_empty());
    if list.is_empty() {
        return;
    }
    for datum in list {
        writer.boolean(true);
        writer.i32(datum.tl_type.0.into());
        writer.opaque(&datum.octets);
    }
    writer.boolean(false);
}
