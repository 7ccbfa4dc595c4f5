//! The principal database: records, the view that decisions have of it, and the store in memory.
//!
//! Leaves out the durable store: it is a shell's, behind the same [`Store`] and [`World`].

mod account;
mod attributes;
mod change;
mod dictionary;
mod memory_store;
mod policy;
mod principal;
mod salt;
mod sealed_key;
mod settings;
mod store;
mod string_attributes;
mod world;

pub use account::{AccountEvent, AccountState, Traces};
pub use attributes::Attributes;
pub use change::{Change, CommitError, Moved};
pub use dictionary::Dictionary;
pub use memory_store::{MemoryStore, MemoryWorld, Snapshot};
pub use policy::Policy;
pub use principal::{
    OldPassword, Principal, PrincipalKey, SESSION_ENCTYPES, StoredKey, TaggedData,
};
pub use salt::Salt;
pub use sealed_key::{seal_key, unseal_key};
pub use settings::{ETexts, KeySalt, RealmSettings};
pub use store::Store;
pub use string_attributes::StringAttributes;
pub use world::{Generation, World, WorldError};
