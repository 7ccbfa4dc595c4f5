//! Contexts established between our own two ends, the table of refusals, and bytes of others.

mod establishment;
pub(crate) mod foreign;
mod refusals;
pub(crate) mod specimen;
