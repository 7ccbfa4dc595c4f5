//! Well-formed bytes of a message, straight from its schema.
//!
//! No generated code takes part, so that a test can hold the generated codec against these
//! bytes. They are canonical: a tagged field with its default value is absent, tags ascend.

use crate::schema::{Default, Field, Message, Scalar, Struct, Type};

/// What the fields are filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Each field's default.
    Defaults,
    /// A value of its own in each field, two elements in each array.
    Populated,
    /// As `Populated`, and one tagged field that no schema knows at the end of each struct.
    Tagged,
    /// Null wherever it is allowed, one element in each array.
    Nulls,
    /// Anything, from a seed.
    Random(u64),
}

/// A tag that no schema uses.
const FOREIGN_TAG: u32 = 10_000;

/// The message's bytes in a version that it has.
pub fn specimen(message: &Message, version: i16, filling: Filling) -> Vec<u8> {
    let seed = match filling {
        Filling::Random(seed) => seed,
        _ => 0,
    };
    let mut filler = Filler { message, version, filling, state: seed };
    let mut out = Vec::new();
    filler.structure(message.root(), &mut out);
    out
}

struct Filler<'a> {
    message: &'a Message,
    version: i16,
    filling: Filling,
    state: u64,
}

impl<'a> Filler<'a> {
    fn structure(&mut self, part: &'a Struct, out: &mut Vec<u8>) {
        let version = self.version;
        let present = part.fields.iter().filter(|field| field.versions.contains(version));
        let (tagged, plain): (Vec<_>, Vec<_>) = present.partition(|field| field.tag.is_some());
        for field in plain {
            self.field(field, out);
        }
        if !self.message.is_flexible(version) {
            return;
        }
        let mut entries = Vec::new();
        for field in tagged {
            let mut contents = Vec::new();
            self.field(field, &mut contents);
            if contents != self.default_of(field) {
                entries.push((field.tag.unwrap_or(0), contents));
            }
        }
        let foreign = match self.filling {
            Filling::Tagged => true,
            Filling::Random(_) => self.below(8) == 0,
            _ => false,
        };
        if foreign {
            entries.push((FOREIGN_TAG, vec![1, 2, 3]));
        }
        entries.sort();
        varint(out, entries.len() as u32);
        for (tag, contents) in entries {
            varint(out, tag);
            varint(out, contents.len() as u32);
            out.extend(contents);
        }
    }

    fn default_of(&self, field: &'a Field) -> Vec<u8> {
        let Filler { message, version, .. } = *self;
        let mut filler = Filler { message, version, filling: Filling::Defaults, state: 0 };
        let mut out = Vec::new();
        filler.field(field, &mut out);
        out
    }

    fn field(&mut self, field: &'a Field, out: &mut Vec<u8>) {
        let nullable = field.nullable.is_some_and(|versions| versions.contains(self.version));
        let null = nullable
            && match self.filling {
                Filling::Defaults => field.default == Default::Null,
                Filling::Nulls => true,
                Filling::Random(_) => self.below(4) == 0,
                Filling::Populated | Filling::Tagged => false,
            };
        let compact = self.message.is_flexible(self.version) && !field.plain;
        match &field.kind {
            Type::Struct(name) => {
                if nullable {
                    out.push(if null { 0xff } else { 1 });
                }
                if !null {
                    self.structure(&self.message.structs[name], out);
                }
            }
            Type::Array(element) => {
                let count = if null { None } else { Some(self.count()) };
                length(out, compact, Width::Four, count);
                for _ in 0..count.unwrap_or(0) {
                    match &**element {
                        Type::Struct(name) => self.structure(&self.message.structs[name], out),
                        Type::Scalar(scalar) => self.scalar(*scalar, compact, None, out),
                        Type::Array(_) => {} // the parser refuses arrays of arrays
                    }
                }
            }
            Type::Scalar(scalar) if null => length(out, compact, width(*scalar), None),
            Type::Scalar(scalar) => self.scalar(*scalar, compact, Some(&field.default), out),
        }
    }

    fn scalar(
        &mut self,
        scalar: Scalar,
        compact: bool,
        default: Option<&Default>,
        out: &mut Vec<u8>,
    ) {
        let default = default.filter(|_| self.filling == Filling::Defaults);
        if let Some(size) = scalar.fixed_size() {
            let number = match (default, scalar) {
                (Some(Default::Number(number)), _) => *number as u64,
                (Some(Default::True), _) => 1,
                (Some(_), _) => 0,
                (None, Scalar::Bool) => self.boolean(),
                (None, Scalar::F64) => (self.number() as u32 as f64 + 0.5).to_bits(),
                (None, _) => self.number(),
            };
            // A uuid is wider than the number: it is filled up in front.
            let front = if default.is_some() { 0 } else { 0x5a };
            out.extend(std::iter::repeat_n(front, size.saturating_sub(8)));
            out.extend(&number.to_be_bytes()[8 - size.min(8)..]);
            return;
        }
        let contents = match default {
            Some(Default::Text(text)) => text.clone().into_bytes(),
            Some(_) => Vec::new(),
            None => self.contents(scalar),
        };
        length(out, compact, width(scalar), Some(contents.len()));
        out.extend(contents);
    }

    fn contents(&mut self, scalar: Scalar) -> Vec<u8> {
        let number = self.number();
        match (self.filling, scalar) {
            (Filling::Random(_), Scalar::String) => {
                // Up to three octets per letter, and lengths on both sides of 127.
                let letters = ["a", "ß", "語"];
                let letter = letters[self.below(3) as usize];
                letter.repeat(if number.is_multiple_of(9) { 60 } else { self.below(6) as usize })
            }
            .into_bytes(),
            (Filling::Random(_), _) => {
                let count = self.below(20) as usize;
                (0..count).map(|_| self.number() as u8).collect()
            }
            (_, Scalar::String) => format!("text {number}").into_bytes(),
            (_, _) => format!("octets {number}").into_bytes(),
        }
    }

    fn count(&mut self) -> usize {
        match self.filling {
            Filling::Defaults => 0,
            Filling::Populated | Filling::Tagged => 2,
            Filling::Nulls => 1,
            Filling::Random(_) => self.below(4) as usize,
        }
    }

    fn boolean(&mut self) -> u64 {
        match self.filling {
            Filling::Random(_) => self.number() & 1,
            _ => 1,
        }
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.number() >> 32) % bound
    }

    /// The next number: random, or else one more than the last.
    fn number(&mut self) -> u64 {
        match self.filling {
            Filling::Random(_) => {
                // SplitMix64 (Steele, Lea, Flood 2014).
                self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut mixed = self.state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                mixed ^ (mixed >> 31)
            }
            _ => {
                self.state += 1;
                self.state
            }
        }
    }
}

/// The octets of a classic length.
#[derive(Clone, Copy)]
enum Width {
    Two,
    Four,
}

fn width(scalar: Scalar) -> Width {
    if scalar == Scalar::String { Width::Two } else { Width::Four }
}

fn length(out: &mut Vec<u8>, compact: bool, width: Width, length: Option<usize>) {
    let number = length.map_or(-1, |length| length as i32);
    match width {
        _ if compact => varint(out, (number + 1) as u32),
        Width::Two => out.extend((number as i16).to_be_bytes()),
        Width::Four => out.extend(number.to_be_bytes()),
    }
}

fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
