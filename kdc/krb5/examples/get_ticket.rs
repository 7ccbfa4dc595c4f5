//! Gets tickets from a KDC over TCP, and writes down every message that passed.
//!
//!     get_ticket ADDRESS PRINCIPAL PASSWORD [SERVICE ...]
//!
//! First a renewable ticket-granting ticket, then one ticket per service, then the renewal of the
//! first. The exchanges know no socket and no clock: this file has both. The random octets come
//! from a seed, so that what is written can be compared with what the same exchanges make of the
//! same answers; do not use such tickets for anything else.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example is its own shell"
)]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

use kerbside_crypto::SeededEntropy;
use kerbside_krb5::client::{
    AsExchange, AsRequest, ClientFailure, ClientSecret, Credential, Step, TgsExchange, TgsRequest,
};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::KdcOptions;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, client, password, services @ ..] = &arguments[..] else {
        return Err("get_ticket ADDRESS PRINCIPAL PASSWORD [SERVICE ...]".into());
    };
    let client = Principal::parse(client, &"KERBSIDE.TEST".into())?;
    let mut shell = Shell { address: address.clone(), clock: AuthenticatorClock::default() };
    let tgt = shell.first_ticket(client.clone(), password)?;
    for service in services {
        let server = Principal::parse(service, &client.realm)?;
        match shell.further_ticket(TgsRequest::new(tgt.clone(), server)) {
            Ok(ticket) => note("ticket", &ticket.server.to_string())?,
            Err(failure) => note("failure", &failure.to_string())?,
        }
    }
    let renewed = shell.further_ticket(TgsRequest::renewal(tgt))?;
    note("ticket", &renewed.server.to_string())
}

struct Shell {
    address: String,
    clock: AuthenticatorClock,
}

impl Shell {
    fn first_ticket(&self, client: Principal, secret: &str) -> Result<Credential, Box<dyn Error>> {
        let mut entropy = SeededEntropy::new(1);
        let mut request = AsRequest::new(client, ClientSecret::password(secret));
        request.options.flags = KdcOptions::FORWARDABLE;
        request.options.renewable_for = Some(3 * 86_400);
        let (mut exchange, mut message) = AsExchange::start(request, now()?, &mut entropy)?;
        loop {
            let answer = self.ask(&message)?;
            match exchange.receive(&answer, now()?, &mut entropy)? {
                Step::Send { message: next, .. } => message = next,
                Step::Done(issued) => return Ok(issued.credential),
            }
        }
    }

    fn further_ticket(&mut self, request: TgsRequest) -> Result<Credential, Box<dyn Error>> {
        let mut entropy = SeededEntropy::new(2);
        let (mut exchange, mut message) =
            TgsExchange::start(request, &mut self.clock, now()?, &mut entropy)?;
        loop {
            let answer = self.ask(&message)?;
            let step: Result<Step, ClientFailure> = exchange.receive(&answer, now()?);
            match step? {
                Step::Send { message: next, .. } => message = next,
                Step::Done(issued) => return Ok(issued.credential),
            }
        }
    }

    /// One message and its answer, each after its length (RFC 4120 §7.2.2).
    fn ask(&self, message: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        note("sent", &hex(message))?;
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(&u32::try_from(message.len())?.to_be_bytes())?;
        stream.write_all(message)?;
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let mut answer = vec![0; usize::try_from(u32::from_be_bytes(length).min(1 << 20))?];
        stream.read_exact(&mut answer)?;
        note("received", &hex(&answer))?;
        Ok(answer)
    }
}

fn now() -> Result<Timestamp, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let now = Timestamp::from_micros(i64::try_from(now.as_micros())?);
    note("now", &now.as_micros().to_string())?;
    Ok(now)
}

fn note(name: &str, value: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(std::io::stdout(), "{name} = {value}")?)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
