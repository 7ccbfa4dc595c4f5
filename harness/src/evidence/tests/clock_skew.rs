//! Whose clock is off, by how much: each way in which it shows, with each sign.

use super::*;
use crate::evidence::Family;

const OFFSETS: [i64; 6] = [301, -301, 360, -360, 36_000, -36_000];

/// A stage on which bob has worked before, so that every clock was seen.
fn seen() -> Stage {
    let mut stage = Stage::new();
    assert!(Actor::java("bob").works(&mut stage));
    stage.pass(30);
    stage
}

fn alice() -> Party {
    Party::Client("alice@EXAMPLE.TEST".into())
}

#[track_caller]
fn assert_off(cause: &Cause, code: Code, party: &Party, offset: i64) {
    assert_eq!(cause.code, code, "{cause}");
    assert_eq!(cause.family, Family::ClockSkew);
    assert_eq!(cause.culprit(), Some(party), "{cause}");
    let found = cause.offset_seconds().unwrap();
    assert!(found.abs_diff(offset) <= 2, "{offset} s is due, not {found}: {cause}");
    assert!(cause.evidence.len() > 1, "{cause}");
}

#[test]
fn healthy_parties_have_no_cause() {
    let mut stage = seen();
    for mut actor in [Actor::mit("alice"), Actor::java("alice")] {
        assert!(actor.works(&mut stage));
        stage.pass(3_600);
        assert!(actor.connect(&mut stage, 2));
    }
    let explanation = stage.explain();
    assert_eq!(explanation, Explanation::default());
    assert!(explanation.to_string().contains("Nothing failed"));
}

#[test]
fn three_hundred_seconds_are_no_failure() {
    for ahead in [300, -300] {
        let mut stage = seen();
        stage.kdc = ahead;
        assert!(Actor::java("alice").works(&mut stage));
        assert_eq!(stage.explain(), Explanation::default());
    }
}

#[test]
fn a_client_that_is_off_at_the_as_is_named_by_the_brokers_clock() {
    for offset in OFFSETS {
        let mut stage = seen();
        let mut actor = Actor::java("alice");
        actor.ahead = offset;
        assert!(!actor.login(&mut stage));
        let explanation = stage.explain();
        assert_off(only(&explanation), Code::AsTimestampSkew, &alice(), offset);
    }
}

#[test]
fn a_kdc_that_moves_is_named_at_the_as() {
    for offset in OFFSETS {
        let mut stage = seen();
        stage.kdc = offset;
        assert!(!Actor::java("alice").login(&mut stage));
        let explanation = stage.explain();
        assert_off(only(&explanation), Code::AsTimestampSkew, &Party::Kdc, offset);
        assert!(explanation.to_string().contains("it was moved"), "{explanation}");
    }
}

#[test]
fn a_kdc_that_moves_after_kinit_is_named_at_the_tgs() {
    for mut actor in [Actor::mit("alice"), Actor::java("alice")] {
        for offset in OFFSETS {
            let mut stage = Stage::new();
            assert!(actor.login(&mut stage));
            stage.pass(10);
            stage.kdc = offset;
            assert!(!actor.ask(&mut stage, "kafka/localhost"));
            // The ticket is ten seconds old: 301 seconds back is within its allowance.
            let code = match offset > -310 {
                true => Code::TgsAuthenticatorSkew,
                false => Code::TgsTicketNotYetValid,
            };
            assert_off(only(&stage.explain()), code, &Party::Kdc, offset);
        }
    }
}

#[test]
fn a_client_that_moves_after_kinit_is_named_at_the_tgs() {
    for offset in OFFSETS {
        let mut stage = Stage::new();
        let mut actor = Actor::mit("alice");
        assert!(actor.login(&mut stage));
        stage.pass(10);
        actor.ahead = offset;
        assert!(!actor.ask(&mut stage, "kafka/localhost"));
        assert_off(only(&stage.explain()), Code::TgsAuthenticatorSkew, &alice(), offset);
    }
}

#[test]
fn a_broker_that_moves_is_named() {
    for offset in OFFSETS {
        let mut stage = seen();
        stage.brokers[0] = offset;
        assert!(!Actor::mit("alice").works(&mut stage));
        let broker = Party::Broker(1);
        assert_off(only(&stage.explain()), Code::BrokerAuthenticatorSkew, &broker, offset);
    }
}

#[test]
fn a_kdc_whose_time_the_client_follows_is_named_at_the_broker() {
    for offset in OFFSETS {
        let mut stage = seen();
        stage.kdc = offset;
        assert!(!Actor::mit("alice").works(&mut stage));
        let explanation = stage.explain();
        assert_off(only(&explanation), Code::BrokerAuthenticatorSkew, &Party::Kdc, offset);
        assert!(explanation.to_string().contains("kdc_timesync"), "{explanation}");
    }
}

#[test]
fn one_wrong_clock_is_one_cause_wherever_it_shows() {
    let mut stage = seen();
    stage.kdc = 360;
    assert!(!Actor::java("bob").login(&mut stage));
    assert!(!Actor::mit("alice").works(&mut stage));
    let explanation = stage.explain();
    let cause = only(&explanation);
    assert_off(cause, Code::AsTimestampSkew, &Party::Kdc, 360);
    assert_eq!(cause.symptoms, [Code::AsTimestampSkew, Code::BrokerAuthenticatorSkew]);
    assert_eq!(cause.count, 2);
}

#[test]
fn kdc_and_broker_that_move_apart_are_both_named() {
    let mut stage = seen();
    stage.kdc = 600;
    stage.brokers[0] = -600;
    assert!(!Actor::mit("alice").works(&mut stage));
    let explanation = stage.explain();
    assert_eq!(explanation.causes.len(), 2, "{explanation}");
    for (cause, (party, offset)) in
        explanation.causes.iter().zip([(Party::Kdc, 600), (Party::Broker(1), -600)])
    {
        assert_off(cause, Code::BrokerAuthenticatorSkew, &party, offset);
    }
}

#[test]
fn without_a_third_clock_both_are_candidates() {
    for offset in OFFSETS {
        let mut stage = Stage::with_kdc(offset);
        assert!(!Actor::mit("alice").works(&mut stage));
        let explanation = stage.explain();
        let cause = only(&explanation);
        assert_eq!((cause.code, cause.culprit()), (Code::BrokerAuthenticatorSkew, None));
        assert_eq!(cause.certainty, Certainty::Likely);
        let who: Vec<_> =
            cause.who.iter().map(|error| (error.party.clone(), error.offset_seconds())).collect();
        assert_eq!(who[0].0, Party::Kdc);
        assert_eq!(who[1].0, Party::Broker(1));
        assert!(who[0].1.abs_diff(offset) <= 2 && who[1].1.abs_diff(-offset) <= 2, "{cause}");
    }
}

#[test]
fn a_second_broker_outvotes_a_kdc_that_is_off_from_the_beginning() {
    let mut stage = Stage::with_kdc(360);
    let connection = stage.open(2);
    stage.close(2, connection);
    assert!(!Actor::mit("alice").works(&mut stage));
    assert_off(only(&stage.explain()), Code::BrokerAuthenticatorSkew, &Party::Kdc, 360);
}

#[test]
fn a_second_broker_outvotes_a_broker_that_is_off_from_the_beginning() {
    let mut stage = Stage::new();
    stage.brokers[0] = -360;
    let connection = stage.open(2);
    stage.close(2, connection);
    assert!(!Actor::mit("alice").works(&mut stage));
    let broker = Party::Broker(1);
    assert_off(only(&stage.explain()), Code::BrokerAuthenticatorSkew, &broker, -360);
}

#[test]
fn a_client_with_a_clock_of_its_own_outvotes_the_kdc() {
    let mut stage = Stage::with_kdc(360);
    assert!(!Actor::java("bob").login(&mut stage));
    assert!(!Actor::mit("alice").works(&mut stage));
    let explanation = stage.explain();
    let cause = only(&explanation);
    assert_off(cause, Code::AsTimestampSkew, &Party::Kdc, 360);
    assert_eq!(cause.count, 2);
}

#[test]
fn a_follower_that_notes_its_own_time_outvotes_the_kdc() {
    let mut stage = Stage::with_kdc(360);
    let mut actor = Actor::mit("alice");
    actor.notes(&stage);
    assert!(!actor.works(&mut stage));
    assert_off(only(&stage.explain()), Code::BrokerAuthenticatorSkew, &Party::Kdc, 360);
}

#[test]
fn a_ticket_of_a_kdc_that_was_ahead_is_not_yet_valid_at_the_broker() {
    let mut stage = seen();
    let mut actor = Actor::java("alice");
    (stage.kdc, actor.ahead) = (500, 250);
    assert!(!actor.works(&mut stage));
    assert_off(only(&stage.explain()), Code::BrokerTicketNotYetValid, &Party::Kdc, 500);
}

#[test]
fn a_ticket_that_ends_early_by_the_brokers_clock_names_the_broker() {
    let mut stage = seen();
    let mut actor = Actor::java("alice");
    // By its own clock it wants the past: a hundred seconds by the KDC's.
    actor.lifetime = -150;
    (stage.brokers[0], actor.ahead) = (500, 250);
    assert!(!actor.works(&mut stage));
    assert_off(only(&stage.explain()), Code::BrokerTicketExpired, &Party::Broker(1), 500);
}

#[test]
fn a_kdc_that_jumps_past_a_tickets_end_is_named() {
    let mut stage = seen();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    stage.kdc = 100_000;
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    assert_off(only(&stage.explain()), Code::TgsTicketExpired, &Party::Kdc, 100_000);
}

#[test]
fn an_old_ticket_is_no_fault_of_a_clock() {
    let mut stage = seen();
    let mut actor = Actor::mit("alice");
    assert!(actor.works(&mut stage));
    stage.pass(90_000);
    assert!(!actor.connect(&mut stage, 1));
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    let explanation = stage.explain();
    let cause = only(&explanation);
    assert_eq!((cause.code, cause.family), (Code::TicketRanOut, Family::TicketLifetime));
    assert_eq!((cause.count, cause.resolved), (2, false));
    assert!(cause.who.is_empty());
}

#[test]
fn a_ticket_that_is_old_by_all_moved_clocks_is_no_fault_of_one() {
    let mut stage = seen();
    let mut actor = Actor::java("alice");
    assert!(actor.works(&mut stage));
    (stage.kdc, stage.brokers, actor.ahead) = (90_000, [90_000; 2], 90_000);
    assert!(Actor::mit("bob").login(&mut stage));
    assert!(!actor.connect(&mut stage, 1));
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    assert_eq!(codes(&stage.explain()), [Code::TicketRanOut]);
}

#[test]
fn a_clock_that_is_right_again_leaves_a_resolved_cause() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    stage.kdc = 360;
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    assert!(!only(&stage.explain()).resolved);
    stage.kdc = 0;
    assert!(actor.ask(&mut stage, "kafka/localhost"));
    let explanation = stage.explain();
    assert_off(only(&explanation), Code::TgsAuthenticatorSkew, &Party::Kdc, 360);
    assert!(only(&explanation).resolved);
}

#[test]
fn a_ticket_from_before_the_journal_shows_a_kdc_that_went_back() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    stage.pass(10);
    stage.kdc = -360;
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    let records = stage.journal.records();
    let last = records.last().unwrap().clone();
    let explanation = crate::evidence::explain(&[last]);
    let cause = only(&explanation);
    assert_eq!(cause.code, Code::TgsTicketNotYetValid);
    assert_eq!(cause.certainty, Certainty::Likely);
    assert!(
        cause
            .who
            .iter()
            .any(|it| { it.party == Party::Kdc && it.offset_seconds().abs_diff(-360) <= 2 })
    );
}
