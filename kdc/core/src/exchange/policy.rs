//! What attributes, options and expiry forbid, as tables in the order of the checks.
//!
//! The order is MIT krb5 1.20's, which RFC 4120 §3.1.3 and §3.3.3 leave open.

use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{KdcOptions, PrincipalName, TicketFlags};

use super::Reason;
use crate::database::{Attributes, Principal};

/// What an AS request asks for.
pub(crate) struct AsAsked<'a> {
    pub(crate) options: KdcOptions,
    pub(crate) client: &'a Principal,
    pub(crate) server: &'a Principal,
    pub(crate) now: Timestamp,
}

/// Options that belong to the TGS, or to what is not implemented here (RFC 4120 §5.4.1).
const NOT_FOR_AS: KdcOptions = KdcOptions(
    KdcOptions::FORWARDED.0
        | KdcOptions::PROXY.0
        | KdcOptions::CNAME_IN_ADDL_TKT.0
        | KdcOptions::REQUEST_ANONYMOUS.0
        | KdcOptions::ENC_TKT_IN_SKEY.0
        | KdcOptions::RENEW.0
        | KdcOptions::VALIDATE.0,
);

/// A rule: when it holds, the request is refused for this reason.
struct AsRule {
    reason: Reason,
    refuses: fn(&AsAsked<'_>) -> bool,
}

static AS_RULES: &[AsRule] = &[
    AsRule { reason: Reason::InvalidAsOptions, refuses: |a| a.options.intersects(NOT_FOR_AS) },
    AsRule { reason: Reason::ClientExpired, refuses: |a| passed(a.client.expires, a.now) },
    AsRule {
        reason: Reason::ClientKeyExpired,
        refuses: |a| passed(a.client.password_expires, a.now) && !a.changes_passwords(),
    },
    AsRule { reason: Reason::AsServerExpired, refuses: |a| passed(a.server.expires, a.now) },
    AsRule {
        reason: Reason::PasswordChangeRequired,
        refuses: |a| a.client.has(Attributes::REQUIRES_PWCHANGE) && !a.changes_passwords(),
    },
    AsRule { reason: Reason::CannotPostdate, refuses: |a| a.postdates_in_vain() },
    AsRule {
        reason: Reason::ClientLocked,
        refuses: |a| a.client.has(Attributes::DISALLOW_ALL_TIX),
    },
    AsRule {
        reason: Reason::AsServerLocked,
        refuses: |a| a.server.has(Attributes::DISALLOW_ALL_TIX),
    },
    AsRule {
        reason: Reason::AsServerNotAllowed,
        refuses: |a| a.server.has(Attributes::DISALLOW_SVR),
    },
];

impl AsAsked<'_> {
    /// Refuses what no attribute allows.
    pub(crate) fn check(&self) -> Result<(), Reason> {
        AS_RULES.iter().find(|rule| (rule.refuses)(self)).map_or(Ok(()), |rule| Err(rule.reason))
    }

    fn changes_passwords(&self) -> bool {
        self.server.has(Attributes::PWCHANGE_SERVICE)
    }

    /// Postdated tickets are not implemented; a ticket that may be postdated is one all the same.
    fn postdates_in_vain(&self) -> bool {
        let forbids = |p: &Principal| p.has(Attributes::DISALLOW_POSTDATED);
        self.options.contains(KdcOptions::POSTDATED)
            || self.options.contains(KdcOptions::ALLOW_POSTDATE)
                && (forbids(self.client) || forbids(self.server))
    }
}

/// What a TGS request asks for, and by which ticket.
pub(crate) struct TgsAsked<'a> {
    pub(crate) options: KdcOptions,
    pub(crate) ticket_flags: TicketFlags,
    pub(crate) ticket_server: &'a PrincipalName,
    pub(crate) renew_till: Option<Timestamp>,
    /// Whether the ticket is for the very service that is asked for.
    pub(crate) same_server: SameServer,
    pub(crate) server: &'a Principal,
    pub(crate) now: Timestamp,
}

/// Whether the ticket presented is for the service asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SameServer {
    Same,
    Another,
}

/// Options whose ticket need not be a TGT, but must be for the service asked for (RFC 4120 §3.3.3).
/// MIT counts FORWARDED and PROXY among them, so that a TGT is forwarded for itself only.
const ON_ITS_OWN_TICKET: KdcOptions = KdcOptions(
    KdcOptions::FORWARDED.0 | KdcOptions::PROXY.0 | KdcOptions::RENEW.0 | KdcOptions::VALIDATE.0,
);

const POSTDATING: KdcOptions = KdcOptions(KdcOptions::ALLOW_POSTDATE.0 | KdcOptions::POSTDATED.0);

const NOT_IMPLEMENTED: KdcOptions = KdcOptions(
    KdcOptions::ENC_TKT_IN_SKEY.0
        | KdcOptions::CNAME_IN_ADDL_TKT.0
        | KdcOptions::REQUEST_ANONYMOUS.0,
);

/// A rule: when it holds, the request is refused for this reason.
struct TgsRule {
    reason: Reason,
    refuses: fn(&TgsAsked<'_>) -> bool,
}

static TGS_RULES: &[TgsRule] = &[
    // What the ticket must allow (RFC 4120 §3.3.3).
    TgsRule {
        reason: Reason::NotForwardable,
        refuses: |a| a.asks_without(KdcOptions::FORWARDED, TicketFlags::FORWARDABLE),
    },
    TgsRule {
        reason: Reason::NotProxiable,
        refuses: |a| a.asks_without(KdcOptions::PROXY, TicketFlags::PROXIABLE),
    },
    TgsRule {
        reason: Reason::NotPostdatable,
        refuses: |a| a.asks_without(POSTDATING, TicketFlags::MAY_POSTDATE),
    },
    TgsRule {
        reason: Reason::ValidatesValid,
        refuses: |a| a.asks_without(KdcOptions::VALIDATE, TicketFlags::INVALID),
    },
    TgsRule {
        reason: Reason::NotRenewable,
        refuses: |a| a.asks_without(KdcOptions::RENEW, TicketFlags::RENEWABLE),
    },
    TgsRule {
        reason: Reason::RenewTillPassed,
        refuses: |a| a.options.contains(KdcOptions::RENEW) && passed(a.renew_till, a.now),
    },
    TgsRule {
        reason: Reason::CannotPostdate,
        refuses: |a| a.options.contains(KdcOptions::POSTDATED),
    },
    TgsRule {
        reason: Reason::OptionNotImplemented,
        refuses: |a| a.options.intersects(NOT_IMPLEMENTED),
    },
    // What the service forbids.
    TgsRule {
        reason: Reason::ServiceForbidsRenewable,
        refuses: |a| a.asks_against(KdcOptions::RENEWABLE, Attributes::DISALLOW_RENEWABLE),
    },
    TgsRule {
        reason: Reason::ServiceForbidsPostdated,
        refuses: |a| a.asks_against(KdcOptions::ALLOW_POSTDATE, Attributes::DISALLOW_POSTDATED),
    },
    TgsRule {
        reason: Reason::TgsServerLocked,
        refuses: |a| a.server.has(Attributes::DISALLOW_ALL_TIX),
    },
    TgsRule {
        reason: Reason::TgsServerNotAllowed,
        refuses: |a| a.server.has(Attributes::DISALLOW_SVR),
    },
    TgsRule {
        reason: Reason::TgtBasedNotAllowed,
        refuses: |a| {
            a.server.has(Attributes::DISALLOW_TGT_BASED) && is_ticket_granting(a.ticket_server)
        },
    },
    TgsRule {
        reason: Reason::TicketWithoutHardwarePreauth,
        refuses: |a| a.lacks(TicketFlags::HW_AUTHENT, Attributes::REQUIRES_HW_AUTH),
    },
    TgsRule {
        reason: Reason::TicketWithoutPreauth,
        refuses: |a| a.lacks(TicketFlags::PRE_AUTHENT, Attributes::REQUIRES_PRE_AUTH),
    },
    TgsRule { reason: Reason::TgsServerExpired, refuses: |a| passed(a.server.expires, a.now) },
    // Which service the ticket must be for.
    TgsRule {
        reason: Reason::ServerMismatch,
        refuses: |a| {
            a.options.intersects(ON_ITS_OWN_TICKET) && a.same_server == SameServer::Another
        },
    },
    TgsRule {
        reason: Reason::ProxyOfTgt,
        refuses: |a| a.options.contains(KdcOptions::PROXY) && is_ticket_granting(&a.server.name),
    },
    TgsRule {
        reason: Reason::NotTicketGranting,
        refuses: |a| !a.options.intersects(ON_ITS_OWN_TICKET) && !a.is_by_a_tgt_of_the_realm(),
    },
];

impl TgsAsked<'_> {
    /// Refuses what ticket, service or options do not allow.
    pub(crate) fn check(&self) -> Result<(), Reason> {
        TGS_RULES.iter().find(|rule| (rule.refuses)(self)).map_or(Ok(()), |rule| Err(rule.reason))
    }

    fn asks_without(&self, options: KdcOptions, flag: TicketFlags) -> bool {
        self.options.intersects(options) && !self.ticket_flags.contains(flag)
    }

    fn asks_against(&self, options: KdcOptions, attribute: Attributes) -> bool {
        self.options.intersects(options) && self.server.has(attribute)
    }

    fn is_by_a_tgt_of_the_realm(&self) -> bool {
        is_ticket_granting(self.ticket_server)
            && self.ticket_server.name_string.last() == Some(&self.server.realm)
    }

    fn lacks(&self, flag: TicketFlags, attribute: Attributes) -> bool {
        self.server.has(attribute) && !self.ticket_flags.contains(flag)
    }
}

/// Whether `name` is a ticket-granting service: `krbtgt/REALM` (RFC 4120 §7.3).
pub(crate) fn is_ticket_granting(name: &PrincipalName) -> bool {
    matches!(name.name_string.as_slice(), [service, _] if service.as_bytes() == b"krbtgt")
}

/// MIT counts whole seconds, and the second named is still good.
fn passed(limit: Option<Timestamp>, now: Timestamp) -> bool {
    limit.is_some_and(|limit| now.seconds() > limit.seconds())
}
