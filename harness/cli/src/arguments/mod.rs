//! The words of the command line that several verbs understand, and what they parse into.

mod directory;
mod instant;
mod party;
mod shift;
mod topic;
mod user;

pub(crate) use directory::Directory;
pub(crate) use instant::Instant;
pub(crate) use party::Party;
pub(crate) use shift::Shift;
pub(crate) use topic::Topic;
pub(crate) use user::User;
