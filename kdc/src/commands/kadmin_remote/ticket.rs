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
use super::opener::{other, refused};
use crate::commands::caches::Cache;
use crate::commands::configuration;
use crate::commands::environment::Environment;
use crate::commands::exchanges::{Client, NoTicket};
use crate::commands::kadmin::{Credentials, Denied, SessionOptions};
use crate::commands::keytabs::{self, KeytabName};
use crate::commands::streams::Streams;

/// A ticket by the credentials of `options`.
pub(super) fn for_administration(
    options: &SessionOptions,
    server: &str,
    conf: &Krb5Conf,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Credential, Denied> {
    let service = |second: &str| PrincipalName::new(NameType::SRV_INST, ["kadmin", second]);
    let host = host_and_port(server).0.to_ascii_lowercase();
    let mut wanted = Wanted {
        client: Client::new(environment, conf),
        conf,
        environment,
        options,
        prompt: Prompt { streams, answer: None },
    };
    let first = wanted.ticket(service("admin"));
    match first {
        Err(error) if is_unknown_service(&error) => wanted.ticket(service(&host)),
        decided => decided,
    }
    .map_err(|error| denied(&error))
}

struct Wanted<'a, 's> {
    client: Client<'a>,
    conf: &'a Krb5Conf,
    environment: &'a Environment,
    options: &'a SessionOptions,
    prompt: Prompt<'a, 's>,
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
            Credentials::Password(Some(password)) => {
                self.first(service, ClientSecret::password(password.0.clone()))
            }
            Credentials::Password(None) | Credentials::Anonymous => {
                let unknown = ClientSecret::password(Vec::new());
                self.first(service, unknown)
            }
            Credentials::Keytab(name) => {
                let secret = self.keytab(name.as_deref())?;
                self.first(service, secret)
            }
            Credentials::Cache(name) => self.held(name, service),
        }
    }

    fn keytab(&self, name: Option<&str>) -> Result<ClientSecret, Failed> {
        let default = keytabs::Default::Services;
        let keytab = KeytabName::resolve(name, default, self.environment, self.conf);
        let keytab = keytab.and_then(|keytab| keytab.read()).map_err(Failed::of)?;
        Ok(ClientSecret::keytab(&keytab, &self.options.principal))
    }

    /// A ticket from the AS, neither to be forwarded nor to be proxied.
    fn first(
        &mut self,
        service: PrincipalName,
        secret: ClientSecret,
    ) -> Result<Credential, Failed> {
        let me = self.options.principal.clone();
        let asked = matches!(self.options.credentials, Credentials::Password(None));
        let mut request = AsRequest::new(me.clone(), secret.clone());
        let told = service.to_string();
        request.service = service;
        let enctypes = self.conf.libdefaults.default_tkt_enctypes.as_ref();
        request.options = TicketOptions {
            enctypes: configuration::enctypes(self.conf, enctypes),
            ..TicketOptions::default()
        };
        let prompt = &mut self.prompt;
        let mut provide = || match asked {
            true => prompt.password(&me),
            false => Ok(secret.clone()),
        };
        let first = self.client.authenticate(request, Some(&told), &mut provide);
        first.map(|first| first.issued.credential).map_err(Failed::Ticket)
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
