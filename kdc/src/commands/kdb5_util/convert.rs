//! `dump -mkey_convert`: the same database under another master key.

use kerbside_crypto::Key;
use kerbside_kdc_core::database::Principal;
use kerbside_kdc_core::dump::Keyring;
use kerbside_krb5::time::Timestamp;

use super::add_mkey::changed;
use super::database::View;
use super::tool::{Tool, reason};
use crate::commands::failure::{Doing, Failure, Outcome};
use crate::commands::streams::out;
use crate::entropy::OsEntropy;
use crate::store::master_key::{add_version, master_principal, read_stash};

/// The new master key and what is needed to note it.
pub(super) struct Conversion {
    /// The present versions and the new one.
    pub(super) keyring: Keyring,
    key: Key,
    kvno: u32,
    now: Timestamp,
    by: String,
}

impl Conversion {
    /// The key of a stash file, or of a password that is asked for.
    pub(super) fn ask(tool: &mut Tool<'_, '_>, view: &View, stash: Option<&str>) -> Outcome<Self> {
        let doing = "while reading new master key";
        let key = match stash {
            Some(stash) => {
                let keys = read_stash(&tool.environment.path(stash), &tool.parameters.realm);
                let keys = keys.map_err(|error| {
                    let what = format!("Can not fetch master key (error: {}).", reason(&error));
                    Failure::new(what, doing)
                })?;
                let wanted = |kvno: u32| tool.parameters.kvno.is_none_or(|wanted| wanted == kvno);
                let found = keys.into_iter().find(|(kvno, _)| wanted(*kvno));
                let (_, key) = found.ok_or_else(|| {
                    Failure::new("Key version number for principal is incorrect", doing)
                })?;
                key
            }
            None => {
                out!(tool.streams, "Please enter new master key....\n");
                let password = tool.new_password(doing)?;
                tool.master_key(tool.parameters.enctype, &password)?
            }
        };
        let present = view.keys()?;
        let kvno = present.newest().0.saturating_add(1);
        let versions = present.versions().map(|(kvno, key, _)| (kvno, key.clone()));
        let keyring = versions.chain([(kvno, key.clone())]).collect();
        Ok(Self { keyring, key, kvno, now: tool.now(), by: tool.master_name().to_string() })
    }

    /// A record under the new master key.
    pub(super) fn apply(&self, principal: &Principal) -> Outcome<Principal> {
        if principal.name.same_components(&master_principal()) {
            let added = add_version(principal, self.key.clone(), &mut OsEntropy::new());
            let (master, _) = added.doing("while re-encoding keys with new master key")?;
            return Ok(changed(master, &self.by, self.now));
        }
        Ok(Principal { master_kvno: self.kvno, ..principal.clone() })
    }
}
