//! Ends and renewals of tickets, as a table of who limits what.

use std::time::Duration;

use kerbside_krb5::wire::{KdcOptions, KerberosTime};

use super::{Bed, DAY, HOUR, NOW};
use crate::database::Attributes;

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";

/// Hours from now; `None` asks for as much as there is.
struct Case {
    what: &'static str,
    till: Option<i64>,
    rtime: Option<i64>,
    options: KdcOptions,
    arrange: fn(&Bed),
    end: i64,
    renew_till: Option<i64>,
}

const PLAIN: Case = Case {
    what: "as asked",
    till: Some(10),
    rtime: None,
    options: KdcOptions::EMPTY,
    arrange: |_| {},
    end: 10,
    renew_till: None,
};

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

const RENEWABLE: Case = Case {
    what: "renewable as asked",
    rtime: Some(48),
    options: KdcOptions::RENEWABLE,
    renew_till: Some(48),
    ..PLAIN
};

const CASES: &[Case] = &[
    PLAIN,
    Case { what: "no till is the realm's limit", till: None, end: 24, ..PLAIN },
    Case { what: "the realm limits", till: Some(100), end: 24, ..PLAIN },
    Case {
        what: "the client limits",
        arrange: |bed| bed.change("alice", |p| p.max_life = Some(hours(3))),
        end: 3,
        ..PLAIN
    },
    Case {
        what: "the service limits",
        arrange: |bed| bed.change(KRBTGT, |p| p.max_life = Some(hours(2))),
        end: 2,
        ..PLAIN
    },
    Case {
        what: "no limit of their own leaves the realm's",
        till: None,
        arrange: |bed| {
            bed.change("alice", |p| p.max_life = None);
            bed.change(KRBTGT, |p| p.max_life = None);
            bed.settings(|s| s.max_life = hours(30));
        },
        end: 30,
        ..PLAIN
    },
    RENEWABLE,
    Case { what: "no rtime is the limit", rtime: None, renew_till: Some(7 * 24), ..RENEWABLE },
    Case { what: "the realm limits renewal", rtime: Some(999), renew_till: Some(168), ..RENEWABLE },
    Case {
        what: "the client limits renewal",
        arrange: |bed| bed.change("alice", |p| p.max_renewable_life = hours(20)),
        renew_till: Some(20),
        ..RENEWABLE
    },
    Case {
        what: "zero makes nothing renewable",
        arrange: |bed| bed.change(KRBTGT, |p| p.max_renewable_life = Duration::ZERO),
        renew_till: None,
        ..RENEWABLE
    },
    Case {
        what: "an attribute of the client forbids renewal",
        arrange: |bed| {
            bed.change("alice", |p| {
                p.attributes = p.attributes.with(Attributes::DISALLOW_RENEWABLE)
            });
        },
        renew_till: None,
        ..RENEWABLE
    },
    Case {
        what: "renewal never ends before the ticket",
        rtime: Some(5),
        renew_till: None,
        ..RENEWABLE
    },
    Case {
        what: "RENEWABLE-OK is not needed where the life suffices",
        options: KdcOptions::RENEWABLE_OK,
        ..PLAIN
    },
    Case {
        what: "RENEWABLE-OK makes up for a life cut short",
        till: Some(36),
        options: KdcOptions::RENEWABLE_OK,
        end: 24,
        renew_till: Some(36),
        ..PLAIN
    },
];

#[test]
fn the_least_limit_decides() {
    for case in CASES {
        let mut bed = Bed::new();
        (case.arrange)(&bed);
        let from_now = |hours: i64| KerberosTime(NOW.seconds() + hours * HOUR);
        let held = bed.tgt("alice", |ask| {
            ask.body.kdc_options = case.options;
            ask.body.till = case.till.map_or(KerberosTime(0), from_now);
            ask.body.rtime = case.rtime.map(from_now);
        });
        assert_eq!(held.part().endtime, from_now(case.end), "{}", case.what);
        assert_eq!(held.part().renew_till, case.renew_till.map(from_now), "{}", case.what);
        let renewable = kerbside_krb5::wire::TicketFlags::RENEWABLE;
        let flagged = held.part().flags.contains(renewable);
        assert_eq!(flagged, case.renew_till.is_some(), "{}", case.what);
    }
}

#[test]
fn a_service_ticket_ends_with_its_tgt() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |_| {});
    bed.now = NOW.plus_seconds(HOUR);
    let held = bed.ticket(&tgt, "kafka/localhost", |ask| ask.body.till = KerberosTime(0));
    assert_eq!(held.part().endtime, tgt.part().endtime);
}

#[test]
fn a_renewable_service_ticket_does_not_outlive_its_tgts_renewal() {
    let mut bed = Bed::new();
    let tgt = bed.tgt("alice", |ask| {
        ask.body.kdc_options = KdcOptions::RENEWABLE;
        ask.body.rtime = Some(KerberosTime(NOW.seconds() + DAY));
    });
    let held = bed.ticket(&tgt, "kafka/localhost", |ask| ask.options(KdcOptions::RENEWABLE));
    assert_eq!(held.part().renew_till, tgt.part().renew_till);
}
