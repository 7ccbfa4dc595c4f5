//! The server's writing of what the database answers.

use kerbside_kdc_core::admin::AdminReply;
use kerbside_kdc_core::database::{AccountState, Policy, Principal, PrincipalKey, Salt};
use kerbside_krb5::kadm5::{
    KeyShape, PolicyEntry, PrincipalEntry, PrincipalMask, Privileges, Request, Response, TlData,
    TlType, WireKey,
};
use kerbside_krb5::principal::Principal as Name;

use super::{to_life, to_seconds};

/// The response to `request` that says `reply`.
pub(crate) fn write(request: &Request, reply: AdminReply) -> Response {
    match reply {
        AdminReply::Done => Response::Done,
        AdminReply::Principal(principal, account) => {
            let mask = match request {
                Request::GetPrincipal { mask, .. } => *mask,
                _ => PrincipalMask::NORMAL,
            };
            Response::Principal(Box::new(principal_entry(&principal, account, mask)))
        }
        AdminReply::Principals(names) => {
            Response::Names(names.iter().map(Name::to_string).collect())
        }
        AdminReply::Keys(keys) => match request {
            Request::ExtractKeys { .. } => Response::Keys(keys.iter().map(wire_key).collect()),
            _ => Response::NewKeys(keys.iter().map(PrincipalKey::to_encryption_key).collect()),
        },
        AdminReply::Strings(strings) => Response::Strings(strings),
        AdminReply::Policy(policy) => Response::Policy(Box::new(policy_entry(&policy))),
        AdminReply::Policies(names) => Response::Names(names),
        AdminReply::Privileges(privileges) => Response::Privileges(Privileges(privileges.0)),
    }
}

fn principal_entry(
    principal: &Principal,
    account: AccountState,
    mask: PrincipalMask,
) -> PrincipalEntry {
    let name = Name::new(principal.name.clone(), principal.realm.clone());
    let has_policy = principal.policy.is_some();
    let shown = |field, shown| if mask.contains(field) { shown } else { Vec::new() };
    let tagged = principal.tagged_data.iter();
    let tagged =
        tagged.map(|datum| TlData { tl_type: TlType(datum.kind), octets: datum.octets.clone() });
    PrincipalEntry {
        principal: name.to_string(),
        expires: to_seconds(principal.expires),
        last_password_change: to_seconds(principal.last_password_change),
        password_expires: to_seconds(principal.password_expires),
        max_life: principal.max_life.map_or(0, to_life),
        modified_by: Some(principal.modified_by.clone()).filter(|name| !name.is_empty()),
        modified_at: to_seconds(Some(principal.modified_at)),
        attributes: principal.attributes.0,
        kvno: principal.current_kvno().unwrap_or(0),
        master_kvno: principal.master_kvno,
        policy: principal.policy.clone(),
        aux_attributes: if has_policy { PrincipalMask::POLICY.0 } else { 0 },
        max_renewable_life: to_life(principal.max_renewable_life),
        last_success: to_seconds(account.last_success),
        last_failed: to_seconds(account.last_failure),
        failures: account.failures,
        tl_data: if mask.contains(PrincipalMask::TL_DATA) { tagged.collect() } else { Vec::new() },
        keys: shown(PrincipalMask::KEY_DATA, principal.keys.iter().map(shape).collect()),
    }
}

/// MIT tells the type of a salt only where it is not the normal one.
fn shape(key: &PrincipalKey) -> KeyShape {
    let salt_type = match key.salt {
        Salt::Normal => None,
        ref other => i16::try_from(other.number()).ok(),
    };
    KeyShape {
        kvno: u16::try_from(key.kvno).unwrap_or(u16::MAX),
        enctype: i16::try_from(key.enctype().0).unwrap_or(i16::MAX),
        salt_type,
    }
}

fn wire_key(key: &PrincipalKey) -> WireKey {
    WireKey {
        kvno: key.kvno,
        key: key.to_encryption_key(),
        salt_type: i16::try_from(key.salt.number()).unwrap_or_default(),
        salt: match &key.salt {
            Salt::Special(octets) => octets.clone(),
            _ => Vec::new(),
        },
    }
}

fn policy_entry(policy: &Policy) -> PolicyEntry {
    let seconds = |life: std::time::Duration| u32::try_from(life.as_secs()).unwrap_or(u32::MAX);
    PolicyEntry {
        policy: Some(policy.name.clone()),
        min_life: seconds(policy.min_password_life),
        max_life: seconds(policy.max_password_life),
        min_length: policy.min_length,
        min_classes: policy.min_classes,
        history: policy.history,
        references: 0,
        max_failures: policy.max_failures,
        failure_interval: to_life(policy.failure_count_interval),
        lockout_duration: to_life(policy.lockout_duration),
        attributes: policy.attributes.0,
        ticket_life: to_life(policy.max_life),
        renewable_life: to_life(policy.max_renewable_life),
        allowed_key_salts: policy.allowed_key_salts.clone(),
        tl_data: Vec::new(),
    }
}
