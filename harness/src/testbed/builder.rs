//! What a bed is made of, before it starts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker::{SaslMechanism, SecurityProtocol};
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::principal::PrincipalRules;
use kerbside_broker_core::sasl::scram::ScramMechanism;
use kerbside_broker_core::tokens::SecretKey;
use kerbside_kdc::{AdminRequest, RealmSettings};
use kerbside_kdc_core::admin::{CreatePrincipal, NewKey};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::Testbed;
use super::files::BedFolder;
use super::tokens::Tokens;
use crate::acls::{Acl, Authorizer, NoAclFound, principal_of};
use crate::clock::WallClock;
use crate::engine::{AuthorizerSettings, EmbeddedCluster, EmbeddedSettings};
use crate::evidence::Journal;
use crate::kdc::{Administration, EmbeddedKdc, RealmKdc};
use crate::oauth::OAuth;
use crate::party::BedError;

/// The settings of a bed. Set what the test is about; the rest has defaults.
pub struct Builder {
    realm: RealmSettings,
    users: Vec<(String, Option<String>)>,
    services: Vec<String>,
    topics: BTreeMap<String, u32>,
    acls: Vec<Acl>,
    engine: EmbeddedSettings,
    principal_to_local_rules: Option<String>,
    oauth: Option<OAuth>,
    kdc_port: u16,
    administration: Option<Administration>,
    folder: Option<PathBuf>,
    #[cfg(feature = "tls")]
    tls: Option<crate::tls::BedTls>,
}

/// Users are shown without their passwords.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let users: Vec<&String> = self.users.iter().map(|(name, _)| name).collect();
        f.debug_struct("Builder")
            .field("realm", &self.realm)
            .field("users", &users)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            realm: RealmSettings::new("KERBSIDE.TEST"),
            users: Vec::new(),
            services: Vec::new(),
            topics: BTreeMap::new(),
            acls: Vec::new(),
            engine: EmbeddedSettings::default(),
            principal_to_local_rules: None,
            oauth: None,
            kdc_port: 0,
            administration: None,
            folder: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

impl Builder {
    /// Names the realm, `KERBSIDE.TEST` otherwise.
    #[must_use]
    pub fn realm(mut self, name: &str) -> Self {
        self.realm.realm = name.into();
        self
    }

    /// Changes the realm's settings: lifetimes, enctypes, e-texts, clock skew.
    #[must_use]
    pub fn realm_settings(mut self, change: impl FnOnce(&mut RealmSettings)) -> Self {
        change(&mut self.realm);
        self
    }

    /// Adds a user with a password.
    #[must_use]
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.users.push((name.to_owned(), Some(password.to_owned())));
        self
    }

    /// Adds a user with a random key, who logs in with the keytab.
    #[must_use]
    pub fn user_with_random_key(mut self, name: &str) -> Self {
        self.users.push((name.to_owned(), None));
        self
    }

    /// Adds a service principal such as `HTTP/localhost`, with a random key.
    #[must_use]
    pub fn service(mut self, principal: &str) -> Self {
        self.services.push(principal.to_owned());
        self
    }

    /// Makes a topic.
    #[must_use]
    pub fn topic(mut self, name: &str, partitions: u32) -> Self {
        self.topics.insert(name.to_owned(), partitions);
        self
    }

    /// Starts `count` brokers in place of one.
    #[must_use]
    pub fn brokers(mut self, count: usize) -> Self {
        self.engine.nodes = count;
        self
    }

    /// Advertises brokers as `host` in place of `localhost`; each gets `kafka/host` in the KDC
    /// unless
    /// [`Builder::advertised_without_principal`] says otherwise.
    #[must_use]
    pub fn advertised_host(mut self, host: &str) -> Self {
        self.engine.advertised_host = host.to_owned();
        self
    }

    /// Advertises brokers as `host`, for which no principal is made: the failure of a renamed
    /// broker.
    #[must_use]
    pub fn advertised_without_principal(mut self, host: &str) -> Self {
        self.engine.advertised_host = host.to_owned();
        self.engine.advertised_principal = crate::engine::AdvertisedPrincipal::Missing;
        self
    }

    /// Asks this authorizer what clients may do. Without any everybody may do everything.
    #[must_use]
    pub fn authorizer(mut self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.engine.authorizer = AuthorizerSettings::Custom(authorizer);
        self
    }

    /// Decides by ACLs what clients may do, as Kafka's StandardAuthorizer: nobody may do anything
    /// that no ACL allows.
    #[must_use]
    pub fn standard_authorizer(mut self) -> Self {
        self.engine.authorizer.be_standard();
        self
    }

    /// Lets a principal do everything (`super.users`); `admin` is `User:admin`. Everybody else
    /// needs ACLs from then on.
    #[must_use]
    pub fn super_user(mut self, principal: &str) -> Self {
        self.engine.authorizer.add_super_user(principal_of(principal));
        self
    }

    /// Lets everybody do everything to what no ACL is about
    /// (`allow.everyone.if.no.acl.found=true`).
    #[must_use]
    pub fn allow_everyone_if_no_acl_found(mut self) -> Self {
        self.engine.authorizer.set_no_acl_found(NoAclFound::Allow);
        self
    }

    /// Has this ACL from the beginning.
    #[must_use]
    pub fn acl(mut self, acl: Acl) -> Self {
        self.engine.authorizer.be_standard();
        self.acls.push(acl);
        self
    }

    /// Enables these mechanisms in place of GSSAPI alone, in this order. Users with a password have
    /// it for PLAIN and SCRAM too.
    #[must_use]
    pub fn mechanisms(mut self, mechanisms: impl IntoIterator<Item = SaslMechanism>) -> Self {
        self.engine.mechanisms = mechanisms.into_iter().collect();
        self
    }

    /// Presents the brokers as this Kafka: its versions, features and habits, as
    /// `Dialect::by_name("kafka-2.8")` or [`Dialect::kafka_2_8`]. Without this it is 4.4.
    #[must_use]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.engine.dialect = dialect;
        self
    }

    /// SASL sessions end after `lifetime` unless the client re-authenticates (KIP-368,
    /// `connections.max.reauth.ms`).
    #[must_use]
    pub fn sasl_lifetime(mut self, lifetime: Duration) -> Self {
        self.engine.sasl_lifetime = Some(lifetime);
        self
    }

    /// Adds a listener `PLAINTEXT` beside the SASL one, whose port is in the nodes' list.
    #[must_use]
    pub fn engine_settings(mut self, change: impl FnOnce(&mut EmbeddedSettings)) -> Self {
        change(&mut self.engine);
        self
    }

    /// Makes principals of Kerberos names by these rules
    /// (`sasl.kerberos.principal.to.local.rules`), `DEFAULT` otherwise. They are read when the bed
    /// starts.
    #[must_use]
    pub fn principal_to_local_rules(mut self, rules: &str) -> Self {
        self.principal_to_local_rules = Some(rules.to_owned());
        self
    }

    /// Lets clients authenticate by OAUTHBEARER, besides GSSAPI.
    #[must_use]
    pub fn oauth(mut self, oauth: OAuth) -> Self {
        self.oauth = Some(oauth);
        self
    }

    /// Makes delegation tokens with this secret (`delegation.token.secret.key`), and lets clients
    /// log in by them: SCRAM-SHA-256 and SCRAM-SHA-512 are enabled besides GSSAPI.
    #[must_use]
    pub fn delegation_token_secret(mut self, secret: &str) -> Self {
        self.engine.cluster.delegation_tokens.secret_key = SecretKey::new(secret);
        for mechanism in ScramMechanism::ALL {
            let there = |it: &SaslMechanism| Some(it.name()) == mechanism.name();
            if !self.engine.mechanisms.iter().any(there) {
                self.engine.mechanisms.push(SaslMechanism::Scram(mechanism));
            }
        }
        self
    }

    /// Adds a listener beside `SASL_PLAINTEXT`. One with TLS needs the feature `tls`.
    #[must_use]
    pub fn listener(mut self, name: &str, protocol: SecurityProtocol) -> Self {
        self.engine.listeners.push((name.to_owned(), protocol));
        self
    }

    /// Adds the listeners `SSL` and `SASL_SSL`, and a CA whose certificates brokers and users have.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(self) -> Self {
        self.listener("SSL", SecurityProtocol::Ssl)
            .listener("SASL_SSL", SecurityProtocol::SaslSsl)
            .tls_settings(crate::tls::BedTls::default())
    }

    /// How listeners with TLS behave, and what brokers show there.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls_settings(mut self, settings: crate::tls::BedTls) -> Self {
        self.tls = Some(settings);
        self
    }

    /// The KDC listens on `port` in place of any that is free.
    #[must_use]
    pub fn kdc_port(mut self, port: u16) -> Self {
        self.kdc_port = port;
        self
    }

    /// Administers over the network too: MIT's `kadmin` and `kpasswd` find their servers in the
    /// bed's krb5.conf. Every `*/admin` of the realm may do everything but read keys.
    #[must_use]
    pub fn kadmind(self) -> Self {
        let Administration { acl } = Administration::default();
        self.kadmind_with_acl(&acl)
    }

    /// The same with the access control list `acl`, as `kadm5.acl` has it.
    #[must_use]
    pub fn kadmind_with_acl(mut self, acl: &str) -> Self {
        self.administration = Some(Administration { acl: acl.to_owned() });
        self
    }

    /// The first broker listens on `port`, the next on the number after it.
    #[must_use]
    pub fn broker_port(mut self, port: u16) -> Self {
        self.engine.port = port;
        self
    }

    /// Writes the files to `folder`, which stays when the bed is dropped.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The e-text of an unknown server, in both exchanges; `UNKNOWN_SERVER` is what KDCs other than
    /// MIT's say.
    #[must_use]
    pub fn unknown_server_text(mut self, text: &str) -> Self {
        self.realm.e_texts.as_unknown_server = text.to_owned().into();
        self.realm.e_texts.tgs_unknown_server = text.to_owned().into();
        self
    }

    /// Starts KDC and brokers. When this returns, everything answers.
    ///
    /// # Errors
    /// [`BedError`], which names the port, file, user or topic and what to do about it.
    pub async fn start(mut self) -> Result<Testbed, BedError> {
        self.realm_name_is_usable()?;
        if let Some(rules) = &self.principal_to_local_rules {
            let rules = PrincipalRules::parse(&self.realm.realm.to_text(), rules)?;
            self.engine.principal_rules = Some(rules);
        }
        let folder = match &self.folder {
            Some(path) => BedFolder::named(path)?,
            None => BedFolder::temporary()?,
        };
        let journal = Journal::new();
        let kdc = EmbeddedKdc::start(
            self.realm.clone(),
            self.kdc_port,
            WallClock::new(),
            journal.kdc_observer(),
            self.administration.as_ref(),
        )?;
        let services = self.engine.principals();
        for service in services.iter().chain(&self.services) {
            kdc.local_admin().add_service(service)?;
        }
        let broker_keytab = kdc.keytab(&services).await?;
        #[cfg(feature = "tls")]
        let (mut settings, tls) = self.with_certificates()?;
        #[cfg(not(feature = "tls"))]
        let mut settings = self.engine.clone();
        let (oauth, mechanism) = Tokens::start(self.oauth.as_ref(), &self.users)?;
        settings.mechanisms.extend(mechanism);
        let engine = EmbeddedCluster::start(&settings, &broker_keytab, &journal).await?;
        let mut bed = Testbed {
            kdc: Box::new(kdc),
            engine: Box::new(engine),
            client_clock: WallClock::new(),
            oauth,
            journal,
            users: Vec::new(),
            passwords: BTreeMap::new(),
            #[cfg(feature = "tls")]
            tls,
            service_name: self.engine.service_name.clone(),
            folder,
        };
        for (topic, partitions) in &self.topics {
            bed.engine.create_topic(topic, *partitions).await?;
        }
        for acl in &self.acls {
            bed.engine.add_acl(acl.clone()).await?;
        }
        bed.note_what_is_there(&broker_keytab);
        bed.folder.write_shared(&bed.krb5_conf(), &broker_keytab)?;
        for (user, password) in &self.users {
            bed.add_user(user, password.as_deref()).await?;
        }
        Ok(bed)
    }

    /// The engine's settings with a certificate, and the CA that signed it, when anything has TLS.
    #[cfg(feature = "tls")]
    fn with_certificates(
        &self,
    ) -> Result<(EmbeddedSettings, Option<super::BedCertificates>), BedError> {
        let mut engine = self.engine.clone();
        if self.tls.is_none() && !engine.listeners.iter().any(|(_, it)| it.has_tls()) {
            return Ok((engine, None));
        }
        let settings = self.tls.clone().unwrap_or_default();
        let authority = crate::tls::CertificateAuthority::new(&self.realm.realm.to_text())?;
        let host = engine.advertised_host.clone();
        engine.tls = Some(settings.settings(&authority, &host)?);
        engine.ssl_principal_rules = settings.principal_mapping_rules.parse()?;
        Ok((engine, Some(super::BedCertificates { authority, settings, host })))
    }

    /// The realm stands in configuration files and principals: it may hold what neither takes for
    /// its own.
    fn realm_name_is_usable(&self) -> Result<(), BedError> {
        let name = self.realm.realm.to_text();
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-+:".contains(c);
        match !name.is_empty() && name.chars().all(plain) {
            true => Ok(()),
            false => Err(BedError::RealmName(name.into_owned())),
        }
    }
}

impl Testbed {
    /// The facts that an explanation starts from.
    fn note_what_is_there(&self, keytab: &Keytab) {
        self.journal.realm_served(self.realm());
        self.note_listeners();
        for node in self.engine.nodes() {
            self.journal.bootstrap("localhost", node.listens.port());
            let principals = keytab.entries.iter().map(|entry| &entry.principal);
            self.journal.broker_keytab(node.node, principals);
        }
    }
}

/// Makes a user's principal.
pub(super) async fn make_user(
    kdc: &dyn RealmKdc,
    name: &str,
    password: Option<&str>,
) -> Result<(), BedError> {
    is_file_name(name)?;
    let realm = Realm::from(kdc.realm());
    let principal = Principal::parse(name, &realm).map_err(kerbside_kdc::AdminError::from)?;
    let key = match password {
        Some(password) => NewKey::Password(password.into()),
        None => NewKey::Random,
    };
    let request = AdminRequest::CreatePrincipal(CreatePrincipal::new(principal, key));
    kdc.admin(request).await.map(drop)
}

/// Whether a user of this name may have a folder.
pub(super) fn is_file_name(name: &str) -> Result<(), BedError> {
    let plain = !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(|c: char| "/\\@\"'%".contains(c) || c.is_whitespace() || c.is_control());
    match plain {
        true => Ok(()),
        false => Err(BedError::UserName(name.to_owned())),
    }
}
