//! `kinit`: a ticket-granting ticket, or a first ticket for another service, into a cache.

use std::ffi::OsString;

use kerbside_krb5::client::{AsRequest, ClientSecret, Credential, TgsRequest, TicketOptions};
use kerbside_krb5::formats::ccache::{CredentialCache, TimeOffset};
use kerbside_krb5::formats::duration::parse_duration;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{ErrorCode, KdcOptions, NameType, PrincipalName};

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::exchanges::{Client, First, NoTicket};
use super::failure::{Doing, Failure, Outcome, Program};
use super::keytabs::{self, KeytabName};
use super::options::{CommandLine, Kind, Operands, OptionRow, long, parse, row};
use super::servers::Unreachable;
use super::streams::{Streams, err};

const PROGRAM: Program<'static> = Program { name: "kinit", usage: USAGE, usage_code: 2 };

const USAGE: &str = "\
Usage: kinit [-V] [-l lifetime] [-r renewable_life] [-f | -F] [-p | -P] [-A] [-C]
\t[-v] [-R] [-k [-i|-t keytab_file]] [-c cachename]
\t[-S service_name] [principal]

    options:
\t-V tell what is done
\t-l lifetime
\t-r renewable lifetime
\t-f forwardable
\t-F not forwardable
\t-p proxiable
\t-P not proxiable
\t-A for any address
\t-C let the KDC change the name
\t-v validate
\t-R renew
\t-k use a keytab
\t-i use the client keytab (with -k)
\t-t the keytab to use
\t-c the credential cache
\t-S the service
";

const OPTIONS: &[OptionRow] = &[
    row('V', Kind::Flag),
    row('l', Kind::Value),
    row('r', Kind::Value),
    long('f', "forwardable", Kind::Flag),
    long('F', "noforwardable", Kind::Flag),
    long('p', "proxiable", Kind::Flag),
    long('P', "noproxiable", Kind::Flag),
    long('A', "noaddresses", Kind::Flag),
    long('C', "canonicalize", Kind::Flag),
    row('v', Kind::Flag),
    row('R', Kind::Flag),
    row('k', Kind::Flag),
    row('i', Kind::Flag),
    row('t', Kind::Value),
    row('c', Kind::Value),
    row('S', Kind::Value),
    row('s', Kind::UnsupportedValue("the start of a postdated ticket")),
    row('n', Kind::UnsupportedFlag("an anonymous ticket")),
    long('a', "addresses", Kind::UnsupportedFlag("a ticket bound to addresses")),
    long('E', "enterprise", Kind::UnsupportedFlag("an enterprise name")),
    row('I', Kind::UnsupportedValue("an input cache")),
    row('T', Kind::UnsupportedValue("an armor cache")),
    row('X', Kind::UnsupportedValue("an attribute of preauthentication")),
    long('\0', "request-pac", Kind::UnsupportedFlag("a PAC")),
    long('\0', "no-request-pac", Kind::UnsupportedFlag("a PAC")),
];

/// Runs `kinit`; gives its exit code.
pub fn kinit(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(arguments, environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = read_line(arguments, streams)?;
    let conf = configuration::load(environment).doing("while initializing Kerberos 5 library")?;
    let wishes = wishes(&line, &conf)?;
    let name = line.value('c');
    let cache = Cache::resolve(name, environment, &conf).map_err(|error| {
        let doing = name.map_or_else(
            || "while resolving the default ccache".to_owned(),
            |name| format!("resolving ccache {name}"),
        );
        Failure::new(error, &doing)
    })?;
    let mut kinit = Kinit {
        keytab: keytab(&line, environment, &conf)?,
        client: Client::new(environment, &conf),
        environment,
        conf: &conf,
        line,
        cache,
        streams,
    };
    let me = kinit.who()?;
    kinit.announce(&me);
    if kinit.line.has('R') || kinit.line.has('v') {
        kinit.again(&me)?;
    } else {
        kinit.first(me, wishes)?;
    }
    if kinit.line.has('V') {
        err!(kinit.streams, "Authenticated to Kerberos v5\n");
    }
    Ok(0)
}

fn read_line(arguments: &[OsString], streams: &mut Streams<'_>) -> Outcome<CommandLine> {
    let line = parse(PROGRAM.name, OPTIONS, Operands::Mixed, arguments)?;
    if let [_, second, ..] = line.operands.as_slice() {
        return Err(Failure::usage(format!("Extra arguments (starting with \"{second}\").")));
    }
    if line.has('i') && line.has('t') {
        return Err(Failure::usage("Only one of -t and -i allowed"));
    }
    if (line.has('i') || line.has('t')) && !line.has('k') {
        err!(streams, "keytab specified, forcing -k\n");
    }
    Ok(line)
}

/// What the ticket shall be like, by the options and else by [libdefaults].
fn wishes(line: &CommandLine, conf: &Krb5Conf) -> Outcome<TicketOptions> {
    let duration = |letter, default: i32, called: &str| match line.value(letter) {
        Some(text) => {
            parse_duration(text).ok_or_else(|| Failure::usage(format!("Bad {called} value {text}")))
        }
        None => Ok(default),
    };
    let defaults = &conf.libdefaults;
    let lifetime = duration('l', defaults.ticket_lifetime, "lifetime")?;
    let renewable = duration('r', defaults.renew_lifetime, "renewable lifetime")?;
    let either = |yes, no, default| match line.last_of(yes, no) {
        Some(letter) => letter == yes,
        None => default,
    };
    let wanted = [
        (either('f', 'F', defaults.forwardable), KdcOptions::FORWARDABLE),
        (either('p', 'P', defaults.proxiable), KdcOptions::PROXIABLE),
        (line.has('C') || defaults.canonicalize, KdcOptions::CANONICALIZE),
    ];
    let standard = TicketOptions::default();
    let flags = wanted
        .iter()
        .filter(|(wanted, _)| *wanted)
        .fold(standard.flags, |flags, (_, flag)| flags.with(*flag));
    Ok(TicketOptions {
        flags,
        lifetime: lifetime.into(),
        renewable_for: (renewable > 0).then_some(renewable.into()),
        enctypes: configuration::enctypes(conf, defaults.default_tkt_enctypes.as_ref()),
        ..standard
    })
}

/// The keytab, where one is to be used.
fn keytab(
    line: &CommandLine,
    environment: &Environment,
    conf: &Krb5Conf,
) -> Outcome<Option<KeytabName>> {
    let default = if line.has('i') { keytabs::Default::Client } else { keytabs::Default::Services };
    if !['k', 'i', 't'].iter().any(|letter| line.has(*letter)) {
        return Ok(None);
    }
    let keytab = KeytabName::resolve(line.value('t'), default, environment, conf);
    keytab.doing("resolving keytab").map(Some)
}

struct Kinit<'a, 's> {
    environment: &'a Environment,
    conf: &'a Krb5Conf,
    line: CommandLine,
    cache: Cache,
    keytab: Option<KeytabName>,
    client: Client<'a>,
    streams: &'a mut Streams<'s>,
}

impl Kinit<'_, '_> {
    /// Whose ticket it is to be: the argument, else the first entry of the client keytab, the
    /// host's service, the cache's principal or the user.
    fn who(&self) -> Outcome<Principal> {
        let parse = |text: &str| {
            configuration::principal(text, self.conf, self.environment)
                .doing(&format!("when parsing name {text}"))
        };
        if let Some(text) = self.line.operands.first() {
            return parse(text);
        }
        match &self.keytab {
            Some(keytab) if self.line.has('i') => {
                let doing = "When determining client principal name from keytab";
                let content = keytab.read().doing(doing)?;
                let first = content.entries.into_iter().next();
                let first = first.map(|entry| entry.principal);
                first.ok_or_else(|| {
                    Failure::new(format!("No entry in keytab {}", keytab.path), doing)
                })
            }
            Some(_) => {
                let host = self.environment.host.to_ascii_lowercase();
                let mut principal = parse(&format!("host/{host}"))?;
                principal.name.name_type = NameType::SRV_HST;
                if let Some(realm) = self.conf.realm_of_host(&host).filter(|r| !r.is_empty()) {
                    principal.realm = realm.into();
                }
                Ok(principal)
            }
            None => match self.cache.read() {
                Ok(cache) => Ok(cache.default_principal),
                Err(_) => parse(&self.environment.tokens.username),
            },
        }
    }

    /// What `-V` tells before the work.
    fn announce(&mut self, me: &Principal) {
        if !self.line.has('V') {
            return;
        }
        match self.line.value('c') {
            Some(name) => err!(self.streams, "Using specified cache: {name}\n"),
            None => err!(self.streams, "Using default cache: {}\n", self.cache.name),
        }
        err!(self.streams, "Using principal: {me}\n");
        if let Some(keytab) = &self.keytab {
            err!(self.streams, "Using keytab: {}\n", keytab.path);
        }
    }

    /// `-R` and `-v`: the ticket-granting ticket, or the service's, again.
    fn again(&mut self, me: &Principal) -> Outcome<()> {
        let doing = if self.line.has('v') {
            "while validating credentials"
        } else {
            "while renewing credentials"
        };
        let held = self.cache.read().doing(doing)?;
        let server = self.service(me)?;
        let found = held.ticket_for(&server).filter(|found| found.client.same(me));
        let Some(found) = found else {
            let name = &self.cache.name;
            let what = format!("Matching credential not found (filename: {name})");
            return Err(Failure::new(what, doing));
        };
        let ticket = Credential::try_from(found).doing(doing)?;
        let mut request = match self.line.has('v') {
            true => TgsRequest::validation(ticket),
            false => TgsRequest::renewal(ticket),
        };
        request.offset = self.client.offset_of(&held);
        request.options.enctypes =
            configuration::enctypes(self.conf, self.conf.libdefaults.default_tgs_enctypes.as_ref());
        let renewed = self.client.exchange(request, &server.realm);
        let renewed = renewed.map_err(|error| self.told(error, doing))?;
        let mut cache = CredentialCache::new(me.clone());
        cache.time_offset = held.time_offset;
        cache.credentials.push(renewed.to_ccache());
        self.cache.write(&cache).doing(doing)
    }

    /// A ticket from the AS.
    fn first(&mut self, me: Principal, options: TicketOptions) -> Outcome<()> {
        let doing = "while getting initial credentials";
        // The real secret follows when the KDC wants it; keys narrow the enctypes from the start.
        let secret = match &self.keytab {
            Some(keytab) => ClientSecret::keytab(&keytab.read().doing(doing)?, &me),
            None => ClientSecret::password(Vec::new()),
        };
        let mut request = AsRequest::new(me.clone(), secret.clone());
        request.service = self.service(&me)?.name;
        request.options = options;
        let streams = &mut *self.streams;
        let mut ask = || match &secret {
            ClientSecret::Password(_) => password(&me, streams),
            ClientSecret::Keys(_) => Ok(secret.clone()),
        };
        let first = self.client.authenticate(request, &mut ask);
        let First { issued, preauthenticated } = first.map_err(|error| self.told(error, doing))?;
        let mut cache = CredentialCache::new(issued.credential.client.clone());
        if preauthenticated {
            cache.time_offset =
                self.conf.libdefaults.kdc_timesync.then(|| time_offset(issued.offset.0));
            // MIT's library reads here which mechanism (PA-ENC-TIMESTAMP) worked last.
            cache.set_config("pa_type", Some(&issued.credential.server), b"2");
        }
        cache.credentials.push(issued.credential.to_ccache());
        self.cache.write(&cache).doing(&format!("when initializing cache {}", self.cache.name))
    }

    /// The service of `-S`, else the ticket-granting service.
    fn service(&self, me: &Principal) -> Outcome<Principal> {
        let name = match self.line.value('S') {
            Some(text) => {
                Principal::parse(text, &me.realm).doing(&format!("when parsing name {text}"))?.name
            }
            None => PrincipalName::krbtgt(&me.realm),
        };
        Ok(Principal::new(name, me.realm.clone()))
    }

    /// The failure of an exchange in MIT's words; `-V` tells what was tried.
    fn told(&mut self, error: NoTicket, doing: &str) -> Failure {
        if let NoTicket::Unreachable(Unreachable::Silent { attempts, .. }) = &error
            && self.line.has('V')
        {
            for attempt in attempts {
                err!(self.streams, "Tried {attempt}\n");
            }
        }
        match &error {
            // A keytab holds no password that somebody could have mistyped.
            NoTicket::Exchange(failure)
                if self.keytab.is_none()
                    && failure.code() == Some(ErrorCode::KDC_ERR_PREAUTH_FAILED) =>
            {
                Failure::new("Password incorrect", doing)
            }
            _ => Failure::new(error, doing),
        }
    }
}

fn password(me: &Principal, streams: &mut Streams<'_>) -> Result<ClientSecret, NoTicket> {
    let answer = streams.secret(&format!("Password for {me}"));
    match answer {
        Ok(Some(password)) => Ok(ClientSecret::password(password.to_vec())),
        Ok(None) | Err(_) => Err(NoTicket::NoPassword),
    }
}

fn time_offset(micros: i64) -> TimeOffset {
    let seconds = micros.div_euclid(1_000_000);
    let clamped = seconds.clamp(i32::MIN.into(), i32::MAX.into());
    TimeOffset {
        seconds: i32::try_from(clamped).unwrap_or_default(),
        microseconds: i32::try_from(micros.rem_euclid(1_000_000)).unwrap_or_default(),
    }
}
