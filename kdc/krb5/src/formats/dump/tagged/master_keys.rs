//! The two lists that the master key's principal keeps: which key is used from when on, and the
//! newest key sealed under each older one.
//!
//! Each starts with a version of two octets, 1.

use super::Typed;

const VERSION: [u8; 2] = [1, 0];

/// From when on a version of the master key is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActiveKvno {
    /// The version.
    pub kvno: u16,
    /// From when on, in seconds since the epoch.
    pub time: u32,
}

/// The newest master key, sealed under an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKeyCopy {
    /// The version of the older key.
    pub under: u16,
    /// The version of the newest key.
    pub kvno: u16,
    /// Its enctype and its sealed octets.
    pub key: Typed,
}

/// Which master key is used from when on, by time.
pub fn read_actkvno(octets: &[u8]) -> Option<Vec<ActiveKvno>> {
    let (entries, []) = octets.strip_prefix(&VERSION)?.as_chunks::<6>() else { return None };
    let entry = |[low, high, a, b, c, d]: &[u8; 6]| ActiveKvno {
        kvno: u16::from_le_bytes([*low, *high]),
        time: u32::from_le_bytes([*a, *b, *c, *d]),
    };
    Some(entries.iter().map(entry).collect())
}

/// The octets that [`read_actkvno`] reads.
pub fn write_actkvno(entries: &[ActiveKvno]) -> Vec<u8> {
    let mut octets = VERSION.to_vec();
    for ActiveKvno { kvno, time } in entries {
        octets.extend(kvno.to_le_bytes());
        octets.extend(time.to_le_bytes());
    }
    octets
}

/// The newest master key under each older one.
pub fn read_mkey_aux(octets: &[u8]) -> Option<Vec<MasterKeyCopy>> {
    let mut rest = octets.strip_prefix(&VERSION)?;
    let mut copies = Vec::new();
    while !rest.is_empty() {
        let (header, tail) = rest.split_first_chunk::<8>()?;
        let (numbers, _) = header.as_chunks::<2>();
        let [under, kvno, enctype, length] = <[[u8; 2]; 4]>::try_from(numbers).ok()?;
        let (key, tail) = tail.split_at_checked(u16::from_le_bytes(length).into())?;
        copies.push(MasterKeyCopy {
            under: u16::from_le_bytes(under),
            kvno: u16::from_le_bytes(kvno),
            key: Typed::new(i16::from_le_bytes(enctype), key),
        });
        rest = tail;
    }
    Some(copies)
}

/// The octets that [`read_mkey_aux`] reads; `None` when a key is longer than its length can say.
pub fn write_mkey_aux(copies: &[MasterKeyCopy]) -> Option<Vec<u8>> {
    let mut octets = VERSION.to_vec();
    for MasterKeyCopy { under, kvno, key } in copies {
        octets.extend(under.to_le_bytes());
        octets.extend(kvno.to_le_bytes());
        octets.extend(key.kind.to_le_bytes());
        octets.extend(u16::try_from(key.octets.len()).ok()?.to_le_bytes());
        octets.extend_from_slice(&key.octets);
    }
    Some(octets)
}
