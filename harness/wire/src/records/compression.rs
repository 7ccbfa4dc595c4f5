//! How records are compressed: gzip (RFC 1952), Snappy in the framing of snappy-java, LZ4 frames,
//! Zstandard (RFC 8878).
//!
//! Whoever inflates says how much may come out: a few octets can stand for gigabytes. All codecs
//! are Rust; the Zstandard encoder knows one level. Left out: dictionaries, and Zstandard windows
//! beyond 100 MiB.

use std::io::{Read, Write as _};

use bytes::Bytes;

use super::Compression;

/// Why octets cannot be inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompressionError {
    /// There is no such compression.
    #[error("there is no compression type {}", .0.0)]
    Unknown(Compression),
    /// The octets are not what they should be.
    #[error("the {} data is corrupt", .0.name())]
    Corrupt(Compression),
    /// More comes out than is wanted.
    #[error("more than {limit} bytes come out of the {} data", .compression.name())]
    TooLarge {
        /// The compression.
        compression: Compression,
        /// How much may come out.
        limit: usize,
    },
}

/// What SnappyOutputStream of snappy-java begins with: its name and two versions.
const SNAPPY_JAVA: &[u8; 8] = b"\x82SNAPPY\0";
const SNAPPY_JAVA_HEADER: [u8; 16] = *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01";
/// Octets of one block, as in snappy-java.
const SNAPPY_BLOCK: usize = 32 * 1024;

impl Compression {
    /// Its name in `compression.type`.
    pub fn name(self) -> &'static str {
        match self {
            Compression::NONE => "none",
            Compression::GZIP => "gzip",
            Compression::SNAPPY => "snappy",
            Compression::LZ4 => "lz4",
            Compression::ZSTD => "zstd",
            _ => "unknown",
        }
    }

    /// Compresses. The level counts for gzip alone: 1 to 9, anything else is its default.
    pub fn compress(self, plain: &[u8], level: i32) -> Result<Bytes, CompressionError> {
        match self {
            Compression::NONE => Ok(Bytes::copy_from_slice(plain)),
            Compression::GZIP => gzip(plain, level),
            Compression::SNAPPY => snappy(plain),
            Compression::LZ4 => {
                let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
                let written = encoder.write_all(plain).ok().and_then(|()| encoder.finish().ok());
                written.map(Bytes::from).ok_or(CompressionError::Corrupt(self))
            }
            Compression::ZSTD => {
                let level = ruzstd::encoding::CompressionLevel::Fastest;
                Ok(ruzstd::encoding::compress_to_vec(plain, level).into())
            }
            unknown => Err(CompressionError::Unknown(unknown)),
        }
    }

    /// Inflates to at most `limit` octets.
    pub fn decompress(self, packed: &[u8], limit: usize) -> Result<Bytes, CompressionError> {
        match self {
            Compression::NONE if packed.len() > limit => {
                Err(CompressionError::TooLarge { compression: self, limit })
            }
            Compression::NONE => Ok(Bytes::copy_from_slice(packed)),
            Compression::GZIP => self.read(flate2::read::MultiGzDecoder::new(packed), limit),
            Compression::SNAPPY => unsnappy(packed, limit),
            Compression::LZ4 => self.read(lz4_flex::frame::FrameDecoder::new(packed), limit),
            Compression::ZSTD => unzstd(packed, limit),
            unknown => Err(CompressionError::Unknown(unknown)),
        }
    }

    fn read(self, decoder: impl Read, limit: usize) -> Result<Bytes, CompressionError> {
        let mut plain = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = decoder.take(most).read_to_end(&mut plain);
        read.map_err(|_| CompressionError::Corrupt(self))?;
        match plain.len() > limit {
            true => Err(CompressionError::TooLarge { compression: self, limit }),
            false => Ok(plain.into()),
        }
    }
}

fn gzip(plain: &[u8], level: i32) -> Result<Bytes, CompressionError> {
    let level = match u32::try_from(level) {
        Ok(level @ 1..=9) => flate2::Compression::new(level),
        _ => flate2::Compression::default(),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    let written = encoder.write_all(plain).ok().and_then(|()| encoder.finish().ok());
    written.map(Bytes::from).ok_or(CompressionError::Corrupt(Compression::GZIP))
}

fn snappy(plain: &[u8]) -> Result<Bytes, CompressionError> {
    let mut out = SNAPPY_JAVA_HEADER.to_vec();
    let mut encoder = snap::raw::Encoder::new();
    for block in plain.chunks(SNAPPY_BLOCK) {
        let block = encoder.compress_vec(block);
        let block = block.map_err(|_| CompressionError::Corrupt(Compression::SNAPPY))?;
        let size = u32::try_from(block.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&size.to_be_bytes());
        out.extend_from_slice(&block);
    }
    Ok(out.into())
}

/// Blocks after their sizes, or, as librdkafka may write, one block and nothing else.
fn unsnappy(packed: &[u8], limit: usize) -> Result<Bytes, CompressionError> {
    const CORRUPT: CompressionError = CompressionError::Corrupt(Compression::SNAPPY);
    let mut out = Vec::new();
    if !packed.starts_with(SNAPPY_JAVA) {
        unsnap(packed, limit, &mut out)?;
        return Ok(out.into());
    }
    let mut rest = packed.get(SNAPPY_JAVA_HEADER.len()..).ok_or(CORRUPT)?;
    while !rest.is_empty() {
        // A stream that was appended to another one begins with the header again.
        if rest.starts_with(SNAPPY_JAVA) {
            rest = rest.get(SNAPPY_JAVA_HEADER.len()..).ok_or(CORRUPT)?;
            continue;
        }
        let (size, after) = rest.split_first_chunk().ok_or(CORRUPT)?;
        let size = usize::try_from(u32::from_be_bytes(*size)).map_err(|_| CORRUPT)?;
        let (block, after) = after.split_at_checked(size).ok_or(CORRUPT)?;
        unsnap(block, limit, &mut out)?;
        rest = after;
    }
    Ok(out.into())
}

/// Appends the contents of one block, which begins with its inflated size.
fn unsnap(block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<(), CompressionError> {
    let compression = Compression::SNAPPY;
    let corrupt = |_| CompressionError::Corrupt(compression);
    let size = snap::raw::decompress_len(block).map_err(corrupt)?;
    let start = out.len();
    if size > limit.saturating_sub(start) {
        return Err(CompressionError::TooLarge { compression, limit });
    }
    // No block inflates to more than this, whatever it claims: an element of three octets stands
    // for 64 at most.
    if size / 32 > block.len() {
        return Err(CompressionError::Corrupt(compression));
    }
    out.resize(start + size, 0);
    let place = out.get_mut(start..).unwrap_or_default();
    snap::raw::Decoder::new().decompress(block, place).map_err(corrupt)?;
    Ok(())
}

/// One frame or several.
fn unzstd(packed: &[u8], limit: usize) -> Result<Bytes, CompressionError> {
    const CORRUPT: CompressionError = CompressionError::Corrupt(Compression::ZSTD);
    let mut rest = packed;
    let mut out: Vec<u8> = Vec::new();
    while !rest.is_empty() {
        let left = limit.saturating_sub(out.len());
        let decoder = ruzstd::decoding::StreamingDecoder::new(&mut rest).map_err(|_| CORRUPT)?;
        let most = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        decoder.take(most).read_to_end(&mut out).map_err(|_| CORRUPT)?;
        if out.len() > limit {
            return Err(CompressionError::TooLarge { compression: Compression::ZSTD, limit });
        }
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Batch, Record};
    use super::*;

    const ALL: [Compression; 4] =
        [Compression::GZIP, Compression::SNAPPY, Compression::LZ4, Compression::ZSTD];

    /// `MemoryRecords.withRecords` of kafka-clients 4.3.1: offset 5, (k, v) and (null, v) at
    /// 1000000 ms.
    const WRITTEN_BY_KAFKA: [&str; 4] = [
        "000000000000000500000053ffffffff02e78f807900010000000100000000000f424000000000000f4240ffff\
         ffffffffffffffffffffffff000000021f8b08000000000000ff1360606060ca662a63e003d28c401a00ba750e\
         e911000000",
        "000000000000000500000058ffffffff0249d9d17600020000000100000000000f424000000000000f4240ffff\
         ffffffffffffffffffffffff0000000282534e4150505900000000010000000100000013114010000000026b02\
         76000e00000201027600",
        "000000000000000500000051ffffffff02b81a3dc200030000000100000000000f424000000000000f4240ffff\
         ffffffffffffffffffffffff0000000204224d186040821100008010000000026b0276000e0000020102760000\
         000000",
        "00000000000000050000004effffffff02983f788c00040000000100000000000f424000000000000f4240ffff\
         ffffffffffffffffffffffff0000000228b52ffd005888000010000000026b0276000e000002010276000\
         10000",
    ];

    fn hex(text: &str) -> Bytes {
        let octet = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
        (0..text.len()).step_by(2).map(octet).collect()
    }

    #[test]
    fn batches_that_kafka_compressed_are_read() {
        let v = Some(Bytes::from_static(b"v"));
        for (text, compression) in WRITTEN_BY_KAFKA.into_iter().zip(ALL) {
            let batch = Batch::new(hex(text)).expect("a batch");
            assert!(batch.is_intact() && batch.compression() == compression);
            let plain = batch.inflated(100).expect("inflated");
            let records: Vec<_> = plain.records().expect("readable").map(Result::unwrap).collect();
            let record = |offset, key| Record {
                offset,
                timestamp: 1_000_000,
                key,
                value: v.clone(),
                headers: Vec::new(),
            };
            assert_eq!(records, [record(5, Some(Bytes::from_static(b"k"))), record(6, None)]);
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let plain = vec![0; 10_000_000];
        for compression in ALL {
            let packed = compression.compress(&plain, -1).expect("compressed");
            let limit = 100_000;
            let too_large = CompressionError::TooLarge { compression, limit };
            assert_eq!(compression.decompress(&packed, limit), Err(too_large));
        }
        // A block that claims four gigabytes and has no room for them.
        let liar = [0xff, 0xff, 0xff, 0xff, 0x0f, 0];
        assert!(Compression::SNAPPY.decompress(&liar, usize::MAX).is_err());
    }

    #[test]
    fn snappy_is_read_with_and_without_java_framing() {
        let plain = vec![7; 100_000];
        let framed = Compression::SNAPPY.compress(&plain, -1).expect("compressed");
        let twice = [&framed[..], &framed[..]].concat();
        let both = Compression::SNAPPY.decompress(&twice, 200_000).expect("two streams");
        assert_eq!(both, [&plain[..], &plain[..]].concat());
        let bare = snap::raw::Encoder::new().compress_vec(&plain).expect("compressed");
        assert_eq!(Compression::SNAPPY.decompress(&bare, 100_000), Ok(plain.into()));
    }

    #[test]
    fn unknown_compressions_are_told() {
        let unknown = Compression(5);
        assert_eq!(unknown.compress(&[], 0), Err(CompressionError::Unknown(unknown)));
        assert_eq!(unknown.decompress(&[], 9), Err(CompressionError::Unknown(unknown)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_compressed_comes_back(
            plain in proptest::collection::vec(0u8..4, 0..70_000),
            number in 0u8..=4,
        ) {
            let packed = Compression(number).compress(&plain, 1).expect("compressed");
            let back = Compression(number).decompress(&packed, plain.len());
            prop_assert_eq!(back.map(Vec::from), Ok(plain));
        }

        #[test]
        fn damage_never_panics(
            position: prop::sample::Index,
            octet: u8,
            number in 1u8..=4,
        ) {
            let plain: Vec<u8> = (0..2_000u32).map(|it| (it * it / 7) as u8).collect();
            let mut packed = Compression(number).compress(&plain, 1).expect("compressed").to_vec();
            let position = position.index(packed.len());
            packed[position] = octet;
            let back = Compression(number).decompress(&packed, 10_000);
            prop_assert!(back.map_or(0, |it| it.len()) <= 10_000);
        }
    }
}
