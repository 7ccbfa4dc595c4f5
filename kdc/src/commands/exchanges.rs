//! The client's exchanges over sockets: first tickets from the AS, further ones from the TGS.

use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientFailure, ClientSecret, ClockOffset, Credential, Issued, Step,
    TgsExchange, TgsRequest, Timesync, Transport,
};
use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{ErrorCode, KdcReply, Realm};

use super::environment::Environment;
use super::servers::{self, Unreachable};
use crate::entropy::OsEntropy;

/// A client of the KDCs that krb5.conf names.
pub(super) struct Client<'a> {
    environment: &'a Environment,
    conf: &'a Krb5Conf,
    entropy: OsEntropy,
    stamps: AuthenticatorClock,
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
    /// Nobody gave the password. The words are MIT's.
    #[error("Pre-authentication failed: Cannot read password")]
    NoPassword,
    /// The configuration leaves no enctype to ask for. The words are MIT's.
    #[error("No supported encryption types (config file error?)")]
    NoEnctypes,
    /// The keytab cannot be used.
    #[error(transparent)]
    Keytab(#[from] super::keytabs::KeytabNameError),
}

/// A first ticket, and whether the KDC had asked for preauthentication.
pub(super) struct First {
    pub(super) issued: Issued,
    pub(super) preauthenticated: bool,
}

impl<'a> Client<'a> {
    pub(super) fn new(environment: &'a Environment, conf: &'a Krb5Conf) -> Self {
        Self { environment, conf, entropy: OsEntropy::new(), stamps: AuthenticatorClock::default() }
    }

    /// The AS exchange. `secret` is asked for once, when the KDC's answer shows that it is needed:
    /// nobody types a password for a client that does not exist.
    pub(super) fn authenticate(
        &mut self,
        mut request: AsRequest,
        secret: &mut dyn FnMut() -> Result<ClientSecret, NoTicket>,
    ) -> Result<First, NoTicket> {
        if request.options.enctypes.is_empty() {
            return Err(NoTicket::NoEnctypes);
        }
        request.skew = self.conf.libdefaults.clockskew.into();
        request.timesync = match self.conf.libdefaults.kdc_timesync {
            true => Timesync::On,
            false => Timesync::Off,
        };
        let realm = request.client.realm.clone();
        let now = self.environment.clock.now();
        let (mut exchange, mut message) = AsExchange::start(request, now, &mut self.entropy)?;
        let mut transport = Transport::Any;
        let (mut provided, mut preauthenticated) = (false, false);
        loop {
            let answer = servers::ask(self.conf, &realm, &message, transport)?;
            let wanted = Wanted::by(&answer);
            preauthenticated |= wanted == Wanted::Preauthentication;
            if wanted != Wanted::Nothing && !provided {
                exchange.provide_secret(secret()?);
                provided = true;
            }
            let now = self.environment.clock.now();
            match exchange.receive(&answer, now, &mut self.entropy)? {
                Step::Send { message: next, transport: by } => (message, transport) = (next, by),
                Step::Done(issued) => {
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
        let now = self.environment.clock.now();
        let (mut exchange, mut message) =
            TgsExchange::start(request, &mut self.stamps, now, &mut self.entropy)?;
        let mut transport = Transport::Any;
        loop {
            let answer = servers::ask(self.conf, realm, &message, transport)?;
            match exchange.receive(&answer, self.environment.clock.now())? {
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

/// What an answer of the AS wants of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Nothing,
    Preauthentication,
    /// The key alone, to open the reply.
    Key,
}

impl Wanted {
    /// An answer that cannot be read wants nothing: the exchange says what is wrong with it.
    fn by(answer: &[u8]) -> Self {
        match KdcReply::from_der(answer) {
            Ok(KdcReply::As(_)) => Self::Key,
            Ok(KdcReply::Error(error))
                if error.error_code == ErrorCode::KDC_ERR_PREAUTH_REQUIRED =>
            {
                Self::Preauthentication
            }
            _ => Self::Nothing,
        }
    }
}
