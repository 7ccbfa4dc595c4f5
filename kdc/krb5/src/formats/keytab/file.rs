//! The image of a keytab file: its version and its slots, some with an entry, some empty (holes).
//!
//! A file is version octets, then records: a length, then that many octets. A negative length marks
//! a hole. A length of zero, or the end of the file, ends the table.

use super::Keytab;
use super::entry::{KeytabEntry, decode, encode, put_u32};
use super::error::{KeytabError, KeytabFault};
use crate::formats::cursor::{ByteOrder, Cursor};

/// The file's version and order of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KeytabVersion {
    /// 0x0501 written on a machine that stores the most significant octet first.
    V1Big,
    /// 0x0501 written on a machine that stores the least significant octet first.
    V1Little,
    /// 0x0502.
    #[default]
    V2,
}

impl KeytabVersion {
    pub(super) fn byte_order(self) -> ByteOrder {
        match self {
            Self::V1Big | Self::V2 => ByteOrder::Big,
            Self::V1Little => ByteOrder::Little,
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
struct Slot {
    /// All octets of the slot after its length, with what follows the entry in a reused hole.
    octets: Vec<u8>,
    entry: Option<KeytabEntry>,
}

/// The octets hold a key and are never printed.
impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Slot({} octets, {:?})", self.octets.len(), self.entry)
    }
}

/// A keytab file as it stands on disk. Its bytes come back as they were read.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct KeytabFile {
    version: KeytabVersion,
    slots: Vec<Slot>,
    /// A length of zero and whatever follows it.
    end: Vec<u8>,
}

/// What follows the end may be what is left of a key: its length is shown.
impl std::fmt::Debug for KeytabFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeytabFile")
            .field("version", &self.version)
            .field("slots", &self.slots)
            .field("end", &format_args!("{} octets", self.end.len()))
            .finish()
    }
}

impl KeytabFile {
    /// Reads the image of a file. `file` names it in errors.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<Self, KeytabError> {
        let fault = |offset, fault| Err(KeytabError::new(file, offset, fault));
        match bytes {
            [] => fault(0, KeytabFault::Empty),
            [5, 2, records @ ..] => Self::records(records, KeytabVersion::V2, file),
            // Version 1 does not tell its order of octets: the one under which it reads is it.
            [5, 1, records @ ..] => Self::records(records, KeytabVersion::V1Little, file)
                .or_else(|e| Self::records(records, KeytabVersion::V1Big, file).or(Err(e))),
            [5, version, ..] => fault(1, KeytabFault::Version(*version)),
            [5] => fault(1, KeytabFault::Truncated { field: "the version", needed: 1, left: 0 }),
            [other, ..] => fault(0, KeytabFault::NotAKeytab(*other)),
        }
    }

    fn records(bytes: &[u8], version: KeytabVersion, file: &str) -> Result<Self, KeytabError> {
        let mut cursor = Cursor::new(bytes, 2, version.byte_order());
        let mut image = Self { version, ..Self::default() };
        while !cursor.is_empty() {
            let (start, from_length) = (cursor.offset(), cursor.rest());
            let length = cursor
                .i32()
                .map_err(|short| KeytabError::truncated(file, "a record's length", short))?;
            if length == 0 {
                image.end = from_length.to_vec();
                break;
            }
            let offset = cursor.offset();
            let octets = cursor.take(length.unsigned_abs() as usize).map_err(|short| {
                let (length, left) = (short.needed, short.left);
                KeytabError::new(file, start, KeytabFault::RecordTooLong { length, left })
            })?;
            let entry =
                if length > 0 { Some(decode(octets, offset, version, file)?) } else { None };
            image.slots.push(Slot { octets: octets.to_vec(), entry });
        }
        Ok(image)
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![5, if self.version == KeytabVersion::V2 { 2 } else { 1 }];
        for slot in &self.slots {
            // A slot's length came from a signed length, or was checked when the slot was made.
            let length = slot.octets.len() as i64;
            let signed = if slot.entry.is_some() { length } else { -length };
            put_u32(&mut out, self.version.byte_order(), signed as u32);
            out.extend(&slot.octets);
        }
        out.extend(&self.end);
        out
    }

    /// The version the file has and keeps.
    pub fn version(&self) -> KeytabVersion {
        self.version
    }

    /// The entries, in file order.
    pub fn entries(&self) -> impl Iterator<Item = &KeytabEntry> {
        self.slots.iter().filter_map(|slot| slot.entry.as_ref())
    }

    /// How many holes the file has.
    pub fn holes(&self) -> usize {
        self.slots.iter().filter(|slot| slot.entry.is_none()).count()
    }

    /// The content, without holes.
    pub fn to_keytab(&self) -> Keytab {
        Keytab { entries: self.entries().cloned().collect() }
    }

    /// Writes `entry` as MIT does: into the first hole that is large enough, which keeps its
    /// length, else at the end.
    pub fn add(&mut self, entry: &KeytabEntry) -> Result<(), KeytabError> {
        let record = self.record(entry)?;
        let hole = self.slots.iter_mut();
        let hole =
            hole.filter(|slot| slot.entry.is_none()).find(|slot| slot.octets.len() >= record.len());
        match hole {
            Some(slot) => {
                if let Some(start) = slot.octets.get_mut(..record.len()) {
                    start.copy_from_slice(&record);
                }
                slot.entry = Some(entry.clone());
            }
            None => self.push(record, entry),
        }
        Ok(())
    }

    /// Turns the slots of the entries that `unwanted` chooses into holes, their octets into zeros,
    /// and says how many there were.
    pub fn remove(&mut self, mut unwanted: impl FnMut(&KeytabEntry) -> bool) -> usize {
        let mut removed = 0;
        for slot in &mut self.slots {
            if slot.entry.as_ref().is_some_and(&mut unwanted) {
                slot.entry = None;
                slot.octets.fill(0);
                removed += 1;
            }
        }
        removed
    }

    pub(super) fn append(&mut self, entry: &KeytabEntry) -> Result<(), KeytabError> {
        let record = self.record(entry)?;
        self.push(record, entry);
        Ok(())
    }

    fn push(&mut self, octets: Vec<u8>, entry: &KeytabEntry) {
        // A record takes the place of the ending zero length; only the zero length comes after it.
        if !self.end.is_empty() {
            self.end = vec![0; 4];
        }
        self.slots.push(Slot { octets, entry: Some(entry.clone()) });
    }

    fn record(&self, entry: &KeytabEntry) -> Result<Vec<u8>, KeytabError> {
        let label = entry.principal.to_string();
        let unwritable = |fault| KeytabError::new(&format!("entry {label}"), 0, fault);
        let record = encode(entry, self.version).map_err(unwritable)?;
        let (length, most) = (record.len(), i32::MAX as usize);
        if length > most {
            let fault = KeytabFault::Unwritable { field: "the record", length, most };
            return Err(unwritable(fault));
        }
        Ok(record)
    }
}
