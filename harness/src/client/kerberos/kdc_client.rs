//! The client: one user's tickets and the way to the KDC.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientSecret, Credential, Issued, Step, TgsExchange, TgsRequest,
    TicketOptions, Timesync, Transport,
};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::gss::sasl::{ClientError, ClientOptions, ClientStep, GssapiClient};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use super::ccache_file;
use super::error::{CacheError, KerberosError};
use super::options::{Expiry, KerberosOptions};
use super::tickets::Tickets;
use super::transport::Way;
use crate::clock::WallClock;

/// One user's tickets. Clones are the same user.
///
/// Its clock is its own: it gives the times of requests and authenticators, and says when a ticket
/// is over. No two authenticators carry the same time, even while the clock is frozen.
#[derive(Clone)]
pub struct KerberosClient {
    shared: Arc<Shared>,
}

struct Shared {
    way: Way,
    clock: WallClock,
    timesync: Timesync,
    skew: i64,
    options: TicketOptions,
    tickets: Mutex<Tickets>,
}

impl KerberosClient {
    /// A client that has no tickets yet.
    pub fn new(options: KerberosOptions) -> Self {
        let KerberosOptions { kdc, preference, resend_after, patience, .. } = options;
        Self {
            shared: Arc::new(Shared {
                way: Way { kdc, preference, resend_after, patience },
                clock: options.clock,
                timesync: options.timesync,
                skew: options.skew,
                options: options.tickets,
                tickets: Mutex::new(Tickets::new(options.entropy, options.expiry)),
            }),
        }
    }

    /// The KDC that it asks.
    pub fn kdc(&self) -> SocketAddr {
        self.shared.way.kdc
    }

    /// Its clock.
    pub fn clock(&self) -> &WallClock {
        &self.shared.clock
    }

    /// The time that it sends: its clock's, or the KDC's where it follows that.
    pub fn now(&self) -> Timestamp {
        self.tickets().offset.apply(self.shared.clock.now())
    }

    /// Who is logged in.
    pub fn principal(&self) -> Option<Principal> {
        self.tickets().granting.as_ref().map(|ticket| ticket.client.clone())
    }

    /// The ticket-granting ticket.
    pub fn granting_ticket(&self) -> Option<Credential> {
        self.tickets().granting.clone()
    }

    /// Logs `principal` (`alice@REALM`) in by password: `kinit`.
    ///
    /// # Errors
    /// What the KDC said, or why it said nothing.
    pub async fn login_with_password(
        &self,
        principal: &str,
        password: &str,
    ) -> Result<Credential, KerberosError> {
        let client = Principal::parse(principal, &Realm::from(""))?;
        self.login(client, ClientSecret::password(password)).await
    }

    /// Logs `principal` (`alice@REALM`) in with its keys of `keytab`: `kinit -k`.
    ///
    /// # Errors
    /// What the KDC said, why it said nothing, or that the keytab has no keys.
    pub async fn login_with_keytab(
        &self,
        principal: &str,
        keytab: &Keytab,
    ) -> Result<Credential, KerberosError> {
        let client = Principal::parse(principal, &Realm::from(""))?;
        let secret = ClientSecret::keytab(keytab, &client);
        self.login(client, secret).await
    }

    /// Logs `client` in. The tickets of an earlier login are gone afterwards, and kept when this
    /// one fails.
    ///
    /// # Errors
    /// What the KDC said, or why it said nothing.
    pub async fn login(
        &self,
        client: Principal,
        secret: ClientSecret,
    ) -> Result<Credential, KerberosError> {
        let mut request = AsRequest::new(client, secret);
        request.options = self.shared.options.clone();
        let issued = self.initial(request).await?;
        self.tickets().replace(issued.credential.clone(), issued.offset);
        Ok(issued.credential)
    }

    /// A ticket for `service` from the AS itself, without a ticket-granting ticket
    /// (RFC 4120 §3.1). It is not kept.
    ///
    /// # Errors
    /// What the KDC said, or why it said nothing.
    pub async fn initial_ticket(
        &self,
        client: Principal,
        secret: ClientSecret,
        service: PrincipalName,
    ) -> Result<Credential, KerberosError> {
        let mut request = AsRequest::new(client, secret);
        request.service = service;
        request.options = self.shared.options.clone();
        Ok(self.initial(request).await?.credential)
    }

    /// The ticket for `server` that is held and not over, or a new one.
    ///
    /// # Errors
    /// What the KDC said, why it said nothing, or that the login is over.
    pub async fn service_ticket(&self, server: &Principal) -> Result<Credential, KerberosError> {
        let now = self.now();
        let held = self.tickets().current(server, now);
        match held {
            Some(ticket) => Ok(ticket),
            None => self.fresh_ticket(server).await,
        }
    }

    /// A new ticket for `server`, kept in place of the one held.
    ///
    /// # Errors
    /// What the KDC said, why it said nothing, or that the login is over.
    pub async fn fresh_ticket(&self, server: &Principal) -> Result<Credential, KerberosError> {
        let mut request = TgsRequest::new(self.good_granting_ticket()?, server.clone());
        request.options = self.shared.options.clone();
        let issued = self.further(request).await?;
        self.tickets().keep(issued.credential.clone());
        Ok(issued.credential)
    }

    /// Renews the ticket-granting ticket: `kinit -R`.
    ///
    /// # Errors
    /// What the KDC said, why it said nothing, or that the login is over.
    pub async fn renew(&self) -> Result<Credential, KerberosError> {
        let issued = self.further(TgsRequest::renewal(self.good_granting_ticket()?)).await?;
        self.tickets().granting = Some(issued.credential.clone());
        Ok(issued.credential)
    }

    /// The principal of `service` on `host` in the client's realm: `kafka/localhost@REALM`, the
    /// host in lower case as MIT's and Java's clients write it.
    ///
    /// # Errors
    /// [`KerberosError::NotLoggedIn`]: the realm is the user's.
    pub fn host_service(&self, service: &str, host: &str) -> Result<Principal, KerberosError> {
        let user = self.principal().ok_or(KerberosError::NotLoggedIn)?;
        let host = host.to_ascii_lowercase();
        let name = PrincipalName::new(NameType::SRV_HST, [service, host.as_str()]);
        Ok(Principal::new(name, user.realm))
    }

    /// Starts a SASL exchange with the service of `ticket`; the octets are the first token.
    ///
    /// # Errors
    /// When no subkey can be made.
    pub fn initiate(
        &self,
        ticket: &Credential,
        options: ClientOptions,
    ) -> Result<(GssapiClient, Vec<u8>), ClientError> {
        let now = self.shared.clock.now();
        let tickets = &mut *self.tickets();
        let now = tickets.offset.apply(now);
        GssapiClient::start(ticket, options, &mut tickets.stamps, now, &mut *tickets.entropy)
    }

    /// Takes the next step of a SASL exchange.
    ///
    /// # Errors
    /// When the service's token is not acceptable.
    pub fn step(
        &self,
        exchange: &mut GssapiClient,
        token: &[u8],
    ) -> Result<ClientStep, ClientError> {
        exchange.step(token, &mut *self.tickets().entropy)
    }

    /// Heeds the end of tickets from now on, or not.
    pub fn set_expiry(&self, expiry: Expiry) {
        self.tickets().expiry = expiry;
    }

    /// Forgets all tickets: `kdestroy`.
    pub fn logout(&self) {
        let mut tickets = self.tickets();
        tickets.granting = None;
        tickets.services.clear();
    }

    /// Forgets the tickets of services, which are then asked for anew.
    pub fn forget_service_tickets(&self) {
        self.tickets().services.clear();
    }

    /// The tickets of services that are held.
    pub fn service_tickets(&self) -> Vec<Credential> {
        self.tickets().services.clone()
    }

    /// Uses the tickets of the credential cache `path`.
    ///
    /// # Errors
    /// When the file cannot be read, is no cache, or holds no ticket-granting ticket.
    pub fn load_ccache(&self, path: &Path) -> Result<(), CacheError> {
        ccache_file::load(path, &mut self.tickets())
    }

    /// Writes all tickets to the credential cache `path`, as MIT's programs read it.
    ///
    /// # Errors
    /// When there are none, or the file cannot be written.
    pub fn save_ccache(&self, path: &Path) -> Result<(), CacheError> {
        ccache_file::save(path, &self.tickets())
    }

    fn good_granting_ticket(&self) -> Result<Credential, KerberosError> {
        let now = self.now();
        let ticket = self.granting_ticket().ok_or(KerberosError::NotLoggedIn)?;
        if self.tickets().is_over(&ticket, now) {
            let (server, endtime) = (ticket.server, ticket.endtime);
            return Err(KerberosError::Expired { server, endtime, now });
        }
        Ok(ticket)
    }

    async fn initial(&self, mut request: AsRequest) -> Result<Issued, KerberosError> {
        let shared = &*self.shared;
        request.timesync = shared.timesync;
        request.skew = shared.skew;
        let realm = request.client.realm.clone();
        let (mut exchange, mut message) = {
            let entropy = &mut *self.tickets().entropy;
            AsExchange::start(request, shared.clock.now(), entropy)?
        };
        let mut transport = Transport::Any;
        // Ends: an exchange sends four messages at most.
        loop {
            let answer = shared.way.ask(&message, transport, &realm).await?;
            let entropy = &mut *self.tickets().entropy;
            match exchange.receive(&answer, shared.clock.now(), entropy)? {
                Step::Done(issued) => return Ok(*issued),
                Step::Send { message: next, transport: by } => (message, transport) = (next, by),
            }
        }
    }

    async fn further(&self, mut request: TgsRequest) -> Result<Issued, KerberosError> {
        let shared = &*self.shared;
        request.skew = shared.skew;
        let realm = request.ticket.client.realm.clone();
        let (mut exchange, mut message) = {
            let tickets = &mut *self.tickets();
            request.offset = tickets.offset;
            let now = shared.clock.now();
            TgsExchange::start(request, &mut tickets.stamps, now, &mut *tickets.entropy)?
        };
        let mut transport = Transport::Any;
        // Ends: an exchange sends two messages at most.
        loop {
            let answer = shared.way.ask(&message, transport, &realm).await?;
            match exchange.receive(&answer, shared.clock.now())? {
                Step::Done(issued) => return Ok(*issued),
                Step::Send { message: next, transport: by } => (message, transport) = (next, by),
            }
        }
    }

    fn tickets(&self) -> MutexGuard<'_, Tickets> {
        self.shared.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing secret is shown.
impl std::fmt::Debug for KerberosClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KerberosClient")
            .field("kdc", &self.kdc())
            .field("principal", &self.principal().map(|user| user.to_string()))
            .finish_non_exhaustive()
    }
}
