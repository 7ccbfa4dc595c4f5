//! kadm5_principal_ent_rec: a principal as the protocol shows it.

use super::keys::KeyShape;
use super::tl_data::{self, TlData};
use super::xdr::{Reader, Writer, XdrError};

/// A principal. Times are seconds since 1970, 0 for never; lives are seconds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PrincipalEntry {
    /// Its name; empty for none at all.
    pub principal: String,
    /// When it expires.
    pub expires: u32,
    /// When its password was last changed.
    pub last_password_change: u32,
    /// When its password expires.
    pub password_expires: u32,
    /// The longest life of its tickets.
    pub max_life: i32,
    /// Who modified it last.
    pub modified_by: Option<String>,
    /// When.
    pub modified_at: u32,
    /// Its attributes.
    pub attributes: u32,
    /// The version of its keys.
    pub kvno: u32,
    /// The version of the master key that they are sealed with.
    pub master_kvno: u32,
    /// Its policy.
    pub policy: Option<String>,
    /// Further attributes: PrincipalMask::POLICY when it has a policy.
    pub aux_attributes: u32,
    /// The longest renewable life of its tickets.
    pub max_renewable_life: i32,
    /// Its last login.
    pub last_success: u32,
    /// Its last failed login.
    pub last_failed: u32,
    /// Failed logins since the last one that succeeded.
    pub failures: u32,
    /// Tagged data.
    pub tl_data: Vec<TlData>,
    /// Its keys, without their octets.
    pub keys: Vec<KeyShape>,
}

impl PrincipalEntry {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        let mut entry = Self {
            principal: reader.principal()?,
            expires: reader.u32()?,
            last_password_change: reader.u32()?,
            password_expires: reader.u32()?,
            max_life: reader.i32()?,
            modified_by: match reader.boolean()? {
                true => None,
                false => reader.text()?,
            },
            modified_at: reader.u32()?,
            attributes: reader.u32()?,
            kvno: reader.u32()?,
            master_kvno: reader.u32()?,
            policy: reader.text()?,
            aux_attributes: reader.u32()?,
            max_renewable_life: reader.i32()?,
            last_success: reader.u32()?,
            last_failed: reader.u32()?,
            failures: reader.u32()?,
            ..Self::default()
        };
        let at = *reader;
        let (keys, _tagged) = (reader.i16()?, reader.i16()?);
        entry.tl_data = tl_data::read(reader)?;
        entry.keys = reader.array(KeyShape::SMALLEST, KeyShape::read)?;
        if entry.keys.len() > usize::try_from(keys).unwrap_or(0) {
            return Err(at.wrong("there are more keys than n_key_data says"));
        }
        Ok(entry)
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.principal(&self.principal);
        for time in [self.expires, self.last_password_change, self.password_expires] {
            writer.u32(time);
        }
        writer.i32(self.max_life);
        writer.boolean(self.modified_by.is_none());
        if self.modified_by.is_some() {
            writer.text(self.modified_by.as_deref());
        }
        for word in [self.modified_at, self.attributes, self.kvno, self.master_kvno] {
            writer.u32(word);
        }
        writer.text(self.policy.as_deref());
        writer.u32(self.aux_attributes);
        writer.i32(self.max_renewable_life);
        for word in [self.last_success, self.last_failed, self.failures] {
            writer.u32(word);
        }
        writer.length(self.keys.len());
        writer.length(self.tl_data.len());
        tl_data::write(&self.tl_data, writer);
        writer.array(&self.keys, |writer, key| key.write(writer));
    }
}
