//! The arguments of every procedure (MIT's kadm_rpc.h).
//!
//! Every one starts with the version of the API. Principals travel as text; an empty text stands
//! for no name at all, which a server refuses as it refuses a malformed one.

use super::api_version::ApiVersion;
use super::keys::{KeySaltTuple, WireKey, read_key_salts, read_keys, write_key_salts, write_keys};
use super::mask::{PolicyMask, PrincipalMask};
use super::policy_entry::PolicyEntry;
use super::principal_entry::PrincipalEntry;
use super::procedure::Procedure;
use super::secret::Secret;
use super::xdr::{Reader, Writer, XdrError};
use crate::wire::EncryptionKey;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// INIT.
    Init,
    /// GET_PRIVS.
    GetPrivileges,
    /// CREATE_PRINCIPAL, or CREATE_PRINCIPAL3 with key-salts.
    CreatePrincipal {
        /// What it shall be.
        entry: PrincipalEntry,
        /// Which of its fields count.
        mask: PrincipalMask,
        /// The keys to make.
        key_salts: Option<Vec<KeySaltTuple>>,
        /// The password; random keys, or none, without.
        password: Option<Secret>,
    },
    /// DELETE_PRINCIPAL.
    DeletePrincipal {
        /// Whom.
        principal: String,
    },
    /// MODIFY_PRINCIPAL.
    ModifyPrincipal {
        /// What it shall be.
        entry: PrincipalEntry,
        /// Which of its fields count.
        mask: PrincipalMask,
    },
    /// RENAME_PRINCIPAL.
    RenamePrincipal {
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// GET_PRINCIPAL.
    GetPrincipal {
        /// Whom.
        principal: String,
        /// Which fields are wanted.
        mask: PrincipalMask,
    },
    /// GET_PRINCS.
    GetPrincipals {
        /// A glob pattern; all without.
        pattern: Option<String>,
    },
    /// CHPASS_PRINCIPAL, or CHPASS_PRINCIPAL3 with `new_keys`.
    ChangePassword {
        /// Whose.
        principal: String,
        /// How keys are made.
        new_keys: Option<NewKeys>,
        /// The password.
        password: Option<Secret>,
    },
    /// CHRAND_PRINCIPAL, or CHRAND_PRINCIPAL3 with `new_keys`.
    RandomizeKeys {
        /// Whose.
        principal: String,
        /// How keys are made.
        new_keys: Option<NewKeys>,
    },
    /// CREATE_POLICY.
    CreatePolicy {
        /// What it shall be.
        entry: PolicyEntry,
        /// Which of its fields count.
        mask: PolicyMask,
    },
    /// DELETE_POLICY.
    DeletePolicy {
        /// Which.
        name: Option<String>,
    },
    /// MODIFY_POLICY.
    ModifyPolicy {
        /// What it shall be.
        entry: PolicyEntry,
        /// Which of its fields count.
        mask: PolicyMask,
    },
    /// GET_POLICY.
    GetPolicy {
        /// Which.
        name: Option<String>,
    },
    /// GET_POLS.
    GetPolicies {
        /// A glob pattern; all without.
        pattern: Option<String>,
    },
    /// SETKEY_PRINCIPAL.
    SetKeys {
        /// Whose.
        principal: String,
        /// The keys.
        keys: Vec<EncryptionKey>,
    },
    /// SETKEY_PRINCIPAL3.
    SetKeys3 {
        /// Whose.
        principal: String,
        /// What becomes of the present keys, and the salts' types of the new ones.
        new_keys: NewKeys,
        /// The keys.
        keys: Vec<EncryptionKey>,
    },
    /// SETKEY_PRINCIPAL4.
    SetKeys4 {
        /// Whose.
        principal: String,
        /// Whether the present keys stay.
        keep_old: bool,
        /// The keys.
        keys: Vec<WireKey>,
    },
    /// PURGEKEYS.
    PurgeKeys {
        /// Whose.
        principal: String,
        /// The lowest version that stays; -1 for the current one.
        keep_kvno: i32,
    },
    /// GET_STRINGS.
    GetStrings {
        /// Whose.
        principal: String,
    },
    /// SET_STRING.
    SetString {
        /// Whose.
        principal: String,
        /// The attribute.
        key: Option<String>,
        /// Its value; removed without.
        value: Option<String>,
    },
    /// EXTRACT_KEYS.
    ExtractKeys {
        /// Whose.
        principal: String,
        /// Of which version; of all for 0.
        kvno: u32,
    },
    /// CREATE_ALIAS.
    CreateAlias {
        /// The other name.
        alias: String,
        /// The principal.
        target: String,
    },
}

/// How new keys are made.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NewKeys {
    /// Whether the present keys stay.
    pub keep_old: bool,
    /// The keys to make; the realm's where there are none.
    pub key_salts: Vec<KeySaltTuple>,
}

impl Request {
    /// The procedure that takes it.
    pub fn procedure(&self) -> Procedure {
        match self {
            Self::Init => Procedure::INIT,
            Self::GetPrivileges => Procedure::GET_PRIVS,
            Self::CreatePrincipal { key_salts: None, .. } => Procedure::CREATE_PRINCIPAL,
            Self::CreatePrincipal { .. } => Procedure::CREATE_PRINCIPAL3,
            Self::DeletePrincipal { .. } => Procedure::DELETE_PRINCIPAL,
            Self::ModifyPrincipal { .. } => Procedure::MODIFY_PRINCIPAL,
            Self::RenamePrincipal { .. } => Procedure::RENAME_PRINCIPAL,
            Self::GetPrincipal { .. } => Procedure::GET_PRINCIPAL,
            Self::GetPrincipals { .. } => Procedure::GET_PRINCS,
            Self::ChangePassword { new_keys: None, .. } => Procedure::CHPASS_PRINCIPAL,
            Self::ChangePassword { .. } => Procedure::CHPASS_PRINCIPAL3,
            Self::RandomizeKeys { new_keys: None, .. } => Procedure::CHRAND_PRINCIPAL,
            Self::RandomizeKeys { .. } => Procedure::CHRAND_PRINCIPAL3,
            Self::CreatePolicy { .. } => Procedure::CREATE_POLICY,
            Self::DeletePolicy { .. } => Procedure::DELETE_POLICY,
            Self::ModifyPolicy { .. } => Procedure::MODIFY_POLICY,
            Self::GetPolicy { .. } => Procedure::GET_POLICY,
            Self::GetPolicies { .. } => Procedure::GET_POLS,
            Self::SetKeys { .. } => Procedure::SETKEY_PRINCIPAL,
            Self::SetKeys3 { .. } => Procedure::SETKEY_PRINCIPAL3,
            Self::SetKeys4 { .. } => Procedure::SETKEY_PRINCIPAL4,
            Self::PurgeKeys { .. } => Procedure::PURGEKEYS,
            Self::GetStrings { .. } => Procedure::GET_STRINGS,
            Self::SetString { .. } => Procedure::SET_STRING,
            Self::ExtractKeys { .. } => Procedure::EXTRACT_KEYS,
            Self::CreateAlias { .. } => Procedure::CREATE_ALIAS,
        }
    }

    /// Reads the arguments of `procedure`; nothing when there is no such procedure.
    ///
    /// # Errors
    /// Where the arguments cannot be read.
    pub fn read(
        procedure: Procedure,
        arguments: &[u8],
    ) -> Option<Result<(ApiVersion, Self), XdrError>> {
        let known = Procedure::NAMED.iter().any(|(known, _)| *known == procedure);
        known.then(|| {
            let mut reader = Reader::new(arguments);
            let version = ApiVersion(reader.u32()?);
            let request = Self::read_of(procedure, version, &mut reader)?;
            reader.end()?;
            Ok((version, request))
        })
    }

    fn read_of(
        procedure: Procedure,
        version: ApiVersion,
        reader: &mut Reader<'_>,
    ) -> Result<Self, XdrError> {
        Ok(match procedure {
            Procedure::GET_PRIVS => Self::GetPrivileges,
            Procedure::GET_PRINCS => Self::GetPrincipals { pattern: reader.text()? },
            Procedure::CREATE_POLICY => {
                let entry = PolicyEntry::read(reader, version)?;
                Self::CreatePolicy { entry, mask: PolicyMask(reader.u32()?) }
            }
            Procedure::MODIFY_POLICY => {
                let entry = PolicyEntry::read(reader, version)?;
                Self::ModifyPolicy { entry, mask: PolicyMask(reader.u32()?) }
            }
            Procedure::DELETE_POLICY => Self::DeletePolicy { name: reader.text()? },
            Procedure::GET_POLICY => Self::GetPolicy { name: reader.text()? },
            Procedure::GET_POLS => Self::GetPolicies { pattern: reader.text()? },
            Procedure::CREATE_PRINCIPAL
            | Procedure::CREATE_PRINCIPAL3
            | Procedure::MODIFY_PRINCIPAL => Self::read_of_entry(procedure, reader)?,
            Procedure::INIT => Self::Init,
            _ => Self::read_of_principal(procedure, reader)?,
        })
    }

    fn read_of_entry(procedure: Procedure, reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        let entry = PrincipalEntry::read(reader)?;
        let mask = PrincipalMask(reader.u32()?);
        if procedure == Procedure::MODIFY_PRINCIPAL {
            return Ok(Self::ModifyPrincipal { entry, mask });
        }
        let key_salts = match procedure {
            Procedure::CREATE_PRINCIPAL3 => Some(read_key_salts(reader)?),
            _ => None,
        };
        Ok(Self::CreatePrincipal { entry, mask, key_salts, password: secret(reader)? })
    }

    fn read_of_principal(procedure: Procedure, reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        let at = *reader;
        let principal = reader.principal()?;
        Ok(match procedure {
            Procedure::DELETE_PRINCIPAL => Self::DeletePrincipal { principal },
            Procedure::RENAME_PRINCIPAL => {
                Self::RenamePrincipal { from: principal, to: reader.principal()? }
            }
            Procedure::CREATE_ALIAS => {
                Self::CreateAlias { alias: principal, target: reader.principal()? }
            }
            Procedure::GET_PRINCIPAL => {
                Self::GetPrincipal { principal, mask: PrincipalMask(reader.u32()?) }
            }
            Procedure::CHPASS_PRINCIPAL => {
                Self::ChangePassword { principal, new_keys: None, password: secret(reader)? }
            }
            Procedure::CHPASS_PRINCIPAL3 => {
                let new_keys = Some(NewKeys::read(reader)?);
                Self::ChangePassword { principal, new_keys, password: secret(reader)? }
            }
            Procedure::CHRAND_PRINCIPAL => Self::RandomizeKeys { principal, new_keys: None },
            Procedure::CHRAND_PRINCIPAL3 => {
                Self::RandomizeKeys { principal, new_keys: Some(NewKeys::read(reader)?) }
            }
            Procedure::SETKEY_PRINCIPAL => Self::SetKeys { principal, keys: read_keys(reader)? },
            Procedure::SETKEY_PRINCIPAL3 => {
                let new_keys = NewKeys::read(reader)?;
                Self::SetKeys3 { principal, new_keys, keys: read_keys(reader)? }
            }
            Procedure::SETKEY_PRINCIPAL4 => {
                let keep_old = reader.boolean()?;
                Self::SetKeys4 { principal, keep_old, keys: WireKey::read_all(reader)? }
            }
            Procedure::PURGEKEYS => Self::PurgeKeys { principal, keep_kvno: reader.i32()? },
            Procedure::GET_STRINGS => Self::GetStrings { principal },
            Procedure::SET_STRING => {
                Self::SetString { principal, key: reader.text()?, value: reader.text()? }
            }
            Procedure::EXTRACT_KEYS => Self::ExtractKeys { principal, kvno: reader.u32()? },
            _ => return Err(at.wrong("there is no such procedure")),
        })
    }

    /// The arguments, for a server of `version`.
    pub fn write(&self, version: ApiVersion, writer: &mut Writer) {
        writer.u32(version.0);
        match self {
            Self::Init | Self::GetPrivileges => {}
            Self::CreatePrincipal { entry, mask, key_salts, password } => {
                entry.write(writer);
                writer.u32(mask.0);
                if let Some(key_salts) = key_salts {
                    write_key_salts(key_salts, writer);
                }
                write_secret(password.as_ref(), writer);
            }
            Self::ModifyPrincipal { entry, mask } => {
                entry.write(writer);
                writer.u32(mask.0);
            }
            Self::CreatePolicy { entry, mask } | Self::ModifyPolicy { entry, mask } => {
                entry.write(writer, version);
                writer.u32(mask.0);
            }
            Self::DeletePolicy { name: text }
            | Self::GetPolicy { name: text }
            | Self::GetPrincipals { pattern: text }
            | Self::GetPolicies { pattern: text } => writer.text(text.as_deref()),
            of_principal => of_principal.write_of_principal(writer),
        }
    }

    fn write_of_principal(&self, writer: &mut Writer) {
        match self {
            Self::DeletePrincipal { principal } | Self::GetStrings { principal } => {
                writer.principal(principal);
            }
            Self::RenamePrincipal { from: one, to: other }
            | Self::CreateAlias { alias: one, target: other } => {
                writer.principal(one);
                writer.principal(other);
            }
            Self::GetPrincipal { principal, mask } => {
                writer.principal(principal);
                writer.u32(mask.0);
            }
            Self::ChangePassword { principal, new_keys, password } => {
                writer.principal(principal);
                new_keys.iter().for_each(|new_keys| new_keys.write(writer));
                write_secret(password.as_ref(), writer);
            }
            Self::RandomizeKeys { principal, new_keys } => {
                writer.principal(principal);
                new_keys.iter().for_each(|new_keys| new_keys.write(writer));
            }
            Self::SetKeys { principal, keys } => {
                writer.principal(principal);
                write_keys(keys, writer);
            }
            Self::SetKeys3 { principal, new_keys, keys } => {
                writer.principal(principal);
                new_keys.write(writer);
                write_keys(keys, writer);
            }
            Self::SetKeys4 { principal, keep_old, keys } => {
                writer.principal(principal);
                writer.boolean(*keep_old);
                WireKey::write_all(keys, writer);
            }
            Self::PurgeKeys { principal, keep_kvno } => {
                writer.principal(principal);
                writer.i32(*keep_kvno);
            }
            Self::SetString { principal, key, value } => {
                writer.principal(principal);
                writer.text(key.as_deref());
                writer.text(value.as_deref());
            }
            Self::ExtractKeys { principal, kvno } => {
                writer.principal(principal);
                writer.u32(*kvno);
            }
            // The others hold no bare principal; Request::write has them.
            _ => {}
        }
    }
}

impl NewKeys {
    fn read(reader: &mut Reader<'_>) -> Result<Self, XdrError> {
        Ok(Self { keep_old: reader.boolean()?, key_salts: read_key_salts(reader)? })
    }

    fn write(&self, writer: &mut Writer) {
        writer.boolean(self.keep_old);
        write_key_salts(&self.key_salts, writer);
    }
}

fn secret(reader: &mut Reader<'_>) -> Result<Option<Secret>, XdrError> {
    Ok(reader.nullstring()?.map(Secret::from))
}

fn write_secret(secret: Option<&Secret>, writer: &mut Writer) {
    writer.nullstring(secret.map(Secret::as_bytes));
}
