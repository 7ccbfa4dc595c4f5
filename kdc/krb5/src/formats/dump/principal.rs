//! The line of a principal.
//!
//! ```text
//! princ 38 NAME-LENGTH TAGGED KEYS EXTRA-LENGTH NAME ATTRIBUTES MAX-LIFE MAX-RENEWABLE-LIFE
//!     EXPIRES PASSWORD-EXPIRES LAST-SUCCESS LAST-FAILURE FAILURES (TYPE LENGTH OCTETS)*TAGGED
//!     (PARTS KVNO (TYPE LENGTH OCTETS)*PARTS)*KEYS EXTRA;
//! ```

use std::fmt;
use std::io::Write;

use super::fields::{Fields, octets, write_octets};
use super::tagged::TlType;
use super::{DumpFault, DumpVersion};

/// The length that MIT gives every record; it has no meaning any more.
const BASE_LENGTH: u16 = 38;

/// A principal as a dump has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpPrincipal {
    /// The length of the fixed part of a record, 38 since ever.
    pub base_length: u16,
    /// The name with its realm, as text.
    pub name: Vec<u8>,
    /// The attributes.
    pub attributes: u32,
    /// The longest life of a ticket, in seconds; 0 for no limit.
    pub max_life: u32,
    /// The longest renewable life of a ticket, in seconds.
    pub max_renewable_life: u32,
    /// When it expires, in seconds since the epoch; 0 for never.
    pub expires: u32,
    /// When its password expires; 0 for never.
    pub password_expires: u32,
    /// The last successful preauthentication; 0 for none.
    pub last_success: u32,
    /// The last failed preauthentication; 0 for none.
    pub last_failure: u32,
    /// Failures since the last success.
    pub failures: u32,
    /// The tagged data, in the order of the line.
    pub tagged: Vec<Typed>,
    /// The keys, in the order of the line.
    pub keys: Vec<DumpKey>,
    /// What a database module of another kind keeps; MIT's own keep nothing.
    pub extra: Vec<u8>,
}

/// Octets with a number that says what they are: tagged data, a key or a salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed {
    /// The kind.
    pub kind: i16,
    /// The octets.
    pub octets: Vec<u8>,
}

impl fmt::Debug for Typed {
    /// The octets may be a key's: their number is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typed({}, {} octets)", self.kind, self.octets.len())
    }
}

/// A sealed key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpKey {
    /// Its version.
    pub kvno: u16,
    /// The enctype; the key's length (two octets, the lower first) and its sealed octets.
    pub key: Typed,
    /// The salt's kind and octets; the normal one when absent.
    pub salt: Option<Typed>,
}

impl DumpPrincipal {
    /// A principal of this name without anything else.
    pub fn new(name: impl Into<Vec<u8>>) -> Self {
        Self {
            base_length: BASE_LENGTH,
            name: name.into(),
            attributes: 0,
            max_life: 0,
            max_renewable_life: 0,
            expires: 0,
            password_expires: 0,
            last_success: 0,
            last_failure: 0,
            failures: 0,
            tagged: Vec::new(),
            keys: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// The octets of the tagged data of this kind.
    pub fn tagged(&self, kind: TlType) -> Option<&[u8]> {
        let found = self.tagged.iter().find(|tagged| tagged.kind == kind.0);
        found.map(|tagged| tagged.octets.as_slice())
    }

    /// Reads what follows `princ` and its tab; `line` has no end of line any more.
    pub(super) fn read(line: &[u8]) -> Result<Self, DumpFault> {
        let whole = line.strip_suffix(b";");
        let fields = &mut Fields::new(whole.unwrap_or(line));
        let sizes = Sizes::read(fields).ok_or(DumpFault::Sizes)?;
        let name = fields.next().filter(|name| name.len() == sizes.name);
        let mut principal = Self::new(name.ok_or(DumpFault::Field("name string"))?);
        principal.base_length = sizes.base;
        let fixed = principal.read_fixed(fields);
        fixed.ok_or(DumpFault::Field("principal attributes"))?;
        for _ in 0..sizes.tagged {
            let tagged = Typed::read(fields, "tagged data type and length", "tagged data contents");
            principal.tagged.push(tagged?);
        }
        for _ in 0..sizes.keys {
            principal.keys.push(DumpKey::read(fields)?);
        }
        let extra = fields.next().and_then(|text| octets(text, sizes.extra));
        principal.extra = extra.ok_or(DumpFault::Field("extra data"))?;
        if fields.is_done() && whole.is_some() { Ok(principal) } else { Err(DumpFault::End) }
    }

    fn read_fixed(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        self.attributes = fields.u32()?;
        self.max_life = fields.u32()?;
        self.max_renewable_life = fields.u32()?;
        self.expires = fields.u32()?;
        self.password_expires = fields.u32()?;
        self.last_success = fields.u32()?;
        self.last_failure = fields.u32()?;
        self.failures = fields.u32()?;
        Some(())
    }

    /// Appends the line.
    pub fn write(&self, version: DumpVersion, out: &mut Vec<u8>) {
        // Versions without the policies of principals leave the data out that names them.
        let left_out =
            |tagged: &&Typed| version == DumpVersion::Beta7 && tagged.kind == TlType::KADM_DATA.0;
        let tagged = || self.tagged.iter().filter(|tagged| !left_out(tagged));
        let (name, keys, extra) = (self.name.len(), self.keys.len(), self.extra.len());
        let base = self.base_length;
        let count = tagged().count();
        put(out, format_args!("princ\t{base}\t{name}\t{count}\t{keys}\t{extra}\t"));
        out.extend_from_slice(&self.name);
        for signed in [self.attributes, self.max_life, self.max_renewable_life] {
            put(out, format_args!("\t{}", signed.cast_signed()));
        }
        for time in [self.expires, self.password_expires, self.last_success, self.last_failure] {
            put(out, format_args!("\t{time}"));
        }
        put(out, format_args!("\t{}\t", self.failures.cast_signed()));
        for tagged in tagged() {
            tagged.write(out);
            out.push(b'\t');
        }
        for DumpKey { kvno, key, salt } in &self.keys {
            let parts = if salt.is_some() { 2 } else { 1 };
            put(out, format_args!("{parts}\t{kvno}\t"));
            for part in [Some(key), salt.as_ref()].into_iter().flatten() {
                part.write(out);
                out.push(b'\t');
            }
        }
        write_octets(&self.extra, out);
        out.extend_from_slice(b";\n");
    }
}

struct Sizes {
    base: u16,
    name: usize,
    tagged: usize,
    keys: usize,
    extra: usize,
}

impl Sizes {
    /// Each is bounded by the octets that are left of the line.
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self {
            base: fields.u16()?,
            name: fields.length()?,
            tagged: fields.length()?,
            keys: fields.length()?,
            extra: fields.length()?,
        })
    }
}

impl Typed {
    /// `octets` of this kind.
    pub fn new(kind: i16, octets: impl Into<Vec<u8>>) -> Self {
        Self { kind, octets: octets.into() }
    }

    pub(super) fn read(
        fields: &mut Fields<'_>,
        header: &'static str,
        contents: &'static str,
    ) -> Result<Self, DumpFault> {
        let header = DumpFault::Field(header);
        let (Some(kind), Some(length)) = (fields.i16(), fields.length()) else {
            return Err(header);
        };
        let octets = fields.octets(length).ok_or(DumpFault::Field(contents))?;
        Ok(Self { kind, octets })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put(out, format_args!("{}\t{}\t", self.kind, self.octets.len()));
        write_octets(&self.octets, out);
    }
}

impl DumpKey {
    fn read(fields: &mut Fields<'_>) -> Result<Self, DumpFault> {
        let (Some(parts), Some(kvno)) = (fields.u32(), fields.u16()) else {
            return Err(DumpFault::Field("key size and version"));
        };
        let part = |fields: &mut _| Typed::read(fields, "key type and length", "key data");
        let key = part(fields)?;
        let salt = match parts {
            1 => None,
            2 => Some(part(fields)?),
            _ => return Err(DumpFault::KeyParts),
        };
        Ok(Self { kvno, key, salt })
    }
}

/// Appends formatted text: a vector takes whatever is written.
pub(super) fn put(out: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "a vector grows");
}
