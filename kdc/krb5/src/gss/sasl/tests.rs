//! Our SASL client against our SASL server, in both shapes, and what the server refuses.

use kerbside_crypto::SeededEntropy;

use super::*;
use crate::gss::tests::specimen::{Specimen, at, principal};
use crate::gss::*;

fn one_way() -> ClientOptions {
    let mut options = ClientOptions::default();
    options.context.flags = options.context.flags.without(ContextFlags::MUTUAL);
    options
}

struct Exchange {
    server: GssapiServer,
    client: GssapiClient,
    token: Vec<u8>,
    entropy: SeededEntropy,
}

impl Exchange {
    fn new(options: ClientOptions, offer: Offer) -> Self {
        let mut specimen = Specimen::sha1();
        let credential = specimen.credential();
        let acceptor = specimen.acceptor(AcceptorOptions::default());
        let mut entropy = SeededEntropy::new(1);
        let mut clock = AuthenticatorClock::default();
        let (client, token) =
            GssapiClient::start(&credential, options, &mut clock, at(0), &mut entropy).unwrap();
        Self { server: GssapiServer::with_offer(acceptor, offer), client, token, entropy }
    }

    fn server_continues(&mut self) -> Vec<u8> {
        match self.server.step(&self.token, at(0), &mut self.entropy).unwrap() {
            ServerStep::Continue(token) => token,
            ServerStep::Done(done) => panic!("{done:?}"),
        }
    }

    /// Client and server in turn until the server is done; the round trips before that are counted.
    fn run(&mut self) -> (Authenticated, usize) {
        for trips in 1..5 {
            match self.server.step(&self.token, at(0), &mut self.entropy).unwrap() {
                ServerStep::Done(done) => return (*done, trips),
                ServerStep::Continue(answer) => {
                    self.token = match self.client.step(&answer, &mut self.entropy).unwrap() {
                        ClientStep::Continue(token) | ClientStep::Last(token) => token,
                    };
                }
            }
        }
        panic!("the exchange does not end");
    }
}

#[test]
fn both_shapes_end_in_authentication() {
    for (options, trips) in [(one_way(), 2), (ClientOptions::default(), 3)] {
        let (done, taken) = Exchange::new(options, Offer::default()).run();
        assert_eq!(taken, trips);
        assert_eq!(done.client, principal("alice"));
        assert_eq!(done.layer, SecurityLayer::None);
        assert!(done.authzid.is_empty());
        assert!(done.presented.ticket.is_some());
    }
}

#[test]
fn an_empty_token_may_answer_where_no_reply_is_due() {
    for (options, trips) in [(one_way(), 3), (ClientOptions::default(), 3)] {
        let mut exchange = Exchange::new(options, Offer::default());
        exchange.server = exchange.server.with_one_way_answer(OneWayAnswer::EmptyToken);
        let (done, taken) = exchange.run();
        assert_eq!((taken, done.client), (trips, principal("alice")));
    }
}

#[test]
fn the_authorization_identity_is_reported_and_not_obeyed() {
    let options = ClientOptions { authzid: b"kafka@localhost".to_vec(), ..one_way() };
    let (done, _) = Exchange::new(options, Offer::default()).run();
    assert_eq!(done.authzid, b"kafka@localhost");
    assert_eq!(done.client, principal("alice"));
}

#[test]
fn the_offer_is_what_the_jdk_offers() {
    let mut exchange = Exchange::new(one_way(), Offer::default());
    let offer = exchange.server_continues();
    assert_eq!(offer.len(), 32);
    assert_eq!(offer[16..20], [1, 1, 0, 0]);
}

#[test]
fn a_client_without_layers_refuses_a_server_that_insists() {
    let offer = Offer { layers: SecurityLayers::CONFIDENTIALITY, ..Offer::default() };
    let mut exchange = Exchange::new(one_way(), offer);
    let offer = exchange.server_continues();
    let refused = exchange.client.step(&offer, &mut exchange.entropy).unwrap_err();
    assert_eq!(refused, ClientError::NoCommonLayer { offered: SecurityLayers::CONFIDENTIALITY });
}

#[test]
fn a_choice_outside_the_offer_is_refused() {
    for chosen in [0, 2, 3, 4, 5, 0x81] {
        let offer = Offer { layers: SecurityLayers(1), ..Offer::default() };
        let mut exchange = Exchange::new(one_way(), Offer::default());
        let token = exchange.server_continues();
        let mut context = exchange.context();
        context.unwrap(&token).unwrap();
        let choice = [chosen, 0, 0, 0];
        let token = context.wrap(&choice, Protection::Integrity, &mut exchange.entropy);
        let refused = exchange.server.step(&token, at(0), &mut exchange.entropy).unwrap_err();
        let chosen = SecurityLayers(chosen);
        assert_eq!(refused, ServerRefusal::LayerNotOffered { chosen, offered: offer.layers });
    }
}

#[test]
fn choices_of_real_clients_are_taken() {
    for (rotation, choice, protection) in [
        (0, &b"\x01\0\0\0alice@EXAMPLE.TEST"[..], Protection::Integrity),
        (12, b"\x01\x01\0\0kafka@localhost", Protection::Integrity),
        (28, b"\x01\0\0\0", Protection::Confidentiality),
    ] {
        let mut exchange = Exchange::new(one_way(), Offer::default());
        exchange.server_continues();
        let mut context = exchange.context();
        let token = context.wrap_rotated(choice, protection, rotation, &mut exchange.entropy);
        let step = exchange.server.step(&token, at(0), &mut exchange.entropy).unwrap();
        assert!(matches!(step, ServerStep::Done(done) if done.authzid == choice[4..]));
    }
}

#[test]
fn out_of_turn_tokens_are_refused() {
    let mut exchange = Exchange::new(ClientOptions::default(), Offer::default());
    exchange.server_continues();
    let mut step =
        |token: &[u8]| exchange.server.step(token, at(0), &mut exchange.entropy).unwrap_err();
    assert_eq!(step(b"data"), ServerRefusal::NotEmpty { length: 4 });
    assert_eq!(step(b""), ServerRefusal::Ended);

    let mut exchange = Exchange::new(one_way(), Offer::default());
    exchange.server_continues();
    let refused = exchange.server.step(b"", at(0), &mut exchange.entropy).unwrap_err();
    assert!(matches!(refused, ServerRefusal::Wrap(MessageError::Malformed { offset: 0, .. })));

    let mut exchange = Exchange::new(one_way(), Offer::default());
    exchange.server_continues();
    let mut context = exchange.context();
    let short = context.wrap(b"\x01\0\0", Protection::Integrity, &mut exchange.entropy);
    let refused = exchange.server.step(&short, at(0), &mut exchange.entropy).unwrap_err();
    assert_eq!(refused, ServerRefusal::ChoiceTooShort { length: 3 });
}

#[test]
fn a_refused_context_keeps_its_reason() {
    let mut exchange = Exchange::new(ClientOptions::default(), Offer::default());
    let token = std::mem::take(&mut exchange.token);
    let refused = exchange.server.step(&token, at(301), &mut exchange.entropy).unwrap_err();
    assert!(matches!(refused.refusal(), Some(Refusal::Skew { limit: 300, .. })));
}

#[test]
fn a_server_that_waits_after_the_request_gets_an_empty_token_once() {
    let mut exchange = Exchange::new(one_way(), Offer::default());
    let mut step = |token: &[u8]| exchange.client.step(token, &mut exchange.entropy);
    assert_eq!(step(b""), Ok(ClientStep::Continue(Vec::new())));
    assert!(matches!(step(b""), Err(ClientError::Wrap(_))));
}

impl Exchange {
    /// The client's context, once it has sent its only token before the offer.
    fn context(&self) -> SecurityContext {
        self.client.context().unwrap().clone()
    }
}
