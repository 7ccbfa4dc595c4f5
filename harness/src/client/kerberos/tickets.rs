//! What a client holds: its ticket-granting ticket, service tickets, and what it knows of the KDC's
//! clock.

use kerbside_crypto::Entropy;
use kerbside_krb5::client::{ClockOffset, Credential};
use kerbside_krb5::formats::ccache::{self, CredentialCache, TimeOffset};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::options::Expiry;

/// The tickets, beside the two things that every message changes.
pub(super) struct Tickets {
    /// The first ticket, once there is one.
    pub(super) granting: Option<Credential>,
    /// Tickets for services, the newest last.
    pub(super) services: Vec<Credential>,
    /// How far the KDC's clock is ahead, where it is followed.
    pub(super) offset: ClockOffset,
    /// What becomes of tickets that are over.
    pub(super) expiry: Expiry,
    /// The times of authenticators.
    pub(super) stamps: AuthenticatorClock,
    /// Nonces, subkeys, confounders.
    pub(super) entropy: Box<dyn Entropy + Send>,
}

impl Tickets {
    pub(super) fn new(entropy: Box<dyn Entropy + Send>, expiry: Expiry) -> Self {
        Self {
            granting: None,
            services: Vec::new(),
            offset: ClockOffset::default(),
            expiry,
            stamps: AuthenticatorClock::default(),
            entropy,
        }
    }

    /// Starts anew with the tickets of another login.
    pub(super) fn replace(&mut self, granting: Credential, offset: ClockOffset) {
        self.granting = Some(granting);
        self.offset = offset;
        self.services.clear();
    }

    /// Whether `ticket` is not to be used any more.
    pub(super) fn is_over(&self, ticket: &Credential, now: Timestamp) -> bool {
        self.expiry == Expiry::Heeded && ticket.endtime <= now
    }

    /// The ticket for `server` that is good at `now`.
    pub(super) fn current(&self, server: &Principal, now: Timestamp) -> Option<Credential> {
        let good = |ticket: &&Credential| ticket.server.same(server) && !self.is_over(ticket, now);
        self.services.iter().rev().find(good).cloned()
    }

    pub(super) fn keep(&mut self, ticket: Credential) {
        self.services.retain(|held| !held.server.same(&ticket.server));
        self.services.push(ticket);
    }

    /// The content of a credential cache, if there is any.
    pub(super) fn to_cache(&self) -> Option<CredentialCache> {
        let granting = self.granting.as_ref()?;
        let mut cache = CredentialCache::new(granting.client.clone());
        cache.time_offset = to_time_offset(self.offset);
        cache.credentials.push(granting.to_ccache());
        cache.credentials.extend(self.services.iter().map(Credential::to_ccache));
        Some(cache)
    }
}

/// Whether a cached ticket is the one to get others with.
pub(super) fn is_granting(cached: &ccache::Credential) -> bool {
    cached.server.same(&Principal::krbtgt(&cached.client.realm, &cached.client.realm))
}

pub(super) fn from_time_offset(offset: TimeOffset) -> ClockOffset {
    ClockOffset(i64::from(offset.seconds) * 1_000_000 + i64::from(offset.microseconds))
}

/// Nothing is written where the clocks agree, or where they differ by more than the field holds.
fn to_time_offset(offset: ClockOffset) -> Option<TimeOffset> {
    let seconds = i32::try_from(offset.0.div_euclid(1_000_000)).ok()?;
    let microseconds = i32::try_from(offset.0.rem_euclid(1_000_000)).ok()?;
    (offset.0 != 0).then_some(TimeOffset { seconds, microseconds })
}
