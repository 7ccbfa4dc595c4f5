//! First tickets with what stands around them in MIT's library: the prompt for the password, the
//! change of one that has expired, and the warning before it does.

use kerbside_crypto::Enctype;
use kerbside_krb5::client::{AsRequest, ClientSecret, Issued, TicketOptions, notes};
use kerbside_krb5::kpasswd::{Outcome, PasswordChangeRequest, ResultCode};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{ErrorCode, LastReqType, NameType, PrincipalName};
use zeroize::Zeroizing;

use super::environment::Environment;
use super::exchanges::{Client, First, NoTicket, Secrets};
use super::keytabs::{KeytabName, KeytabNameError};
use super::password_change;
use super::streams::{Streams, out};
use super::times;
use super::trace::{NOT_FOUND, trace};

/// The service that changes passwords, as it is told in traces.
pub(super) const CHANGEPW: &str = "kadmin/changepw";

/// How often a new password is asked for.
const TRIES: u32 = 3;

const DAY: i64 = 86_400;

/// `kadmin/changepw`.
pub(super) fn changepw() -> PrincipalName {
    PrincipalName::new(NameType::SRV_INST, ["kadmin", "changepw"])
}

/// What MIT's programs ask for when they only change a password: five minutes, nothing else.
pub(super) fn brief(options: &TicketOptions) -> TicketOptions {
    TicketOptions { lifetime: 300, enctypes: options.enctypes.clone(), ..TicketOptions::default() }
}

/// A ticket by the password, which is asked for once; one that has expired is changed.
pub(super) fn by_password(
    client: &mut Client<'_>,
    request: AsRequest,
    service: Option<&str>,
    streams: &mut Streams<'_>,
) -> Result<First, NoTicket> {
    let owner = request.client.clone();
    let mut secrets = Prompt { owner: owner.clone(), streams, secret: None };
    let first = client.authenticate(request.clone(), service, &mut secrets);
    let first = match first {
        Err(error) if has_expired(&error) => {
            let password = change_expired(client, &request, &mut secrets)?;
            trace!(client.environment, "Getting initial TGT with changed password");
            let mut request = request;
            request.secret = ClientSecret::password(password.to_vec());
            secrets.secret = Some(request.secret.clone());
            client.authenticate(request, service, &mut secrets)?
        }
        first => first?,
    };
    if service != Some(CHANGEPW) {
        warn(&first.issued, client.environment, streams);
    }
    Ok(first)
}

fn has_expired(error: &NoTicket) -> bool {
    matches!(error, NoTicket::Exchange(failure)
        if failure.code() == Some(ErrorCode::KDC_ERR_KEY_EXPIRED))
}

/// Asks for a new password, up to three times, and sets it.
fn change_expired(
    client: &mut Client<'_>,
    expired: &AsRequest,
    secrets: &mut Prompt<'_, '_>,
) -> Result<Zeroizing<Vec<u8>>, NoTicket> {
    let environment = client.environment;
    trace!(environment, "Principal expired; getting changepw ticket");
    let mut request = expired.clone();
    request.service = changepw();
    request.options = brief(&expired.options);
    let ticket = client.authenticate(request, Some(CHANGEPW), secrets)?.issued.credential;
    let mut banner = "Password expired.  You must change it now.".to_owned();
    let mut failure = NoTicket::NotChanged;
    for left in (1..=TRIES).rev() {
        trace!(environment, "Attempting password change; {left} tries remaining");
        out!(secrets.streams, "{banner}\n");
        let (first, second) = asked_twice(secrets.streams).ok_or(NoTicket::Unread)?;
        failure = if first != second {
            NoTicket::Mismatch
        } else if first.is_empty() {
            NoTicket::EmptyPassword
        } else {
            let wish = PasswordChangeRequest { password: first.clone(), target: None };
            let outcome = password_change::change(client, &ticket, &wish)?;
            match outcome.code {
                ResultCode::SUCCESS => return Ok(first),
                ResultCode::SOFT_ERROR => {
                    banner = format!("{}.  Please try again.\n", told(&outcome));
                    failure = NoTicket::NotChanged;
                    continue;
                }
                _ => return Err(NoTicket::NotChanged),
            }
        };
        banner = format!("{failure}.  Please try again.");
    }
    Err(failure)
}

/// What was typed for a password.
type Typed = Zeroizing<Vec<u8>>;

/// A new password and its repetition; none at the end of input.
pub(super) fn asked_twice(streams: &mut Streams<'_>) -> Option<(Typed, Typed)> {
    let mut ask = |prompt| streams.secret(prompt).ok().flatten();
    Some((ask("Enter new password")?, ask("Enter it again")?))
}

/// What MIT's programs say of a change that was not made.
pub(super) fn told(outcome: &Outcome) -> String {
    format!("{}: {}", outcome.code.describe(), outcome.message())
}

/// Tells when the password expires, where the KDC said so and it is soon.
fn warn(issued: &Issued, environment: &Environment, streams: &mut Streams<'_>) {
    let last_req = issued.last_req.iter().find(|entry| {
        [LastReqType::ALL_PW_EXPTIME, LastReqType(-LastReqType::ALL_PW_EXPTIME.0)]
            .contains(&entry.lr_type)
    });
    let told = last_req.map(|entry| entry.lr_value.timestamp());
    let Some(expires) = told.or(issued.key_expiration) else {
        return;
    };
    let left = expires.seconds().saturating_sub(environment.clock.now().seconds());
    if told.is_none() && !(0..=7 * DAY).contains(&left) {
        return;
    }
    out!(streams, "{}\n", warning(left, &date(expires, environment)));
}

fn warning(left: i64, date: &str) -> String {
    let expires = "Warning: Your password will expire in";
    match left {
        ..3_600 => format!("{expires} less than one hour on {date}"),
        3_600..=DAY => {
            let plural = if left < 7_200 { "" } else { "s" };
            format!("{expires} {} hour{plural} on {date}", left / 3_600)
        }
        _ => format!("{expires} {} days on {date}", left / DAY),
    }
}

fn date(time: Timestamp, environment: &Environment) -> String {
    times::plain(time, &environment.zone)
}

/// A password that somebody types.
struct Prompt<'a, 's> {
    owner: Principal,
    streams: &'a mut Streams<'s>,
    secret: Option<ClientSecret>,
}

impl Secrets for Prompt<'_, '_> {
    fn give(&mut self) -> Result<ClientSecret, NoTicket> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        let answer = self.streams.secret(&format!("Password for {}", self.owner));
        let Ok(Some(password)) = answer else {
            return Err(NoTicket::NoPassword);
        };
        let secret = ClientSecret::password(password.to_vec());
        self.secret = Some(secret.clone());
        Ok(secret)
    }

    fn again(&self, environment: &Environment) {
        trace!(environment, "Retrying AS request with primary KDC");
    }
}

/// A ticket by a keytab.
pub(super) fn by_keytab(
    client: &mut Client<'_>,
    mut request: AsRequest,
    service: Option<&str>,
    keytab: &KeytabName,
) -> Result<First, NoTicket> {
    let read = keytab.read();
    let secret = match &read {
        Ok(content) => ClientSecret::keytab(content, &request.client),
        // The KDC is asked all the same, as MIT does it: the keytab's error comes when a key is
        // wanted.
        Err(_) => ClientSecret::password(Vec::new()),
    };
    request.secret = secret.clone();
    let mut secrets = Keys { owner: request.client.clone(), keytab, secret, missing: read.err() };
    match client.authenticate(request, service, &mut secrets) {
        Err(NoTicket::Exchange(_)) if secrets.missing.is_some() && secrets.wanted() => {
            Err(secrets.missing.map_or(NoTicket::NoPassword, NoTicket::Keytab))
        }
        ended => ended,
    }
}

/// The keys of a keytab.
struct Keys<'a> {
    owner: Principal,
    keytab: &'a KeytabName,
    secret: ClientSecret,
    missing: Option<KeytabNameError>,
}

impl Keys<'_> {
    fn tell(&self, enctype: Enctype, result: &str, environment: &Environment) {
        let (owner, prefix, path) = (&self.owner, &self.keytab.prefix, &self.keytab.path);
        let enctype = notes::enctype(enctype);
        trace!(
            environment,
            "Retrieving {owner} from {prefix}:{path} (vno 0, enctype {enctype}) with result: \
             {result}"
        );
    }

    /// Whether a key was wanted of a keytab that is not there.
    fn wanted(&self) -> bool {
        matches!(&self.secret, ClientSecret::Keys(_))
    }
}

impl Secrets for Keys<'_> {
    fn begin(&mut self, environment: &Environment) {
        match &self.missing {
            Some(error) => {
                trace!(environment, "Couldn't lookup etypes in keytab: 2/{error}");
            }
            None => {
                let enctypes: Vec<_> = match &self.secret {
                    ClientSecret::Keys(keys) => keys.iter().map(|key| key.enctype()).collect(),
                    ClientSecret::Password(_) => Vec::new(),
                };
                let (owner, enctypes) = (&self.owner, notes::enctypes(&enctypes));
                trace!(environment, "Found entries for {owner} in keytab: {enctypes}");
            }
        }
    }

    fn give(&mut self) -> Result<ClientSecret, NoTicket> {
        if self.missing.is_some() {
            self.secret = ClientSecret::Keys(Vec::new());
        }
        Ok(self.secret.clone())
    }

    fn looked_up(&self, environment: &Environment) {
        if let ClientSecret::Keys(keys) = &self.secret
            && let Some(key) = keys.first()
        {
            self.tell(key.enctype(), "0/Success", environment);
        }
    }

    fn missed(&self, environment: &Environment) {
        if let Some(error) = self.missing.as_ref().filter(|_| self.wanted()) {
            self.tell(Enctype::AES256_SHA1, &format!("2/{error}"), environment);
        }
    }
}

/// A cache or keytab without what was looked for, as traces number it.
pub(super) fn not_found(sentence: &str) -> String {
    format!("{NOT_FOUND}/{sentence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_counts_as_mits() {
        for (left, told) in [
            (3_599, "in less than one hour on D"),
            (3_600, "in 1 hour on D"),
            (7_200, "in 2 hours on D"),
            (DAY, "in 24 hours on D"),
            (DAY + 1, "in 1 days on D"),
            (7 * DAY, "in 7 days on D"),
        ] {
            assert!(warning(left, "D").ends_with(told), "{left}: {}", warning(left, "D"));
        }
    }
}
