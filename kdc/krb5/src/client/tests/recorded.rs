//! The exchanges against what MIT's KDC answered: `fixtures/client`, written by the example
//! `get_ticket`, whose steps are taken again here at the same instants with the same seeds.

use kerbside_crypto::SeededEntropy;

use crate::client::*;
use crate::gss::AuthenticatorClock;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{KdcOptions, TicketFlags};

const RECORDING: &str = include_str!("../../../../../fixtures/client/mit.txt");

/// The lines of the recording, read from its beginning to its end.
struct Recording {
    lines: std::str::Lines<'static>,
}

impl Recording {
    fn next(&mut self, name: &str) -> &'static str {
        let line = self.lines.next().unwrap();
        let (found, value) = line.split_once(" = ").unwrap();
        assert_eq!(found, name);
        value
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(self.next("now").parse().unwrap())
    }

    fn ask(&mut self, message: &[u8]) -> Vec<u8> {
        let sent: String = message.iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(sent, self.next("sent"));
        let hex = self.next("received");
        let octet = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(octet).collect()
    }

    fn first_ticket(&mut self) -> Issued {
        let entropy = &mut SeededEntropy::new(1);
        let mut request = AsRequest::new(principal("alice"), ClientSecret::password("secret"));
        request.options.flags = KdcOptions::FORWARDABLE;
        request.options.renewable_for = Some(3 * 86_400);
        let (mut exchange, mut message) = AsExchange::start(request, self.now(), entropy).unwrap();
        loop {
            let answer = self.ask(&message);
            match exchange.receive(&answer, self.now(), entropy).unwrap() {
                Step::Send { message: next, .. } => message = next,
                Step::Done(issued) => return *issued,
            }
        }
    }

    fn further_ticket(
        &mut self,
        request: TgsRequest,
        clock: &mut AuthenticatorClock,
    ) -> Result<Issued, ClientFailure> {
        let entropy = &mut SeededEntropy::new(2);
        let (mut exchange, message) =
            TgsExchange::start(request, clock, self.now(), entropy).unwrap();
        let answer = self.ask(&message);
        match exchange.receive(&answer, self.now())? {
            Step::Done(issued) => Ok(*issued),
            Step::Send { .. } => panic!("TCP has room for every answer"),
        }
    }
}

fn principal(text: &str) -> Principal {
    Principal::parse(text, &"KERBSIDE.TEST".into()).unwrap()
}

#[test]
fn the_tickets_of_a_real_kdc_are_understood() {
    let mut recording = Recording { lines: RECORDING.lines() };
    let issued = recording.first_ticket();
    let tgt = issued.credential;
    let flags = TicketFlags::FORWARDABLE
        | TicketFlags::RENEWABLE
        | TicketFlags::INITIAL
        | TicketFlags::PRE_AUTHENT
        | TicketFlags::ENC_PA_REP;
    assert_eq!(tgt.flags, flags);
    assert_eq!(tgt.client, principal("alice"));
    assert_eq!(tgt.server, principal("krbtgt/KERBSIDE.TEST"));
    assert!(!issued.encrypted_pa_data.is_empty());

    let mut clock = AuthenticatorClock::default();
    for service in ["kafka/localhost", "sha2/localhost"] {
        let request = TgsRequest::new(tgt.clone(), principal(service));
        let ticket = recording.further_ticket(request, &mut clock).unwrap().credential;
        assert_eq!(ticket.server, principal(service));
        assert_eq!(ticket.authtime, tgt.authtime);
        assert_eq!(recording.next("ticket"), ticket.server.to_string());
    }
    let request = TgsRequest::new(tgt.clone(), principal("nosuch/localhost"));
    let failure = recording.further_ticket(request, &mut clock).unwrap_err();
    assert_eq!(recording.next("failure"), failure.to_string());
    let renewed = recording.further_ticket(TgsRequest::renewal(tgt.clone()), &mut clock).unwrap();
    assert!(renewed.credential.flags.contains(TicketFlags::RENEWABLE));
    assert_eq!(renewed.credential.renew_till, tgt.renew_till);
    assert_eq!(recording.next("ticket"), renewed.credential.server.to_string());
    assert!(renewed.credential.starttime >= tgt.starttime);
}
