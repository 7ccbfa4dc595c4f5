//! What a bed is to be made of.

use kerbside::tls::{BedTls, ClientAuth};
use kerbside::{Dialect, SaslMechanism, Testbed, VersionOverride};

use crate::arguments::{Listener, Topic, User};
use crate::failure::Failure;

/// The most brokers that a bed may have.
const MOST_BROKERS: i64 = 100;

/// The settings of a bed, as the command line gives them.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Setup {
    /// The realm
    #[arg(long, value_name = "REALM", default_value = "KERBSIDE.TEST")]
    realm: String,
    /// A user; without a password the key is random and in the user's keytab (repeatable)
    #[arg(long = "user", value_name = "NAME[:PASSWORD]")]
    users: Vec<User>,
    /// A service principal with a random key, as HTTP/localhost (repeatable)
    #[arg(long = "service", value_name = "NAME/HOST")]
    services: Vec<String>,
    /// A topic (repeatable)
    #[arg(long = "topic", value_name = "NAME:PARTITIONS")]
    topics: Vec<Topic>,
    /// Who decides what clients may do: nobody, or Kafka's StandardAuthorizer by ACLs
    #[arg(long, value_enum, default_value_t)]
    authorizer: AuthorizerKind,
    /// A user who may do everything; everybody else needs ACLs (repeatable)
    #[arg(long = "super-user", value_name = "NAME")]
    super_users: Vec<String>,
    /// Let everybody do everything to what no ACL is about
    #[arg(long)]
    allow_everyone_if_no_acl_found: bool,
    /// SASL mechanisms of the brokers, in order: GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512,
    /// OAUTHBEARER; users need a password for PLAIN and SCRAM
    #[arg(
        long = "mechanism",
        value_name = "NAME,...",
        value_delimiter = ',',
        default_value = "GSSAPI",
        value_parser = mechanism
    )]
    mechanisms: Vec<SaslMechanism>,
    /// How Kerberos names become principals: DEFAULT, RULE:[N:FORMAT](PATTERN)s/FROM/TO/g/[LU]
    #[arg(long, value_name = "RULES", default_value = "DEFAULT")]
    principal_to_local_rules: String,
    /// A listener beside SASL_PLAINTEXT, of the protocol PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL
    /// (repeatable)
    #[arg(long = "listener", value_name = "NAME=PROTOCOL")]
    listeners: Vec<Listener>,
    /// The listeners SSL and SASL_SSL, with certificates of a CA of the bed's own
    #[arg(long)]
    tls: bool,
    /// Whether clients of SSL and SASL_SSL must show certificates
    #[arg(long, value_enum, default_value_t)]
    client_auth: ClientCertificates,
    /// How names of certificates become principals: DEFAULT, RULE:PATTERN/REPLACEMENT/[LU]
    #[arg(long, value_name = "RULES", default_value = "DEFAULT")]
    ssl_principal_mapping_rules: String,
    /// The listener that brokers use among themselves
    #[arg(long, value_name = "NAME")]
    inter_broker_listener: Option<String>,
    /// A listener for the controller (repeatable)
    #[arg(long = "controller-listener", value_name = "NAME")]
    controller_listeners: Vec<String>,
    /// The Kafka that brokers present themselves as: kafka-0.9, kafka-1.1, kafka-2.8, kafka-3.9,
    /// kafka-4.0, kafka-4.4 or redpanda
    #[arg(long, value_name = "NAME", default_value = "kafka-4.4", value_parser = Dialect::by_name)]
    dialect: Dialect,
    /// Advertise another range of versions for an API, or hide it: Produce=0-5, Metadata=none
    /// (repeatable)
    #[arg(long = "api-versions", value_name = "API=RANGE")]
    api_versions: Vec<VersionOverride>,
    /// kadmind and the password server too; every */admin of the realm may do everything but read
    /// keys
    #[arg(long)]
    admin_server: bool,
    /// A line of kadm5.acl in place of that, as 'alice *'; means --admin-server (repeatable)
    #[arg(long = "admin-acl", value_name = "LINE")]
    admin_acl: Vec<String>,
    /// How many brokers
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = broker_count())]
    brokers: u16,
    /// The KDC's port, UDP and TCP [default: any that is free]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    kdc_port: u16,
    /// The first broker's port; the next has the number after it [default: any that is free]
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    broker_port: u16,
}

/// Whether clients must show certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ClientCertificates {
    /// They are not asked
    None,
    /// They may
    #[default]
    Requested,
    /// They must
    Required,
}

/// Who decides what clients may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum AuthorizerKind {
    /// Nobody: everybody may do everything
    #[default]
    None,
    /// ACLs, as Kafka's StandardAuthorizer; any of the two options below means it too
    Standard,
}

impl Setup {
    /// The settings of the test bed.
    ///
    /// # Errors
    /// [`Failure::Usage`] when two settings exclude each other.
    pub(crate) fn builder(&self) -> Result<kerbside::Builder, Failure> {
        self.is_consistent()?;
        let mut builder = Testbed::builder()
            .realm(&self.realm)
            .brokers(self.brokers.into())
            .kdc_port(self.kdc_port)
            .broker_port(self.broker_port)
            .mechanisms(self.mechanisms.iter().cloned())
            .principal_to_local_rules(&self.principal_to_local_rules);
        let overridden = self.api_versions.iter().copied();
        builder = builder.dialect(overridden.fold(self.dialect.clone(), Dialect::with_override));
        for user in &self.users {
            builder = match &user.password {
                Some(password) => builder.user(&user.name, password),
                None => builder.user_with_random_key(&user.name),
            };
        }
        builder = self.with_listeners(builder);
        builder = match (self.admin_acl.as_slice(), self.admin_server) {
            ([], false) => builder,
            ([], true) => builder.kadmind(),
            (lines, _) => builder.kadmind_with_acl(&(lines.join("\n") + "\n")),
        };
        for service in &self.services {
            builder = builder.service(service);
        }
        for topic in &self.topics {
            builder = builder.topic(&topic.name, topic.partitions);
        }
        if self.authorizer == AuthorizerKind::Standard {
            builder = builder.standard_authorizer();
        }
        if self.allow_everyone_if_no_acl_found {
            builder = builder.allow_everyone_if_no_acl_found();
        }
        for user in &self.super_users {
            builder = builder.super_user(user);
        }
        Ok(builder)
    }

    fn with_listeners(&self, mut builder: kerbside::Builder) -> kerbside::Builder {
        if self.tls {
            builder = builder.tls();
        }
        if self.tls || self.listeners.iter().any(|it| it.protocol.has_tls()) {
            builder = builder.tls_settings(BedTls {
                client_auth: match self.client_auth {
                    ClientCertificates::None => ClientAuth::None,
                    ClientCertificates::Requested => ClientAuth::Requested,
                    ClientCertificates::Required => ClientAuth::Required,
                },
                principal_mapping_rules: self.ssl_principal_mapping_rules.clone(),
                ..BedTls::default()
            });
        }
        for listener in &self.listeners {
            builder = builder.listener(&listener.name, listener.protocol);
        }
        builder.engine_settings(|engine| {
            engine.inter_broker_listener.clone_from(&self.inter_broker_listener);
            engine.controller_listeners.clone_from(&self.controller_listeners);
        })
    }

    /// What the bed's brokers are, for whoever asks for the bed's status.
    pub(crate) fn character(&self) -> Character {
        let standard = self.authorizer == AuthorizerKind::Standard
            || self.allow_everyone_if_no_acl_found
            || !self.super_users.is_empty();
        Character {
            dialect: self.dialect.name().to_owned(),
            authorizer: if standard { "standard" } else { "none" }.to_owned(),
            super_users: self.super_users.clone(),
            allow_everyone_if_no_acl_found: self.allow_everyone_if_no_acl_found,
            brokers: self.brokers.into(),
            users_without_password: self.without_password().map(str::to_owned).collect(),
        }
    }

    /// What is allowed, and seldom meant.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let with_password: Vec<&str> = self.password_mechanisms().collect();
        if !with_password.is_empty() {
            let names = with_password.join(" and ");
            warnings.extend(self.without_password().map(|user| {
                format!("{user} has no password, and none for {names}: --user {user}:PASSWORD")
            }));
        }
        for wanted in &self.super_users {
            let name = wanted.strip_prefix("User:").unwrap_or(wanted);
            // Names of certificates are no users of the bed.
            if !name.contains('=') && !self.users.iter().any(|user| user.name == name) {
                warnings.push(format!("--super-user {wanted} is no user of this bed (--user)"));
            }
        }
        warnings
    }

    fn without_password(&self) -> impl Iterator<Item = &str> {
        let those = self.users.iter().filter(|user| user.password.is_none());
        those.map(|user| user.name.as_str())
    }

    /// The mechanisms that want a password of a user.
    fn password_mechanisms(&self) -> impl Iterator<Item = &str> {
        let names = self.mechanisms.iter().map(SaslMechanism::name);
        names.filter(|name| *name == "PLAIN" || name.starts_with("SCRAM-"))
    }

    fn passwords_are_there(&self) -> Result<(), Failure> {
        let password_alone = self.password_mechanisms().count() == self.mechanisms.len();
        match self.without_password().next() {
            Some(user) if password_alone => {
                let names: Vec<&str> = self.password_mechanisms().collect();
                let names = names.join(", ");
                Err(Failure::Usage(format!(
                    "{user} has no password, and cannot log in by {names}: write --user \
                     {user}:PASSWORD"
                )))
            }
            _ => Ok(()),
        }
    }

    fn is_consistent(&self) -> Result<(), Failure> {
        self.passwords_are_there()?;
        let mechanisms: Vec<String> =
            self.mechanisms.iter().map(|it| it.name().to_owned()).collect();
        let names = self.users.iter().map(|user| ("--user", &user.name));
        let topics = self.topics.iter().map(|topic| ("--topic", &topic.name));
        let services = self.services.iter().map(|service| ("--service", service));
        let mut seen = std::collections::BTreeSet::new();
        let mechanisms = mechanisms.iter().map(|name| ("--mechanism", name));
        for (option, name) in names.chain(topics).chain(services).chain(mechanisms) {
            if !seen.insert((option, name)) {
                return Err(Failure::Usage(format!("{option} {name:?} stands there twice")));
            }
        }
        let whole = |service: &str| {
            let parts = service.split_once('/');
            parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        };
        if let Some(service) = self.services.iter().find(|service| !whole(service)) {
            let text = format!("--service {service:?} lacks name or host: write HTTP/localhost");
            return Err(Failure::Usage(text));
        }
        let last = u32::from(self.broker_port) + u32::from(self.brokers) - 1;
        if self.broker_port != 0 && last > u32::from(u16::MAX) {
            let text = format!(
                "--broker-port {} leaves no ports for --brokers {}: choose a lower one",
                self.broker_port, self.brokers
            );
            return Err(Failure::Usage(text));
        }
        let taken = u32::from(self.broker_port)..=last;
        if self.broker_port != 0 && taken.contains(&u32::from(self.kdc_port)) {
            let port = self.kdc_port;
            return Err(Failure::Usage(format!(
                "--kdc-port {port} is a broker's port too: choose another"
            )));
        }
        Ok(())
    }
}

/// What the brokers of a bed are by its settings.
#[derive(Clone, Debug)]
pub(crate) struct Character {
    pub(crate) dialect: String,
    pub(crate) authorizer: String,
    pub(crate) super_users: Vec<String>,
    pub(crate) allow_everyone_if_no_acl_found: bool,
    pub(crate) brokers: usize,
    pub(crate) users_without_password: Vec<String>,
}

/// A mechanism, in any case.
fn mechanism(text: &str) -> Result<SaslMechanism, String> {
    let parsed = text.to_ascii_uppercase().parse::<SaslMechanism>();
    parsed.map_err(|error| error.to_string())
}

fn broker_count() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(1..=MOST_BROKERS)
}
