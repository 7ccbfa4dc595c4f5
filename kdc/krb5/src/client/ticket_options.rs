//! What a client asks of a ticket (RFC 4120 §5.4.1).

use kerbside_crypto::Enctype;
use kerbside_crypto::registry;

use crate::time::Timestamp;
use crate::wire::{HostAddress, KdcOptions, KerberosTime};

/// The wishes of a request. Times count from the moment of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketOptions {
    /// kdc-options; RENEWABLE and POSTDATED are added where the fields below want them.
    pub flags: KdcOptions,
    /// How long the ticket shall be good, in seconds.
    pub lifetime: i64,
    /// When a postdated ticket shall begin, in seconds from now.
    pub start_in: Option<i64>,
    /// For how long the ticket shall be renewable, in seconds.
    pub renewable_for: Option<i64>,
    /// The enctypes that the client takes, the best first.
    pub enctypes: Vec<Enctype>,
    /// The addresses to bind the ticket to; none is any.
    pub addresses: Vec<HostAddress>,
}

impl Default for TicketOptions {
    /// A day, and what else MIT's kinit asks for: RENEWABLE-OK, every permitted enctype that is
    /// implemented, no addresses.
    fn default() -> Self {
        let permitted = registry::DEFAULT_PERMITTED;
        Self {
            flags: KdcOptions::RENEWABLE_OK,
            lifetime: 86_400,
            start_in: None,
            renewable_for: None,
            enctypes: permitted.into_iter().filter(|enctype| enctype.is_supported()).collect(),
            addresses: Vec::new(),
        }
    }
}

/// The same wishes as the fields of a request made at one moment.
pub(super) struct Wishes {
    pub(super) flags: KdcOptions,
    pub(super) from: Option<KerberosTime>,
    pub(super) till: KerberosTime,
    pub(super) rtime: Option<KerberosTime>,
    pub(super) addresses: Option<Vec<HostAddress>>,
}

impl TicketOptions {
    pub(super) fn at(&self, now: Timestamp) -> Wishes {
        let mut flags = self.flags;
        if self.start_in.is_some() {
            flags = flags | KdcOptions::ALLOW_POSTDATE | KdcOptions::POSTDATED;
        }
        if self.renewable_for.is_some() {
            flags = flags | KdcOptions::RENEWABLE;
        }
        let start = now.plus_seconds(self.start_in.unwrap_or(0));
        Wishes {
            flags,
            from: self.start_in.map(|_| start.into()),
            till: start.plus_seconds(self.lifetime).into(),
            rtime: self.renewable_for.map(|seconds| start.plus_seconds(seconds).into()),
            // An empty list is another thing than none (RFC 4120 §5.4.1).
            addresses: Some(self.addresses.clone()).filter(|addresses| !addresses.is_empty()),
        }
    }

    pub(super) fn etypes(&self) -> Vec<i32> {
        self.enctypes.iter().map(|enctype| enctype.0).collect()
    }
}
