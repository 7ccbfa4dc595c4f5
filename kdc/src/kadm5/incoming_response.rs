//! The client's reading of what the server answers.
//!
//! The protocol shows keys of a principal without their octets: they come out as keys that cannot
//! be used.

use std::sync::Arc;
use std::time::Duration;

use kerbside_kdc_core::admin::{AdminReply, Privileges};
use kerbside_kdc_core::database::{
    AccountState, Attributes, Policy, Principal, PrincipalKey, Salt, StoredKey, StringAttributes,
    TaggedData,
};
use kerbside_krb5::kadm5::{KeyShape, PolicyEntry, PrincipalEntry, Response, WireKey};
use kerbside_krb5::principal::{Principal as Name, PrincipalError};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, Realm};

use super::{from_life, from_seconds, salts};

/// What `response` says of the database of `realm`; `policies` are asked for, or principals.
///
/// # Errors
/// When a name in it is no principal's.
pub(crate) fn read(
    response: Response,
    realm: &Realm,
    names: NamesOf,
) -> Result<AdminReply, PrincipalError> {
    Ok(match response {
        Response::Done => AdminReply::Done,
        Response::Principal(entry) => {
            let (principal, account) = principal(*entry, realm)?;
            AdminReply::Principal(Arc::new(principal), account)
        }
        Response::Names(list) => match names {
            NamesOf::Policies => AdminReply::Policies(list),
            NamesOf::Principals => {
                let names = list.iter().map(|text| Name::parse(text, realm));
                AdminReply::Principals(names.collect::<Result<_, _>>()?)
            }
        },
        // Versions are told by GET_PRINCIPAL alone.
        Response::NewKeys(keys) => {
            let key = |key| PrincipalKey { kvno: 0, salt: Salt::Normal, key: StoredKey::from(key) };
            AdminReply::Keys(keys.into_iter().map(key).collect())
        }
        Response::Policy(entry) => AdminReply::Policy(Arc::new(policy(*entry))),
        Response::Privileges(privileges) => {
            AdminReply::Privileges(Privileges(privileges.0 & Privileges::ALL.0))
        }
        Response::Strings(strings) => AdminReply::Strings(strings),
        Response::Keys(keys) => AdminReply::Keys(keys.into_iter().map(key).collect()),
    })
}

/// Whose names a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamesOf {
    /// Principals.
    Principals,
    /// Policies.
    Policies,
}

fn principal(
    entry: PrincipalEntry,
    realm: &Realm,
) -> Result<(Principal, AccountState), PrincipalError> {
    let name = Name::parse(&entry.principal, realm)?;
    let account = AccountState {
        failures: entry.failures,
        last_failure: from_seconds(entry.last_failed),
        last_success: from_seconds(entry.last_success),
    };
    let tagged = entry.tl_data.into_iter();
    let tagged = tagged.map(|datum| TaggedData { kind: datum.tl_type.0, octets: datum.octets });
    let principal = Principal {
        name: name.name,
        realm: name.realm,
        keys: entry.keys.iter().map(shown_key).collect(),
        attributes: Attributes(entry.attributes),
        expires: from_seconds(entry.expires),
        password_expires: from_seconds(entry.password_expires),
        max_life: Some(from_life(entry.max_life)).filter(|life| !life.is_zero()),
        max_renewable_life: from_life(entry.max_renewable_life),
        last_password_change: from_seconds(entry.last_password_change),
        modified_at: Timestamp::from_seconds(entry.modified_at.into()),
        modified_by: entry.modified_by.unwrap_or_default(),
        policy: entry.policy,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: entry.master_kvno,
        tagged_data: tagged.collect(),
    };
    Ok((principal, account))
}

/// A type of salt that nobody knows is shown as one of its own.
fn salt(number: i32, octets: &[u8]) -> Salt {
    salts::salt(number, octets).unwrap_or_else(|| Salt::Special(octets.to_vec()))
}

fn shown_key(shape: &KeyShape) -> PrincipalKey {
    let keytype = shape.enctype.into();
    let hidden = EncryptionKey { keytype, keyvalue: Vec::new().into() };
    PrincipalKey {
        kvno: shape.kvno.into(),
        salt: salt(shape.salt_type.unwrap_or(0).into(), &[]),
        key: StoredKey::Carried(hidden),
    }
}

fn key(key: WireKey) -> PrincipalKey {
    let salt = salt(key.salt_type.into(), &key.salt);
    PrincipalKey { kvno: key.kvno, salt, key: StoredKey::from(key.key) }
}

fn policy(entry: PolicyEntry) -> Policy {
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    Policy {
        min_password_life: seconds(entry.min_life),
        max_password_life: seconds(entry.max_life),
        min_length: entry.min_length,
        min_classes: entry.min_classes,
        history: entry.history,
        max_failures: entry.max_failures,
        lockout_duration: from_life(entry.lockout_duration),
        failure_count_interval: from_life(entry.failure_interval),
        allowed_key_salts: entry.allowed_key_salts,
        attributes: Attributes(entry.attributes),
        max_life: from_life(entry.ticket_life),
        max_renewable_life: from_life(entry.renewable_life),
        ..Policy::new(entry.policy.unwrap_or_default())
    }
}
