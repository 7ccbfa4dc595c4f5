//! TLS listeners of a bed under foreign clients: kafka-clients on the JVM, kcat, kafka-python and
//! aiokafka, and Kafka's tools at a listener of controllers.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use acceptance::java::{compiled, java};
use acceptance::kcat::{consume, kcat, produce};
use acceptance::process::{Program, package_file};
use acceptance::programs::{self, kafka_client_class_path, kafka_tools_class_path};
use acceptance::records::{Record, sample};
use kerbside::client::{Certificate, Client, HostNames, Login, SaslMechanism, Stores};
use kerbside::evidence::Fact;
use kerbside::oauth::OAuth;
use kerbside::tls::{BedTls, BrokerCertificate, ClientAuth, KeyUsage};
use kerbside::{BlockingTestbed, Builder, Testbed};
use kerbside_broker_core::event::EventKind;

fn builder() -> Builder {
    Testbed::builder().user("alice", "secret").topic("orders", 1).tls()
}

fn with_every_mechanism(builder: Builder) -> Builder {
    let named = ["GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<kerbside::SaslMechanism>().expect("a mechanism"));
    builder.mechanisms(named).oauth(OAuth::unsecured())
}

fn bed_showing(broker_certificate: BrokerCertificate) -> BlockingTestbed {
    let settings = BedTls { broker_certificate, ..BedTls::default() };
    builder().tls_settings(settings).start_blocking().expect("a bed starts")
}

fn bed_requiring_certificates() -> BlockingTestbed {
    let settings = BedTls { client_auth: ClientAuth::Required, ..BedTls::default() };
    builder().tls_settings(settings).start_blocking().expect("a bed starts")
}

fn on(bed: &BlockingTestbed, listener: &str) -> Client {
    bed.client_on("alice", listener).expect("the listener is there")
}

/// Who made requests on a bed's TLS listeners.
fn principals(bed: &BlockingTestbed) -> BTreeSet<String> {
    let records = bed.journal().records();
    let asked = records.iter().filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::Request { principal, .. }, .. } => principal.clone(),
        _ => None,
    });
    asked.map(|it| it.to_string()).collect()
}

/// Why handshakes broke, as the broker saw it.
fn broken_handshakes(bed: &BlockingTestbed) -> Vec<String> {
    let records = bed.journal().records();
    let broken = records.iter().filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::HandshakeFailed { reason, .. }, .. } => {
            Some(reason.to_string())
        }
        _ => None,
    });
    broken.collect()
}

/// Ways to meet a broker, for `Meet` of tests/java.
#[derive(Default)]
struct Meetings {
    lines: String,
}

impl Meetings {
    fn add(&mut self, name: &str, client: &Client, properties: &str) {
        let path: PathBuf = client.folder.join(format!("meet-{name}.properties"));
        fs::write(&path, properties).expect("the properties are written");
        self.lines += &format!("{name} {}\n", path.display());
    }

    fn add_client(&mut self, name: &str, client: &Client) {
        self.add(name, client, &client.java().properties(Login::Keytab));
    }

    /// What became of each, in one JVM with `client`'s krb5.conf.
    #[track_caller]
    fn outcomes(self, client: &Client) -> Vec<(String, String)> {
        // What kafka-clients wants for OAUTHBEARER is in the folder of the tools.
        let class_path = format!("{}:{}", kafka_client_class_path(), kafka_tools_class_path());
        let program = java(&compiled("Meet", &class_path)).user(client);
        let program = program.args(client.java().jvm_options()).arg("Meet");
        let told = program.input(self.lines).run().well();
        let outcome = |line: &str| {
            let (name, outcome) = line.split_once(' ').expect("a name and an outcome");
            (name.to_owned(), outcome.to_owned())
        };
        told.out().lines().map(outcome).collect()
    }
}

#[test]
fn java_clients_meet_tls_listeners_in_every_form() {
    let settings = BedTls {
        principal_mapping_rules: "RULE:^CN=(.*)$/cert-$1/,DEFAULT".to_owned(),
        ..BedTls::default()
    };
    let builder = with_every_mechanism(builder().tls_settings(settings));
    let bed = builder.start_blocking().expect("a bed starts");
    let (ssl, sasl_ssl) = (on(&bed, "SSL"), on(&bed, "SASL_SSL"));
    let mut meetings = Meetings::default();
    meetings.add_client("mutual", &ssl);
    let pem = |client: &Client| client.java().stores(Stores::Pem).properties(Login::Keytab);
    meetings.add("mutual-pem", &ssl, &pem(&ssl));
    let inline = ssl.java().properties_with_inline_pem(Login::Keytab).expect("PEM files");
    meetings.add("mutual-pem-inline", &ssl, &inline);
    let old = ssl.java().properties(Login::Keytab) + "ssl.enabled.protocols=TLSv1.2\n";
    meetings.add("tls-1.2", &ssl, &old);
    meetings.add_client("anonymous", &ssl.clone().with_certificate(Certificate::Absent));
    meetings.add("kerberos-pem", &sasl_ssl, &pem(&sasl_ssl));
    for mechanism in SaslMechanism::ALL {
        meetings.add_client(mechanism.name(), &sasl_ssl.clone().with_mechanism(mechanism));
    }
    let outcomes = meetings.outcomes(&sasl_ssl);
    assert_eq!(outcomes.len(), 11, "{outcomes:?}");
    for (name, outcome) in &outcomes {
        assert_eq!(outcome, "sent", "{name}");
    }
    let expected = ["User:ANONYMOUS", "User:alice", "User:cert-alice"];
    assert_eq!(principals(&bed).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn java_clients_refuse_and_are_refused_what_is_wrong_in_tls() {
    let other = bed_showing(BrokerCertificate::OtherHost("broker.example.test".to_owned()));
    let nameless = bed_showing(BrokerCertificate::NoNames);
    let client_only = bed_showing(BrokerCertificate::UsageOnly(KeyUsage::Client));
    let server_only = bed_showing(BrokerCertificate::UsageOnly(KeyUsage::Server));
    let expired = bed_showing(BrokerCertificate::Expired);
    let strict = bed_requiring_certificates();
    let mut meetings = Meetings::default();
    meetings.add_client("wrong-name", &on(&other, "SSL"));
    let careless = on(&other, "SSL").with_host_names(HostNames::NotVerified);
    meetings.add_client("wrong-name-not-verified", &careless);
    meetings.add_client("no-name", &on(&nameless, "SSL"));
    meetings.add_client("usage-of-clients", &on(&client_only, "SSL"));
    meetings.add_client("usage-of-servers", &on(&server_only, "SSL"));
    meetings.add_client("expired", &on(&expired, "SSL"));
    let bare = on(&strict, "SSL").with_certificate(Certificate::Absent);
    meetings.add_client("no-certificate", &bare);
    meetings.add_client("certificate", &on(&strict, "SSL"));
    let outcomes = meetings.outcomes(&bare);
    let of = |name: &str| {
        let found = outcomes.iter().find(|(it, _)| it == name);
        found.map(|(_, outcome)| outcome.as_str()).unwrap_or_default()
    };
    for name in ["wrong-name-not-verified", "usage-of-servers", "certificate"] {
        assert_eq!(of(name), "sent", "{name}");
    }
    for (name, text) in [
        ("wrong-name", "No subject alternative DNS name matching localhost found"),
        ("no-name", "No name matching localhost found"),
        (
            "usage-of-clients",
            "Extended key usage does not permit use for TLS server authentication",
        ),
        ("expired", "NotAfter"),
        ("no-certificate", "Received fatal alert: certificate_required"),
    ] {
        assert!(of(name).contains(text), "{name}: {}", of(name));
    }
    let refused = broken_handshakes(&strict);
    assert!(refused.iter().any(|it| it.contains("peer sent no certificates")), "{refused:?}");
    assert!(principals(&strict).contains("User:CN=alice"), "{:?}", principals(&strict));
}

/// `kcat` with a client's settings in place of those of its folder.
fn kcat_as(client: &Client, name: &str) -> Program {
    let path = client.folder.join(format!("{name}.conf"));
    fs::write(&path, client.librdkafka_file()).expect("the settings are written");
    kcat(client).env("KCAT_CONFIG", path)
}

/// What kcat can send: keys and values, no headers.
fn for_kcat(count: usize) -> Vec<Record> {
    let fit = |record: Record| Record {
        partition: 0,
        key: Some(record.key.unwrap_or_default()),
        value: Some(record.value.unwrap_or_else(|| b"not null".to_vec())),
        headers: Vec::new(),
    };
    sample(count, 1).into_iter().map(fit).collect()
}

#[test]
fn kcat_sends_and_reads_over_tls() {
    let bed = builder().start_blocking().expect("a bed starts");
    let sent = for_kcat(1000);
    produce(kcat_as(&on(&bed, "SSL"), "ssl"), "orders", &sent);
    let read = consume(kcat_as(&on(&bed, "SASL_SSL"), "sasl-ssl"), "orders");
    assert_eq!(read.len(), sent.len());
    assert_eq!(read.last().map(|it| &it.value), sent.last().map(|it| &it.value));
    let expected = ["User:CN=alice", "User:alice"];
    assert_eq!(principals(&bed).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn kcat_refuses_another_hosts_certificate_unless_it_is_told_not_to_look() {
    let bed = bed_showing(BrokerCertificate::OtherHost("broker.example.test".to_owned()));
    let alice = on(&bed, "SSL");
    let refused = kcat_as(&alice, "verified").args(["-L", "-m", "5"]).run();
    assert!(refused.to_string().contains("certificate verify failed"), "{refused}");
    let careless = alice.with_host_names(HostNames::NotVerified);
    // kcat passes this one setting over in a file.
    let none = "ssl.endpoint.identification.algorithm=none";
    assert!(careless.librdkafka_file().contains(none));
    let listed = kcat_as(&careless, "not-verified").args(["-L", "-X", none]).run().well();
    assert!(listed.out().contains("topic \"orders\""), "{listed}");
}

#[test]
fn kcat_without_a_certificate_is_refused_where_one_is_required() {
    let bed = bed_requiring_certificates();
    let alice = on(&bed, "SSL").with_certificate(Certificate::Absent);
    let refused = kcat_as(&alice, "bare").args(["-L", "-m", "5"]).run();
    assert!(refused.to_string().contains("SSL"), "{refused}");
    let reasons = broken_handshakes(&bed);
    assert!(reasons.iter().any(|it| it.contains("peer sent no certificates")), "{reasons:?}");
}

fn python(client: &Client) -> Program {
    let program = Program::at(programs::python()).user(client);
    program.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1")
}

#[test]
fn kafka_python_sends_over_tls_with_a_ticket_and_with_a_certificate() {
    let bed = builder().start_blocking().expect("a bed starts");
    for listener in ["SASL_SSL", "SSL"] {
        let alice = on(&bed, listener);
        let arguments = alice.python().arguments();
        let arguments: Vec<String> =
            arguments.iter().map(|(name, value)| format!("'{name}': {value}")).collect();
        let program = python(&alice).arg(package_file("python").join("produce.py"));
        let program = program.arg(format!("{{{}}}", arguments.join(", "))).args(["orders", "{}"]);
        let told = program.input("0 6b 76\n").run().well();
        assert_eq!(told.out(), "1\n", "{told}");
    }
    let expected = ["User:CN=alice", "User:alice"];
    assert_eq!(principals(&bed).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn the_programs_for_python_run_as_they_are_written() {
    let builder = with_every_mechanism(builder());
    let bed = builder.start_blocking().expect("a bed starts");
    for mechanism in [SaslMechanism::ScramSha512, SaslMechanism::OAuthBearer] {
        let alice = on(&bed, "SASL_SSL").with_mechanism(mechanism);
        for program in [alice.python().kafka_python(), alice.python().aiokafka()] {
            let _ = python(&alice).args(["-c", &program]).run().well();
        }
    }
    assert_eq!(principals(&bed).into_iter().collect::<Vec<_>>(), ["User:alice"]);
}

#[test]
fn kafkas_tools_find_the_controllers_over_tls() {
    use kerbside::SecurityProtocol::{SaslSsl, Ssl};
    let builder = builder().brokers(2).listener("CONTROL", Ssl).listener("CONTROL2", SaslSsl);
    let builder = builder.engine_settings(|it| {
        it.controller_listeners = vec!["CONTROL".to_owned(), "CONTROL2".to_owned()];
    });
    let bed = builder.start_blocking().expect("a bed starts");
    let mut lines = Vec::new();
    for listener in ["CONTROL", "CONTROL2"] {
        let alice = on(&bed, listener);
        let config = alice.folder.join(format!("{listener}.properties"));
        fs::write(&config, alice.java().properties(Login::Keytab)).expect("a file");
        lines.push(format!(
            "org.apache.kafka.tools.ClusterTool list-endpoints --bootstrap-controller {} \
             --config {}",
            alice.bootstrap.split(',').next().unwrap_or_default(),
            config.display()
        ));
    }
    let alice = on(&bed, "CONTROL2");
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(&alice);
    let program = program.args(alice.java().jvm_options()).arg("Tools");
    let told = program.input(lines.join("\n")).run().well();
    for listener in ["CONTROL", "CONTROL2"] {
        for address in on(&bed, listener).bootstrap.split(',') {
            let port = address.rsplit(':').next().unwrap_or_default();
            assert!(told.out().contains(port), "{listener} {address}: {told}");
        }
    }
    assert_eq!(told.out().matches("controller").count(), 4, "{told}");
}
