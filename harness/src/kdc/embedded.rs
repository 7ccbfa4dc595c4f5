//! Our KDC, in this process.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_kdc::commands::AdminSession;
use kerbside_kdc::{Admin, AdminReply, AdminRequest, Kdc, Observer, RealmSettings};
use kerbside_krb5::formats::keytab::Keytab;

use super::RealmKdc;
use crate::clock::WallClock;
use crate::party::{BedError, Part, Work};

/// Our KDC, on a thread of its own.
#[derive(Debug)]
pub struct EmbeddedKdc {
    kdc: Kdc,
    realm: String,
    clock: WallClock,
}

impl EmbeddedKdc {
    /// Starts a KDC for one realm; `port` 0 is any that is free.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub fn start(
        settings: RealmSettings,
        port: u16,
        clock: WallClock,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, BedError> {
        let realm = settings.realm.to_string();
        let kdc = Kdc::builder()
            .realm(settings)
            .port(port)
            .clock(Arc::new(clock.clone()))
            .observer(observer)
            .start_blocking()?;
        Ok(Self { kdc, realm, clock })
    }

    /// Its administration, without waiting.
    pub fn local_admin(&self) -> Admin {
        self.kdc.admin()
    }

    /// The KDC itself: its store, snapshots, addresses.
    pub fn inner(&self) -> &Kdc {
        &self.kdc
    }
}

impl RealmKdc for EmbeddedKdc {
    fn realm(&self) -> &str {
        &self.realm
    }

    fn addresses(&self) -> &[SocketAddr] {
        self.kdc.addresses()
    }

    fn clock(&self) -> Part<WallClock> {
        Ok(self.clock.clone())
    }

    fn admin(&self, request: AdminRequest) -> Work<'_, AdminReply> {
        Box::pin(async move { Ok(self.kdc.admin().perform(&request)?) })
    }

    fn admin_session(&self) -> Part<Box<dyn AdminSession + Send>> {
        Ok(Box::new(self.kdc.admin()))
    }

    fn keytab<'a>(&'a self, principals: &'a [String]) -> Work<'a, Keytab> {
        Box::pin(async move {
            let mut all = Keytab::default();
            for principal in principals {
                all.entries.extend(self.kdc.admin().keytab(principal)?.entries);
            }
            Ok(all)
        })
    }
}
