//! A new realm, with the principals that MIT's `kdb5_util create` makes and their attributes.
//!
//! Leaves out `K/M`: keys in memory are not encrypted under a master key.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use super::{Denial, key_material};
use crate::database::{Attributes, Change, Principal, RealmSettings};

struct Founding {
    name: [&'static str; 2],
    attributes: Attributes,
    max_life: Option<Duration>,
}

const KADMIN: Attributes =
    Attributes(Attributes::DISALLOW_TGT_BASED.0 | Attributes::LOCKDOWN_KEYS.0);

/// Attributes and lives as MIT krb5 1.20 has them in the dump of a new realm.
const KADMIN_PRINCIPALS: [Founding; 3] = [
    Founding {
        name: ["kadmin", "admin"],
        attributes: KADMIN,
        max_life: Some(Duration::from_secs(3 * 3_600)),
    },
    Founding {
        name: ["kadmin", "changepw"],
        attributes: Attributes(KADMIN.0 | Attributes::PWCHANGE_SERVICE.0),
        max_life: Some(Duration::from_secs(300)),
    },
    Founding { name: ["kadmin", "history"], attributes: Attributes::EMPTY, max_life: None },
];

/// The changes that make a realm: its settings, `krbtgt/REALM`, `kadmin/admin`, `kadmin/changepw`
/// and `kadmin/history`, each with random keys.
///
/// # Errors
/// [`Denial::Key`] when the settings ask for keys of an enctype that is not implemented.
pub fn create_realm(
    settings: RealmSettings,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<Vec<Change>, Denial> {
    let realm = settings.realm.clone();
    let mut principal = |name: PrincipalName, attributes, max_life: Option<Duration>, by: &str| {
        Ok::<_, Denial>(Change::PutPrincipal(Arc::new(Principal {
            name,
            realm: realm.clone(),
            keys: key_material::random(&settings.key_salts, 1, entropy)?,
            attributes,
            expires: None,
            password_expires: None,
            max_life: Some(max_life.unwrap_or(settings.max_life)),
            max_renewable_life: settings.max_renewable_life,
            last_password_change: None,
            modified_at: now,
            modified_by: made_by(by, &realm),
            policy: None,
            strings: BTreeMap::new(),
            password_history: Vec::new(),
            master_kvno: 1,
            tagged_data: Vec::new(),
        })))
    };
    let tgs = PrincipalName::krbtgt(&realm);
    let mut changes = vec![principal(tgs, Attributes::LOCKDOWN_KEYS, None, "db_creation")?];
    for founding in KADMIN_PRINCIPALS {
        let name = PrincipalName::new(NameType::SRV_INST, founding.name);
        changes.push(principal(name, founding.attributes, founding.max_life, "kdb5_util")?);
    }
    changes.insert(0, Change::PutRealm(Arc::new(settings)));
    Ok(changes)
}

fn made_by(program: &str, realm: &Realm) -> String {
    format!("{program}@{realm}")
}
