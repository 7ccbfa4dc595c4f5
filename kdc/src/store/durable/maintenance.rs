//! What is done to a whole database: copies, checks, and another version of the master key.

use std::collections::BTreeMap;

use kerbside_kdc_core::database::{Generation, Principal, World, WorldError};

use super::DurableStore;
use super::create::{Contents, Image, put_image};
use super::error::StoreError;
use super::record::name::{GENERATION, Kind};
use super::volume::Volume;
use super::world::readable;
use crate::store::master_key::master_principal;

/// A copy of all records.
#[derive(Clone)]
pub struct DurableSnapshot {
    principals: Contents,
    accounts: Contents,
}

/// How many principals were sealed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed under the version in use now.
    pub updated: usize,
    /// Sealed under it before.
    pub unchanged: usize,
}

impl DurableStore {
    /// A copy of all records, still sealed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn snapshot(&self) -> Result<DurableSnapshot, StoreError> {
        let mut principals = copy(&self.0.files.principals)?;
        principals.remove(GENERATION);
        Ok(DurableSnapshot { principals, accounts: copy(&self.0.files.accounts)? })
    }

    /// Sets the database back to `snapshot`, as a new generation.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restore(&self, snapshot: &DurableSnapshot) -> Result<Generation, StoreError> {
        let DurableSnapshot { principals, accounts } = snapshot.clone();
        put_image(&self.0.files, &Image { principals, accounts })
    }

    /// Reads everything: each page, each record, each key. Returns how many principals there are.
    ///
    /// # Errors
    /// The first that is damaged.
    pub fn verify(&self) -> Result<usize, WorldError> {
        self.0.files.principals.check_pages()?;
        self.0.files.accounts.check_pages()?;
        let (world, mut count) = (self.view()?, 0);
        world.each_principal(|_| {
            count += 1;
            Ok::<_, WorldError>(())
        })?;
        let integrity = &world.cache.unlocked.integrity;
        let path = self.0.files.principals.path();
        for kind in [Kind::Realm, Kind::Alias, Kind::Policy] {
            world.each(&kind.prefix(), |key, record| {
                let content = integrity.content(key, record).map(drop);
                content.map_err(|fault| {
                    WorldError::from(StoreError::record(path, &readable(key), fault))
                })
            })?;
        }
        Ok(count)
    }

    /// How many principals have their keys sealed under each version of the master key; `K/M` does
    /// not count.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn versions_in_use(&self) -> Result<BTreeMap<u32, usize>, WorldError> {
        let (world, mut versions) = (self.view()?, BTreeMap::new());
        world.each_principal(|principal| {
            if !principal.name.same_components(&master_principal()) {
                *versions.entry(principal.master_kvno).or_default() += 1;
            }
            Ok::<_, WorldError>(())
        })?;
        Ok(versions)
    }

    /// Seals the keys of every principal that is `chosen` under the version of the master key that
    /// is in use (`update_princ_encryption`), in one transaction.
    ///
    /// # Errors
    /// When a record cannot be read or written, and nothing is changed.
    pub fn reseal(
        &self,
        mut chosen: impl FnMut(&Principal) -> bool,
    ) -> Result<Resealed, WorldError> {
        loop {
            let world = self.view()?;
            let generation = world.generation();
            let mut principals = Vec::new();
            world.each_principal(|principal| {
                if !principal.name.same_components(&master_principal()) && chosen(&principal) {
                    principals.push(principal);
                }
                Ok::<_, WorldError>(())
            })?;
            drop(world);
            let written = self.write(Some(generation), |pen, sheet| {
                let (active, _) = pen.unlocked.masters.active(pen.now);
                let mut counts = Resealed::default();
                for principal in &principals {
                    if principal.master_kvno == active {
                        counts.unchanged += 1;
                    } else {
                        pen.put_sealed(sheet, principal, active)?;
                        counts.updated += 1;
                    }
                }
                Ok(counts)
            })?;
            if let Ok((_, counts)) = written {
                return Ok(counts);
            }
        }
    }
}

fn copy(volume: &Volume) -> Result<Contents, StoreError> {
    let reading = volume.read()?;
    let failed = |error| volume.failed(error);
    let entries = reading.records.iter(&reading.txn).map_err(failed)?;
    let entry = |entry: heed::Result<(&[u8], &[u8])>| {
        entry.map(|(key, record)| (key.to_vec(), record.to_vec())).map_err(failed)
    };
    entries.map(entry).collect()
}
