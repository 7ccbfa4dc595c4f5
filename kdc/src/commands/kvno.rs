//! `kvno`: tickets for services into the cache, and the versions of the keys that they are under.

use std::ffi::OsString;

use kerbside_crypto::Enctype;
use kerbside_crypto::KeyUsage;
use kerbside_krb5::client::{Credential, TgsRequest};
use kerbside_krb5::formats::ccache::{self, CredentialCache};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{KdcOptions, Ticket};

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::exchanges::Client;
use super::failure::{Doing, Failure, Outcome, Program};
use super::keytabs::KeytabName;
use super::options::{CommandLine, Kind, Operands, OptionRow, long, parse, row};
use super::streams::{Streams, err, out};

const PROGRAM: Program<'static> = Program {
    name: "kvno",
    usage: "usage: kvno [-c ccache] [-e etype] [-k keytab] [-q] [-S sname] service1 service2 ...\n",
    usage_code: 1,
};

const OPTIONS: &[OptionRow] = &[
    row('c', Kind::Value),
    row('e', Kind::Value),
    row('k', Kind::Value),
    row('q', Kind::Flag),
    row('S', Kind::Value),
    row('u', Kind::UnsupportedFlag("names of an unknown type")),
    row('I', Kind::UnsupportedValue("S4U2Self")),
    row('U', Kind::UnsupportedValue("S4U2Self")),
    row('F', Kind::UnsupportedValue("S4U2Self with a certificate")),
    row('P', Kind::UnsupportedFlag("S4U2Proxy")),
    long('\0', "u2u", Kind::UnsupportedValue("user to user")),
    long('\0', "cached-only", Kind::UnsupportedFlag("cached tickets alone")),
    long('\0', "no-store", Kind::UnsupportedFlag("tickets that are not kept")),
    long('\0', "out-cache", Kind::UnsupportedValue("another cache to write")),
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
    if line.operands.is_empty() {
        return Err(Failure::Usage(None));
    }
    let conf = configuration::load(environment).doing("while initializing Kerberos 5 library")?;
    let cache = Cache::resolve(line.value('c'), environment, &conf);
    let cache = cache.doing("while opening ccache")?;
    let held = cache.read().doing("while getting client principal name")?;
    let mut kvno = Kvno {
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

fn enctypes(line: &CommandLine, conf: &Krb5Conf) -> Outcome<Vec<Enctype>> {
    let Some(name) = line.value('e') else {
        let list = conf.libdefaults.default_tgs_enctypes.as_ref();
        return Ok(configuration::enctypes(conf, list));
    };
    let enctype = Enctype::from_name(name).filter(|enctype| enctype.is_supported());
    let enctype = enctype.ok_or_else(|| {
        Failure::new("Invalid argument", &format!("while converting etype {name}"))
    })?;
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
        let server = configuration::principal(&text, self.conf, self.environment)
            .doing(&format!("while parsing principal name {text}"))?;
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
        let now = self.environment.clock.now();
        let fresh = |held: &&ccache::Credential| {
            held.server.same(server)
                && held.times.endtime.timestamp() > now
                && self.enctypes.contains(&held.key.enctype())
        };
        if let Some(held) = self.held.tickets().find(fresh) {
            return Ok(held.clone());
        }
        let realm = &self.held.default_principal.realm;
        let Some(tgt) = self.held.ticket_for(&Principal::krbtgt(realm, realm)) else {
            let name = &self.cache.name;
            let what = format!("Matching credential not found (filename: {name})");
            return Err(Failure::new(what, doing));
        };
        let tgt = Credential::try_from(tgt).doing(doing)?;
        let mut request = TgsRequest::new(tgt, server.clone());
        request.options.flags = request.options.flags.without(KdcOptions::RENEWABLE_OK);
        request.options.enctypes = self.enctypes.clone();
        request.offset = self.client.offset_of(&self.held);
        let issued = self.client.service_ticket(request).doing(doing)?;
        let credential = issued.to_ccache();
        self.cache.append(&credential).doing(doing)?;
        self.held.credentials.push(credential.clone());
        Ok(credential)
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
