//! The programs of Kerberos as functions: arguments, environment and streams in, exit code out.
//!
//! Each program is a file with MIT krb5 1.20's options, output shapes and exit codes. Nothing here
//! asks the process for anything: the variables, the clock, the working directory, the time zone
//! and the streams are values, so that a command also runs for somebody else (a test, a client of
//! a control socket). [`Environment::of_process`] and [`Tty`] are what a binary hands in.
//!
//! Arguments are without the program's name. Options that are not supported yet are refused by
//! name. Leaves out: caches of other types than FILE, DIR and MEMORY, host lookup by DNS records.

mod caches;
mod configuration;
#[cfg(feature = "store")]
mod daemon;
#[cfg(feature = "store")]
mod database;
mod doctor;
mod environment;
mod exchanges;
mod failure;
mod first_ticket;
mod k5srvutil;
mod kadmin;
mod kadmin_remote;
#[cfg(feature = "store")]
mod kadmind;
#[cfg(feature = "store")]
mod kdb5_util;
mod kdestroy;
mod keytabs;
mod kinit;
mod klist;
mod kpasswd;
#[cfg(feature = "store")]
mod krb5kdc;
mod kswitch;
mod ktutil;
mod kvno;
mod options;
mod password_change;
pub(crate) mod private_file;
mod realm_settings;
mod servers;
mod streams;
#[cfg(test)]
mod tests;
mod times;
mod trace;
mod tty;
mod zone;

pub use caches::MemoryCaches;
pub use configuration::load_kdc;
#[cfg(feature = "store")]
pub use database::kadmin_local;
pub use doctor::{Findings, examine};
pub use environment::Environment;
pub use k5srvutil::k5srvutil;
pub use kadmin::{
    AdminSession, Credentials, Denied, Flavor, Lock, MasterKey, Opened, SessionOpener,
    SessionOptions, kadmin,
};
pub use kadmin_remote::{RemoteOpener, remote_kadmin};
#[cfg(feature = "store")]
pub use kadmind::kadmind;
#[cfg(feature = "store")]
pub use kdb5_util::{DatabaseError, DatabaseFiles, DurableFiles, kdb5_util, kdb5_util_on};
pub use kdestroy::kdestroy;
pub use keytabs::MemoryKeytabs;
pub use kinit::kinit;
pub use klist::klist;
pub use kpasswd::kpasswd;
#[cfg(feature = "store")]
pub use krb5kdc::krb5kdc;
pub use kswitch::kswitch;
pub use ktutil::ktutil;
pub use kvno::kvno;
pub use realm_settings::realm_settings;
pub use streams::{Echo, EditedLine, Streams, Terminal};
pub(crate) use times::stamp;
pub use trace::Trace;
pub use tty::Tty;
pub use zone::Zone;
