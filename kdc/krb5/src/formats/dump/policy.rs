//! The line of a policy.
//!
//! ```text
//! policy NAME MIN-LIFE MAX-LIFE MIN-LENGTH MIN-CLASSES HISTORY REFERENCES
//!     [MAX-FAILURES COUNT-INTERVAL LOCKOUT-DURATION                       (versions 6, 7)
//!      [ATTRIBUTES MAX-LIFE MAX-RENEWABLE-LIFE KEY-SALTS                        (version 7)
//!       TAGGED (TYPE LENGTH OCTETS)*TAGGED]]
//! ```

use super::fields::Fields;
use super::principal::{Typed, put};
use super::{DumpFault, DumpVersion};

/// A policy as a dump has it: numbers, durations in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DumpPolicy {
    /// The name.
    pub name: Vec<u8>,
    /// How long a password must be kept.
    pub min_password_life: u32,
    /// How long a password is good.
    pub max_password_life: u32,
    /// The least number of characters.
    pub min_length: u32,
    /// The least number of character classes.
    pub min_classes: u32,
    /// How many passwords are remembered.
    pub history: u32,
    /// How many principals have the policy: not counted any more, 0.
    pub references: u32,
    /// Failures that lock.
    pub max_failures: u32,
    /// After how long failures are forgotten.
    pub failure_count_interval: u32,
    /// How long a lockout lasts.
    pub lockout_duration: u32,
    /// Attributes; MIT does not use them.
    pub attributes: u32,
    /// A life of tickets; MIT does not use it.
    pub max_life: u32,
    /// A renewable life of tickets; MIT does not use it.
    pub max_renewable_life: u32,
    /// The key-salts that are allowed; any when absent.
    pub allowed_key_salts: Option<Vec<u8>>,
    /// Tagged data.
    pub tagged: Vec<Typed>,
}

impl DumpPolicy {
    /// Reads what follows `policy` and its tab; `line` has no end of line any more.
    pub(super) fn read(line: &[u8], version: DumpVersion) -> Result<Self, DumpFault> {
        let fields = &mut Fields::new(line);
        let name = fields.next().filter(|name| !name.is_empty());
        let name = name.ok_or(DumpFault::Policy(0))?.to_vec();
        let mut numbers = [0; NUMBERS];
        let wanted = count(version);
        for (at, number) in numbers.iter_mut().enumerate().take(wanted) {
            *number = fields.u32().ok_or(DumpFault::Policy(at + 1))?;
        }
        let mut policy = Self::from_numbers(name, numbers);
        if version == DumpVersion::R1_11 {
            policy.read_newest(fields, wanted + 1)?;
        }
        // MIT ignores what a later release may add, in version 6 alone.
        match fields.is_done() || version == DumpVersion::R1_8 {
            true => Ok(policy),
            false => Err(DumpFault::End),
        }
    }

    fn read_newest(&mut self, fields: &mut Fields<'_>, read: usize) -> Result<(), DumpFault> {
        let salts = fields.next().filter(|salts| !salts.is_empty());
        let salts = salts.ok_or(DumpFault::Policy(read))?;
        self.allowed_key_salts = (salts != b"-").then(|| salts.to_vec());
        let count = fields.u16().ok_or(DumpFault::Policy(read + 1))?;
        for _ in 0..count {
            let tagged = Typed::read(fields, "tagged data type and length", "tagged data contents");
            self.tagged.push(tagged?);
        }
        Ok(())
    }

    /// Appends the line.
    pub fn write(&self, version: DumpVersion, out: &mut Vec<u8>) {
        out.extend_from_slice(b"policy\t");
        out.extend_from_slice(&self.name);
        for number in self.numbers().into_iter().take(count(version)) {
            put(out, format_args!("\t{}", number.cast_signed()));
        }
        if version == DumpVersion::R1_11 {
            out.push(b'\t');
            out.extend_from_slice(self.allowed_key_salts.as_deref().unwrap_or(b"-"));
            put(out, format_args!("\t{}", self.tagged.len()));
            for tagged in &self.tagged {
                out.push(b'\t');
                tagged.write(out);
            }
        }
        out.push(b'\n');
    }

    /// The numbers in the order of the line.
    fn numbers(&self) -> [u32; NUMBERS] {
        [
            self.min_password_life,
            self.max_password_life,
            self.min_length,
            self.min_classes,
            self.history,
            self.references,
            self.max_failures,
            self.failure_count_interval,
            self.lockout_duration,
            self.attributes,
            self.max_life,
            self.max_renewable_life,
        ]
    }

    fn from_numbers(name: Vec<u8>, numbers: [u32; NUMBERS]) -> Self {
        let [min_password_life, max_password_life, min_length, min_classes, history, rest @ ..] =
            numbers;
        let [references, max_failures, failure_count_interval, lockout_duration, rest @ ..] = rest;
        let [attributes, max_life, max_renewable_life] = rest;
        Self {
            name,
            min_password_life,
            max_password_life,
            min_length,
            min_classes,
            history,
            references,
            max_failures,
            failure_count_interval,
            lockout_duration,
            attributes,
            max_life,
            max_renewable_life,
            allowed_key_salts: None,
            tagged: Vec::new(),
        }
    }
}

/// The numbers of a line of the current version.
const NUMBERS: usize = 12;

/// How many of them a line of `version` has.
fn count(version: DumpVersion) -> usize {
    match version {
        DumpVersion::Beta7 | DumpVersion::R1_3 => 6,
        DumpVersion::R1_8 => 9,
        DumpVersion::R1_11 => NUMBERS,
    }
}
