//! `kinit`: a ticket-granting ticket, or a first ticket for another service, into a cache.

use std::ffi::OsString;

use kerbside_krb5::client::{AsRequest, ClientSecret, Credential, TgsRequest, TicketOptions};
use kerbside_krb5::formats::ccache::CredentialCache;
use kerbside_krb5::formats::duration::parse_duration;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{ErrorCode, KdcOptions, NameType, PrincipalName};

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::exchanges::{Client, NoTicket, traced};
use super::failure::{Doing, Failure, Outcome, Program};
use super::first_ticket::{self, not_found};
use super::keytabs::{self, KeytabName};
use super::options::{CommandLine, Kind, Operands, OptionRow, long, parse, row};
use super::servers::Unreachable;
use super::streams::{Streams, err};
use super::times;
use super::trace::trace;

const PROGRAM: Program<'static> = Program { name: "kinit", usage: USAGE, usage_code: 2 };

const USAGE: &str = "\
Usage: kinit [-V] [-l lifetime] [-s start_time] [-r renewable_life]
\t[-f | -F] [-p | -P] [-n] [-a | -A] [-C] [-E]
\t[--request-pac | --no-request-pac]
\t[-v] [-R] [-k [-i|-t keytab_file]] [-c cachename]
\t[-S service_name] [-I input_ccache] [-T ticket_armor_cache]
\t[-X <attribute>[=<value>]] [principal]

    options:
\t-V verbose
\t-l lifetime
\t-s start time
\t-r renewable lifetime
\t-f forwardable
\t-F not forwardable
\t-p proxiable
\t-P not proxiable
\t-n anonymous
\t-a include addresses
\t-A do not include addresses
\t-v validate
\t-R renew
\t-C canonicalize
\t-E client is enterprise principal name
\t-k use keytab
\t-i use default client keytab (with -k)
\t-t filename of keytab to use
\t-c Kerberos 5 cache name
\t-S service
\t-I input credential cache
\t-T armor credential cache
\t-X <attribute>[=<value>]
\t--{,no}-request-pac request KDC include/exclude a PAC
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
    row('s', Kind::Value),
    row('n', Kind::UnsupportedFlag("an anonymous ticket")),
    long('a', "addresses", Kind::UnsupportedFlag("a ticket bound to addresses")),
    long('E', "enterprise", Kind::Flag),
    row('I', Kind::Value),
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
    let wishes = wishes(&line, &conf, environment)?;
    // Its hints about preauthentication choose among one mechanism: it only has to be one.
    for option in ['I', 'c'] {
        if let Some(name) = line.value(option) {
            let cache = Cache::resolve(Some(name), environment, &conf);
            cache.doing(&format!("resolving ccache {name}"))?;
        }
    }
    let cache = Cache::resolve(line.value('c'), environment, &conf);
    let cache = cache.doing("while getting default ccache")?;
    let mut kinit = Kinit {
        keytab: keytab(&line, environment, &conf)?,
        client: Client::new(environment, &conf),
        environment,
        conf: &conf,
        line,
        cache,
        switch: false,
        streams,
    };
    let me = kinit.who()?;
    kinit.choose_cache(&me)?;
    kinit.announce(&me);
    if kinit.line.has('R') || kinit.line.has('v') {
        kinit.again(&me)?;
    } else {
        kinit.first(me, wishes)?;
    }
    if kinit.line.has('V') {
        err!(kinit.streams, "Authenticated to Kerberos v5\n");
    }
    if kinit.switch {
        kinit.cache.switch().doing("while switching to new ccache")?;
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
fn wishes(
    line: &CommandLine,
    conf: &Krb5Conf,
    environment: &Environment,
) -> Outcome<TicketOptions> {
    let duration = |letter, default: i32, called: &str| match line.value(letter) {
        Some(text) => {
            parse_duration(text).ok_or_else(|| Failure::usage(format!("Bad {called} value {text}")))
        }
        None => Ok(default),
    };
    let start_in = match line.value('s') {
        Some(text) => Some(start(text, environment)?),
        None => None,
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
        // An enterprise name is one that the KDC has to change (RFC 6806 §5).
        (line.has('C') || line.has('E') || defaults.canonicalize, KdcOptions::CANONICALIZE),
    ];
    let standard = TicketOptions::default();
    let flags = wanted
        .iter()
        .filter(|(wanted, _)| *wanted)
        .fold(standard.flags, |flags, (_, flag)| flags.with(*flag));
    Ok(TicketOptions {
        flags,
        lifetime: lifetime.into(),
        start_in,
        renewable_for: (renewable > 0).then_some(renewable.into()),
        enctypes: configuration::enctypes(conf, defaults.default_tkt_enctypes.as_ref()),
        ..standard
    })
}

/// When a postdated ticket begins, in seconds from now: a duration, or a time in digits.
fn start(text: &str, environment: &Environment) -> Outcome<i64> {
    if let Some(seconds) = parse_duration(text) {
        return Ok(seconds.into());
    }
    let now = environment.clock.now();
    let at = times::parse(text, now, &environment.zone);
    let at = at.ok_or_else(|| Failure::usage(format!("Bad start time value {text}")))?;
    Ok(at.seconds() - now.seconds())
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
    /// Whether the cache becomes the primary one in the end.
    switch: bool,
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
            return match self.line.has('E') {
                true => self.enterprise(text),
                false => parse(text),
            };
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

    /// The enterprise name `USER@DOMAIN` or `USER@DOMAIN@REALM`.
    fn enterprise(&self, text: &str) -> Outcome<Principal> {
        let realm = self.conf.libdefaults.default_realm.as_deref();
        let (name, realm) = match text.match_indices('@').nth(1) {
            Some((at, _)) => (text.get(..at).unwrap_or(text), text.get(at + 1..)),
            None => (text, realm),
        };
        let realm = realm.ok_or_else(|| {
            let what = "Configuration file does not specify default realm";
            Failure::new(what, &format!("when parsing name {text}"))
        })?;
        Ok(Principal::new(PrincipalName::new(NameType::ENTERPRISE, [name]), realm))
    }

    /// In a collection, the principal's own cache or, so that nobody's is overwritten, a new one.
    fn choose_cache(&mut self, me: &Principal) -> Outcome<()> {
        if self.line.has('c') || !self.cache.can_switch() {
            return Ok(());
        }
        if let Ok(own) = self.cache.of_owner(me, self.environment) {
            if self.line.has('V') {
                err!(self.streams, "Using existing cache: {}\n", own.name);
            }
            (self.cache, self.switch) = (own, true);
        } else if self.cache.read().is_ok() {
            let new = self.cache.unique(self.environment);
            self.cache = new.doing("while generating new ccache")?;
            self.switch = true;
            if self.line.has('V') {
                err!(self.streams, "Using new cache: {}\n", self.cache.name);
            }
        }
        Ok(())
    }

    /// What `-V` tells before the work.
    fn announce(&mut self, me: &Principal) {
        if !self.line.has('V') {
            return;
        }
        match self.line.value('c') {
            Some(name) => err!(self.streams, "Using specified cache: {name}\n"),
            None if self.switch => {}
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
        let name = self.cache.full_name();
        let missing = format!("Matching credential not found (filename: {})", self.cache.name);
        let there = held.ticket_for(&server).is_some_and(|found| found.client.same(me));
        let result = if there { "0/Success".to_owned() } else { not_found(&missing) };
        trace!(self.environment, "Retrieving {me} -> {server} from {name} with result: {result}");
        let found = held.ticket_for(&server).filter(|found| found.client.same(me));
        let Some(found) = found else {
            return Err(Failure::new(missing, doing));
        };
        let ticket = Credential::try_from(found).doing(doing)?;
        let mut request = match self.line.has('v') {
            true => TgsRequest::validation(ticket),
            false => TgsRequest::renewal(ticket),
        };
        request.offset = self.client.offset_of(&held);
        request.options.enctypes =
            configuration::enctypes(self.conf, self.conf.libdefaults.default_tgs_enctypes.as_ref());
        trace!(
            self.environment,
            "Get cred via TGT {server} after requesting {server} (canonicalize off)"
        );
        let renewed = self.client.exchange(request, &server.realm);
        match &renewed {
            Ok(_) => trace!(self.environment, "Got cred; 0/Success"),
            Err(error) => {
                if let Some(told) = traced(error) {
                    trace!(self.environment, "Got cred; {told}");
                }
            }
        }
        let renewed = renewed.map_err(|error| self.told(error, doing))?;
        let mut cache = CredentialCache::new(me.clone());
        cache.time_offset = held.time_offset;
        cache.credentials.push(renewed.to_ccache());
        self.cache.store(&cache, self.environment).doing(doing)
    }

    /// A ticket from the AS.
    fn first(&mut self, me: Principal, options: TicketOptions) -> Outcome<()> {
        let doing = "while getting initial credentials";
        // The real secret follows when the KDC wants it.
        let mut request = AsRequest::new(me.clone(), ClientSecret::password(Vec::new()));
        request.service = self.service(&me)?.name;
        request.options = options;
        let service = self.line.value('S');
        let first = match &self.keytab {
            Some(keytab) => first_ticket::by_keytab(&mut self.client, request, service, keytab),
            None => first_ticket::by_password(&mut self.client, request, service, self.streams),
        };
        let first = first.map_err(|error| self.told(error, doing))?;
        let cache = first.to_cache(self.conf);
        let stored = self.cache.store(&cache, self.environment);
        stored.doing(&format!("when initializing cache {}", self.cache.name))
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
