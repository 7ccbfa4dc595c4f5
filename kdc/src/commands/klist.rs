//! `klist`: what a credential cache or a keytab holds.
//!
//! Leaves out: turning addresses into host names (they are always numbers, as with `-n`).

use std::ffi::OsString;
use std::net::IpAddr;

use kerbside_crypto::Enctype;
use kerbside_krb5::formats::ccache::{Credential, CredentialCache};
use kerbside_krb5::formats::keytab::KeytabEntry;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{HostAddress, TicketFlags};

use super::caches::Cache;
use super::configuration;
use super::environment::Environment;
use super::failure::{Doing, Failure, Outcome, Program};
use super::keytabs::{self, KeytabName};
use super::options::{CommandLine, Kind, Operands, OptionRow, parse, row};
use super::streams::{Streams, out};
use super::times;

const PROGRAM: Program<'static> = Program { name: "klist", usage: USAGE, usage_code: 1 };

const USAGE: &str = "\
Usage: klist [-e] [-V] [[-c] [-l] [-A] [-d] [-f] [-s] [-a [-n]]] [-k [-i] [-t] [-K]] [-C] [name]
\t-c specifies credentials cache
\t-k specifies keytab
\t   (Default is credentials cache)
\t-i uses default client keytab if no name given
\t-l lists credential caches in collection
\t-A shows content of all credential caches
\t-e shows the encryption type
\t-V shows the Kerberos version and exits
\toptions for credential caches:
\t\t-d shows the submitted authorization data types
\t\t-f shows credentials flags
\t\t-s sets exit status based on valid tgt existence
\t\t-a displays the address list
\t\t\t-n do not reverse-resolve
\toptions for keytabs:
\t\t-t shows keytab entry timestamps
\t\t-K shows keytab entry keys
\t\t-C includes configuration data entries
";

const OPTIONS: &[OptionRow] = &[
    row('e', Kind::Flag),
    row('V', Kind::Flag),
    row('c', Kind::Flag),
    row('l', Kind::Flag),
    row('A', Kind::Flag),
    row('f', Kind::Flag),
    row('s', Kind::Flag),
    row('a', Kind::Flag),
    row('n', Kind::Flag),
    row('k', Kind::Flag),
    row('i', Kind::Flag),
    row('t', Kind::Flag),
    row('K', Kind::Flag),
    row('C', Kind::Flag),
    row('d', Kind::Flag),
];

/// The letters of flags, in the order in which they are shown.
const FLAGS: [(TicketFlags, char); 14] = [
    (TicketFlags::FORWARDABLE, 'F'),
    (TicketFlags::FORWARDED, 'f'),
    (TicketFlags::PROXIABLE, 'P'),
    (TicketFlags::PROXY, 'p'),
    (TicketFlags::MAY_POSTDATE, 'D'),
    (TicketFlags::POSTDATED, 'd'),
    (TicketFlags::INVALID, 'i'),
    (TicketFlags::RENEWABLE, 'R'),
    (TicketFlags::INITIAL, 'I'),
    (TicketFlags::HW_AUTHENT, 'H'),
    (TicketFlags::PRE_AUTHENT, 'A'),
    (TicketFlags::TRANSITED_POLICY_CHECKED, 'T'),
    (TicketFlags::OK_AS_DELEGATE, 'O'),
    (TicketFlags::ANONYMOUS, 'a'),
];

/// Runs `klist`; gives its exit code.
pub fn klist(arguments: &[OsString], environment: &Environment, streams: &mut Streams<'_>) -> u8 {
    let outcome = run(arguments, environment, streams);
    PROGRAM.end(outcome, streams)
}

fn run(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Outcome<u8> {
    let line = parse(PROGRAM.name, OPTIONS, Operands::Mixed, arguments)?;
    if line.has('V') {
        out!(streams, "Kerbside version {}\n", env!("CARGO_PKG_VERSION"));
        return Ok(0);
    }
    if let [_, second, ..] = line.operands.as_slice() {
        return Err(Failure::usage(format!("Extra arguments (starting with \"{second}\").")));
    }
    let any = |letters: &[char]| letters.iter().any(|letter| line.has(*letter));
    if line.has('k') && any(&['c', 'l', 'A', 'd', 'f', 's', 'a', 'n'])
        || !line.has('k') && any(&['t', 'K'])
        || line.has('n') && !line.has('a')
        || any(&['l', 'A']) && !line.operands.is_empty()
    {
        return Err(Failure::Usage(None));
    }
    let conf = configuration::load(environment).doing("while initializing Kerberos 5 library")?;
    let mut klist = Klist { environment, conf: &conf, line, streams };
    if klist.line.has('k') { klist.keytab() } else { klist.cache() }
}

struct Klist<'a, 's> {
    environment: &'a Environment,
    conf: &'a Krb5Conf,
    line: CommandLine,
    streams: &'a mut Streams<'s>,
}

impl Klist<'_, '_> {
    fn keytab(&mut self) -> Outcome<u8> {
        let default =
            if self.line.has('i') { keytabs::Default::Client } else { keytabs::Default::Services };
        let name = self.line.operands.first().map(String::as_str);
        let keytab = KeytabName::resolve(name, default, self.environment, self.conf)
            .doing("while resolving keytab")?;
        out!(self.streams, "Keytab name: {}:{}\n", keytab.prefix, keytab.path);
        let content = keytab.read().doing("while starting keytab scan")?;
        let (head, rules) = match self.line.has('t') {
            true => ("KVNO Timestamp         Principal", [4, 17, 56].as_slice()),
            false => ("KVNO Principal", [4, 74].as_slice()),
        };
        let rules: Vec<String> = rules.iter().map(|width| "-".repeat(*width)).collect();
        out!(self.streams, "{head}\n{}\n", rules.join(" "));
        for entry in &content.entries {
            let text = self.keytab_entry(entry);
            out!(self.streams, "{text}\n");
        }
        Ok(0)
    }

    fn keytab_entry(&self, entry: &KeytabEntry) -> String {
        let mut text = format!("{:4} ", entry.kvno);
        if self.line.has('t') {
            text.push_str(&times::short(entry.timestamp, &self.environment.zone));
            text.push(' ');
        }
        text.push_str(&entry.principal.to_string());
        if self.line.has('e') {
            text.push_str(&format!(" ({}) ", enctype(entry.key.enctype())));
        }
        if self.line.has('K') {
            let key = entry.key.keyvalue.iter();
            let key = key.fold(String::new(), |text, octet| format!("{text}{octet:02x}"));
            text.push_str(&format!(" (0x{key})"));
        }
        text
    }

    fn cache(&mut self) -> Outcome<u8> {
        let name = self.line.operands.first().map(String::as_str);
        let cache = Cache::resolve(name, self.environment, self.conf);
        let cache = cache.doing("while resolving ccache")?;
        if self.line.has('l') {
            return self.list(&cache);
        }
        if self.line.has('A') {
            return self.show_all(&cache);
        }
        let now = self.environment.clock.now();
        let held = cache.read();
        if self.line.has('s') {
            return Ok(u8::from(!held.is_ok_and(|held| is_current(&held, now))));
        }
        let held = held.map_err(|error| Failure::Error(error.to_string()))?;
        self.show(&cache, &held);
        Ok(0)
    }

    /// `-A`: every cache that holds something.
    fn show_all(&mut self, cache: &Cache) -> Outcome<u8> {
        let all = cache.collection(self.environment).doing("while listing ccaches")?;
        let now = self.environment.clock.now();
        let mut code = 1;
        for cache in all {
            let Ok(held) = cache.read() else {
                continue;
            };
            if self.line.has('s') {
                code = code.min(u8::from(!is_current(&held, now)));
                continue;
            }
            if code == 0 {
                out!(self.streams, "\n");
            }
            code = 0;
            self.show(&cache, &held);
        }
        Ok(code)
    }

    /// `-l`: whose caches there are.
    fn list(&mut self, cache: &Cache) -> Outcome<u8> {
        let all = cache.collection(self.environment).doing("while listing ccaches")?;
        let now = self.environment.clock.now();
        out!(self.streams, "{:30} Cache name\n", "Principal name");
        out!(self.streams, "{:30} ----------\n", "--------------");
        let mut code = 1;
        for cache in all {
            let Ok(held) = cache.read() else {
                continue;
            };
            let owner = held.default_principal.to_string();
            let expired = if is_current(&held, now) { "" } else { " (Expired)" };
            out!(self.streams, "{owner:30.30} {}{expired}\n", cache.full_name());
            code = 0;
        }
        Ok(code)
    }

    fn show(&mut self, cache: &Cache, held: &CredentialCache) {
        out!(self.streams, "Ticket cache: {}\n", cache.full_name());
        out!(self.streams, "Default principal: {}\n\n", held.default_principal);
        out!(self.streams, "{:17}  {:17}  Service principal\n", "Valid starting", "Expires");
        for credential in &held.credentials {
            if credential.is_config() && self.line.has('C') {
                out!(self.streams, "{}\n", config(credential));
            } else if !credential.is_config() && !credential.is_removed() {
                self.credential(credential, &held.default_principal);
            }
        }
    }

    fn credential(&mut self, credential: &Credential, owner: &Principal) {
        let zone = &self.environment.zone;
        let times = credential.times;
        let start = match times.starttime.0 {
            0 => times.authtime,
            _ => times.starttime,
        };
        let mut text = format!(
            "{}  {}  {}\n",
            times::short(start.timestamp(), zone),
            times::short(times.endtime.timestamp(), zone),
            credential.server
        );
        for details in self.details(credential, owner) {
            text.push_str(&format!("\t{}\n", details.join(", ")));
        }
        if self.line.has('d') && !credential.authdata.is_empty() {
            let kinds: Vec<String> =
                credential.authdata.iter().map(|entry| entry.ad_type.0.to_string()).collect();
            text.push_str(&format!("\tAD types: {}\n", kinds.join(", ")));
        }
        if self.line.has('a') {
            let addresses: Vec<String> = credential.addresses.iter().map(address).collect();
            let addresses = match addresses.as_slice() {
                [] => "(none)".to_owned(),
                some => some.join(", "),
            };
            text.push_str(&format!("\tAddresses: {addresses}\n"));
        }
        out!(self.streams, "{text}");
    }

    /// The lines under a ticket. As MIT breaks them: after the flags, when the end of renewal or
    /// another client stands before these.
    fn details(&self, credential: &Credential, owner: &Principal) -> Vec<Vec<String>> {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        if !credential.client.same(owner) {
            first.push(format!("for client {}", credential.client));
        }
        let renewable = credential.times.renew_till;
        if renewable.0 != 0 {
            let until = times::short(renewable.timestamp(), &self.environment.zone);
            first.push(format!("renew until {until}"));
        }
        // MIT counts the end of renewal twice.
        let mut width = first.len() + usize::from(renewable.0 != 0);
        let flags: String = FLAGS
            .iter()
            .filter(|(flag, _)| credential.flags.contains(*flag))
            .map(|(_, letter)| *letter)
            .collect();
        if self.line.has('f') && !flags.is_empty() {
            first.push(format!("Flags: {flags}"));
            width += 1;
        }
        if self.line.has('e') {
            let ticket = credential.decode_ticket();
            let ticket = ticket.map_or(Enctype::NULL, |ticket| ticket.enc_part.enctype());
            let session = enctype(credential.key.enctype());
            let line = if width > 2 { &mut second } else { &mut first };
            line.push(format!("Etype (skey, tkt): {session}, {} ", enctype(ticket)));
        }
        let lines = [first, second].into_iter();
        lines.filter(|line| !line.is_empty()).collect()
    }
}

/// Whether there is a ticket-granting ticket that has not ended; without one, any such ticket.
fn is_current(cache: &CredentialCache, now: Timestamp) -> bool {
    let realm = &cache.default_principal.realm;
    let tgs = Principal::krbtgt(realm, realm);
    let lasts = |ticket: &Credential| ticket.times.endtime.timestamp() > now;
    let mut granting = cache.tickets().filter(|ticket| ticket.server.same(&tgs)).peekable();
    match granting.peek() {
        Some(_) => granting.any(lasts),
        None => cache.tickets().any(lasts),
    }
}

/// `config: KEY(PRINCIPAL) = VALUE`.
fn config(credential: &Credential) -> String {
    let mut text = "config: ".to_owned();
    if let Some((key, principal)) = credential.config_key() {
        text.push_str(&key.to_text());
        if let Some(principal) = principal {
            text.push_str(&format!("({})", principal.to_text()));
        }
    }
    text.push_str(" = ");
    for octet in &credential.ticket {
        match octet {
            printable @ 0x20..=0x7e => text.push(char::from(*printable)),
            other => text.push_str(&format!("\\{other:03o}")),
        }
    }
    text
}

pub(super) fn enctype(enctype: Enctype) -> String {
    let deprecated = [Enctype::DES3, Enctype::RC4, Enctype::RC4_EXP].contains(&enctype);
    let mark = if deprecated { "DEPRECATED:" } else { "" };
    format!("{mark}{enctype}")
}

fn address(address: &HostAddress) -> String {
    let octets: &[u8] = &address.address;
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        return IpAddr::from(four).to_string();
    }
    match <[u8; 16]>::try_from(octets) {
        Ok(sixteen) => IpAddr::from(sixteen).to_string(),
        Err(_) => format!("unknown addrtype {}", address.addr_type.0),
    }
}
