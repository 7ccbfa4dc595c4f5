//! A bed that runs until it is told to end: its directory, what it is asked, and its life.

mod acls;
mod claim;
mod kadmin;
mod leftovers;
mod life;
mod lock;
mod manifest;
mod setup;
mod steward;

pub(crate) use claim::{Claim, Removed};
pub(crate) use life::{Life, Report, live};
pub(crate) use lock::holder;
pub(crate) use setup::{Character, Setup};

/// The bed's lock, held as long as its process lives.
const LOCK: &str = "bed.lock";
/// What the bed made.
const MANIFEST: &str = "bed.json";
/// The control socket.
pub(crate) const SOCKET: &str = "control.sock";
/// What a bed in the background has to say.
pub(crate) const LOG: &str = "kerbside.log";
/// The files that the test bed writes at the top of its directory.
const SHARED: [&str; 2] = ["krb5.conf", "broker.keytab"];
/// The folder of the users' files.
const CLIENTS: &str = "clients";
