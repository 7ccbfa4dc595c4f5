//! An operation and its commit, again when the store has moved in between.

use kerbside_crypto::Entropy;
use kerbside_krb5::time::Timestamp;

use super::{AdminReply, AdminRequest, Caller, Denial, perform};
use crate::database::{CommitError, Moved, Store, World, WorldError};

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
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] WorldError),
}

/// Performs `request` on `store`.
///
/// # Errors
/// The operation's [`Denial`]; that the database moved on at each of many attempts; or that it
/// failed.
pub fn apply<S: Store>(
    store: &S,
    request: &AdminRequest,
    caller: &Caller,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<AdminReply, ApplyError> {
    let mut attempt = || -> Result<Result<AdminReply, Moved>, ApplyError> {
        let world = store.world()?;
        let (reply, changes) = perform(request, &world, caller, now, entropy)?;
        if changes.is_empty() {
            return Ok(Ok(reply));
        }
        let expected = world.generation();
        // A store may have to wait until nobody reads it.
        drop(world);
        match store.commit(expected, changes) {
            Ok(_) => Ok(Ok(reply)),
            Err(CommitError::Moved(moved)) => Ok(Err(moved)),
            Err(CommitError::Failed(error)) => Err(ApplyError::Failed(error)),
        }
    };
    for _ in 1..ATTEMPTS {
        if let Ok(reply) = attempt()? {
            return Ok(reply);
        }
    }
    attempt()?.map_err(ApplyError::Contended)
}
