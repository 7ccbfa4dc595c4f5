//! The ticket of a session: for `kadmin/admin`, straight from the AS, since its attributes forbid
//! another way; where that does not exist, for `kadmin/HOST` of the server.

use kerbside_krb5::client::{
    AsRequest, ClientFailure, ClientSecret, Credential, TgsRequest, TicketOptions,
};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::kadm5::Code;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{ErrorCode, NameType, PrincipalName};

use super::connection::host_and_port;
use super::memory_cache::MemoryCache;
use super::opener::{other, refused};
use crate::commands::caches::Cache;
use crate::commands::configuration;
use crate::commands::environment::Environment;
use crate::commands::exchanges::{Client, NoTicket, Secrets};
use crate::commands::first_ticket;
use crate::commands::kadmin::{Credentials, Denied, SessionOptions};
use crate::commands::keytabs::{self, KeytabName};
use crate::commands::streams::Streams;
use crate::commands::trace::trace;

/// A ticket, and the cache that traces tell of; none where it comes from a cache of the user's.
pub(super) struct Held {
    pub(super) ticket: Credential,
    pub(super) cache: Option<MemoryCache>,
}

/// A ticket by the credentials of `options`.
pub(super) fn for_administration(
    options: &SessionOptions,
    server: &str,
    conf: &Krb5Conf,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Held, Denied> {
    let service = |second: &str| PrincipalName::new(NameType::SRV_INST, ["kadmin", second]);
    let host = host_and_port(server).0.to_ascii_lowercase();
    let of_user = matches!(options.credentials, Credentials::Cache(_));
    let cache = (!of_user).then(|| MemoryCache::new(&options.principal, environment));
    let mut wanted = Wanted {
        client: Client::new(environment, conf),
        conf,
        environment,
        options,
        prompt: Prompt { streams, answer: None },
        cache: cache.as_ref(),
    };
    let first = wanted.ticket(service("admin"));
    let ticket = match first {
        Err(error) if is_unknown_service(&error) => wanted.ticket(service(&host)),
        decided => decided,
    };
    let ticket = ticket.map_err(|error| denied(&error))?;
    Ok(Held { ticket, cache })
}

struct Wanted<'a, 's> {
    client: Client<'a>,
    conf: &'a Krb5Conf,
    environment: &'a Environment,
    options: &'a SessionOptions,
    prompt: Prompt<'a, 's>,
    cache: Option<&'a MemoryCache>,
}

/// Asks for the password once, however many services are tried.
struct Prompt<'a, 's> {
    streams: &'a mut Streams<'s>,
    answer: Option<ClientSecret>,
}

/// Why there is no ticket.
enum Failed {
    Ticket(NoTicket),
    Other(String),
}

impl Wanted<'_, '_> {
    fn ticket(&mut self, service: PrincipalName) -> Result<Credential, Failed> {
        match &self.options.credentials {
            Credentials::Password(_) | Credentials::Anonymous => self.first(service, None),
            Credentials::Keytab(name) => {
                let default = keytabs::Default::Services;
                let name = name.as_deref();
                let keytab = KeytabName::resolve(name, default, self.environment, self.conf);
                self.first(service, Some(keytab.map_err(Failed::of)?))
            }
            Credentials::Cache(name) => self.held(name, service),
        }
    }

    /// A ticket from the AS, neither to be forwarded nor to be proxied, by a keytab or else by a
    /// password.
    fn first(
        &mut self,
        service: PrincipalName,
        keytab: Option<KeytabName>,
    ) -> Result<Credential, Failed> {
        let me = self.options.principal.clone();
        let mut request = AsRequest::new(me.clone(), ClientSecret::password(Vec::new()));
        let told = service.to_string();
        request.service = service;
        let enctypes = self.conf.libdefaults.default_tkt_enctypes.as_ref();
        request.options = TicketOptions {
            enctypes: configuration::enctypes(self.conf, enctypes),
            ..TicketOptions::default()
        };
        let first = match keytab {
            Some(keytab) => {
                first_ticket::by_keytab(&mut self.client, request, Some(&told), &keytab)
            }
            None => {
                let given = match &self.options.credentials {
                    Credentials::Password(Some(password)) => Some(password.0.clone()),
                    _ => None,
                };
                let mut password = Password { me, given, prompt: &mut self.prompt };
                self.client.authenticate(request, Some(&told), &mut password)
            }
        };
        let first = first.map_err(Failed::Ticket)?;
        if let Some(cache) = self.cache {
            cache.store(&first.to_cache(self.conf));
        }
        Ok(first.issued.credential)
    }

    /// The ticket of a cache, or one by way of its ticket-granting ticket, which most realms
    /// refuse.
    fn held(&mut self, name: &str, service: PrincipalName) -> Result<Credential, Failed> {
        let cache = Cache::resolve(Some(name), self.environment, self.conf).map_err(Failed::of)?;
        let cache = cache.read().map_err(Failed::of)?;
        let server = Principal::new(service, self.options.realm.clone());
        if let Some(found) = cache.ticket_for(&server) {
            return Credential::try_from(found).map_err(Failed::of);
        }
        let realm = &cache.default_principal.realm;
        let granting = Principal::krbtgt(realm, realm);
        let Some(found) = cache.ticket_for(&granting) else {
            return Err(Failed::Other(format!("Matching credential not found (filename: {name})")));
        };
        let ticket = Credential::try_from(found).map_err(Failed::of)?;
        let mut request = TgsRequest::new(ticket, server);
        request.offset = self.client.offset_of(&cache);
        let enctypes = self.conf.libdefaults.default_tgs_enctypes.as_ref();
        request.options.enctypes = configuration::enctypes(self.conf, enctypes);
        self.client.service_ticket(request).map_err(Failed::Ticket)
    }
}

/// The password of `-w`, or the one that is typed.
struct Password<'a, 'p, 's> {
    me: Principal,
    given: Option<Vec<u8>>,
    prompt: &'a mut Prompt<'p, 's>,
}

impl Secrets for Password<'_, '_, '_> {
    fn give(&mut self) -> Result<ClientSecret, NoTicket> {
        match &self.given {
            Some(password) => Ok(ClientSecret::password(password.clone())),
            None => self.prompt.password(&self.me),
        }
    }

    fn again(&self, environment: &Environment) {
        trace!(environment, "Retrying AS request with primary KDC");
    }
}

impl Prompt<'_, '_> {
    fn password(&mut self, me: &Principal) -> Result<ClientSecret, NoTicket> {
        if let Some(answer) = &self.answer {
            return Ok(answer.clone());
        }
        let answer = match self.streams.secret(&format!("Password for {me}")) {
            Ok(Some(password)) => ClientSecret::password(password.to_vec()),
            Ok(None) | Err(_) => return Err(NoTicket::NoPassword),
        };
        self.answer = Some(answer.clone());
        Ok(answer)
    }
}

impl Failed {
    fn of(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }
}

fn is_unknown_service(failed: &Failed) -> bool {
    let Failed::Ticket(NoTicket::Exchange(failure)) = failed else {
        return false;
    };
    failure.code() == Some(ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN)
}

/// The words of MIT's kadmin.
fn denied(failed: &Failed) -> Denied {
    match failed {
        Failed::Ticket(NoTicket::Exchange(ClientFailure::WrongKey { .. })) => {
            refused(Code::BAD_PASSWORD)
        }
        failed if is_unknown_service(failed) => refused(Code::SECURE_PRINC_MISSING),
        Failed::Ticket(NoTicket::NoPassword) => other("Cannot read password"),
        Failed::Ticket(error) => other(error),
        Failed::Other(reason) => other(reason),
    }
}
