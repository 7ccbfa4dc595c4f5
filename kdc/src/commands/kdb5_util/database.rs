//! An open database: its principals in the order of a dump, its master key, and changes.

use std::sync::Arc;

use kerbside_kdc_core::database::{
    Change, CommitError, Policy, Principal, PrincipalKey, Store, World, WorldError,
};
use kerbside_kdc_core::dump::Keyring;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use crate::commands::failure::{Doing, Failure, Outcome};
use crate::store::master_key::{MasterKeys, master_principal};
use crate::store::{KdcStore, KdcWorld};

/// How often changes are made anew before others are found to change the database all the time.
const ATTEMPTS: usize = 64;

/// A database whose master key is known.
pub(super) struct Database {
    pub(super) store: KdcStore,
    pub(super) realm: Realm,
}

/// One generation of it.
pub(super) struct View {
    pub(super) world: KdcWorld,
    realm: Realm,
}

impl Database {
    /// The present generation.
    pub(super) fn view(&self) -> Outcome<View> {
        let world = self.store.world().doing("while reading the database")?;
        Ok(View { world, realm: self.realm.clone() })
    }

    /// Commits what `make` wants to change, again when others change the database meanwhile.
    pub(super) fn change<T>(
        &self,
        doing: &str,
        mut make: impl FnMut(&View) -> Outcome<(Vec<Change>, T)>,
    ) -> Outcome<T> {
        for _ in 0..ATTEMPTS {
            let view = self.view()?;
            let (changes, answer) = make(&view)?;
            if changes.is_empty() {
                return Ok(answer);
            }
            match self.store.commit(view.world.generation(), changes) {
                Ok(_) => return Ok(answer),
                Err(CommitError::Moved(_)) => {}
                Err(error @ CommitError::Failed(_)) => return Err(Failure::new(error, doing)),
            }
        }
        Err(Failure::new("others change the database all the time: try again", doing))
    }
}

impl View {
    /// The record of the master key.
    pub(super) fn master(&self) -> Outcome<Arc<Principal>> {
        let found = self.world.principal(&self.realm, &master_principal());
        let found = found.doing("while getting master key principal")?;
        found.ok_or_else(|| {
            let what = "No such entry in the database";
            Failure::new(what, "while retrieving master entry")
        })
    }

    /// The master key.
    pub(super) fn keys(&self) -> Outcome<MasterKeys> {
        MasterKeys::from_principal(&*self.master()?).doing("while getting master key list")
    }

    /// The versions of the master key, as a dump needs them.
    pub(super) fn keyring(&self) -> Outcome<Keyring> {
        Ok(keyring(&self.keys()?))
    }

    /// The keys that seal earlier passwords.
    pub(super) fn history(&self) -> Outcome<Vec<PrincipalKey>> {
        let found = self.world.principal(&self.realm, &history_principal());
        let found = found.doing("while getting the history key")?;
        Ok(found.map(|principal| principal.keys.clone()).unwrap_or_default())
    }

    /// Every principal with its name as text, in the order of these texts, as MIT's database has
    /// them. Those of other realms are among them: keys that realms share for tickets across.
    pub(super) fn principals(&self) -> Outcome<Vec<(String, Arc<Principal>)>> {
        let mut named = Vec::new();
        let mut take = |principal: Arc<Principal>| {
            named.push((name(&principal).to_string(), principal));
            Ok::<_, WorldError>(())
        };
        let taken = match &self.world {
            KdcWorld::Durable(world) => world.each_principal(|principal| take(Arc::new(principal))),
            KdcWorld::Memory(world) => world
                .realms()
                .iter()
                .try_for_each(|realm| world.principals(realm)?.into_iter().try_for_each(&mut take)),
        };
        taken.doing("while reading the database")?;
        named.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
        Ok(named)
    }

    /// Every policy, by name.
    pub(super) fn policies(&self) -> Outcome<Vec<Arc<Policy>>> {
        self.world.policies(&self.realm).doing("while reading the database")
    }

    /// The principal of a name in the realm.
    pub(super) fn principal(&self, name: &Name) -> Result<Option<Arc<Principal>>, WorldError> {
        self.world.principal(&name.realm, &name.name)
    }
}

/// The versions of a master key.
pub(super) fn keyring(keys: &MasterKeys) -> Keyring {
    keys.versions().map(|(kvno, key, _)| (kvno, key.clone())).collect()
}

/// `kadmin/history`.
pub(super) fn history_principal() -> PrincipalName {
    PrincipalName::new(NameType::SRV_INST, ["kadmin", "history"])
}

/// The name of a principal.
pub(super) fn name(principal: &Principal) -> Name {
    Name::new(principal.name.clone(), principal.realm.clone())
}
