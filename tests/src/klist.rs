//! What MIT's `klist` prints of a credential cache and of a keytab.
//!
//! Its times are read as UTC in the C locale, which is how [`Program`]
//! runs it.

use crate::process::Program;
use kerbside::client::Client;

/// One ticket as `klist -f -e` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The service.
    pub service: String,
    /// "Valid starting", in seconds since 1970.
    pub starting: i64,
    /// "Expires".
    pub expires: i64,
    /// "renew until".
    pub renew_until: Option<i64>,
    /// The letters of its flags.
    pub flags: String,
    /// The enctypes of session key and ticket.
    pub etypes: (String, String),
}

/// Whose tickets are in a user's cache, and which.
///
/// # Panics
/// When `klist` cannot read the cache, or prints what it never printed.
#[must_use]
#[track_caller]
pub fn klist(client: &Client) -> (String, Vec<Listed>) {
    let printed = Program::new("klist").user(client).args(["-f", "-e"]).run().well().out();
    parse(&printed).unwrap_or_else(|| panic!("klist -f -e printed:\n{printed}"))
}

/// The ticket for `service` in a user's cache.
///
/// # Panics
/// When there is none.
#[must_use]
#[track_caller]
pub fn ticket(client: &Client, service: &str) -> Listed {
    let (_, tickets) = klist(client);
    let found = tickets.iter().find(|ticket| ticket.service == service);
    found.unwrap_or_else(|| panic!("no ticket for {service} among {tickets:#?}")).clone()
}

fn parse(printed: &str) -> Option<(String, Vec<Listed>)> {
    let principal = printed.lines().find_map(|line| line.strip_prefix("Default principal: "))?;
    let mut tickets: Vec<Listed> = Vec::new();
    for line in printed.lines().skip_while(|line| !line.starts_with("Valid starting")).skip(1) {
        match (line.strip_prefix('\t'), tickets.last_mut()) {
            (Some(details), Some(ticket)) => read_details(details, ticket)?,
            _ if line.trim().is_empty() => {}
            _ => tickets.push(read_ticket(line)?),
        }
    }
    Some((principal.to_owned(), tickets))
}

fn read_ticket(line: &str) -> Option<Listed> {
    let columns: Vec<&str> = line.split("  ").collect();
    let [starting, expires, service] = columns.try_into().ok()?;
    Some(Listed {
        service: service.to_owned(),
        starting: seconds(starting)?,
        expires: seconds(expires)?,
        renew_until: None,
        flags: String::new(),
        etypes: Default::default(),
    })
}

/// `renew until 11/24/26 05:47:01, Flags: FRIA` or `Etype (skey, tkt): a, b`, or both on one line.
fn read_details(details: &str, ticket: &mut Listed) -> Option<()> {
    let mut rest = details.trim_end();
    if let Some((before, etypes)) = rest.split_once("Etype (skey, tkt): ") {
        let (session, of_ticket) = etypes.split_once(", ")?;
        ticket.etypes = (session.to_owned(), of_ticket.trim_end().to_owned());
        rest = before.trim_end_matches(", ");
    }
    if let Some((before, flags)) = rest.split_once("Flags: ") {
        ticket.flags = flags.to_owned();
        rest = before.trim_end_matches(", ");
    }
    if let Some(until) = rest.strip_prefix("renew until ") {
        ticket.renew_until = Some(seconds(until.trim_end())?);
    }
    Some(())
}

/// `11/22/26 05:47:01` in seconds since 1970.
fn seconds(printed: &str) -> Option<i64> {
    let numbers: Result<Vec<i64>, _> =
        printed.split(['/', ' ', ':']).map(str::parse::<i64>).collect();
    let [month, day, year, hour, minute, second] = numbers.ok()?.try_into().ok()?;
    // Years that begin in March have their leap day last: 153 days are five months of it.
    let (year, month) = if month > 2 { (2000 + year, month - 3) } else { (1999 + year, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    // 719,468 days lie between the first of March of the year 0 and 1970.
    let days = 365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_of_mit_is_understood() {
        // As klist of MIT krb5 1.20.1 prints it.
        let printed = "Ticket cache: FILE:/tmp/cc\nDefault principal: bob@EXAMPLE.COM\n\n\
            Valid starting     Expires            Service principal\n\
            11/22/26 05:47:01  11/22/26 06:47:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n\
            \trenew until 11/24/26 05:47:01, Flags: FRIA\n\
            \tEtype (skey, tkt): aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96 \n\
            11/22/26 05:47:02  11/22/26 06:47:01  kafka/broker@EXAMPLE.COM\n\
            \tFlags: A, Etype (skey, tkt): aes256-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96 \n";
        let (principal, tickets) = parse(printed).unwrap();
        assert_eq!(principal, "bob@EXAMPLE.COM");
        assert_eq!(tickets[0].starting, 1_795_326_421);
        assert_eq!(tickets[0].expires - tickets[0].starting, 3600);
        assert_eq!(tickets[0].renew_until, Some(1_795_326_421 + 2 * 86_400));
        assert_eq!(tickets[0].flags, "FRIA");
        assert_eq!(tickets[0].etypes.1, "aes128-cts-hmac-sha1-96");
        assert_eq!((tickets[1].flags.as_str(), tickets[1].renew_until), ("A", None));
    }
}
