//! The words of the command line that several verbs understand, and what they parse into.

mod directory;
mod instant;
mod listener;
mod operation;
mod party;
mod resource;
mod shift;
mod topic;
mod user;

pub(crate) use directory::Directory;
pub(crate) use instant::Instant;
pub(crate) use listener::Listener;
pub(crate) use operation::OperationName;
pub(crate) use party::Party;
pub(crate) use resource::Resource;
pub(crate) use shift::Shift;
pub(crate) use topic::Topic;
pub(crate) use user::User;
