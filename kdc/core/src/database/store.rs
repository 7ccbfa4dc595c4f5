//! What a store can do, wherever it keeps its records.

use super::{Change, CommitError, Generation, World, WorldError};
use crate::exchange::Effect;

/// A database that requests read and operations change.
pub trait Store {
    /// One generation of it, as a request sees it.
    type View: World;

    /// The present generation, for one request.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn world(&self) -> Result<Self::View, WorldError>;

    /// Applies all of `changes` and publishes the next generation. When it returns, the changes
    /// are as safe as the store makes them.
    ///
    /// # Errors
    /// [`CommitError`], and nothing is applied.
    fn commit(&self, expected: Generation, changes: Vec<Change>)
    -> Result<Generation, CommitError>;

    /// Applies what an exchange changed in the state of accounts.
    ///
    /// # Errors
    /// When the state of accounts cannot be written.
    fn apply(&self, effects: &[Effect]) -> Result<(), WorldError>;
}
