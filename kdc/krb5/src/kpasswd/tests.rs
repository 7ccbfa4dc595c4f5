//! Both ends against each other.

use kerbside_crypto::{Enctype, SeededEntropy};
use zeroize::Zeroizing;

use super::*;
use crate::gss::tests::specimen::{Specimen, at, principal};
use crate::gss::{Acceptor, AcceptorOptions, AuthenticatorClock};
use crate::wire::{AddressType, Der, ErrorCode, HostAddress, KrbError, TicketFlags};

fn loopback() -> HostAddress {
    HostAddress { addr_type: AddressType::IPV4, address: vec![127, 0, 0, 1].into() }
}

/// A client's request, and the server that decides on it.
struct Scene {
    specimen: Specimen,
    acceptor: Acceptor,
    entropy: SeededEntropy,
}

impl Scene {
    fn new(flags: TicketFlags) -> Self {
        let mut specimen = Specimen::new(Enctype::AES256_SHA1);
        specimen.service = principal("kadmin/changepw");
        specimen.ticket.flags = flags;
        let service = Some(specimen.service.clone());
        let options = AcceptorOptions { principal: service, ..AcceptorOptions::default() };
        let acceptor = Acceptor::new(specimen.keys(), options);
        Self { specimen, acceptor, entropy: SeededEntropy::new(9) }
    }

    fn ask(&mut self, target: Option<&str>) -> (PasswordChange, Vec<u8>) {
        self.ask_at(0, target)
    }

    fn ask_at(&mut self, offset: i64, target: Option<&str>) -> (PasswordChange, Vec<u8>) {
        let request = PasswordChangeRequest {
            password: Zeroizing::new(b"new".to_vec()),
            target: target.map(principal),
        };
        let (ticket, mut clock) = (self.specimen.credential(), AuthenticatorClock::default());
        let started = PasswordChange::start(&ticket, &mut clock, at(offset), &mut self.entropy);
        let change = started.unwrap();
        let octets = change.message(&request, loopback(), &mut self.entropy).unwrap();
        (change, octets)
    }

    fn decide(&self, octets: &[u8]) -> Decision {
        let request = Request::read(octets).unwrap();
        decide(&request, &self.acceptor, &self.specimen.service, at(0))
    }
}

#[test]
fn a_change_is_understood_and_its_result_comes_back() {
    let mut scene = Scene::new(TicketFlags::INITIAL);
    let (change, octets) = scene.ask(None);
    let Decision { wish, answer } = scene.decide(&octets);
    let wish = wish.unwrap();
    assert_eq!((&wish.client, &wish.target), (&principal("alice"), &principal("alice")));
    assert_eq!((wish.version, wish.initial), (Version::CHANGE, true));
    assert_eq!(&wish.password[..], b"new");
    let outcome = Outcome::new(ResultCode::SOFT_ERROR, "too short");
    let reply = answer.seal(&outcome, loopback(), at(0), &mut scene.entropy);
    let changed = change.finish(&reply).unwrap();
    assert_eq!(changed.outcome, outcome);
    assert!(changed.ap_rep.is_some());
}

#[test]
fn a_set_names_whose_password_it_is() {
    let mut scene = Scene::new(TicketFlags::EMPTY);
    let (_, octets) = scene.ask(Some("bob"));
    let wish = scene.decide(&octets).wish.unwrap();
    assert_eq!((wish.target, wish.initial), (principal("bob"), false));
    assert_eq!(wish.version, Version::SET);
}

#[test]
fn a_change_without_an_initial_ticket_is_refused_with_code_7() {
    let mut scene = Scene::new(TicketFlags::EMPTY);
    let (change, octets) = scene.ask(None);
    let Decision { wish, answer } = scene.decide(&octets);
    let refusal = wish.unwrap_err();
    assert_eq!(refusal, Refusal::NotInitial);
    let outcome = refusal.outcome();
    assert_eq!(outcome.code, ResultCode::INITIAL_FLAG_NEEDED);
    let reply = answer.seal(&outcome, loopback(), at(0), &mut scene.entropy);
    assert_eq!(change.finish(&reply).unwrap().outcome, outcome);
}

#[test]
fn a_replay_is_refused_in_a_krb_error() {
    let mut scene = Scene::new(TicketFlags::INITIAL);
    let (change, octets) = scene.ask(None);
    assert!(scene.decide(&octets).wish.is_ok());
    let Decision { wish, answer } = scene.decide(&octets);
    let outcome = wish.unwrap_err().outcome();
    assert_eq!(outcome.code, ResultCode::AUTH_ERROR);
    let reply = answer.seal(&outcome, loopback(), at(0), &mut scene.entropy);
    let error = Reply::read(&reply).unwrap();
    assert!(error.ap_rep.is_empty());
    let changed = change.finish(&reply).unwrap();
    assert_eq!((changed.outcome, changed.ap_rep), (outcome, None));
    let error = KrbError::from_der(error.body).unwrap();
    assert_eq!(error.error_code, ErrorCode::KRB_AP_ERR_REPEAT);
}

#[test]
fn an_altered_password_is_refused_and_the_client_told_so() {
    let mut scene = Scene::new(TicketFlags::INITIAL);
    let (change, mut octets) = scene.ask(None);
    *octets.last_mut().unwrap() ^= 1;
    let Decision { wish, answer } = scene.decide(&octets);
    let refusal = wish.unwrap_err();
    assert_eq!(refusal, Refusal::KrbPriv);
    let reply = answer.seal(&refusal.outcome(), loopback(), at(0), &mut scene.entropy);
    let outcome = change.finish(&reply).unwrap().outcome;
    assert_eq!(outcome, Outcome::new(ResultCode::HARD_ERROR, "Failed decrypting request"));
}

#[test]
fn a_reply_to_another_request_is_no_proof() {
    let mut scene = Scene::new(TicketFlags::INITIAL);
    let (_, octets) = scene.ask(None);
    let success = Outcome::new(ResultCode::SUCCESS, "");
    let answer = scene.decide(&octets).answer;
    let reply = answer.seal(&success, loopback(), at(0), &mut scene.entropy);
    let (other, _) = scene.ask_at(1, None);
    assert_eq!(other.finish(&reply), Err(PasswordChangeError::MutualFailed));
}

#[test]
fn the_password_is_in_no_debug_output() {
    let mut scene = Scene::new(TicketFlags::INITIAL);
    let (_, octets) = scene.ask(None);
    let shown = format!("{:?}", scene.decide(&octets));
    assert!(!shown.contains("110, 101, 119") && !shown.contains("new\""), "{shown}");
}
