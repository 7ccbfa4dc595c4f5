//! An operation and its commit, again when the store has moved in between.

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;

use super::{AdminReply, AdminRequest, Caller, Denial, perform};
use crate::database::{MemoryStore, Moved, World};

/// How often an operation runs before others are found to change the database all the time.
const ATTEMPTS: usize = 64;

/// Why a request was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// It was denied.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The database changed each time before the operation was committed.
    #[error(transparent)]
    Contended(Moved),
}

/// Performs `request` on `store`.
///
/// # Errors
/// The operation's [`Denial`]; or that the database moved on at each of many attempts.
pub fn apply(
    store: &MemoryStore,
    request: &AdminRequest,
    caller: &Caller,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<AdminReply, ApplyError> {
    let mut attempt = || -> Result<Result<AdminReply, Moved>, Denial> {
        let world = store.world();
        let (reply, changes) = perform(request, &world, caller, now, entropy)?;
        if changes.is_empty() {
            return Ok(Ok(reply));
        }
        Ok(store.commit(world.generation(), changes).map(|_| reply))
    };
    for _ in 1..ATTEMPTS {
        if let Ok(reply) = attempt()? {
            return Ok(reply);
        }
    }
    attempt()?.map_err(ApplyError::Contended)
}
