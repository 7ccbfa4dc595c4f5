//! Start, end and renewal of a ticket (RFC 4120 §3.1.3, §3.3.3), with MIT's minimums.

use std::time::Duration;

use kerbside_krb5::wire::{KdcOptions, KdcReqBody, KerberosTime, TicketFlags};

use crate::database::{Attributes, Principal, RealmSettings};

/// The last instant of a KerberosTime, which "no limit" stands for here.
const INFINITY: i64 = 253_402_300_799;

/// Whose limits count.
pub(crate) struct Limits<'a> {
    /// The client, when it is of a realm served here; the AS knows it, the TGS does not ask.
    pub(crate) client: Option<&'a Principal>,
    pub(crate) server: &'a Principal,
    pub(crate) settings: &'a RealmSettings,
}

impl Limits<'_> {
    /// The end of a ticket that starts at `start`, asked for until `till`, and that may not outlive
    /// `ticket_end`: the least of all (RFC 4120 §3.1.3, §3.3.3).
    ///
    /// `till` of 0 asks for as much as there is (RFC 4120 §5.4.1).
    pub(crate) fn end(
        &self,
        start: i64,
        till: KerberosTime,
        ticket_end: Option<KerberosTime>,
    ) -> i64 {
        let till = if till.0 == 0 { INFINITY } else { till.0 };
        let until = ticket_end.map_or(till, |end| till.min(end.0));
        let own = [self.client.and_then(|c| c.max_life), self.server.max_life];
        own.into_iter()
            .flatten()
            .chain([self.settings.max_life])
            .fold(until, |until, life| until.min(start.saturating_add(seconds(life))))
    }

    /// Until when the ticket may be renewed; `None` when it is not renewable.
    ///
    /// RENEWABLE-OK asks for it only where the end granted falls short of the end asked for (RFC
    /// 4120 §5.4.1). The TGS gives a renewable ticket for a renewable one alone, and never beyond
    /// it. Never before `end`.
    pub(crate) fn renew_till(
        &self,
        start: i64,
        end: i64,
        body: &KdcReqBody,
        ticket: Option<(TicketFlags, Option<KerberosTime>)>,
    ) -> Option<i64> {
        let forbids = |p: &Principal| p.has(Attributes::DISALLOW_RENEWABLE);
        if forbids(self.server) || self.client.is_some_and(forbids) {
            return None;
        }
        if ticket.is_some_and(|(flags, _)| !flags.contains(TicketFlags::RENEWABLE)) {
            return None;
        }
        let wanted = self.wanted_renewal(end, body)?;
        let ticket_limit = ticket.and_then(|(_, till)| till).map_or(INFINITY, |till| till.0);
        let own = self.client.map(|c| c.max_renewable_life);
        let life = [self.server.max_renewable_life, self.settings.max_renewable_life]
            .into_iter()
            .chain(own)
            .min()
            .unwrap_or_default();
        let granted = wanted.min(ticket_limit).min(start.saturating_add(seconds(life)));
        // A ticket that may be renewed until its own end only is not renewable.
        (granted > end).then_some(granted)
    }

    fn wanted_renewal(&self, end: i64, body: &KdcReqBody) -> Option<i64> {
        let options = body.kdc_options;
        if options.contains(KdcOptions::RENEWABLE) {
            return Some(body.rtime.filter(|time| time.0 != 0).map_or(INFINITY, |time| time.0));
        }
        let till = if body.till.0 == 0 { INFINITY } else { body.till.0 };
        (options.contains(KdcOptions::RENEWABLE_OK) && end < till).then_some(till)
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
