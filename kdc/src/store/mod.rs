//! Where a KDC keeps its database: in memory, or in files.
//!
//! [`KdcStore`] is either of them, so that a running KDC is one type; a request pays for the choice
//! with a branch.

#[cfg(feature = "store")]
mod durable;
pub mod master_key;

#[cfg(feature = "store")]
pub use durable::{
    DurableSnapshot, DurableStore, DurableWorld, Resealed, StoreError, end_on_bus_errors,
};
pub use kerbside_kdc_core::database::{Store, World};

use std::sync::Arc;

use kerbside_kdc_core::database::{
    self, AccountState, Change, CommitError, Generation, MemoryStore, MemoryWorld, Policy,
    Principal, RealmSettings, WorldError,
};
use kerbside_kdc_core::exchange::Effect;
use kerbside_krb5::wire::{PrincipalName, Realm};

/// The store of a KDC. Clones are one store.
#[derive(Clone)]
pub enum KdcStore {
    /// In memory: gone with the process.
    Memory(MemoryStore),
    /// In files.
    #[cfg(feature = "store")]
    Durable(DurableStore),
}

/// One generation of a [`KdcStore`].
pub enum KdcWorld {
    /// Of a store in memory.
    Memory(MemoryWorld),
    /// Of a store in files.
    #[cfg(feature = "store")]
    Durable(DurableWorld),
}

/// A state of a store to which it can be set back.
#[derive(Clone)]
pub struct Snapshot(State);

#[derive(Clone)]
enum State {
    Memory(database::Snapshot),
    #[cfg(feature = "store")]
    Durable(DurableSnapshot),
}

impl KdcStore {
    /// The present state: in memory a pointer, of a durable store a copy of its records.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, WorldError> {
        match self {
            Self::Memory(store) => Ok(Snapshot(State::Memory(store.snapshot()))),
            #[cfg(feature = "store")]
            Self::Durable(store) => Ok(Snapshot(State::Durable(store.snapshot()?))),
        }
    }

    /// Sets the store back to `snapshot`, as a new generation.
    ///
    /// # Errors
    /// When the database cannot be written, or the snapshot is of another kind of store.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<Generation, WorldError> {
        match (self, &snapshot.0) {
            (Self::Memory(store), State::Memory(snapshot)) => Ok(store.restore(snapshot)),
            #[cfg(feature = "store")]
            (Self::Durable(store), State::Durable(snapshot)) => Ok(store.restore(snapshot)?),
            #[cfg(feature = "store")]
            _ => Err(WorldError::Store("the snapshot is of another kind of store".into())),
        }
    }
}

impl Default for KdcStore {
    fn default() -> Self {
        Self::Memory(MemoryStore::new())
    }
}

impl From<MemoryStore> for KdcStore {
    fn from(store: MemoryStore) -> Self {
        Self::Memory(store)
    }
}

#[cfg(feature = "store")]
impl From<DurableStore> for KdcStore {
    fn from(store: DurableStore) -> Self {
        Self::Durable(store)
    }
}

impl Store for KdcStore {
    type View = KdcWorld;

    fn world(&self) -> Result<KdcWorld, WorldError> {
        match self {
            Self::Memory(store) => Ok(KdcWorld::Memory(store.world())),
            #[cfg(feature = "store")]
            Self::Durable(store) => Ok(KdcWorld::Durable(store.world()?)),
        }
    }

    fn commit(
        &self,
        expected: Generation,
        changes: Vec<Change>,
    ) -> Result<Generation, CommitError> {
        match self {
            Self::Memory(store) => Store::commit(store, expected, changes),
            #[cfg(feature = "store")]
            Self::Durable(store) => Store::commit(store, expected, changes),
        }
    }

    fn apply(&self, effects: &[Effect]) -> Result<(), WorldError> {
        match self {
            Self::Memory(store) => Store::apply(store, effects),
            #[cfg(feature = "store")]
            Self::Durable(store) => Store::apply(store, effects),
        }
    }
}

/// Calls a method of whichever world it is.
macro_rules! either {
    ($self:ident, $world:ident => $call:expr) => {
        match $self {
            KdcWorld::Memory($world) => $call,
            #[cfg(feature = "store")]
            KdcWorld::Durable($world) => $call,
        }
    };
}

impl World for KdcWorld {
    fn generation(&self) -> Generation {
        either!(self, world => world.generation())
    }

    fn realms(&self) -> Vec<Realm> {
        either!(self, world => world.realms())
    }

    fn settings(&self, realm: &Realm) -> Result<Option<Arc<RealmSettings>>, WorldError> {
        either!(self, world => world.settings(realm))
    }

    fn principal(
        &self,
        realm: &Realm,
        name: &PrincipalName,
    ) -> Result<Option<Arc<Principal>>, WorldError> {
        either!(self, world => world.principal(realm, name))
    }

    fn principals(&self, realm: &Realm) -> Result<Vec<Arc<Principal>>, WorldError> {
        either!(self, world => world.principals(realm))
    }

    fn aliases(&self, realm: &Realm) -> Result<Vec<(PrincipalName, PrincipalName)>, WorldError> {
        either!(self, world => world.aliases(realm))
    }

    fn policy(&self, realm: &Realm, name: &str) -> Result<Option<Arc<Policy>>, WorldError> {
        either!(self, world => world.policy(realm, name))
    }

    fn policies(&self, realm: &Realm) -> Result<Vec<Arc<Policy>>, WorldError> {
        either!(self, world => world.policies(realm))
    }

    fn account(&self, realm: &Realm, name: &PrincipalName) -> Result<AccountState, WorldError> {
        either!(self, world => world.account(realm, name))
    }
}
