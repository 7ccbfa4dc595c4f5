//! Descriptors for as many connections as the system lets a daemon have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the limit of open files to the highest that is allowed: many systems begin with 1,024,
/// which strangers can use up.
pub(crate) fn raise_descriptors() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // A daemon that may not have more has those that it has.
    let _as_before = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}
