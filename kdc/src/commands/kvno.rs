//! `kvno`: tickets for services into the cache, and the versions of the keys that they are under.

use std::ffi::OsString;

use kerbside_crypto::Enctype;
use kerbside_crypto::KeyUsage;
use kerbside_krb5::client::{Credential, TgsRequest};
use kerbside_krb5::formats::ccache::{self, CredentialCache};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{KdcOptions, NameType, Ticket};

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::exchanges::{Client, NoTicket, traced};
use super::failure::{Doing, Failure, Outcome, Program};
use super::first_ticket::not_found;
use super::keytabs::KeytabName;
use super::options::{CommandLine, Kind, Operands, OptionRow, long, parse, row};
use super::streams::{Streams, err, out};
use super::trace::trace;

const PROGRAM: Program<'static> = Program { name: "kvno", usage: USAGE, usage_code: 1 };

const USAGE: &str = "\
usage: kvno [-c ccache] [-e etype] [-k keytab] [-q] [-u | -S sname]
\t[[{-F cert_file | {-I | -U} for_user} [-P]] | --u2u ccache]
\t[--cached-only] [--no-store] [--out-cache] service1 service2 ...
";

/// Letters of options that have long names alone.
const CACHED_ONLY: char = '\u{1}';
const NO_STORE: char = '\u{2}';
const OUT_CACHE: char = '\u{3}';

const OPTIONS: &[OptionRow] = &[
    row('c', Kind::Value),
    row('e', Kind::Value),
    row('k', Kind::Value),
    row('q', Kind::Flag),
    row('S', Kind::Value),
    row('u', Kind::Flag),
    row('I', Kind::UnsupportedValue("S4U2Self")),
    row('U', Kind::UnsupportedValue("S4U2Self")),
    row('F', Kind::UnsupportedValue("S4U2Self with a certificate")),
    row('P', Kind::UnsupportedFlag("S4U2Proxy")),
    long('\0', "u2u", Kind::UnsupportedValue("user to user")),
    long(CACHED_ONLY, "cached-only", Kind::Flag),
    long(NO_STORE, "no-store", Kind::Flag),
    long(OUT_CACHE, "out-cache", Kind::Value),
];

/// Runs `kvno`; gives its exit code.
pub fn kvno(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(arguments, environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(PROGRAM.name, OPTIONS, Operands::Mixed, arguments)?;
    if line.operands.is_empty() || line.has('u') && line.has('S') {
        return Err(Failure::Usage(None));
    }
    let conf = configuration::load(environment).doing("while initializing Kerberos 5 library")?;
    let cache = Cache::resolve(line.value('c'), environment, &conf);
    let cache = cache.doing("while opening ccache")?;
    let held = cache.read().doing("while getting client principal name")?;
    let out = match line.value(OUT_CACHE) {
        Some(name) => Some(fresh(name, &held, environment, &conf)?),
        None => None,
    };
    let keep = if line.has(NO_STORE) { Keep::Nowhere } else { Keep::There };
    let mut kvno = Kvno {
        keep,
        out,
        cached_only: line.has(CACHED_ONLY),
        enctypes: enctypes(&line, &conf)?,
        keytab: keytab(&line, environment)?,
        client: Client::new(environment, &conf),
        environment,
        conf: &conf,
        cache,
        held,
    };
    let mut code = 0;
    for name in &line.operands {
        match kvno.service(name, &line) {
            Ok((server, told)) if !line.has('q') => out!(streams, "{server}: {told}\n"),
            Ok(_) => {}
            Err(Failure::Error(text)) => {
                err!(streams, "kvno: {text}\n");
                code = 1;
            }
            Err(usage) => return Err(usage),
        }
    }
    Ok(code)
}

/// Whether tickets are kept in the cache that they are got with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    There,
    Nowhere,
}

/// A new cache of the same owner.
fn fresh(
    name: &str,
    held: &CredentialCache,
    environment: &Environment,
    conf: &Krb5Conf,
) -> Outcome<Cache> {
    let cache = Cache::resolve(Some(name), environment, conf);
    let cache = cache.doing("while resolving output ccache")?;
    let empty = CredentialCache::new(held.default_principal.clone());
    cache.write(&empty).doing("while initializing output ccache")?;
    Ok(cache)
}

fn enctypes(line: &CommandLine, conf: &Krb5Conf) -> Outcome<Vec<Enctype>> {
    let Some(name) = line.value('e') else {
        let list = conf.libdefaults.default_tgs_enctypes.as_ref();
        return Ok(configuration::enctypes(conf, list));
    };
    let enctype = Enctype::from_name(name).filter(|enctype| enctype.is_supported());
    let enctype =
        enctype.ok_or_else(|| Failure::new("Invalid argument", "while converting etype"))?;
    Ok(vec![enctype])
}

fn keytab(line: &CommandLine, environment: &Environment) -> Outcome<Option<Keytab>> {
    let Some(name) = line.value('k') else {
        return Ok(None);
    };
    let keytab = KeytabName::named(name, environment).and_then(|keytab| keytab.read());
    keytab.doing("resolving keytab").map(Some)
}

struct Kvno<'a> {
    environment: &'a Environment,
    conf: &'a Krb5Conf,
    client: Client<'a>,
    enctypes: Vec<Enctype>,
    keytab: Option<Keytab>,
    keep: Keep,
    out: Option<Cache>,
    cached_only: bool,
    cache: Cache,
    held: CredentialCache,
}

impl Kvno<'_> {
    /// The service that `name` is, and what is told about its ticket.
    fn service(&mut self, name: &str, line: &CommandLine) -> Outcome<(Principal, String)> {
        let text = match line.value('S') {
            Some(service) => format!("{service}/{name}"),
            None => name.to_owned(),
        };
        let mut server = configuration::principal(&text, self.conf, self.environment)
            .doing(&format!("while parsing principal name {text}"))?;
        if line.has('u') {
            server.name.name_type = NameType::UNKNOWN;
        }
        let doing = format!("while getting credentials for {server}");
        let ticket = self.ticket(&server, &doing)?;
        let doing = format!("while decoding ticket for {server}");
        let ticket = ticket.decode_ticket().doing(&doing)?;
        let mut told = format!("kvno = {}", ticket.enc_part.kvno.unwrap_or(0));
        if let Some(keytab) = &self.keytab {
            opens(keytab, &server, &ticket)
                .doing(&format!("while decrypting ticket for {server}"))?;
            told.push_str(", keytab entry valid");
        }
        Ok((server, told))
    }

    /// The cache's ticket for `server`, else a new one, which is added.
    fn ticket(&mut self, server: &Principal, doing: &str) -> Outcome<ccache::Credential> {
        let credential = self.ticket_of(server, doing)?;
        if let Some(out) = &self.out {
            out.append(&credential, self.environment).doing("while storing credentials")?;
        }
        Ok(credential)
    }

    fn ticket_of(&mut self, server: &Principal, doing: &str) -> Outcome<ccache::Credential> {
        let environment = self.environment;
        let (me, name) = (self.held.default_principal.clone(), self.cache.full_name());
        trace!(environment, "Getting credentials {me} -> {server} using ccache {name}");
        let now = environment.clock.now();
        let missing = format!("Matching credential not found (filename: {})", self.cache.name);
        let retrieving = |what: &str, found: bool| {
            let result = if found { "0/Success".to_owned() } else { not_found(&missing) };
            trace!(environment, "Retrieving {me} -> {what} from {name} with result: {result}");
        };
        let config = "krb5_ccache_conf_data/start_realm@X-CACHECONF:";
        retrieving(config, self.held.config("start_realm", None).is_some());
        let lasts = |held: &&ccache::Credential| held.times.endtime.timestamp() > now;
        let fresh = |held: &&ccache::Credential| {
            held.server.same(server) && self.enctypes.contains(&held.key.enctype())
        };
        let found = self.held.tickets().find(|held| fresh(held) && lasts(held));
        retrieving(&server.to_string(), found.is_some());
        if let Some(held) = found {
            return Ok(held.clone());
        }
        if self.cached_only {
            return Err(Failure::new(missing, doing));
        }
        let granting = Principal::krbtgt(&me.realm, &me.realm);
        let tgt = self.held.ticket_for(&granting);
        retrieving(&granting.to_string(), tgt.is_some());
        let Some(tgt) = tgt else {
            return Err(Failure::new(missing, doing));
        };
        if !lasts(&tgt) {
            return Err(Failure::new(NoTicket::TicketExpired, doing));
        }
        trace!(environment, "Starting with TGT for client realm: {me} -> {granting}");
        let tgt = Credential::try_from(tgt).doing(doing)?;
        let mut request = TgsRequest::new(tgt, server.clone());
        request.options.flags = request.options.flags.without(KdcOptions::RENEWABLE_OK);
        request.options.enctypes = self.enctypes.clone();
        request.offset = self.client.offset_of(&self.held);
        let credential = self.issued(request).doing(doing)?.to_ccache();
        if self.keep == Keep::There && self.out.is_none() {
            self.cache.append(&credential, environment).doing(doing)?;
            self.held.credentials.push(credential.clone());
        }
        Ok(credential)
    }

    /// A ticket under the name that the KDC gives the service, else under its own.
    fn issued(&mut self, request: TgsRequest) -> Result<Credential, NoTicket> {
        let environment = self.environment;
        let server = request.server.clone();
        let mut referring = request.clone();
        referring.options.flags = referring.options.flags.with(KdcOptions::CANONICALIZE);
        let mut issued = self.requested(referring, "on");
        if matches!(&issued, Err(error) if traced(error).is_some()) {
            issued = self.requested(request, "off");
        }
        if issued.is_ok() {
            trace!(environment, "Received creds for desired service {server}");
        }
        issued
    }

    fn requested(&mut self, request: TgsRequest, referrals: &str) -> Result<Credential, NoTicket> {
        let environment = self.environment;
        let server = &request.server;
        trace!(environment, "Requesting tickets for {server}, referrals {referrals}");
        let issued = self.client.service_ticket(request);
        match &issued {
            Ok(_) => trace!(environment, "TGS request result: 0/Success"),
            Err(error) => {
                if let Some(told) = traced(error) {
                    trace!(environment, "TGS request result: {told}");
                }
            }
        }
        issued
    }
}

/// Whether the keytab has the key that the ticket is under.
fn opens(keytab: &Keytab, server: &Principal, ticket: &Ticket) -> Result<(), String> {
    let sealed = &ticket.enc_part;
    let entry = keytab
        .lookup(server, sealed.kvno, Some(sealed.enctype()))
        .map_err(|miss| miss.to_string())?;
    let key = entry.key.to_key().map_err(|error| error.to_string())?;
    let opened = sealed.open(&key, KeyUsage::TICKET);
    opened.map(drop).map_err(|_| "Decrypt integrity check failed".to_owned())
}
