//! Our KDC, in this process.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_kdc::commands::AdminSession;
use kerbside_kdc::{Admin, AdminReply, AdminRequest, Kdc, Observer, RealmSettings, Snapshot};
use kerbside_kdc_core::admin::Acl;
use kerbside_krb5::formats::kadm5_acl::AclFile;
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

/// Administration over the network: kadmind and the password server, on ports that are free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administration {
    /// The access control list, as `kadm5.acl` has it.
    pub acl: String,
}

/// Every `*/admin` of the realm may do everything but read keys.
impl Default for Administration {
    fn default() -> Self {
        Self { acl: "*/admin *\n".to_owned() }
    }
}

impl EmbeddedKdc {
    /// Starts a KDC for one realm; `port` 0 is any that is free.
    ///
    /// # Errors
    /// When the port cannot be had, or the access control list is malformed.
    pub fn start(
        settings: RealmSettings,
        port: u16,
        clock: WallClock,
        observer: Arc<dyn Observer>,
        administration: Option<&Administration>,
    ) -> Result<Self, BedError> {
        let realm = settings.realm.to_string();
        let mut builder = Kdc::builder();
        if let Some(Administration { acl }) = administration {
            let file = AclFile::parse(acl, &settings.realm).map_err(BedError::AdminAcl)?;
            let acl = Arc::new(Acl::new(file));
            builder = builder.kadmind(0).kpasswd(0).acl(Arc::new(move || Arc::clone(&acl)));
        }
        let kdc = builder
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

    fn admin_server(&self) -> Option<SocketAddr> {
        self.kdc.kadmind_addresses().first().copied()
    }

    fn kpasswd_server(&self) -> Option<SocketAddr> {
        self.kdc.kpasswd_addresses().first().copied()
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

    fn snapshot(&self) -> Result<Snapshot, BedError> {
        Ok(self.kdc.snapshot()?)
    }

    fn restore(&self, snapshot: &Snapshot) -> Result<(), BedError> {
        Ok(self.kdc.restore(snapshot)?)
    }
}
