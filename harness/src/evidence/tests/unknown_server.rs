//! Servers that the KDC does not know: each way in which a client comes to ask for one.

use super::*;
use crate::evidence::{Family, joined};
use kerbside_krb5::wire::ErrorCode;

struct Row {
    change: fn(&mut Stage),
    server: &'static str,
    code: Code,
    says: &'static [&'static str],
    remedy: &'static [&'static str],
}

const ROWS: &[Row] = &[
    Row {
        change: |stage| stage.delete("kafka/localhost"),
        server: "kafka/localhost",
        code: Code::SpnMissing,
        says: &["keytab of broker 1, 2 has it", "kadmin/local@EXAMPLE.TEST removed it at 2026-"],
        remedy: &["Add the principal kafka/localhost@EXAMPLE.TEST"],
    },
    Row {
        change: |stage| {
            stage.delete("kafka/localhost");
            stage.add("kafka/renamed");
        },
        server: "kafka/localhost",
        code: Code::SpnMissing,
        says: &["kafka/renamed@EXAMPLE.TEST was added next to that", "renaming"],
        remedy: &["kafka/localhost@EXAMPLE.TEST"],
    },
    Row {
        change: |_| {},
        server: "kafka/127.0.0.1",
        code: Code::BootstrapByIp,
        says: &["the address 127.0.0.1, at which a broker listens", "kafka/127.0.0.1@EXAMPLE.TEST"],
        remedy: &["localhost:9093 or localhost:9094"],
    },
    Row {
        change: |_| {},
        server: "kafka/::1",
        code: Code::BootstrapByIp,
        says: &["the address ::1 instead"],
        remedy: &["localhost:9093"],
    },
    Row {
        change: |_| {},
        server: "kafka/127.0.0.2",
        code: Code::BootstrapByIp,
        says: &["the address 127.0.0.2 instead"],
        remedy: &["localhost:9093"],
    },
    Row {
        change: |stage| stage.listens(2, "node2.test"),
        server: "kafka/node2.test",
        code: Code::AdvertisedNameWithoutSpn,
        says: &["Broker 2 advertises the host node2.test"],
        remedy: &["Add kafka/node2.test@EXAMPLE.TEST", "keytab of broker 2"],
    },
    Row {
        change: |_| {},
        server: "kafkaclient/localhost",
        code: Code::WrongServiceName,
        says: &["takes the service's name for kafkaclient", "service is kafka"],
        remedy: &["sasl.kerberos.service.name to kafka"],
    },
    Row {
        change: |_| {},
        server: "krbtgt/OTHER.TEST@EXAMPLE.TEST",
        code: Code::WrongRealm,
        says: &["in the realm OTHER.TEST"],
        remedy: &["[domain_realm]"],
    },
    Row {
        change: |_| {},
        server: "kafka/localhost@OTHER.TEST",
        code: Code::WrongRealm,
        says: &["in the realm OTHER.TEST"],
        remedy: &["EXAMPLE.TEST in [domain_realm]"],
    },
    Row {
        change: |_| {},
        server: "kafka/elsewhere.test",
        code: Code::UnknownServer,
        says: &["no principal kafka/elsewhere.test@EXAMPLE.TEST"],
        remedy: &["kafka/localhost@EXAMPLE.TEST"],
    },
];

#[test]
fn each_unknown_server_has_its_cause_and_its_remedy() {
    for row in ROWS {
        let mut stage = Stage::new();
        let mut actor = Actor::mit("alice");
        assert!(actor.login(&mut stage));
        (row.change)(&mut stage);
        assert!(!actor.ask(&mut stage, row.server));
        assert!(!actor.ask(&mut stage, row.server));
        let explanation = stage.explain();
        let cause = only(&explanation);
        assert_eq!(cause.code, row.code, "{cause}");
        assert_eq!(cause.family, Family::UnknownServer);
        assert_eq!((cause.certainty, cause.count), (Certainty::Certain, 2), "{cause}");
        for text in row.says {
            assert!(cause.statement.contains(text), "{text:?}: {cause}");
        }
        for text in row.remedy {
            assert!(cause.remedy.contains(text), "{text:?}: {cause}");
        }
    }
}

#[test]
fn a_moved_kdc_and_an_address_for_a_name_are_both_named() {
    for offset in [360, -360] {
        let mut stage = Stage::new();
        let mut actor = Actor::mit("alice");
        assert!(actor.login(&mut stage));
        stage.kdc = offset;
        assert!(!actor.ask(&mut stage, "kafka/127.0.0.1"));
        let explanation = stage.explain();
        let families: Vec<Family> = explanation.causes.iter().map(|it| it.family).collect();
        assert_eq!(families, [Family::ClockSkew, Family::UnknownServer], "{explanation}");
        assert_eq!(explanation.causes[0].culprit(), Some(&Party::Kdc));
        assert_eq!(explanation.causes[1].code, Code::BootstrapByIp);
        assert_eq!(explanation.causes[1].certainty, Certainty::Likely);
    }
}

#[test]
fn a_moved_kdc_alone_does_not_make_servers_unknown() {
    let mut stage = Stage::new();
    stage.add("kafka/later.test");
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    stage.kdc = 360;
    for server in ["kafka/localhost", "kafka/later.test", "krbtgt/EXAMPLE.TEST"] {
        assert!(!actor.ask(&mut stage, server));
    }
    assert_eq!(codes(&stage.explain()), [Code::TgsAuthenticatorSkew]);
}

#[test]
fn two_unknown_names_of_one_request_are_both_named() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    assert!(!actor.ask(&mut stage, "kafkaclient/127.0.0.1"));
    assert_eq!(codes(&stage.explain()), [Code::BootstrapByIp, Code::WrongServiceName]);
}

#[test]
fn the_waiting_connection_is_joined_by_time() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    let connection = stage.open(1);
    assert!(!actor.ask(&mut stage, "kafka/127.0.0.1"));
    stage.close(1, connection);
    let records = stage.journal.records();
    let story = joined(&records).into_iter().find(|story| story.refused.is_some()).unwrap();
    assert_eq!(story.refused.as_deref(), Some("preauth-required"));
    let story = joined(&records).into_iter().next_back().unwrap();
    assert_eq!(story.refused.as_deref(), Some("tgs-server-unknown"));
    let number = story.likely_connection.unwrap();
    let explanation = stage.explain();
    assert!(only(&explanation).evidence.iter().any(|shown| shown.record == number));
}

#[test]
fn a_name_that_works_at_last_resolves_the_cause() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    assert!(!actor.ask(&mut stage, "kafka/127.0.0.1"));
    assert!(!only(&stage.explain()).resolved);
    assert!(actor.ask(&mut stage, "kafka/localhost") && actor.connect(&mut stage, 1));
    assert!(only(&stage.explain()).resolved);
}

#[test]
fn an_answer_that_was_changed_is_told_from_an_unknown_server() {
    let mut stage = Stage::new();
    let mut actor = Actor::mit("alice");
    assert!(actor.login(&mut stage));
    stage.fault = |decision| {
        let text = Some("UNKNOWN_SERVER".into());
        decision.into_error(ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN, text)
    };
    assert!(!actor.ask(&mut stage, "kafka/localhost"));
    let explanation = stage.explain();
    assert_eq!(only(&explanation).code, Code::AnswerAltered);
    assert_eq!(only(&explanation).family, Family::AlteredAnswer);
}
