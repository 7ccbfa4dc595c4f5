//! The client's exchanges over sockets: first tickets from the AS, further ones from the TGS.

use kerbside_krb5::client::notes;
use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientFailure, ClientSecret, ClockOffset, Credential, Issued, Step,
    TgsExchange, TgsRequest, Timesync, Transport,
};
use kerbside_krb5::formats::ccache::{CredentialCache, TimeOffset};
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::environment::Environment;
use super::servers::{self, Unreachable, Which};
use super::trace::trace;
use crate::entropy::OsEntropy;

/// A client of the KDCs that krb5.conf names.
pub(super) struct Client<'a> {
    pub(super) environment: &'a Environment,
    pub(super) conf: &'a Krb5Conf,
    pub(super) entropy: OsEntropy,
    pub(super) stamps: AuthenticatorClock,
}

/// Why there is no ticket.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoTicket {
    /// No KDC answered.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The exchange failed.
    #[error(transparent)]
    Exchange(#[from] ClientFailure),
    /// Nobody gave the password, for preauthentication. The words are MIT's.
    #[error("Pre-authentication failed: Cannot read password")]
    NoPassword,
    /// Nobody gave a password. The words are MIT's.
    #[error("Cannot read password")]
    Unread,
    /// The configuration leaves no enctype to ask for. The words are MIT's.
    #[error("No supported encryption types (config file error?)")]
    NoEnctypes,
    /// The keytab cannot be used.
    #[error(transparent)]
    Keytab(#[from] super::keytabs::KeytabNameError),
    /// The password that had expired was not changed. The words are MIT's.
    #[error("Password change failed")]
    NotChanged,
    /// The new password and its repetition differ, three times. The words are MIT's.
    #[error("Password mismatch")]
    Mismatch,
    /// The new password is empty, three times. The words are MIT's.
    #[error("New password cannot be zero length")]
    EmptyPassword,
    /// The password server could not be asked.
    #[error(transparent)]
    Change(#[from] super::password_change::NoChange),
    /// The ticket that would get another has ended. The words are MIT's.
    #[error("Ticket expired")]
    TicketExpired,
}

impl NoTicket {
    /// Whether another KDC could say something else.
    fn may_differ_elsewhere(&self) -> bool {
        !matches!(self, Self::Unreachable(_) | Self::NoPassword | Self::Unread)
    }
}

/// A first ticket, and whether the KDC had asked for preauthentication.
pub(super) struct First {
    pub(super) issued: Issued,
    pub(super) preauthenticated: bool,
}

impl First {
    /// A cache with the ticket, and with what MIT's library keeps about the exchange.
    pub(super) fn to_cache(&self, conf: &Krb5Conf) -> CredentialCache {
        let Self { issued, preauthenticated } = self;
        let mut cache = CredentialCache::new(issued.credential.client.clone());
        if issued.fast_available() {
            // MIT's library uses FAST with a cache that says so.
            cache.set_config("fast_avail", Some(&issued.credential.server), b"yes");
        }
        if *preauthenticated {
            cache.time_offset = conf.libdefaults.kdc_timesync.then(|| time_offset(issued.offset.0));
            // MIT's library reads here which mechanism (PA-ENC-TIMESTAMP) worked last.
            cache.set_config("pa_type", Some(&issued.credential.server), b"2");
        }
        cache.credentials.push(issued.credential.to_ccache());
        cache
    }
}

/// Microseconds as a cache keeps them.
fn time_offset(micros: i64) -> TimeOffset {
    let seconds = micros.div_euclid(1_000_000);
    let clamped = seconds.clamp(i32::MIN.into(), i32::MAX.into());
    TimeOffset {
        seconds: i32::try_from(clamped).unwrap_or_default(),
        microseconds: i32::try_from(micros.rem_euclid(1_000_000)).unwrap_or_default(),
    }
}

/// Where the secret of an AS exchange comes from.
pub(super) trait Secrets {
    /// Tells what is traced before the first request.
    fn begin(&mut self, _: &Environment) {}

    /// The secret, when the KDC's answer shows that it is needed: nobody types a password for a
    /// client that does not exist.
    fn give(&mut self) -> Result<ClientSecret, NoTicket>;

    /// Tells that a key was looked for, where that is traced.
    fn looked_up(&self, _: &Environment) {}

    /// Tells that no key was found, where that is traced.
    fn missed(&self, _: &Environment) {}

    /// What is traced before a KDC of another kind is asked.
    fn again(&self, _: &Environment) {}
}

/// A secret that is there, or asked for, without more to trace.
impl<F: FnMut() -> Result<ClientSecret, NoTicket>> Secrets for F {
    fn give(&mut self) -> Result<ClientSecret, NoTicket> {
        self()
    }
}

/// How far an exchange came.
struct Attempt {
    result: Result<First, NoTicket>,
    /// Who answered last.
    from: Which,
}

impl<'a> Client<'a> {
    pub(super) fn new(environment: &'a Environment, conf: &'a Krb5Conf) -> Self {
        Self { environment, conf, entropy: OsEntropy::new(), stamps: AuthenticatorClock::default() }
    }

    /// The AS exchange with any KDC and, when that fails, with the primary one: what it says
    /// counts (MIT does the same). `service` is told in traces.
    pub(super) fn authenticate(
        &mut self,
        mut request: AsRequest,
        service: Option<&str>,
        secrets: &mut dyn Secrets,
    ) -> Result<First, NoTicket> {
        if request.options.enctypes.is_empty() {
            return Err(NoTicket::NoEnctypes);
        }
        request.skew = self.conf.libdefaults.clockskew.into();
        request.timesync = match self.conf.libdefaults.kdc_timesync {
            true => Timesync::On,
            false => Timesync::Off,
        };
        let Attempt { result, from } = self.attempt(request.clone(), service, secrets, Which::Any);
        let error = match result {
            Err(error) if from == Which::Any && error.may_differ_elsewhere() => error,
            decided => return decided,
        };
        secrets.again(self.environment);
        match self.attempt(request, service, secrets, Which::Primary).result {
            Err(NoTicket::Unreachable(_)) => Err(error),
            decided => decided,
        }
    }

    fn attempt(
        &mut self,
        request: AsRequest,
        service: Option<&str>,
        secrets: &mut dyn Secrets,
        which: Which,
    ) -> Attempt {
        let mut from = which;
        let result = self.converse(request, service, secrets, which, &mut from);
        Attempt { result, from }
    }

    fn converse(
        &mut self,
        request: AsRequest,
        service: Option<&str>,
        secrets: &mut dyn Secrets,
        which: Which,
        from: &mut Which,
    ) -> Result<First, NoTicket> {
        let environment = self.environment;
        trace!(environment, "Getting initial credentials for {}", request.client);
        if let Some(service) = service {
            trace!(environment, "Setting initial creds service to {service}");
        }
        secrets.begin(environment);
        let realm = request.client.realm.clone();
        let now = environment.clock.now();
        let (mut exchange, mut message) = AsExchange::start(request, now, &mut self.entropy)?;
        if environment.trace.is_on() {
            exchange.keep_notes();
        }
        trace!(environment, "Sending unauthenticated request");
        let mut transport = Transport::Any;
        let mut provided = false;
        loop {
            let answer = servers::ask(environment, self.conf, &realm, &message, transport, which)?;
            *from = answer.from;
            let answer = answer.octets;
            if AsExchange::wants_secret(&answer) && !provided {
                exchange.provide_secret(secrets.give()?);
                provided = true;
            }
            let now = environment.clock.now();
            let step = exchange.receive(&answer, now, &mut self.entropy);
            for note in exchange.take_notes() {
                if note.starts_with("AS key obtained") {
                    secrets.looked_up(environment);
                }
                trace!(environment, "{note}");
            }
            if step.is_err() {
                secrets.missed(environment);
            }
            match step? {
                Step::Send { message: next, transport: by } => (message, transport) = (next, by),
                Step::Done(issued) => {
                    let preauthenticated = exchange.preauthenticated();
                    return Ok(First { issued: *issued, preauthenticated });
                }
            }
        }
    }

    /// How far the KDC's clock is ahead, by the cache; MIT keeps it there where it follows it.
    pub(super) fn offset_of(&self, cache: &CredentialCache) -> ClockOffset {
        match cache.time_offset {
            Some(offset) if self.conf.libdefaults.kdc_timesync => {
                let seconds = i64::from(offset.seconds) * 1_000_000;
                ClockOffset(seconds + i64::from(offset.microseconds))
            }
            _ => ClockOffset::default(),
        }
    }

    /// The TGS exchange, with a KDC of `realm`.
    pub(super) fn exchange(
        &mut self,
        mut request: TgsRequest,
        realm: &Realm,
    ) -> Result<Credential, NoTicket> {
        if request.options.enctypes.is_empty() {
            return Err(NoTicket::NoEnctypes);
        }
        request.skew = self.conf.libdefaults.clockskew.into();
        let environment = self.environment;
        let now = environment.clock.now();
        let (mut exchange, mut message) =
            TgsExchange::start(request, &mut self.stamps, now, &mut self.entropy)?;
        if environment.trace.is_on() {
            exchange.keep_notes();
        }
        let mut transport = Transport::Any;
        loop {
            exchange.take_notes().iter().for_each(|note| trace!(environment, "{note}"));
            let answer =
                servers::ask(environment, self.conf, realm, &message, transport, Which::Any)?;
            let step = exchange.receive(&answer.octets, environment.clock.now());
            exchange.take_notes().iter().for_each(|note| trace!(environment, "{note}"));
            match step? {
                Step::Send { message: next, transport: by } => (message, transport) = (next, by),
                Step::Done(issued) => return Ok(issued.credential),
            }
        }
    }

    /// A ticket for `request.server` by way of its realm's ticket-granting ticket, which is
    /// `request.ticket` or one that its KDC gives.
    pub(super) fn service_ticket(
        &mut self,
        mut request: TgsRequest,
    ) -> Result<Credential, NoTicket> {
        let (home, there) = (request.ticket.server.realm.clone(), request.server.realm.clone());
        if home != there {
            let mut step = request.clone();
            step.server = Principal::krbtgt(&there, &home);
            request.ticket = self.exchange(step, &home)?;
        }
        self.exchange(request, &there)
    }
}

/// What a failure of an exchange is as a number and a sentence, for traces.
pub(super) fn traced(failure: &NoTicket) -> Option<String> {
    match failure {
        NoTicket::Exchange(failure) => {
            failure.code().map(|code| notes::error_with(code, &failure.to_string()))
        }
        _ => None,
    }
}
