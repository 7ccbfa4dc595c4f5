//! OAUTHBEARER, judged by Kafka's own tools on the JVM: with tokens without a signature, and with
//! signed ones that the client fetches from the bed's issuer.

use std::fs;
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::process::Finished;
use acceptance::programs::kafka_tools_class_path;
use kerbside::client::Client;
use kerbside::evidence::Fact;
use kerbside::oauth::{OAuth, UnsecuredValidator};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker_core::event::{Authenticated, EventKind};
use kerbside_broker_core::refusal::Attempt;

const TOPICS: &str = "org.apache.kafka.tools.TopicCommand";
const MODULE: &str = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

fn bed(oauth: OAuth) -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "sec&ret").topic("orders", 1);
    builder.oauth(oauth).start_blocking().expect("a bed starts")
}

/// Writes the configuration of a client: the options of its login module, and other settings.
fn config(client: &Client, name: &str, options: &str, more: &str) -> String {
    let path = client.folder.join(name);
    let text = format!(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n\
         sasl.jaas.config={MODULE} required {options};\n{more}"
    );
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

fn list(bed: &Testbed, config: &str) -> String {
    format!("{TOPICS} --bootstrap-server {} --command-config {config} --list", bed.bootstrap())
}

fn tools(client: &Client, options: &[String], steps: &[String]) -> Finished {
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(client);
    program.args(options).arg("Tools").input(steps.join("\n")).run().well()
}

fn authenticated(bed: &Testbed) -> Vec<Authenticated> {
    let found = bed.journal().records().into_iter().filter_map(|record| match record.fact {
        Fact::Connection { event: EventKind::Authenticated(done), .. } => Some(*done),
        _ => None,
    });
    found.collect()
}

#[test]
fn kafkas_tools_make_tokens_themselves_by_every_option() {
    let bed = bed(OAuth::Unsecured(UnsecuredValidator {
        principal_claim: "user".to_owned(),
        scope_claim: "scp".to_owned(),
        required_scope: vec!["LOGIN".to_owned()],
        clock_skew: Duration::from_secs(1),
    }));
    let alice = bed.client("alice");
    let good = config(
        &alice,
        "good.properties",
        "unsecuredLoginStringClaim_user=\"alice\" unsecuredLoginPrincipalClaimName=\"user\" \
         unsecuredLoginListClaim_scp=\"|LOGIN|OTHER\" unsecuredLoginScopeClaimName=\"scp\" \
         unsecuredLoginNumberClaim_level=\"7\" unsecuredLoginExtension_traceId=\"123\" \
         unsecuredLoginLifetimeSeconds=\"600\"",
        "",
    );
    let narrow = config(
        &alice,
        "narrow.properties",
        "unsecuredLoginStringClaim_user=\"alice\" unsecuredLoginPrincipalClaimName=\"user\"",
        "",
    );
    let told = tools(&alice, &[], &[list(&bed, &good), format!("? {}", list(&bed, &narrow))]);
    assert!(told.out().starts_with("orders\n=== "), "{told}");
    let refused = r#"{"status":"insufficient_scope", "scope":"[LOGIN]"}"#;
    assert!(told.err().contains(refused), "{told}");
    let done = authenticated(&bed);
    assert!(!done.is_empty(), "{told}");
    for done in done {
        let principal = done.principal.expect("a principal").to_string();
        assert_eq!((&*done.mechanism, principal.as_str()), ("OAUTHBEARER", "User:alice"));
        let lifetime = done.session_lifetime_ms;
        assert!((1..=600_000).contains(&lifetime), "{lifetime}");
    }
}

#[test]
fn kafkas_tools_fetch_signed_tokens_from_the_bed() {
    let bed = bed(OAuth::signed());
    let alice = bed.client("alice");
    let endpoint = bed.issuer().expect("an issuer").token_endpoint();
    let handler = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler";
    let more = format!(
        "sasl.login.callback.handler.class={handler}\n\
         sasl.oauthbearer.token.endpoint.url={endpoint}\n"
    );
    let options = |secret: &str| format!("clientId=\"alice\" clientSecret=\"{secret}\"");
    let good = config(&alice, "good.properties", &options("sec&ret"), &more);
    let bad = config(&alice, "bad.properties", &options("wrong"), &more);
    let allowed = format!("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={endpoint}");
    let told = tools(&alice, &[allowed], &[list(&bed, &good), format!("? {}", list(&bed, &bad))]);
    assert!(told.out().starts_with("orders\n=== "), "{told}");
    assert!(told.err().contains("invalid_client"), "{told}");
    let done = authenticated(&bed);
    assert!(!done.is_empty(), "{told}");
    for done in done {
        let principal = done.principal.expect("a principal").to_string();
        assert_eq!((principal.as_str(), done.attempt), ("User:alice", Attempt::Authentication));
    }
}
