//! `Clock skew too great` and its relatives: tickets that are not yet or no longer valid because a
//! clock is off.

use std::time::Duration;

use super::{Act, Family, Member, USER, untouched};
use crate::client::kafka::{Gssapi, KafkaClient};
use crate::client::kerberos::Expiry;
use crate::clock::Shift;
use crate::evidence::Code;
use crate::party::BedError;
use crate::testbed::{OwnClientError, Testbed};

/// Six minutes: more than the five that are allowed.
const SIX_MINUTES: Duration = Duration::from_secs(360);
/// Ten hours: what a wrong time zone comes to.
const TEN_HOURS: Duration = Duration::from_secs(36_000);

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "clock-skew",
    title: "Clock skew too great",
    members: &[
        Member {
            name: "kdc-ahead-at-login",
            title: "the KDC is ten hours ahead when the client logs in",
            cause: Code::AsTimestampSkew,
            arrange: untouched,
            act: kdc_ahead_at_login,
        },
        Member {
            name: "kdc-ahead-after-login",
            title: "the KDC goes six minutes ahead after the login",
            cause: Code::TgsAuthenticatorSkew,
            arrange: untouched,
            act: kdc_ahead_after_login,
        },
        Member {
            name: "kdc-behind-after-login",
            title: "the KDC goes six minutes back after the login",
            cause: Code::TgsTicketNotYetValid,
            arrange: untouched,
            act: kdc_behind_after_login,
        },
        Member {
            name: "broker-behind",
            title: "the broker is six minutes behind",
            cause: Code::BrokerAuthenticatorSkew,
            arrange: untouched,
            act: broker_behind,
        },
        Member {
            name: "ticket-not-yet-valid-at-broker",
            title: "the ticket was made while KDC and client were six minutes ahead",
            cause: Code::BrokerTicketNotYetValid,
            arrange: untouched,
            act: ticket_from_the_future,
        },
        Member {
            name: "ticket-expired-at-broker",
            title: "the KDC was ten hours behind when it made the ticket",
            cause: Code::BrokerTicketExpired,
            arrange: short_tickets,
            act: ticket_from_the_past,
        },
    ],
};

/// Tickets of an hour.
fn short_tickets(builder: crate::testbed::Builder) -> crate::testbed::Builder {
    builder.realm_settings(|realm| realm.max_life = Duration::from_secs(3_600))
}

fn kdc_ahead_at_login(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        clock(bed.clocks().kdc())?.advance(TEN_HOURS);
        bed.connect(USER).await.map(drop)
    })
}

fn kdc_ahead_after_login(bed: &Testbed) -> Act<'_> {
    Box::pin(after_login(bed, Shift::ahead(SIX_MINUTES)))
}

fn kdc_behind_after_login(bed: &Testbed) -> Act<'_> {
    Box::pin(after_login(bed, Shift::back(SIX_MINUTES)))
}

/// Logs in, moves the KDC, and then needs a service ticket.
async fn after_login(bed: &Testbed, shift: Shift) -> Result<(), OwnClientError> {
    let kerberos = bed.login(USER).await?;
    clock(bed.clocks().kdc())?.shift(shift);
    KafkaClient::connect(bed.connect_options(Gssapi::new(kerberos))).await?;
    Ok(())
}

fn broker_behind(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        for broker in clock(bed.clocks().brokers())? {
            broker.shift(Shift::back(SIX_MINUTES));
        }
        bed.connect(USER).await.map(drop)
    })
}

fn ticket_from_the_future(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let (kdc, client) = (clock(bed.clocks().kdc())?, bed.clocks().client());
        kdc.shift(Shift::ahead(SIX_MINUTES));
        client.shift(Shift::ahead(SIX_MINUTES));
        let kerberos = bed.login(USER).await?;
        kerberos.service_ticket(&kerberos.host_service("kafka", "localhost")?).await?;
        client.shift(Shift::back(SIX_MINUTES));
        kdc.shift(Shift::back(SIX_MINUTES));
        KafkaClient::connect(bed.connect_options(Gssapi::new(kerberos))).await?;
        Ok(())
    })
}

fn ticket_from_the_past(bed: &Testbed) -> Act<'_> {
    Box::pin(async move {
        let (kdc, client) = (clock(bed.clocks().kdc())?, bed.clocks().client());
        kdc.shift(Shift::back(TEN_HOURS));
        client.shift(Shift::back(TEN_HOURS));
        let kerberos = bed.login(USER).await?;
        kerberos.service_ticket(&kerberos.host_service("kafka", "localhost")?).await?;
        client.shift(Shift::ahead(TEN_HOURS));
        kdc.shift(Shift::ahead(TEN_HOURS));
        // A client that looks at its ticket's end would not come this far.
        kerberos.set_expiry(Expiry::LeftToOthers);
        KafkaClient::connect(bed.connect_options(Gssapi::new(kerberos))).await?;
        Ok(())
    })
}

fn clock<T>(part: crate::party::Part<T>) -> Result<T, OwnClientError> {
    part.map_err(|error| BedError::from(error).into())
}
