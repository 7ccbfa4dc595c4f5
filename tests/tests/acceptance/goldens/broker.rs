//! Failures that a broker makes: its keys, its listeners and mechanisms, its rules for names, its
//! ACLs, its delegation tokens, and steps by hand that no client takes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use acceptance::clients::{authenticated, go};
use acceptance::java::{compiled, java};
use acceptance::process::{Finished, Program};
use acceptance::programs::{self, kafka_client_class_path};
use kerbside::acls::{Acl, Operation, ResourceType};
use kerbside::client::{Client, SaslMechanism};
use kerbside::engine::{EmbeddedSettings, PlaintextListener};
use kerbside::{Builder, SecurityProtocol};
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::principal::PrincipalRules;
use kerbside_kdc_core::admin::{AdminRequest, CreatePrincipal, NewKey, OldKeys};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::gss::AcceptorSubkey;
use kerbside_krb5::gss::sasl::{Offer, SecurityLayers};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use super::scene::{OTHER, PLAIN, Scene, builder, compare_by_hand};

fn principal(name: &str) -> Principal {
    Principal::parse(name, &Realm::from("EXAMPLE.TEST")).expect("a principal's name")
}

impl Scene {
    fn from(builder: Builder) -> Self {
        Self::new(builder, "localhost")
    }

    fn admin(&self, request: AdminRequest) {
        self.bed.wait(self.bed.admin(request)).expect("the KDC does it");
    }

    fn keytab_of(&self, name: &str) -> Keytab {
        self.bed.wait(self.bed.kdc().keytab(&[name.to_owned()])).expect("its keys")
    }

    fn set_keytab(&self, keytab: Keytab) {
        self.bed.wait(self.bed.set_broker_keytab(keytab)).expect("a keytab");
    }

    /// Those that need no ticket by `kvno`.
    #[track_caller]
    fn meet_kafka(&self) -> Vec<(&'static str, Finished)> {
        let met = self.meet(&[]);
        met.into_iter().filter(|(client, _)| *client != "kvno").collect()
    }

    #[track_caller]
    fn meet_kafka_and_java(&self) -> Vec<(&'static str, Finished)> {
        let java = self.java(&[]);
        let mut met = self.meet_kafka();
        met.push(("java", java.finish()));
        met
    }
}

#[test]
fn f47_the_brokers_keytab_is_older_than_the_ticket() {
    let scene = Scene::healthy();
    let principal = principal("kafka/localhost");
    let old_keys = OldKeys::Discard;
    scene.admin(AdminRequest::RandomizeKeys { principal, key_salts: None, old_keys });
    scene.compare("F47-stale-broker-keytab", scene.meet(&[PLAIN]));
}

#[test]
fn f48_the_brokers_key_is_another_of_the_same_version() {
    let scene = Scene::healthy();
    scene.admin(AdminRequest::DeletePrincipal { principal: principal("kafka/localhost") });
    let new = CreatePrincipal::new(principal("kafka/localhost"), NewKey::Random);
    scene.admin(AdminRequest::CreatePrincipal(new));
    scene.compare("F48-broker-wrong-key-same-kvno", scene.meet(&[]));
}

#[test]
fn f49_the_brokers_keytab_lacks_the_encryption_type() {
    let scene = Scene::healthy();
    let mut keytab = scene.keytab_of("kafka/localhost");
    // aes256-cts-hmac-sha1-96, which clients like best.
    let aes256 = 18;
    keytab.entries.retain(|entry| entry.key.keytype != aes256);
    scene.set_keytab(keytab);
    scene.compare("F49-broker-keytab-lacks-etype", scene.meet(&[]));
}

#[test]
fn f50_the_brokers_keytab_is_another_principals() {
    let other = format!("kafka/{OTHER}");
    let scene = Scene::from(builder().service(&other));
    scene.set_keytab(scene.keytab_of(&other));
    scene.compare("F50-broker-keytab-other-principal", scene.meet(&[]));
}

#[test]
fn f51_the_broker_has_no_keys() {
    let scene = Scene::healthy();
    scene.set_keytab(Keytab::default());
    scene.compare("F51-broker-keytab-gone", scene.meet(&[]));
}

/// Nobody else's cache.
fn no_cache() -> &'static Path {
    Path::new("/nonexistent")
}

#[test]
fn f52_a_replay() {
    compare_by_hand(&Scene::healthy().with_ticket(), "F52-replay", no_cache());
}

#[test]
fn f53_a_defective_token() {
    compare_by_hand(&Scene::healthy(), "F53-defective-token", no_cache());
}

#[test]
fn f54_a_broken_mechanism_header() {
    compare_by_hand(&Scene::healthy(), "F54-oid-header", no_cache());
}

#[test]
fn f55_no_protection_layer_in_common() {
    let layers = SecurityLayers::CONFIDENTIALITY;
    let wrong = |it: &mut EmbeddedSettings| {
        it.gssapi.offer = Offer { layers, ..Offer::default() };
    };
    let scene = Scene::from(builder().engine_settings(wrong));
    scene.compare("F55-qop-mismatch", scene.meet(&[PLAIN]));
}

/// With franz-go, whose program has a topic of its own.
#[track_caller]
fn meet_with_franz_go(scene: &Scene) -> Vec<(&'static str, Finished)> {
    let mut met = scene.meet_kafka_and_java();
    scene.bed.wait(scene.bed.engine().create_topic("orders", 1)).expect("a topic");
    met.push(("franz-go", go(&scene.alice, "franz-go", "GSSAPI", "secret")));
    met
}

#[test]
fn f57_an_acceptor_with_a_subkey() {
    let fresh = |it: &mut EmbeddedSettings| it.gssapi.acceptor.subkey = AcceptorSubkey::Fresh;
    let scene = Scene::from(builder().engine_settings(fresh));
    scene.compare("F57-acceptor-subkey", meet_with_franz_go(&scene));
}

#[test]
fn f59_a_client_without_sasl_at_a_listener_with_sasl() {
    let without = |alice| Client { protocol: SecurityProtocol::Plaintext, ..alice };
    let scene = Scene::healthy().telling(without);
    scene.compare("F59-plaintext-client-on-sasl-listener", scene.meet_kafka_and_java());
}

#[test]
fn f60_a_client_with_sasl_at_a_listener_without() {
    let builder = builder().engine_settings(|it| it.plaintext = PlaintextListener::Open);
    let scene = Scene::from(builder);
    let bootstrap = format!("localhost:{}", scene.bed.engine().plaintext_nodes()[0].port);
    let scene = scene.telling(|alice| Client { bootstrap, ..alice });
    scene.compare("F60-sasl-client-on-plaintext-listener", scene.meet_kafka_and_java());
}

#[test]
fn f61_gssapi_is_not_enabled() {
    let scene = Scene::from(builder().mechanisms([kerbside::SaslMechanism::Plain]));
    let scene = scene.telling(|alice| alice.with_mechanism(SaslMechanism::Gssapi));
    scene.compare("F61-mechanism-not-enabled", scene.meet_kafka_and_java());
}

#[test]
fn f61_plain_is_not_enabled() {
    let scene = Scene::healthy().telling(|alice| alice.with_mechanism(SaslMechanism::Plain));
    scene.compare("F61-mechanism-not-enabled-plain", scene.meet_kafka());
}

#[test]
fn f62_librdkafka_before_2_11_at_kafka_4_0() {
    let scene = Scene::from(builder().dialect(Dialect::kafka_4_0()));
    scene.compare("F62-librdkafka-kafka-4.0.0", meet_with_franz_go(&scene));
}

#[test]
fn f63_a_client_without_gssapi() {
    let scene = Scene::healthy();
    let kcat = scene.kcat().env("SASL_PATH", &scene.alice.folder).args(["-L", "-m", "2"]);
    scene.compare("F63-client-without-gssapi", vec![("kcat", kcat.run())]);
}

#[test]
fn f65_a_session_that_is_not_renewed() {
    let scene = Scene::from(builder().sasl_lifetime(Duration::from_secs(2)));
    let kcat = scene.kcat().args(["-C", "-t", "t", "-o", "end"]).run();
    scene.compare("F65-session-expired", vec![("kcat", kcat)]);
}

#[test]
fn f66_re_authentication_as_somebody_else() {
    // Kafka tells them in an order of its own; here it is the order in which they are enabled.
    let mechanisms = [kerbside::SaslMechanism::Plain, kerbside::SaslMechanism::Gssapi];
    let builder = builder().user("bob", "secret").mechanisms(mechanisms);
    let scene = Scene::from(builder.sasl_lifetime(Duration::from_secs(60))).with_ticket();
    let bob = scene.bed.client("bob");
    let _ = Program::new("kinit").user(&bob).arg("bob").input("secret\n").run().well();
    let cache: PathBuf = bob.folder.join("krb5cc");
    compare_by_hand(&scene, "F66-reauth-other-principal", &cache);
}

#[test]
fn f69_kafka_python_asks_to_act_as_the_broker() {
    let scene = Scene::healthy();
    let _ = scene.kinit().well();
    let told = scene.python("requests").run();
    scene.compare("F69-python-early-success", vec![("kafka-python", told)]);
    assert_eq!(authenticated(&scene.bed), ["GSSAPI User:alice"]);
}

#[test]
fn f70_a_packet_larger_than_the_broker_takes() {
    let small = |it: &mut EmbeddedSettings| it.connections.sasl_max_receive_size = 500;
    let scene = Scene::from(builder().engine_settings(small));
    scene.compare("F70-oversized-sasl-packet", scene.meet_kafka_and_java());
}

fn with_rules(rules: &str) -> Scene {
    let rules = PrincipalRules::parse("EXAMPLE.TEST", rules).expect("rules");
    Scene::from(builder().engine_settings(|it| it.principal_rules = Some(rules)))
}

#[test]
fn f71_no_rule_is_for_the_principal() {
    // As for a realm that is not the broker's own.
    let scene = with_rules("RULE:[2:$1]");
    scene.compare("F71-no-auth-to-local-rule", scene.meet_kafka_and_java());
}

#[test]
fn f72_a_rule_leaves_a_name_that_is_not_simple() {
    let scene = with_rules("RULE:[1:$1@$0](.*@EXAMPLE.TEST),DEFAULT");
    scene.compare("F72-rule-not-simple", scene.meet_kafka());
}

#[test]
fn f73_a_rule_that_cannot_be_read() {
    let rules = [("a", "RULE:[1:$1](.*s/@.*//,DEFAULT"), ("b", "RULE:[1:$1]/X"), ("c", "NONSENSE")];
    let up = |rules: &str| {
        let up = Program::at(programs::kerbside()).args(["up", "--realm", "EXAMPLE.TEST"]);
        up.args(["--principal-to-local-rules", rules]).run()
    };
    let met = rules.map(|(name, rules)| (name, up(rules)));
    Scene::healthy().compare("F73-bad-rule", met.into());
}

#[test]
fn f74_a_principal_that_is_no_kafka_name() {
    let scene = Scene::healthy();
    let key = NewKey::Password("secret".into());
    scene.admin(AdminRequest::CreatePrincipal(CreatePrincipal::new(principal("a/b/c"), key)));
    let kinit = Program::new("kinit").user(&scene.alice).arg("a/b/c").input("secret\n");
    let _ = kinit.run().well();
    let scene = scene.who_has_a_ticket();
    scene.compare("F74-malformed-principal", scene.meet_kafka());
}

#[test]
fn f75_acls_deny() {
    let nobody = "User:alice@EXAMPLE.TEST";
    let acl = Acl::allow(nobody, Operation::ALL, ResourceType::TOPIC, "t");
    let scene = Scene::from(builder().standard_authorizer().acl(acl));
    let java = scene.java(&[]);
    let sends = scene.kcat().args(["-P", "-t", "t"]).input("x\n").run();
    let lists = scene.kcat().args(["-L", "-t", "t", "-m", "2"]).run();
    let joins = scene.kcat().args(["-G", "golden", "-e", "t", "-m", "2"]).run();
    let mut met = vec![("kcat-produces", sends), ("kcat-lists", lists), ("kcat-joins", joins)];
    let _ = scene.kinit().well();
    met.push(("kafka-python", scene.python("produce").run()));
    met.push(("java", java.finish()));
    scene.compare("F75-acl-denied", met);
}

/// Asks for a delegation token as the user is told to.
#[track_caller]
fn asks_for_a_token(scene: &Scene) -> Finished {
    let program = java(&compiled("Tokens", &kafka_client_class_path())).user(&scene.alice);
    let program = program.args(scene.alice.java().jvm_options()).arg("Tokens");
    let told = scene.alice.folder.join("told.properties");
    program.arg(&scene.alice.bootstrap).args([&told, &told]).run()
}

// How a token lives and ends: `tokens::kafka_clients_live_and_end_with_a_token`.
#[test]
fn f76_delegation_tokens_are_not_enabled() {
    let scene = Scene::healthy();
    let met = vec![("java", asks_for_a_token(&scene))];
    scene.compare("F76-delegation-tokens-disabled", met);
}

#[test]
fn f76_a_delegation_token_without_authentication() {
    let builder = builder().delegation_token_secret("the secret of the brokers");
    let scene = Scene::from(builder.engine_settings(|it| it.plaintext = PlaintextListener::Open));
    let bootstrap = format!("localhost:{}", scene.bed.engine().plaintext_nodes()[0].port);
    let protocol = SecurityProtocol::Plaintext;
    let scene = scene.telling(|alice| Client { bootstrap, protocol, ..alice });
    let met = vec![("java", asks_for_a_token(&scene))];
    scene.compare("F76-delegation-tokens-plaintext", met);
}
