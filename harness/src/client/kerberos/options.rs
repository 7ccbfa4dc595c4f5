//! How a Kerberos client behaves.

use std::net::SocketAddr;
use std::time::Duration;

use kerbside_crypto::Entropy;
use kerbside_kdc::OsEntropy;
use kerbside_krb5::client::{TicketOptions, Timesync};

use crate::clock::WallClock;

/// Which transport is tried first (RFC 4120 §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    /// Datagrams for requests up to this many octets: MIT's `udp_preference_limit`.
    UdpUpTo(usize),
    /// TCP alone.
    Tcp,
}

/// MIT's default.
impl Default for Preference {
    fn default() -> Self {
        Self::UdpUpTo(1465)
    }
}

/// What a client does with a ticket that is over by its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Expiry {
    /// It does not use it: a new one is fetched, or the login is over.
    #[default]
    Heeded,
    /// It uses it as if it were good, and lets the KDC and the services refuse it.
    LeftToOthers,
}

/// The settings of a [`KerberosClient`](super::KerberosClient).
pub struct KerberosOptions {
    /// Where the KDC listens, with UDP and TCP.
    pub kdc: SocketAddr,
    /// What time the client believes it is.
    pub clock: WallClock,
    /// Whether it follows the KDC's clock instead, once it knows it.
    pub timesync: Timesync,
    /// The greatest difference of clocks that passes where it does not, in seconds.
    pub skew: i64,
    /// What it does with tickets that are over.
    pub expiry: Expiry,
    /// Which transport is tried first.
    pub preference: Preference,
    /// When a datagram without an answer is sent again.
    pub resend_after: Duration,
    /// How long an exchange of one request and its answer may take.
    pub patience: Duration,
    /// What tickets are asked for.
    pub tickets: TicketOptions,
    /// Where nonces, subkeys and confounders come from.
    pub entropy: Box<dyn Entropy + Send>,
}

impl KerberosOptions {
    /// The client of `kdc` with the machine's clock, which it trusts more than the KDC's: skew is
    /// an error here, as it is for the JDK.
    pub fn new(kdc: SocketAddr) -> Self {
        Self {
            kdc,
            clock: WallClock::new(),
            timesync: Timesync::Off,
            skew: 300,
            expiry: Expiry::default(),
            preference: Preference::default(),
            resend_after: Duration::from_secs(1),
            patience: Duration::from_secs(10),
            tickets: TicketOptions::default(),
            entropy: Box::new(OsEntropy::new()),
        }
    }

    /// Believes `clock`.
    #[must_use]
    pub fn clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// Follows the KDC's clock or not.
    #[must_use]
    pub fn timesync(mut self, timesync: Timesync) -> Self {
        self.timesync = timesync;
        self
    }

    /// Heeds the end of tickets or not.
    #[must_use]
    pub fn expiry(mut self, expiry: Expiry) -> Self {
        self.expiry = expiry;
        self
    }

    /// Tries `preference` first.
    #[must_use]
    pub fn preference(mut self, preference: Preference) -> Self {
        self.preference = preference;
        self
    }

    /// Gives up on a request after `patience`.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Asks for `tickets`.
    #[must_use]
    pub fn tickets(mut self, tickets: TicketOptions) -> Self {
        self.tickets = tickets;
        self
    }
}
