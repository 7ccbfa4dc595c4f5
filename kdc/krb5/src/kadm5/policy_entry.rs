//! kadm5_policy_ent_rec: a policy as the protocol shows it, by the version of the API.

use super::api_version::ApiVersion;
use super::tl_data::{self, TlData};
use super::xdr::{Reader, Writer, XdrError};

/// A policy. Lives are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PolicyEntry {
    /// Its name.
    pub policy: Option<String>,
    /// The shortest life of a password.
    pub min_life: u32,
    /// The longest.
    pub max_life: u32,
    /// The fewest octets of a password.
    pub min_length: u32,
    /// The fewest classes of characters in it.
    pub min_classes: u32,
    /// How many passwords are remembered.
    pub history: u32,
    /// How many principals have it; no current server counts them.
    pub references: u32,
    /// Version 3: failures that lock.
    pub max_failures: u32,
    /// Version 3: after which failures are forgotten.
    pub failure_interval: i32,
    /// Version 3: how long a lockout lasts.
    pub lockout_duration: i32,
    /// Version 4: attributes.
    pub attributes: u32,
    /// Version 4: the longest life of tickets.
    pub ticket_life: i32,
    /// Version 4: the longest renewable life of tickets.
    pub renewable_life: i32,
    /// Version 4: the key-salts allowed, as `-allowedkeysalts` has them.
    pub allowed_key_salts: Option<String>,
    /// Version 4: tagged data.
    pub tl_data: Vec<TlData>,
}

impl PolicyEntry {
    pub(super) fn read(reader: &mut Reader<'_>, version: ApiVersion) -> Result<Self, XdrError> {
        let mut entry = Self {
            policy: reader.text()?,
            min_life: reader.u32()?,
            max_life: reader.u32()?,
            min_length: reader.u32()?,
            min_classes: reader.u32()?,
            history: reader.u32()?,
            references: reader.u32()?,
            ..Self::default()
        };
        if version >= ApiVersion::V3 {
            entry.max_failures = reader.u32()?;
            entry.failure_interval = reader.i32()?;
            entry.lockout_duration = reader.i32()?;
        }
        if version >= ApiVersion::V4 {
            entry.attributes = reader.u32()?;
            entry.ticket_life = reader.i32()?;
            entry.renewable_life = reader.i32()?;
            entry.allowed_key_salts = reader.text()?;
            let _tagged = reader.i16()?;
            entry.tl_data = tl_data::read(reader)?;
        }
        Ok(entry)
    }

    pub(super) fn write(&self, writer: &mut Writer, version: ApiVersion) {
        writer.text(self.policy.as_deref());
        for word in [
            self.min_life,
            self.max_life,
            self.min_length,
            self.min_classes,
            self.history,
            self.references,
        ] {
            writer.u32(word);
        }
        if version >= ApiVersion::V3 {
            writer.u32(self.max_failures);
            writer.i32(self.failure_interval);
            writer.i32(self.lockout_duration);
        }
        if version >= ApiVersion::V4 {
            writer.u32(self.attributes);
            writer.i32(self.ticket_life);
            writer.i32(self.renewable_life);
            writer.text(self.allowed_key_salts.as_deref());
            writer.length(self.tl_data.len());
            tl_data::write(&self.tl_data, writer);
        }
    }
}
