//! One principal of a realm: names, keys, attributes, limits and history of changes.
//!
//! Leaves out what every login changes (failures, last success): that is [`super::AccountState`].
//! An alias is a change of its own ([`super::Change::PutAlias`]), not part of a record.

use std::time::Duration;

use kerbside_crypto::{Enctype, Key};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, PrincipalName, Realm};

use super::{Attributes, Salt, StringAttributes};

/// The string attribute that lists the session enctypes a service can take.
pub const SESSION_ENCTYPES: &str = "session_enctypes";

/// A principal as the database holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The name.
    pub name: PrincipalName,
    /// The realm.
    pub realm: Realm,
    /// The keys: highest version first, within a version in order of preference.
    pub keys: Vec<PrincipalKey>,
    /// The attributes.
    pub attributes: Attributes,
    /// When the principal expires; never when absent.
    pub expires: Option<Timestamp>,
    /// When its password expires; never when absent.
    pub password_expires: Option<Timestamp>,
    /// The longest life of a ticket from or for it; no limit of its own when absent.
    pub max_life: Option<Duration>,
    /// The longest renewable life of a ticket from or for it; zero makes no ticket renewable.
    pub max_renewable_life: Duration,
    /// When the keys were last changed; never when absent (as after the making of a realm).
    pub last_password_change: Option<Timestamp>,
    /// When the record was last changed.
    pub modified_at: Timestamp,
    /// Who changed it last, as text (`root/admin@REALM`).
    pub modified_by: String,
    /// The name of its password policy.
    pub policy: Option<String>,
    /// The string attributes.
    pub strings: StringAttributes,
    /// The keys of earlier passwords, the oldest first, as far as the policy's history asks.
    pub password_history: Vec<OldPassword>,
    /// The version of the master key that its keys are sealed under where they lie on a disk.
    pub master_kvno: u32,
    /// What other programs keep with the record (MIT's tagged data): carried, never read.
    pub tagged_data: Vec<TaggedData>,
}

/// The keys that one earlier password had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldPassword {
    /// The keys, with the version that they had.
    pub keys: Vec<PrincipalKey>,
}

/// Tagged data of MIT's database (`tl_data`) that has no field of its own here.
#[derive(Clone, PartialEq, Eq)]
pub struct TaggedData {
    /// The tag.
    pub kind: i16,
    /// The octets.
    pub octets: Vec<u8>,
}

/// Nobody here knows what the octets are: their number is shown.
impl std::fmt::Debug for TaggedData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TaggedData({}, {} octets)", self.kind, self.octets.len())
    }
}

/// A key with its version and the way its password was salted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalKey {
    /// The version.
    pub kvno: u32,
    /// The salt.
    pub salt: Salt,
    /// The key.
    pub key: StoredKey,
}

/// A key that can be used, or one of an enctype that is only carried along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredKey {
    /// A key of an enctype that is implemented; keeps its derived keys.
    Usable(Key),
    /// A key of another enctype: kept, listed and exported, never used.
    Carried(EncryptionKey),
}

impl PrincipalKey {
    /// The enctype.
    pub fn enctype(&self) -> Enctype {
        match &self.key {
            StoredKey::Usable(key) => key.enctype(),
            StoredKey::Carried(key) => key.enctype(),
        }
    }

    /// The key, when its enctype is implemented.
    pub fn usable(&self) -> Option<&Key> {
        match &self.key {
            StoredKey::Usable(key) => Some(key),
            StoredKey::Carried(_) => None,
        }
    }

    /// The key as messages and keytabs carry it.
    pub fn to_encryption_key(&self) -> EncryptionKey {
        match &self.key {
            StoredKey::Usable(key) => EncryptionKey::from(key),
            StoredKey::Carried(key) => key.clone(),
        }
    }
}

impl From<Key> for StoredKey {
    fn from(key: Key) -> Self {
        Self::Usable(key)
    }
}

impl From<EncryptionKey> for StoredKey {
    fn from(key: EncryptionKey) -> Self {
        match key.to_key() {
            Ok(usable) => Self::Usable(usable),
            Err(_) => Self::Carried(key),
        }
    }
}

impl Principal {
    /// The highest key version; `None` without keys.
    pub fn current_kvno(&self) -> Option<u32> {
        self.keys.iter().map(|key| key.kvno).max()
    }

    /// The keys of the highest version, in order of preference.
    pub fn current_keys(&self) -> impl Iterator<Item = &PrincipalKey> {
        let current = self.current_kvno();
        self.keys.iter().filter(move |key| Some(key.kvno) == current)
    }

    /// The keys of version `kvno`.
    pub fn keys_of_version(&self, kvno: u32) -> impl Iterator<Item = &PrincipalKey> {
        self.keys.iter().filter(move |key| key.kvno == kvno)
    }

    /// The newest usable key of `enctype` at the highest version.
    pub fn current_key(&self, enctype: Enctype) -> Option<(&PrincipalKey, &Key)> {
        self.current_keys()
            .find(|key| key.enctype() == enctype)
            .and_then(|stored| stored.usable().map(|key| (stored, key)))
    }

    /// Whether it has every attribute of `attributes`.
    pub fn has(&self, attributes: Attributes) -> bool {
        self.attributes.contains(attributes)
    }
}
