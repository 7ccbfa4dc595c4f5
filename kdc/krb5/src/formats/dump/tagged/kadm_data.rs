//! The administration's record of a principal, in XDR (RFC 4506): its policy and the keys of its
//! earlier passwords, sealed under the realm's history key.
//!
//! The earlier passwords are a ring: `next` is the place that the next one takes, so that the one
//! which lies there is the oldest.

use crate::formats::cursor::{ByteOrder, Cursor};
use crate::formats::dump::{DumpKey, Typed};

/// What every record starts with.
const VERSION: u32 = 0x1234_5c01;
/// The bit of the auxiliary attributes that says that there is a policy.
const HAS_POLICY: u32 = 0x800;

/// The administration's record.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KadmData {
    /// The name of the policy.
    pub policy: Option<Vec<u8>>,
    /// The auxiliary attributes, as they were written.
    pub auxiliary: u32,
    /// Where the next earlier password goes.
    pub next: u32,
    /// The version of the history key that seals the old keys.
    pub history_kvno: u32,
    /// The earlier passwords, in the order of the ring.
    pub old_keys: Vec<OldKeys>,
}

/// The sealed keys of an earlier password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldKeys(pub Vec<DumpKey>);

impl KadmData {
    /// The record of a principal with this policy and without earlier passwords.
    pub fn new(policy: Option<Vec<u8>>, history_kvno: u32) -> Self {
        let auxiliary = if policy.is_some() { HAS_POLICY } else { 0 };
        Self { policy, auxiliary, next: 0, history_kvno, old_keys: Vec::new() }
    }

    /// Reads a record; `None` when it is none.
    pub fn read(octets: &[u8]) -> Option<Self> {
        let cursor = &mut Cursor::new(octets, 0, ByteOrder::Big);
        if cursor.u32().ok()? != VERSION {
            return None;
        }
        // A text of no octet stands for none; others end in a zero octet.
        let policy = opaque(cursor)?.strip_suffix(&[0]).map(<[u8]>::to_vec);
        let mut number = || cursor.u32().ok();
        let (auxiliary, next, history_kvno) = (number()?, number()?, number()?);
        let mut old_keys = Vec::new();
        for _ in 0..number()? {
            let mut keys = Vec::new();
            for _ in 0..cursor.u32().ok()? {
                keys.push(read_key(cursor)?);
            }
            old_keys.push(OldKeys(keys));
        }
        Some(Self { policy, auxiliary, next, history_kvno, old_keys })
    }

    /// The octets that [`read`](Self::read) reads; `None` when a length does not fit 32 bits.
    pub fn write(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        put(&mut out, VERSION);
        let policy = self.policy.as_ref().map(|policy| [policy.as_slice(), &[0]].concat());
        put_opaque(&mut out, &policy.unwrap_or_default())?;
        put(&mut out, self.auxiliary);
        put(&mut out, self.next);
        put(&mut out, self.history_kvno);
        put(&mut out, u32::try_from(self.old_keys.len()).ok()?);
        for OldKeys(keys) in &self.old_keys {
            put(&mut out, u32::try_from(keys.len()).ok()?);
            for key in keys {
                write_key(&mut out, key)?;
            }
        }
        Some(out)
    }

    /// The earlier passwords, the oldest first.
    pub fn oldest_first(&self) -> impl Iterator<Item = &OldKeys> {
        let next = usize::try_from(self.next).unwrap_or(0);
        let at = if next < self.old_keys.len() { next } else { 0 };
        self.old_keys.iter().cycle().skip(at).take(self.old_keys.len())
    }
}

/// A key: parts, version, two types, two lengths, and the octets of both, whose length is repeated.
fn read_key(cursor: &mut Cursor<'_>) -> Option<DumpKey> {
    let mut number = || cursor.u32().ok();
    let (parts, kvno) = (number()?, number()?);
    let kinds = [number()?, number()?].map(|kind| i16::try_from(kind.cast_signed()));
    let _lengths = [number()?, number()?];
    let [key, salt] = [opaque(cursor)?, opaque(cursor)?];
    let [Ok(enctype), Ok(salt_kind)] = kinds else { return None };
    let salt = (parts > 1).then(|| Typed::new(salt_kind, salt));
    Some(DumpKey { kvno: u16::try_from(kvno & 0xffff).ok()?, key: Typed::new(enctype, key), salt })
}

fn write_key(out: &mut Vec<u8>, DumpKey { kvno, key, salt }: &DumpKey) -> Option<()> {
    let none = Typed::new(0, []);
    let parts = if salt.is_some() { 2 } else { 1 };
    let salt = salt.as_ref().unwrap_or(&none);
    put(out, parts);
    put(out, u32::from(*kvno));
    for part in [key, salt] {
        put(out, i32::from(part.kind).cast_unsigned());
    }
    for part in [key, salt] {
        put(out, u32::try_from(part.octets.len()).ok()?);
    }
    for part in [key, salt] {
        put_opaque(out, &part.octets)?;
    }
    Some(())
}

/// Octets behind their length, padded to a multiple of four (RFC 4506 §4.10).
fn opaque<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(cursor.u32().ok()?).ok()?;
    let octets = cursor.take(length).ok()?;
    cursor.take(padding(length)).ok()?;
    Some(octets)
}

fn put_opaque(out: &mut Vec<u8>, octets: &[u8]) -> Option<()> {
    put(out, u32::try_from(octets.len()).ok()?);
    out.extend_from_slice(octets);
    out.resize(out.len() + padding(octets.len()), 0);
    Some(())
}

fn put(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_be_bytes());
}

fn padding(length: usize) -> usize {
    (4 - length % 4) % 4
}
