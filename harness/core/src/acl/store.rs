//! The ACLs of a cluster, read by every request and changed now and then.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use kerbside_kafka_wire::ErrorCode;

use super::index::Index;
use super::{Acl, AclFilter, AclRefusal, HostPattern};
use crate::dialect::AclNetworks;

/// The most ACLs that one request may remove, as in Kafka.
pub const MOST_REMOVED: usize = 10_000;
/// The most ACLs that there may be, unless said otherwise. Not Kafka's, which has no limit.
const MOST: usize = 100_000;

/// The ACLs of a cluster. Nodes share them; a change is in force at once, on all of them.
pub struct Acls {
    index: RwLock<Index>,
    networks: RwLock<AclNetworks>,
    most: usize,
}

impl Default for Acls {
    fn default() -> Self {
        Acls::with_limit(MOST)
    }
}

impl Acls {
    /// None yet, and never more than `most`.
    pub fn with_limit(most: usize) -> Self {
        let networks = RwLock::new(AclNetworks::Networks);
        Acls { index: RwLock::default(), networks, most }
    }

    /// Reads hosts of ACLs as this release does, also of those that are here. Without this they are
    /// read as Kafka 4.4 reads them.
    pub fn set_networks(&self, networks: AclNetworks) {
        *self.networks.write().unwrap_or_else(PoisonError::into_inner) = networks;
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::take(&mut *index);
        for acl in old.all() {
            // A host that is no network for the release means nobody there.
            let host = acl.check(networks).unwrap_or(HostPattern::Nobody);
            index.add(Acl::clone(acl), host);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an ACL. One that is there already stays as it is, which is no error.
    ///
    /// # Errors
    /// [`AclRefusal`] with Kafka's words, or with the limit.
    pub fn add(&self, acl: Acl) -> Result<(), AclRefusal> {
        let networks = *self.networks.read().unwrap_or_else(PoisonError::into_inner);
        let host = acl.check(networks)?;
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if index.len() >= self.most {
            let text = format!("There are {} ACLs, and no more are kept: remove some.", self.most);
            return Err(AclRefusal { code: ErrorCode::POLICY_VIOLATION, text });
        }
        index.add(acl, host);
        Ok(())
    }

    /// The ACLs that a filter means.
    pub fn list(&self, filter: &AclFilter) -> Vec<Arc<Acl>> {
        self.read().all().filter(|acl| filter.means(acl)).cloned().collect()
    }

    /// Removes what any of the filters means; what each of them meant. All of it happens, or
    /// nothing.
    ///
    /// # Errors
    /// [`AclRefusal`] when these are more than [`MOST_REMOVED`].
    pub fn remove(&self, filters: &[AclFilter]) -> Result<Vec<Vec<Arc<Acl>>>, AclRefusal> {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let mut removed = BTreeSet::new();
        let mut meant = Vec::with_capacity(filters.len());
        for filter in filters {
            let mut found = Vec::new();
            for acl in index.all().filter(|acl| filter.means(acl)) {
                // As in Kafka one that was meant before counts once, and not when it is too late.
                if removed.len() >= MOST_REMOVED {
                    return Err(too_many());
                }
                // An address names an ACL: the index holds each of them until the end.
                removed.insert(Arc::as_ptr(acl));
                found.push(Arc::clone(acl));
            }
            meant.push(found);
        }
        for acl in meant.iter().flatten() {
            index.remove(acl);
        }
        Ok(meant)
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_many() -> AclRefusal {
    let text = format!("Cannot remove more than {MOST_REMOVED} acls in a single delete operation.");
    AclRefusal { code: ErrorCode::INVALID_REQUEST, text }
}

impl std::fmt::Debug for Acls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.read().all()).finish()
    }
}
