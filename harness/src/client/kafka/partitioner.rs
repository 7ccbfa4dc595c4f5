//! Which partition a record goes to: Kafka's choice for keys (KAFKA-1252), so that records with one
//! key meet those of other clients.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The partition among `count` for a record with `key`; without one, each in `turn`.
pub(super) fn choose(key: Option<&[u8]>, count: usize, turn: &AtomicUsize) -> usize {
    let positive = |hash: u32| usize::try_from(hash & 0x7fff_ffff).unwrap_or(0);
    let number = match key {
        Some(key) => positive(murmur2(key)),
        None => turn.fetch_add(1, Ordering::Relaxed),
    };
    number.checked_rem(count).unwrap_or(0)
}

/// MurmurHash2 with the seed that Kafka uses.
fn murmur2(data: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const M: u32 = 0x5bd1_e995;
    const R: u32 = 24;
    let mut hash = SEED ^ (data.len() as u32);
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    if !rest.is_empty() {
        for (at, octet) in rest.iter().enumerate() {
            hash ^= u32::from(*octet) << (8 * at);
        }
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hash_as_kafka_hashes_them() {
        // org.apache.kafka.common.utils.Utils.murmur2 of kafka-clients 4.4.0.
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(key.as_bytes()) as i32, hash, "{key}");
        }
    }

    #[test]
    fn keyless_records_take_turns() {
        let turn = AtomicUsize::new(0);
        let chosen: Vec<usize> = (0..5).map(|_| choose(None, 3, &turn)).collect();
        assert_eq!(chosen, [0, 1, 2, 0, 1]);
        assert_eq!(choose(Some(b"k"), 3, &turn), choose(Some(b"k"), 3, &turn));
    }
}
