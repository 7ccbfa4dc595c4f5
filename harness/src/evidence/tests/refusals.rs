//! What people get wrong most: passwords, mechanisms, protocols, tokens, ACLs, at a real bed.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::event::{Claim, ConnectionId, Event, EventKind, TokenAct};
use kerbside_broker_core::principal::KafkaPrincipal;
use kerbside_broker_core::refusal::{MechanismRefusal, Refusal};
use kerbside_krb5::time::Timestamp;

use super::{Certainty, Code, codes, only};
use crate::acls::{Operation, ResourceType};
use crate::client::{Client, SaslMechanism};
use crate::evidence::{Cause, Explanation, Family, Journal};
use crate::oauth::OAuth;
use crate::{Shift, Testbed};

/// A bed with alice, PLAIN, SCRAM-SHA-256 and a listener without SASL.
async fn bed() -> Testbed {
    let mechanisms = ["GSSAPI", "PLAIN", "SCRAM-SHA-256"];
    let mechanisms = mechanisms.map(|it| it.parse::<crate::SaslMechanism>().unwrap());
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let builder = builder.listener("OPEN", SecurityProtocol::Plaintext).mechanisms(mechanisms);
    builder.start().await.unwrap()
}

fn alice(bed: &Testbed, mechanism: SaslMechanism) -> Client {
    bed.client("alice").with_mechanism(mechanism)
}

async fn is_refused(bed: &Testbed, client: &Client) {
    assert!(bed.connect_as(client).await.is_err(), "let in");
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} is missing in {text}");
    }
}

/// The one cause, as expected; nothing is left over.
#[track_caller]
fn the_cause<'e>(explanation: &'e Explanation, code: Code, words: &[&str]) -> &'e Cause {
    let cause = only(explanation);
    assert_eq!(cause.code, code, "{explanation}");
    assert_eq!(explanation.unexplained, [], "{explanation}");
    says(&cause.statement, words);
    cause
}

const DOOR: &str = "at the listener SASL_PLAINTEXT of broker 1";

#[tokio::test]
async fn a_wrong_password_of_plain_and_of_scram_is_told_with_user_and_listener() {
    for mechanism in [SaslMechanism::Plain, SaslMechanism::ScramSha256] {
        let bed = bed().await;
        let right = alice(&bed, mechanism);
        let wrong = Client { password: Some("other".into()), ..right.clone() };
        is_refused(&bed, &wrong).await;
        is_refused(&bed, &wrong).await;
        let explanation = bed.explain();
        let words = ["alice came with", mechanism.name(), DOOR, "password"];
        let cause = the_cause(&explanation, Code::WrongPassword, &words);
        assert_eq!((cause.family, cause.count), (Family::Credentials, 2), "{cause}");
        assert!(!cause.resolved, "{cause}");
        let lines: String = cause.evidence.iter().map(|shown| shown.line.clone()).collect();
        says(&lines, &["opened from", "refused", "as alice"]);
        bed.connect_as(&right).await.unwrap();
        assert!(only(&bed.explain()).resolved);
    }
}

#[tokio::test]
async fn a_user_that_the_brokers_do_not_have_is_told_by_scram_alone() {
    let bed = bed().await;
    let carol = Client { user: "carol".into(), ..alice(&bed, SaslMechanism::ScramSha256) };
    is_refused(&bed, &carol).await;
    the_cause(&bed.explain(), Code::UnknownUser, &["carol came with SCRAM-SHA-256", DOOR]);
    let carol = Client { mechanism: SaslMechanism::Plain, ..carol };
    is_refused(&bed, &carol).await;
    assert_eq!(codes(&bed.explain()), [Code::UnknownUser, Code::WrongPassword]);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_at_the_kdc_are_told_with_kadmins_remedy() {
    let bed = bed().await;
    let kerberos = bed.kerberos();
    assert!(kerberos.login_with_password("alice@KERBSIDE.TEST", "other").await.is_err());
    let explanation = bed.explain().at("/tmp/bed");
    let words = ["alice@KERBSIDE.TEST from 127.0.0.1", "wrong password"];
    let cause = the_cause(&explanation, Code::WrongPassword, &words);
    let commands: Vec<String> = cause.commands.iter().map(ToString::to_string).collect();
    let command = "kerbside kadmin --dir /tmp/bed cpw -pw PASSWORD alice@KERBSIDE.TEST";
    assert_eq!(commands, [command]);
    assert!(kerberos.login_with_password("carol@KERBSIDE.TEST", "x").await.is_err());
    assert_eq!(codes(&bed.explain()), [Code::WrongPassword, Code::UnknownUser]);
    kerberos.login_with_password("alice@KERBSIDE.TEST", "secret").await.unwrap();
    assert!(bed.explain().causes[0].resolved);
}

#[tokio::test]
async fn a_mechanism_that_is_not_offered_is_told_with_those_that_are() {
    let bed = bed().await;
    is_refused(&bed, &alice(&bed, SaslMechanism::ScramSha512)).await;
    let explanation = bed.explain();
    let words = ["SCRAM-SHA-512", DOOR, "offers GSSAPI, PLAIN, SCRAM-SHA-256 alone"];
    let cause = the_cause(&explanation, Code::MechanismNotOffered, &words);
    says(&cause.remedy, &["sasl.mechanism", "--mechanism"]);
}

#[tokio::test]
async fn a_client_without_sasl_at_a_listener_with_it_is_told_where_to_go() {
    let bed = bed().await;
    let client =
        Client { protocol: SecurityProtocol::Plaintext, ..alice(&bed, SaslMechanism::Plain) };
    is_refused(&bed, &client).await;
    let explanation = bed.explain();
    let words = ["spoke without SASL", DOOR, "SASL_PLAINTEXT."];
    let cause = the_cause(&explanation, Code::SaslExpected, &words);
    let open = bed.client_on("alice", "OPEN").unwrap().bootstrap;
    says(&cause.remedy, &["security.protocol to SASL_PLAINTEXT", &format!("OPEN at {open}")]);
}

#[tokio::test]
async fn a_client_with_sasl_at_a_listener_without_it_is_told_where_to_go() {
    let bed = bed().await;
    let bootstrap = bed.client_on("alice", "OPEN").unwrap().bootstrap;
    let client = Client { bootstrap, ..alice(&bed, SaslMechanism::Plain) };
    is_refused(&bed, &client).await;
    let explanation = bed.explain();
    let words = ["wanted SASL", "at the listener OPEN of broker 1, which speaks PLAINTEXT."];
    let cause = the_cause(&explanation, Code::SaslNotExpected, &words);
    says(&cause.remedy, &["security.protocol to PLAINTEXT", "SASL_PLAINTEXT at localhost:"]);
}

/// Sends octets, and waits for the broker to hang up.
fn send(bed: &Testbed, octets: &[u8]) {
    let mut stream = TcpStream::connect(bed.engine().nodes()[0].listens).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(octets).unwrap();
    let _closed_or_reset = std::io::copy(&mut stream, &mut std::io::sink());
}

#[tokio::test]
async fn a_client_with_tls_at_a_listener_without_it_is_told() {
    let bed = bed().await;
    send(&bed, &[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
    the_cause(&bed.explain(), Code::TlsNotExpected, &["began with TLS", DOOR]);
}

#[tokio::test]
async fn a_refusal_that_no_family_knows_is_listed() {
    let bed = bed().await;
    send(&bed, &[0, 0, 0, 8, 0x7f, 0x7f, 0, 0, 0, 0, 0, 1]);
    let explanation = bed.explain();
    assert_eq!((codes(&explanation), explanation.unexplained_count), (vec![], 1), "{explanation}");
    says(&explanation.to_string(), &["No known cause fits these refusals", "refused ["]);
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!(json["unexplained_count"], 1, "{json}");
    assert!(json["unexplained"][0]["line"].is_string(), "{json}");
}

#[tokio::test]
async fn a_token_that_is_past_its_end_is_told_with_its_subject() {
    let builder = Testbed::builder().user("alice", "secret").oauth(OAuth::unsecured());
    let bed = builder.start().await.unwrap();
    bed.clocks().client().offset(Shift::back(Duration::from_secs(7_200)));
    is_refused(&bed, &alice(&bed, SaslMechanism::OAuthBearer)).await;
    let explanation = bed.explain();
    let words = ["bearer token of alice", DOOR, "Expiration Time"];
    let cause = the_cause(&explanation, Code::TokenExpired, &words);
    assert_eq!(cause.family, Family::Token);
}

#[tokio::test]
async fn a_denial_is_told_with_the_acl_that_would_allow_it() {
    let bed = Testbed::builder().user("alice", "secret").topic("orders", 1).super_user("admin");
    let bed = bed.start().await.unwrap();
    let client = bed.connect("alice").await.unwrap();
    assert!(client.produce("orders", ["one"]).await.is_err());
    let explanation = bed.explain();
    let cause = &explanation.causes[0];
    let text = explanation.to_string();
    assert_eq!((cause.family, cause.code), (Family::Authorization, Code::NoAclAllows), "{text}");
    assert_eq!(explanation.unexplained, [], "{text}");
    says(
        &cause.statement,
        &["User:alice from ", "may not Describe Topic orders", "which Metadata needs"],
    );
    assert_eq!(cause.certainty, Certainty::Likely);
    let command = "kerbside acls add --user alice --operation describe --resource topic:orders";
    says(&text, &[command]);
    bed.acls().producer("alice", "orders").await.unwrap();
    client.produce("orders", ["one"]).await.unwrap();
    assert!(bed.explain().causes.iter().all(|cause| cause.resolved), "{}", bed.explain());
}

#[tokio::test]
async fn a_denial_by_an_acl_is_told_with_that_acl() {
    let bed = Testbed::builder().user("alice", "secret").topic("orders", 1).super_user("admin");
    let bed = bed.start().await.unwrap();
    bed.acls().producer("alice", "orders").await.unwrap();
    let (write, topic) = (Operation::WRITE, ResourceType::TOPIC);
    bed.acls().deny("alice", write, topic, "orders").await.unwrap();
    let client = bed.connect("alice").await.unwrap();
    assert!(client.produce("orders", ["one"]).await.is_err());
    let explanation = bed.explain();
    let denied = explanation.causes.iter().find(|it| it.code == Code::AclDenies).unwrap();
    says(&denied.statement, &["Deny User:alice from * Write on Topic orders (literal)"]);
    let command = denied.commands[0].to_string();
    let expected = "kerbside acls remove --user alice --operation write --resource topic:orders \
                    --deny";
    assert_eq!(command, expected);
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn tls_at_one_end_alone_is_told_at_both() {
    use crate::tls::{BedTls, ClientAuth};
    let builder = Testbed::builder().user("alice", "secret").tls();
    let required = BedTls { client_auth: ClientAuth::Required, ..BedTls::default() };
    let bed = builder.tls_settings(required).start().await.unwrap();
    let with_tls = bed.client_on("alice", "SSL").unwrap();
    let client = Client { protocol: SecurityProtocol::Plaintext, ..with_tls.clone() };
    is_refused(&bed, &client).await;
    let words = ["spoke without TLS", "at the listener SSL of broker 1, which speaks SSL."];
    the_cause(&bed.explain(), Code::TlsExpected, &words);
    let client = with_tls.with_certificate(crate::client::Certificate::Absent);
    // TLS 1.3 lets a client believe that it is in before its certificate is missed.
    if let Ok(client) = bed.connect_as(&client).await {
        assert!(client.admin().describe_cluster().await.is_err(), "let in");
    }
    let explanation = bed.explain();
    let missed = explanation.causes.iter().find(|it| it.code == Code::NoClientCertificate);
    says(&missed.unwrap().statement, &["at the listener SSL of broker 1", "no certificate"]);
}

/// A journal in which a client was refused after `earlier` had happened.
fn refused(earlier: Vec<EventKind>, refusal: Refusal, claim: Option<Claim>) -> Explanation {
    let journal = Journal::new();
    let opened = EventKind::Opened {
        peer: ([192, 0, 2, 7], 50_000).into(),
        listener: "CLIENT".into(),
        tls: None,
    };
    let (refusal, claim) = (Box::new(refusal), claim.map(Box::new));
    let last = EventKind::Refused { refusal, claim, presented: None };
    for kind in [opened].into_iter().chain(earlier).chain([last]) {
        let (at, connection) = (Timestamp::from_seconds(1_795_326_421), ConnectionId(1));
        journal.broker_event(&Event { at, node: 2, connection, kind });
    }
    journal.explain()
}

#[test]
fn a_delegation_token_that_there_is_not_is_told_with_its_fate() {
    let act = |act| EventKind::DelegationToken {
        act,
        id: "T1".into(),
        owner: KafkaPrincipal::user("alice"),
        by: KafkaPrincipal::user("alice"),
        expires_ms: 1_795_326_420_000,
    };
    let fates: [(Vec<EventKind>, &str); 3] = [
        (vec![], "there never was one"),
        (vec![act(TokenAct::Created)], "it has expired"),
        (vec![act(TokenAct::Created), act(TokenAct::Removed)], "it was removed"),
    ];
    for (earlier, fate) in fates {
        let text = "Token Authentication failed: Invalid tokenId : T1";
        let refusal = Refusal::Mechanism(MechanismRefusal::Untold(text.into()));
        let claim = Claim { mechanism: "SCRAM-SHA-256".into(), name: Some("T1".into()) };
        let explanation = refused(earlier, refusal, Some(claim));
        let words = ["T1", "from 192.0.2.7 at the listener CLIENT of broker 2", fate];
        the_cause(&explanation, Code::DelegationTokenUnknown, &words);
    }
}

#[test]
fn a_session_that_ended_is_told_with_the_listener() {
    let explanation = refused(vec![], Refusal::SessionExpired, None);
    let words = ["from 192.0.2.7 at the listener CLIENT of broker 2", "session had ended"];
    the_cause(&explanation, Code::SessionExpired, &words);
}
