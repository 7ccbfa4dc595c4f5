//! A new realm, with the principals that MIT's `kdb5_util create` makes and their attributes.
//!
//! `K/M`, which stands for the master key, is made where there is one ([`master_principal`]): keys
//! in memory are not encrypted. `kadmin/history` is made when the first password under a policy is
//! changed, as in MIT.

use std::sync::Arc;
use std::time::Duration;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use super::{Denial, key_material};
use crate::database::{
    Attributes, Change, Principal, PrincipalKey, RealmSettings, StringAttributes,
};

struct Founding {
    name: [&'static str; 2],
    attributes: Attributes,
    max_life: Duration,
}

const KADMIN: Attributes =
    Attributes(Attributes::DISALLOW_TGT_BASED.0 | Attributes::LOCKDOWN_KEYS.0);

/// Attributes and lives as MIT krb5 1.20 has them in the dump of a new realm.
const KADMIN_PRINCIPALS: [Founding; 2] = [
    Founding {
        name: ["kadmin", "admin"],
        attributes: KADMIN,
        max_life: Duration::from_secs(3 * 3_600),
    },
    Founding {
        name: ["kadmin", "changepw"],
        attributes: Attributes(KADMIN.0 | Attributes::PWCHANGE_SERVICE.0),
        max_life: Duration::from_secs(300),
    },
];

/// The attributes of `K/M` in the same dump.
const MASTER: Attributes = Attributes(Attributes::DISALLOW_ALL_TIX.0 | Attributes::LOCKDOWN_KEYS.0);

/// The changes that make a realm: its settings, `krbtgt/REALM`, `kadmin/admin` and
/// `kadmin/changepw`, each with random keys.
///
/// # Errors
/// [`Denial::Key`] when the settings ask for keys of an enctype that is not implemented.
pub fn create_realm(
    settings: RealmSettings,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<Vec<Change>, Denial> {
    let settings = Arc::new(settings);
    let mut keys = || key_material::random(&settings.key_salts, 1, entropy);
    let krbtgt = Principal {
        attributes: Attributes::LOCKDOWN_KEYS,
        keys: keys()?,
        ..blank(&settings, PrincipalName::krbtgt(&settings.realm), now)
    };
    let mut changes =
        vec![Change::PutRealm(Arc::clone(&settings)), Change::PutPrincipal(Arc::new(krbtgt))];
    for Founding { name, attributes, max_life } in KADMIN_PRINCIPALS {
        changes.push(Change::PutPrincipal(Arc::new(Principal {
            attributes,
            keys: keys()?,
            max_life: Some(max_life),
            last_password_change: Some(now),
            modified_by: made_by("kdb5_util", &settings.realm),
            ..blank(&settings, PrincipalName::new(NameType::SRV_INST, name), now)
        })));
    }
    Ok(changes)
}

/// The change that makes `K/M`, the principal whose key encrypts all others where they lie on a
/// disk.
pub fn master_principal(settings: &RealmSettings, key: PrincipalKey, now: Timestamp) -> Change {
    Change::PutPrincipal(Arc::new(Principal {
        attributes: MASTER,
        keys: vec![key],
        ..blank(settings, PrincipalName::new(NameType::PRINCIPAL, ["K", "M"]), now)
    }))
}

/// A principal without keys, made by the creation of the database.
fn blank(settings: &RealmSettings, name: PrincipalName, now: Timestamp) -> Principal {
    Principal {
        name,
        realm: settings.realm.clone(),
        keys: Vec::new(),
        attributes: Attributes::EMPTY,
        expires: settings.default_expiration,
        password_expires: None,
        max_life: Some(settings.max_life),
        max_renewable_life: settings.max_renewable_life,
        last_password_change: None,
        modified_at: now,
        modified_by: made_by("db_creation", &settings.realm),
        policy: None,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: 1,
        tagged_data: Vec::new(),
    }
}

fn made_by(program: &str, realm: &Realm) -> String {
    format!("{program}@{realm}")
}
