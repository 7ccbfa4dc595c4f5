//! What can stand behind a bed's realm: a KDC, ours or another.
//!
//! The harness speaks to it through [`RealmKdc`] alone. Parts that a foreign KDC cannot have (a
//! clock that is moved while it runs) are [`crate::party::Unavailable`].

mod embedded;

use std::net::SocketAddr;

use kerbside_kdc::commands::AdminSession;
use kerbside_kdc::{AdminReply, AdminRequest, Snapshot};
use kerbside_krb5::formats::keytab::Keytab;

pub use embedded::{Administration, EmbeddedKdc};

use crate::clock::WallClock;
use crate::party::{BedError, Part, Unavailable, Work};

/// The KDC of a realm.
pub trait RealmKdc: Send + Sync {
    /// The realm.
    fn realm(&self) -> &str;

    /// Where it answers, UDP and TCP; the first address goes into krb5.conf.
    fn addresses(&self) -> &[SocketAddr];

    /// Where its kadmind answers, when it has one.
    fn admin_server(&self) -> Option<SocketAddr> {
        None
    }

    /// Where it changes passwords, when it does.
    fn kpasswd_server(&self) -> Option<SocketAddr> {
        None
    }

    /// Its clock.
    fn clock(&self) -> Part<WallClock>;

    /// Performs an administrative request.
    fn admin(&self, request: AdminRequest) -> Work<'_, AdminReply>;

    /// What `kadmin` runs upon, on any thread.
    fn admin_session(&self) -> Part<Box<dyn AdminSession + Send>>;

    /// The present keys of `principals`, without changing them.
    fn keytab<'a>(&'a self, principals: &'a [String]) -> Work<'a, Keytab>;

    /// The present state of the realm, to go back to later.
    ///
    /// # Errors
    /// When the database cannot be read, or is out of reach.
    fn snapshot(&self) -> Result<Snapshot, BedError> {
        Err(out_of_reach().into())
    }

    /// Goes back to `snapshot`.
    ///
    /// # Errors
    /// When the database cannot be written, or is out of reach.
    fn restore(&self, _snapshot: &Snapshot) -> Result<(), BedError> {
        Err(out_of_reach().into())
    }
}

fn out_of_reach() -> Unavailable {
    let why = "only a KDC in this process has its database at hand";
    Unavailable { party: "the KDC", part: "snapshot", why }
}
