//! The test bed: a realm, brokers and the files of their users, alive as long as the value.

mod blocking;
mod builder;
mod clocks;
mod files;
mod nodes;
mod own_client;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kerbside_broker::SecurityProtocol;
use kerbside_kdc::{AdminReply, AdminRequest};
use kerbside_krb5::formats::keytab::Keytab;

pub use blocking::BlockingTestbed;
pub use builder::Builder;
pub use clocks::Clocks;
pub use nodes::Nodes;
pub use own_client::OwnClientError;

use crate::acls::BedAcls;
use crate::client::{Certificate, Client, HostNames, SaslMechanism};
use crate::clock::WallClock;
use crate::control::Control;
use crate::engine::{Engine, NodeAddress};
use crate::evidence::{Explanation, Journal, Listening, explain};
use crate::kdc::RealmKdc;
use crate::party::{BedError, Part};
use files::BedFolder;
use tokens::Tokens;

/// A KDC, brokers and users, ready when the value exists and gone when it is dropped.
///
/// Beds are isolated from each other: ports, folders, clocks and journals are their own, and
/// nothing
/// of the process (environment, TLS provider, current folder) is changed.
pub struct Testbed {
    kdc: Box<dyn RealmKdc>,
    engine: Box<dyn Engine>,
    client_clock: WallClock,
    oauth: Tokens,
    journal: Arc<Journal>,
    users: Vec<String>,
    passwords: BTreeMap<String, String>,
    #[cfg(feature = "tls")]
    tls: Option<BedCertificates>,
    service_name: String,
    /// Dropped last: the parties' files.
    folder: BedFolder,
}

/// What stands behind a bed's TLS.
#[cfg(feature = "tls")]
struct BedCertificates {
    authority: crate::tls::CertificateAuthority,
    settings: crate::tls::BedTls,
    host: String,
}

impl Testbed {
    /// A bed with the realm `KERBSIDE.TEST`, one broker `kafka/localhost` and nobody in it.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The realm.
    pub fn realm(&self) -> &str {
        self.kdc.realm()
    }

    /// The KDC.
    pub fn kdc(&self) -> &dyn RealmKdc {
        &*self.kdc
    }

    /// The present state of the realm: every principal, key, policy and count of failures. It costs
    /// a pointer, and holds for the realm alone, neither for files nor for brokers.
    ///
    /// # Errors
    /// When the KDC is none of ours.
    pub fn snapshot(&self) -> Result<kerbside_kdc::Snapshot, BedError> {
        self.kdc.snapshot()
    }

    /// Goes back to `snapshot`, at once.
    ///
    /// # Errors
    /// When the KDC is none of ours.
    pub fn restore(&self, snapshot: &kerbside_kdc::Snapshot) -> Result<(), BedError> {
        self.kdc.restore(snapshot)
    }

    /// The brokers.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// The folder that holds every generated file.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The brokers' advertised addresses, `host:port,host:port`.
    pub fn bootstrap(&self) -> String {
        let nodes = self.engine.nodes();
        let addresses: Vec<String> = nodes.iter().map(NodeAddress::advertised).collect();
        addresses.join(",")
    }

    /// The users, as they were named.
    pub fn users(&self) -> &[String] {
        &self.users
    }

    /// The topics and how many partitions each has.
    ///
    /// # Errors
    /// When the brokers do not answer.
    pub async fn topics(&self) -> Result<BTreeMap<String, u32>, BedError> {
        self.engine.topics().await
    }

    /// The configuration of a user's clients.
    ///
    /// # Panics
    /// When the bed has no such user; [`Testbed::find_client`] asks.
    pub fn client(&self, user: &str) -> Client {
        match self.find_client(user) {
            Some(client) => client,
            None => panic!("this bed has no user {user:?}, only {:?}", self.users),
        }
    }

    /// The configuration of a user's clients; `None` when the bed has no such user.
    pub fn find_client(&self, user: &str) -> Option<Client> {
        let known = self.users.iter().any(|known| known == user);
        known.then(|| self.client_of(user))
    }

    /// The configuration of a user's clients on a listener, such as `SASL_SSL`; of the mechanisms,
    /// with GSSAPI where it is offered, or the first that is.
    ///
    /// # Errors
    /// When there is no such listener.
    ///
    /// # Panics
    /// When the bed has no such user, as [`Testbed::client`].
    pub fn client_on(&self, user: &str, listener: &str) -> Result<Client, BedError> {
        let client = self.client(user);
        let listeners = self.engine.listeners();
        // Kafka compares the names of listeners in upper case.
        let same = |(name, _): &&(String, _)| name.eq_ignore_ascii_case(listener);
        let Some((name, protocol)) = listeners.iter().find(same) else {
            let existing = listeners.into_iter().map(|(name, _)| name).collect();
            return Err(BedError::NoSuchListener { name: listener.to_owned(), existing });
        };
        let nodes = self.engine.nodes_on(name);
        let addresses: Vec<String> = nodes.iter().map(NodeAddress::advertised).collect();
        let offered = self.mechanisms_on(name);
        let mechanism = match offered.contains(&SaslMechanism::Gssapi) {
            true => SaslMechanism::Gssapi,
            false => offered.first().copied().unwrap_or_default(),
        };
        let (listener, bootstrap) = (name.clone(), addresses.join(","));
        Ok(Client { listener, protocol: *protocol, mechanism, bootstrap, ..client })
    }

    /// The mechanisms of a listener that client programs know by name.
    fn mechanisms_on(&self, listener: &str) -> Vec<SaslMechanism> {
        let offered = self.engine.mechanisms(listener);
        offered.iter().filter_map(|it| it.parse().ok()).collect()
    }

    /// The CA that signed what brokers and users show; `None` when nothing has TLS.
    #[cfg(feature = "tls")]
    pub fn certificate_authority(&self) -> Option<&crate::tls::CertificateAuthority> {
        self.tls.as_ref().map(|tls| &tls.authority)
    }

    /// Changes how listeners with TLS behave and what brokers show there, at once and without a
    /// restart. Rules for names stay as they are. Does nothing when nothing has TLS.
    ///
    /// # Errors
    /// When the settings cannot work.
    #[cfg(feature = "tls")]
    pub async fn set_tls(&mut self, settings: crate::tls::BedTls) -> Result<(), BedError> {
        let Some(tls) = &mut self.tls else {
            return Ok(());
        };
        let brokers = settings.settings(&tls.authority, &tls.host)?;
        self.engine.set_tls(&brokers).await?;
        tls.settings = settings;
        Ok(())
    }

    /// The present settings of listeners with TLS.
    #[cfg(feature = "tls")]
    pub fn tls_settings(&self) -> Option<&crate::tls::BedTls> {
        self.tls.as_ref().map(|tls| &tls.settings)
    }

    /// The clocks of the parties.
    pub fn clocks(&self) -> Clocks<'_> {
        Clocks::new(&*self.kdc, &*self.engine, &self.client_clock)
    }

    /// What the test makes of requests on purpose, and a record of what was asked.
    ///
    /// # Errors
    /// When the engine is none of ours.
    pub fn control(&self) -> Part<Arc<Control>> {
        self.engine.control()
    }

    /// The ACLs of the brokers. A bed has them when it was given a super user, an ACL or
    /// [`Builder::standard_authorizer`].
    pub fn acls(&self) -> BedAcls<'_> {
        BedAcls::new(&*self.engine)
    }

    /// Performs an administrative request at the KDC: `addprinc`, `delprinc` and so on.
    ///
    /// # Errors
    /// The reason of a denial.
    pub async fn admin(&self, request: AdminRequest) -> Result<AdminReply, BedError> {
        self.kdc.admin(request).await
    }

    /// Adds a user to the running bed: principal, keytab and files. The password is also that of
    /// PLAIN and SCRAM, where the brokers enable them.
    ///
    /// # Errors
    /// When the name is taken or no file name.
    pub async fn add_user(&mut self, name: &str, password: Option<&str>) -> Result<(), BedError> {
        builder::make_user(&*self.kdc, name, password).await?;
        if let Some(password) = password {
            self.engine.put_user(name, password).await?;
            self.oauth.put_client(name, password);
        }
        self.users.push(name.to_owned());
        if let Some(password) = password {
            self.passwords.insert(name.to_owned(), password.to_owned());
        }
        self.write_user(name).await
    }

    /// Makes a principal of the KDC, which kadmin has added say, a user of the bed: with keytab and
    /// files, and without a password for PLAIN and SCRAM.
    ///
    /// # Errors
    /// When there is no such principal, or its name is no file name.
    pub async fn adopt_user(&mut self, name: &str) -> Result<(), BedError> {
        builder::is_file_name(name)?;
        self.users.push(name.to_owned());
        let written = self.write_user(name).await;
        if written.is_err() {
            self.users.pop();
        }
        written
    }

    /// Gives every broker another keytab, at once and without a restart.
    ///
    /// # Errors
    /// When the engine cannot.
    pub async fn set_broker_keytab(&self, keytab: Keytab) -> Result<(), BedError> {
        self.engine.set_keytab(keytab.clone()).await?;
        for node in self.engine.nodes() {
            let principals = keytab.entries.iter().map(|entry| &entry.principal);
            self.journal.broker_keytab(node.node, principals);
        }
        Ok(())
    }

    /// The broker nodes: stopped, started, made leaders.
    pub fn nodes(&self) -> Nodes<'_> {
        Nodes::new(&*self.engine)
    }

    /// Tells clients to come to `host` when they want broker `node`.
    ///
    /// # Errors
    /// When there is no such node.
    pub async fn advertise(&self, node: i32, host: &str) -> Result<(), BedError> {
        self.engine.advertise(node, host).await?;
        self.note_listeners();
        Ok(())
    }

    /// What happened so far, at every party.
    pub fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// What went wrong and why, from the journal alone.
    pub fn explain(&self) -> Explanation {
        explain(&self.journal.records())
    }

    /// Leaves the folder behind when the bed is dropped.
    pub fn keep_folder(&mut self) {
        self.folder.keep();
    }

    /// Notes where the brokers listen, for whoever reads the journal later.
    fn note_listeners(&self) {
        for (name, protocol) in self.engine.listeners() {
            let mechanisms: Vec<Arc<str>> =
                self.engine.mechanisms(&name).into_iter().map(Arc::from).collect();
            for node in self.engine.nodes_on(&name) {
                let at = self.engine.clock(node.node).ok().map(|clock| clock.now());
                let listening = Listening {
                    listener: name.as_str().into(),
                    addresses: vec![node.listens],
                    advertised_host: node.host.into(),
                    advertised_port: node.port,
                    protocol,
                    mechanisms: mechanisms.clone(),
                };
                self.journal.broker_listens(node.node, at, listening);
            }
        }
    }

    async fn write_user(&self, user: &str) -> Result<(), BedError> {
        let keytab = self.kdc.keytab(&[user.to_owned()]).await?;
        let client = self.client_of(user);
        self.folder.write_user(&client, &keytab, &self.krb5_conf())?;
        for (listener, _) in self.engine.listeners() {
            let client = self.client_on(user, &listener)?;
            let offered = self.mechanisms_on(&listener);
            let every = offered.into_iter().map(|it| client.clone().with_mechanism(it));
            for client in every.chain([client.clone()]) {
                let folder = client.configuration_folder();
                client.write_files().map_err(BedError::file(folder))?;
            }
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            crate::tls::write_user_files(&tls.authority, &client, files::write_private)?;
        }
        Ok(())
    }

    fn client_of(&self, user: &str) -> Client {
        Client {
            user: user.to_owned(),
            realm: self.realm().to_owned(),
            bootstrap: self.bootstrap(),
            service_name: self.service_name.clone(),
            folder: self.folder.of_user(user),
            listener: "SASL_PLAINTEXT".to_owned(),
            protocol: SecurityProtocol::SaslPlaintext,
            mechanism: SaslMechanism::Gssapi,
            password: self.passwords.get(user).cloned(),
            host_names: HostNames::default(),
            certificate: Certificate::default(),
        }
    }

    fn krb5_conf(&self) -> crate::client::Krb5Conf {
        let mut hosts: Vec<String> =
            self.engine.nodes().into_iter().map(|node| node.host).collect();
        hosts.push("localhost".to_owned());
        hosts.sort();
        hosts.dedup();
        crate::client::Krb5Conf {
            realm: self.realm().to_owned(),
            kdc: self.kdc.addresses()[0],
            admin_server: self.kdc.admin_server(),
            kpasswd_server: self.kdc.kpasswd_server(),
            hosts,
            ccache: None,
            client_keytab: None,
            libdefaults: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Testbed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Testbed")
            .field("realm", &self.realm())
            .field("kdc", &self.kdc.addresses())
            .field("bootstrap", &self.bootstrap())
            .field("folder", &self.folder())
            .finish_non_exhaustive()
    }
}
